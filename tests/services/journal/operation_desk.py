"""Every operation of the services, and offices in which a sample of each can be called."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

import hazard_desk.services
from hazard_desk.model import Base
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardLevel, InspectionLevel, PartySide, Remedy
from tests.services.collecting.returned_folder import begin, make_office
from tests.services.filing.paper_desk import PaperDesk, paper_desk

TODAY = date(2026, 11, 25)
Dump = dict[str, list[tuple[Any, ...]]]


def operations() -> Iterator[str]:
    """Yield module.function of every public function of the services that takes work and returns Changes."""
    (home,) = hazard_desk.services.__path__
    for path in sorted(Path(home).rglob("*.py")):
        module = ".".join(path.relative_to(home).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            first = node.args.args[0].annotation if node.args.args else None
            if first is None or node.returns is None:
                continue
            if ast.unparse(first) == "UnitOfWork" and ast.unparse(node.returns) == "Changes":
                yield f"{module}.{node.name}"


@dataclass
class Call:
    """An operation about to be run in an office."""

    office: OfficeFile
    operation: Callable[..., Changes]
    args: tuple[Any, ...]
    more: dict[str, Any] = field(default_factory=dict)

    def run(self) -> Changes:
        return self.office.run(self.operation, *self.args, **self.more)


def dump(office: OfficeFile) -> Dump:
    """Return every row of every table but the journal's, as stored; habits are nothing to take back.

    Read from the file by SQLite alone: nothing of the program's own stands between.
    """
    with closing(sqlite3.connect(office.path)) as file:
        return {
            name: file.execute(f'SELECT {columns} FROM "{name}" ORDER BY {key}').fetchall()
            for name, (columns, key) in _COLUMNS.items()
        }


_COLUMNS = {
    table.name: (
        ", ".join(f'"{column.name}"' for column in table.columns if not column.info.get("habit")),
        ", ".join(f'"{column.name}"' for column in table.primary_key.columns),
    )
    for table in Base.metadata.sorted_tables
    if table.name not in ("journal_entry", "journal_change", "schema_history")
}


class OperationDesk:
    """Makes what an operation needs, each time anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open = ExitStack()
        self._made = 0
        self._moment = datetime(2026, 11, 25, 10, 0)
        OfficeFile.create(folder / "台账", set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
        self.office = self._open.enter_context(OfficeFile.open(folder / "台账", clock=self._now))
        self._collecting: OfficeFile | None = None

    def _now(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment

    def close(self) -> None:
        self._open.close()

    def call(self, operation: Callable[..., Changes], *args: Any, **more: Any) -> Call:
        return Call(self.office, operation, args, more)

    def made(self, operation: Callable[..., Changes], *args: Any, **more: Any) -> int:
        """Run an operation and return the id of what it made."""
        record_id = self.office.run(operation, *args, **more).record_id
        assert record_id is not None
        return record_id

    def name(self, what: str) -> str:
        self._made += 1
        return f"{what}{self._made}"

    def file(self, name: str) -> Path:
        self._made += 1
        path = self.folder / str(self._made) / name
        path.parent.mkdir()
        return path

    # ---- what most operations are about ----------------------------------------------------------------

    def enterprise(self, **facts: Any) -> int:
        return self.made(save_enterprise, EnterpriseFacts(**{"name": self.name("厂"), **facts}))

    def visit(self, hazards: int = 1, enterprise: int | None = None, **facts: Any) -> int:
        found = [
            HazardFacts(
                description=self.name("通道堵塞"),
                level=HazardLevel.GENERAL,
                remedy=Remedy.BY_DEADLINE,
                measures="清理",
                responsible="赵六",
                deadline=date(2026, 12, 1),
            )
            for _ in range(hazards)
        ]
        usual: dict[str, Any] = {
            "enterprise_id": enterprise or self.enterprise(),
            "inspected_on": date(2026, 11, 20),
            "inspectors": ("张三", "李四"),
            "level": InspectionLevel.TOWNSHIP,
            "hazards": found,
        }
        return self.made(save_inspection, InspectionFacts(**usual | facts))

    def hazards(self, visit: int) -> list[int]:
        return [one.id or 0 for one in self.office.ask(inspection_record, visit).facts.hazards]

    def hazard(self) -> int:
        return self.hazards(self.visit())[0]

    def campaign(self) -> int:
        return self.made(save_campaign, CampaignFacts(self.name("大整治"), starts_on=date(2026, 9, 1)))

    def villages(self) -> list[int]:
        return [choice.id for choice in self.office.ask(villages)]

    def round(self) -> int:
        """A round of two teams and two targets, with a pair of each and enterprises to be drawn."""
        first, second = self.villages()[:2]
        for village in ("西槽头村", "马村"):
            self.enterprise(village=village)
        parties = (
            PartyFacts("甲组", side=PartySide.INSPECTS),
            PartyFacts("乙组", side=PartySide.INSPECTS),
            PartyFacts("西槽头村", side=PartySide.INSPECTED, villages=(first,)),
            PartyFacts("马村", side=PartySide.INSPECTED, villages=(second,)),
        )
        pairs = (PairRow("甲组", "西槽头村"), PairRow("乙组", "马村"))
        days = (date(2026, 11, 2), date(2026, 11, 30))
        return self.made(save_round, None, RoundFacts(self.name("轮"), *days, parties=parties, pairs=pairs))

    def pairs(self, round_id: int) -> list[int]:
        return self.ids("cross_pair", round_id=round_id)

    def ids(self, noun: str, office: OfficeFile | None = None, **where: Any) -> list[int]:
        """Return the ids of a noun's rows that have these values."""
        table = Base.metadata.tables[noun]
        query = select(table.c.id).where(*(table.c[name] == value for name, value in where.items()))
        return (office or self.office).ask(lambda reading: list(reading.session.scalars(query)))

    # ---- other offices ---------------------------------------------------------------------------------

    def collection(self) -> tuple[OfficeFile, int, Any]:
        """Return an office of thirty villages, and a 收表 that was sent to them just now."""
        if self._collecting is None:
            made = make_office(self.folder / "收表", clock=self._now, of=(4,))
            self._collecting = self._open.enter_context(made)
        known, facts = begin(self._collecting, self.file("空白表.xlsx"))
        return self._collecting, known, facts

    def papers(self) -> PaperDesk:
        """Return a new office that files its weeks."""
        return self._open.enter_context(paper_desk(self.folder / self.name("报送")))
