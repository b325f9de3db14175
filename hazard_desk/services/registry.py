"""企业档案: find, show, add, change, move between states, put in the recycle bin."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Enterprise,
    EnterpriseStatus,
    Hazard,
    Industry,
    Inspection,
    Office,
    SupportPair,
    Village,
    enterprise_industry,
)
from hazard_desk.rules.enterprise_checks import check_enterprise, missing_fields, warn_enterprise
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.hazard_life import UNFINISHED_STATES
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.readings import sort_key
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable, search_text, search_words
from hazard_desk.services.offices import add_industry, add_village, industry_ids
from hazard_desk.services.quotas import ENTERPRISE_QUOTAS, falls_short
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.supervisory import IN_OPERATION, SUPERVISORY
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import EnterpriseSize, EnterpriseState, RiskLevel, Term

NO_VILLAGE = 0  # in a village filter: enterprises that stand as 未分村


@dataclass(frozen=True, slots=True)
class EnterpriseQuery:
    """What the registry is asked for; empty tuples and "" do not restrict."""

    text: str = ""
    villages: tuple[int, ...] = ()
    industries: tuple[int, ...] = ()
    risks: tuple[RiskLevel | None, ...] = ()
    sizes: tuple[EnterpriseSize | None, ...] = ()
    states: tuple[EnterpriseState, ...] = ()
    view: str = "all"  # one of VIEWS
    sort: str = "name"  # one of SORTS
    ascending: bool = True


# Saved views with live counts (LOOK §the frame).
VIEWS = {
    "all": "全部",
    "not_inspected": "未检查",
    "incomplete": "资料不全",
    "stopped": "停业",
    # Short of what this month asks of an enterprise (quotas.ENTERPRISE_QUOTAS):
    "not_self_checked": "本月未自查",
    "principal_short": "主要负责人检查不足",
    "safety_head_short": "分管负责人检查不足",
}


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """One line of the registry, in words as the forms print them."""

    id: int
    code: str
    name: str
    village: str
    industries: str
    principal: str
    principal_phone: str
    risk: RiskLevel | None
    size: EnterpriseSize | None
    state: EnterpriseState
    address: str
    staff_total: int | None
    last_inspected_on: date | None
    open_hazards: int
    missing_count: int


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A change of state with its day."""

    state: EnterpriseState
    since: date
    note: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit in an enterprise's history."""

    id: int
    number: str
    inspected_on: date
    inspectors: str
    hazards: int


@dataclass(slots=True)
class EnterpriseRecord:
    """All of one enterprise: the facts to edit, and what is known around them."""

    id: int
    facts: EnterpriseFacts
    state: EnterpriseState
    statuses: list[StatusRow]
    visits: list[VisitRow]
    open_hazards: list[str]
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)  # 结对帮扶 that runs today, in words


_LAST_VISIT = (
    select(func.max(Inspection.inspected_on))
    .where(Inspection.enterprise_id == Enterprise.id, SUPERVISORY)  # or 未检查 would stand beside a day
    .correlate(Enterprise)
    .scalar_subquery()
)
_OPEN_HAZARDS = (
    select(func.count(Hazard.id))
    .join(Inspection, Inspection.id == Hazard.inspection_id)
    .where(
        Inspection.enterprise_id == Enterprise.id,
        Inspection.deleted_at.is_(None),
        Hazard.deleted_at.is_(None),
        Hazard.state.in_(UNFINISHED_STATES),
    )
    .correlate(Enterprise)
    .scalar_subquery()
)
_INDUSTRIES = (
    select(func.group_concat(Industry.name, "、"))
    .select_from(enterprise_industry.join(Industry.__table__))
    .where(enterprise_industry.c.enterprise_id == Enterprise.id)
    .correlate(Enterprise)
    .scalar_subquery()
)
_VILLAGE = (
    select(Village.name).where(Village.id == Enterprise.village_id).correlate(Enterprise).scalar_subquery()
)


def _ranked(column: Any, terms: type[Term]) -> Any:
    """Order by the place of a term in its list: what is stored is English."""
    return case(*((column == term, place) for place, term in enumerate(terms)))


SORTS: dict[str, Any] = {
    "name": Enterprise.name_key,
    "code": Enterprise.code,
    "village": _VILLAGE,
    "principal": Enterprise.principal,
    "principal_phone": Enterprise.principal_phone,
    "risk": _ranked(Enterprise.risk_level, RiskLevel),
    "size": _ranked(Enterprise.size, EnterpriseSize),
    "state": _ranked(Enterprise.state, EnterpriseState),
    "address": Enterprise.address,
    "staff_total": Enterprise.staff_total,
    "last_inspected_on": _LAST_VISIT,
    "open_hazards": _OPEN_HAZARDS,
    "missing_count": Enterprise.missing_count,
    "industries": _INDUSTRIES,
}
_BLANKS_LAST = ("risk", "size")


