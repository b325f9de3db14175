"""年度监督检查计划: who is visited how often by whom for what, and how far it is (S002 （二）2b)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Duty,
    Enterprise,
    Industry,
    Inspection,
    Person,
    PlanEntry,
    Village,
    enterprise_industry,
)
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.settings import INDUSTRY_VISITS, MOST_VISITS, industry_visits
from hazard_desk.rules.visit_plan import PlanState, progress
from hazard_desk.services.checklists import prompts_for
from hazard_desk.services.offices import industry_ids
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.settings import settings, text_setting
from hazard_desk.services.supervisory import IN_OPERATION, SUPERVISORY
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import EnterpriseState, RiskLevel

_LONGEST_TITLE = 12
_YEARS = range(2000, 2101)


@dataclass(slots=True)
class PlanFacts:
    """What the plan of a year says of one enterprise."""

    year: int
    enterprise_id: int | None = None
    responsible: str = ""
    visits: int | None = None
    content: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One enterprise in the plan, and how far its visits are."""

    id: int
    enterprise_id: int
    enterprise: str
    village: str
    industries: str
    risk: RiskLevel | None
    in_operation: bool
    responsible: str
    visits: int
    content: str
    note: str
    done: int
    last_on: date | None
    due_on: date | None
    state: PlanState


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a year: its rows, and how many enterprises in operation it leaves out."""

    year: int
    rows: tuple[PlanRow, ...]
    left_out: int
    people: tuple[str, ...]  # whom 监管责任人 offers
    years: tuple[int, ...]  # that have a plan, or may get one now


def read_plan(reading: Reading, year: int) -> Plan:
    """Return the plan of a year, village by village."""
    people = reading.session.scalars(
        select(Person.name).where(Person.deleted_at.is_(None)).order_by(Person.id)
    )
    left_out = reading.session.scalar(select(func.count()).select_from(_without_entry(year).subquery()))
    planned = reading.session.scalars(select(PlanEntry.year).distinct())
    now = reading.today.year
    years = {*planned, year, now - 1, now, now + 1}
    return Plan(
        year,
        tuple(plan_rows(reading, year)),
        left_out or 0,
        tuple(dict.fromkeys(people)),
        tuple(sorted(years, reverse=True)),
    )


def plan_rows(reading: Reading, year: int) -> list[PlanRow]:
    """Return every enterprise in the plan of a year, village by village, with its visits so far."""
    industries = (
        select(func.group_concat(Industry.name, "、"))
        .select_from(enterprise_industry.join(Industry.__table__))
        .where(enterprise_industry.c.enterprise_id == Enterprise.id)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query: Any = (
        select(
            PlanEntry,
            Enterprise.name,
            Enterprise.risk_level,
            Enterprise.state,
            func.coalesce(Village.name, ""),
            func.coalesce(industries, ""),
        )
        .join(Enterprise, Enterprise.id == PlanEntry.enterprise_id)
        .outerjoin(Village, Village.id == Enterprise.village_id)
        .where(PlanEntry.year == year, Enterprise.deleted_at.is_(None))
        .order_by(Village.id.is_(None), Village.id, Enterprise.name_key, PlanEntry.id)
    )
    done, last = visits_done(reading, year), last_visits(reading, year)
    rows = []
    for entry, name, risk, state, village, trades in reading.session.execute(query):
        enterprise_id = entry.enterprise_id
        last_on = last.get(enterprise_id)
        how_far = progress(year, entry.visits, done.get(enterprise_id, 0), last_on, reading.today)
        rows.append(
            PlanRow(
                entry.id,
                enterprise_id,
                name,
                village,
                trades,
                risk,
                state is EnterpriseState.IN_OPERATION,
                entry.responsible,
                entry.visits,
                entry.content,
                entry.note,
                how_far.done,
                last_on,
                how_far.due_on,
                how_far.state,
            )
        )
    return rows


def visits_done(reading: Reading, year: int) -> dict[int, int]:
    """Return how many supervisory visits each enterprise had in a year."""
    query = (
        select(Inspection.enterprise_id, func.count(Inspection.id))
        .where(SUPERVISORY, Inspection.inspected_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Inspection.enterprise_id)
    )
    return dict(reading.session.execute(query).all())


def last_visits(reading: Reading, year: int) -> dict[int, date]:
    """Return the day of the last supervisory visit to each enterprise, up to a year's end."""
    query = (
        select(Inspection.enterprise_id, func.max(Inspection.inspected_on))
        .where(SUPERVISORY, Inspection.inspected_on <= date(year, 12, 31))
        .group_by(Inspection.enterprise_id)
    )
    return dict(reading.session.execute(query).all())


