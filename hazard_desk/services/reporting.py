"""报表: the figures of F4 and F6, the rows behind each, coverage and the leaders' quotas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Campaign, Enterprise, Hazard, Inspection
from hazard_desk.rules.dispatch_figures import SLOTS
from hazard_desk.rules.fact_log import totals
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.filing.log import FigureRow, opening_row, week_log
from hazard_desk.services.filing.weeks import current_week_end, reporting_week
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.quotas import QuotaRow, quotas_of_month
from hazard_desk.services.supervisory import SUPERVISORY, belongs_to, in_operation_on, in_scope
from hazard_desk.store.unit_of_work import Reading

__all__ = [
    "Coverage",
    "FigureRow",
    "Statistics",
    "coverage",
    "current_week_end",
    "figure_rows",
    "inspection_of_hazard",
    "not_inspected",
    "opening_as_of",
    "output_folder",
    "reporting_week",
    "rows_of_figures",
    "statistics",
    "sums_by_week",
    "visited",
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """排查覆盖: enterprises in operation at the end of the period, and those inspected in it."""

    in_operation: int
    inspected: int

    @property
    def not_inspected(self) -> int:
        """How many are left."""
        return self.in_operation - self.inspected

    @property
    def rate(self) -> float | None:
        """The share inspected, 0 to 1; None without a denominator (printed “—”)."""
        return self.inspected / self.in_operation if self.in_operation else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that `stats` tells of one week.

    `filed` says that the week was filed and never changes, `version` in which one, 0 where it wasn't;
    `late` how many facts were counted in it as 补录; `opening_as_of` the day of 期初数 within the cumulative.
    `dispatch` are the cumulative figures of F6.
    """

    week_period: Period
    cumulative_period: Period
    week: dict[Figure, Value]
    cumulative: dict[Figure, Value]
    coverage: Coverage
    quotas: list[QuotaRow]
    filed: bool = False
    late: int = 0
    version: int = 0
    dispatch: dict[str, Value] = field(default_factory=dict)
    opening_as_of: date | None = None


def statistics(reading: Reading, week_end: date, campaign: str | None = None) -> Statistics:
    """Return the figures of the week ending on `week_end`, and those since the campaign's start.

    Without a campaign all records count, from the first one on (DESIGN §4).
    """
    week = reporting_week(reading, week_end)
    chosen = campaign_by_name(reading, campaign) if campaign else None
    period = Period(chosen.starts_on if chosen else None, week.end)
    log = week_log(reading, week_end, chosen)
    told = list(log.live_shares())
    shares = [*log.frozen_shares(), *(share for share, _ in told)]
    opening = log.opening.figures if log.opening else {}
    own = log.view.own
    return Statistics(
        week,
        period,
        _of_f4(totals(Figure, (share for share in shares if share.counted_on == week_end), {})),
        _of_f4(totals(Figure, shares, opening)),
        coverage(reading, period, chosen),
        quotas_of_month(reading, week_end),
        own is not None,
        len(log.late(live=any(log.is_late(on) for _, on in told))),
        own.version if own else 0,
        totals(SLOTS, shares, opening),
        log.opening.as_of if log.opening else None,
    )


def _of_f4(found: dict[str, Value]) -> dict[Figure, Value]:
    return {Figure(key): value for key, value in found.items()}


def figure_rows(
    reading: Reading, figure: str, week_end: date, *, cumulative: bool = False, campaign: str | None = None
) -> list[FigureRow]:
    """Return the rows that make a figure of F4 or a slot of F6, oldest first.

    The figure can be counted from them again; 期初数 are a row of their own among those of a cumulative one.
    """
    return rows_of_figures(reading, (figure,), week_end, cumulative=cumulative, campaign=campaign)


