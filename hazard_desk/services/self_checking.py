"""企业自查: the marks of 自查表 (F2), the enterprise's own and those of the government's look at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Enterprise, SelfCheck, SelfCheckMark
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import CheckMark

ITEMS = range(1, 29)  # 自查内容 1–28 (S001 附件2)
_CHUNK = 500

# Of one item: 自查结果, 检查结果. None is left blank, as 无该项.
Marks = tuple[CheckMark | None, CheckMark | None]


@dataclass(slots=True)
class SelfCheckFacts:
    """自查: marks by item; an item without a mark may be left out."""

    enterprise_id: int | None = None
    checked_on: date | None = None
    checked_by: str = ""
    marks: dict[int, Marks] = field(default_factory=dict)
    office_checked_on: date | None = None  # when the government looked over it
    note: str = ""


@dataclass(frozen=True, slots=True)
class SelfCheckRow:
    """One self-check of an enterprise's history."""

    id: int
    facts: SelfCheckFacts


def save_self_check(work: UnitOfWork, self_check_id: int | None, facts: SelfCheckFacts) -> Changes:
    """Enter a self-check with its marks, or change the one with `self_check_id`.

    Refused: an unknown enterprise, no date or one after today, an item outside 1–28.
    """
    session = work.session
    enterprise = session.get(Enterprise, facts.enterprise_id) if facts.enterprise_id else None
    refusals = _refusals(facts, work.today)
    if enterprise is None or enterprise.deleted_at is not None:
        refusals.append(Refusal("enterprise_id", "没有选定企业", "请从企业档案里选一家。"))
    refuse_if_any(refusals)
    assert enterprise is not None
    assert facts.checked_on is not None
    if self_check_id is None:
        record = SelfCheck(entered_at=work.now)
        session.add(record)
    else:
        record = _existing(work, self_check_id)
    record.enterprise_id, record.checked_on = enterprise.id, facts.checked_on
    record.checked_by, record.note = facts.checked_by, facts.note
    record.office_checked_on = facts.office_checked_on
    session.flush()
    _set_marks(work, record.id, facts.marks)
    verb = "新增" if self_check_id is None else "修改"
    return Changes(f"{verb}自查「{enterprise.name}」{facts.checked_on}", record.id)


def remove_self_check(work: UnitOfWork, self_check_id: int) -> Changes:
    """Move a self-check with its marks to the recycle bin."""
    record = _existing(work, self_check_id)
    record.deleted_at = work.now
    enterprise = work.session.get_one(Enterprise, record.enterprise_id)
    return Changes(f"自查「{enterprise.name}」{record.checked_on} 移入回收站", self_check_id)


def self_checks(reading: Reading, enterprise_id: int) -> list[SelfCheckRow]:
    """Return the self-checks of an enterprise, the newest first."""
    query = (
        select(SelfCheck)
        .where(SelfCheck.enterprise_id == enterprise_id, SelfCheck.deleted_at.is_(None))
        .order_by(SelfCheck.checked_on.desc(), SelfCheck.id.desc())
    )
    return _with_marks(reading, reading.session.scalars(query))


def latest_self_checks(reading: Reading, enterprise_ids: Sequence[int]) -> dict[int, SelfCheckFacts]:
    """Return the newest self-check of each enterprise that has one, by enterprise; of any number of them."""
    newest_first = func.row_number().over(
        partition_by=SelfCheck.enterprise_id, order_by=(SelfCheck.checked_on.desc(), SelfCheck.id.desc())
    )
    found: dict[int, SelfCheckFacts] = {}
    for start in range(0, len(enterprise_ids), _CHUNK):
        chunk = enterprise_ids[start : start + _CHUNK]
        ranked = (
            select(SelfCheck.id, newest_first.label("age"))
            .where(SelfCheck.enterprise_id.in_(chunk), SelfCheck.deleted_at.is_(None))
            .subquery()
        )
        query = select(SelfCheck).join(ranked, ranked.c.id == SelfCheck.id).where(ranked.c.age == 1)
        for row in _with_marks(reading, reading.session.scalars(query)):
            assert row.facts.enterprise_id is not None
            found[row.facts.enterprise_id] = row.facts
    return found


def _with_marks(reading: Reading, records: Iterable[SelfCheck]) -> list[SelfCheckRow]:
    rows = [
        SelfCheckRow(
            record.id,
            SelfCheckFacts(
                record.enterprise_id,
                record.checked_on,
                record.checked_by,
                {},
                record.office_checked_on,
                record.note,
            ),
        )
        for record in records
    ]
    facts_of = {row.id: row.facts for row in rows}
    ids = list(facts_of)
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(SelfCheckMark.self_check_id, SelfCheckMark.item, SelfCheckMark.own, SelfCheckMark.office)
            .where(SelfCheckMark.self_check_id.in_(ids[start : start + _CHUNK]))
            .order_by(SelfCheckMark.self_check_id, SelfCheckMark.item)
        )
        for self_check_id, item, own, office in reading.session.execute(query):
            facts_of[self_check_id].marks[item] = (own, office)
    return rows


def _refusals(facts: SelfCheckFacts, today: date) -> list[Refusal]:
    refusals = []
    if facts.checked_on is None:
        refusals.append(Refusal("checked_on", "没有填自查日期", "请填写日期。"))
    for name, label in (("checked_on", "自查日期"), ("office_checked_on", "检查日期")):
        day = getattr(facts, name)
        if day is not None and day > today:
            refusals.append(Refusal(name, f"{label} {day} 晚于今天", "请填写已经发生的日期。"))
    if outside := sorted(set(facts.marks).difference(ITEMS)):
        numbers = "、".join(map(str, outside))
        refusals.append(
            Refusal("marks", f"自查表没有第 {numbers} 项", f"自查项目是第 {ITEMS[0]}–{ITEMS[-1]} 项。")
        )
    return refusals


def _set_marks(work: UnitOfWork, self_check_id: int, marks: dict[int, Marks]) -> None:
    """Make the marks the wanted ones, touching only what differs."""
    session = work.session
    query = select(SelfCheckMark).where(SelfCheckMark.self_check_id == self_check_id)
    present = {row.item: row for row in session.scalars(query)}
    for item in ITEMS:
        own, office = marks.get(item, (None, None))
        row = present.get(item)
        if own is None and office is None:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(SelfCheckMark(self_check_id=self_check_id, item=item, own=own, office=office))
        else:
            row.own, row.office = own, office
    session.flush()


def _existing(reading: Reading, self_check_id: int) -> SelfCheck:
    record = reading.session.get(SelfCheck, self_check_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这次自查已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record
