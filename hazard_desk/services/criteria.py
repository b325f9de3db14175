"""重大事故隐患判定标准: the library of standards and their items, and what a description may fall under.

What is shipped comes into the office file once, by `add_shipped_standards`; from then on it is the
office's own to complete and correct. A text is never filled in from memory: without one an item is 待录入.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Criterion, CriterionStandard, Industry, enterprise_industry
from hazard_desk.resources import load_json
from hazard_desk.rules.criterion_proposals import Candidate, ranked
from hazard_desk.rules.facts import CriterionFacts, StandardFacts
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import search_text
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

SHIPPED = ("industry-trade-2023", "other-sectors")
MISSING_TEXT = "待录入"
SUMMARY_MARK = "【摘要】"  # a text that begins so is not the standard's own
DEFINITIONS = (
    "一般：危害和整改难度较小，发现后能够立即整改排除。",
    "重大：应当全部或者局部停产停业，并经过一定时间整改治理方能排除，或因外部因素自身难以排除。",
)
"""一般 and 重大 as 总局令16号 tells them apart (domain §4.8): help, not a rule of the program."""


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One line of the list of standards: how many items it has, and how many without a text."""

    id: int
    facts: StandardFacts
    items: int
    without_text: int


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One item with its standard, as lists and proposals show it."""

    id: int
    standard_id: int
    standard: str
    document_number: str
    article: str
    item: str
    heading: str
    text: str
    keywords: str
    scope: str

    @property
    def place(self) -> str:
        """第三条第（二）项."""
        return self.article + self.item

    @property
    def citation(self) -> str:
        """What stands in 判定依据: 《…》（文号）第三条第（二）项."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.standard}》{number}{self.place}"

    @property
    def words(self) -> str:
        """The text, or what there is in its place."""
        return self.text or f"{self.heading}（条文{MISSING_TEXT}）"


# ---- reading ----------------------------------------------------------------------------------------


def standards(reading: Reading) -> list[StandardRow]:
    """Return the standards in the order entered."""
    counted: Any = (
        select(
            Criterion.standard_id,
            func.count(Criterion.id),
            func.sum(func.iif(Criterion.text == "", 1, 0)),
        )
        .where(Criterion.deleted_at.is_(None))
        .group_by(Criterion.standard_id)
    )
    numbers = {row[0]: (row[1], row[2]) for row in reading.session.execute(counted)}
    query = select(CriterionStandard).where(CriterionStandard.deleted_at.is_(None))
    return [
        StandardRow(one.id, _standard_facts(one), *numbers.get(one.id, (0, 0)))
        for one in reading.session.scalars(query.order_by(CriterionStandard.id))
    ]


def criteria(reading: Reading, standard_id: int | None = None) -> list[CriterionRow]:
    """Return the items of one standard, or of all, in the order of the standards and their articles."""
    conditions = [] if standard_id is None else [Criterion.standard_id == standard_id]
    return _rows(reading, conditions)


def criteria_in_force(reading: Reading, on: date) -> list[CriterionRow]:
    """Return the items of the standards in force on a day; one without a date is taken to be in force."""
    standard = CriterionStandard
    return _rows(
        reading,
        [
            or_(standard.effective_from.is_(None), standard.effective_from <= on),
            or_(standard.effective_to.is_(None), standard.effective_to >= on),
        ],
    )


def criteria_on(reading: Reading, on: date | None) -> list[CriterionRow]:
    """Return the items in force on a day, or today without one."""
    return criteria_in_force(reading, on or reading.today)


def _rows(reading: Reading, conditions: Iterable[Any]) -> list[CriterionRow]:
    query: Any = (
        select(
            Criterion.id,
            Criterion.standard_id,
            CriterionStandard.name,
            CriterionStandard.document_number,
            Criterion.article,
            Criterion.item,
            Criterion.heading,
            Criterion.text,
            Criterion.keywords,
            CriterionStandard.scope,
        )
        .join(CriterionStandard, CriterionStandard.id == Criterion.standard_id)
        .where(Criterion.deleted_at.is_(None), CriterionStandard.deleted_at.is_(None), *conditions)
        .order_by(Criterion.standard_id, Criterion.position, Criterion.id)
    )
    return [CriterionRow(*row) for row in reading.session.execute(query)]


