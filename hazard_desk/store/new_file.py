"""A new office file without a record in it, of the present schema or an older one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from hazard_desk.model import Base, SchemaHistory
from hazard_desk.store.engine import writer_engine
from hazard_desk.store.schema import APPLICATION_ID, PROGRAM_FOR_SCHEMA, SCHEMA_VERSION


def make_file(path: Path, now: datetime, schema: int = SCHEMA_VERSION) -> None:
    """Make the file at `path`, with its tables and the history of its schema."""
    if schema < SCHEMA_VERSION:
        from hazard_desk.store.migrating import migrate  # alembic: only for an older schema

        migrate(path, 0, now, up_to=schema)
        return
    engine = writer_engine(path, with_capture=False)
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute(
                insert(SchemaHistory),
                [
                    {"version": number, "program": PROGRAM_FOR_SCHEMA[number], "at": now}
                    for number in range(1, SCHEMA_VERSION + 1)
                ],
            )
    finally:
        engine.dispose()
