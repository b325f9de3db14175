"""待办的报表: which papers are still to be filed, stamped or reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from hazard_desk.model import FiledPaper
from hazard_desk.rules.fact_log import newest, week_after
from hazard_desk.services.filing.papers import PaperRow, papers_of_filings, papers_of_week
from hazard_desk.services.filing.weeks import current_week_end, last_closed, reporting_weekday, versions
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import FilingState

_MOST_WEEKS = 8
"""Weeks that were not filed, looked back at: of one longer ago nobody waits for the paper any more."""


def waiting_papers(reading: Reading) -> list[PaperRow]:
    """Return the papers that are not 已报送 yet, the oldest week first.

    Of filed weeks those of their newest version; of weeks that have ended without being filed the drafts. An
    office that never filed a week isn't asked for those before the present one.
    """
    open_ones = set(
        reading.session.scalars(
            select(FiledPaper.filing_id).where(FiledPaper.state != FilingState.REPORTED).distinct()
        )
    )
    current = [version.id for version in newest(versions(reading)).values() if version.id in open_ones]
    filed = [
        paper for paper in papers_of_filings(reading, current) if paper.state is not FilingState.REPORTED
    ]
    drafts = [paper for week_end in _ended_unfiled(reading) for paper in papers_of_week(reading, week_end)]
    return [*filed, *drafts]


def _ended_unfiled(reading: Reading) -> Iterator[date]:
    """Yield the weeks after the last filed one that have ended before today."""
    closed, weekday = last_closed(reading), reporting_weekday(reading)
    if closed is None:
        return
    ended = []
    week_end = week_after(closed, weekday)
    while week_end < min(reading.today, current_week_end(reading)):
        ended.append(week_end)
        week_end = week_after(week_end, weekday)
    yield from ended[-_MOST_WEEKS:]
