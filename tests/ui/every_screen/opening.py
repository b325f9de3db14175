"""Opens one screen after the other in the real window; a new page or dialog of a menu comes by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget
from shiboken6 import isValid

from hazard_desk.terms import Move
from tests.ui.waiting import pause_runs
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.safekeeping.password_dialog import PasswordDialog
from ui.main_window import MainWindow
from ui.office_dialogs import OFFICE_DIALOGS
from ui.pages import TABS
from ui.pages.cross.page import BOARD, FOLLOW, HISTORY
from ui.printing.calibration_dialog import CalibrationDialog

_PATIENCE_S = 30.0
_LOOKS = 4  # boxes in boxes are laid out one after the other


@dataclass(frozen=True)
class Screen:
    """A window or dialog that is shown, and what it is called."""

    name: str
    widget: QWidget


class Opener:
    """Opens the screens of a window whose office is open."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def settle(self) -> None:
        """Wait until nothing is read or written, no typing pause runs and all is laid out, in a few looks."""
        until = time.monotonic() + _PATIENCE_S
        quiet = 0
        while quiet < _LOOKS:
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            background = self.window.background
            busy = bool(background is not None and background.under_way) or (
                quiet == _LOOKS - 1 and self._pause_runs()
            )
            quiet = 0 if busy else quiet + 1
            assert time.monotonic() < until, "still busy"
            time.sleep(0.004)

    def _pause_runs(self) -> bool:
        """Tell whether what is in sight holds back for more typing; to ask the whole window takes long."""
        return pause_runs(QApplication.activeModalWidget() or self.window.stack.currentWidget())

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until it holds."""
        until = time.monotonic() + _PATIENCE_S
        while not condition():
            assert time.monotonic() < until, f"never came: {condition}"
            QApplication.processEvents()
            time.sleep(0.004)
        self.settle()

    def every(self) -> Iterator[Screen]:
        """Yield each screen while it is shown."""
        yield from self._pages()
        yield from self._forms()
        for entry in OFFICE_DIALOGS:
            name = entry.words.rstrip("…")
            yield from self._dialog(name, lambda entry=entry: self.window.open_dialog(entry))
        yield from self._other_dialogs()
        self.window.show_welcome()
        self.settle()
        yield Screen("没有台账", self.window)
        yield from self._first_minute()

    def _first_minute(self) -> Iterator[Screen]:
        """Yield each step of 新建台账."""
        self.window.new_wanted.emit()
        self.wait(lambda: QApplication.activeModalWidget() is not None)
        wizard: Any = QApplication.activeModalWidget()
        for at in range(wizard.stack.count()):
            wizard.stack.setCurrentIndex(at)
            self.settle()
            yield Screen(f"新建台账-{at + 1}", wizard)
        wizard.reject()
        self.settle()

    # ---- pages ---------------------------------------------------------------------------------------

    def page(self, title: str) -> Any:
        """Go to this tab and return its page, its first row chosen where it has a list."""
        self.window.show_page([tab.title for tab in TABS].index(title))
        self.settle()
        page: Any = self.window.page
        table = getattr(page, "table", None)
        if table is not None and table.model() is not None and table.model().rowCount():
            table.selectRow(0)
            table.setFocus()
        self.settle()
        return page

    def _pages(self) -> Iterator[Screen]:
        for tab in TABS:
            page = self.page(tab.title)
            yield Screen(tab.title, self.window)
            if hasattr(page, "panel") and page.panel.isHidden() and page.table.model().rowCount():
                page.table.panel_wanted.emit(page.table.current_id)
                self.settle()
                yield Screen(f"{tab.title}-右栏", self.window)

    def _forms(self) -> Iterator[Screen]:
        registry = self.page("企业档案")
        registry.new_record()
        self.settle()
        yield Screen("新增企业", self.window)
        registry.form.leave()
        inspections = self.page("检查记录")
        inspections.new_record()
        self.settle()
        yield Screen("新增检查", self.window)
        inspections.stack.currentWidget().leave()
        self.settle()
        hazards = self.page("隐患台账")
        hazards.show_view("未整改")
        self.settle()
        hazards.table.selectRow(0)
        hazards.bar.calendar_button.click()
        self.settle()
        yield Screen("期限日历", self.window)
        hazards.bar.calendar_button.click()
        cross = self.page("交叉检查")
        for view, words in ((FOLLOW, "跟踪"), (HISTORY, "历次")):
            cross.show_view(view)
            self.settle()
            yield Screen(f"交叉检查-{words}", self.window)
        cross.show_view(FOLLOW)
        self.settle()
        cross.follow.table.selectRow(0)
        cross.follow.table.opened.emit(cross.follow.table.current_id)
        self.settle()
        yield Screen("交叉检查-一组", self.window)
        cross.show_view(BOARD)

    # ---- dialogs -------------------------------------------------------------------------------------

    def _dialog(self, name: str, open_it: Callable[[], object]) -> Iterator[Screen]:
        """Open a dialog, yield it with each of its tabs, and close it."""
        open_it()
        self.wait(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        yield Screen(name, dialog)
        if isinstance(dialog, DeskDialog):
            self._show_first(dialog)
            yield Screen(f"{name}-一条", dialog)
        for tabs in dialog.findChildren(QTabWidget):
            for at in range(1, tabs.count()):
                tabs.setCurrentIndex(at)
                self.settle()
                yield Screen(f"{name}-{tabs.tabText(at)}", dialog)
        dialog.reject()
        self.wait(lambda: not isValid(dialog) or not dialog.isVisible())
        if (left := QApplication.activeModalWidget()) is not None:
            raise AssertionError(f"{name} left {left} open")
        self.window.activateWindow()

    def _show_first(self, dialog: DeskDialog) -> None:
        """Show the first record in the form, or a new one where there is none."""
        table = getattr(dialog.desk, "table", None)
        if table is None:
            return
        if table.model().rowCount():
            table.selectRow(0)
        else:
            dialog.desk.new_record()
        self.settle()

    def _other_dialogs(self) -> Iterator[Screen]:
        window = self.window
        yield from self._dialog("问题报告", window._open_problem_report)
        yield from self._dialog("关于", window._open_about)
        yield from self._dialog("备份与恢复", window.safekeeping_wanted.emit)
        registry = self.page("企业档案")
        panel = registry.panel
        yield from self._dialog("停业注销", panel.state_button.click)
        yield from self._dialog("企业附件", panel.attachments_button.click)
        yield from self._dialog("企业文书", panel.documents_button.click)
        yield from self._dialog("企业自查", panel.self_check_button.click)
        yield from self._dialog("打印表格", registry.printing.open)
        yield from self._dialog("导入", registry.import_records)
        hazards = self.page("隐患台账")
        hazards.show_view("未整改")
        self.settle()
        hazards.table.selectRow(0)
        yield from self._dialog("登记整改", lambda: hazards.steps.begin(Move.RECTIFY))
        hazards.show_view("待回查")
        self.settle()
        hazards.table.selectRow(0)
        yield from self._dialog("逐条回查", hazards.steps.begin_items)
        yield from self._dialog("重大隐患资料", hazards.steps.open_dossier)
        cross = self.page("交叉检查")
        yield from self._dialog("轮次资料", cross.edit_round)
        reports = self.page("报表导出")
        yield from self._dialog("表格文字", reports.open_wording)
        yield from self._dialog("打印校准", lambda: self._calibration(reports))
        yield from self._dialog("台账包密码", lambda: PasswordDialog(window, locked=False).open())

    def _calibration(self, reports: Any) -> None:
        CalibrationDialog(
            ["惠普 LaserJet 1020"],
            "惠普 LaserJet 1020",
            True,
            reports.settings,
            self.window.messages,
            self.window,
        ).open()
