"""The page of hazards over a real office file, and hands that only press keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.following_up.finding import HazardQuery, HazardRow, find_hazards, hazard_rows
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_handler
from hazard_desk.store.changes import Changes
from hazard_desk.terms import HazardLevel, HazardState, RecheckResult, Remedy
from tests.ui.inspection_desk import Door, make_office
from tests.ui.keyboard import CTRL, KEY
from tests.ui.window_desk import WindowDesk
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.pages.hazards import HazardsPage
from ui.preferences import Preferences

TODAY = date.today()

LOCK, EXTINGUISHER, PASSAGE = "配电箱<未上锁>", "灭火器过期", "安全通道堵塞"
GUARD, ALARM, DOOR = "砂轮机无防护罩", "可燃气体报警器失效", "安全出口上锁"
DUST = "除尘系统未清灰"
_KEPT: list[object] = []  # see tests/ui/dialog_desk.py


def days(number: int) -> date:
    """Return today and so many days."""
    return TODAY + timedelta(days=number)


def _ordered(description: str, deadline: int, **other: Any) -> HazardFacts:
    facts: dict[str, Any] = {"level": HazardLevel.GENERAL, "responsible": "王建国"} | other
    return HazardFacts(description, remedy=Remedy.BY_DEADLINE, deadline=days(deadline), **facts)


VISITS = (
    InspectionFacts(
        enterprise_id=1,
        inspected_on=days(-40),
        inspectors=("张三", "李四"),
        hazards=[_ordered(LOCK, -3), _ordered(EXTINGUISHER, 0), _ordered(PASSAGE, 2)],
    ),
    InspectionFacts(
        enterprise_id=2,
        inspected_on=days(-20),
        inspectors=("张三",),
        hazards=[
            _ordered(GUARD, -4, rectified_on=days(-5)),
            _ordered(ALARM, -4, rectified_on=days(-5), level=HazardLevel.MAJOR),
            HazardFacts(
                DOOR,
                HazardLevel.GENERAL,
                remedy=Remedy.ON_SITE,
                rectified_on=days(-20),
                rechecked_by="张三",
                rechecked_on=days(-20),
                recheck_result=RecheckResult.PASSED,
            ),
        ],
    ),
    InspectionFacts(
        enterprise_id=2,
        inspected_on=days(-1),
        inspectors=("张三",),
        hazards=[_ordered(DUST, 10, level=HazardLevel.MAJOR)],
    ),
)


class Desk(WindowDesk):
    """The page in a window with a message strip and Ctrl+Z; it hears what the page asks of the window."""

    def __init__(self, background: Background, door: Door, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ask = door.ask
        self.strip = MessageStrip()
        self.preferences = Preferences()
        self.messages = Messages(self.window, self.strip)
        self.page = HazardsPage(background, self.messages, self.preferences)
        self.wanted: list[tuple[str, object]] = []
        self.page.record_wanted.connect(lambda noun, found: self.wanted.append((noun, found)))
        self.page.list_wanted.connect(lambda noun, view: self.wanted.append((noun, view)))
        self.status = ""
        self.page.status_changed.connect(self._hear)
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(self.page, 1)
        layout.addWidget(self.strip)
        self.window.setCentralWidget(frame)
        self.window.resize(1366, 700)
        QShortcut(QKeySequence("Ctrl+Z"), self.window).activated.connect(
            lambda: background.write(undo_last, owner=self.page)
        )

    def _hear(self, words: str) -> None:
        self.status = words

    def show(self) -> None:
        """Show the window, and wait for the list."""
        self.window.show()
        self.activate()
        self.page.activate()
        self.page.table.setFocus()
        self.settle()

    def run(self, operation: Callable[..., Any], *args: Any) -> Changes:
        """Carry out an operation as another page would."""
        came: list[Changes] = []
        self.background.write(operation, *args, done=came.append)
        self.qtbot.waitUntil(lambda: bool(came), timeout=5000)
        self.settle()
        return came[0]

    # ---- the list --------------------------------------------------------------------------------------

    @property
    def listed(self) -> list[str]:
        """The descriptions in sight, from top to bottom."""
        return [row.description for row in self.ask(hazard_rows, list(self.page.model.ids))]

    def shown(self, key: str) -> list[str]:
        """What a column shows, from top to bottom."""
        model = self.page.model
        place = next(at for at, column in enumerate(model.columns) if column.key == key)
        for _ in range(2):
            texts = [model.index(row, place).data() for row in range(model.rowCount())]
            self.settle()
        return texts

    def row(self, description: str) -> HazardRow:
        """Return a hazard as it's stored."""
        rows = self.ask(hazard_rows, list(self.ask(find_hazards, HazardQuery())))
        found: HazardRow = next(row for row in rows if row.description == description)
        return found

    def state(self, description: str) -> HazardState:
        """Return where a hazard stands."""
        return self.row(description).state

    def select(self, *descriptions: str) -> None:
        """Select these hazards, the keyboard in the list."""
        ids = [self.row(description).id for description in descriptions]
        self.page.table.go_to(ids[0])
        self.page.table.select_ids(ids)
        self.page.table.setFocus()
        self.settle()

    # ---- the dialog in front ---------------------------------------------------------------------------

    def dialog(self) -> Any:
        """Return the dialog that has come up, once it has the keyboard."""
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=5000)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog, timeout=5000)
        self.settle()
        return dialog

    @property
    def has_dialog(self) -> bool:
        """Whether a dialog is in front."""
        return QApplication.activeModalWidget() is not None

    def save(self) -> None:
        """Press Ctrl+S in the dialog; where it closes, go back to the list."""
        dialog = QApplication.activeModalWidget()
        self.press(KEY.Key_S, with_=CTRL)
        if not self.has_dialog:
            self.activate()
            self.page.table.setFocus()
        assert dialog is not None


@contextmanager
def opened_desk(folder: Path, qtbot: QtBot, *, filled: bool = True) -> Iterator[Desk]:
    """Make an office with three visits, or an empty one, open it as the window does, close it in the end."""
    make_office(folder)
    door = Door()
    background = Background(door)
    try:
        background.between_writes(door.open, folder)
        qtbot.waitUntil(lambda: door.office is not None, timeout=30_000)
        desk = Desk(background, door, qtbot)
        _KEPT.append(desk)
        if filled:
            for facts in VISITS:
                desk.run(save_inspection, facts)
            desk.run(set_handler, "赵经办")
        desk.show()
        yield desk
    finally:
        background.between_writes(door.close)
        background.close(stop=True)
