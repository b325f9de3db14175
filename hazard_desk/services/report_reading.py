"""All that a page of reports shows of one report, read in one look at the office file.

What it takes to count and to fill is loaded when the first report is read, not with this file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.services.form_filling import FormRequest
    from hazard_desk.services.reporting import Statistics
    from hazard_desk.store.unit_of_work import Reading

WEEKLY_STATISTICS = "weekly-statistics"


class Content(Enum):
    """What stands in the form: the figures of the week, those since the start, or nothing."""

    WEEK = "本周"
    CUMULATIVE = "累计"
    BLANK = "空白表"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is asked for; without a week the present one."""

    form_id: str = WEEKLY_STATISTICS
    content: Content = Content.WEEK
    week_end: date | None = None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report with all that the page says round it; `wanted` is what could be had."""

    wanted: Wanted
    week_end: date
    sheet: Sheet
    counted: Statistics
    campaigns: tuple[str, ...]
    weekday: int
    present_week_end: date
    folder: Path


def read_report(reading: Reading, wanted: Wanted) -> Report:
    """Return the report; a campaign that is gone and a day that ends no week are put right."""
    from hazard_desk.rules.reporting_week import reporting_day_on_or_after
    from hazard_desk.services.form_filling import form_sheet
    from hazard_desk.services.offices import campaigns, office_row
    from hazard_desk.services.reporting import current_week_end, output_folder, statistics

    names = tuple(choice.name for choice in campaigns(reading))
    if wanted.campaign not in names:
        wanted = replace(wanted, campaign=None)
    weekday = office_row(reading).reporting_weekday
    present = current_week_end(reading)
    week_end = reporting_day_on_or_after(wanted.week_end, weekday) if wanted.week_end else present
    sheet = form_sheet(reading, _request(wanted, week_end))
    counted = statistics(reading, week_end, wanted.campaign)
    folder = output_folder(reading)
    return Report(wanted, week_end, sheet, counted, names, weekday, present, folder)


def _request(wanted: Wanted, week_end: date) -> FormRequest:
    from hazard_desk.forms.weekly_statistics import Scope
    from hazard_desk.services.form_filling import FormRequest

    return FormRequest(
        wanted.form_id,
        week_end=week_end,
        campaign=wanted.campaign,
        scope=Scope.CUMULATIVE if wanted.content is Content.CUMULATIVE else Scope.WEEK,
        blank=wanted.content is Content.BLANK,
    )