def rows_of_figures(
    reading: Reading,
    figures: Sequence[str],
    week_end: date,
    *,
    cumulative: bool = False,
    campaign: str | None = None,
) -> list[FigureRow]:
    """Return the rows of several figures at once, as `figure_rows` does of each; read once for all."""
    reporting_week(reading, week_end)
    log = week_log(reading, week_end, campaign_by_name(reading, campaign) if campaign else None)
    rows = [row for counted_on, row in log.rows(figures) if cumulative or counted_on == week_end]
    rows.sort(key=lambda row: (row.fact.on, row.fact.record_id))
    opening = log.opening if cumulative else None
    told = [figure for figure in figures if opening.figures.get(figure)] if opening is not None else []
    return [*(opening_row(opening, figure) for figure in told if opening is not None), *rows]


def opening_as_of(reading: Reading, week_end: date, campaign: str | None = None) -> date | None:
    """Return the day of 期初数 within the cumulative figures of a week: they hold what was found by then."""
    log = week_log(reading, week_end, campaign_by_name(reading, campaign) if campaign else None)
    return log.opening.as_of if log.opening else None


def sums_by_week(
    reading: Reading, week_ends: Sequence[date], figures: frozenset[Figure], campaign: str | None = None
) -> list[dict[Figure, int]]:
    """Return what counts in each of these weeks of figures that are summed."""
    chosen = campaign_by_name(reading, campaign) if campaign else None
    logs = {end: week_log(reading, end, chosen) for end in week_ends}
    sums = {end: dict.fromkeys(figures, 0) for end in week_ends}
    for end, log in logs.items():
        for share in log.frozen_shares(figures, own_week=True):
            sums[end][Figure(share.figure)] += share.amount
    # What the records tell is read once for all the weeks that are open.
    for share, on in replace(logs[max(week_ends)], opening=None).live_shares(figures):
        log_of_week = logs.get(share.counted_on)
        if log_of_week is not None and share.figure in figures:
            opening = log_of_week.opening
            if opening is None or on > opening.as_of:
                sums[share.counted_on][Figure(share.figure)] += share.amount
    return [sums[end] for end in week_ends]


# ---- coverage -------------------------------------------------------------------------------------


def coverage(reading: Reading, period: Period, campaign: Campaign | None) -> Coverage:
    """Return how many enterprises work at the end of `period` and how many were inspected in it.

    Of a campaign, those of its scope (适用范围).
    """
    working = select(func.count(Enterprise.id)).where(in_operation_on(period.end), in_scope(campaign))
    inspected = working.where(Enterprise.id.in_(visited(period, campaign)))
    return Coverage(reading.session.scalar(working) or 0, reading.session.scalar(inspected) or 0)


def not_inspected(reading: Reading, week_end: date, campaign: str | None = None) -> list[tuple[int, str]]:
    """Return the enterprises in operation that nobody inspected: id and name, by name."""
    chosen = campaign_by_name(reading, campaign) if campaign else None
    period = Period(chosen.starts_on if chosen else None, week_end)
    query = (
        select(Enterprise.id, Enterprise.name)
        .where(in_operation_on(week_end), in_scope(chosen), Enterprise.id.not_in(visited(period, chosen)))
        .order_by(Enterprise.name_key)
    )
    return [(row[0], row[1]) for row in reading.session.execute(query)]


def visited(period: Period, campaign: Campaign | None) -> Any:
    """Return the select of the enterprises that were inspected in the period (supervisory visits)."""
    visits = select(Inspection.enterprise_id).where(
        SUPERVISORY, belongs_to(campaign), Inspection.inspected_on <= period.end
    )
    return visits if period.start is None else visits.where(Inspection.inspected_on >= period.start)


def inspection_of_hazard(reading: Reading, hazard_id: int) -> int | None:
    """Return the visit on which a hazard was found."""
    return reading.session.scalar(select(Hazard.inspection_id).where(Hazard.id == hazard_id))


def output_folder(reading: Reading) -> Path:
    """Return the office folder's `out`, where printed and saved forms go."""
    return reading.folder / "out"
