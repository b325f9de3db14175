"""交叉检查轮次: the rounds, and who inspects whom in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import CrossPair, CrossRound
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.offices import binned_name, free_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of the arrangement: 检查方, 受检方, 备注."""

    inspector: str = ""
    inspected: str = ""
    note: str = ""


@dataclass(slots=True)
class RoundFacts:
    """交叉检查轮次, its pairs in the order that F8 prints."""

    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    pairs: tuple[PairRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its pairs."""

    id: int
    name: str
    starts_on: date | None
    ends_on: date | None
    note: str
    pairs: tuple[PairRow, ...]


def rounds(reading: Reading) -> list[RoundRow]:
    """Return the rounds, the newest first."""
    query = select(CrossRound).where(CrossRound.deleted_at.is_(None)).order_by(CrossRound.id.desc())
    found = list(reading.session.scalars(query))
    pairs: defaultdict[int, list[PairRow]] = defaultdict(list)
    columns = (CrossPair.round_id, CrossPair.inspector, CrossPair.inspected, CrossPair.note)
    lines = select(*columns).order_by(CrossPair.round_id, CrossPair.position)
    for round_id, inspector, inspected, note in reading.session.execute(lines):
        pairs[round_id].append(PairRow(inspector, inspected, note))
    return [
        RoundRow(row.id, row.name, row.starts_on, row.ends_on, row.note, tuple(pairs[row.id]))
        for row in found
    ]


def round_by_name(reading: Reading, name: str) -> RoundRow:
    """Return the round called `name`; an unknown one is refused with those there are."""
    known = rounds(reading)
    for row in known:
        if comparable(row.name) == comparable(name):
            return row
    names = "、".join(row.name for row in known) or "（还没有交叉检查轮次）"
    raise HazardDeskError(f"没有名为「{name}」的交叉检查轮次。", "没有改动任何数据。", f"现有：{names}。")


def save_round(work: UnitOfWork, round_id: int | None, facts: RoundFacts) -> Changes:
    """Enter a round with its pairs, or change the one with `round_id`.

    Refused: no name or one that another round has, an end before the start, a pair with an empty side, a
    unit that inspects itself.
    """
    refuse_if_any(_refusals(work, round_id, facts))
    name = facts.name.strip()
    free_name(work, CrossRound, name)
    if round_id is None:
        record = CrossRound(entered_at=work.now)
        work.session.add(record)
    else:
        record = _existing(work, round_id)
    record.name, record.note = name, facts.note
    record.starts_on, record.ends_on = facts.starts_on, facts.ends_on
    work.session.flush()
    _set_pairs(work, record.id, facts.pairs)
    verb = "新增" if round_id is None else "修改"
    return Changes(f"{verb}交叉检查轮次「{name}」，{len(facts.pairs)} 组", record.id)


def remove_round(work: UnitOfWork, round_id: int) -> Changes:
    """Move a round with its pairs to the recycle bin; its name is free again for another one."""
    record = _existing(work, round_id)
    name = record.name
    record.name, record.deleted_at = binned_name(work, name), work.now
    return Changes(f"交叉检查轮次「{name}」移入回收站", round_id)


def _refusals(work: UnitOfWork, round_id: int | None, facts: RoundFacts) -> list[Refusal]:
    refusals = []
    if not facts.name.strip():
        refusals.append(Refusal("name", "没有填轮次名称", "请填写轮次名称，如 第一轮。"))
    query = select(CrossRound.id, CrossRound.name).where(CrossRound.deleted_at.is_(None))
    for other_id, name in work.session.execute(query):
        if other_id != round_id and comparable(name) == comparable(facts.name):
            refusals.append(Refusal("name", f"已经有「{name}」", "请直接修改那一轮，或换一个名称。"))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        refusals.append(Refusal("ends_on", "结束日期早于开始日期", "请核对日期。"))
    for number, pair in enumerate(facts.pairs, start=1):
        field = f"pairs.{number - 1}"
        inspector, inspected = comparable(pair.inspector), comparable(pair.inspected)
        if not inspector or not inspected:
            side = "受检方" if inspector else "检查方"
            refusals.append(Refusal(field, f"第 {number} 组没有填{side}", "请填写，或去掉这一组。"))
        elif inspector == inspected:
            refusals.append(
                Refusal(field, f"第 {number} 组「{pair.inspector.strip()}」检查自己", "请另排检查方。")
            )
    return refusals


def _set_pairs(work: UnitOfWork, round_id: int, pairs: Sequence[PairRow]) -> None:
    """Make the pairs the wanted ones; one that stays keeps its row, wherever it moves in the list."""
    present: defaultdict[tuple[str, str], list[CrossPair]] = defaultdict(list)
    query = select(CrossPair).where(CrossPair.round_id == round_id).order_by(CrossPair.position)
    for row in work.session.scalars(query):
        present[row.inspector, row.inspected].append(row)
    for position, pair in enumerate(pairs):
        sides = pair.inspector.strip(), pair.inspected.strip()
        if present[sides]:
            row = present[sides].pop(0)
        else:
            row = CrossPair(round_id=round_id, inspector=sides[0], inspected=sides[1])
            work.session.add(row)
        row.position, row.note = position, pair.note
    for rows in present.values():
        for row in rows:
            work.session.delete(row)
    work.session.flush()


def _existing(reading: Reading, round_id: int) -> CrossRound:
    record = reading.session.get(CrossRound, round_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这一轮交叉检查已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record
