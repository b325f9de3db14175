"""Schema migrations: one numbered alembic script a schema version, run by store/migrating.py."""
