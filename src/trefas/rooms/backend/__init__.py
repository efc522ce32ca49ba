"""The database engine: PostgreSQL with room policies and composite keys."""
