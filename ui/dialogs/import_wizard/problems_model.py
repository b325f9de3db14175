"""What is wrong with the file, one entry a place, in the order in which the user goes through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.errors import Problem

_NO_INDEX = QModelIndex()


def place_of(problem: Problem, *, with_sheet: bool) -> str:
    """Return where a problem is, as the clerk looks for it: sheet, row, column."""
    parts = [problem.sheet] if problem.sheet and (with_sheet or problem.row is None) else []
    if problem.row is not None:
        parts.append(f"第 {problem.row} 行")
    if problem.column:
        parts.append(problem.column)
    return " · ".join(parts)


class ProblemsModel(QAbstractListModel):
    """Two lines an entry: where, and what."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without entries."""
        super().__init__(parent)
        self.problems: list[Problem] = []
        self._with_sheet = False
        self._meaning = Meaning.OVERDUE

    def show(self, problems: Sequence[Problem], meaning: Meaning, *, with_sheet: bool) -> None:
        """List these."""
        self.beginResetModel()
        self.problems = list(problems)
        self._meaning = meaning
        self._with_sheet = with_sheet
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.problems)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Say where it is and what is wrong."""
        if not index.isValid():
            return None
        problem = self.problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{place_of(problem, with_sheet=self._with_sheet)}\n{problem.message}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return problem.message + problem.remedy
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(self._meaning.ink)
        return None