def matches(column: Any, text: str) -> list[Any]:
    """Return the conditions under which every word of `text` stands in `column`."""
    return [column.contains(word, autoescape=True) for word in search_words(text)]


def _restricted(reading: Reading, query: EnterpriseQuery, chosen: Any) -> Select[Any]:
    found = select(chosen).where(
        Enterprise.deleted_at.is_(None), *matches(Enterprise.search_text, query.text)
    )
    if query.villages:
        ids = [village for village in query.villages if village != NO_VILLAGE]
        in_village = Enterprise.village_id.in_(ids)
        found = found.where(
            in_village | Enterprise.village_id.is_(None) if NO_VILLAGE in query.villages else in_village
        )
    if query.industries:
        found = found.where(
            Enterprise.id.in_(
                select(enterprise_industry.c.enterprise_id).where(
                    enterprise_industry.c.industry_id.in_(query.industries)
                )
            )
        )
    for column, wanted in ((Enterprise.risk_level, query.risks), (Enterprise.size, query.sizes)):
        if wanted:
            condition: Any = column.in_([term for term in wanted if term is not None])
            found = found.where(condition | column.is_(None) if None in wanted else condition)
    if query.states:
        found = found.where(Enterprise.state.in_(query.states))
    if query.view == "not_inspected":
        found = found.where(
            IN_OPERATION,
            ~select(Inspection.id).where(Inspection.enterprise_id == Enterprise.id, SUPERVISORY).exists(),
        )
    elif query.view == "incomplete":
        found = found.where(Enterprise.missing_count > 0)
    elif query.view == "stopped":
        found = found.where(Enterprise.state != EnterpriseState.IN_OPERATION)
    elif query.view in ENTERPRISE_QUOTAS:
        found = found.where(falls_short(reading, query.view, reading.today))
    return found


def find_enterprises(reading: Reading, query: EnterpriseQuery) -> array[int]:
    """Return the ids that match, in the order asked for."""
    column = SORTS.get(query.sort, Enterprise.name_key)
    order = column.asc() if query.ascending else column.desc()
    if query.sort in _BLANKS_LAST:
        order = order.nulls_last()
    found = _restricted(reading, query, Enterprise.id).order_by(order, Enterprise.id)
    return array("q", reading.session.scalars(found))


def view_counts(reading: Reading, query: EnterpriseQuery) -> dict[str, int]:
    """Return for each saved view how many enterprises it shows under the other filters."""
    counts = {}
    for view in VIEWS:
        narrowed = EnterpriseQuery(**{**_plain(query), "view": view})
        counts[view] = reading.session.scalar(_restricted(reading, narrowed, func.count(Enterprise.id))) or 0
    return counts


def _plain(query: EnterpriseQuery) -> dict[str, Any]:
    return {item.name: getattr(query, item.name) for item in fields(query)}


def enterprise_rows(reading: Reading, ids: Sequence[int]) -> list[EnterpriseRow]:
    """Return the lines of `ids` in that order; ids that are gone are left out."""
    query = select(
        Enterprise.id,
        Enterprise.code,
        Enterprise.name,
        func.coalesce(_VILLAGE, ""),
        func.coalesce(_INDUSTRIES, ""),
        Enterprise.principal,
        Enterprise.principal_phone,
        Enterprise.risk_level,
        Enterprise.size,
        Enterprise.state,
        Enterprise.address,
        Enterprise.staff_total,
        _LAST_VISIT,
        _OPEN_HAZARDS,
        Enterprise.missing_count,
    ).where(Enterprise.id.in_(ids))
    rows = {row[0]: EnterpriseRow(*row) for row in reading.session.execute(query)}
    return [rows[row_id] for row_id in ids if row_id in rows]


# ---- one enterprise -------------------------------------------------------------------------------

_COLUMNS = [item.name for item in fields(EnterpriseFacts) if item.name not in ("village", "industries")]


_own_columns = attrgetter(*_COLUMNS)


def enterprise_facts(reading: Reading, ids: Sequence[int]) -> dict[int, EnterpriseFacts]:
    """Return the facts of some thousands of enterprises at most, by id, in two queries."""
    link = enterprise_industry.c
    industries: dict[int, list[str]] = {}
    named = (
        select(link.enterprise_id, Industry.name)
        .join(Industry, Industry.id == link.industry_id)
        .where(link.enterprise_id.in_(ids))
        .order_by(Industry.position)
    )
    for enterprise_id, name in reading.session.execute(named):
        industries.setdefault(enterprise_id, []).append(name)
    columns = [getattr(Enterprise, name) for name in _COLUMNS]
    query = select(Enterprise.id, func.coalesce(_VILLAGE, ""), *columns).where(Enterprise.id.in_(ids))
    return {
        enterprise_id: EnterpriseFacts(
            **dict(zip(_COLUMNS, values, strict=True)),
            village=village,
            industries=tuple(industries.get(enterprise_id, ())),
        )
        for enterprise_id, village, *values in reading.session.execute(query)
    }


