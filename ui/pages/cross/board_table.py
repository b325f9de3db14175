"""The lines of the board: gone through by keys, a 受检方 carried to another line by the mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QLabel

from ui import theme
from ui.pages.cross.board_delegate import BoardDelegate
from ui.pages.cross.board_lines import CHECK, INSPECTOR, NOTE, TARGET, BoardLine, columns
from ui.pages.cross.board_moves import fixed_words, move
from ui.pages.cross.target_picker import TargetPicker
from ui.tables.header_state import Settings
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.theme import Meaning
from ui.widgets.drop_list import Offer
from ui.widgets.field import ENTER_KEYS

_EDIT = int(Qt.ItemDataRole.EditRole)
_EDGE = 24  # pixels from the rim within which a carried chip scrolls the list
_SCROLL_EVERY_MS, _SCROLL_BY = 40, 8
_BESIDE = QPoint(12, 14)  # where the words stand beside the pointer
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier

Index = QModelIndex | QPersistentModelIndex


class BoardModel(IdsTableModel):
    """The lines, all in memory; the note of a pair can be written."""

    note_typed = Signal(int, str)

    def __init__(self) -> None:
        """Start without lines."""
        self._lines: dict[int, BoardLine] = {}
        super().__init__(columns(), self._fetch)
        self._note = next(at for at, column in enumerate(self.columns) if column.key == NOTE)

    def show_lines(self, lines: Sequence[BoardLine]) -> None:
        """Show these."""
        self._lines = {line.id: line for line in lines}
        self.set_ids(line.id for line in lines)

    def line(self, line_id: int) -> BoardLine | None:
        """Return the line with this id."""
        return self._lines.get(line_id)

    def line_at(self, row: int) -> BoardLine | None:
        """Return the line in this row."""
        return self._lines.get(self.id_at(row)) if 0 <= row < self.rowCount() else None

    def _fetch(self, ids: list[int], done: Callable[[Sequence[BoardLine]], None], _failed: object) -> None:
        done([self._lines[one] for one in ids if one in self._lines])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the note of a pair be written."""
        flags = super().flags(index)
        if index.isValid() and index.column() == self._note and self.id_at(index.row()) > 0:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return the note to write on, else what the line shows."""
        if role == _EDIT and index.isValid():
            line = self.line_at(index.row())
            return line.note if line is not None else ""
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Tell of a note that was written; it's shown once it is stored."""
        line = self.line_at(index.row()) if index.isValid() and role == _EDIT else None
        if line is None or str(value).strip() == line.note:
            return False
        self.note_typed.emit(line.id, str(value).strip())
        return True


