"""Is the file whole: SQLite's own checks, quickly or in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from hazard_desk.model import Base
from hazard_desk.store.engine import reader_engine, writer_engine
from hazard_desk.store.header import damaged, read_header
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import explain, explained


def quick_check(database: Path) -> None:
    """Check the structure without writing; refused as damaged where it isn't sound."""
    _check(database, "quick_check", writing=False)


def full_check(database: Path, *, writing: bool) -> None:
    """Check structure, indexes and the references between records.

    `writing`: rolling back an interrupted transaction is then part of looking.
    """
    _check(database, "integrity_check", writing=writing)


def demand_readable(database: Path) -> None:
    """Read every value as the program does; refused as damaged where one can't be.

    A changed byte that leaves the structure sound may leave a text that is none, a day that isn't in any
    calendar, a word that nobody knows: the page that shows it would fall.
    """
    of_now = read_header(database).user_version == SCHEMA_VERSION
    with explained(database):
        engine = reader_engine(database)
        try:
            with engine.connect() as connection:
                for query in _queries_of_all(connection, of_now=of_now):
                    for _ in connection.execution_options(yield_per=1000).execute(query):
                        pass
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            raise damaged(database, "有内容读不出来") from error
        except DBAPIError as error:
            if explain(error, database) is not None:
                raise
            raise damaged(database, "有内容读不出来") from error  # a text that is no text has no code
        finally:
            engine.dispose()


def _queries_of_all(connection: Connection, *, of_now: bool) -> list[Any]:
    """Return what asks for every row: by the mapped tables, or of an older file's as they are."""
    if of_now:
        return [select(table) for table in Base.metadata.sorted_tables]
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [text(f'SELECT * FROM "{name}"') for (name,) in found.all()]


def _check(database: Path, pragma: str, *, writing: bool) -> None:
    in_full = pragma == "integrity_check"
    try:
        with explained(database):
            result, orphan = _answers(database, pragma, in_full=in_full, writing=writing)
    except UnicodeDecodeError as error:  # the very name that SQLite complains of is damaged
        raise damaged(database, "内部结构校验不通过") from error
    if result != "ok":
        raise damaged(database, "内部结构校验不通过")
    if orphan is not None:
        raise damaged(database, "记录之间的关系对不上")


def _answers(database: Path, pragma: str, *, in_full: bool, writing: bool) -> tuple[Any, Any]:
    engine = writer_engine(database, with_capture=False) if writing else reader_engine(database)
    try:
        with engine.connect() as connection:
            result = connection.exec_driver_sql(f"PRAGMA {pragma}(1)").scalar()
            return result, connection.exec_driver_sql("PRAGMA foreign_key_check").first() if in_full else None
    finally:
        engine.dispose()
