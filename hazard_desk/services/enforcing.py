"""执法、追责、问责曝光、典型案例: the facts behind columns 6–7 and 9–18 of F4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import Table, func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Accountability,
    Admonition,
    Campaign,
    Enterprise,
    IllegalAct,
    Penalty,
    TypicalCase,
    accountability_campaign,
    admonition_campaign,
    illegal_act_campaign,
    penalty_campaign,
    typical_case_campaign,
)
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import search_text, search_words
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows, matches
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import AccountabilityKind, AdmonitionKind, PenaltyKind, PenaltyTarget


@dataclass(slots=True)
class IllegalActFacts:
    """非法违法行为; `party` names who did it where the registry doesn't hold them."""

    found_on: date | None = None
    description: str = ""
    enterprise_id: int | None = None
    party: str = ""
    inspection_id: int | None = None
    verifying_unit: str = ""
    handled_on: date | None = None
    handling: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(slots=True)
class PenaltyFacts:
    """行政处罚; `amount_fen` of a fine in 分, `certificates` of 暂扣吊销证照 as a count."""

    kind: PenaltyKind = PenaltyKind.FINE
    decided_on: date | None = None
    enterprise_id: int | None = None
    party: str = ""
    target: PenaltyTarget = PenaltyTarget.ENTERPRISE
    inspection_id: int | None = None
    hazard_id: int | None = None
    illegal_act_id: int | None = None
    decided_by: str = ""
    document_number: str = ""
    amount_fen: int = 0
    certificates: int = 0
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(slots=True)
class AccountabilityFacts:
    """追责: one person."""

    kind: AccountabilityKind = AccountabilityKind.DISCIPLINE
    person: str = ""
    unit: str = ""
    enterprise_id: int | None = None
    decided_on: date | None = None
    decided_by: str = ""
    reason: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(slots=True)
class AdmonitionFacts:
    """约谈通报、公开曝光、联合惩戒 of one unit."""

    kind: AdmonitionKind = AdmonitionKind.ADMONISHED
    decided_on: date | None = None
    enterprise_id: int | None = None
    unit: str = ""
    reason: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(slots=True)
class TypicalCaseFacts:
    """典型案例; what it tells stands in its own paper (详情另报), part by part."""

    title: str = ""
    reported_on: date | None = None
    enterprise_id: int | None = None
    hazard_id: int | None = None
    summary: str = ""
    handling: str = ""
    lesson: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""


EnforcementFacts = IllegalActFacts | PenaltyFacts | AccountabilityFacts | AdmonitionFacts | TypicalCaseFacts


@dataclass(frozen=True, slots=True)
class _Kind:
    noun: Any
    link: Table
    title: str
    day: str  # the field of the event's date
    named_by: tuple[str, ...]  # one of these must be filled in
    day_label: str
    name_label: str


_KINDS: dict[type, _Kind] = {
    IllegalActFacts: _Kind(
        IllegalAct,
        illegal_act_campaign,
        "非法违法行为",
        "found_on",
        ("enterprise_id", "party"),
        "发现日期",
        "单位",
    ),
    PenaltyFacts: _Kind(
        Penalty,
        penalty_campaign,
        "行政处罚",
        "decided_on",
        ("enterprise_id", "party"),
        "处罚决定日期",
        "被处罚单位",
    ),
    AccountabilityFacts: _Kind(
        Accountability, accountability_campaign, "追责", "decided_on", ("person",), "决定日期", "被追责人"
    ),
    AdmonitionFacts: _Kind(
        Admonition,
        admonition_campaign,
        "约谈曝光惩戒",
        "decided_on",
        ("enterprise_id", "unit"),
        "日期",
        "单位",
    ),
    TypicalCaseFacts: _Kind(
        TypicalCase, typical_case_campaign, "典型案例", "reported_on", ("title",), "报送日期", "案例标题"
    ),
}


