"""年度检查计划: when the next visit is due, and whom to visit this week (S002 （二）2b, domain §5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from hazard_desk.terms import RiskLevel

MOST_PER_DAY = 6
"""So many shops a team looks into on one day (domain §5.1)."""
_NEARLY = timedelta(days=7)
_DAYS_OF_YEAR = 365


class PlanState(Enum):
    """How an enterprise stands in the plan of its year, in the user's words."""

    DONE = "已完成"
    OVERDUE = "已超期"
    DUE = "近期应查"
    LATER = "未到期"
    NONE = "不安排"


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far the plan is for one enterprise."""

    planned: int
    done: int
    due_on: date | None  # the next visit; None where none is due this year
    state: PlanState


def next_due(year: int, planned: int, done: int, last_on: date | None) -> date | None:
    """Return the day by which the next visit of the year is due: the visits are spread over it evenly.

    It's one interval after the last visit; before the first one, the first interval's last day. None once the
    planned visits are done. It never lies beyond the year: what is planned for it is to be done in it.
    """
    if done >= planned:
        return None
    interval = timedelta(days=_DAYS_OF_YEAR // planned)
    first, last = date(year, 1, 1), date(year, 12, 31)
    due = first - timedelta(days=1) + interval
    if last_on is not None and last_on >= first - interval:
        due = last_on + interval
    return min(max(due, first), last)


def progress(year: int, planned: int, done: int, last_on: date | None, today: date) -> PlanProgress:
    """Return how far the plan is on a day; what is due within a week counts as due."""
    due_on = next_due(year, planned, done, last_on)
    if due_on is None:
        return PlanProgress(planned, done, None, PlanState.DONE if planned else PlanState.NONE)
    if due_on < today:
        state = PlanState.OVERDUE
    else:
        state = PlanState.DUE if due_on <= today + _NEARLY else PlanState.LATER
    return PlanProgress(planned, done, due_on, state)


class Reason(Enum):
    """Why an enterprise is to be visited, in the words of the route sheet."""

    OVERDUE_HAZARDS = "逾期隐患{count}条"
    RECHECKS = "待回查{count}条"
    NEVER = "从未检查"
    OVERDUE = "超期未查（应于{date}前）"
    DUE = "到期（{date}前）"


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """What is known of an enterprise when it's decided whom to visit."""

    enterprise_id: int
    village_id: int | None
    name_key: str
    risk: RiskLevel | None
    last_on: date | None
    due_on: date | None
    overdue_hazards: int = 0
    rechecks: int = 0

    def reasons(self, today: date, week_end: date) -> tuple[Reason, ...]:
        """Return why it is to be visited in the week that ends on `week_end`; none: it may wait."""
        found = []
        if self.overdue_hazards:
            found.append(Reason.OVERDUE_HAZARDS)
        if self.rechecks:
            found.append(Reason.RECHECKS)
        if self.due_on is None:  # done for this year, or not asked for at all (0 visits)
            pass
        elif self.last_on is None:
            found.append(Reason.NEVER)
        elif self.due_on < today:
            found.append(Reason.OVERDUE)
        elif self.due_on <= max(week_end, today) + _NEARLY:
            found.append(Reason.DUE)
        return tuple(found)

    def words(self, today: date, week_end: date) -> tuple[str, ...]:
        """Return the reasons as the route sheet says them."""
        day = f"{self.due_on.month}月{self.due_on.day}日" if self.due_on is not None else ""
        counts = {Reason.OVERDUE_HAZARDS: self.overdue_hazards, Reason.RECHECKS: self.rechecks}
        return tuple(
            reason.value.format(count=counts.get(reason, 0), date=day)
            for reason in self.reasons(today, week_end)
        )


def _rank(need: VisitNeed) -> tuple[object, ...]:
    # Red and orange first; among equals overdue hazards, rechecks, never visited, then who is due first.
    risks = {RiskLevel.RED: 0, RiskLevel.ORANGE: 1}
    return (
        risks.get(need.risk, 2) if need.risk is not None else 2,
        not need.overdue_hazards,
        not need.rechecks,
        need.last_on is not None,
        need.due_on or date.max,
        need.name_key,
        need.enterprise_id,
    )


def propose(needs: Iterable[VisitNeed], today: date, week_end: date, most: int) -> list[VisitNeed]:
    """Return at most so many enterprises to visit in a week, the most urgent ones, village by village.

    Villages come in the order of their most urgent enterprise, and so do the enterprises of one: one trip to
    a village does all that is to do there.
    """
    wanted = sorted((need for need in needs if need.reasons(today, week_end)), key=_rank)
    return by_village(wanted[: max(most, 0)])


def by_village(needs: Sequence[VisitNeed]) -> list[VisitNeed]:
    """Return these enterprises village by village, else in the order given."""
    villages = list(dict.fromkeys(need.village_id for need in needs))
    return sorted(needs, key=lambda need: villages.index(need.village_id))