def usual_visits(reading: Reading) -> Mapping[RiskLevel | None, int]:
    """Return how often a year an enterprise of each risk is visited, as the office has set it."""
    found = settings(reading, "plan.")
    names: dict[RiskLevel | None, str] = {None: "plan.unknown"} | {
        risk: f"plan.{risk.value}" for risk in RiskLevel
    }
    return {risk: value for risk, name in names.items() if isinstance(value := found[name], int)}


def _visits_of_industries(reading: Reading) -> dict[int, int]:
    """Return how often a year enterprises of an industry are visited, of those that the office has set."""
    known = industry_ids(reading)
    wanted = industry_visits(text_setting(reading, INDUSTRY_VISITS))
    return {known[comparable(name)]: visits for name, visits in wanted.items() if comparable(name) in known}


# ---- making a plan ---------------------------------------------------------------------------------


def make_plan(work: UnitOfWork, year: int) -> Changes:
    """Propose an entry for every enterprise in operation that the year's plan leaves out; none is changed.

    Visits follow the risk and the industry, whichever asks for more; 监管责任人 is who answers for the
    village, else for an industry (包联), 检查内容 are the check lists of its industries.
    """
    _check_year(year)
    usual, more = usual_visits(work), _visits_of_industries(work)
    of_village, of_industry = _answering(work)
    trades = _industries(work)
    rows = []
    for enterprise_id, risk, village_id in work.session.execute(_without_entry(year)):
        own = trades.get(enterprise_id, [])
        people = of_village.get(village_id) or [
            name for industry_id, _ in own for name in of_industry.get(industry_id, ())
        ]
        rows.append(
            {
                "year": year,
                "enterprise_id": enterprise_id,
                "responsible": "、".join(dict.fromkeys(people)),
                "visits": max([usual[risk], *(more[key] for key, _ in own if key in more)]),
                "content": _content(name for _, name in own),
                "note": "",
            }
        )
    work.add_many(PlanEntry, rows)
    return Changes(f"编制 {year} 年度检查计划，新增 {len(rows)} 家", counts={"entries": len(rows)})


def _content(industries: Iterable[str]) -> str:
    """Return what is looked at: the check lists of the industries, each by a title that fits into a table.

    A heading that is a whole sentence, or that doesn't name its industry, gives way to the industry's name.
    """
    titles: dict[str, str] = {}
    for listed in prompts_for(industries):
        short = listed.industry in listed.title and len(listed.title) <= _LONGEST_TITLE
        titles.setdefault(listed.industry, listed.title if short else listed.industry)
    return "、".join(titles.values())


def _without_entry(year: int) -> Any:
    planned = select(PlanEntry.enterprise_id).where(PlanEntry.year == year)
    return (
        select(Enterprise.id, Enterprise.risk_level, Enterprise.village_id)
        .where(
            IN_OPERATION,
            Enterprise.id.not_in(planned),
        )
        .order_by(Enterprise.id)
    )


def _answering(reading: Reading) -> tuple[dict[int | None, list[str]], dict[int | None, list[str]]]:
    """Return who answers for each village and for each industry."""
    query = (
        select(Duty.village_id, Duty.industry_id, Person.name)
        .join(Person, Person.id == Duty.person_id)
        .where(Person.deleted_at.is_(None))
        .order_by(Person.id, Duty.id)
    )
    villages: dict[int | None, list[str]] = {}
    industries: dict[int | None, list[str]] = {}
    for village_id, industry_id, name in reading.session.execute(query):
        if village_id is not None:
            villages.setdefault(village_id, []).append(name)
        if industry_id is not None:
            industries.setdefault(industry_id, []).append(name)
    return villages, industries


