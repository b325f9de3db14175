"""每月检查指标: what the month asks of each leader, of the township and of the enterprises (S001 四(一))."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from hazard_desk.model import (
    Duty,
    Enterprise,
    Hazard,
    Industry,
    Inspection,
    Inspector,
    Person,
    SelfCheck,
    TypicalCase,
    Village,
    enterprise_industry,
)
from hazard_desk.rules.working_days import working_days_within
from hazard_desk.services.holidays import day_table
from hazard_desk.services.settings import number_setting
from hazard_desk.services.supervisory import SUPERVISORY, in_operation_on, was_there
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, HazardState, InspectionLevel, LeaderPost, PlaceKind

_LEADERS = {
    LeaderPost.SECRETARY: "quota.secretary",
    LeaderPost.HEAD: "quota.head",
    LeaderPost.TEAM_MEMBER: "quota.team_member",
}

ENTERPRISE_QUOTAS = {
    "principal_short": "quota.principal",
    "safety_head_short": "quota.safety_head",
    "not_self_checked": "quota.self_checks",
}
"""The negative lists of the registry (its views) → the setting with what a month asks of an enterprise."""


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One leader's month: `outings` are days out (次), `visits` enterprises visited (家次)."""

    person: str
    post: LeaderPost
    target: int
    outings: int
    visits: int
    visit_ids: tuple[int, ...] = ()  # the visits counted, by their day
    duties: tuple[str, ...] = ()  # 包联: villages, then industries

    @property
    def shortfall(self) -> int:
        """How many outings are still to do."""
        return max(0, self.target - self.outings)


@dataclass(frozen=True, slots=True)
class OwnQuota:
    """What the month asks of the township itself, and the records that were counted.

    `key`: major_found, major_solved, typical_cases, expert_checks.
    """

    key: str
    target: int
    noun: str
    ids: tuple[int, ...]

    @property
    def done(self) -> int:
        """How many there are."""
        return len(self.ids)

    @property
    def shortfall(self) -> int:
        """How many are still to do."""
        return max(0, self.target - self.done)


@dataclass(frozen=True, slots=True)
class EnterpriseQuota:
    """How many enterprises met what the month asks of each; `short` are the others (a view's list)."""

    view: str  # one of ENTERPRISE_QUOTAS
    target: int
    asked: int
    short: tuple[int, ...]

    @property
    def met(self) -> int:
        """How many met it."""
        return self.asked - len(self.short)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def working_days_left(reading: Reading) -> int:
    """Return how many days of the present month are still to be worked, today among them."""
    return working_days_within(reading.today, month_of(reading.today)[1], day_table(reading))


# ---- the leaders ----------------------------------------------------------------------------------------


def leader_targets(reading: Reading) -> dict[LeaderPost, int]:
    """Return how many outings a month asks of each post."""
    return {post: number_setting(reading, name) for post, name in _LEADERS.items()}


def quotas_of_month(reading: Reading, day: date) -> list[QuotaRow]:
    """Return the quotas of the month of `day`, counted up to that month's end.

    A 班子成员 with 包联 duties is counted for visits to those villages and industries only; one
    visit may serve several leaders.
    """
    targets = leader_targets(reading)
    first, last = month_of(day)
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
        days = {on for _, on in visits}
        rows.append(
            QuotaRow(
                name,
                post,
                targets[post],
                len(days),
                len(visits),
                tuple(found for found, _ in visits),
                _duties(reading, person_id),
            )
        )
    return rows


def _duties(reading: Reading, person_id: int) -> tuple[str, ...]:
    """Return the villages and industries that a person answers for, in their order."""
    villages = (
        select(Village.name)
        .join(Duty, Duty.village_id == Village.id)
        .where(Duty.person_id == person_id)
        .order_by(Village.id)
    )
    trades = (
        select(Industry.name)
        .join(Duty, Duty.industry_id == Industry.id)
        .where(Duty.person_id == person_id)
        .order_by(Industry.position, Industry.id)
    )
    return (*reading.session.scalars(villages), *reading.session.scalars(trades))


