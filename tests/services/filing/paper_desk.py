"""An office with a clock that can be set, for filing weeks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hazard_desk.model import ReportObligation
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.filing.papers import PaperRow, papers_of_week
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, InspectionLevel, RecheckResult, Remedy, ReportScope

FIRST = date(2026, 3, 6)
SECOND = date(2026, 3, 13)
THIRD = date(2026, 3, 20)
NAME = "文水县西槽头乡人民政府"


class PaperDesk:
    """The office, and what a clerk enters in it; `today` is a Friday afternoon until it is set."""

    def __init__(self, office: OfficeFile) -> None:
        self.office = office
        self.now = datetime.combine(FIRST, time(14, 0))

    def today(self, day: date) -> None:
        """Set the clock to the afternoon of a day."""
        self.now = datetime.combine(day, time(14, 0))

    def do(self, work: Callable[[UnitOfWork], object]) -> Any:
        """Run what no operation does, as one."""
        made: list[object] = []

        def operation(unit: UnitOfWork) -> Changes:
            made.append(work(unit))
            unit.session.flush()
            return Changes("试验")

        self.office.run(operation)
        return made[0]

    def enterprise(self, name: str, village: str = "马村") -> int:
        made = self.office.run(save_enterprise, EnterpriseFacts(name=name, village=village)).record_id
        assert made is not None
        return made

    def visit(self, enterprise: int, on: date, *hazards: HazardFacts, **facts: Any) -> int:
        usual: dict[str, Any] = {"level": InspectionLevel.TOWNSHIP, "inspectors": ("张三", "李四")}
        visit = InspectionFacts(
            enterprise_id=enterprise, inspected_on=on, hazards=list(hazards), **usual | facts
        )
        made = self.office.run(save_inspection, visit).record_id
        assert made is not None
        return made

    def campaign(self, name: str, **facts: Any) -> int:
        made = self.do(lambda work: add_campaign(work, name, **facts))
        assert isinstance(made, int)
        return made

    def asked(self, campaign_id: int | None, form_id: str, **facts: Any) -> None:
        usual: dict[str, Any] = {"scope": ReportScope.CUMULATIVE, "weekday": 4, "due_time": "15:00"}
        asked = ReportObligation(campaign_id=campaign_id, form_id=form_id, position=0, **usual | facts)
        self.do(lambda work: work.session.add(asked))

    def papers(self, week_end: date) -> list[PaperRow]:
        return self.office.ask(papers_of_week, week_end)


def general(**facts: Any) -> HazardFacts:
    usual: dict[str, Any] = {
        "description": "配电箱未上锁",
        "level": HazardLevel.GENERAL,
        "basis": "现场判断",
        "remedy": Remedy.ON_SITE,
    }
    return HazardFacts(**usual | facts)


def rectified(on: date, **facts: Any) -> HazardFacts:
    return general(
        rectified_on=on,
        rechecked_on=on,
        rechecked_by="张三",
        recheck_result=RecheckResult.PASSED,
        **facts,
    )


def major(**facts: Any) -> HazardFacts:
    usual: dict[str, Any] = {
        "description": "煤气区域没有报警装置",
        "level": HazardLevel.MAJOR,
        "basis": "判定标准",
        "remedy": Remedy.BY_DEADLINE,
        "responsible": "王五",
        "deadline": date(2026, 6, 1),
    }
    return HazardFacts(**usual | facts)


@contextmanager
def paper_desk(folder: Path) -> Iterator[PaperDesk]:
    """Open a new office in `folder`."""
    OfficeFile.create(folder, set_up_office, NAME, ["西槽头村", "马村"])
    clock: list[PaperDesk] = []
    with OfficeFile.open(folder, clock=lambda: clock[0].now if clock else datetime.now()) as office:
        clock.append(PaperDesk(office))
        yield clock[0]
