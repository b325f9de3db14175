"""Of which days a form of a week tells, of which campaign, and the day that it is filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from hazard_desk.model import Campaign
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.store.unit_of_work import Reading


def campaign_asked(reading: Reading, request: FormRequest) -> Campaign | None:
    """Return the campaign that is asked for by name; an unknown one is refused."""
    return campaign_by_name(reading, request.campaign) if request.campaign else None


def filled_on(reading: Reading, request: FormRequest) -> date | None:
    """Return 填表日期: today where none is named, nothing on a blank form."""
    return None if request.blank else request.filled_on or reading.today


def period_of(
    reading: Reading, request: FormRequest, campaign: Campaign | None, *, cumulative: bool
) -> Period:
    """Return the days of the week, or all to its end, none of them before the campaign began."""
    week = reporting_week(reading, request.week_end or current_week_end(reading))
    begins = campaign.starts_on if campaign else None
    if cumulative:
        return Period(begins, week.end)
    return week if begins is None or week.start is None else Period(max(begins, week.start), week.end)


def within(column: Any, period: Period) -> Any:
    """Return the condition that the day in this column lies in the period."""
    condition = column <= period.end
    return condition if period.start is None else condition & (column >= period.start)
