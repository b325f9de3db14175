"""Is the file whole: SQLite's own checks, quickly or in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Date, DateTime, Enum, Integer, String, Table, select, text
from sqlalchemy.exc import DBAPIError

from hazard_desk.model import Base, JournalChange
from hazard_desk.store.engine import reader_engine, writer_engine
from hazard_desk.store.header import damaged, read_header
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import explain, explained

BLANK = "\0" * 4
"""So many of these stand in no text that was entered, but where a sector was lost they do."""


def quick_check(database: Path) -> None:
    """Check the structure without writing; refused as damaged where it isn't sound."""
    _check(database, "quick_check", writing=False)


def full_check(database: Path, *, writing: bool) -> None:
    """Check structure, indexes and the references between records.

    `writing`: rolling back an interrupted transaction is then part of looking.
    """
    _check(database, "integrity_check", writing=writing)


def demand_readable(database: Path, *, shown: Path | None = None) -> None:
    """Read every value as the program does; refused as damaged where one can't be.

    A changed byte or a lost sector that leaves the structure sound may leave a text that is none, a day that
    isn't in any calendar, a word that nobody knows, half of a journal row: the page that shows it would fall.
    `shown` is the file as the user knows it, where `database` is a copy.
    """
    told = shown or database
    of_now = read_header(database).user_version == SCHEMA_VERSION
    with explained(database):
        engine = reader_engine(database)
        try:
            with engine.connect() as connection:
                # What is compared may be as long as the file: beyond what is quick, beside it on the disk.
                connection.exec_driver_sql("PRAGMA temp_store=FILE")
                for query in _queries_of_all(connection, of_now=of_now):
                    for _ in connection.execution_options(yield_per=10).execute(query):
                        pass
                for table in Base.metadata.sorted_tables if of_now else ():
                    if connection.exec_driver_sql(_no_row_of_ours(table)).first() is not None:
                        raise damaged(told, "有内容读不出来")
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            raise damaged(told, "有内容读不出来") from error
        except DBAPIError as error:
            if explain(error, database) is not None:
                raise
            raise damaged(told, "有内容读不出来") from error  # a text that is no text has no code
        finally:
            engine.dispose()


def _queries_of_all(connection: Connection, *, of_now: bool) -> list[Any]:
    """Return what asks for every row: by the mapped tables, or of an older file's as they are."""
    if of_now:
        queries: list[Any] = []
        for table in Base.metadata.sorted_tables:
            made = [one for one in table.columns if one.type.result_processor(connection.dialect, None)]
            plain = [one for one in table.columns if one not in made]
            # What is made of a value of the file is the same each time: each value once is enough.
            queries += [select(one).distinct() for one in made]
            queries += [select(*plain)] if plain else []
        return queries
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [text(f'SELECT * FROM "{name}"') for (name,) in found.all()]


def _no_row_of_ours(table: Table) -> str:
    """Return the query for a row with values that no operation could have entered."""
    strange = []
    for column in table.columns:
        name = f'"{column.name}"'
        if isinstance(column.type, Integer | Boolean):
            strange.append(f"typeof({name}) NOT IN ('integer', 'null')")
        elif isinstance(column.type, String | Date | DateTime):
            strange.append(f"typeof({name}) NOT IN ('text', 'null')")
        if column.info.get("json"):
            strange.append(f"NOT json_valid(coalesce(nullif({name}, ''), 'null'))")
        elif isinstance(column.type, String) and not isinstance(column.type, Enum):
            strange.append(f"instr({name}, char({', '.join('0' * len(BLANK))}))")
    if table is JournalChange.__table__:
        nouns = ", ".join(f"'{name}'" for name in Base.metadata.tables)
        strange.append(f"noun NOT IN ({nouns})")
    return f'SELECT 1 FROM "{table.name}" WHERE {" OR ".join(strange)} LIMIT 1'


def _check(database: Path, pragma: str, *, writing: bool) -> None:
    in_full = pragma == "integrity_check"
    try:
        with explained(database):
            result, orphan = _answers(database, pragma, in_full=in_full, writing=writing)
    except DBAPIError as error:  # tables that contradict each other, by a changed letter, have no code
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
