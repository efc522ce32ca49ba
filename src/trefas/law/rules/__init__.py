"""The rules themselves, one module per act and chapter."""
