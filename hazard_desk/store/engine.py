"""Connections to the office file with real transactions and the pragmas of DESIGN §7."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from hazard_desk.store import capture


def writer_engine(path: Path, *, with_capture: bool = True) -> Engine:
    """Return the engine of the one connection that writes."""
    # Python's own transaction handling would not roll back DDL: we say BEGIN ourselves.
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            "cache_spill=OFF",
            "temp_store=MEMORY",
            "journal_mode=DELETE",
        ):
            raw.execute(f"PRAGMA {pragma}")
        if with_capture:
            capture.install(raw)
    except BaseException:
        raw.close()
        raise
    return _engine(raw, "BEGIN IMMEDIATE")


def reader_engine(path: Path) -> Engine:
    """Return the engine of a connection that can only read."""
    raw = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=5,
    )
    raw.execute("PRAGMA temp_store=MEMORY")
    return _engine(raw, "BEGIN")


def _engine(raw: sqlite3.Connection, begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    # The pool must never close our one connection behind a failed statement's back.
    @event.listens_for(engine, "reset")
    def _reset(dbapi_connection: Any, _record: Any, _state: Any) -> None:
        if dbapi_connection.in_transaction:
            dbapi_connection.rollback()

    # The pool takes the connection over now, so that disposing of the engine closes it, used or not.
    engine.connect().close()
    return engine
