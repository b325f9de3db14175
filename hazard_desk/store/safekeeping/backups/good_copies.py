"""Which backup is good, and which of the good ones was made last: the journal knows, a clock may be wrong."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from hazard_desk.errors import HazardDeskError
from hazard_desk.store.checking import demand_readable, full_check
from hazard_desk.store.engine import reading_only
from hazard_desk.store.safekeeping.backups.copies import Copy, copies, is_as_made, look

_Entry = tuple[int, str, str]


def is_good(path: Path) -> bool:
    """Say whether a backup checks out in full."""
    try:
        look(path)
        if is_as_made(path) is False:
            return False
        full_check(path, writing=False)
        demand_readable(path)
    except (HazardDeskError, OSError):
        return False
    return True


def newest_good(backups: Path) -> Copy | None:
    """Return of the backups in the folder `backups` that are good the one that was made last."""
    return next((one for one in _as_made(copies(backups)) if is_good(one.path)), None)


def copy_further_than(database: Path, backups: Path) -> Copy | None:
    """Return the backup that goes on furthest from the very state of `database`, if there is one."""
    here = _history(database, [])
    if here is None or here.last is None:
        return None
    last = here.last
    further = [
        (found.last[0], one)
        for one in copies(backups)
        if (found := _history(one.path, [last])) is not None and found.last and found.goes_on_from(last)
    ]
    return max(further, key=lambda entry: entry[0])[1] if further else None


# ---- the order they were made in ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _History:
    """The last operation in a backup's journal, and which of those asked for it has, too."""

    last: _Entry | None
    known: frozenset[_Entry] = field(default_factory=frozenset)

    def goes_on_from(self, entry: _Entry) -> bool:
        return entry in self.known and self.last is not None and self.last[0] > entry[0]


def _as_made(found: list[Copy]) -> list[Copy]:
    """Return the backups that tell their last operation, the one made last first.

    Their names go by the clock of the day. Where it was years ahead for a session, what it made is older
    than every backup that goes on from it; so each counts as made when the first of these was, at the latest.
    """
    first = {one.path: _history(one.path, []) for one in found}
    ends = {path: history.last for path, history in first.items() if history is not None}
    asked = [last for last in ends.values() if last is not None]
    histories = {path: told for path in ends if (told := _history(path, asked)) is not None}
    made_by = {}
    for one in found:
        if one.path not in histories:
            continue
        last = ends[one.path]
        later = [
            other.made_at
            for other in found
            if other.path in histories and last is not None and last in histories[other.path].known
        ]
        made_by[one.path] = (min([one.made_at, *later]), last[0] if last is not None else 0)
    readable = [one for one in found if one.path in made_by]
    return sorted(readable, key=lambda one: made_by[one.path], reverse=True)  # else as they are named


def _history(database: Path, asked: list[_Entry]) -> _History | None:
    """Ask an office file for its last operation; None where it can't be read, or is none."""
    marks = ", ".join("?" * len(asked))
    query = "SELECT id, at, summary FROM journal_entry"
    try:
        with reading_only(database) as connection:
            last = connection.execute(f"{query} ORDER BY id DESC LIMIT 1").fetchone()
            rows = connection.execute(f"{query} WHERE id IN ({marks})", [entry[0] for entry in asked])
            return _History(last, frozenset(rows.fetchall()).intersection(asked))
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return None
