"""回收站: whatever was removed and is still away, and the way back, also after a filing or later edits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import Base
from hazard_desk.rules.search_text import search_words
from hazard_desk.services.journal.naming import noun_label, referred_to
from hazard_desk.services.journal.reading import has_words
from hazard_desk.services.journal.telling import Row, Teller
from hazard_desk.services.offices import BINNED
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import ChangeKind

PARTS = frozenset({"attachment", "recheck", "hazard_move"})
"""What is only ever marked as removed while its owner is edited: the owner's figures hang on it, and the
journal takes the edit back as a whole."""

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

_ONE_OF_A_KIND: dict[str, tuple[str, ...]] = {
    "batch": ("campaign_id", "name"),
    "criterion": ("standard_id", "item", "article"),
    "criterion_standard": ("document_number",),
    "cross_pair": ("round_id", "inspector", "inspected"),
    "enterprise": ("normalised_name",),
    "village": ("name",),
}
"""What two records of a noun may not have in common, beside what the file itself watches over; without the
last of them it doesn't count."""

_OWNERS = frozenset({"enterprise_id", "inspection_id", "hazard_id"})
_A_REMOVAL = re.compile(r"\.(remove|drop|detach|clear|undecide|allow|forget)")


class OwnerInBin(HazardDeskError):
    """What is to be put back belongs to something that is away itself; `owner` is its name in words."""

    def __init__(self, name: str, owner: str) -> None:
        """Say what belongs to what."""
        self.owner = owner
        super().__init__(
            f"「{name}」所属的{owner}也在回收站里，不能单独放回。",
            "没有改动任何数据。",
            "可以连同它一起放回。",
        )


@dataclass(frozen=True, slots=True)
class BinQuery:
    """Which removed records are looked for."""

    noun: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BinRow:
    """A removed record: what it is, when and by whom it was removed, and what went along (隐患 3)."""

    noun: str
    key: str
    noun_label: str
    name: str
    removed_at: datetime | None
    handler: str
    along: tuple[str, ...]
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class _Removed:
    """One row that is away, and the journal entry that took it away."""

    noun: str
    key: str
    entry_id: int | None


def bin_rows(reading: Reading, query: BinQuery = BinQuery()) -> list[BinRow]:
    """Return what was removed and is still away, the newest first; what went along with it is told there."""
    look = _Look(reading.session.connection())
    teller = Teller(reading)
    words = search_words(query.text)
    rows = []
    for one in look.first_ones():
        if query.noun and one.noun != query.noun:
            continue
        at, handler = look.entry(one.entry_id)
        name = _name(teller, look.before(one), one)
        label = noun_label(one.noun)
        if words and not has_words(words, f"{name}\n{label}\n{handler}"):
            continue
        along = Counter(noun_label(other.noun) for other in look.along(one) if _is_record(other.noun))
        told = tuple(f"{what} {many}" for what, many in along.items())
        rows.append(BinRow(one.noun, one.key, label, name, at, handler, told, one.entry_id))
    rows.sort(key=lambda row: (row.entry_id or 0, row.noun, json.loads(row.key)), reverse=True)
    return rows


def bin_nouns(reading: Reading) -> list[tuple[str, str]]:
    """Return the nouns of which something is away, with what they are called, for a filter."""
    found = {one.noun for one in _Look(reading.session.connection()).first_ones()}
    return [
        (table.name, noun_label(table.name)) for table in capture.captured_tables() if table.name in found
    ]


def put_back(work: UnitOfWork, noun: str, key: str, with_owners: bool = False) -> Changes:
    """Put a removed record back (放回) with what went along, whatever was entered since.

    Refused where its name, code or place has been given to another. What belongs to something that is away
    itself is refused with `OwnerInBin`, unless the owner is to come along.
    """
    return put_back_many(work, [(noun, key)], with_owners)


