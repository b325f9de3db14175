"""What counts for each part of a score: the conditions, and the sums by enterprise or party.

Who is in operation, what is a supervisory visit and what a month asks is told by `supervisory`, `reporting`
and `quotas`; nothing is defined anew but which days of a hazard belong to the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select

from hazard_desk.model import (
    Collection,
    CollectionParty,
    Hazard,
    Inspection,
    ReturnedSheet,
)
from hazard_desk.services.quotas import (
    ENTERPRISE_QUOTAS,
    asked_enterprises,
    done_by_month,
    month_of,
)
from hazard_desk.services.ranking.asking import Scope
from hazard_desk.services.reporting import visited
from hazard_desk.services.settings import number_setting
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY, belongs_to
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind

Count = tuple[int, int]
"""How many were done, of how many."""

HAZARD_PARTS = ("rectification", "overdue", "on_time")

_SELF_CHECK = "not_self_checked"
QUOTA_VIEWS = {
    (PartyKind.VILLAGE, "quota"): tuple(ENTERPRISE_QUOTAS),
    (PartyKind.ENTERPRISE, "self_check"): (_SELF_CHECK,),
    (PartyKind.ENTERPRISE, "quota"): tuple(view for view in ENTERPRISE_QUOTAS if view != _SELF_CHECK),
}
"""The parts that are quotas of a month, by what they ask of an enterprise."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a record is counted for a part, and when in its numerator (`done` only among those)."""

    asked: Any
    done: Any


# ---- hazards --------------------------------------------------------------------------------------------


def hazards_of(scope: Scope) -> Any:
    """Return the condition that a hazard is looked at: supervisory, standing, found by the end."""
    return and_(
        SUPERVISORY,
        STANDING_HAZARD,
        belongs_to(scope.campaign),
        Inspection.inspected_on <= scope.period.end,
    )


def hazard_conditions(scope: Scope) -> dict[str, Condition]:
    """Return what is counted of hazards.

    整改率: those found in the period. 不逾期率: those past their deadline that were not rectified before the
    period. 按期整改率: each counts once, in the period of its deadline, or
    of its 整改 where that came earlier.
    What was handed over (移送) without being rectified is overdue for somebody else.
    """
    end, passed = scope.period.end, scope.passed
    rectified = and_(Hazard.rectified_on.is_not(None), Hazard.rectified_on <= end)
    earlier = and_(Hazard.rectified_on.is_not(None), scope.before(Hazard.rectified_on))
    ours = or_(rectified, Hazard.referred_on.is_(None), Hazard.referred_on > end)
    dated = Hazard.deadline.is_not(None)
    fell_due = and_(scope.during(Hazard.deadline), or_(Hazard.deadline < passed, rectified))
    ahead = and_(Hazard.deadline > end, rectified)
    return {
        "rectification": Condition(scope.during(Inspection.inspected_on), rectified),
        "overdue": Condition(and_(dated, Hazard.deadline < passed, ~earlier, ours), rectified),
        "on_time": Condition(
            and_(dated, or_(fell_due, ahead), ~earlier, ours),
            and_(rectified, Hazard.rectified_on <= Hazard.deadline),
        ),
    }


def hazard_counts(reading: Reading, scope: Scope) -> dict[str, dict[int, Count]]:
    """Return the counts of each part by enterprise; in one query."""
    conditions = hazard_conditions(scope)
    sums = [
        func.sum(case((one, 1), else_=0))
        for part in HAZARD_PARTS
        for one in (and_(conditions[part].asked, conditions[part].done), conditions[part].asked)
    ]
    query: Any = (
        select(Inspection.enterprise_id, *sums)
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(hazards_of(scope))
        .group_by(Inspection.enterprise_id)
    )
    found: dict[str, dict[int, Count]] = {part: {} for part in HAZARD_PARTS}
    for known, *counts in reading.session.execute(query):
        for at, part in enumerate(HAZARD_PARTS):
            found[part][known] = (counts[2 * at], counts[2 * at + 1])
    return found


# ---- coverage and quotas -----------------------------------------------------------------------------------


def inspected(reading: Reading, scope: Scope) -> frozenset[int]:
    """Return the enterprises that were inspected in the period, as coverage counts it (DESIGN §4).

    村（社区）巡回查 is one of the supervisory levels: it counts too.
    """
    return frozenset(reading.session.scalars(visited(scope.period, scope.campaign)))


@dataclass(frozen=True, slots=True)
class QuotaItem:
    """What one month asked of one enterprise, and how often it was done."""

    enterprise: int
    month: date  # its first day
    view: str  # one of ENTERPRISE_QUOTAS
    target: int
    times: int

    @property
    def met(self) -> bool:
        """Whether that was enough."""
        return self.times >= self.target


def quota_items(
    reading: Reading, scope: Scope, views: Iterable[str], among: frozenset[int]
) -> Iterable[QuotaItem]:
    """Yield what the months of the period asked of these enterprises, as `quotas.falls_short` judges it."""
    first, last = scope.months[0], month_of(scope.months[-1])[1]
    asked = {month: asked_enterprises(reading, month) & among for month in scope.months}
    for view in views:
        target = number_setting(reading, ENTERPRISE_QUOTAS[view])
        times = done_by_month(reading, view, first, last)
        for month in scope.months:
            for known in sorted(asked[month]):
                yield QuotaItem(known, month, view, target, times.get((known, f"{month:%Y-%m}"), 0))


def quota_counts(
    reading: Reading, scope: Scope, views: Iterable[str], among: frozenset[int]
) -> dict[int, Count]:
    """Return how many of these were met, of how many, by enterprise."""
    met: defaultdict[int, int] = defaultdict(int)
    asked: defaultdict[int, int] = defaultdict(int)
    for item in quota_items(reading, scope, views, among):
        asked[item.enterprise] += 1
        met[item.enterprise] += item.met
    return {known: (met[known], of) for known, of in asked.items()}


# ---- sheets asked for (收表) -----------------------------------------------------------------------------

FIRST_RETURN = (
    select(func.min(ReturnedSheet.returned_on))
    .where(ReturnedSheet.party_id == CollectionParty.id, ReturnedSheet.deleted_at.is_(None))
    .correlate(CollectionParty)
    .scalar_subquery()
)
"""The day of the first sheet that a party returned (an SQL expression)."""


def party_column(of: PartyKind) -> Any:
    """Return the column that says whose a party of a collection is."""
    return CollectionParty.village_id if of is PartyKind.VILLAGE else CollectionParty.enterprise_id


def return_condition(scope: Scope) -> Condition:
    """Return what is counted of sheets: those due in the period, unless exempt (免报) or not late yet."""
    on_time = and_(FIRST_RETURN.is_not(None), Collection.due_on >= FIRST_RETURN)
    asked = and_(
        Collection.deleted_at.is_(None),
        func.trim(CollectionParty.exempt_reason) == "",
        Collection.due_on.is_not(None),
        scope.during(Collection.due_on),
        or_(Collection.due_on < scope.passed, func.coalesce(on_time, false())),
    )
    return Condition(asked, on_time)


def return_counts(reading: Reading, scope: Scope) -> dict[int, Count]:
    """Return how many sheets came back on time, of those due, by village or enterprise."""
    whose, condition = party_column(scope.of), return_condition(scope)
    query: Any = (
        select(whose, func.sum(case((condition.done, 1), else_=0)), func.count())
        .select_from(CollectionParty)
        .join(Collection, Collection.id == CollectionParty.collection_id)
        .where(whose.is_not(None), condition.asked)
        .group_by(whose)
    )
    return {known: (done, of) for known, done, of in reading.session.execute(query)}
