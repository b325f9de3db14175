"""Row-level capture for the journal: every write is seen, whichever way it was made.

The triggers are TEMP: they live in the writer's connection, not in the office file, so the schema
stays plain and a migration has none to carry. They also see cascades and bulk statements, which
hooks on mapped objects do not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select

from hazard_desk.model import Base, JournalChange, JournalEntry, SchemaHistory
from hazard_desk.terms import ChangeKind

_NOT_CAPTURED = {JournalEntry.__tablename__, JournalChange.__tablename__, SchemaHistory.__tablename__}
# Up to this many added rows keep a copy of themselves in the journal; larger batches don't need one.
_ADDED_WITH_COPY = 500


@cache
def captured_tables() -> list[Table]:
    """Return the tables whose rows the journal follows, parents before children."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _NOT_CAPTURED]


@cache
def _followed(table: Table) -> list[str]:
    """Return the columns that the journal follows: a habit (`model.base.HABIT`) is nothing to take back."""
    return [column.name for column in table.columns if not column.info.get("habit")]


def install(raw_connection: Any) -> None:
    """Create the capture triggers on a raw sqlite3 connection, outside any transaction."""
    statements = [
        "CREATE TEMP TABLE captured (noun TEXT, kind TEXT, row_key TEXT, before TEXT, after TEXT)",
        "CREATE TEMP TABLE capture_switch (is_on INTEGER)",
        "INSERT INTO capture_switch VALUES (1)",
    ]
    for table in captured_tables():
        columns = _followed(table)
        changed = ", ".join(f'"{name}"' for name in columns)
        keys = [column.name for column in table.primary_key.columns]

        def array(row: str, names: list[str]) -> str:
            return "json_array(" + ", ".join(f'{row}."{name}"' for name in names) + ")"

        for kind, event, row, before, after in (
            (ChangeKind.ADDED, "INSERT", "NEW", "NULL", "NULL"),
            (ChangeKind.EDITED, f"UPDATE OF {changed}", "NEW", array("OLD", columns), array("NEW", columns)),
            (ChangeKind.REMOVED, "DELETE", "OLD", array("OLD", columns), "NULL"),
        ):
            statements.append(
                f'CREATE TEMP TRIGGER "capture_{table.name}_{kind.value}"'
                f' AFTER {event} ON main."{table.name}" '
                "WHEN (SELECT is_on FROM capture_switch) BEGIN INSERT INTO captured VALUES "
                f"('{table.name}', '{kind.value}', {array(row, keys)}, {before}, {after}); END"
            )
    raw_connection.executescript(";\n".join(statements) + ";")


def switch(connection: Connection, on: bool) -> None:
    """Turn capture off for a bulk insert that registers its ids itself, and on again."""
    connection.exec_driver_sql("UPDATE capture_switch SET is_on = ?", (int(on),))


@dataclass(slots=True)
class RowChange:
    """One row's net change in an operation."""

    noun: str
    row_key: str
    kind: ChangeKind
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def collect(connection: Connection) -> list[RowChange]:
    """Take what was captured since the last call, folded to one net change a row, in first-touch order."""
    rows = connection.exec_driver_sql(
        "SELECT noun, kind, row_key, before, after FROM captured ORDER BY rowid"
    )
    names = {table.name: _followed(table) for table in captured_tables()}
    folded: dict[tuple[str, str], RowChange] = {}
    for noun, kind, row_key, before, after in rows:
        change = RowChange(
            noun,
            row_key,
            ChangeKind(kind),
            dict(zip(names[noun], json.loads(before), strict=True)) if before else None,
            dict(zip(names[noun], json.loads(after), strict=True)) if after else None,
        )
        _fold(folded, change)
    connection.exec_driver_sql("DELETE FROM captured")
    for change in folded.values():
        if change.kind is ChangeKind.EDITED and change.after is None:  # deleted and inserted anew
            change.after = current_row(connection, change.noun, change.row_key)
    changes = [change for change in folded.values() if not _is_as_before(change)]
    added = [change for change in changes if change.kind is ChangeKind.ADDED]
    if len(added) <= _ADDED_WITH_COPY:
        for change in added:
            change.after = current_row(connection, change.noun, change.row_key)
    return changes


def _is_as_before(change: RowChange) -> bool:
    return change.kind is ChangeKind.EDITED and change.before == change.after


def _fold(folded: dict[tuple[str, str], RowChange], change: RowChange) -> None:
    key = (change.noun, change.row_key)
    earlier = folded.get(key)
    if earlier is None:
        folded[key] = change
        return
    if change.kind is ChangeKind.REMOVED:
        if earlier.kind is ChangeKind.ADDED:
            del folded[key]
        else:
            folded[key] = RowChange(change.noun, change.row_key, ChangeKind.REMOVED, earlier.before, None)
        return
    if earlier.kind is ChangeKind.REMOVED:
        earlier.kind, earlier.after = ChangeKind.EDITED, change.after
    elif earlier.kind is ChangeKind.EDITED:
        earlier.after = change.after
    if earlier.kind is ChangeKind.EDITED and earlier.after is not None and earlier.before == earlier.after:
        del folded[key]


def current_row(connection: Connection, noun: str, row_key: str) -> dict[str, Any] | None:
    """Return the row as the file stores it (dates as text, terms as values), or None; without habits."""
    table = Base.metadata.tables[noun]
    names = _followed(table)
    quoted = ", ".join(f'"{name}"' for name in names)
    where = " AND ".join(f'"{column.name}" = ?' for column in table.primary_key.columns)
    row = connection.exec_driver_sql(
        f'SELECT {quoted} FROM "{noun}" WHERE {where}', tuple(json.loads(row_key))
    ).first()
    return dict(zip(names, row, strict=True)) if row else None


def record(connection: Connection, entry_id: int, changes: list[RowChange]) -> None:
    """Write the changes of one journal entry."""
    if changes:
        connection.execute(
            insert(JournalChange),
            [
                {
                    "entry_id": entry_id,
                    "position": position,
                    "noun": change.noun,
                    "row_key": change.row_key,
                    "kind": change.kind,
                    "before": _dump(change.before),
                    "after": _dump(change.after),
                }
                for position, change in enumerate(changes)
            ],
        )


def recorded(connection: Connection, entry_id: int) -> list[RowChange]:
    """Return the changes of one journal entry, in their order."""
    rows = connection.execute(
        select(JournalChange).where(and_(JournalChange.entry_id == entry_id)).order_by(JournalChange.position)
    )
    return [
        RowChange(
            row.noun,
            row.row_key,
            row.kind,
            json.loads(row.before) if row.before else None,
            json.loads(row.after) if row.after else None,
        )
        for row in rows
    ]


def _dump(row: dict[str, Any] | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"))
