"""The top of a template's sheet as it looks: texts and merged cells, its header and one column marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui import theme
from ui.dialogs.import_wizard.sheets import letters
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.issued_tables.layout import SheetLayout
    from hazard_desk.services.county_templates import SheetTop

_NO_INDEX = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_WIDEST, _NARROWEST = 150, 56
_FEW = 3  # so many columns may be twice as wide
_ROWS_BELOW = 12  # so many rows below the header are worth showing
_HEADER = QBrush(QColor(theme.SELECTION))
_COLUMN = QBrush(Meaning.DUE_SOON.ground)


class TopModel(QAbstractTableModel):
    """The first rows of a sheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a sheet."""
        super().__init__(parent)
        self.top: SheetTop | None = None
        self._layout: SheetLayout | None = None
        self._rows = 0
        self._columns = 0
        self._marked: dict[tuple[int, int], str] = {}
        self._shown_column = -1

    def show(self, top: SheetTop, layout: SheetLayout) -> None:
        """Show this sheet with its header."""
        self.beginResetModel()
        self.top, self._layout = top, layout
        self._rows = min(len(top.rows), max(layout.header_last, 4) + _ROWS_BELOW)
        # A cell that waits may stand right of all that is written: the last box of a form.
        waiting = max((cell.column + 1 for cell in layout.marked), default=0)
        self._columns = max(waiting, max(map(len, top.rows), default=0))
        self._marked = {(cell.row - 1, cell.column): cell.label for cell in layout.marked}
        self._shown_column = -1
        self.endResetModel()

    def mark_column(self, column: int) -> None:
        """Mark the column that is being set; -1 for none."""
        before, self._shown_column = self._shown_column, column
        for one in (before, column):
            if 0 <= one < self._columns:
                self.dataChanged.emit(self.index(0, one), self.index(self._rows - 1, one))

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many columns the rows have."""
        return 0 if parent.isValid() else self._columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Name columns by letters and rows by numbers, as spreadsheets do."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section) if orientation is Qt.Orientation.Horizontal else section + 1

    def data(self, index: _Index, role: int = 0) -> Any:
        """Return a cell's text, and how it is marked."""
        if not index.isValid() or self.top is None:
            return None
        row, column = index.row(), index.column()
        cells = self.top.rows[row]
        text = cells[column] if column < len(cells) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            waits = self._marked.get((row, column))
            return f"{text}\n这一格等着填：{waits}".strip() if waits else text
        if role == Qt.ItemDataRole.BackgroundRole:
            if self._is_header(row):
                return _HEADER
            if column == self._shown_column or (row, column) in self._marked:
                return _COLUMN
        if role == Qt.ItemDataRole.FontRole and self._is_header(row):
            font = QFont(theme.body_font())
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignHCenter if self._is_header(row) else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def _is_header(self, row: int) -> bool:
        layout = self._layout
        return layout is not None and layout.header_first <= row + 1 <= layout.header_last


class TopView(QTableView):
    """Shows the top of a sheet; a click tells the column."""

    column_chosen = Signal(int)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAccessibleName("表样的上部")
        self.setModel(TopModel(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setMinimumWidth(30)
        self.horizontalHeader().setHighlightSections(False)
        self.setWordWrap(True)
        self.clicked.connect(lambda index: self.column_chosen.emit(index.column()))

    @property
    def top(self) -> TopModel:
        """What is shown."""
        model = self.model()
        assert isinstance(model, TopModel)
        return model

    def show_top(self, top: SheetTop, layout: SheetLayout) -> None:
        """Show this sheet's top, merged cells together."""
        self.clearSpans()
        self.top.show(top, layout)
        rows, columns = self.top.rowCount(), self.top.columnCount()
        for (first, left), (last, right) in top.merges:
            if first < rows and left < columns:
                height, width = min(last, rows - 1) - first + 1, min(right, columns - 1) - left + 1
                if height > 1 or width > 1:
                    self.setSpan(first, left, height, width)
        metrics = self.fontMetrics()
        for column in range(columns):
            texts = [
                line
                for at, cells in enumerate(top.rows[:rows])
                if column < len(cells) and not self._is_spread(at, column)
                for line in cells[column].split("\n")
            ]
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 18
            most = _WIDEST if columns > _FEW else 2 * _WIDEST
            self.setColumnWidth(column, max(_NARROWEST, min(most, widest)))
        for row in range(rows):
            lines = max((cell.count("\n") + 1 for cell in top.rows[row]), default=1)
            self.setRowHeight(row, theme.ROW_HEIGHT + (min(lines, 3) - 1) * metrics.lineSpacing())

    def mark_column(self, column: int) -> None:
        """Mark this column and bring it into sight."""
        self.top.mark_column(column)
        if column >= 0 and self.top.rowCount():
            self.scrollTo(self.top.index(max(0, self._header_row()), column))

    def _header_row(self) -> int:
        layout = self.top._layout
        return layout.header_last - 1 if layout is not None else 0

    def _is_spread(self, row: int, column: int) -> bool:
        return self.columnSpan(row, column) > 1
