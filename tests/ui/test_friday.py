"""Friday's job: from starting the program to the spooler, by keys and mouse, each of them counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hazard_desk import office_folder
from hazard_desk.forms.pictures import page_sizes
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.campaigning import ObligationFacts, save_own_obligations
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.report_reading import read_week
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import FilingState, HazardLevel, InspectionLevel, ReportScope
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import OFFICE, leave_garbage_to_us, wait_for
from tests.ui.waiting import until_quiet
from ui.app import Program
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.printing import printing

MOST_ACTIONS = 6
TODAY = date.today()


class Spooler:
    """What came out of the printer, a file a job, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.names: list[str] = []

    @property
    def jobs(self) -> list[Path]:
        return [path for path in sorted(self.folder.glob("*.pdf")) if path.stat().st_size]


@pytest.fixture
def spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spooler:
    """Put a printer on this PC; each document that it is told of goes to a file of its own."""
    spooler = Spooler(tmp_path / "spooler")

    class FilePrinter(QPrinter):
        def __init__(self, mode: QPrinter.PrinterMode) -> None:
            super().__init__(mode)
            self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            self.setOutputFileName(str(spooler.folder / "none.pdf"))

        def setDocName(self, name: str) -> None:
            super().setDocName(name)
            spooler.names.append(name)
            self.setOutputFileName(str(spooler.folder / f"{len(spooler.names):02}.pdf"))

    monkeypatch.setattr(printing, "printer_names", lambda: ["惠普 1020"])
    monkeypatch.setattr(printing, "QPrinter", FilePrinter)
    return spooler


class Clerk:
    """Hands that count what they do, and eyes that wait until the window is still."""

    def __init__(self, qtbot: QtBot, folder: Path, home: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.home = home
        self.actions: list[str] = []
        self.window: MainWindow
        self.program: Program

    def start(self) -> None:
        """Start the program; its window shows the office that was open last."""
        self.actions.append("启动程序")
        leave_garbage_to_us()
        preferences = Preferences(self.home / "window.json")
        self.window = MainWindow(preferences)
        self.qtbot.addWidget(self.window)
        self.program = Program(self.folder, preferences, self.window)
        self.window.resize(1366, 740)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: self.window.page is not None, timeout=20_000)
        self.look()

    def look(self) -> None:
        background = self.window.background
        assert background is not None
        until_quiet(self.qtbot, background, self.window)

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.actions.append(f"按 {key.name}")
        QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, with_)
        self.look()

    def click(self, widget: QWidget, at: Any = None) -> None:
        self.actions.append("点一下")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.look()

    def confirm_printing(self) -> None:
        """Press Enter in the print dialog, where its own button is the default one."""
        self.actions.append("在打印窗口按回车")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog)
        QTest.keyClick(dialog, KEY.Key_Return)
        self.look()

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        assert self.window.background is not None
        return wait_for(self.window.background, self.window.background.read, query, *args)


def make_office(folder: Path) -> None:
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村"])
    with OfficeFile.open(folder) as office:
        known = office.run(save_enterprise, EnterpriseFacts("长兴木业有限公司")).record_id
        assert known is not None
        visit = InspectionFacts(
            enterprise_id=known,
            inspected_on=TODAY,
            level=InspectionLevel.TOWNSHIP,
            inspectors=("孙七", "周八"),
            hazards=[HazardFacts("配电箱未上锁", HazardLevel.GENERAL)],
        )
        office.run(save_inspection, visit)


@pytest.fixture
def clerk(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clerk]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(office_folder, "remember_folder", lambda _folder: None)
    folder = tmp_path / "台账"
    make_office(folder)
    clerk = Clerk(qtbot, folder, tmp_path)
    yield clerk
    clerk.program.end()


def reports_line(clerk: Clerk) -> Any:
    """Return where on the workbench 本周报表 stands."""
    tasks: Any = clerk.window.page.tasks  # type: ignore[union-attr]
    (at,) = [at for at, line in enumerate(tasks.lines) if line.title == "本周报表"]
    return tasks.viewport(), tasks.visualItemRect(tasks.item(at)).center()


def test_from_the_workbench_to_the_spooler(clerk: Clerk, spooler: Spooler) -> None:
    clerk.start()
    clerk.click(*reports_line(clerk))
    clerk.press(KEY.Key_Return)  # 定稿 has the keyboard
    clerk.press(KEY.Key_P, CTRL)
    clerk.confirm_printing()
    assert len(clerk.actions) <= MOST_ACTIONS, clerk.actions
    (paper,) = clerk.ask(read_week).papers
    assert paper.state is FilingState.FILED
    (job,) = spooler.jobs
    assert len(page_sizes(job.read_bytes())) == 1
    assert "统计表" in spooler.names[-1]


def test_from_the_tab_by_keys_alone_with_three_papers(clerk: Clerk, spooler: Spooler) -> None:
    with OfficeFile.open(clerk.folder) as office:
        obliged = [
            ObligationFacts("weekly-statistics", ReportScope.WEEK, "县应急管理局", 4),
            ObligationFacts("weekly-statistics", ReportScope.CUMULATIVE, "县应急管理局", 4),
            ObligationFacts("major-hazards", ReportScope.CUMULATIVE, "县应急管理局", 4),
        ]
        office.run(save_own_obligations, obliged)
    clerk.start()
    clerk.press(KEY.Key_6, CTRL)
    page: Any = clerk.window.page
    clerk.click(page.panel.stage.button)
    clerk.press(KEY.Key_P, CTRL)
    clerk.confirm_printing()
    assert len(clerk.actions) <= MOST_ACTIONS, clerk.actions
    papers = clerk.ask(read_week).papers
    assert [paper.state for paper in papers] == [FilingState.FILED] * 3
    assert len(spooler.jobs) == 3, "each paper is a job of its own"


def test_a_week_past_that_is_not_done_leads_to_its_papers(clerk: Clerk) -> None:
    last_week = TODAY - timedelta(days=(TODAY.weekday() - 4) % 7 or 7)
    before = last_week - timedelta(days=7)
    with OfficeFile.open(clerk.folder) as office:
        from hazard_desk.services.filing.filing import file_week

        office.run(file_week, before)
    clerk.start()
    tasks: Any = clerk.window.page.tasks  # type: ignore[union-attr]
    said = {line.title: (line.count, line.detail) for line in tasks.lines}
    assert said[f"{before:%m-%d} 那一周报表"][0] == "1 张待盖章扫描"
    count, detail = said[f"{last_week:%m-%d} 那一周报表"]
    assert count == "1 张未定稿"
    assert "逾期" in detail
    at = [line.title for line in tasks.lines].index(f"{before:%m-%d} 那一周报表")
    clerk.click(tasks.viewport(), tasks.visualItemRect(tasks.item(at)).center())
    page: Any = clerk.window.page
    assert page.report.week_end == before
    assert page.filing.paper.state is FilingState.FILED
