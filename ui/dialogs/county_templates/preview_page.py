"""Step 3 预览: the rows that will be written, and what deserves a look before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.forms.sheet import printed
from ui import theme
from ui.dialogs.import_wizard.sheets import letters

if TYPE_CHECKING:
    from hazard_desk.services.county_templates import PreparedSheet

MOST_ROWS = 200
_NO_INDEX = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_WIDEST, _NARROWEST = 220, 60
_NAMED = 30
_SIDE = 300
_ALONE = 16_777_215  # the notes may have all the room where there are no rows


class RowsModel(QAbstractTableModel):
    """The first rows of a sheet as they will be written, under the template's headers."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._sheet: PreparedSheet | None = None
        self._names: tuple[str, ...] = ()

    def show(self, sheet: PreparedSheet) -> None:
        """Show this sheet's rows."""
        self.beginResetModel()
        self._sheet = sheet
        keys = dict(sheet.layout.keys)
        self._names = tuple(keys.get(row, "") for row in sheet.row_at)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() or self._sheet is None else min(MOST_ROWS, len(self._sheet.rows))

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many columns the template has."""
        return 0 if parent.isValid() or self._sheet is None else len(self._sheet.layout.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the header's lowest text, and in full as a hint."""
        if self._sheet is None or orientation is Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                at = self._sheet.row_at if self._sheet is not None else ()
                return at[section] if section < len(at) else section + 1
            return None
        column = self._sheet.layout.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label or letters(column.position)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{letters(column.position)} 列：{' · '.join(column.path)}"
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return what will stand in the cell."""
        if not index.isValid() or self._sheet is None:
            return None
        position = self._sheet.layout.columns[index.column()].position
        value = self._sheet.rows[index.row()].get(position)
        if self._names and position == self._sheet.layout.naming_column:
            value = self._names[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return " ".join(value_words(value).split("\n"))
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str | date):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class PreviewPage(QWidget):
    """One sheet at a time, what is to be looked at beside it."""

    def __init__(self) -> None:
        """Start without anything to show."""
        super().__init__()
        self.sheets: Sequence[PreparedSheet] = ()
        self.about = QLabel()
        self.about.setWordWrap(True)
        theme.set_role(self.about, "heading")
        self.choice = QComboBox()
        self.choice.setAccessibleName("工作表")
        self.choice.currentIndexChanged.connect(self._show_sheet)
        self.rows = RowsModel(self)
        self.table = QTableView()
        self.table.setAccessibleName("要写入的行")
        self.table.setModel(self.rows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.table.setTabKeyNavigation(False)
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumWidth(_SIDE)
        self.notes.setAccessibleName("要看一眼的")
        self._notes_title = QLabel("单个的格子和要看一眼的")
        theme.set_role(self._notes_title, "heading")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.choice)
        head.addWidget(self.about, 1)
        side = QVBoxLayout()
        side.setSpacing(theme.SMALL_GAP)
        side.addWidget(self._notes_title)
        side.addWidget(self.notes, 1)
        body = QHBoxLayout()
        body.setSpacing(theme.PAGE_MARGIN)
        body.addWidget(self.table, 1)
        body.addLayout(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.LABEL_GAP, theme.WIDE_GAP, theme.LABEL_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(head)
        layout.addLayout(body, 1)

    def show_sheets(self, sheets: Sequence[PreparedSheet]) -> None:
        """Show what would be written."""
        self.sheets = sheets
        blocked = self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([f"{sheet.sheet}（{len(sheet.rows)} 行）" for sheet in sheets])
        self.choice.blockSignals(blocked)
        self.choice.setVisible(len(sheets) > 1)
        self._show_sheet(0)

    def _show_sheet(self, at: int) -> None:
        if not 0 <= at < len(self.sheets):
            return
        sheet = self.sheets[at]
        self.rows.show(sheet)
        self.about.setText(about_words(sheet))
        notes = look_at(sheet)
        self.notes.setPlainText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._notes_title.setVisible(bool(notes))
        has_table = bool(sheet.layout.columns)
        self.table.setVisible(has_table)
        self.notes.setMaximumWidth(_SIDE if has_table else _ALONE)
        metrics = self.table.fontMetrics()
        for column in range(self.rows.columnCount()):
            texts = [str(self.rows.headerData(column, Qt.Orientation.Horizontal)) + "　"]
            texts += [
                str(self.rows.data(self.rows.index(row, column)) or "")
                for row in range(min(40, self.rows.rowCount()))
            ]
            widest = max(map(metrics.horizontalAdvance, texts)) + 20
            self.table.setColumnWidth(column, max(_NARROWEST, min(_WIDEST, widest)))


def value_words(value: Any) -> str:
    """Return a value as it will stand in a cell."""
    return value.isoformat() if isinstance(value, date) else printed(value)


def about_words(sheet: PreparedSheet) -> str:
    """Say how much will be written, and of which week the figures are."""
    from hazard_desk.services.county_templates import week_words

    week = week_words(sheet)
    return f"{count_words(sheet)}{week}。" if week else count_words(sheet)


def count_words(sheet: PreparedSheet) -> str:
    """Say how many rows will be written, and how many of them are shown."""
    if not sheet.layout.columns or not sheet.mapping.asks_for_rows:
        return f"填 {len(sheet.marks)} 个格子，不填行。"
    shown = f"，这里看前 {MOST_ROWS} 行" if len(sheet.rows) > MOST_ROWS else ""
    if sheet.mapping.beside:
        return f"表里写好 {len(sheet.layout.keys)} 个名称，填 {len(sheet.rows)} 行{shown}。"
    if not sheet.rows:
        return "没有符合条件的记录，表里不会有行。"
    return f"写入 {len(sheet.rows)} 行{shown}。"


def look_at(sheet: PreparedSheet) -> list[str]:
    """Return, a line each, the single cells and what deserves a look."""
    from hazard_desk.services.county_templates import mark_words, notes_of

    notes = [f"{cell.label.strip('{}【】 ')}：{mark_words(sheet, cell)}" for cell in sheet.marks]
    for note in notes_of(sheet):
        more = f"\n  ……共 {len(note.names)} 个" if len(note.names) > _NAMED else ""
        notes.append(f"{note.words}：\n  " + "\n  ".join(note.names[:_NAMED]) + more)
    return notes
