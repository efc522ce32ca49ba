"""Settings, and the embedded PostgreSQL that demo, development and tests run on."""
