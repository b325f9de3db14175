"""历次 as a table: rows 检查方, columns 受检方, in each cell the numbers of the rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from ui import theme
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.history import History, RoundMark

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_DIAGONAL = "—"


class MatrixModel(QAbstractTableModel):
    """Who inspected whom in which round; the chosen round's pairs stand out."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._cells: dict[tuple[str, str], tuple[RoundMark, ...]] = {}
        self._current: int | None = None
        self._bold = QFont()
        self._bold.setBold(True)

    def show_history(self, history: History, current: int | None) -> None:
        """Show this; `current` is the round that is looked at on the page."""
        self.beginResetModel()
        self._rows, self._columns = tuple(history.inspectors), tuple(history.inspected)
        self._cells = dict(history.cells)
        self._current = current
        self.endResetModel()

    def set_current(self, round_id: int | None) -> None:
        """Let this round stand out."""
        self._current = round_id
        if self._rows and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    @property
    def row_names(self) -> tuple[str, ...]:
        """Return the 检查方."""
        return self._rows

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the 受检方."""
        return self._columns

    def marks(self, index: Index) -> tuple[RoundMark, ...]:
        """Return the rounds of a cell, oldest first."""
        if not index.isValid():
            return ()
        marks = self._cells.get((self._rows[index.row()], self._columns[index.column()]), ())
        return tuple(sorted(marks, key=lambda mark: mark.number))

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        if self._rows[row] == self._columns[column]:
            return _DIAGONAL
        return "、".join(str(mark.number) for mark in self.marks(self.index(row, column)))

    def widest(self) -> str:
        """Return the longest text of any cell."""
        texts = ("、".join(str(mark.number) for mark in marks) for marks in self._cells.values())
        return max(texts, key=len, default="")

    # ---- what Qt asks ----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of 检查方."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Return the number of 受检方."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Return the names."""
        names = self._columns if orientation == Qt.Orientation.Horizontal else self._rows
        if not 0 <= section < len(names):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Vertical:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return what a cell shows and says."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        team, target = self._rows[index.row()], self._columns[index.column()]
        marks = self.marks(index)
        is_current = any(mark.round_id == self._current for mark in marks)
        if role == Qt.ItemDataRole.BackgroundRole:
            if team == target:
                return QBrush(QColor(theme.LINE))
            return QBrush(Meaning.IN_PROGRESS.ground) if is_current else None
        if role == Qt.ItemDataRole.ForegroundRole:
            if team == target:
                return QBrush(QColor(theme.SECONDARY))
            return QBrush(Meaning.IN_PROGRESS.ink) if is_current else None
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if is_current else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(team, target, marks)
        return None

    def _said(self, team: str, target: str, marks: tuple[RoundMark, ...]) -> str:
        if team == target:
            return f"{team}：不能检查自己"
        head = f"{team} 检查 {target}"
        if not marks:
            return f"{head}：没有过"
        return "\n".join([head, *(round_words(mark, self._current) for mark in marks)])


def round_words(mark: RoundMark, current: int | None = None) -> str:
    """Return a round's number, name and day, and whether it's the one looked at."""
    day = f"　{mark.starts_on.isoformat()}" if mark.starts_on else ""
    return f"{mark.number}　{mark.name}{day}{'（本轮）' if mark.round_id == current else ''}"
