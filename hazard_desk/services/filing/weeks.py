"""Reporting weeks: which there are, which of them are filed (报送) in which versions, which are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from hazard_desk.errors import UsageError
from hazard_desk.model import Filing, Office
from hazard_desk.rules.fact_log import Version, newest
from hazard_desk.rules.reporting_week import Period, reporting_day_on_or_after, week_ending
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import WEEKDAY_LABELS


@dataclass(frozen=True, slots=True)
class WeekState:
    """One week, or one version of it: whether it is filed itself, and whether it is closed by a filing.

    Without a filing `filing_id` is None and `version` 0.
    """

    week_end: date
    filed: bool
    closed: bool
    filing_id: int | None = None
    version: int = 0
    filed_at: datetime | None = None
    handler: str = ""
    reason: str = ""


def reporting_weekday(reading: Reading) -> int:
    """Return the weekday on which the office reports, from 0 Monday."""
    return reading.session.scalar(select(Office.reporting_weekday)) or 0


def reporting_week(reading: Reading, week_end: date) -> Period:
    """Return the week that ends on `week_end`; another day than the reporting day is refused (exit 2).

    Weeks that are closed stay as they were after the office's reporting day has become another.
    """
    right = week_end_of(reading, week_end)
    if week_end != right:
        days = WEEKDAY_LABELS[week_end.weekday()], WEEKDAY_LABELS[right.weekday()]
        raise UsageError(
            f"{week_end} 是{days[0]}，不是报送日（{days[1]}）。", "没有统计。", f"这一周的报送日是 {right}。"
        )
    return week_ending(week_end)


def week_end_of(reading: Reading, day: date) -> date:
    """Return the end of the week in which a day lies.

    A filing closes weeks that end on its own weekday: what counts in them is frozen with those ends.
    """
    closing = reading.session.scalar(select(func.min(Filing.week_end)).where(Filing.week_end >= day))
    weekday = reporting_weekday(reading) if closing is None else closing.weekday()
    return reporting_day_on_or_after(day, weekday)


def current_week_end(reading: Reading) -> date:
    """Return the reporting day of the present week."""
    return week_end_of(reading, reading.today)


def week_ends(reading: Reading, last: date, most: int, first: date = date.min) -> list[date]:
    """Return the ends of at most so many weeks up to `last`, the oldest first; none ended before `first`.

    Where the reporting day has become another, a week between two filed ones may be shorter.
    """
    filed = list(reading.session.scalars(select(Filing.week_end).distinct().where(Filing.week_end < last)))
    ends = [last]
    while len(ends) < most:
        before = max(ends[-1] - timedelta(days=7), *(end for end in (date.min, *filed) if end < ends[-1]))
        if before < first:
            break
        ends.append(before)
    return ends[::-1]


def versions(reading: Reading) -> list[Version]:
    """Return every version of every filed week, in the order in which they were filed."""
    query = select(Filing.id, Filing.week_end, Filing.version, Filing.after).order_by(Filing.id)
    return [Version(*row) for row in reading.session.execute(query)]


def last_closed(reading: Reading) -> date | None:
    """Return the end of the last week that was filed, which closes all before it; None where none was."""
    return max(newest(versions(reading)), default=None)


def week_state(reading: Reading, week_end: date) -> WeekState:
    """Return how a week stands: its newest version where it is filed."""
    reporting_week(reading, week_end)
    closed = last_closed(reading)
    for state in filings(reading):
        if state.week_end == week_end:
            return state
    return WeekState(week_end, filed=False, closed=closed is not None and week_end <= closed)


def filings(reading: Reading) -> list[WeekState]:
    """Return every version of every filed week: the newest week first, of each its newest version first."""
    query = select(Filing).order_by(Filing.week_end.desc(), Filing.version.desc())
    return [
        WeekState(
            filing.week_end,
            True,
            True,
            filing.id,
            filing.version,
            filing.filed_at,
            filing.handler,
            filing.reason,
        )
        for filing in reading.session.scalars(query)
    ]
