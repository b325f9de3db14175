"""Bring a file that is behind to the present schema, or leave it byte for byte as it was.

Alembic is imported here only, and this module only when a file is behind. `PRAGMA user_version` is
the one truth about a file's schema, so alembic's own version table is not used.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text

from hazard_desk.model import Base, SchemaHistory
from hazard_desk.store.engine import writer_engine
from hazard_desk.store.header import damaged
from hazard_desk.store.schema import APPLICATION_ID, PROGRAM_FOR_SCHEMA

SCRIPTS = Path(__file__).with_name("migrations")


def scripts(location: Path = SCRIPTS) -> list[Any]:
    """Return the migration scripts, oldest first; revision ids are the schema numbers, 0001 onwards."""
    config = Config()
    config.set_main_option("script_location", str(location).replace("%", "%%"))
    return list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))


def migrate(
    path: Path, from_version: int, now: datetime, location: Path = SCRIPTS, *, up_to: int | None = None
) -> int:
    """Run the scripts after `from_version` on `path` in one transaction and return the new version.

    `up_to` ends at an older schema than the present. Foreign keys are off while tables are rebuilt (a rebuild
    would otherwise delete children without a word) and are checked, with the whole file, before the commit.
    """
    engine = writer_engine(path, with_capture=False)
    version = from_version
    try:
        with engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                context = MigrationContext.configure(
                    connection, opts={"target_metadata": Base.metadata, "transactional_ddl": True}
                )
                with Operations.context(context):
                    for script in scripts(location):
                        number = int(script.revision)
                        if number > version and (up_to is None or number <= up_to):
                            script.module.upgrade()
                            version = number
                            connection.execute(
                                insert(SchemaHistory).values(
                                    version=number, program=PROGRAM_FOR_SCHEMA.get(number, ""), at=now
                                )
                            )
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={version}")
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise damaged(path, "升级后记录之间的关系对不上")
                if connection.scalar(text("PRAGMA integrity_check(1)")) != "ok":
                    raise damaged(path, "升级后校验不通过")
    finally:
        engine.dispose()
    return version
