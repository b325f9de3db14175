"""What a list offers for printing: a button, Ctrl+P, and the menu of the right mouse button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QTableView, QWidget

from ui import theme
from ui.messages import Kind, Message
from ui.pages.page import Page
from ui.preferences import Preferences

if TYPE_CHECKING:
    from ui.dialogs.form_batch.choice import Choice, Deed
    from ui.dialogs.form_batch.dialog import FormBatchDialog
    from ui.dialogs.form_batch.run import BatchRun
    from ui.tables.ids_model import IdsTableModel
    from ui.tables.record_table import RecordTable


class FormBatchOffer(QObject):
    """Prints forms of the selected rows of a page's table, or of all that it lists."""

    def __init__(
        self,
        page: Page,
        table: RecordTable,
        model: IdsTableModel,
        *,
        visits: bool,
        visits_of: Callable[..., list[int]] | None = None,
        add_to_menu: Callable[[QMenu], None] | None = None,
    ) -> None:
        """Serve this table; its rows are visits, else enterprises.

        Rows of another kind come with the query that finds their visits. `add_to_menu` gives the menu of the
        right mouse button what the page has besides.
        """
        super().__init__(page)
        self._visits_of = visits_of
        self._add_to_menu = add_to_menu
        self._page = page
        self._table = table
        self._model = model
        self._visits = visits
        self._settings: Any = page.settings if page.settings is not None else Preferences()
        self._run: BatchRun | None = None
        self.button = QPushButton("打印…")
        self.button.setIcon(theme.icon("print", theme.SECONDARY))
        self.button.setToolTip("打印或另存选中各行的表，没有选中就是整个列表（Ctrl+P）")
        self.button.clicked.connect(self.open)
        # The frozen column is a view of its own over the table.
        for view in (table, *table.findChildren(QTableView)):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(lambda at, view=view: self._show_menu(view, at))

    def listen(self, area: QWidget) -> None:
        """Take Ctrl+P anywhere in this part of the page."""
        shortcut = QShortcut(QKeySequence("Ctrl+P"), area)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open)

    def open(self) -> FormBatchDialog | None:
        """Ask what is to be printed; an empty list has nothing. Visits of the rows are looked up first."""
        selected, listed = self._table.selected_ids, list(self._model.ids)
        if self._visits_of is None or not listed:
            return self._ask(selected, listed)
        visits_of = self._visits_of
        self._page.background.read(
            lambda reading: (visits_of(reading, selected), visits_of(reading, listed)),
            done=lambda found: self._ask(*found),
            failed=self._page.messages.show_error,
            owner=self._page,
        )
        return None

    def _ask(self, selected: list[int], listed: list[int]) -> FormBatchDialog | None:
        from ui.dialogs.form_batch.choice import Scope, kept_choice
        from ui.dialogs.form_batch.dialog import FormBatchDialog

        scope = Scope(selected, listed, self._visits)
        if not scope.listed:
            self._page.messages.say(
                Message("列表是空的。", "没有可以打印的表。", "请先录入，或清除查找和筛选。", Kind.WARNING)
            )
            return None
        last = kept_choice(self._settings, visits=self._visits)
        dialog = FormBatchDialog(self._page.background, scope, last, self._page.window())
        dialog.decided.connect(lambda choice, deed, ids: self._carry_out(choice, deed, ids, scope.unit))
        dialog.open()
        return dialog

    def _carry_out(self, choice: Choice, deed: Deed, ids: list[int], unit: str) -> None:
        from ui.dialogs.form_batch.choice import keep_choice
        from ui.dialogs.form_batch.run import BatchRun
        from ui.dialogs.form_batch.words import batch_stem

        keep_choice(self._settings, choice, visits=self._visits)
        if self._run is None:
            self._run = BatchRun(self._page.background, self._page.messages, self._settings, self._page)
        stem = batch_stem(choice.form_ids, len(ids), unit, date.today())
        self._run.start(choice.request(ids, visits=self._visits), choice, deed, stem, unit)

    def menu(self) -> QMenu:
        """Return what the right mouse button offers."""
        menu = QMenu("操作", self._table)
        current = self._table.current_id
        open_one = menu.addAction("打开")
        open_one.setEnabled(current is not None)
        open_one.triggered.connect(lambda: self._table.opened.emit(current))
        if self._add_to_menu is not None:
            self._add_to_menu(menu)
        menu.addAction(theme.icon("print", theme.SECONDARY), "打印表格…").triggered.connect(self.open)
        return menu

    def _show_menu(self, view: QTableView, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(view.viewport().mapToGlobal(at))
