"""What the journal of an office file knows of rows that can't be read any more."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from enum import Enum

from hazard_desk.terms import ChangeKind


class _Gone(Enum):
    REMOVED = "removed"


Removed = _Gone.REMOVED
"""Of a row: it was removed, and not put back since."""

Key = tuple[object, ...]


class JournalMemory:
    """The newest state of every row of some tables: its columns, `Removed`, or None where only that it is.

    A row of a large batch leaves no copy of itself. `whole`: no part of the journal is missing, so that what
    it says last is how the row was.
    """

    def __init__(self, database: sqlite3.Connection, tables: Collection[str], whole: bool) -> None:
        """Go through the journal of `database` once."""
        self.whole = whole
        self._database = database
        self._states: dict[str, dict[Key, object]] = defaultdict(dict)
        self._highest: dict[str, int] = {}
        marks = ", ".join("?" * len(tables))
        query = (
            "SELECT noun, row_key, kind, after FROM journal_change"
            f" WHERE noun IN ({marks}) ORDER BY entry_id, position"
        )
        for noun, row_key, kind, after in database.execute(query, sorted(tables)):
            states = self._states[noun]
            for key in _keys(row_key):
                states[key] = Removed if kind == ChangeKind.REMOVED.value else _columns(after)

    def of(self, table: str) -> dict[Key, object]:
        """Return what is known of a table's rows, by their keys."""
        return self._states.get(table, {})

    def knows(self, table: str, ids: Collection[int]) -> bool:
        """Say whether the journal knows of all these rows, so that it can be counted on for the others."""
        states = self.of(table)
        return all((number,) in states for number in ids)

    def highest(self, table: str) -> int:
        """Return the largest id of a table that the journal names."""
        if table not in self._highest:
            self._highest[table] = self.highest_in(self._database, table)
        return self._highest[table]

    @staticmethod
    def highest_in(database: sqlite3.Connection, table: str) -> int:
        """Return the largest id of a table that the journal of `database` names."""
        if table == "journal_entry":
            found = database.execute("SELECT coalesce(max(entry_id), 0) FROM journal_change").fetchone()
            return int(found[0])
        highest = 0
        for (row_key,) in database.execute("SELECT row_key FROM journal_change WHERE noun = ?", (table,)):
            try:
                said = json.loads(row_key)
                last = said["last"] if isinstance(said, dict) else said[0]
            except (ValueError, LookupError):
                continue
            if isinstance(last, int):
                highest = max(highest, last)
        return highest


def _keys(row_key: str) -> list[Key]:
    try:
        said = json.loads(row_key)
    except ValueError:
        return []
    if isinstance(said, list):
        return [tuple(said)]
    first, last = said.get("first"), said.get("last")
    if isinstance(first, int) and isinstance(last, int) and 0 < first <= last < first + 10_000_000:
        return [(number,) for number in range(first, last + 1)]
    return []


def _columns(after: str | None) -> object:
    try:
        said = json.loads(after) if after else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
