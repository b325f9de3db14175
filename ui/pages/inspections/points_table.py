"""The points of a visit's check lists, marked by single keys; one that fails leads to its hazard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from hazard_desk.terms import CheckMark
from ui import theme
from ui.tables.ringed_cells import RingedCells
from ui.theme import Meaning
from ui.widgets.check_marks import KEYS_LEGEND, MEANINGS, NEXT, dress_marks_table, marks_by_key, words_of
from ui.widgets.field import ENTER_KEYS

LEGEND = f"按键：{KEYS_LEGEND} · F9 登记隐患 · F2 写说明 · 回车到下一项（问“是否存在……”的，没有这种情况填 √）"
OWN_TITLE = "补充的要点"

_TEXT, _RESULT, _NOTE, _HAZARD = range(4)
_TITLES = ("检查要点", "检查结果", "说明", "隐患")
_WIDTHS = {_RESULT: 104, _NOTE: 200, _HAZARD: 88}
_PADDING = 3
_TALLEST = 320
_WITH_HAZARD = (CheckMark.FAILS, CheckMark.RECTIFYING)


@dataclass(slots=True)
class Point:
    """One point as it is being marked; `hazard` is the editor's key of the hazard made of it."""

    text: str
    title: str = OWN_TITLE
    source: str = ""
    mark: CheckMark | None = None
    note: str = ""
    hazard: str = ""

    @property
    def list_key(self) -> tuple[str, str]:
        """Return what tells its list from others."""
        return self.source, self.title

    @property
    def is_own(self) -> bool:
        """Tell whether it was typed in for this visit alone."""
        return not self.source

    @property
    def is_touched(self) -> bool:
        """Tell whether something was entered for it."""
        return bool(self.mark or self.note or self.hazard)


