"""A small table of lines that are typed or pasted from Excel: who takes part, who inspects whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.tables.kept_editors import keep_editor
from ui.tables.ringed_cells import RingedCells
from ui.widgets.field import ENTER_KEYS, Field
from ui.widgets.push_button import push_button
from ui.widgets.suggestions import PinyinCompleter

_NUMBER_TITLE = "序号"
_POPUP_EDGE = 36  # round the words of a suggestion, its scroll bar included
_TABS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


def pasted_rows(text: str, header_words: Sequence[str]) -> list[list[str]]:
    """Return what was copied from a spreadsheet, row by row; a header and the 序号 before each row go.

    A first row in which one of the `header_words` stands is a header.
    """
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    rows = [row for row in rows if any(row)]
    titles = {"".join(cell.split()) for cell in rows[0]} if rows else set()
    if titles & set(header_words):
        rows = rows[1:]
    numbered = _NUMBER_TITLE in titles or (
        all(len(row) > 1 and row[0].isdecimal() for row in rows) and len(rows) > 1
    )
    return [row[1:] if numbered else row for row in rows]


class _Cell(RingedCells):
    """Edits a cell in a line. What is typed goes into the table at once, so Esc loses nothing."""

    left = Signal(int)  # the editor is closed: go so many cells on
    paste_wanted = Signal()

    def __init__(self, titles: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._titles = titles
        self.suggestions: dict[int, Sequence[str]] = {}  # by column

    def createEditor(self, parent: QWidget, _option: object, index: Any) -> QWidget:
        editor = keep_editor(QLineEdit(parent))
        editor.setAccessibleName(self._titles[index.column()])
        place = QPersistentModelIndex(index)
        model = index.model()

        def take(text: str) -> None:
            if place.isValid():
                model.setData(model.index(place.row(), place.column()), text)

        editor.textChanged.connect(take)
        if index.column() in self.suggestions:
            completer = PinyinCompleter(editor)
            texts = self.suggestions[index.column()]
            completer.set_texts(texts)
            widest = max((editor.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
            popup = completer.popup()
            assert popup is not None
            popup.setMinimumWidth(widest + _POPUP_EDGE)  # a cell is narrower than its words
            popup.installEventFilter(self)
            editor.setCompleter(completer)
        return editor

    def setEditorData(self, editor: QWidget, index: Any) -> None:
        assert isinstance(editor, QLineEdit)
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if editor.text() != text:  # or each key typed would send the cursor to the end
            editor.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QAbstractItemView):
            return self._passes_suggestions(watched, event)
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            command = event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            if event.key() in ENTER_KEYS and not command:
                return self._leave(watched, 1)
            if event.key() in _TABS:
                return self._leave(watched, 1 if event.key() == Qt.Key.Key_Tab else -1)
            if event.key() == Qt.Key.Key_Escape:
                return self._leave(watched, 0)
            completer = watched.completer()
            if completer is not None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
                completer.setCompletionPrefix("")
                completer.complete()
                return True
            if event.matches(QKeySequence.StandardKey.Paste) and _is_table(_clipboard_text()):
                self._leave(watched, 0)
                self.paste_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _passes_suggestions(self, popup: QAbstractItemView, event: QEvent) -> bool:
        """Take the suggestion that the list is on and go on at once: Enter would only close the list."""
        editor = popup.focusProxy()
        if (
            not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
            or event.key() not in (*ENTER_KEYS, Qt.Key.Key_Tab)
            or not isinstance(editor, QLineEdit)
        ):
            return False
        if popup.currentIndex().isValid():
            editor.setText(str(popup.currentIndex().data()))
        return self._leave(editor, 1)

    def _leave(self, editor: QLineEdit, step: int) -> bool:
        completer = editor.completer()
        if completer is not None and (popup := completer.popup()) is not None:
            popup.hide()
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.left.emit(step)
        return True


class LinesTable(QTableWidget):
    """Enter and Tab go from cell to cell; an empty row always waits at the end."""

    changed = Signal()
    passed_end = Signal()  # Enter or Tab where nothing follows

    def __init__(self, titles: Sequence[str], header_words: Sequence[str], shown_rows: int) -> None:
        """Make it empty, as high as so many rows; `header_words` tell a pasted header from a line."""
        super().__init__(0, len(titles))
        self._header_words = tuple(header_words)
        self.setHorizontalHeaderLabels(list(titles))
        cell = self._cell = _Cell(titles, self)
        cell.left.connect(self._on_left)
        cell.paste_wanted.connect(self.paste)
        self.setItemDelegate(cell)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionMode(QTableWidget.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        header = self.horizontalHeader()
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        rows.setHighlightSections(False)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.setMinimumWidth(36)
        self.setFixedHeight(theme.HEADER_HEIGHT + shown_rows * theme.ROW_HEIGHT + 2)
        self.itemChanged.connect(lambda _item: self._on_changed())
        self.show_rows([])

    def suggest(self, column: int, texts: Sequence[str]) -> None:
        """Offer these texts while a cell of this column is typed into; Down or F4 shows all."""
        self._cell.suggestions[column] = tuple(texts)

    # ---- what stands in it -------------------------------------------------------------------------------

    def row_texts(self, row: int) -> list[str]:
        """Return the texts of a row."""
        items = (self.item(row, column) for column in range(self.columnCount()))
        return [item.text() if item is not None else "" for item in items]

    def filled_rows(self) -> list[list[str]]:
        """Return the rows in which anything stands."""
        rows = (self.row_texts(row) for row in range(self.rowCount()))
        return [row for row in rows if any(text.strip() for text in row)]

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        blocked = self.blockSignals(True)
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column in range(self.columnCount()):
                self._put(row, column, texts[column] if column < len(texts) else "")
        self.blockSignals(blocked)
        self._on_changed()
        self._go(0, 0)

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.setItem(row, column, item)
        item.setText(text)
        item.setToolTip(text)

    def _on_changed(self) -> None:
        if not self.rowCount() or any(self.row_texts(self.rowCount() - 1)):
            self.insertRow(self.rowCount())
        self.changed.emit()

    # ---- rows --------------------------------------------------------------------------------------------

    def insert_row(self) -> None:
        """Put an empty row before the present one and begin to write in it."""
        row = max(self.currentRow(), 0)
        self.insertRow(row)
        self.changed.emit()
        self.go_to(row, 0)

    def remove_rows(self) -> None:
        """Take the selected rows out."""
        rows = sorted({index.row() for index in self.selectedIndexes()} or {self.currentRow()}, reverse=True)
        for row in rows:
            if row >= 0:
                self.removeRow(row)
        self._on_changed()
        if rows:
            self._go(min(max(rows[-1], 0), self.rowCount() - 1), 0)
        self.setFocus()

    def paste(self) -> None:
        """Fill rows from the clipboard, from the present cell on; as many rows as it takes."""
        rows = pasted_rows(_clipboard_text(), self._header_words)
        if not rows:
            return
        top, left = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        blocked = self.blockSignals(True)
        if top + len(rows) > self.rowCount():
            self.setRowCount(top + len(rows))
        for row, texts in enumerate(rows, start=top):
            for column, text in enumerate(texts[: self.columnCount() - left], start=left):
                self._put(row, column, " ".join(text.split()))
        self.blockSignals(blocked)
        self._on_changed()
        self.viewport().update()
        self._go(top + len(rows), 0)

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet takes them."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        rows = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        texts = [self.row_texts(row) for row in rows]
        QGuiApplication.clipboard().setText(
            "\n".join("\t".join(row[column] for column in columns) for row in texts)
        )

    # ---- going about -------------------------------------------------------------------------------------

    def go_to(self, row: int, column: int) -> None:
        """Begin to write in this cell."""
        self._go(row, column)
        self.setFocus()
        self.edit(self.currentIndex())

    def _go(self, row: int, column: int) -> None:
        # Said in full: with Ctrl or Shift held, the view would add to the selection.
        self.setCurrentCell(row, column, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step(self, by: int, *, writing: bool = True) -> None:
        """Go so many cells on; past the last one, or on from an empty last row, leave the table."""
        at = self.currentRow() * self.columnCount() + self.currentColumn() + by
        waiting = self.currentRow() == self.rowCount() - 1 and not any(self.row_texts(self.currentRow()))
        if by > 0 and (waiting or at >= self.rowCount() * self.columnCount()):
            self.passed_end.emit()
        elif at < 0:
            super().focusNextPrevChild(False)
        elif writing:
            self.go_to(*divmod(at, self.columnCount()))
        else:
            self._go(*divmod(at, self.columnCount()))

    def _on_left(self, step: int) -> None:
        self.setFocus()
        if step:
            self.step(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin to write when the keyboard comes from another field."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.edit(self.currentIndex())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go from cell to cell first."""
        self.step(1 if forward else -1, writing=False)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, empty cells; Enter begins to write, or leaves an empty last row."""
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete and command:
            self.remove_rows()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for index in self.selectedIndexes():
                self._put(index.row(), index.column(), "")
        elif event.key() in ENTER_KEYS and not command:
            self.step(1)
        elif event.key() == Qt.Key.Key_Escape or command:
            event.ignore()
        else:
            super().keyPressEvent(event)


class LineTableField(Field):
    """A field that is such a table, with its buttons; a subclass says what a line is."""

    editor: LinesTable

    def __init__(
        self,
        name: str,
        label: str,
        titles: Sequence[str],
        header_words: Sequence[str],
        *,
        what: str,
        shown_rows: int = 8,
    ) -> None:
        """Make the field empty; `what` is what a line is called on the buttons (组, 行)."""
        super().__init__(name, label, LinesTable(titles, header_words, shown_rows), wide=True)
        self.editor.changed.connect(self._on_changed)
        self.editor.passed_end.connect(self.entered)
        holder = QWidget()
        buttons = QHBoxLayout(holder)
        buttons.setContentsMargins(0, theme.SMALL_GAP, 0, 0)
        buttons.setSpacing(theme.LABEL_GAP)
        self.insert_button = push_button(f"插入一{what}", "在当前行前面加一行", self.editor.insert_row)
        self.remove_button = push_button(f"去掉所选的{what}", "Ctrl+Delete", self.editor.remove_rows)
        self.paste_button = push_button("粘贴", "从 Excel 复制后粘贴（Ctrl+V），从当前格填起", self._paste)
        for button in (self.insert_button, self.remove_button, self.paste_button):
            buttons.addWidget(button)
        buttons.addStretch()
        self._buttons = buttons
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, holder)

    def add_beside(self, *widgets: QWidget) -> None:
        """Put something more beside the buttons."""
        for widget in widgets:
            self._buttons.insertWidget(self._buttons.count() - 1, widget)

    # ---- the protocol ------------------------------------------------------------------------------------

    def raw(self) -> object:
        """Return the rows as they stand."""
        return self.editor.filled_rows()

    def set_raw(self, raw: Any) -> None:
        """Put the rows back."""
        self.editor.show_rows([[str(text) for text in row] for row in raw or ()])

    def tidy(self) -> None:
        """Close up the rows, so that a refusal's 第 3 组 is the third one in sight."""
        rows = self.editor.filled_rows()
        if len(rows) != self.editor.rowCount() - 1:
            self.editor.show_rows(rows)

    def on_key(self, event: QKeyEvent) -> bool:
        """Leave every key to the table."""
        return False

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Leave Enter to the table, which goes from cell to cell."""
        return False

    def _paste(self) -> None:
        self.editor.paste()
        self.editor.setFocus()

    def _on_changed(self) -> None:
        self.show_error("")
        self.changed.emit()


def _clipboard_text() -> str:
    return QGuiApplication.clipboard().text()


def _is_table(text: str) -> bool:
    return "\t" in text or "\n" in text.strip()
