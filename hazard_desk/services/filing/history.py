"""报送记录: every paper of every version that was filed, and the drafts that are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hazard_desk.services.filing.papers import PaperRow, papers_of_filings
from hazard_desk.services.filing.waiting import waiting_papers
from hazard_desk.services.filing.weeks import WeekState, filings
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import FilingState


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A paper with the version of its week that it belongs to; `state` is None of one that was never filed.

    `current` says whether it is the newest version, which is the one to be reported.
    """

    paper: PaperRow
    state: WeekState | None
    current: bool


@dataclass(frozen=True, slots=True)
class History:
    """All that was handed in or should have been, the newest week first."""

    today: date
    rows: Sequence[HistoryRow]


def filing_history(reading: Reading) -> History:
    """Return every filed paper, before them the drafts of weeks that have ended without being filed."""
    rows = [
        HistoryRow(paper, None, True) for paper in waiting_papers(reading) if paper.state is FilingState.DRAFT
    ]
    states = {state.filing_id: state for state in filings(reading) if state.filing_id is not None}
    newest: dict[date, int] = {}
    for filing_id, state in states.items():  # of each week the newest version comes first
        newest.setdefault(state.week_end, filing_id)
    for paper in papers_of_filings(reading, list(states)):
        assert paper.filing_id is not None
        current = newest[paper.week_end] == paper.filing_id
        rows.append(HistoryRow(paper, states[paper.filing_id], current))
    rows.sort(key=lambda row: (row.paper.week_end, row.paper.version), reverse=True)
    return History(reading.today, rows)
