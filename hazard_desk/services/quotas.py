"""领导检查次数: the month's quota of each leader and what is done of it (S001 四(一)3(3))."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, union

from hazard_desk.model import (
    Duty,
    Enterprise,
    Inspection,
    Inspector,
    Person,
    enterprise_industry,
    inspection_leader,
)
from hazard_desk.services.supervisory import SUPERVISORY
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import LeaderPost

TARGETS = {LeaderPost.SECRETARY: 2, LeaderPost.HEAD: 4, LeaderPost.TEAM_MEMBER: 8}


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One leader's month: `outings` are days out (次), `visits` enterprises visited (家次)."""

    person: str
    post: LeaderPost
    target: int
    outings: int
    visits: int

    @property
    def shortfall(self) -> int:
        """How many outings are still to do."""
        return max(0, self.target - self.outings)


def quotas_of_month(reading: Reading, day: date) -> list[QuotaRow]:
    """Return the quotas of the month of `day`, counted up to that month's end.

    A 班子成员 with 包联 duties is counted for visits to those villages and industries only; one
    visit may serve several leaders.
    """
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    rows = []
    people = reading.session.execute(
        select(Person.id, Person.name, Person.post)
        .where(Person.post.is_not(None), Person.deleted_at.is_(None))
        .order_by(Person.id)
    )
    for person_id, name, post in people.all():
        if post is None:
            continue
        visits = _visits(reading, person_id, post, first, last)
        rows.append(QuotaRow(name, post, TARGETS[post], len(set(visits)), len(visits)))
    return rows


def _visits(reading: Reading, person_id: int, post: LeaderPost, first: date, last: date) -> list[date]:
    part = union(
        select(inspection_leader.c.inspection_id).where(inspection_leader.c.person_id == person_id),
        select(Inspector.inspection_id).where(Inspector.person_id == person_id),
    )
    query = (
        select(Inspection.inspected_on)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            Inspection.id.in_(part.scalar_subquery()),
            SUPERVISORY,
            Inspection.inspected_on.between(first, last),
        )
    )
    duties = select(Duty).where(Duty.person_id == person_id)
    if post is LeaderPost.TEAM_MEMBER and reading.session.scalar(duties.limit(1)) is not None:
        villages = select(Duty.village_id).where(Duty.person_id == person_id, Duty.village_id.is_not(None))
        trades = select(Duty.industry_id).where(Duty.person_id == person_id, Duty.industry_id.is_not(None))
        of_trade = select(enterprise_industry.c.enterprise_id).where(
            enterprise_industry.c.industry_id.in_(trades)
        )
        query = query.where(Enterprise.village_id.in_(villages) | Enterprise.id.in_(of_trade))
    return list(reading.session.scalars(query))
