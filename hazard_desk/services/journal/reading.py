"""操作记录: what was done, found by day, person, noun and words, and every row before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from hazard_desk.model import JournalChange, JournalEntry
from hazard_desk.rules.search_text import search_words
from hazard_desk.services.journal.finding import which_have
from hazard_desk.services.journal.lost_rows import is_lost
from hazard_desk.services.journal.naming import field_labels, is_order, noun_label
from hazard_desk.services.journal.telling import Row, Teller
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.store.safekeeping.after_restore import RESTORED
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import ChangeKind

_NAMED = 20  # records of a batch that are told by name


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One operation as the journal tells it."""

    id: int
    at: datetime
    handler: str
    operation: str
    summary: str
    undoes_id: int | None
    undone_by_id: int | None


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which operations are looked for: within days (both included), by whom, on what, with which words.

    `standing` leaves out what was taken back, and the taking back itself.
    """

    since: date | None = None
    until: date | None = None
    handler: str = ""
    noun: str = ""
    text: str = ""
    standing: bool = False


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One operation for a list; `state` is 已撤销, 撤销 or 重做, "" of one that simply stands.

    `can_be_redone` is an undo that still stands: `undo` of its own id does the operation again.
    """

    id: int
    at: datetime
    handler: str
    operation: str
    summary: str
    state: str
    can_be_redone: bool

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it stands, so that it may be tried to take it back (founding and restoring can't be)."""
        return not self.state and self.id > 1 and self.operation != RESTORED


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A column of a row in words, before and after; "" where nothing stood or stands."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowTold:
    """What an operation did to one row; `did` says it in a word (新增, 修改, 移入回收站, 放回, 删除).

    `key` is the JSON array of its primary key, "" of a batch; `is_there` whether it stands today;
    `lost` names what the operation took out of it and is still missing, so that it can be put back.
    """

    noun: str
    noun_label: str
    name: str
    kind: ChangeKind
    did: str
    fields: tuple[FieldTold, ...]
    key: str = ""
    is_there: bool = False
    lost: str = ""


def journal_rows(reading: Reading, since: datetime | None = None) -> list[JournalRow]:
    """Return the operations since a moment (all without one), the newest first."""
    query = select(JournalEntry).order_by(JournalEntry.id.desc())
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    return [_journal_row(entry) for entry in reading.session.scalars(query)]


def found_rows(reading: Reading, query: JournalQuery) -> list[JournalRow]:
    """Return the operations that a query finds, the newest first."""
    found: list[JournalRow] = []
    for ids in in_chunks(find_entries(reading, query)):
        entries = reading.session.scalars(
            select(JournalEntry).where(JournalEntry.id.in_(ids)).order_by(JournalEntry.id.desc())
        )
        found += map(_journal_row, entries)
    return found


def find_entries(reading: Reading, query: JournalQuery = JournalQuery()) -> list[int]:
    """Return the ids of the operations that a query finds, the newest first."""
    entry = JournalEntry
    asked: Any = select(entry.id).order_by(entry.id.desc())
    if query.since is not None:
        asked = asked.where(entry.at >= datetime.combine(query.since, time.min))
    if query.until is not None:
        asked = asked.where(entry.at < datetime.combine(query.until + timedelta(days=1), time.min))
    if query.handler:
        asked = asked.where(entry.handler == query.handler)
    if query.noun:
        asked = asked.where(
            entry.id.in_(select(JournalChange.entry_id).where(JournalChange.noun == query.noun))
        )
    if query.standing:
        asked = asked.where(entry.undone_by_id.is_(None), entry.undoes_id.is_(None))
    words = search_words(query.text)
    if not words:
        return [row[0] for row in reading.session.execute(asked)]
    rows = reading.session.execute(asked.add_columns(entry.summary, entry.handler)).all()
    found = which_have(words, [f"{summary}，{handler}" for _, summary, handler in rows])
    return [row[0] for row, has in zip(rows, found, strict=True) if has]


def entry_rows(reading: Reading, ids: Sequence[int]) -> list[EntryRow]:
    """Return the operations with these ids, in their order."""
    undone = aliased(JournalEntry)
    found: dict[int, EntryRow] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(JournalEntry, undone.undoes_id)
            .outerjoin(undone, undone.id == JournalEntry.undoes_id)
            .where(JournalEntry.id.in_(some))
        )
        for entry, redone in reading.session.execute(query):
            if entry.undoes_id is not None:
                state = "撤销" if redone is None else "重做"
            else:
                state = "已撤销" if entry.undone_by_id is not None else ""
            found[entry.id] = EntryRow(
                entry.id,
                entry.at,
                entry.handler,
                entry.operation,
                entry.summary,
                state,
                state == "撤销" and entry.undone_by_id is None,
            )
    return [found[row_id] for row_id in ids if row_id in found]


def journal_handlers(reading: Reading) -> list[str]:
    """Return whom the journal names as 经办人, for a filter."""
    query = select(JournalEntry.handler).where(JournalEntry.handler != "").distinct()
    return sorted(reading.session.scalars(query))


