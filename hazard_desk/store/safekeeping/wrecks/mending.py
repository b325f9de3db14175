"""Mending the references of a salvaged office file: what hangs on a lost record is left out, or let go of."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from hazard_desk.model import Base

_OWNED_BY_ONE = ("attachment_link",)
"""Tables of rows with one of several owners: without any, such a row is nobody's."""


@dataclass(slots=True)
class Mended:
    """How many rows were left out, a table, and how many references were emptied."""

    left_out: Counter[str] = field(default_factory=Counter)
    let_go: int = 0


@dataclass(frozen=True, slots=True)
class _Reference:
    table: str
    column: str
    parent: str
    parent_column: str
    may_be_empty: bool


def mend(new: sqlite3.Connection, torn: Collection[str]) -> Mended:
    """Mend every reference to a row that isn't there; `torn` are the tables that may lack rows."""
    mended = Mended()
    references = [*_references(new), *_named(new)]
    changed = True
    while changed and torn:
        changed = False
        for one in references:
            if one.parent not in torn and not mended.left_out[one.parent]:
                continue
            changed |= _mended(new, one, mended)
        for table in _OWNED_BY_ONE:
            owners = [one.column for one in references if one.table == table and one.may_be_empty]
            if not owners:
                continue
            empty = " AND ".join(f'"{column}" IS NULL' for column in owners)
            gone = new.execute(f'DELETE FROM "{table}" WHERE {empty}').rowcount
            mended.left_out[table] += gone
            changed |= gone > 0
    return mended


def _mended(new: sqlite3.Connection, one: _Reference, mended: Mended) -> bool:
    astray = (
        f'"{one.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{one.parent}" AS parent'
        f' WHERE parent."{one.parent_column}" = "{one.table}"."{one.column}")'
    )
    if one.may_be_empty:
        done = new.execute(f'UPDATE "{one.table}" SET "{one.column}" = NULL WHERE {astray}').rowcount
        mended.let_go += done
    else:
        done = new.execute(f'DELETE FROM "{one.table}" WHERE {astray}').rowcount
        mended.left_out[one.table] += done
    return done > 0


def _references(new: sqlite3.Connection) -> Iterator[_Reference]:
    """Yield the references that the file itself keeps."""
    names = [
        row[0]
        for row in new.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    for name in names:
        needed = {row[1] for row in new.execute(f'PRAGMA table_info("{name}")') if row[3] or row[5]}
        for row in new.execute(f'PRAGMA foreign_key_list("{name}")').fetchall():
            yield _Reference(name, row[3], row[2], row[4] or "id", row[3] not in needed)


def _named(new: sqlite3.Connection) -> Iterator[_Reference]:
    """Yield the columns with ids of a table that the file keeps no reference for (`model.base.names`)."""
    for table in Base.metadata.sorted_tables:
        there = {row[1] for row in new.execute(f'PRAGMA table_info("{table.name}")')}
        for column in table.columns:
            parent = column.info.get("names")
            if parent and column.name in there:
                yield _Reference(table.name, column.name, parent, "id", True)
