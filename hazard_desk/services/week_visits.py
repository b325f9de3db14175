"""本周走访: whom to visit this week, village by village, and what to do there on the same trip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Enterprise, Hazard, Inspection, PlanEntry, Village
from hazard_desk.rules.hazard_life import OPEN_STATES
from hazard_desk.rules.visit_plan import MOST_PER_DAY, VisitNeed, by_village, next_due, propose
from hazard_desk.rules.working_days import working_days_within
from hazard_desk.services.holidays import day_table
from hazard_desk.services.planning import last_visits, usual_visits, visits_done
from hazard_desk.services.registry import NO_VILLAGE
from hazard_desk.services.reporting import reporting_week
from hazard_desk.services.supervisory import IN_OPERATION
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardState, RiskLevel


@dataclass(frozen=True, slots=True)
class ProposedVisit:
    """An enterprise on the route: where it is, whom to ask for, and why."""

    enterprise_id: int
    enterprise: str
    risk: RiskLevel | None
    village_id: int | None
    village: str
    grid_worker: str
    grid_phone: str
    address: str
    principal: str
    principal_phone: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekVisits:
    """The route proposed for a week; `waiting` more would be due, but there is no day left for them."""

    week_end: date
    days: int  # working days left in the week
    visits: tuple[ProposedVisit, ...]
    waiting: int


def visits_proposed(
    reading: Reading, week_end: date, villages: Sequence[int] = (), most_per_day: int = MOST_PER_DAY
) -> WeekVisits:
    """Return whom to visit in the week that ends on `week_end`; another day than a week's end is refused.

    No more than `most_per_day` on each working day that is left. `villages` restricts it; NO_VILLAGE stands
    for those that belong to none.
    """
    week = reporting_week(reading, week_end)
    assert week.start is not None
    days = working_days_within(max(week.start, reading.today), week_end, day_table(reading))
    needs = list(_needs(reading, week_end.year, villages))
    chosen = propose(needs, reading.today, week_end, days * most_per_day)
    pressing = sum(bool(need.reasons(reading.today, week_end)) for need in needs)
    return WeekVisits(week_end, days, _described(reading, chosen, week_end), pressing - len(chosen))


def visits_chosen(reading: Reading, week_end: date, enterprises: Sequence[int]) -> tuple[ProposedVisit, ...]:
    """Return these enterprises as a route, village by village; those that are gone are left out."""
    wanted = set(enterprises)
    known = {
        need.enterprise_id: need for need in _needs(reading, week_end.year) if need.enterprise_id in wanted
    }
    chosen = by_village([known[one] for one in dict.fromkeys(enterprises) if one in known])
    return _described(reading, chosen, week_end)


def _needs(reading: Reading, year: int, villages: Sequence[int] = ()) -> Iterable[VisitNeed]:
    usual = usual_visits(reading)
    planned = dict(
        reading.session.execute(
            select(PlanEntry.enterprise_id, PlanEntry.visits).where(PlanEntry.year == year)
        ).all()
    )
    done, last = visits_done(reading, year), last_visits(reading, year)
    overdue = _hazards(
        reading,
        Hazard.state.in_(OPEN_STATES),
        Hazard.deadline < reading.today,
    )
    rechecks = _hazards(reading, Hazard.state == HazardState.AWAITING_RECHECK)
    query: Any = select(
        Enterprise.id, Enterprise.village_id, Enterprise.name_key, Enterprise.risk_level
    ).where(IN_OPERATION)
    for known, village_id, name_key, risk in reading.session.execute(query):
        if villages and (village_id or NO_VILLAGE) not in villages:
            continue
        visits = planned.get(known, usual[risk])
        yield VisitNeed(
            known,
            village_id,
            name_key,
            risk,
            last.get(known),
            next_due(year, visits, done.get(known, 0), last.get(known)),
            overdue.get(known, 0),
            rechecks.get(known, 0),
        )


def _hazards(reading: Reading, *conditions: Any) -> dict[int, int]:
    """Return how many hazards of each enterprise meet these conditions."""
    query = (
        select(Inspection.enterprise_id, func.count(Hazard.id))
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Inspection.deleted_at.is_(None), Hazard.deleted_at.is_(None), *conditions)
        .group_by(Inspection.enterprise_id)
    )
    return dict(reading.session.execute(query).all())


def _described(reading: Reading, needs: Sequence[VisitNeed], week_end: date) -> tuple[ProposedVisit, ...]:
    rows: dict[int, tuple[Any, ...]] = {}
    for some in in_chunks(needs):
        ids = [need.enterprise_id for need in some]
        query: Any = (
            select(
                Enterprise.id,
                Enterprise.name,
                Enterprise.risk_level,
                Enterprise.village_id,
                func.coalesce(Village.name, ""),
                func.coalesce(Village.grid_worker, ""),
                func.coalesce(Village.grid_phone, ""),
                Enterprise.address,
                Enterprise.principal,
                Enterprise.principal_phone,
            )
            .outerjoin(Village, Village.id == Enterprise.village_id)
            .where(Enterprise.id.in_(ids))
        )
        rows |= {row[0]: tuple(row) for row in reading.session.execute(query)}
    return tuple(
        ProposedVisit(*(*rows[need.enterprise_id], need.words(reading.today, week_end))) for need in needs
    )
