"""Who is ranked over which days: what a ranking is asked for, and what that comes to in this office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import UsageError
from hazard_desk.model import Campaign, Enterprise, Inspection, SelfCheck
from hazard_desk.rules.ranking_span import months_within
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.supervisory import in_operation_on, in_scope
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind, PlaceKind

MOST_MONTHS = 12
"""Of a longer time, the quotas of its last year count."""


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """Whom to rank, over which days (`start` None: from the beginning), of which campaign."""

    of: PartyKind
    start: date | None
    end: date
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The query as it can be answered: no day after today, none before the campaign began.

    `passed` is the first day of which a deadline has not passed yet: a deadline is overdue from the next day
    (DESIGN §5). `months` are those whose quotas count, by their first days.
    """

    of: PartyKind
    period: Period
    passed: date
    months: tuple[date, ...]
    campaign: Campaign | None

    @property
    def in_the_running(self) -> Any:
        """The condition that an enterprise counts: in operation at the end, within the campaign's scope.

        Ranked themselves are enterprises alone; in its village a place (场所) counts too.
        """
        running = in_operation_on(self.period.end) & in_scope(self.campaign)
        return running & (Enterprise.kind == PlaceKind.ENTERPRISE) if self._alone else running

    @property
    def _alone(self) -> bool:
        return self.of is PartyKind.ENTERPRISE

    def during(self, column: Any) -> Any:
        """Return the condition that a day lies in the period."""
        start, end = self.period.start, self.period.end
        return column <= end if start is None else column.between(start, end)

    def before(self, column: Any) -> Any:
        """Return the condition that a day lies before the period."""
        return column < (self.period.start or date.min)


def ranking_scope(reading: Reading, query: RankingQuery) -> Scope:
    """Return what a query comes to; an unknown campaign and days that are no span are refused."""
    campaign = campaign_by_name(reading, query.campaign) if query.campaign else None
    start, end = query.start, min(query.end, reading.today)
    if campaign is not None and campaign.starts_on is not None:
        start = max(start or campaign.starts_on, campaign.starts_on)
    if start is not None and start > end:
        raise UsageError(
            f"{start} 到 {query.end} 没有可以统计的日子。",
            "没有排名，台账数据没有变化。",
            "请检查起止日期：开始不能晚于结束，也不能晚于今天"
            + ("；专项行动开始以前的不算。" if campaign is not None else "。"),
        )
    begun = start or _first_day(reading) or end
    return Scope(
        query.of,
        Period(start, end),
        min(end + timedelta(days=1), reading.today),
        months_within(Period(min(begun, end), end), MOST_MONTHS),
        campaign,
    )


def _first_day(reading: Reading) -> date | None:
    """Return the day of the first record of which quotas could be met."""
    days = [
        reading.session.scalar(select(func.min(column)).where(noun.deleted_at.is_(None)))
        for noun, column in ((Inspection, Inspection.inspected_on), (SelfCheck, SelfCheck.checked_on))
    ]
    return min((day for day in days if day is not None), default=None)
