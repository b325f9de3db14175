"""本周报表 on the workbench: how far the papers of the present week and of past ones not done are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hazard_desk.services.filing.papers import PaperRow, papers_of_week
from hazard_desk.services.filing.waiting import waiting_papers
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import FilingState


@dataclass(frozen=True, slots=True)
class ReportStand:
    """The papers of one week: how many are in which state, and when the first that isn't done was due."""

    week_end: date
    present: bool
    drafts: int
    to_stamp: int
    to_report: int
    reported: int
    due_at: datetime | None

    @property
    def waiting(self) -> int:
        """How many papers are not reported yet."""
        return self.drafts + self.to_stamp + self.to_report


def present_stand(reading: Reading) -> ReportStand:
    """Return how far the papers of the present week are."""
    present = current_week_end(reading)
    return _stand(present, True, papers_of_week(reading, present))


def report_stands(reading: Reading) -> list[ReportStand]:
    """Return the present week, then past weeks with papers that are not reported, the oldest first."""
    present = current_week_end(reading)
    past: dict[date, list[PaperRow]] = {}
    for paper in waiting_papers(reading):
        if paper.week_end < present:
            past.setdefault(paper.week_end, []).append(paper)
    return [present_stand(reading), *(_stand(week_end, False, past[week_end]) for week_end in sorted(past))]


def _stand(week_end: date, present: bool, papers: Sequence[PaperRow]) -> ReportStand:
    states = [paper.state for paper in papers]
    due = [
        paper.due_at
        for paper in papers
        if paper.due_at is not None and paper.state is not FilingState.REPORTED
    ]
    return ReportStand(
        week_end,
        present,
        states.count(FilingState.DRAFT),
        states.count(FilingState.FILED),
        states.count(FilingState.STAMPED),
        states.count(FilingState.REPORTED),
        min(due, default=None),
    )