def journal_nouns(reading: Reading) -> list[tuple[str, str]]:
    """Return the nouns that the journal knows with what they are called, for a filter."""
    # Asked table by table: each is one step into the index, where DISTINCT would read all of it.
    return [
        (table.name, noun_label(table.name))
        for table in capture.captured_tables()
        if len(table.primary_key.columns) == 1
        and reading.session.scalar(
            select(JournalChange.entry_id).where(JournalChange.noun == table.name).limit(1)
        )
        is not None
    ]


def changes_count(reading: Reading, entry_id: int) -> int:
    """Return of how many rows `entry_changes` can tell; a batch is one."""
    return len(
        reading.session.scalars(
            select(JournalChange.position).where(JournalChange.entry_id == entry_id)
        ).all()
    )


def entry_changes(reading: Reading, entry_id: int, start: int = 0, most: int = 200) -> list[RowTold]:
    """Return what an operation did, row by row, `most` of them from `start` on."""
    return told_changes(reading, Teller(reading), entry_id, start, most)


def told_changes(
    reading: Reading, teller: Teller, entry_id: int, start: int = 0, most: int = 200
) -> list[RowTold]:
    """Return `entry_changes` by a teller that has named records already."""
    query: Any = (
        select(
            JournalChange.noun,
            JournalChange.row_key,
            JournalChange.kind,
            JournalChange.before,
            JournalChange.after,
        )
        .where(JournalChange.entry_id == entry_id)
        .order_by(JournalChange.position)
        .offset(start)
        .limit(most)
    )
    told = []
    for noun, row_key, kind, before, after in reading.session.execute(query):
        key = json.loads(row_key)
        if isinstance(key, dict):
            told.append(_batch_told(teller, noun, key["first"], key["last"]))
            continue
        was: dict[str, Any] | None = json.loads(before) if before else None
        became: Any = json.loads(after) if after else None
        if kind is ChangeKind.ADDED and became is None:
            became = _as_added(reading, entry_id, noun, row_key)
        row = _row_told(teller, noun, row_key, kind, was, became)
        if was and is_lost(reading.session.connection(), RowChange(noun, row_key, kind, was, became)):
            row = replace(row, lost=teller.name_of(noun, was))
        told.append(row)
    return told


def _row_told(
    teller: Teller, noun: str, row_key: str, kind: ChangeKind, was: Row | None, became: Row | None
) -> RowTold:
    row = became or was
    labels = field_labels(noun)
    fields = []
    for column in teller.shown(noun, row or {}):
        before = teller.value(noun, column, was) if was is not None else ""
        after = teller.value(noun, column, became) if became is not None else ""
        # Two records may bear one name: it is the column that changed.
        changed = was is not None and became is not None and was.get(column) != became.get(column)
        if changed or before != after:
            fields.append((column, FieldTold(labels[column], before, after)))
    # The place in its list is told only where it is all that changed: of a new line it says nothing.
    moved_only = (
        was is not None and became is not None and all(is_order(noun, column) for column, _ in fields)
    )
    told = tuple(field for column, field in fields if moved_only or not is_order(noun, column))
    name = teller.name_of(noun, row) if row is not None else teller.name(noun, row_key)
    there = teller.stands(noun, row_key)
    did = _did(kind, was, became)
    return RowTold(noun, noun_label(noun), name, kind, did, told, row_key, there)


def _did(kind: ChangeKind, was: Row | None, became: Row | None) -> str:
    if kind is ChangeKind.EDITED and was is not None and became is not None:
        away, away_now = was.get("deleted_at"), became.get("deleted_at")
        if away is None and away_now is not None:
            return "移入回收站"
        if away is not None and away_now is None:
            return "放回"
    return kind.label


def _batch_told(teller: Teller, noun: str, first: int, last: int) -> RowTold:
    ids = range(first, min(last + 1, first + _NAMED))
    names = "、".join(teller.name(noun, json.dumps([row_id])) for row_id in ids)
    count = last - first + 1
    more = "……" if count > _NAMED else ""
    return RowTold(
        noun, noun_label(noun), f"{count} 条：{names}{more}", ChangeKind.ADDED, ChangeKind.ADDED.label, ()
    )


def _as_added(reading: Reading, entry_id: int, noun: str, row_key: str) -> Row | None:
    """Return a row as an entry added it that kept no copy: walked back through what changed it later."""
    connection = reading.session.connection()
    later = connection.exec_driver_sql(
        "SELECT before FROM journal_change WHERE noun = ? AND row_key = ? AND entry_id > ?"
        " AND before IS NOT NULL ORDER BY entry_id LIMIT 1",
        (noun, row_key, entry_id),
    ).scalar()
    return json.loads(later) if later is not None else capture.current_row(connection, noun, row_key)


def _journal_row(entry: JournalEntry) -> JournalRow:
    return JournalRow(
        entry.id,
        entry.at,
        entry.handler,
        entry.operation,
        entry.summary,
        entry.undoes_id,
        entry.undone_by_id,
    )
