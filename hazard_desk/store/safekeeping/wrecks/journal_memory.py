"""What the journal of an office file knows of rows that can't be read any more."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import Any

from hazard_desk.terms import ChangeKind


class _Gone(Enum):
    REMOVED = "removed"


Removed = _Gone.REMOVED
"""Of a row: it was removed, and not put back since."""

Key = tuple[object, ...]
_Effects = dict[tuple[str, Key], tuple[object, object]]  # a row, how it was before and after


class JournalMemory:
    """The newest state of every row: its columns, `Removed`, or None where only that it is.

    A row of a large batch leaves no copy of itself. `whole`: no part of the journal is missing, so that what
    it says last is how the row was; else that is `certain` only of what it says after entry `torn_up_to`.
    Where an undo's own changes are missing, it is known by the operation that it takes back.
    """

    def __init__(self, database: sqlite3.Connection, whole: bool, torn_up_to: float = 0) -> None:
        """Go through the journal of `database` once."""
        self.whole = whole
        self._database = database
        self._torn_up_to = torn_up_to
        self._undoes = {} if whole else _undoes(database)
        self._taken_back: dict[int, _Effects] = {undone: {} for undone in self._undoes.values()}
        self._states: dict[str, dict[Key, object]] = defaultdict(dict)
        self._said_by: dict[str, dict[Key, int]] = defaultdict(dict)
        self._highest: dict[str, int] = {}
        undos = sorted(self._undoes, reverse=True)
        changes = database.execute(
            "SELECT entry_id, noun, row_key, kind, before, after FROM journal_change"
            " ORDER BY entry_id, position"
        )
        for entry, rows in groupby(changes, itemgetter(0)):
            while undos and undos[-1] < entry:
                self._take(undos.pop(), ())
            if undos and undos[-1] == entry:
                undos.pop()
            self._take(entry, (row[1:] for row in rows))
        while undos:
            self._take(undos.pop(), ())

    def _take(self, entry: int, changes: Iterable[tuple[Any, ...]]) -> None:
        """Take in what one entry did: its own changes, and of an undo what they must have been."""
        effects: _Effects = {}
        for noun, row_key, kind, before, after in changes:
            was = Removed if kind == ChangeKind.ADDED.value else _columns(before)
            now = Removed if kind == ChangeKind.REMOVED.value else _columns(after)
            for key in _keys(row_key):
                effects[noun, key] = (was, now)
        for row, (was, now) in self._taken_back.get(self._undoes.get(entry, 0), {}).items():
            effects.setdefault(row, (now, was))
        if entry in self._taken_back:
            self._taken_back[entry] = effects
        for (noun, key), (_was, now) in effects.items():
            self._states[noun][key] = now
            self._said_by[noun][key] = entry

    def tables(self) -> set[str]:
        """Return the tables of whose rows anything is known."""
        return set(self._states)

    def certain(self, table: str) -> dict[Key, dict[str, object]]:
        """Return the rows of a table whose newest state is known for certain, and in full."""
        said_by = self._said_by[table]
        return {
            key: state
            for key, state in self.of(table).items()
            if isinstance(state, dict) and said_by[key] > self._torn_up_to
        }

    def of(self, table: str) -> dict[Key, object]:
        """Return what is known of a table's rows, by their keys."""
        return self._states.get(table, {})

    def knows(self, table: str, keys: Collection[Key]) -> bool:
        """Say whether the journal knows of all these rows, so that it can be counted on for the others."""
        states = self.of(table)
        return all(key in states for key in keys)

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
            except (ValueError, LookupError, TypeError):
                continue
            if isinstance(last, int):
                highest = max(highest, last)
        return highest


def _undoes(database: sqlite3.Connection) -> dict[int, int]:
    """Return of every undo which entry it takes back, as either of the two says."""
    found = {}
    for entry, undoes, undone_by in database.execute("SELECT id, undoes_id, undone_by_id FROM journal_entry"):
        if undone_by is not None and undone_by > entry:
            found[undone_by] = entry
        if undoes is not None and undoes < entry:
            found[entry] = undoes
    return found


def _keys(row_key: str) -> list[Key]:
    try:
        said = json.loads(row_key)
    except ValueError:
        return []
    if isinstance(said, list):
        return [tuple(said)] if said and all(isinstance(part, int | str) for part in said) else []
    if not isinstance(said, dict):
        return []
    first, last = said.get("first"), said.get("last")
    if isinstance(first, int) and isinstance(last, int) and 0 < first <= last < first + 10_000_000:
        return [(number,) for number in range(first, last + 1)]
    return []


def _columns(after: str | None) -> object:
    try:
        said = json.loads(after) if after else None
    except ValueError:
        return None
    return said if isinstance(said, dict) and said else None
