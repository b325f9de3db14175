"""The table of a form's texts: rows as high as their text, 本单位用 edited in place over several lines."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.dialogs.form_wording.model import Index, Part, WordingModel
from ui.tables.kept_editors import keep_editor
from ui.widgets.field import ENTER_KEYS

_WIDTHS = {Part.WHERE: 190, Part.STATE: 56}
_PADDING = 4
_EDITOR_LINES = 3
_EDGE = 3  # the room that Fusion leaves between a cell's edge and its text
_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_NO_HINT = QStyledItemDelegate.EndEditHint.NoHint


class _Wrapped(QStyledItemDelegate):
    """Gives the text of a cell room round it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> object:  # type: ignore[override]
        hint = super().sizeHint(option, index)
        hint.setHeight(max(hint.height() + 2 * _PADDING, theme.ROW_HEIGHT))
        return hint

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row is chosen, not a cell of it
        option.palette.setBrush(
            QPalette.ColorRole.HighlightedText, index.data(Qt.ItemDataRole.ForegroundRole)
        )


class _Lines(_Wrapped):
    """Edits a text of several lines. What is typed goes into the model at once, so Esc loses nothing."""

    left = Signal(int)  # the editor is closed: go to the row so far away

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = keep_editor(QPlainTextEdit(parent))
        editor.setTabChangesFocus(True)
        editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        editor.setAccessibleName("本单位用")
        editor.document().setDocumentMargin(2)
        place = QPersistentModelIndex(index)
        model = index.model()
        assert isinstance(model, WordingModel)

        def take() -> None:
            # An input method in the middle of a word says "changed", too; the text is the same then.
            if place.isValid():
                model.set_own(place.row(), editor.toPlainText())

        editor.textChanged.connect(take)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QPlainTextEdit)
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if editor.toPlainText() != text:  # or each key typed would send the cursor to the beginning
            editor.setPlainText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        assert isinstance(editor, QPlainTextEdit)
        model = index.model()
        assert isinstance(model, WordingModel)
        # An empty line at the end is an Enter too many, and would print as one.
        model.set_own(index.row(), editor.toPlainText().rstrip("\n"))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        # A row of one line is too low for writing a second one: the editor lies over the next row then.
        viewport = editor.parentWidget()
        assert viewport is not None
        room = viewport.rect()
        cell = QRect(option.rect)
        cell.setHeight(min(max(cell.height(), _editor_height(editor)), room.height()))
        cell.moveTop(max(min(cell.top(), room.bottom() - cell.height()), 0))
        editor.setGeometry(cell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(watched, QPlainTextEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                return self._leave(watched, 1 if event.key() == Qt.Key.Key_Tab else -1)
            if event.key() in ENTER_KEYS:
                return self._leave(watched, 1) if control else False
            if event.key() == Qt.Key.Key_Escape:
                return self._leave(watched, 0)
        return super().eventFilter(watched, event)

    def _leave(self, editor: QPlainTextEdit, step: int) -> bool:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, _NO_HINT)
        self.left.emit(step)
        return True


class WordingTable(QTableView):
    """Enter, F2 or a double click edits the row; Tab or Ctrl+Enter goes on to the next one."""

    def __init__(self, model: WordingModel) -> None:
        """Show this model."""
        super().__init__()
        self._texts = model
        self.setModel(model)
        self.setItemDelegate(_Wrapped(self))
        self.lines = _Lines(self)
        self.setItemDelegateForColumn(Part.OWN, self.lines)
        self.lines.left.connect(self._go_by)
        self.setAccessibleName("表格文字")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setShowGrid(True)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(theme.ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setStyleSheet(f"QHeaderView::section {{ padding: 0 {_EDGE}px; }}")
        header.setSectionResizeMode(Part.SHIPPED, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Part.OWN, QHeaderView.ResizeMode.Stretch)
        for part, width in _WIDTHS.items():
            header.resizeSection(part, width)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self.resizeRowsToContents)
        header.sectionResized.connect(lambda *_: self._fit_soon.start())
        model.modelReset.connect(self._fit_soon.start)
        model.dataChanged.connect(self._fit_changed)
        self.doubleClicked.connect(lambda index: self.edit_row(index.row()))

    def edit_row(self, row: int) -> None:
        """Begin to edit 本单位用 of this row."""
        self.go_to(row)
        index = self._texts.index(row, Part.OWN)
        if self.visualRect(index).top() + _editor_height(self) > self.viewport().height():
            self.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)
        self.edit(index)

    def leave_editor(self) -> None:
        """Close the cell that is being edited, with what was typed."""
        for editor in self.viewport().findChildren(QPlainTextEdit):
            self.commitData(editor)
            self.closeEditor(editor, _NO_HINT)

    def rows_chosen(self) -> list[int]:
        """Return the rows that are selected."""
        return sorted({index.row() for index in self.selectionModel().selectedRows(Part.OWN)})

    def shown_rows(self) -> list[int]:
        """Return the rows that the search lets through."""
        return [row for row in range(self._texts.rowCount()) if not self.isRowHidden(row)]

    def go_to(self, row: int) -> None:
        """Put the keyboard on this row."""
        index = self._texts.index(row, Part.OWN)
        # Not as the view itself would: it adds to the selection while Ctrl (of Ctrl+Enter) is held.
        self.selectionModel().setCurrentIndex(index, _ROW)
        self.scrollTo(index)
        self.setFocus()

    def _go_by(self, step: int) -> None:
        here = self.currentIndex().row()
        rows = self.shown_rows()
        beyond = [row for row in rows if (row - here) * step > 0]
        self.go_to(beyond[0 if step > 0 else -1] if step and beyond else here)

    def _fit_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            self._fit_soon.start()
            return
        for row in range(first.row(), last.row() + 1):
            self.resizeRowToContents(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every row the height of its text anew."""
        super().resizeEvent(event)
        self._fit_soon.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit on Enter and F2."""
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if (event.key() in ENTER_KEYS or event.key() == Qt.Key.Key_F2) and not command:
            if self.currentIndex().isValid():
                self.edit_row(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape or event.key() in ENTER_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _editor_height(widget: QWidget) -> int:
    return widget.fontMetrics().lineSpacing() * _EDITOR_LINES + 4 * _PADDING
