"""跟踪 over a real office: a round of two villages that inspect each other, used by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.model import CrossParty
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.arranging import set_members
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import (
    PairFacts,
    PairLine,
    PairView,
    pair_lines,
    read_pair,
)
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.store.changes import Changes
from hazard_desk.terms import EnterpriseSize, InspectionLevel, PartySide, RiskLevel, SourceStage
from tests.ui.real_office import open_office
from tests.ui.window_desk import WindowDesk
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.pages.cross.concerned import CONCERNED_BY
from ui.pages.cross.follow import FollowView
from ui.pages.cross.pair_form import PairForm
from ui.pages.cross.sample_picker import SamplePicker
from ui.preferences import Preferences

TODAY = date(2026, 3, 18)  # the office has it, and the view is given it
EAST, WEST = "东街村", "西街村"
ROUND = "第一轮"
LEADER, RELATIVE = "张三", "宏达铸造厂"
# In 西街村, which 东街村 inspects.
NAMES = ("宏达铸造厂", "利民加油站", "北山砖厂", "永和超市", "长兴木业有限公司", "安顺物流", "福源饭店")


class CrossDesk(WindowDesk):
    """The view in a window with a message strip; what it asks of the window is written down."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.preferences = Preferences()
        self.strip = MessageStrip()
        self.messages = Messages(self.window, self.strip)
        self.view = FollowView(background, self.messages, self.preferences, lambda: TODAY)
        background.changed.connect(self._tell)
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(self.strip)
        layout.addWidget(self.view, 1)
        self.window.setCentralWidget(frame)
        self.window.resize(1366, 700)
        self.asked: list[tuple[Any, ...]] = []
        for name in ("record_wanted", "form_wanted", "round_form_wanted", "visit_wanted"):
            signal = getattr(self.view, name)
            signal.connect(lambda *what, name=name: self.asked.append((name, *what)))

    def _tell(self, changes: Changes) -> None:
        if CONCERNED_BY & changes.nouns:  # as the page does
            self.view.renew()

    def show(self, round_id: int) -> None:
        """Show the window with this round."""
        self.window.show()
        self.activate()
        self.view.show_round(round_id)
        self.settle()
        self.view.table.setFocus()

    # ---- what is seen ----------------------------------------------------------------------------------

    @property
    def form(self) -> PairForm:
        """The form of the pair in sight."""
        assert self.view.is_pair_open
        assert self.view.desk is not None
        return self.view.desk.form

    @property
    def picker(self) -> SamplePicker:
        """The choice of enterprises, which must be open."""
        dialog = QApplication.activeWindow()
        assert isinstance(dialog, SamplePicker)
        return dialog

    def pairs(self) -> list[list[str]]:
        """The texts of the table of pairs."""
        return _texts(self.view.model)

    def samples(self) -> list[str]:
        """The names in the sample's table."""
        return [row[0] for row in self.sample_rows()]

    def sample_rows(self) -> list[list[str]]:
        """The texts of the sample's table."""
        return _texts(self.form.samples.model)

    def check(self, key: str) -> tuple[str, str]:
        """The state of a check and what it says."""
        found = next(one for one in self.form.checks.checks if one.key == key)
        return found.state.value, found.text

    def said(self) -> str:
        """What was said last."""
        return self.messages.last_shown.text if self.messages.last_shown is not None else ""

    def stored(self, pair_id: int) -> PairView:
        return self.ask(read_pair, pair_id)  # type: ignore[no-any-return]

    def lines(self, round_id: int) -> list[PairLine]:
        return self.ask(pair_lines, round_id)  # type: ignore[no-any-return]

    def facts(self, pair_id: int) -> PairFacts:
        return self.stored(pair_id).facts

    # ---- what is there ---------------------------------------------------------------------------------

    def add_enterprises(self, names: tuple[str, ...] = NAMES, village: str = WEST) -> dict[str, int]:
        """Enter enterprises of a village; return their ids by name."""
        return {
            name: self.do(
                save_enterprise,
                EnterpriseFacts(
                    name=name,
                    village=village,
                    size=EnterpriseSize.LARGE if place == 0 else EnterpriseSize.SMALL,
                    risk_level=list(RiskLevel)[place % len(RiskLevel)],
                ),
            ).record_id
            for place, name in enumerate(names)
        }

    def add_round(self, **more: Any) -> int:
        """Enter the round, this month, and its 检查组."""
        facts = RoundFacts(
            ROUND,
            TODAY - timedelta(days=10),
            TODAY + timedelta(days=10),
            **{
                "parties": (PartyFacts(EAST), PartyFacts(WEST)),
                "pairs": (PairRow(EAST, WEST), PairRow(WEST, EAST)),
                **more,
            },
        )
        round_id: int = self.do(save_round, None, facts).record_id
        return round_id

    def add_foreign_round(self) -> int:
        """Enter a round whose target is no village of the office."""
        return self.add_round(
            parties=(
                PartyFacts("第一检查组", side=PartySide.INSPECTS),
                PartyFacts("外县某乡", side=PartySide.INSPECTED),
            ),
            pairs=(PairRow("第一检查组", "外县某乡"),),
        )

    def add_team(self, round_id: int, names: tuple[str, ...] = (LEADER, "李四"), party: str = EAST) -> None:
        """Put people into the team of a party."""

        def party_id(reading: Any) -> int:
            found: int = (
                reading.session.query(CrossParty.id)
                .filter(CrossParty.round_id == round_id, CrossParty.name == party)
                .scalar()
            )
            return found

        self.do(set_members, self.ask(party_id), names)

    def add_person(self, name: str = LEADER, **facts: Any) -> int:
        person_id: int = self.do(save_roster_entry, PersonFacts(name, **facts), None).record_id
        return person_id

    def add_visit(
        self, enterprise_id: int, on: date = TODAY, pair_id: int | None = None, **facts: Any
    ) -> int:
        """Enter a visit of 交叉检查."""
        visit = InspectionFacts(
            enterprise_id=enterprise_id,
            inspected_on=on,
            inspectors=(LEADER, "李四"),
            level=InspectionLevel.TOWNSHIP,
            stage=SourceStage.CROSS,
            cross_pair_id=pair_id,
            **facts,
        )
        visit_id: int = self.do(save_inspection, visit).record_id
        return visit_id


def _texts(model: Any) -> list[list[str]]:
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@contextmanager
def opened_cross_desk(folder: Path, qtbot: QtBot) -> Iterator[CrossDesk]:
    """Make an office and sit down in it."""
    with open_office(folder, TODAY) as background:
        desk = CrossDesk(background, qtbot)
        yield desk
        desk.settle()
