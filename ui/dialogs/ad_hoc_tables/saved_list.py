"""The tables that were saved: found by name, by who asked, or by what they ask; a click shows one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.ad_hoc_tables import SavedTableRow

_COLUMNS = [("表名", 176, Align.LEFT), ("谁要的", 100, Align.LEFT), ("上次出表", 92, Align.LEFT)]


class SavedList(QWidget):
    """All saved tables, the one in sight selected."""

    chosen = Signal(int)  # its answer is wanted
    opened = Signal(int)  # its question is wanted
    rename_wanted = Signal(int)
    removal_wanted = Signal(int)

    def __init__(self, settings: Any) -> None:
        """Start empty."""
        super().__init__()
        self._rows: dict[int, SavedTableRow] = {}
        self._shown: list[SavedTableRow] = []
        self._quiet = False
        self.search = SearchBox("查找已存的表", "表名、谁要的，或拼音首字母")
        self.search.setMaximumWidth(16_777_215)
        self.search.textChanged.connect(lambda _text: self._show())
        self.table = ShortList(_COLUMNS, "ad_hoc/saved", settings)
        self.table.setAccessibleName("已存的表")
        self.table.setSelectionMode(ShortList.SelectionMode.SingleSelection)
        self.table.selection_changed.connect(self._on_selection)
        self.table.opened.connect(lambda at: self.opened.emit(self._shown[at].id))
        self.search.left_downwards.connect(self._enter_list)
        self.rename_button = push_button("改名", "F2", self._rename, "edit")
        self.remove_button = push_button("移除", "Delete，可以撤销", self._remove, "delete")
        self.count = QLabel()
        theme.set_role(self.count, "secondary")
        for keys, act in (("F2", self._rename), ("Delete", self._remove)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(shortcut.context().WidgetShortcut)
            shortcut.activated.connect(act)
        foot = QHBoxLayout()
        foot.setSpacing(theme.LABEL_GAP)
        foot.addWidget(self.count, 1)
        for button in (self.rename_button, self.remove_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.LABEL_GAP, theme.LABEL_GAP, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    @property
    def rows(self) -> dict[int, SavedTableRow]:
        """Return the saved tables by their ids."""
        return self._rows

    def show_rows(self, rows: Sequence[SavedTableRow], current: int | None) -> None:
        """Show these, with the one in sight selected."""
        self._rows = {row.id: row for row in rows}
        self._show()
        self.go_to(current)

    def go_to(self, table_id: int | None) -> None:
        """Select this one without asking for its answer; None selects none."""
        self._quiet = True
        at = next((at for at, row in enumerate(self._shown) if row.id == table_id), None)
        if at is None:
            self.table.clearSelection()
        else:
            self.table.go_to(at)
        self._quiet = False
        self._show_buttons()

    def focus_search(self) -> None:
        """Put the keyboard into the search."""
        self.search.setFocus()
        self.search.selectAll()

    @property
    def current(self) -> int | None:
        """Return the id of the table that is selected."""
        ids = self.table.selected_ids
        return self._shown[ids[0]].id if ids and ids[0] < len(self._shown) else None

    def _show(self) -> None:
        typed = self.search.text()
        kept = self.current
        self._shown = [
            row
            for row in self._rows.values()
            if found_by(row.name, typed) or found_by(row.note, typed) or (typed and typed in row.words)
        ]
        self.table.set_empty_text(
            "没有符合的。" if self._rows else "还没有存过表。做好一张后按 Ctrl+S 保存。"
        )
        self._quiet = True
        self.table.clearSelection()
        self.table.show_lines(
            [
                Line(
                    at,
                    (row.name, row.note, row.used_on.isoformat() if row.used_on else ""),
                    tip=f"{row.name}\n{row.words}",
                )
                for at, row in enumerate(self._shown)
            ]
        )
        self._quiet = False
        self.go_to(kept)
        many = len(self._rows)
        self.count.setText(
            f"共 {many} 张" if len(self._shown) == many else f"{len(self._shown)} 张，共 {many} 张"
        )

    def _on_selection(self, ids: Sequence[int]) -> None:
        self._show_buttons()
        if ids and not self._quiet and ids[0] < len(self._shown):
            self.chosen.emit(self._shown[ids[0]].id)

    def _show_buttons(self) -> None:
        for button in (self.rename_button, self.remove_button):
            button.setEnabled(self.current is not None)

    def _enter_list(self) -> None:
        if self._shown:
            self.table.setFocus()
            if self.current is None:
                self.table.go_to(0)

    def _rename(self) -> None:
        if self.current is not None:
            self.rename_wanted.emit(self.current)

    def _remove(self) -> None:
        if self.current is not None:
            self.removal_wanted.emit(self.current)
