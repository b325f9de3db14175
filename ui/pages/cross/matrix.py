"""历次: who inspected whom in which round, as one matrix with its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.messages import Messages
from ui.pages.cross.matrix_model import MatrixModel, round_words
from ui.tables.clipboard import rows_as_mime
from ui.tables.columns import Align, Column
from ui.tables.ringed_cells import RingedCells
from ui.widgets.empty_list import EmptyList
from ui.widgets.field import ENTER_KEYS
from ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.history import History
    from ui.background import Background

_NARROWEST = 34
_MOST_LETTERS = 7  # of a name that stands upright over its column
_NAME_WIDTH, _WIDEST_NAME = 130, 220
_ABOUT = "行是检查方，列是受检方，格子里是第几轮；点一下就到那一轮。Ctrl+C 复制成表格。"


class UprightHeader(QHeaderView):
    """Names over narrow columns, one character below the other."""

    def __init__(self, parent: QWidget) -> None:
        """Stand over the columns of `parent`."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def sizeHint(self) -> QSize:
        """Be as high as the longest name, up to seven characters."""
        model = self.model()
        names = [str(model.headerData(at, self.orientation()) or "") for at in range(self.count())]
        letters = min(max(map(len, names), default=0), _MOST_LETTERS)
        height = letters * self._line_height() + 2 * theme.LABEL_GAP
        return QSize(super().sizeHint().width(), max(height, theme.HEADER_HEIGHT))

    def _line_height(self) -> int:
        return self.fontMetrics().ascent() + 2

    def paintSection(self, painter: QPainter, rect: QRect, at: int) -> None:
        """Paint a name."""
        name = str(self.model().headerData(at, self.orientation()) or "")
        shown = name if len(name) <= _MOST_LETTERS else name[: _MOST_LETTERS - 1] + "…"
        painter.save()
        painter.fillRect(rect, theme.BAND)
        painter.setPen(theme.LINE)
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.INK)
        line = self._line_height()
        top = rect.bottom() - theme.LABEL_GAP - line * len(shown)
        for number, letter in enumerate(shown):
            box = QRect(rect.left(), top + number * line, rect.width(), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "⋮" if letter == "…" else letter)
        painter.restore()


class MatrixTable(QTableView):
    """The matrix; a click or Enter on a number opens that round."""

    round_wanted = Signal(int)

    def __init__(self, model: MatrixModel) -> None:
        """Show this model."""
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(RingedCells(self))
        self.setHorizontalHeader(UprightHeader(self))
        self.setAccessibleName("历次交叉检查：谁查过谁")
        self.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        rows.setHighlightSections(False)
        rows.setFixedWidth(_NAME_WIDTH)
        rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(self.open_round)

    def fit(self) -> None:
        """Give every column the room of the longest cell."""
        wanted = self.fontMetrics().horizontalAdvance(self._model.widest()) + theme.LABEL_GAP
        self.horizontalHeader().setDefaultSectionSize(max(_NARROWEST, wanted))
        rows = self.verticalHeader()
        bold = QFontMetrics(rows.font())
        longest = max((bold.horizontalAdvance(name) for name in self._model.row_names), default=0)
        rows.setFixedWidth(min(max(_NAME_WIDTH, longest + 2 * theme.PAGE_MARGIN), _WIDEST_NAME))
        self.updateGeometries()

    def open_round(self, index: QModelIndex) -> None:
        """Go to the round of this cell; of several, ask which."""
        marks = self._model.marks(index)
        if len(marks) == 1:
            self.round_wanted.emit(marks[0].round_id)
        elif marks:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for mark in marks:
                action = menu.addAction(round_words(mark))
                action.triggered.connect(
                    lambda _checked=False, wanted=mark.round_id: self.round_wanted.emit(wanted)
                )
            menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(0, 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Ctrl+C."""
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in ENTER_KEYS and not command:
            self.open_round(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected block on the clipboard with its names, all of it where only one cell is chosen."""
        indexes = self.selectionModel().selectedIndexes()
        model = self._model
        rows = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        if len(indexes) <= 1:
            rows = [row for row in range(model.rowCount()) if not self.isRowHidden(row)]
            columns = list(range(model.columnCount()))
        names = [model.column_names[column] for column in columns]
        lines = [["检查方＼受检方", *names]]
        lines += [[model.row_names[row], *(model.text(row, column) for column in columns)] for row in rows]
        styles = [Column(str(at), "", align=Align.LEFT) for at in range(len(columns) + 1)]
        QGuiApplication.clipboard().setMimeData(rows_as_mime(styles, lines))


class HistoryView(QWidget):
    """The matrix over its legend; where there are no rounds, what to do."""

    round_wanted = Signal(int)
    new_wanted = Signal()

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self._current: int | None = None
        self._history: History | None = None
        self.model = MatrixModel()
        self.table = MatrixTable(self.model)
        self.model.setParent(self)
        self.table.round_wanted.connect(self.round_wanted)
        about = QLabel(_ABOUT)
        theme.set_role(about, "secondary")
        self.legend = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.legend.setSizePolicy(policy)
        self._legend = FlowRow(self.legend, theme.LABEL_GAP)
        new = QPushButton("新一轮")
        new.clicked.connect(self.new_wanted)
        self.empty = EmptyList([new])
        self.empty.words.setText("还没有排好的交叉检查。排好一轮以后，这里列出谁查过谁。")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        column.addWidget(self.legend)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(page)
        self._stack.addWidget(self.empty)

    def show_round(self, round_id: int | None) -> None:
        """Let this round stand out."""
        self._current = round_id
        self.model.set_current(round_id)
        self._show_legend()

    def reload(self) -> None:
        """Read all rounds again."""
        from hazard_desk.services.cross_inspecting.history import read_history

        self.background.read(
            read_history, done=self._show, failed=self.messages.show_error, key="cross/history", owner=self
        )

    def search(self, typed: str) -> None:
        """Show only the 检查方 that are found by this."""
        from ui.widgets.suggestions import found_by

        for row, name in enumerate(self.model.row_names):
            self.table.setRowHidden(row, bool(typed.strip()) and not found_by(name, typed))

    def _show(self, history: Any) -> None:
        self._history = history
        self.model.show_history(history, self._current)
        self.table.fit()
        self._stack.setCurrentIndex(0 if history.cells else 1)
        self._show_legend()

    def _show_legend(self) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._history is None:
            return
        for mark in sorted(self._history.rounds, key=lambda mark: mark.number):
            button = QPushButton(round_words(mark, self._current))
            button.setCheckable(True)
            button.setChecked(mark.round_id == self._current)
            theme.set_role(button, "link")
            button.clicked.connect(
                lambda _checked=False, wanted=mark.round_id: self.round_wanted.emit(wanted)
            )
            self._legend.addWidget(button)
        self.legend.updateGeometry()