def _visits(
    reading: Reading, person_id: int, post: LeaderPost, first: date, last: date
) -> list[tuple[int, date]]:
    query = (
        select(Inspection.id, Inspection.inspected_on)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            was_there(person_id),
            SUPERVISORY,
            Inspection.inspected_on.between(first, last),
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    duties = select(Duty).where(Duty.person_id == person_id)
    if post is LeaderPost.TEAM_MEMBER and reading.session.scalar(duties.limit(1)) is not None:
        villages = select(Duty.village_id).where(Duty.person_id == person_id, Duty.village_id.is_not(None))
        trades = select(Duty.industry_id).where(Duty.person_id == person_id, Duty.industry_id.is_not(None))
        of_trade = select(enterprise_industry.c.enterprise_id).where(
            enterprise_industry.c.industry_id.in_(trades)
        )
        query = query.where(Enterprise.village_id.in_(villages) | Enterprise.id.in_(of_trade))
    return [(visit_id, on) for visit_id, on in reading.session.execute(query)]


# ---- the township itself --------------------------------------------------------------------------------

# What the county's leaders and departments find and organise here is theirs.
_OWN_VISIT = and_(
    SUPERVISORY,
    Inspection.level.is_(None) | Inspection.level.in_((InspectionLevel.TOWNSHIP, InspectionLevel.VILLAGE)),
)


def own_quotas(reading: Reading, day: date) -> list[OwnQuota]:
    """Return what the month of `day` asks of the township: 重大隐患 found and solved, 典型案例, 专家体检.

    Found and 专家体检 are counted of visits of the township and its villages; solved is 已销号 within the
    month, whoever found it and whenever.
    """
    span = month_of(day)
    majors: Any = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Hazard.level == HazardLevel.MAJOR,
            Hazard.deleted_at.is_(None),
            Hazard.state != HazardState.VOID,
        )
        .order_by(Hazard.id)
    )
    counted = (
        (
            "major_found",
            "quota.major_hazards",
            "hazard",
            majors.where(_OWN_VISIT, Inspection.inspected_on.between(*span)),
        ),
        (
            "major_solved",
            "quota.major_hazards",
            "hazard",
            majors.where(SUPERVISORY, Hazard.state == HazardState.CLOSED, Hazard.closed_on.between(*span)),
        ),
        (
            "typical_cases",
            "quota.typical_cases",
            "typical_case",
            select(TypicalCase.id)
            .where(TypicalCase.deleted_at.is_(None), TypicalCase.reported_on.between(*span))
            .order_by(TypicalCase.id),
        ),
        (
            "expert_checks",
            "quota.expert_checks",
            "inspection",
            select(Inspection.id)
            .where(_OWN_VISIT, func.trim(Inspection.experts) != "", Inspection.inspected_on.between(*span))
            .order_by(Inspection.inspected_on, Inspection.id),
        ),
    )
    return [
        OwnQuota(key, number_setting(reading, setting), noun, tuple(reading.session.scalars(query)))
        for key, setting, noun, query in counted
    ]


# ---- the enterprises ------------------------------------------------------------------------------------


def enterprise_quotas(reading: Reading, day: date) -> list[EnterpriseQuota]:
    """Return how the enterprises in operation stand with what the month of `day` asks of them."""
    asked = reading.session.scalar(select(func.count(Enterprise.id)).where(_asked(reading, day))) or 0
    return [
        EnterpriseQuota(
            view,
            number_setting(reading, setting),
            asked,
            tuple(
                reading.session.scalars(
                    select(Enterprise.id)
                    .where(falls_short(reading, view, day))
                    .order_by(Enterprise.name_key, Enterprise.id)
                )
            ),
        )
        for view, setting in ENTERPRISE_QUOTAS.items()
    ]


def falls_short(reading: Reading, view: str, day: date) -> ColumnElement[bool]:
    """Return the condition that an enterprise in operation has not met its quota in the month of `day`.

    Counted are its own inspections (企业全面查) with its 主要负责人, or its 分管安全负责人, among the
    inspectors, and its self-checks (F2). A place that isn't an enterprise (场所) is asked nothing.
    """
    record, whose, _, conditions = _counted(view, *month_of(day))
    done: Any = select(func.count(record)).where(whose == Enterprise.id, *conditions)
    target = number_setting(reading, ENTERPRISE_QUOTAS[view])
    short: ColumnElement[bool] = and_(
        _asked(reading, day), done.correlate(Enterprise).scalar_subquery() < target
    )
    return short


def done_by_month(reading: Reading, view: str, first: date, last: date) -> dict[tuple[int, str], int]:
    """Return how often each enterprise did what `falls_short` counts, by its id and month (2025-03)."""
    record, whose, day, conditions = _counted(view, first, last)
    month = func.strftime("%Y-%m", day)
    query: Any = (
        select(whose, month, func.count(record))
        .join(Enterprise, Enterprise.id == whose)
        .where(*conditions)
        .group_by(whose, month)
    )
    return {(known, of): count for known, of, count in reading.session.execute(query)}


def asked_enterprises(reading: Reading, day: date) -> frozenset[int]:
    """Return the enterprises of which the month of `day` asks anything."""
    return frozenset(reading.session.scalars(select(Enterprise.id).where(_asked(reading, day))))


def _counted(view: str, first: date, last: date) -> tuple[Any, Any, Any, tuple[Any, ...]]:
    """Return what is counted for a quota: the record, whose it is, its day, and the conditions on it."""
    if view == "not_self_checked":
        return (
            SelfCheck.id,
            SelfCheck.enterprise_id,
            SelfCheck.checked_on,
            (SelfCheck.deleted_at.is_(None), SelfCheck.checked_on.between(first, last)),
        )
    name = Enterprise.principal if view == "principal_short" else Enterprise.safety_head
    took_part = select(Inspector.inspection_id).where(
        Inspector.inspection_id == Inspection.id,
        _plain(Inspector.name) == _plain(name),
        _plain(name) != "",
    )
    return (
        Inspection.id,
        Inspection.enterprise_id,
        Inspection.inspected_on,
        (
            Inspection.level == InspectionLevel.ENTERPRISE,
            Inspection.deleted_at.is_(None),
            Inspection.inspected_on.between(first, last),
            took_part.correlate(Enterprise, Inspection).exists(),
        ),
    )


def _asked(reading: Reading, day: date) -> ColumnElement[bool]:
    until = min(month_of(day)[1], reading.today)
    asked: ColumnElement[bool] = and_(in_operation_on(until), Enterprise.kind == PlaceKind.ENTERPRISE)
    return asked


def _plain(name: Any) -> Any:
    """Return a name without the spaces that forms put into short ones (张　三)."""
    return func.replace(func.replace(name, " ", ""), "　", "")
