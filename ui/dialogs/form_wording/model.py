"""The texts of a form as a table: where each stands, as shipped, as the office words it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from ui import theme

if TYPE_CHECKING:
    from hazard_desk.services.form_places import Line

Index = QModelIndex | QPersistentModelIndex

_BREAK = "|"
_BREAK_TIP = "竖线“|”不会印出来：这一行太长、一行排不下时，就从竖线处分成两行。"
_SLOT_TIP = "花括号里的内容由程序填写，如 {报送对象}，请原样留着。"
_EMPTY = "（空）"


class Part(IntEnum):
    """The columns."""

    WHERE = 0
    SHIPPED = 1
    OWN = 2
    STATE = 3


_TITLES = {Part.WHERE: "在哪里", Part.SHIPPED: "原文", Part.OWN: "本单位用", Part.STATE: "改动"}


class WordingModel(QAbstractTableModel):
    """Holds what is typed until it's saved; only 本单位用 can be edited."""

    edited = Signal()

    def __init__(self) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self._own: list[str] = []

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these texts."""
        self.beginResetModel()
        self.lines = lines
        self._own = [line.own for line in lines]
        self.endResetModel()
        self.edited.emit()

    # ---- what was typed --------------------------------------------------------------------------------

    def own(self, row: int) -> str:
        """Return the office's text in this row."""
        return self._own[row]

    def set_own(self, row: int, text: str) -> None:
        """Word this row so."""
        if text != self._own[row]:
            self._own[row] = text
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Part) - 1))
            self.edited.emit()

    def reset(self, row: int) -> None:
        """Take the shipped text again."""
        self.set_own(row, self.lines[row].shipped)

    def differs(self, row: int) -> bool:
        """Tell whether the row is worded otherwise than shipped."""
        return self._own[row] != self.lines[row].shipped

    def unsaved(self) -> dict[str, str]:
        """Return what is worded otherwise than stored, by the first place of its row."""
        return {
            line.places[0]: own for line, own in zip(self.lines, self._own, strict=True) if own != line.own
        }

    def put(self, texts: Mapping[str, Any]) -> None:
        """Word the rows of these places so; the others as stored."""
        for row, line in enumerate(self.lines):
            self.set_own(row, str(texts.get(line.places[0], line.own)))

    # ---- Qt's questions --------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the texts."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(Part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let 本单位用 be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == Part.OWN else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[Part(section)]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, colour, tooltip."""
        row, part = index.row(), Part(index.column())
        line = self.lines[row]
        if role == Qt.ItemDataRole.EditRole:
            return self._own[row]
        if role == Qt.ItemDataRole.DisplayRole:
            if part is Part.STATE:
                return "已改" if self.differs(row) else ""
            return {Part.WHERE: line.where, Part.SHIPPED: line.shipped or _EMPTY}.get(
                part, self._own[row] or _EMPTY
            )
        if role == Qt.ItemDataRole.ForegroundRole:
            if part is Part.STATE or (part is Part.OWN and self.differs(row)):
                return QColor(theme.ACCENT)
            return QColor(theme.INK if part is Part.WHERE else theme.SECONDARY)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
        if role == Qt.ItemDataRole.AccessibleTextRole and part is Part.OWN:
            changed = "，已改" if self.differs(row) else ""
            return f"{line.where}：{self._own[row] or '空'}{changed}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Word a row as it was typed."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Part.OWN:
            return False
        self.set_own(index.row(), str(value))
        return True

    def _tip(self, row: int) -> str:
        line = self.lines[row]
        said = [line.where]
        if _BREAK in line.shipped or _BREAK in self._own[row]:
            said.append(_BREAK_TIP)
        if "{" in line.shipped:
            said.append(_SLOT_TIP)
        return "\n".join(said)