def put_back_many(work: UnitOfWork, rows: Sequence[tuple[str, str]], with_owners: bool = False) -> Changes:
    """Put several removed records back, all of them or none."""
    work.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    look, names = _Look(work.session.connection()), []
    for noun, key in rows:
        name = _put_back(work, look, noun, key, with_owners)
        if name is not None:
            names.append(name)
    if not names:
        raise RecordMissing("选中的记录已不在回收站里。", "没有改动任何数据。", "请刷新列表。")
    connection = work.session.connection()
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise HazardDeskError(
            "它所依据的记录已不在台账里，不能放回。",
            "没有改动任何数据。",
            "请在操作记录里查看当时的内容，重新录入。",
        )
    work.session.expire_all()
    more = f"等 {len(names)} 条" if len(names) > 1 else ""
    return Changes(f"从回收站放回{names[0]}{more}", counts={"records": len(names)})


def _put_back(work: UnitOfWork, look: _Look, noun: str, key: str, with_owners: bool) -> str | None:
    """Put one record back and return it in words; None where it is not away (it came along before)."""
    teller = Teller(work)
    removed = look.removed(noun, key)
    if removed is None:
        return None
    before = look.before(removed)
    name = _name(teller, before, removed)
    for owner_noun, owner_key in _owners(noun, before):
        owner = look.removed(owner_noun, owner_key)
        if owner is None:
            continue
        if not with_owners:
            owner_name = _name(teller, look.before(owner), owner)
            raise OwnerInBin(name, f"{noun_label(owner_noun)}「{owner_name}」")
        _put_back(work, look, owner_noun, owner_key, with_owners)
    if look.removed(noun, key) is None:  # it went along with its owner
        return f"{noun_label(noun)}「{name}」"
    _refuse_taken(work.session.connection(), noun, key, before, name)
    try:
        for change in look.group(removed):
            _restore(work.session.connection(), change)
    except IntegrityError as error:
        raise _taken(noun, name) from error
    return f"{noun_label(noun)}「{name}」"


def _restore(connection: Connection, change: RowChange) -> None:
    """Bring one row back to what it was, but for the columns that were changed since."""
    now_there = capture.current_row(connection, change.noun, change.row_key)
    before = change.before or {}
    if change.kind is ChangeKind.REMOVED:
        if now_there is None:
            names = ", ".join(f'"{name}"' for name in before)
            marks = ", ".join("?" for _ in before)
            connection.exec_driver_sql(
                f'INSERT INTO "{change.noun}" ({names}) VALUES ({marks})', tuple(before.values())
            )
        return
    if change.kind is not ChangeKind.EDITED or now_there is None or change.after is None:
        return
    wanted = {
        name: value
        for name, value in before.items()
        if value != change.after.get(name) and now_there.get(name) == change.after.get(name)
    }
    # Another may have borne its name meanwhile (`offices.free_name`).
    if wanted and str(now_there.get("name")).startswith(f"{before.get('name')}{BINNED}"):
        wanted["name"] = before["name"]
    if wanted:
        table = Base.metadata.tables[change.noun]
        where = " AND ".join(f'"{column.name}" = ?' for column in table.primary_key.columns)
        assignments = ", ".join(f'"{name}" = ?' for name in wanted)
        connection.exec_driver_sql(
            f'UPDATE "{change.noun}" SET {assignments} WHERE {where}',
            (*wanted.values(), *json.loads(change.row_key)),
        )


def _refuse_taken(connection: Connection, noun: str, key: str, before: Row, name: str) -> None:
    columns = _ONE_OF_A_KIND.get(noun, ())
    values = [before.get(column) for column in columns]
    if not columns or not values[-1]:
        return
    table = Base.metadata.tables[noun]
    same = " AND ".join(f'"{column}" IS ?' for column in columns)
    standing = " AND deleted_at IS NULL" if "deleted_at" in table.c else ""
    found = connection.exec_driver_sql(
        f'SELECT 1 FROM "{noun}" WHERE {same}{standing} AND id != ? LIMIT 1', (*values, json.loads(key)[0])
    ).first()
    if found is not None:
        raise _taken(noun, name)


