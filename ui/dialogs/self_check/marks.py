"""The 28 items of 自查表 with their two columns of answers, set by single keys as on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from hazard_desk.terms import CheckMark
from ui import theme
from ui.tables.ringed_cells import RingedCells
from ui.theme import Meaning
from ui.widgets.check_marks import (
    KEYS_LEGEND,
    MEANINGS,
    NEXT,
    SIGNS,
    counted,
    dress_marks_table,
    marks_by_key,
    words_of,
)
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.self_checking import Marks

LEGEND = f"按键：{KEYS_LEGEND} · 回车到下一项 · ← → 换栏"

_ITEMS = 28
_GROUP, _ITEM, _OWN, _OFFICE = range(4)
_WIDTHS = {_GROUP: 72, _OWN: 104, _OFFICE: 104}
_PADDING = 4
_ASKED_FOR_BAD = (20, 22)  # √ means there is none of it (forms.md F2)
_BAD = "现象"
_BAD_HINT = "（没有这种现象，填“√ 符合要求”）"
_MARK = Qt.ItemDataRole.UserRole


class _Roomy(RingedCells):
    """Gives the text of a cell room round it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        table = self.parent()
        assert isinstance(table, QTableWidget)
        if table.rowSpan(index.row(), index.column()) > 1:
            return QSize(0, theme.ROW_HEIGHT)  # Qt would give the first row room for all of it
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height() + 2 * _PADDING, theme.ROW_HEIGHT))


class MarksTable(QTableWidget):
    """The items grouped as printed; 自查结果 and 检查结果 beside each."""

    changed = Signal()
    passed_end = Signal()  # Enter on the last item

    def __init__(self) -> None:
        """Make it empty; `show_items` gives it the words of the form."""
        super().__init__(_ITEMS, 4)
        self.setItemDelegate(_Roomy(self))
        self.setMinimumHeight(240)
        dress_marks_table(self, "自查内容", _ITEM, _WIDTHS)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self.resizeRowsToContents)
        for row in range(_ITEMS):
            for column in range(4):
                self.setItem(row, column, _make_cell(column))
        self.put({})
        self.setCurrentCell(0, _OWN)

    # ---- what stands in it -------------------------------------------------------------------------------

    def show_items(self, texts: Mapping[str, Any]) -> None:
        """Show the items of the form in these words; the marks stay."""
        titles: Sequence[str] = texts["columns"]
        self.setHorizontalHeaderLabels(list(titles))
        self.clearSpans()
        row = 0
        for group in texts["groups"]:
            self._cell(row, _GROUP).setText(group["name"])
            if len(group["items"]) > 1:
                self.setSpan(row, _GROUP, len(group["items"]), 1)
            for words in group["items"]:
                hint = f"\n{_BAD_HINT}" if row + 1 in _ASKED_FOR_BAD and _BAD in words else ""
                self._cell(row, _ITEM).setText(f"{row + 1}. {' '.join(words.split())}{hint}")
                row += 1
        self._fit_soon.start()

    def marks(self) -> dict[int, Marks]:
        """Return the marks by item; an item without any is left out."""
        found = {row + 1: (self._mark(row, _OWN), self._mark(row, _OFFICE)) for row in range(self.rowCount())}
        return {item: marks for item, marks in found.items() if any(marks)}

    def put(self, marks: Mapping[int, Marks]) -> None:
        """Show these marks; the other items are left blank."""
        for row in range(self.rowCount()):
            for column, mark in zip((_OWN, _OFFICE), marks.get(row + 1, (None, None)), strict=True):
                self._show(row, column, mark)
        self.changed.emit()

    def set_mark(self, row: int, column: int, mark: CheckMark | None) -> None:
        """Answer one item."""
        self._show(row, column, mark)
        self.changed.emit()

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self.item(row, column)
        assert cell is not None
        return cell

    def _mark(self, row: int, column: int) -> CheckMark | None:
        kept = self._cell(row, column).data(_MARK)
        return CheckMark(kept) if kept else None

    def _show(self, row: int, column: int, mark: CheckMark | None) -> None:
        cell = self._cell(row, column)
        cell.setData(_MARK, mark.value if mark else None)
        cell.setText(words_of(mark))
        cell.setForeground(QBrush(MEANINGS[mark].ink if mark else Meaning.PLAIN.ink))
        title = self.horizontalHeaderItem(column)
        said = f"第 {row + 1} 项{title.text() if title else ''}：{cell.text() or '未填'}"
        cell.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    # ---- keys and mouse ------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Put the keyboard on the first answer."""
        self.setCurrentCell(0, _OWN)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on an answer, never on the words."""
        super().focusInEvent(event)
        if self.currentColumn() not in (_OWN, _OFFICE):
            self.setCurrentCell(max(self.currentRow(), 0), _OWN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer with a key; Enter and the arrows go on."""
        row, column = self.currentRow(), self.currentColumn()
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        answers = row >= 0 and column in (_OWN, _OFFICE)
        answer = marks_by_key(event) if answers else None
        if command or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif answer is not None:
            self.set_mark(row, column, answer[0])
        elif event.key() in ENTER_KEYS:
            self._go_on(row, column)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setCurrentCell(row, _OWN if event.key() == Qt.Key.Key_Left else _OFFICE)
        elif event.key() == Qt.Key.Key_Home:
            self.setCurrentCell(0, column)
        elif event.key() == Qt.Key.Key_End:
            self.setCurrentCell(self.rowCount() - 1, column)
        elif event.text().isprintable() and event.text():
            event.accept()  # or Qt would look for a row that begins with it
        else:
            super().keyPressEvent(event)

    def _go_on(self, row: int, column: int) -> None:
        if row + 1 < self.rowCount():
            self.setCurrentCell(row + 1, column)
        else:
            self.passed_end.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the answer that was clicked its next mark."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and index.column() in (_OWN, _OFFICE):
            self.set_mark(index.row(), index.column(), NEXT[self._mark(index.row(), index.column())])
        elif index.isValid():
            self.setCurrentCell(index.row(), _OWN)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second of two quick clicks as one more."""
        self.mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every row the height of its words anew."""
        super().resizeEvent(event)
        self._fit_soon.start()


def _make_cell(column: int) -> QTableWidgetItem:
    cell = QTableWidgetItem()
    answer = column in (_OWN, _OFFICE)
    selectable = Qt.ItemFlag.ItemIsSelectable if answer else Qt.ItemFlag.NoItemFlags
    cell.setFlags(Qt.ItemFlag.ItemIsEnabled | selectable)
    cell.setTextAlignment(Qt.AlignmentFlag.AlignVCenter if column == _ITEM else Qt.AlignmentFlag.AlignCenter)
    return cell


__all__ = ["LEGEND", "SIGNS", "MarksTable", "counted"]