def check_enforcement(facts: EnforcementFacts, today: date) -> list[Refusal]:
    """Return why the facts may not be stored: no date or one after today, nobody named, no amount."""
    kind = _KINDS[type(facts)]
    refusals = []
    day = getattr(facts, kind.day)
    if day is None:
        refusals.append(Refusal(kind.day, f"没有填{kind.day_label}", "请填写日期。"))
    elif day > today:
        refusals.append(Refusal(kind.day, f"{kind.day_label} {day} 晚于今天", "请填写已经发生的日期。"))
    if not any(getattr(facts, name) for name in kind.named_by):
        refusals.append(Refusal(kind.named_by[0], f"没有填{kind.name_label}", f"请填写{kind.name_label}。"))
    if isinstance(facts, IllegalActFacts):
        if not facts.description:
            refusals.append(Refusal("description", "没有写具体行为", "请写明违法行为。"))
        if facts.handled_on and (facts.handled_on > today or (day and facts.handled_on < day)):
            refusals.append(Refusal("handled_on", "查处日期不能早于发现日期，也不能晚于今天", "请核对日期。"))
    if isinstance(facts, PenaltyFacts):
        if facts.kind is PenaltyKind.FINE and facts.amount_fen <= 0:
            refusals.append(Refusal("amount_fen", "罚款没有填金额", "请填写金额（万元）。"))
        if facts.kind is PenaltyKind.LICENCE and facts.certificates <= 0:
            refusals.append(Refusal("certificates", "没有填暂扣吊销的证照数", "请填写证照个数。"))
    return refusals


def save_enforcement(work: UnitOfWork, facts: EnforcementFacts, record_id: int | None = None) -> Changes:
    """Enter one such fact, or change the one with `record_id`; refuses what `check_enforcement` refuses."""
    refuse_if_any(check_enforcement(facts, work.today))
    kind = _KINDS[type(facts)]
    session = work.session
    if record_id is None:
        record = kind.noun(entered_at=work.now)
        session.add(record)
    else:
        record = _existing(work, kind, record_id)
    was_handled = getattr(record, "handled_on", None) is not None
    for item in fields(facts):
        if item.name != "campaigns":
            setattr(record, item.name, getattr(facts, item.name))
    if isinstance(facts, PenaltyFacts):
        # A figure left over from another kind of penalty would be read as this one's.
        record.amount_fen = facts.amount_fen if facts.kind is PenaltyKind.FINE else 0
        record.certificates = facts.certificates if facts.kind is PenaltyKind.LICENCE else 0
    if isinstance(facts, IllegalActFacts) and not (was_handled and facts.handled_on):
        record.handled_entered_at = work.now if facts.handled_on else None
    session.flush()
    campaign_ids = {campaign_by_name(work, name).id for name in facts.campaigns}
    owner = kind.link.c[0].name
    set_links(work, kind.link, owner, record.id, "campaign_id", campaign_ids)
    return Changes(f"{'新增' if record_id is None else '修改'}{kind.title}记录", record.id)


def remove_enforcement(work: UnitOfWork, facts_class: type[EnforcementFacts], record_id: int) -> Changes:
    """Move such a record to the recycle bin."""
    kind = _KINDS[facts_class]
    _existing(work, kind, record_id).deleted_at = work.now
    return Changes(f"{kind.title}记录移入回收站", record_id)


def enforcement_facts(
    reading: Reading, facts_class: type[EnforcementFacts], record_id: int
) -> EnforcementFacts:
    """Return one record's facts."""
    kind = _KINDS[facts_class]
    record = _existing(reading, kind, record_id)
    names = [item.name for item in fields(facts_class) if item.name != "campaigns"]
    campaign = kind.link.c.campaign_id
    campaigns = reading.session.scalars(
        select(Campaign.name)
        .join(kind.link, campaign == Campaign.id)
        .where(kind.link.c[0] == record_id)
        .order_by(Campaign.id)
    )
    return facts_class(**{name: getattr(record, name) for name in names}, campaigns=tuple(campaigns))


@dataclass(frozen=True, slots=True)
class EnforcementRecord:
    """One such record to be changed: its facts, and the line of the enterprise they name."""

    facts: EnforcementFacts
    enterprise: EnterpriseRow | None


def enforcement_record(
    reading: Reading, facts_class: type[EnforcementFacts], record_id: int
) -> EnforcementRecord:
    """Return one record's facts with its enterprise."""
    facts = enforcement_facts(reading, facts_class, record_id)
    named = [facts.enterprise_id] if facts.enterprise_id is not None else []
    return EnforcementRecord(facts, next(iter(enterprise_rows(reading, named)), None))


