"""八个一批 (S000 五(五)): the office's own list of 一批, and the records and lines that count in each.

No document at hand says which eight there are: none is shipped, the office names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Batch,
    BatchItem,
    Campaign,
    Enterprise,
    Hazard,
    Inspection,
)
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.search_text import search_words
from hazard_desk.services.enforcing import (
    AdmonitionFacts,
    EnforcementFacts,
    EnforcementRow,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    enforcement_rows_of,
    find_enforcement,
)
from hazard_desk.services.inspecting.offering import enterprises_to_pick
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import matches
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.services.supervisory import STANDING_HAZARD
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks

NOUNS = {
    "enterprise": "企业",
    "hazard": "隐患",
    "illegal_act": "非法违法行为",
    "penalty": "行政处罚",
    "admonition": "约谈曝光惩戒",
    "typical_case": "典型案例",
}
"""The records that an item may be."""

_ENFORCEMENT: dict[str, type[EnforcementFacts]] = {
    "illegal_act": IllegalActFacts,
    "penalty": PenaltyFacts,
    "admonition": AdmonitionFacts,
    "typical_case": TypicalCaseFacts,
}
_OFFERED_EACH = 6


@dataclass(slots=True)
class BatchFacts:
    """One 一批; without a campaign it stands in the form that names none."""

    name: str = ""
    campaign_id: int | None = None
    note: str = ""


@dataclass(slots=True)
class BatchItemFacts:
    """What counts in a batch on a day: a record (`noun` of NOUNS), else what is written."""

    counted_on: date | None = None
    text: str = ""
    noun: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordWords:
    """A record in words: of what kind, whose, what, and its day (an enterprise has none)."""

    noun: str
    record_id: int
    kind: str
    who: str
    text: str
    on: date | None = None

    @property
    def line(self) -> str:
        """Return whose and what, in a line."""
        return "：".join(part for part in (self.who, self.text) if part)


@dataclass(frozen=True, slots=True)
class BatchItemRow:
    """One item; `record` None of one that is written, or whose record is gone: then it doesn't count."""

    id: int
    batch_id: int
    counted_on: date
    text: str
    noun: str
    record_id: int | None
    record: RecordWords | None

    @property
    def gone(self) -> bool:
        """Tell whether its record is in the recycle bin or void."""
        return bool(self.noun) and self.record is None

    @property
    def line(self) -> str:
        """Return what it is, as it is printed."""
        return self.record.line if self.record is not None else self.text


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One 一批 with its items, oldest first, and how many count in the week and altogether."""

    id: int
    facts: BatchFacts
    campaign: str
    week: int
    cumulative: int
    items: tuple[BatchItemRow, ...]  # all of them, with those that don't count
    counted: tuple[BatchItemRow, ...]  # those that make the cumulative figure

    @property
    def name(self) -> str:
        """Return its words."""
        return self.facts.name


def batches(reading: Reading, week_end: date | None = None, campaign: str | None = None) -> list[BatchRow]:
    """Return the office's 一批 in its order, those of a campaign or all, counted in a week and up to its end.

    What is of a campaign counts from its first day on. Without a week, the present one.
    """
    week = reporting_week(reading, week_end or current_week_end(reading))
    chosen = campaign_by_name(reading, campaign) if campaign else None
    query: Any = (
        select(Batch, Campaign.name, Campaign.starts_on)
        .outerjoin(Campaign, Campaign.id == Batch.campaign_id)
        .where(Batch.deleted_at.is_(None))
        .order_by(Batch.position, Batch.id)
    )
    if chosen is not None:
        query = query.where(Batch.campaign_id == chosen.id)
    known = reading.session.execute(query).all()
    items = _items(reading, [batch.id for batch, *_ in known])
    found = []
    for batch, campaign_name, starts_on in known:
        own = tuple(items.get(batch.id, ()))
        so_far = Period(starts_on, week.end)
        counted = tuple(item for item in own if not item.gone and item.counted_on in so_far)
        found.append(
            BatchRow(
                batch.id,
                BatchFacts(batch.name, batch.campaign_id, batch.note),
                campaign_name or "",
                sum(item.counted_on in week for item in counted),
                len(counted),
                own,
                counted,
            )
        )
    return found


def save_batch(work: UnitOfWork, facts: BatchFacts, batch_id: int | None = None) -> Changes:
    """Enter an 一批 as the last one, or change the one with `batch_id`; refused without a name of its own."""
    session = work.session
    name = " ".join(facts.name.split())
    batch = _batch(work, batch_id) if batch_id is not None else None
    refusals = []
    if not name:
        refusals.append(Refusal("name", "没有写是哪一批", "请写上名称，按文件里的说法。"))
    same = select(Batch.id).where(
        Batch.deleted_at.is_(None),
        Batch.name == name,
        Batch.id != (batch_id or 0),
        Batch.campaign_id == facts.campaign_id if facts.campaign_id else Batch.campaign_id.is_(None),
    )
    if name and session.scalar(same.limit(1)) is not None:
        refusals.append(Refusal("name", f"已经有一批叫“{name}”", "请换一个名称，或修改原来那一批。"))
    if facts.campaign_id is not None:
        campaign = session.get(Campaign, facts.campaign_id)
        if campaign is None or campaign.deleted_at is not None:
            refusals.append(Refusal("campaign_id", "这个专项行动已不在名册里", "请另选一个，或不选。"))
    refuse_if_any(refusals)
    if batch is None:
        last = session.scalar(select(func.max(Batch.position)).where(Batch.deleted_at.is_(None)))
        batch = Batch(entered_at=work.now, position=1 if last is None else last + 1)
        session.add(batch)
    batch.name, batch.campaign_id, batch.note = name, facts.campaign_id, facts.note
    session.flush()
    return Changes(f"{'新增' if batch_id is None else '修改'}一批“{name}”", batch.id)


def move_batch(work: UnitOfWork, batch_id: int, step: int) -> Changes:
    """Move an 一批 up (-1) or down (1) in the order of the form; at the end of the list nothing changes."""
    moved = _batch(work, batch_id)
    query = select(Batch).where(Batch.deleted_at.is_(None)).order_by(Batch.position, Batch.id)
    order = list(work.session.scalars(query))
    place = order.index(moved)
    target = max(0, min(place + step, len(order) - 1))
    order.insert(target, order.pop(place))
    for position, batch in enumerate(order, start=1):
        batch.position = position
    return Changes(f"一批“{moved.name}”改排在第 {target + 1}", batch_id)


def remove_batch(work: UnitOfWork, batch_id: int) -> Changes:
    """Move an 一批 to the recycle bin; what it names stays where it is."""
    batch = _batch(work, batch_id)
    batch.deleted_at = work.now
    return Changes(f"一批“{batch.name}”移入回收站", batch_id)


def save_batch_item(
    work: UnitOfWork, batch_id: int, facts: BatchItemFacts, item_id: int | None = None
) -> Changes:
    """Put a record or a written line into an 一批, or change the item with `item_id`.

    Refused: neither record nor text, a record that is gone or in this 一批 already, no day or one to come.
    """
    batch = _batch(work, batch_id)
    item = _item(work, item_id) if item_id is not None else None
    text = "" if facts.noun else facts.text.strip()
    refusals = []
    if facts.record_id is None and not text:
        refusals.append(Refusal("text", "没有选记录，也没有写内容", "请选一条记录，或写一行文字。"))
    if facts.counted_on is None:
        refusals.append(Refusal("counted_on", "没有填日期", "请填写日期。"))
    elif facts.counted_on > work.today:
        refusals.append(Refusal("counted_on", f"日期 {facts.counted_on} 晚于今天", "请填写已经发生的日期。"))
    if facts.record_id is not None:
        refusals += _record_refusals(work, batch, facts, item_id)
    refuse_if_any(refusals)
    assert facts.counted_on is not None
    if item is None:
        item = BatchItem(entered_at=work.now, batch_id=batch_id)
        work.session.add(item)
    item.counted_on, item.text = facts.counted_on, text
    for noun in NOUNS:
        setattr(item, f"{noun}_id", facts.record_id if noun == facts.noun else None)
    work.session.flush()
    return Changes(f"{'加入' if item_id is None else '修改'}一批“{batch.name}”里的一条", item.id)


def remove_batch_item(work: UnitOfWork, item_id: int) -> Changes:
    """Take an item out of its 一批; its record stays where it is."""
    item = _item(work, item_id)
    item.deleted_at = work.now
    batch = work.session.get_one(Batch, item.batch_id)
    return Changes(f"从一批“{batch.name}”里移出一条", item_id)


def records_to_add(reading: Reading, text: str) -> list[RecordWords]:
    """Return a few records of each kind that all words of `text` find, by pinyin initials too."""
    if not search_words(text):
        return []
    enterprises = [
        RecordWords("enterprise", row.id, NOUNS["enterprise"], row.name, "")
        for row in enterprises_to_pick(reading, text, _OFFERED_EACH)
    ]
    searched = Hazard.search_text + "\n" + Enterprise.search_text
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(Inspection.deleted_at.is_(None), STANDING_HAZARD, *matches(searched, text))
        .order_by(Inspection.inspected_on.desc(), Hazard.id.desc())
        .limit(_OFFERED_EACH)
    )
    hazards = list(_hazards(reading, list(reading.session.scalars(query))).values())
    recorded = [
        _words(noun, row)
        for noun, facts_class in _ENFORCEMENT.items()
        for row in find_enforcement(reading, facts_class, text, _OFFERED_EACH)
    ]
    # As found they are the newest first; in the order of the kinds.
    return [*enterprises, *hazards, *recorded]


# ---- inside ---------------------------------------------------------------------------------------


def _words(noun: str, row: EnforcementRow) -> RecordWords:
    return RecordWords(noun, row.id, row.kind, row.who, row.text, row.on)


def _hazards(reading: Reading, ids: Sequence[int]) -> dict[int, RecordWords]:
    """Return standing hazards in words, in the order of `ids`."""
    found: dict[int, RecordWords] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(Hazard.id, Enterprise.name, Hazard.description, Inspection.inspected_on)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(Hazard.id.in_(some), Inspection.deleted_at.is_(None), STANDING_HAZARD)
        )
        for known, name, text, day in reading.session.execute(query):
            found[known] = RecordWords("hazard", known, NOUNS["hazard"], name, text, day)
    return {one: found[one] for one in ids if one in found}


def _enterprises(reading: Reading, ids: Sequence[int]) -> dict[int, RecordWords]:
    found: dict[int, RecordWords] = {}
    for some in in_chunks(ids):
        query: Any = select(Enterprise.id, Enterprise.name).where(
            Enterprise.id.in_(some), Enterprise.deleted_at.is_(None)
        )
        for known, name in reading.session.execute(query):
            found[known] = RecordWords("enterprise", known, NOUNS["enterprise"], name, "")
    return found


def _items(reading: Reading, batch_ids: Sequence[int]) -> dict[int, list[BatchItemRow]]:
    """Return the items of these 一批, oldest first."""
    query = (
        select(BatchItem)
        .where(BatchItem.batch_id.in_(batch_ids), BatchItem.deleted_at.is_(None))
        .order_by(BatchItem.counted_on, BatchItem.id)
    )
    records = list(reading.session.scalars(query))
    named = {item.id: _named(item) for item in records}
    words = _words_of(reading, named.values())
    found: dict[int, list[BatchItemRow]] = {}
    for item in records:
        noun, record_id = named[item.id]
        row = BatchItemRow(
            item.id, item.batch_id, item.counted_on, item.text, noun, record_id, words.get((noun, record_id))
        )
        found.setdefault(item.batch_id, []).append(row)
    return found


def _named(item: BatchItem) -> tuple[str, int | None]:
    for noun in NOUNS:
        record_id: int | None = getattr(item, f"{noun}_id")
        if record_id is not None:
            return noun, record_id
    return "", None


def _words_of(
    reading: Reading, named: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int | None], RecordWords]:
    """Return in words the records that stand; one in the recycle bin or void is left out."""
    ids: dict[str, list[int]] = {}
    for noun, record_id in named:
        if record_id is not None:
            ids.setdefault(noun, []).append(record_id)
    found: dict[tuple[str, int | None], RecordWords] = {}
    for read, noun in ((_enterprises, "enterprise"), (_hazards, "hazard")):
        for known, words in read(reading, ids.get(noun, [])).items():
            found[noun, known] = words
    for noun, facts_class in _ENFORCEMENT.items():
        for row in enforcement_rows_of(reading, facts_class, ids.get(noun, [])):
            found[noun, row.id] = _words(noun, row)
    return found


def _record_refusals(
    work: UnitOfWork, batch: Batch, facts: BatchItemFacts, item_id: int | None
) -> list[Refusal]:
    if (facts.noun, facts.record_id) not in _words_of(work, [(facts.noun, facts.record_id)]):
        return [Refusal("text", "这条记录已不在台账里", "请另选一条。")]
    column = getattr(BatchItem, f"{facts.noun}_id")
    there = select(BatchItem.id).where(
        BatchItem.batch_id == batch.id,
        BatchItem.deleted_at.is_(None),
        column == facts.record_id,
        BatchItem.id != (item_id or 0),
    )
    if work.session.scalar(there.limit(1)) is not None:
        return [Refusal("text", f"“{batch.name}”里已经有这一条", "同一条记录在一批里只计一次。")]
    return []


def _batch(reading: Reading, batch_id: int) -> Batch:
    batch = reading.session.get(Batch, batch_id)
    if batch is None or batch.deleted_at is not None:
        raise RecordMissing("这一批已不在名单里。", "没有改动任何数据。", "请刷新列表。")
    return batch


def _item(reading: Reading, item_id: int) -> BatchItem:
    item = reading.session.get(BatchItem, item_id)
    if item is None or item.deleted_at is not None:
        raise RecordMissing("这一条已不在这一批里。", "没有改动任何数据。", "请刷新列表。")
    return item