def _industries(reading: Reading) -> dict[int, list[tuple[int, str]]]:
    link = enterprise_industry.c
    query = (
        select(link.enterprise_id, Industry.id, Industry.name)
        .join(Industry, Industry.id == link.industry_id)
        .order_by(Industry.position)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for enterprise_id, industry_id, name in reading.session.execute(query):
        found.setdefault(enterprise_id, []).append((industry_id, name))
    return found


# ---- changing it -----------------------------------------------------------------------------------


def save_plan_entry(work: UnitOfWork, facts: PlanFacts, entry_id: int | None = None) -> Changes:
    """Add an enterprise to the plan of a year, or change its entry.

    Refused: no enterprise, one that is in that year's plan already, no number of visits or one beyond reason.
    """
    _check_year(facts.year)
    enterprise = work.session.get(Enterprise, facts.enterprise_id) if facts.enterprise_id else None
    refusals = _visits_refused(facts.visits)
    if enterprise is None or enterprise.deleted_at is not None:
        refusals.append(Refusal("enterprise_id", "没有选定企业", "请从企业档案里选一家。"))
    elif _entry_of(work, facts.year, enterprise.id) not in (None, entry_id):
        refusals.append(
            Refusal("enterprise_id", f"{facts.year} 年度的计划里已经有这家企业", "请直接修改那一条。")
        )
    refuse_if_any(refusals)
    assert enterprise is not None
    assert facts.visits is not None
    if entry_id is None:
        entry = PlanEntry(year=facts.year, enterprise_id=enterprise.id, visits=facts.visits)
        work.session.add(entry)
    else:
        entry = _existing(work, entry_id)
    entry.enterprise_id, entry.visits = enterprise.id, facts.visits
    entry.responsible, entry.content, entry.note = facts.responsible, facts.content, facts.note
    work.session.flush()
    verb = "新增" if entry_id is None else "修改"
    return Changes(f"{verb} {entry.year} 年度检查计划「{enterprise.name}」", entry.id)


def change_plan_entries(
    work: UnitOfWork, ids: Sequence[int], responsible: str | None = None, visits: int | None = None
) -> Changes:
    """Give several entries another 监管责任人, another number of visits, or both; None leaves as it is."""
    if visits is not None:
        refuse_if_any(_visits_refused(visits))
    entries = [entry for chunk in in_chunks(ids) for entry in _entries(work, chunk)]
    for entry in entries:
        if responsible is not None:
            entry.responsible = responsible
        if visits is not None:
            entry.visits = visits
    said = [f"监管责任人改为「{responsible}」"] if responsible is not None else []
    said += [f"每年检查 {visits} 次"] if visits is not None else []
    return Changes(f"检查计划 {len(entries)} 家：{'，'.join(said)}", counts={"entries": len(entries)})


def remove_plan_entries(work: UnitOfWork, ids: Sequence[int]) -> Changes:
    """Take enterprises out of the plan; undo puts them back."""
    entries = [entry for chunk in in_chunks(ids) for entry in _entries(work, chunk)]
    for entry in entries:
        work.session.delete(entry)
    names = (
        "" if len(entries) != 1 else f"「{work.session.get_one(Enterprise, entries[0].enterprise_id).name}」"
    )
    return Changes(f"检查计划移出 {len(entries)} 家{names}", counts={"entries": len(entries)})


def _visits_refused(visits: int | None) -> list[Refusal]:
    if visits is None:
        return [Refusal("visits", "没有填每年检查几次", "请填数字；不安排检查的填 0。")]
    if not 0 <= visits <= MOST_VISITS:
        return [Refusal("visits", f"每年检查 {visits} 次不对", f"请填 0 到 {MOST_VISITS} 之间的数。")]
    return []


def _check_year(year: int) -> None:
    if year not in _YEARS:
        refuse_if_any([Refusal("year", f"年度 {year} 不对", f"请填 {_YEARS[0]} 到 {_YEARS[-1]}。")])


def _entry_of(reading: Reading, year: int, enterprise_id: int) -> int | None:
    found: int | None = reading.session.scalar(
        select(PlanEntry.id).where(PlanEntry.year == year, PlanEntry.enterprise_id == enterprise_id)
    )
    return found


def _existing(reading: Reading, entry_id: int) -> PlanEntry:
    entry = reading.session.get(PlanEntry, entry_id)
    if entry is None:
        raise RecordMissing("这家企业已不在检查计划里。", "没有改动任何数据。", "请刷新列表。")
    return entry


def _entries(reading: Reading, ids: Sequence[int]) -> Iterable[PlanEntry]:
    return reading.session.scalars(select(PlanEntry).where(PlanEntry.id.in_(ids)))