def _existing(reading: Reading, kind: _Kind, record_id: int) -> Any:
    record = reading.session.get(kind.noun, record_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing(f"这条{kind.title}记录已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record


_SEARCHED = ("party", "unit", "description", "title", "reason", "document_number", "note")
"""The columns that tell of whom and what a record is, as far as its kind has them."""
_LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class EnforcementRow:
    """One line of the list of such facts, whatever their kind."""

    facts_class: type[EnforcementFacts]
    id: int
    on: date
    kind: str
    who: str
    text: str
    amount_fen: int = field(default=0)


def enforcement_rows(reading: Reading, since: date | None = None) -> list[EnforcementRow]:
    """Return all such facts since a day, the newest first."""
    rows: list[EnforcementRow] = []
    for facts_class, kind in _KINDS.items():
        query = _query(kind)
        if since is not None:
            query = query.where(getattr(kind.noun, kind.day) >= since)
        rows += _rows(reading, facts_class, query)
    return sorted(rows, key=lambda row: (row.on, row.id), reverse=True)


def enforcement_rows_of(
    reading: Reading, facts_class: type[EnforcementFacts], ids: Sequence[int]
) -> list[EnforcementRow]:
    """Return those of these records of one kind that stand."""
    kind = _KINDS[facts_class]
    return [
        row
        for some in in_chunks(ids)
        for row in _rows(reading, facts_class, _query(kind).where(kind.noun.id.in_(some)))
    ]


def find_enforcement(
    reading: Reading, facts_class: type[EnforcementFacts], text: str, most: int
) -> list[EnforcementRow]:
    """Return the newest records of one kind that all words of `text` find, by pinyin initials too.

    An enterprise is found as in the registry. What is only written here has no initials stored: by these
    the newest records alone are found.
    """
    kind = _KINDS[facts_class]
    newest = getattr(kind.noun, kind.day).desc(), kind.noun.id.desc()
    searched = func.coalesce(Enterprise.search_text, "")
    for name in _SEARCHED:
        if hasattr(kind.noun, name):
            searched = searched + "\n" + getattr(kind.noun, name)
    query = _query(kind).where(*matches(searched, text)).order_by(*newest).limit(most)
    found = {row.id: row for row in _rows(reading, facts_class, query)}
    if len(found) < most:
        words = search_words(text)
        for row in _rows(reading, facts_class, _query(kind).order_by(*newest).limit(_LOOKED_THROUGH)):
            known = search_text([row.kind], [row.who, row.text])
            if all(word in known for word in words):
                found.setdefault(row.id, row)
    return sorted(found.values(), key=lambda row: (row.on, row.id), reverse=True)[:most]


def _query(kind: _Kind) -> Any:
    return (
        select(kind.noun, Enterprise.name)
        .outerjoin(Enterprise, Enterprise.id == kind.noun.enterprise_id)
        .where(kind.noun.deleted_at.is_(None))
    )


def _rows(reading: Reading, facts_class: type[EnforcementFacts], query: Any) -> list[EnforcementRow]:
    kind = _KINDS[facts_class]
    return [
        EnforcementRow(
            facts_class,
            record.id,
            getattr(record, kind.day),
            record.kind.label if hasattr(record, "kind") else kind.title,
            _who(record, enterprise),
            _told(record),
            getattr(record, "amount_fen", 0),
        )
        for record, enterprise in reading.session.execute(query)
    ]


def _who(record: Any, enterprise: str | None) -> str:
    """Return the unit; of a person called to account the name, with the unit behind it."""
    unit: str = enterprise or _first(record, ("party", "unit"))
    if isinstance(record, Accountability):
        return f"{record.person}（{unit}）" if unit else record.person
    return unit


def _told(record: Any) -> str:
    """Return what the record tells, in a line."""
    text = _first(record, ("description", "title", "reason", "document_number", "note"))
    if not isinstance(record, Penalty):
        return text
    parts = [
        f"{record.certificates} 个证照" if record.certificates else "",
        PenaltyTarget.PRINCIPAL.label if record.target is PenaltyTarget.PRINCIPAL else "",
        text,
    ]
    return "，".join(part for part in parts if part)


def _first(record: Any, names: Sequence[str]) -> str:
    return next((value for name in names if (value := getattr(record, name, ""))), "")
