"""A clerk at her desk: an office, the day it is, and what tests of filed weeks do all the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.campaigning.opening import OpeningFacts, save_opening
from hazard_desk.services.enforcing import PenaltyFacts, save_enforcement
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import Statistics, statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, PenaltyKind
from tests.services import form_desk as desk
from tests.services.filing.month_desk import filing

W1, W2, W3, W4 = (date(2026, 9, day) for day in (4, 11, 18, 25))
GENERAL = HazardFacts("配电箱未上锁", HazardLevel.GENERAL)


@dataclass
class Clerk:
    """An office and the day it is."""

    office: OfficeFile = None  # type: ignore[assignment]
    today: date = W1
    works: int = 0  # an enterprise

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(16, 0))

    def file(self, week: date, reason: str = "") -> None:
        self.today = max(self.today, week)
        self.office.run(filing, week, reason)

    def visit(self, on: date, *hazards: HazardFacts, **facts: Any) -> int:
        self.today = max(self.today, on)
        return desk.visited(self.office, self.works, on, *hazards, **facts)

    def fine(self, on: date, fen: int, **facts: Any) -> int:
        self.today = max(self.today, on)
        given = PenaltyFacts(PenaltyKind.FINE, on, party="无照加工点", amount_fen=fen, **facts)
        return desk.saved(self.office.run(save_enforcement, given))

    def counted(self, week: date, campaign: str | None = None) -> Statistics:
        return self.office.ask(statistics, week, campaign)

    def found(self, week: date, campaign: str | None = None) -> tuple[Any, Any]:
        """Return the general hazards found in a week, and up to it."""
        counted = self.counted(week, campaign)
        return counted.week[Figure.GENERAL_FOUND], counted.cumulative[Figure.GENERAL_FOUND]

    def rectified(self, week: date) -> tuple[Any, Any]:
        counted = self.counted(week)
        return counted.week[Figure.GENERAL_RECTIFIED], counted.cumulative[Figure.GENERAL_RECTIFIED]

    def opening(
        self, as_of: date, campaign: str | None = None, statement: int | None = None, **figures: int
    ) -> int:
        def save(work: UnitOfWork) -> Changes:
            known = campaign_by_name(work, campaign).id if campaign else None
            return save_opening(work, OpeningFacts(known, as_of, "县统计表", "", figures), statement)

        return desk.saved(self.office.run(save))