class _Cells(RingedCells):
    """Gives text room, and keeps what was typed into a cell when Esc is pressed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        table = self.parent()
        assert isinstance(table, QTableWidget)
        if table.columnSpan(index.row(), index.column()) > 1:
            return QSize(0, theme.ROW_HEIGHT)
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(hint.height() + 2 * _PADDING, theme.ROW_HEIGHT))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and isinstance(editor, QWidget)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)


class PointsTable(QTableWidget):
    """The points under the titles of their lists; as high as they need, up to a third of the form."""

    changed = Signal()
    passed_end = Signal()  # Enter on the last point
    hazard_wanted = Signal(int)  # the place of a point
    point_wanted = Signal()  # one more point of the office's own
    refused = Signal(str)  # why a key did nothing

    def __init__(self, hazard_words: Callable[[str], str]) -> None:
        """`hazard_words` tells how the hazard of a key is called now, "" where it is gone."""
        super().__init__(0, len(_TITLES))
        self.points: list[Point] = []
        self._places: list[int | None] = []  # of each row: its point, None for the title of a list
        self._hazard_words = hazard_words
        self._filling = False
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeaderLabels(list(_TITLES))
        dress_marks_table(self, "检查表的要点", _TEXT, _WIDTHS)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit)
        self.itemChanged.connect(self._on_typed)
        self.currentCellChanged.connect(lambda row, *_: self._show_title_above(row))
        # Not within the delegate's own call: it still holds the cell.
        self.itemDelegate().closeEditor.connect(lambda *_: QTimer.singleShot(0, self, self._drop_empty))

    # ---- what stands in it -----------------------------------------------------------------------------

    def show_points(self, points: Sequence[Point], at: int = 0) -> None:
        """Show these points, the keyboard on the one at this place."""
        self._filling = True
        self.points = list(points)
        self._places = []
        self.clearSpans()
        self.setRowCount(0)
        before: tuple[str, str] | None = None
        for place, point in enumerate(self.points):
            if point.list_key != before:
                before = point.list_key
                self._add_title(point)
            self._add_point(place, point)
        self._filling = False
        self._fit_soon.start()
        if self.points:
            self.setCurrentCell(self._row_of(min(at, len(self.points) - 1)), _RESULT)

    def _add_title(self, point: Point) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self._places.append(None)
        count = sum(one.list_key == point.list_key for one in self.points)
        source = f" — {point.source}" if point.source else ""
        cell = QTableWidgetItem(f"{point.title}（{count} 项）{source}")
        cell.setFlags(Qt.ItemFlag.NoItemFlags)
        cell.setBackground(QColor(theme.BAND))
        cell.setForeground(QColor(theme.SECONDARY))
        cell.setToolTip(point.source or "只用于这次检查")
        self.setItem(row, _TEXT, cell)
        self.setSpan(row, _TEXT, 1, len(_TITLES))

    def _add_point(self, place: int, point: Point) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self._places.append(place)
        for column in range(len(_TITLES)):
            cell = QTableWidgetItem()
            flags = Qt.ItemFlag.ItemIsEnabled
            if column in (_RESULT, _NOTE) or (column == _TEXT and point.is_own):
                flags |= Qt.ItemFlag.ItemIsSelectable
            if column == _NOTE or (column == _TEXT and point.is_own):
                flags |= Qt.ItemFlag.ItemIsEditable
            cell.setFlags(flags)
            left = column in (_TEXT, _NOTE)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignVCenter if left else Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, column, cell)
        self._cell(row, _TEXT).setText(point.text)
        self._cell(row, _NOTE).setText(point.note)
        self._show_mark(row, point)

    def _show_mark(self, row: int, point: Point) -> None:
        filling, self._filling = self._filling, True
        cell = self._cell(row, _RESULT)
        cell.setText(words_of(point.mark))
        cell.setForeground(QBrush((MEANINGS[point.mark] if point.mark else Meaning.PLAIN).ink))
        said = f"{point.text}：{words_of(point.mark) or '未填'}"
        cell.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        self._show_link(row, point)
        self._filling = filling

    def _show_link(self, row: int, point: Point) -> None:
        words = self._hazard_words(point.hazard) if point.hazard else ""
        offered = "登记隐患" if point.mark in _WITH_HAZARD else ""
        cell = self._cell(row, _HAZARD)
        if cell.text() != (words or offered):
            cell.setText(words or offered)
            cell.setForeground(QColor(theme.ACCENT))
            cell.setToolTip("到这条隐患（F9）" if words else "由这一项登记隐患（F9）" if offered else "")

    def refresh_links(self) -> None:
        """Say anew which hazard each point has: they may have been taken away or moved."""
        self._filling = True
        for row, place in enumerate(self._places):
            if place is not None and self.points[place].hazard:
                self._show_link(row, self.points[place])
        self._filling = False

    def _show_title_above(self, row: int) -> None:
        """Let the title of a list come into sight with its first point."""
        if 0 < row < len(self._places) and self._places[row - 1] is None:
            self.scrollToItem(self._cell(row - 1, _TEXT))

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self.item(row, column)
        assert cell is not None
        return cell

    def _row_of(self, place: int) -> int:
        return self._places.index(place)

    @property
    def current_place(self) -> int | None:
        """Return the place of the point that the keyboard is on."""
        row = self.currentRow()
        return self._places[row] if 0 <= row < len(self._places) else None

    def set_mark(self, place: int, mark: CheckMark | None) -> None:
        """Mark one point."""
        point = self.points[place]
        if point.mark is not mark:
            point.mark = mark
            self._show_mark(self._row_of(place), point)
            self.changed.emit()

    # ---- typing into cells -----------------------------------------------------------------------------

    def edit_text(self, place: int) -> None:
        """Type the words of a point of the office's own."""
        self._edit(self._row_of(place), _TEXT)

    def _edit(self, row: int, column: int) -> None:
        self.setCurrentCell(row, column)
        self.editItem(self._cell(row, column))
        editor = self.findChild(QLineEdit)
        if editor is not None:
            editor.deselect()
            editor.end(False)

    def commit(self) -> None:
        """Take what is being typed into a cell."""
        if self.state() == QTableWidget.State.EditingState:
            self.setFocus()

    def _on_typed(self, cell: QTableWidgetItem) -> None:
        if self._filling:
            return
        place = self._places[cell.row()]
        if place is None:
            return
        text = cell.text().strip()
        if cell.column() == _NOTE:
            self.points[place].note = text
        elif cell.column() == _TEXT:
            self.points[place].text = text
        self._fit_soon.start()
        self.changed.emit()

    def _drop_empty(self) -> None:
        if self.state() == QTableWidget.State.EditingState:  # the next one is being typed already
            return
        kept = [point for point in self.points if point.text]
        if len(kept) < len(self.points):
            self.show_points(kept, len(kept) - 1)
            self.changed.emit()

    # ---- keys and mouse --------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Put the keyboard where it was, or on the first point."""
        if self.current_place is None and self.points:
            self.setCurrentCell(self._row_of(0), _RESULT)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a mark, never on the words."""
        super().focusInEvent(event)
        place = self.current_place
        if self.points and (place is None or self.currentColumn() != _NOTE):
            self.setCurrentCell(self._row_of(place or 0), _RESULT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark with a key; Enter and the arrows go on."""
        if self.state() == QTableWidget.State.EditingState:  # the Enter that ends the typing comes here too
            event.accept()
            return
        place, key = self.current_place, event.key()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Delete and control and place is not None:
            self._remove(place)
        elif control and key in ENTER_KEYS:
            self.passed_end.emit()
        elif control or event.modifiers() & Qt.KeyboardModifier.AltModifier or key == Qt.Key.Key_Escape:
            event.ignore()
        elif key == Qt.Key.Key_Insert:
            self.point_wanted.emit()
        elif place is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F9:
            self.want_hazard(place)
        elif key == Qt.Key.Key_F2:
            self._edit(self.currentRow(), _TEXT if self.currentColumn() == _TEXT else _NOTE)
        elif (mark := marks_by_key(event)) is not None:
            self.set_mark(place, mark[0])
        elif key in ENTER_KEYS:
            self._go_on(place)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setCurrentCell(self.currentRow(), _RESULT if key == Qt.Key.Key_Left else _NOTE)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at = 0 if key == Qt.Key.Key_Home else len(self.points) - 1
            self.setCurrentCell(self._row_of(at), _RESULT)
        elif event.text().isprintable() and event.text():
            event.accept()  # or Qt would look for a row that begins with it
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from the form, where it saves: here as in the hazards it goes on."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in ENTER_KEYS
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def _go_on(self, place: int) -> None:
        if place + 1 < len(self.points):
            self.setCurrentCell(self._row_of(place + 1), _RESULT)
        else:
            self.passed_end.emit()

    def want_hazard(self, place: int) -> None:
        """Ask for the hazard of a point; one without a mark fails by that, one that complies has none."""
        point = self.points[place]
        if point.mark is CheckMark.COMPLIES and not (point.hazard and self._hazard_words(point.hazard)):
            self.refused.emit("这一项填的是“符合要求”，不登记隐患；不符合的先按 3。")
            return
        if point.mark is None:
            self.set_mark(place, CheckMark.FAILS)
        self.hazard_wanted.emit(place)

    def _remove(self, place: int) -> None:
        if not self.points[place].is_own:
            self.refused.emit("检查表里的要点不单独去掉；没有这一项的，检查结果不填。")
            return
        left = [point for at, point in enumerate(self.points) if at != place]
        self.show_points(left, max(place - 1, 0))
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the result that was clicked its next mark; lead from the last column to the hazard."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        place = self._places[index.row()] if index.isValid() else None
        if place is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if index.column() == _RESULT:
            self.set_mark(place, NEXT[self.points[place].mark])
        elif index.column() == _HAZARD and self._cell(index.row(), _HAZARD).text():
            self.want_hazard(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type into a note, or into the words of a point of the office's own; else it's one more click."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._edit(index.row(), index.column())
        else:
            self.mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every row the height of its words anew."""
        super().resizeEvent(event)
        self._fit_soon.start()

    def _fit(self) -> None:
        self.resizeRowsToContents()
        needed = self.verticalHeader().length() + theme.HEADER_HEIGHT + 2 * self.frameWidth()
        self.setFixedHeight(min(needed, _TALLEST))
        if self.currentRow() >= 0:
            self.scrollToItem(self._cell(self.currentRow(), _TEXT))
            self._show_title_above(self.currentRow())


__all__ = ["LEGEND", "OWN_TITLE", "Point", "PointsTable"]