def propose_criteria(
    reading: Reading, description: str, on: date, industries: Sequence[str] = (), most: int = 5
) -> list[CriterionRow]:
    """Return the items in force on a day that a description may fall under, the likeliest first.

    A proposal, never a decision: 重大 is for the person to say (DESIGN §5).
    """
    rows = {row.id: row for row in criteria_in_force(reading, on)}
    candidates = [Candidate(row.id, row.text, row.keywords, row.heading, row.scope) for row in rows.values()]
    return [rows[key] for key in ranked(description, candidates, industries, most) if isinstance(key, int)]


def propose_for_visit(
    reading: Reading, description: str, on: date | None, enterprise_id: int | None
) -> list[CriterionRow]:
    """Return what is proposed for a hazard found at an enterprise on a day, or today without one."""
    link = enterprise_industry.c
    query = select(Industry.name).join(enterprise_industry, link.industry_id == Industry.id)
    industries = list(reading.session.scalars(query.where(link.enterprise_id == enterprise_id)))
    return propose_criteria(reading, description, on or reading.today, industries)


def _standard_facts(record: CriterionStandard) -> StandardFacts:
    return StandardFacts(**{name: getattr(record, name) for name in StandardFacts.__slots__})


# ---- entering and changing --------------------------------------------------------------------------


def add_shipped_standards(work: UnitOfWork) -> Changes:
    """Put the shipped standards into the office file, those that were never in it (recycle bin included)."""
    known = set(work.session.scalars(select(CriterionStandard.document_number)))
    added = [one for one in _shipped() if one["document_number"] not in known]
    for one in added:
        since = one.get("effective_from")
        standard = CriterionStandard(
            name=one["name"],
            document_number=one["document_number"],
            effective_from=date.fromisoformat(since) if since else None,
            scope=one["scope"],
            note=one["note"],
            entered_at=work.now,
        )
        work.session.add(standard)
        work.session.flush()
        for position, item in enumerate(one.get("items", ())):
            facts = CriterionFacts(standard.id, **item)
            record = Criterion(position=position, entered_at=work.now)
            _set_criterion(record, facts)
            work.session.add(record)
    work.session.flush()
    return Changes(f"收入重大事故隐患判定标准 {len(added)} 部")


def _shipped() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in SHIPPED:
        content = load_json(f"criteria/{name}.json")
        found += content if isinstance(content, list) else [content]
    return found


def save_standard(work: UnitOfWork, facts: StandardFacts, standard_id: int | None = None) -> Changes:
    """Enter a standard or change one.

    Refused: no name, an end before the beginning, a 文号 that another one has.
    """
    refusals = []
    if not facts.name.strip():
        refusals.append(Refusal("name", "没有填写标准名称。", "请填写文件上的全称。"))
    if facts.effective_from and facts.effective_to and facts.effective_to < facts.effective_from:
        refusals.append(Refusal("effective_to", "废止日期早于施行日期。", "请核对两个日期。"))
    number = facts.document_number.strip()
    if number and (taken := standard_numbered(work, number)) is not None and taken.id != standard_id:
        refusals.append(
            Refusal("document_number", f"文号「{number}」已经有了（{taken.name}）。", "请核对文号。")
        )
    refuse_if_any(refusals)
    if standard_id is None:
        record = CriterionStandard(entered_at=work.now)
        work.session.add(record)
    else:
        record = _existing(work, CriterionStandard, standard_id, "这部判定标准")
    for name in StandardFacts.__slots__:
        value = getattr(facts, name)
        setattr(record, name, value.strip() if isinstance(value, str) else value)
    work.session.flush()
    return Changes(f"{'新增' if standard_id is None else '修改'}判定标准「{record.name}」", record.id)