def enterprise_record(reading: Reading, enterprise_id: int) -> EnterpriseRecord:
    """Return all of one enterprise, or refuse an id that isn't there."""
    enterprise = _existing(reading, enterprise_id)
    session = reading.session
    facts = enterprise_facts(reading, [enterprise_id])[enterprise_id]
    statuses = session.execute(
        select(EnterpriseStatus.state, EnterpriseStatus.since, EnterpriseStatus.note)
        .where(EnterpriseStatus.enterprise_id == enterprise_id)
        .order_by(EnterpriseStatus.since, EnterpriseStatus.id)
    )
    hazard_count = (
        select(func.count(Hazard.id))
        .where(Hazard.inspection_id == Inspection.id, Hazard.deleted_at.is_(None))
        .correlate(Inspection)
        .scalar_subquery()
    )
    visits = session.execute(
        select(Inspection.id, Inspection.number, Inspection.inspected_on, Inspection.inspectors, hazard_count)
        .where(Inspection.enterprise_id == enterprise_id, Inspection.deleted_at.is_(None))
        .order_by(Inspection.inspected_on.desc())
    )
    open_hazards = session.scalars(
        select(Hazard.description)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.enterprise_id == enterprise_id,
            Inspection.deleted_at.is_(None),
            Hazard.deleted_at.is_(None),
            Hazard.state.in_(UNFINISHED_STATES),
        )
    )
    return EnterpriseRecord(
        enterprise_id,
        facts,
        enterprise.state,
        [StatusRow(*row) for row in statuses],
        [VisitRow(*row) for row in visits],
        list(open_hazards),
        missing_fields(facts),
        [doubt.message for doubt in warn_enterprise(facts)],
        _support(reading, enterprise_id),
    )


def _support(reading: Reading, enterprise_id: int) -> list[str]:
    """Return whom the enterprise helps today as 标杆企业, and who helps it."""
    running = (
        SupportPair.deleted_at.is_(None)
        & (SupportPair.starts_on <= reading.today)
        & (SupportPair.ends_on.is_(None) | (SupportPair.ends_on >= reading.today))
    )
    found = []
    for own, other, words in (
        (SupportPair.helper_id, SupportPair.helped_id, "标杆企业，帮扶{}"),
        (SupportPair.helped_id, SupportPair.helper_id, "帮扶企业，标杆企业是{}"),
    ):
        query = (
            select(Enterprise.name)
            .join(SupportPair, other == Enterprise.id)
            .where(own == enterprise_id, running)
            .order_by(SupportPair.starts_on, SupportPair.id)
        )
        found += [words.format(name) for name in reading.session.scalars(query)]
    return found


def _existing(reading: Reading, enterprise_id: int) -> Enterprise:
    enterprise = reading.session.get(Enterprise, enterprise_id)
    if enterprise is None or enterprise.deleted_at is not None:
        raise RecordMissing(
            "这家企业已不在档案里（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。"
        )
    return enterprise


def save_enterprise(work: UnitOfWork, facts: EnterpriseFacts, enterprise_id: int | None = None) -> Changes:
    """Add an enterprise, or change the one with `enterprise_id`; partly filled ones are allowed.

    Refused: what `check_enterprise` refuses, a code or a name that another enterprise already has.
    A village that the office doesn't know yet is added, as is an industry the office types itself.
    """
    refuse_if_any([*check_enterprise(facts, work.today), *_taken(work, facts, enterprise_id)])
    session = work.session
    village_id = None
    if facts.village.strip():  # before the enterprise joins the session: adding a village writes what's there
        village_id = village_ids(work).get(comparable(facts.village)) or add_village(
            work, facts.village.strip()
        )
    if enterprise_id is None:
        township = facts.township or session.scalar(select(Office.township)) or ""
        facts = replace(facts, township=township)
        enterprise = Enterprise(entered_at=work.now, state=EnterpriseState.IN_OPERATION)
        session.add(enterprise)
    else:
        enterprise = _existing(work, enterprise_id)
    for name, value in enterprise_columns(facts).items():
        setattr(enterprise, name, value)
    enterprise.village_id = village_id
    session.flush()
    set_industries(work, enterprise.id, facts.industries)
    verb = "新增" if enterprise_id is None else "修改"
    return Changes(f"{verb}企业「{facts.name}」", enterprise.id)


