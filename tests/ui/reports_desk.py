"""The page of reports over a real office file, in a window with a message strip."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.forms.contents import Content
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardLevel, InspectionLevel, Remedy
from tests.ui.waiting import until_quiet
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.office_door import OfficeDoor
from ui.pages.reports import ReportsPage
from ui.preferences import Preferences

OFFICE = "文水县西槽头乡人民政府"
TODAY = date.today()
WEEK_END = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7)


class Desk:
    """The page in a window, over an office with two visits of today."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        self.background = background
        self.qtbot = qtbot
        self.strip = MessageStrip()
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.messages = Messages(self.window, self.strip)
        self.preferences = Preferences()
        self.page = ReportsPage(background, self.messages, self.preferences)
        self.shown: list[tuple[str, int]] = []
        self.page.record_wanted.connect(lambda noun, record_id: self.shown.append((noun, record_id)))
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(self.strip)
        layout.addWidget(self.page, 1)
        self.window.setCentralWidget(frame)
        self.window.resize(1366, 700)

    def open(self) -> None:
        self.window.show()
        self.window.activateWindow()
        self.page.activate()
        self.settle()

    def settle(self) -> None:
        until_quiet(self.qtbot, self.background, self.window)

    def run(self, operation: Callable[..., Any], *args: Any) -> Changes:
        return self._through(self.background.write, operation, *args)  # type: ignore[no-any-return]

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        return self._through(self.background.read, query, *args)

    def _through(self, way: Callable[..., Any], *work: Any) -> Any:
        came: list[Any] = []
        way(*work, done=came.append)
        self.qtbot.waitUntil(lambda: bool(came), timeout=20_000)
        self.settle()
        return came[0]

    def visit(self, enterprise: int, *hazards: HazardFacts, **facts: Any) -> None:
        self.run(save_inspection, visit_of_today(enterprise, *hazards, **facts))

    def choose(self, content: Content) -> None:
        self.page.choices.contents[content].click()
        self.settle()

    def click_figure(self, key: str) -> None:
        at = self.page.preview.view.figure_rect(key).center().toPoint()
        QTest.mouseClick(self.page.preview.view, Qt.MouseButton.LeftButton, pos=at)
        self.settle()

    def turn_wheel(
        self, at: QPointF, angle: int, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Turn the wheel over a point of the preview, as far as `angle` says in eighths of a degree."""
        preview = self.page.preview
        event = QWheelEvent(
            at,
            preview.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            with_,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        preview.wheelEvent(event)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [line.texts for line in self.page.details.table.lines]

    def show(self, form_id: str, enterprise: int | None = None, visit: int | None = None) -> None:
        self.page.show_form(form_id, enterprise, visit)
        self.settle()

    def page_text(self, page: int = 1) -> str:
        """Return the text of a page, as a reader of PDF finds it."""
        assert self.page.drawn is not None
        with pypdfium2.PdfDocument(self.page.drawn.pdf) as document:
            return str(document[page - 1].get_textpage().get_text_bounded())


def visit_of_today(enterprise: int, *hazards: HazardFacts, **facts: Any) -> InspectionFacts:
    return InspectionFacts(
        enterprise_id=enterprise,
        inspected_on=TODAY,
        level=InspectionLevel.TOWNSHIP,
        inspectors=("孙七", "周八"),
        hazards=list(hazards),
        **facts,
    )


def make_office(folder: Path) -> dict[str, int]:
    """Make an office with four enterprises and three visits, two of them today; return the ids."""
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村", "西街村"])
    with OfficeFile.open(folder) as office:
        names = ("长兴木业有限公司", "宏达铸造厂", "利民加油站", "北山砖厂")
        ids = {name: int(office.run(save_enterprise, EnterpriseFacts(name)).record_id or 0) for name in names}
        earlier = InspectionFacts(
            enterprise_id=ids["宏达铸造厂"], inspected_on=TODAY - timedelta(days=60), inspectors=("孙七",)
        )
        office.run(save_inspection, earlier)
        first = visit_of_today(
            ids["长兴木业有限公司"],
            HazardFacts("配电箱未上锁", HazardLevel.GENERAL, remedy=Remedy.ON_SITE),
            HazardFacts("灭火器过期", HazardLevel.GENERAL),
        )
        ids["visit"] = int(office.run(save_inspection, first).record_id or 0)
        second = visit_of_today(ids["利民加油站"], HazardFacts("无静电释放装置", HazardLevel.MAJOR))
        office.run(save_inspection, second)
    return ids


@contextmanager
def open_desk(template: Path, folder: Path, qtbot: QtBot) -> Iterator[Desk]:
    """Open the page over a copy of an office, and close both at the end."""
    shutil.copytree(template, folder)
    door = OfficeDoor(folder)
    background = Background(door)
    try:
        background.between_writes(door.open)
        desk = Desk(background, qtbot)
        desk.open()
        yield desk
        desk.window.hide()
    finally:
        background.between_writes(door.close)
        background.close(stop=True)
