"""The database's history: Alembic's environment and its revisions."""
