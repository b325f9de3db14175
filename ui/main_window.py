"""The frame: menus, tabs, the strip that says things, the strip of work under way, the status bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.edit_menu import EditDeeds, walk_menus
from ui.help_key import KEY, HelpKey, close_manual, open_manual
from ui.menu_letters import give_letters
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.office_dialogs import OFFICE_DIALOGS, Menu, OfficeDialog
from ui.preferences import Preferences
from ui.safekeeping.backup_light import BackupLight
from ui.undo_actions import REDO, UNDO, UndoActions
from ui.widgets.due_time import DueTime
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.whole_in_reach import WholeInReach
from ui.window_place import TITLE_BAR, keep_place, restore_place

if TYPE_CHECKING:
    from ui.background import Background
    from ui.pages import Tab
    from ui.pages.page import Page
    from ui.widgets.welcome import Welcome

_PROGRAM = "隐患台"
_SMALLEST = QSize(960, 560)
_OF_DUE_TIME = frozenset({"campaign", "filed_paper", "filing", "holiday", "office", "report_obligation"})
"""Nouns whose changes may move the time at which the week's report is due."""


class MainWindow(QMainWindow):
    """The one window. It knows pages, not records; the program opens and closes the office."""

    painted = Signal()  # once: the user sees a window, heavy work may begin
    new_wanted = Signal()  # 新建台账: the wizard
    open_wanted = Signal(object)  # folder
    restore_wanted = Signal(object)  # the file (备份 or 台账包) for an office on this PC
    safekeeping_wanted = Signal()  # 备份与恢复…
    closing = Signal()

    def __init__(self, preferences: Preferences) -> None:
        """Build the frame with nothing in it."""
        super().__init__()
        self.preferences = preferences
        self.background: Background | None = None
        self._tabs: tuple[Tab, ...] = ()
        self._pages: dict[int, Page] = {}  # those built, by the place of their tab
        self._painted = False
        self._welcome: Welcome | None = None
        self._icons: list[tuple[QAction, str]] = []
        self._may_close = False
        self.holds_open: Callable[[], bool] = lambda: False  # whether something is to be done before it goes
        self.setWindowTitle(_PROGRAM)
        # At 150 % a screen of 1366×768 has 910×512, less the task bar.
        room = self.screen().availableSize() - QSize(0, TITLE_BAR)
        self.setMinimumSize(_SMALLEST.boundedTo(room))
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("页面")
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.currentChanged.connect(self._show_tab)
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.help_key = HelpKey(self, preferences)
        self.stack = QStackedWidget()
        self.progress = ProgressStrip()
        self._waiting = QLabel()
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self._waiting, "secondary")
        self.stack.addWidget(self._waiting)
        self.setCentralWidget(self._make_centre())
        self._make_status_bar()
        self._make_menus()
        self._show_page_actions()
        restore_place(self, preferences)

    # ---- building ------------------------------------------------------------------------------------

    def _make_centre(self) -> QWidget:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(line)
        layout.addWidget(self.strip)
        layout.addWidget(WholeInReach(self.stack), 1)
        layout.addWidget(self.progress)
        self.tabs.hide()
        return centre

    def _make_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self.status = ElidedLabel()  # a figure that lacks its last digit would be another one
        self.status.setContentsMargins(theme.PAGE_MARGIN, 0, 0, 0)
        theme.set_role(self.status, "secondary")
        self.due_time = DueTime()
        self.due_time.new_day.connect(self._read_stand)
        self.due_time.setContentsMargins(0, 0, theme.PAGE_MARGIN, 0)
        bar.addWidget(self.status, 1)
        self.backup_light = BackupLight()
        self.backup_light.clicked.connect(self.safekeeping_wanted)
        bar.addPermanentWidget(self.due_time)
        bar.addPermanentWidget(self.backup_light)

    def _make_menus(self) -> None:
        self.office_name = QLabel()
        self.office_name.setContentsMargins(0, 0, theme.PAGE_MARGIN, 0)
        self.office_name.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self.office_name.setMinimumHeight(theme.FIELD_HEIGHT)
        theme.set_role(self.office_name, "secondary")
        self.menuBar().setCornerWidget(self.office_name, Qt.Corner.TopRightCorner)
        file = self._menu("文件(&F)")
        self._action(file, "打开台账…", self._choose_folder, "Ctrl+O", "folder")
        self._action(file, "新建台账…", self.show_welcome)
        file.addSeparator()
        self.import_action = self._action(file, "导入…", self._import, icon="import")
        file.addSeparator()
        self.keep_action = self._action(file, "备份与恢复…", self.safekeeping_wanted.emit, icon="backup")
        file.addSeparator()
        leave = self._action(file, "退出", self.close)
        # The first is what the menu shows; Windows itself closes the window on it, other systems may not.
        leave.setShortcuts([QKeySequence("Alt+F4"), QKeySequence("Ctrl+Q")])
        edit = self._menu("编辑(&E)")
        self.undo_action = self._action(edit, UNDO, self.undo, "Ctrl+Z", "undo")
        self.redo_action = self._action(edit, REDO, self.redo, "Ctrl+Y", "redo")
        self._undoing = UndoActions(self.messages, self.undo_action, self.redo_action, self)
        edit.addSeparator()
        self.edit_deeds = EditDeeds(edit)
        edit.addSeparator()
        self.find_action = self._action(edit, "查找", self._find, "Ctrl+F", "search")
        edit.addSeparator()
        record = self._menu("记录(&R)")
        self.new_action = self._action(record, "新增", self._new, "Ctrl+N", "add")
        self.refresh_action = self._action(record, "刷新", self._refresh, "F5", "refresh")
        record.addSeparator()
        self.report_menu = self._menu("报送(&B)")  # S is 保存 in the forms
        self._below_pages = self.report_menu.addSeparator()
        menus = {
            Menu.EDIT: edit,
            Menu.RECORD: record,
            Menu.REPORT: self.report_menu,
            Menu.TOOLS: self._menu("工具(&T)"),
        }
        self.dialog_actions = {
            entry.words: self._action(
                menus[entry.menu], entry.words, partial(self.open_dialog, entry), icon=entry.icon
            )
            for entry in OFFICE_DIALOGS
        }
        help_menu = self._menu("帮助(&H)")
        self._action(help_menu, "使用手册", self.help_key.show, KEY, "help")
        self._action(help_menu, "速查卡…", self._print_card)
        self._action(help_menu, "本版新内容", self._open_news)
        self._action(help_menu, "问题报告…", self._open_problem_report)
        self._action(help_menu, "日志文件", self._open_logs)
        self._action(help_menu, f"关于{_PROGRAM}", self._open_about)

        QShortcut(QKeySequence("F10"), self).activated.connect(lambda: walk_menus(self.menuBar()))

    def _draw_icons(self) -> None:
        # Not before the first paint: nobody sees them while the menus are shut.
        for action, icon in self._icons:
            action.setIcon(theme.icon(icon, theme.SECONDARY))
        self._icons.clear()

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self)
        give_letters(menu)
        self.menuBar().addMenu(menu)
        return menu

    def _action(
        self, menu: QMenu, words: str, act: Callable[[], object], keys: str = "", icon: str = ""
    ) -> QAction:
        action = QAction(words, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if icon:
            self._icons.append((action, icon))
        action.triggered.connect(lambda _checked=False: act())
        menu.addAction(action)
        return action

    @property
    def welcome(self) -> Welcome:
        """Return the page without an office, built at its first use."""
        if self._welcome is None:
            from ui.widgets.welcome import Welcome

            self._welcome = Welcome()
            self._welcome.new_wanted.connect(self.new_wanted)
            self._welcome.open_wanted.connect(self.open_wanted)
            self._welcome.restore_wanted.connect(self.restore_wanted)
            self.stack.addWidget(self._welcome)
        return self._welcome

    # ---- what is shown -------------------------------------------------------------------------------

    def show_waiting(self, words: str) -> None:
        """Say quietly what is going on before there is a page."""
        self._waiting.setText(words)
        self.stack.setCurrentWidget(self._waiting)

    def show_welcome(self, error: Message | None = None) -> None:
        """Offer to make or open an office, under the reason why the last one couldn't be opened."""
        self.tabs.setVisible(False)
        self.status.clear()
        self.welcome.show_reason(error)
        self.show_draft()
        self.welcome.set_back(bool(self._tabs), self._back_to_pages)
        self.stack.setCurrentWidget(self.welcome)
        self.welcome.setFocus()
        self._show_page_actions()

    def show_draft(self) -> None:
        """Say on the page without an office whether one was begun."""
        from ui.first_minute.draft import kept_draft

        self.welcome.show_draft(kept_draft(self.preferences) is not None)

    def attach(self, background: Background, tabs: Sequence[Tab]) -> None:
        """Show the tabs of the office that has been opened; each page is built when first shown."""
        self.background = background
        background.failed.connect(self.messages.show_error)
        background.lingering.connect(self.progress.follow)
        background.changed.connect(lambda changes: self._refresh_office(changes.nouns))
        self._undoing.attach(background)
        self._tabs = tuple(tabs)
        blocked = self.tabs.blockSignals(True)  # the first one added would be shown, and kept as the last
        for number, tab in enumerate(tabs, start=1):
            self.tabs.addTab(tab.title)
            self.tabs.setTabToolTip(number - 1, f"Ctrl+{number}")
            action = QAction(tab.title, self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _checked=False, at=number - 1: self.show_page(at))
            self.addAction(action)
            if tab.reports:
                self.report_menu.insertActions(self._below_pages, [action])
        self.tabs.blockSignals(blocked)
        self._read_office()
        self._read_holidays()
        self._read_stand()
        self._back_to_pages()
        self._find()  # not on the tabs, where a fresh window puts the keyboard

    def page_at(self, at: int) -> Page:
        """Return the page of a tab, built now if it was never shown."""
        page = self._pages.get(at)
        if page is None:
            assert self.background is not None
            page = self._tabs[at].load()(self.background, self.messages, self.preferences)
            page.record_wanted.connect(self._show_record)
            page.list_wanted.connect(self._show_list)
            page.form_wanted.connect(self._show_form)
            page.round_form_wanted.connect(self._show_round_form)
            page.visit_wanted.connect(self._begin_visit)
            page.dialog_wanted.connect(self.open_dialog_named)
            page.status_changed.connect(lambda words: self._show_status(page, words))
            self._pages[at] = page
            self.stack.addWidget(page)
        return page

    def detach(self) -> None:
        """Take the pages away: the office is being closed."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.tabs.blockSignals(False)
        for action in self.actions():
            self.removeAction(action)
            self.report_menu.removeAction(action)
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        self._tabs = ()
        self.background = None
        self._undoing.forget()
        self.office_name.clear()
        self.setWindowTitle(_PROGRAM)
        self.due_time.set_weekday(None)
        self._show_page_actions()

    def show_page(self, at: int) -> None:
        """Go to this tab."""
        if 0 <= at < len(self._tabs):
            self.tabs.setVisible(True)
            self.tabs.setCurrentIndex(at)
            self._show_tab(at)

    @property
    def page(self) -> Page | None:
        """Return the page in sight."""
        return next((page for page in self._pages.values() if page is self.stack.currentWidget()), None)

    def _back_to_pages(self) -> None:
        # By its title: numbers would name another tab once there is one more.
        kept = self.preferences.value("window/tab")
        self.show_page(next((at for at, tab in enumerate(self._tabs) if tab.title == kept), 0))

    def _show_tab(self, at: int) -> None:
        if not 0 <= at < len(self._tabs):
            return
        page = self.page_at(at)
        self.preferences.setValue("window/tab", self._tabs[at].title)
        self.stack.setCurrentWidget(page)
        self.status.clear()
        self._show_page_actions()
        page.activate()

    def _show_status(self, page: Page, words: str) -> None:
        page.setProperty("status", words)
        if page is self.page:
            self.status.setText(words)

    def _show_page_actions(self) -> None:
        page = self.page
        for action in (self.keep_action, *self.dialog_actions.values()):
            action.setEnabled(self.background is not None)
        for action in (self.find_action, self.refresh_action):
            action.setEnabled(page is not None)
        self.new_action.setEnabled(page is not None and page.has_records)
        self.import_action.setVisible(page is not None and hasattr(page, "import_records"))
        if page is not None:
            self.status.setText(str(page.property("status") or ""))

    def _go_to(self, wanted: Callable[[Tab], bool]) -> Any:
        """Show the first tab like that, and return its page, each with its own ways; None without one."""
        for at, tab in enumerate(self._tabs):
            if wanted(tab):
                self.show_page(at)
                return self.page_at(at)
        return None

    def _show_record(self, noun: str, record_id: int) -> None:
        """Show a record on the page or in the dialog that owns it; a pair stands within its round."""
        entry = next((entry for entry in OFFICE_DIALOGS if noun in entry.nouns), None)
        if entry is not None:
            self.open_dialog(entry, (noun, record_id))
        elif noun == "cross_pair":
            self._go_to(lambda tab: tab.noun == "cross_round").show_pair(record_id)
        elif page := self._go_to(lambda tab: tab.noun == noun):
            page.show_record(record_id)

    def _show_list(self, noun: str, view_name: str) -> None:
        if page := self._go_to(lambda tab: tab.noun == noun):
            page.show_view(view_name)

    def _show_form(self, form_id: str, record_id: int) -> None:
        """Show a form of a visit, or of a pair of a round of 交叉检查."""
        from hazard_desk.services.report_reading import is_of_pairs

        of = {"pair_id" if is_of_pairs(form_id) else "inspection_id": record_id}
        self._go_to(lambda tab: tab.reports).show_form(form_id, **of)

    def _show_round_form(self, form_id: str, round_id: int) -> None:
        self._go_to(lambda tab: tab.reports).show_form(form_id, round_id=round_id)

    def _begin_visit(self, facts: object) -> None:
        self._go_to(lambda tab: tab.noun == "inspection").begin_visit(facts)

    # ---- the office's own row ------------------------------------------------------------------------

    def _refresh_office(self, nouns: frozenset[str]) -> None:
        if "office" in nouns:
            self._read_office()
        if "holiday" in nouns:
            self._read_holidays()
        if nouns & _OF_DUE_TIME:
            self._read_stand()

    def _read_office(self) -> None:
        from hazard_desk.services.offices import office_row

        if self.background is not None:
            self.background.read(office_row, done=self._show_office, key="window/office", owner=self)

    def _read_holidays(self) -> None:
        from hazard_desk.services.holidays import day_table

        if self.background is not None:
            self.background.read(
                day_table, done=self.due_time.set_day_table, key="window/holidays", owner=self
            )

    def _read_stand(self) -> None:
        from hazard_desk.services.filing.standing import present_stand

        if self.background is not None:
            self.background.read(present_stand, done=self.due_time.show_stand, key="window/stand", owner=self)

    def _show_office(self, row: Any) -> None:
        self.office_name.setText(row.name)
        self.setWindowTitle(f"{row.name} — {_PROGRAM}")
        self.due_time.set_weekday(row.reporting_weekday)
        # The corner gets its room only when the bar lays itself out anew.
        self.menuBar().setCornerWidget(self.office_name, Qt.Corner.TopRightCorner)

    # ---- menus ---------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the newest operation."""
        self._undoing.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._undoing.redo()

    def _find(self) -> None:
        if self.page is not None:
            self.page.focus_search()

    def _new(self) -> None:
        if self.page is not None:
            self.page.new_record()

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.reload()

    def _import(self) -> None:
        page: Any = self.page
        if page is not None:
            page.import_records()

    def _choose_folder(self) -> None:
        self.welcome.choose_folder(self)

    def open_dialog(
        self, entry: OfficeDialog, record: tuple[str, int] | None = None, *, start: str = ""
    ) -> None:
        """Open a dialog on the office, at this record; where it wants something shown or begun, do that."""
        if self.background is None:
            return
        dialog = entry.load()(self.background, self.messages, self)
        for wish, show in (
            ("record_wanted", self._show_record),
            ("list_wanted", self._show_list),
            ("visit_wanted", self._begin_visit),
            ("report_wanted", self._show_report),
        ):
            if hasattr(dialog, wish):
                getattr(dialog, wish).connect(show)
        if start:
            dialog.begin_at(start)
        getattr(dialog, entry.opens)()
        if record is not None:
            dialog.show_record(*record)

    def open_dialog_named(self, words: str, start: str) -> None:
        """Open the dialog of these words; with `start` at the part of that name."""
        entry = next(entry for entry in OFFICE_DIALOGS if entry.words == words)
        self.open_dialog(entry, start=start)

    def _show_report(self, wanted: object) -> None:
        """Show a report as `report_reading.Wanted` says."""
        self._go_to(lambda tab: tab.reports).show_wanted(wanted)

    def _print_card(self) -> None:
        open_manual().print_card()

    def _open_news(self) -> None:
        from ui.dialogs.whats_new import WhatsNew

        WhatsNew(self).show()

    def _open_problem_report(self) -> None:
        from ui.dialogs.problem_report import ProblemReportDialog

        ProblemReportDialog(self.background, self).open()

    def _open_logs(self) -> None:
        from ui.dialogs.about import open_logs

        open_logs(self.messages)

    def _open_about(self) -> None:
        from ui.dialogs.about import About

        About(self).open()

    # ---- the window itself ---------------------------------------------------------------------------

    def raise_up(self) -> None:
        """Come to the front: the program was started a second time."""
        self.setWindowState(
            (self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive
        )
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window has been painted."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)
            QTimer.singleShot(0, self, self._draw_icons)

    def add_at_foot(self, strip: QWidget) -> None:
        """Give a strip its place below the pages."""
        centre = self.centralWidget()
        layout = centre.layout() if centre is not None else None
        assert layout is not None
        layout.addWidget(strip)

    def hold(self, held: bool) -> None:
        """Let nothing new be begun, by mouse or key, or again; the strips at the foot stay usable."""
        if not held:
            self._may_close = False  # what she was asked about may be other work the next time
        for widget in (self.menuBar(), self.tabs, self.strip, self.stack, self.backup_light):
            widget.setEnabled(not held)
        for action in (*self.menuBar().actions(), *self.actions()):  # of a shut menu no key works
            action.setEnabled(not held)

    def may_leave(self) -> bool:
        """Ask each page whether it may be taken away; what was typed is kept or asked about."""
        return all(page.may_close() for page in self._pages.values())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the pages and a running import, keep the size, and let the program end."""
        if not self.may_leave():
            self._may_close = False
            event.ignore()
            return
        running = [task for task in (self.background.under_way if self.background else []) if task.stoppable]
        if running and not self._may_close:
            event.ignore()
            self.messages.ask(
                Message(
                    f"{running[0].what or '还有工作'}，还没有做完。",
                    "现在关闭就取消这一步，已经保存的数据不受影响。",
                    kind=Kind.WARNING,
                ),
                "停止并关闭",
                self._close_if,
                "继续做完",
            )
            return
        if self.holds_open():
            event.ignore()
            return
        keep_place(self, self.preferences)
        close_manual()
        self.closing.emit()
        super().closeEvent(event)

    def _close_if(self, wanted: bool) -> None:
        if wanted:
            self._may_close = True
            self.close()

    def keep_time(self, now: Callable[[], datetime]) -> None:
        """Count down by this clock."""
        self.due_time.set_clock(now)