def enterprise_columns(facts: EnterpriseFacts) -> dict[str, Any]:
    """Return the columns of the enterprise's own row, derived ones included, without its village."""
    columns = dict(zip(_COLUMNS, _own_columns(facts), strict=True))
    columns["normalised_name"] = normalise_name(facts.name)
    columns["name_key"] = sort_key(facts.name)
    columns["search_text"] = search_text(
        [
            facts.code,
            facts.principal_phone,
            facts.safety_head_phone,
            facts.safety_body_head_phone,
            facts.office_phone,
            facts.duty_phone,
            facts.address,
            facts.products,
        ],
        [facts.name, facts.principal, facts.safety_head, facts.safety_body_head],
    )
    columns["missing_count"] = len(missing_fields(facts))
    return columns


def village_ids(reading: Reading) -> dict[str, int]:
    """Return the villages' ids by their names as `comparable` sees them."""
    query = select(Village.name, Village.id).where(Village.deleted_at.is_(None))
    return {comparable(name): village_id for name, village_id in reading.session.execute(query)}


def _taken(work: UnitOfWork, facts: EnterpriseFacts, enterprise_id: int | None) -> list[Refusal]:
    def other(condition: Any) -> str | None:
        found = select(Enterprise.name).where(condition, Enterprise.deleted_at.is_(None))
        if enterprise_id is not None:
            found = found.where(Enterprise.id != enterprise_id)
        return work.session.scalar(found.limit(1))

    refusals = []
    if facts.code and (name := other(Enterprise.code == facts.code)):
        refusals.append(
            Refusal("code", f"这个代码已登记在「{name}」名下", "请核对代码，或打开那家企业修改。")
        )
    if facts.name and (name := other(Enterprise.normalised_name == normalise_name(facts.name))):
        refusals.append(
            Refusal(
                "name", f"档案里已有同名的「{name}」", "请核对是否重复；确是两家的，名称后加村名或字号区分。"
            )
        )
    return refusals


def set_industries(work: UnitOfWork, enterprise_id: int, names: Sequence[str]) -> None:
    """Make these the industries of an enterprise; an unknown one is added to the office's list."""
    known = industry_ids(work)
    wanted = {
        known.get(comparable(name)) or add_industry(work, name.strip()) for name in names if name.strip()
    }
    link = enterprise_industry.c
    present = set(work.session.scalars(select(link.industry_id).where(link.enterprise_id == enterprise_id)))
    if gone := present - wanted:
        work.session.execute(
            delete(enterprise_industry).where(link.enterprise_id == enterprise_id, link.industry_id.in_(gone))
        )
    if new := wanted - present:
        work.session.execute(
            insert(enterprise_industry),
            [{"enterprise_id": enterprise_id, "industry_id": industry_id} for industry_id in sorted(new)],
        )


def change_state(
    work: UnitOfWork, enterprise_id: int, state: EnterpriseState, since: date, note: str = ""
) -> Changes:
    """Enter that the enterprise stopped, closed or reopened on a day not after today."""
    if since > work.today:
        refuse_if_any([Refusal("since", "日期晚于今天", "请填写已经发生的日期。")])
    enterprise = _existing(work, enterprise_id)
    work.session.add(EnterpriseStatus(enterprise_id=enterprise_id, state=state, since=since, note=note))
    work.session.flush()
    latest = work.session.scalar(
        select(EnterpriseStatus.state)
        .where(EnterpriseStatus.enterprise_id == enterprise_id)
        .order_by(EnterpriseStatus.since.desc(), EnterpriseStatus.id.desc())
        .limit(1)
    )
    enterprise.state = latest or state
    return Changes(f"「{enterprise.name}」自 {since:%Y-%m-%d} 起{state.label}", enterprise_id)


def remove_enterprise(work: UnitOfWork, enterprise_id: int) -> Changes:
    """Move an enterprise to the recycle bin; one that was inspected stays (mark it 注销关闭 instead)."""
    enterprise = _existing(work, enterprise_id)
    visits = work.session.scalar(
        select(func.count(Inspection.id)).where(
            Inspection.enterprise_id == enterprise_id, Inspection.deleted_at.is_(None)
        )
    )
    if visits:
        refuse_if_any(
            [
                Refusal(
                    "name", f"「{enterprise.name}」有 {visits} 次检查记录，不能移入回收站", "可改为注销关闭。"
                )
            ]
        )
    enterprise.deleted_at = work.now
    return Changes(f"企业「{enterprise.name}」移入回收站", enterprise_id)
