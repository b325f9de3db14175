"""What is away, and what the journal says of how it went."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from hazard_desk.model import Base
from hazard_desk.services.journal.lost_rows import let_go, places_of, took_away
from hazard_desk.services.journal.telling import Row
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.terms import ChangeKind

PARTS = frozenset({"attachment"})
"""What is never removed by itself: a file goes with its link."""

FOR_GOOD: dict[str, tuple[str, ...]] = {
    "cross_forbidden": ("cross_inspecting.allow_pair",),
    "cross_pair": ("cross_inspecting.drop_pair",),
    "form_entry": ("form_entries.save_entry",),
    "holiday": ("holidays.mark_day", "holidays.save_holidays"),
    "plan_entry": ("planning.remove_plan_entries",),
    "returned_choice": ("collecting.undecide",),
    "sign_status": ("signs.clear_signs",),
    "task_step": ("tasks.save_task",),
}
"""What leaves its table when it is removed, and by which operations: only the journal knows it then."""

_A_REMOVAL = re.compile(r"\.(remove|drop|detach|clear|undecide|allow|forget)")


@dataclass(frozen=True, slots=True)
class Removed:
    """One row that is away, and the journal entry that took it away."""

    noun: str
    key: str
    entry_id: int | None


class Look:
    """What is away in this look, and what the journal says of how it went."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: dict[int, list[RowChange]] = {}

    # ---- what is away ----------------------------------------------------------------------------------

    def first_ones(self) -> list[Removed]:
        """Return what is away but for what went along with something that is away too."""
        away = [*self._marked(), *self._gone_for_good()]
        known = {(one.noun, one.key) for one in away}
        return [one for one in away if not any(owner in known for owner in self._went_with(one))]

    def removed(self, noun: str, key: str) -> Removed | None:
        """Return a record as what it is in the bin; None where it isn't there."""
        if noun not in Base.metadata.tables:
            return None
        there = capture.current_row(self._connection, noun, key)
        if there is not None:
            away = there.get("deleted_at") is not None and noun not in PARTS
            return Removed(noun, key, self._marked_by(noun, key)) if away else None
        return next(iter(self._gone_for_good(noun, key)), None) if noun in FOR_GOOD else None

    def _marked(self) -> Iterator[Removed]:
        for table in capture.captured_tables():
            if "deleted_at" not in table.c or table.name in PARTS:
                continue
            query = f'SELECT id FROM "{table.name}" WHERE deleted_at IS NOT NULL'
            for (row_id,) in self._connection.exec_driver_sql(query).all():
                key = json.dumps([row_id])
                yield Removed(table.name, key, self._marked_by(table.name, key))

    def _marked_by(self, noun: str, key: str) -> int | None:
        found = self._connection.exec_driver_sql(
            "SELECT max(entry_id) FROM journal_change WHERE noun = ? AND row_key = ? AND kind = 'edited'"
            " AND json_extract(before, '$.deleted_at') IS NULL"
            " AND json_extract(after, '$.deleted_at') IS NOT NULL",
            (noun, key),
        ).scalar()
        return int(found) if found is not None else None

    def _gone_for_good(self, noun: str = "", key: str = "") -> Iterator[Removed]:
        for name in (noun,) if noun else FOR_GOOD:
            operations = FOR_GOOD[name]
            mine = " AND row_key = ?" if key else ""
            marks = ", ".join("?" for _ in operations)
            rows = self._connection.exec_driver_sql(
                "SELECT row_key, max(entry_id) FROM journal_change"
                " JOIN journal_entry ON journal_entry.id = entry_id WHERE noun = ? AND kind = 'removed'"
                f" AND undone_by_id IS NULL AND undoes_id IS NULL AND operation IN ({marks}){mine}"
                " GROUP BY row_key",
                (name, *operations, key)[: len(operations) + 1 + bool(key)],
            ).all()
            for row_key, entry_id in rows:
                one = Removed(name, row_key, entry_id)
                if not self._is_there_again(one):
                    yield one

    def _is_there_again(self, one: Removed) -> bool:
        """Whether the row stands again, or another in its place: a day, a place of a form, a plan's line."""
        if capture.current_row(self._connection, one.noun, one.key) is not None:
            return True
        before = self.before(one)
        for columns in places_of(one.noun):
            same = " AND ".join(f'"{column}" IS ?' for column in columns)
            query = f'SELECT 1 FROM "{one.noun}" WHERE {same} LIMIT 1'
            values = tuple(before.get(column) for column in columns)
            if self._connection.exec_driver_sql(query, values).first() is not None:
                return True
        return False

    # ---- how it went -----------------------------------------------------------------------------------

    def entry(self, entry_id: int | None) -> tuple[datetime | None, str]:
        """Return when an operation was done and by whom."""
        row = self._connection.exec_driver_sql(
            "SELECT at, handler FROM journal_entry WHERE id = ?", (entry_id,)
        ).first()
        return (datetime.fromisoformat(row[0]), row[1]) if row is not None else (None, "")

    def before(self, one: Removed) -> Row:
        """Return the columns of a record before it went."""
        change = self.change_of(one)
        if change is not None and change.before is not None:
            return change.before
        return capture.current_row(self._connection, one.noun, one.key) or {}

    def along(self, one: Removed) -> list[Removed]:
        """Return what went with a record and is still away."""
        return [
            Removed(change.noun, change.row_key, one.entry_id)
            for change in self.closure(one)
            if (change.noun, change.row_key) != (one.noun, one.key)
            and took_away(change)
            and self._is_away(change)
        ]

    def group(self, one: Removed) -> list[RowChange]:
        """Return the changes to be taken back for a record: its own, and of what hung on it.

        Where the operation was a removal and nothing else of it is away any more, all that it did.
        """
        if one.entry_id is None:
            before = dict(self.before(one))
            after = {**before}
            return [RowChange(one.noun, one.key, ChangeKind.EDITED, {**before, "deleted_at": None}, after)]
        mine = self.closure(one)
        if self._others_of(one) or not self._is_removal(one.entry_id):
            return mine
        changes = self.changes_of(one.entry_id)
        return [change for change in changes if change in mine or not self._went_again(change, one.entry_id)]

    def _others_of(self, one: Removed) -> bool:
        """Whether something else that the same operation removed is still away, and nothing it went with."""
        for change in self.changes_of(one.entry_id or 0):
            key = (change.noun, change.row_key)
            if key == (one.noun, one.key) or not took_away(change):
                continue
            other = self.removed(*key)
            if other is None or other.entry_id != one.entry_id:
                continue
            if not any(self.removed(*owner) is not None for owner in self._went_with(other)):
                return True
        return False

    def _is_removal(self, entry_id: int) -> bool:
        """Whether an operation, or the one that it does again, was there to remove something."""
        (operation,) = self._connection.exec_driver_sql(
            "SELECT coalesce(first.operation, entry.operation) FROM journal_entry AS entry"
            " LEFT JOIN journal_entry AS undo ON undo.id = entry.undoes_id"
            " LEFT JOIN journal_entry AS first ON first.id = undo.undoes_id WHERE entry.id = ?",
            (entry_id,),
        ).one()
        return _A_REMOVAL.search(operation) is not None

    def _went_again(self, change: RowChange, entry_id: int) -> bool:
        """Whether a row that was put back before has been removed once more by another operation."""
        if not took_away(change):
            return False
        last = self.removed(change.noun, change.row_key)
        return last is not None and last.entry_id != entry_id

    def closure(self, one: Removed) -> list[RowChange]:
        """Return the changes of the record and of the rows that name it, and so on, in their order."""
        if one.entry_id is None:
            return []
        changes = self.changes_of(one.entry_id)
        found = {(one.noun, one.key)}
        while True:
            more = {
                (change.noun, change.row_key)
                for change in changes
                if (change.noun, change.row_key) not in found and any(o in found for o in let_go(change))
            }
            if not more:
                return [change for change in changes if (change.noun, change.row_key) in found]
            found |= more

    def _went_with(self, one: Removed) -> list[tuple[str, str]]:
        """Return what a record belonged to and that was taken away by the same operation."""
        change = self.change_of(one)
        if change is None or one.entry_id is None:
            return []
        taken = {(c.noun, c.row_key) for c in self.changes_of(one.entry_id) if took_away(c)}
        return [owner for owner in let_go(change) if owner in taken]

    def change_of(self, one: Removed) -> RowChange | None:
        """Return the change that took a record away."""
        if one.entry_id is None:
            return None
        return next(
            (c for c in self.changes_of(one.entry_id) if (c.noun, c.row_key) == (one.noun, one.key)), None
        )

    def _is_away(self, change: RowChange) -> bool:
        there = capture.current_row(self._connection, change.noun, change.row_key)
        return there is None or there.get("deleted_at") is not None

    def changes_of(self, entry_id: int) -> list[RowChange]:
        """Return what an operation changed, row by row."""
        if entry_id not in self._changes:
            self._changes[entry_id] = capture.recorded(self._connection, entry_id)
        return self._changes[entry_id]