class BoardTable(RecordTable):
    """Enter or F2 chooses another 受检方, or writes the note where the keyboard is on it."""

    dropped = Signal(int, int)  # a line, and the one that its 受检方 was carried to
    target_chosen = Signal(int, str)  # a line, and the name that was chosen for it
    menu_wanted = Signal(QPoint)

    def __init__(self, model: BoardModel, settings: Settings | None) -> None:
        """Show this model."""
        self.drop_row, self.drop_fits = -1, False
        self._carried: BoardLine | None = None
        self._pressed: tuple[QPoint, BoardLine] | None = None
        self._bars: Mapping[tuple[str, str], str] = {}
        self._offers: Callable[[BoardLine], Sequence[Offer]] = lambda _line: ()
        self._picked_for = 0
        self._kept_column = 0
        super().__init__(model, "cross-board", settings)
        self.lines = model
        self.setItemDelegate(BoardDelegate(self, self))
        self.setAccessibleName("安排表")
        self.horizontalHeader().setSortIndicatorShown(False)
        for key in (INSPECTOR, TARGET, CHECK):
            # They share what the window has, so that the verdict is in sight on a small screen too.
            self.horizontalHeader().setSectionResizeMode(self._place(key), QHeaderView.ResizeMode.Stretch)
        self.setMouseTracking(True)
        self.ghost = QLabel(self.viewport())
        self.ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ghost.setTextFormat(Qt.TextFormat.PlainText)
        self.ghost.hide()
        self._scrolling = QTimer(self, interval=_SCROLL_EVERY_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self._pointer = QPoint()
        self.picker = TargetPicker(self.viewport())
        self.picker.taken.connect(lambda name: self.target_chosen.emit(self._picked_for, name))
        self.picker.left.connect(self.setFocus)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.picker.close_list())

    def _place(self, key: str) -> int:
        return next(at for at, column in enumerate(self.lines.columns) if column.key == key)

    def offer_by(self, offers: Callable[[BoardLine], Sequence[Offer]]) -> None:
        """Let this tell what can be chosen for a line."""
        self._offers = offers

    def show_bars(self, bars: Mapping[tuple[str, str], str]) -> None:
        """Know which pairs must not be, to say so while one is carried."""
        self._bars = bars

    @property
    def selected_lines(self) -> list[BoardLine]:
        """Return the lines that are selected, those in no pair too."""
        found = (self.lines.line(line_id) for line_id in self.selected_ids)
        return [line for line in found if line is not None]

    @property
    def current_line(self) -> BoardLine | None:
        """Return the line that the keyboard is on."""
        return self.lines.line_at(self.currentIndex().row())

    def _keep_selection(self) -> None:
        self._kept_column = max(self.currentIndex().column(), 0)
        super()._keep_selection()

    def _restore_selection(self) -> None:
        super()._restore_selection()
        # In its column too: after each note, F2 is to mean the next note.
        row = self.currentIndex().row()
        if row >= 0:
            there = self.lines.index(row, self._kept_column)
            self.selectionModel().setCurrentIndex(there, QItemSelectionModel.SelectionFlag.NoUpdate)

    # ---- by keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and F2, and Esc while a chip is carried."""
        command = event.modifiers() & _COMMANDS
        if event.key() == Qt.Key.Key_Escape and self._carried is not None:
            self._end_carrying()
        elif event.key() in (*ENTER_KEYS, Qt.Key.Key_F2) and not command:
            self.change(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def change(self, index: Index) -> None:
        """Write the note of a pair where the cell is its note, else choose another 受检方."""
        line = self.lines.line_at(index.row()) if index.isValid() else None
        if line is None:
            return
        if index.column() == self._place(NOTE) and line.is_pair:
            self.edit(self.lines.index(index.row(), index.column()))
        else:
            self.pick_target(line)

    def write_note(self) -> None:
        """Write the note of the line that the keyboard is on."""
        row = self.currentIndex().row()
        if row >= 0:
            index = self.lines.index(row, self._place(NOTE))
            self.setCurrentIndex(index)
            self.change(index)

    def pick_target(self, line: BoardLine) -> None:
        """Offer the 受检方 that this line may have, or the 检查方 where it lacks one."""
        offers = self._offers(line)
        row = self.lines.row_of(line.id)
        if not offers or row is None:
            return
        self._picked_for = line.id
        index = self.lines.index(row, self._place(TARGET))
        self.scrollTo(index)
        self.picker.open_at(self.visualRect(index), offers, line.inspected)

    def _open(self, row: int) -> None:
        # A double click; Enter is taken above.
        self.change(self.lines.index(row, max(self.currentIndex().column(), 0)))

    # ---- by the mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a chip."""
        at = event.position().toPoint()
        super().mousePressEvent(event)
        line = self._chip_at(at)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = (at, line) if line is not None and left and plain else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the chip; over a chip the pointer is a hand."""
        at = event.position().toPoint()
        if self._carried is not None:
            self._carry_to(at)
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, line = self._pressed
            if (at - start).manhattanLength() >= QApplication.startDragDistance():
                self._carried = line
                self._scrolling.start()
                self._carry_to(at)
        else:
            under = self._chip_at(at)
            free = under is not None and not under.fixed
            shape = Qt.CursorShape.OpenHandCursor if free else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the chip go: on another line that can take it, the two are changed."""
        carried, row, fits = self._carried, self.drop_row, self.drop_fits
        self._end_carrying()
        super().mouseReleaseEvent(event)
        target = self.lines.line_at(row)
        if carried is not None and target is not None and fits and target.id != carried.id:
            self.dropped.emit(carried.id, target.id)

    def _chip_at(self, at: QPoint) -> BoardLine | None:
        index = self.indexAt(at)
        if not index.isValid() or index.column() != self._place(TARGET):
            return None
        line = self.lines.line_at(index.row())
        return line if line is not None and line.inspected else None

    def _carry_to(self, at: QPoint) -> None:
        carried = self._carried
        if carried is None:
            return
        self._pointer = at
        row = self.rowAt(at.y()) if self.viewport().rect().contains(at) else -1
        target = self.lines.line_at(row)
        found = move(carried, target, self._bars) if target is not None else None
        problem = fixed_words(carried) or (found.problem if found is not None else "")
        self.drop_row, self.drop_fits = row, not problem
        self.viewport().setCursor(
            Qt.CursorShape.ForbiddenCursor if problem else Qt.CursorShape.ClosedHandCursor
        )
        if problem:
            words, meaning = f"× {problem}", Meaning.OVERDUE
        elif found is not None and found.warning:
            words, meaning = f"{found.words}\n！会违反：{found.warning}", Meaning.DUE_SOON
        else:
            words, meaning = found.words if found is not None else carried.inspected, Meaning.PLAIN
        self._show_ghost(at, words, meaning)
        self.viewport().update()

    def _show_ghost(self, at: QPoint, words: str, meaning: Meaning) -> None:
        tone = meaning.value
        self.ghost.setText(words)
        self.ghost.setStyleSheet(
            f"QLabel {{ color: {tone.ink}; background-color: {tone.ground}; border: 1px solid {theme.BORDER};"
            f" border-radius: 4px; padding: 2px {theme.LABEL_GAP}px; }}"
        )
        self.ghost.adjustSize()
        room = self.viewport().rect()
        corner = at + _BESIDE
        corner.setX(max(0, min(corner.x(), room.width() - self.ghost.width())))
        if corner.y() + self.ghost.height() > room.height():
            corner.setY(max(0, at.y() - self.ghost.height() - theme.SMALL_GAP))
        self.ghost.move(corner)
        self.ghost.show()
        self.ghost.raise_()

    def _scroll_on(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        before = bar.value()
        if self._pointer.y() < _EDGE:
            bar.setValue(before - _SCROLL_BY)
        elif self._pointer.y() > height - _EDGE:
            bar.setValue(before + _SCROLL_BY)
        if bar.value() != before:
            self._carry_to(self._pointer)

    def _end_carrying(self) -> None:
        self._pressed = self._carried = None
        self.drop_row, self.drop_fits = -1, False
        self._scrolling.stop()
        self.ghost.hide()
        self.viewport().unsetCursor()
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu where the pointer or the keyboard is."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(at)