def _taken(noun: str, name: str) -> HazardDeskError:
    return HazardDeskError(
        f"{noun_label(noun)}「{name}」的名称、编号或位置已经给了另一条记录，不能放回。",
        "没有改动任何数据。",
        "请先改动现在那一条，再放回这一条。",
    )


def _owners(noun: str, before: Row) -> Iterator[tuple[str, str]]:
    """Yield what a record can't be without: what it must name, and whose file or finding it is."""
    table = Base.metadata.tables[noun]
    for column in table.columns:
        named = referred_to(table, column.name)
        if named is None or before.get(column.name) is None:
            continue
        if not column.nullable or column.name in _OWNERS or noun == "attachment_link":
            yield named, json.dumps([before[column.name]])


def _name(teller: Teller, before: Row, removed: _Removed) -> str:
    """Return what a record was called before it went: in the bin some give their name away."""
    return teller.name_of(removed.noun, before) if before else teller.name(removed.noun, removed.key)


def _is_record(noun: str) -> bool:
    """Whether it is more than a link between records."""
    return len(Base.metadata.tables[noun].primary_key.columns) == 1


class _Look:
    """What is away in this look, and what the journal says of how it went."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: dict[int, list[RowChange]] = {}

    # ---- what is away ----------------------------------------------------------------------------------

    def first_ones(self) -> list[_Removed]:
        """Return what is away but for what went along with something that is away too."""
        away = [*self._marked(), *self._gone_for_good()]
        known = {(one.noun, one.key) for one in away}
        return [one for one in away if not any(owner in known for owner in self._went_with(one))]

    def removed(self, noun: str, key: str) -> _Removed | None:
        """Return a record as what it is in the bin; None where it isn't there."""
        if noun not in Base.metadata.tables:
            return None
        there = capture.current_row(self._connection, noun, key)
        if there is not None:
            away = there.get("deleted_at") is not None and noun not in PARTS
            return _Removed(noun, key, self._marked_by(noun, key)) if away else None
        return next(iter(self._gone_for_good(noun, key)), None) if noun in FOR_GOOD else None

    def _marked(self) -> Iterator[_Removed]:
        for table in capture.captured_tables():
            if "deleted_at" not in table.c or table.name in PARTS:
                continue
            query = f'SELECT id FROM "{table.name}" WHERE deleted_at IS NOT NULL'
            for (row_id,) in self._connection.exec_driver_sql(query).all():
                key = json.dumps([row_id])
                yield _Removed(table.name, key, self._marked_by(table.name, key))

    def _marked_by(self, noun: str, key: str) -> int | None:
        found = self._connection.exec_driver_sql(
            "SELECT max(entry_id) FROM journal_change WHERE noun = ? AND row_key = ? AND kind = 'edited'"
            " AND json_extract(before, '$.deleted_at') IS NULL"
            " AND json_extract(after, '$.deleted_at') IS NOT NULL",
            (noun, key),
        ).scalar()
        return int(found) if found is not None else None

    def _gone_for_good(self, noun: str = "", key: str = "") -> Iterator[_Removed]:
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
                one = _Removed(name, row_key, entry_id)
                if not self._is_there_again(one):
                    yield one

    def _is_there_again(self, one: _Removed) -> bool:
        """Whether the row stands again, or another in its place: a day, a place of a form, a plan's line."""
        if capture.current_row(self._connection, one.noun, one.key) is not None:
            return True
        before = self.before(one)
        for columns in _places(one.noun):
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

    def before(self, one: _Removed) -> Row:
        """Return the columns of a record before it went."""
        change = self._change(one)
        if change is not None and change.before is not None:
            return change.before
        return capture.current_row(self._connection, one.noun, one.key) or {}

    def along(self, one: _Removed) -> list[_Removed]:
        """Return what went with a record and is still away."""
        return [
            _Removed(change.noun, change.row_key, one.entry_id)
            for change in self._closure(one)
            if (change.noun, change.row_key) != (one.noun, one.key)
            and _took_away(change)
            and self._is_away(change)
        ]

    def group(self, one: _Removed) -> list[RowChange]:
        """Return the changes to be taken back for a record: its own, and of what hung on it.

        Where the operation was a removal and nothing else of it is away any more, all that it did.
        """
        if one.entry_id is None:
            before = dict(self.before(one))
            after = {**before}
            return [RowChange(one.noun, one.key, ChangeKind.EDITED, {**before, "deleted_at": None}, after)]
        mine = self._closure(one)
        if self._others_of(one) or not self._is_removal(one.entry_id):
            return mine
        changes = self._of(one.entry_id)
        return [change for change in changes if change in mine or not self._went_again(change, one.entry_id)]

    def _others_of(self, one: _Removed) -> bool:
        """Whether something else that the same operation removed is still away, and nothing it went with."""
        for change in self._of(one.entry_id or 0):
            key = (change.noun, change.row_key)
            if key == (one.noun, one.key) or not _took_away(change):
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
        if not _took_away(change):
            return False
        last = self.removed(change.noun, change.row_key)
        return last is not None and last.entry_id != entry_id

    def _closure(self, one: _Removed) -> list[RowChange]:
        """Return the changes of the record and of the rows that name it, and so on, in their order."""
        if one.entry_id is None:
            return []
        changes = self._of(one.entry_id)
        found = {(one.noun, one.key)}
        while True:
            more = {
                (change.noun, change.row_key)
                for change in changes
                if (change.noun, change.row_key) not in found and any(o in found for o in _let_go(change))
            }
            if not more:
                return [change for change in changes if (change.noun, change.row_key) in found]
            found |= more

    def _went_with(self, one: _Removed) -> list[tuple[str, str]]:
        """Return what a record belonged to and that was taken away by the same operation."""
        change = self._change(one)
        if change is None or one.entry_id is None:
            return []
        taken = {(c.noun, c.row_key) for c in self._of(one.entry_id) if _took_away(c)}
        return [owner for owner in _let_go(change) if owner in taken]

    def _change(self, one: _Removed) -> RowChange | None:
        if one.entry_id is None:
            return None
        return next((c for c in self._of(one.entry_id) if (c.noun, c.row_key) == (one.noun, one.key)), None)

    def _is_away(self, change: RowChange) -> bool:
        there = capture.current_row(self._connection, change.noun, change.row_key)
        return there is None or there.get("deleted_at") is not None

    def _of(self, entry_id: int) -> list[RowChange]:
        if entry_id not in self._changes:
            self._changes[entry_id] = capture.recorded(self._connection, entry_id)
        return self._changes[entry_id]


def _took_away(change: RowChange) -> bool:
    if change.kind is ChangeKind.REMOVED:
        return True
    before, after = change.before or {}, change.after or {}
    return (
        change.kind is ChangeKind.EDITED
        and before.get("deleted_at") is None
        and after.get("deleted_at") is not None
    )


def _let_go(change: RowChange) -> Iterator[tuple[str, str]]:
    """Yield what a row named and, unless it went itself, names no longer."""
    if change.before is None:
        return
    table = Base.metadata.tables[change.noun]
    went = _took_away(change)
    for column, value in change.before.items():
        if value is None or column not in table.c:
            continue
        named = referred_to(table, column)
        if named is not None and (went or value != (change.after or {}).get(column)):
            yield named, json.dumps([value])


def _places(noun: str) -> list[list[str]]:
    """Return the sets of columns of which a table holds each set of values once."""
    table = Base.metadata.tables[noun]
    found = [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    if noun == "form_entry":  # its index is over an expression
        found.append(["form_id", "week_end", "campaign_id", "slot"])
    return found