def standard_numbered(reading: Reading, number: str) -> CriterionStandard | None:
    """Return the standard of a 文号, None where there is none."""
    found = select(CriterionStandard).where(
        CriterionStandard.document_number == number, CriterionStandard.deleted_at.is_(None)
    )
    return reading.session.scalar(found.limit(1))


def remove_standard(work: UnitOfWork, standard_id: int) -> Changes:
    """Move a standard with its items to the recycle bin; hazards keep what they quote."""
    record = _existing(work, CriterionStandard, standard_id, "这部判定标准")
    record.deleted_at = work.now
    query = select(Criterion).where(Criterion.standard_id == standard_id, Criterion.deleted_at.is_(None))
    for item in work.session.scalars(query):
        item.deleted_at = work.now
    return Changes(f"判定标准「{record.name}」移入回收站", standard_id)


def save_criterion(work: UnitOfWork, facts: CriterionFacts, criterion_id: int | None = None) -> Changes:
    """Enter an item, at the end of its article, or change one.

    Refused: no standard, no article, an item that is there already.
    """
    refusals = []
    standard = work.session.get(CriterionStandard, facts.standard_id) if facts.standard_id else None
    if standard is None or standard.deleted_at is not None:
        refusals.append(Refusal("standard_id", "没有选定标准。", "请先选一部标准。"))
    if not facts.article.strip():
        refusals.append(Refusal("article", "没有填写条。", "请填写，如“第三条”。"))
    same = select(Criterion.id).where(
        Criterion.standard_id == facts.standard_id,
        Criterion.article == facts.article.strip(),
        Criterion.item == facts.item.strip(),
        Criterion.deleted_at.is_(None),
        Criterion.id != (criterion_id or 0),
    )
    if facts.article.strip() and work.session.scalar(same.limit(1)) is not None:
        words = facts.article.strip() + facts.item.strip()
        refusals.append(Refusal("item", f"{words}已经有了。", "请修改已有的那一项，或改正条、项。"))
    refuse_if_any(refusals)
    assert standard is not None
    if criterion_id is None:
        record = Criterion(position=_next_position(work, standard.id, facts.article.strip()))
        record.entered_at = work.now
        work.session.add(record)
    else:
        record = _existing(work, Criterion, criterion_id, "这一项判定标准")
    _set_criterion(record, facts)
    work.session.flush()
    verb = "新增" if criterion_id is None else "修改"
    return Changes(f"{verb}「{standard.name}」{record.article}{record.item}", record.id)


def remove_criterion(work: UnitOfWork, criterion_id: int) -> Changes:
    """Move an item to the recycle bin; hazards keep what they quote."""
    record = _existing(work, Criterion, criterion_id, "这一项判定标准")
    record.deleted_at = work.now
    return Changes(f"判定标准{record.article}{record.item}移入回收站", criterion_id)


def _set_criterion(record: Criterion, facts: CriterionFacts) -> None:
    for name in CriterionFacts.__slots__:
        value = getattr(facts, name)
        setattr(record, name, value.strip() if isinstance(value, str) else value)
    record.search_text = search_text(
        [facts.article + facts.item, facts.text, facts.keywords], [facts.heading]
    )


def _next_position(work: UnitOfWork, standard_id: int, article: str) -> int:
    """Return the place behind the last item of the article, or behind all; what follows moves on."""
    items = list(
        work.session.scalars(
            select(Criterion).where(Criterion.standard_id == standard_id).order_by(Criterion.position)
        )
    )
    last = next((item.position for item in reversed(items) if item.article == article), None)
    if last is None:
        return max((item.position for item in items), default=-1) + 1
    for item in items:
        if item.position > last:
            item.position += 1
    return last + 1


def _existing(reading: Reading, noun: Any, record_id: int, what: str) -> Any:
    record = reading.session.get(noun, record_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing(f"{what}已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record
