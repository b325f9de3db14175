"""Connections to the office file with real transactions and the pragmas of DESIGN §7."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from hazard_desk.store import capture

_LONGEST = 64 * 2**20
"""Bytes of a value that is read: a stranger's file of a few KB may unpack to one that fills the memory."""


def writer_engine(path: Path, *, with_capture: bool = True) -> Engine:
    """Return the engine of the one connection that writes."""
    # Python's own transaction handling would not roll back DDL: we say BEGIN ourselves.
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        for pragma in (
            "foreign_keys=ON",
            # One more than FULL: the journal's removal is the commit, and is flushed, too. Else a journal
            # that comes back after a power cut takes back what she was told is saved.
            "synchronous=EXTRA",
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
    raw = _read_only(path)
    raw.execute("PRAGMA temp_store=MEMORY")
    return _engine(raw, "BEGIN")


@contextlib.contextmanager
def reading_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a bare connection for a look at a file that may be of any schema; nothing is written."""
    connection = _read_only(path)
    try:
        yield connection
    finally:
        connection.close()


def _read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=5,
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    return connection


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
