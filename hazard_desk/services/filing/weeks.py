"""Reporting weeks: which there are, which of them are filed (报送) in which versions, which are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.model import Filing, Office
from hazard_desk.rules.fact_log import Version, newest, week_after
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

    A week that was filed stays one after the office's reporting day has become another.
    """
    weekday = reporting_weekday(reading)
    if week_end.weekday() != weekday and not _is_filed(reading, week_end):
        right = reporting_day_on_or_after(week_end, weekday)
        raise UsageError(
            f"{week_end} 是{WEEKDAY_LABELS[week_end.weekday()]}，不是报送日（{WEEKDAY_LABELS[weekday]}）。",
            "没有统计。",
            f"这一周的报送日是 {right}。",
        )
    return week_ending(week_end)


def _is_filed(reading: Reading, week_end: date) -> bool:
    return reading.session.scalar(select(Filing.id).where(Filing.week_end == week_end).limit(1)) is not None


def current_week_end(reading: Reading) -> date:
    """Return the reporting day of the present week."""
    return reporting_day_on_or_after(reading.today, reporting_weekday(reading))


def versions(reading: Reading) -> list[Version]:
    """Return every version of every filed week, in the order in which they were filed."""
    query = select(Filing.id, Filing.week_end, Filing.version, Filing.after).order_by(Filing.id)
    return [Version(*row) for row in reading.session.execute(query)]


def last_closed(reading: Reading) -> date | None:
    """Return the end of the last week that was filed, which closes all before it; None where none was."""
    return max(newest(versions(reading)), default=None)


def open_week(reading: Reading) -> date:
    """Return the week to be filed next: that after the last closed one, at first the present one."""
    closed = last_closed(reading)
    return current_week_end(reading) if closed is None else week_after(closed, reporting_weekday(reading))


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
