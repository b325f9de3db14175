"""What an operation did to each record: 字段, 原来, 现在; long texts in as many lines as they need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from hazard_desk.terms import ChangeKind
from ui import theme
from ui.office_dialogs import SHOWN_NOUNS
from ui.tables.clipboard import rows_as_mime
from ui.tables.columns import Column
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.journal import RowTold

TITLES = ("字段", "原来", "现在")
_FIELD, _BEFORE, _AFTER = range(3)
_FIELD_WIDTH = 152
_NOTHING = "（空）"
_EDGE = 8
_LEAST_HEIGHT = theme.ROW_HEIGHT
_MEASURE_AFTER_MS = 30
_NO_INDEX = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of the table: the heading of a record, or one of its fields."""

    texts: tuple[str, str, str]
    is_heading: bool
    record: tuple[str, int] | None  # what the window can show of it
    lost: tuple[str, str] | None = None  # the row (noun, key) that can be put back


def record_of(row: RowTold) -> tuple[str, int] | None:
    """Return the record that the window can show, None where it's no longer there or has no place."""
    if row.noun not in SHOWN_NOUNS or not row.is_there or not row.key:
        return None
    keys = json.loads(row.key)
    return (row.noun, keys[0]) if isinstance(keys, list) and len(keys) == 1 else None


def lines_of(rows: Sequence[RowTold]) -> list[ChangeLine]:
    """Return the lines that tell of these records."""
    lines: list[ChangeLine] = []
    for row in rows:
        record = record_of(row)
        if not row.key:  # a batch, whose name says how many
            named = f"{row.noun_label} {row.name}"
        else:
            named = f"{row.noun_label}「{row.name}」" if row.name else row.noun_label
        lost = (row.noun, row.key) if row.lost else None
        if row.lost:
            named += "（可以放回）" if row.lost == row.name else f"（原来的「{row.lost}」可以放回）"
        lines.append(ChangeLine((f"{row.did}：{named}", "", ""), True, record, lost))
        for field in row.fields:
            before, after = field.before, field.after
            if row.kind is ChangeKind.EDITED:
                before, after = before or _NOTHING, after or _NOTHING
            lines.append(ChangeLine((field.label, before, after), False, record, lost))
    return lines


class _Lines(QAbstractTableModel):
    """The lines, all there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[ChangeLine] = []

    def show(self, lines: Sequence[ChangeLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if line.is_heading:
                return line.texts[_FIELD]
            return f"{line.texts[_FIELD]}：原来{line.texts[_BEFORE]}，现在{line.texts[_AFTER]}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return int(_TOP_LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None


_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _WrappedText(QStyledItemDelegate):
    """Paints a text in the lines that its column makes of it: words of Chinese, codes without a blank."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = _line(index)
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if line.is_heading and not chosen:
            painter.fillRect(option.rect, QColor(theme.BAND))
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        laid_out, height = _lay_out(text, _font(option.font, line), option.rect.width() - 2 * _EDGE)
        top = option.rect.top() + max(_EDGE / 2, (_LEAST_HEIGHT - height) / 2)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setPen(
            QColor(theme.SECONDARY if index.column() != _AFTER and not line.is_heading else theme.INK)
        )
        laid_out.draw(painter, QPointF(option.rect.left() + _EDGE, top))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        table = option.widget
        assert isinstance(table, QTableView)
        line = _line(index)
        if line.is_heading and index.column() != _FIELD:
            return QSize(0, _LEAST_HEIGHT)  # the first cell spans them all
        width = table.columnWidth(index.column())
        if line.is_heading:
            width = sum(table.columnWidth(at) for at in range(len(TITLES)))
        text = line.texts[index.column()]
        _, height = _lay_out(text, _font(option.font, line), width - 2 * _EDGE)
        return QSize(width, max(_LEAST_HEIGHT, int(height) + _EDGE))


def _line(index: Index) -> ChangeLine:
    model = index.model()
    assert isinstance(model, _Lines)
    return model.lines[index.row()]


def _font(font: QFont, line: ChangeLine) -> QFont:
    if line.is_heading:
        font = QFont(font)
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _lay_out(text: str, font: QFont, width: int) -> tuple[QTextLayout, float]:
    """Break a text into lines of this width; return it with its height."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\N{LINE SEPARATOR}"), font)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, height


class ChangesTable(QTableView):
    """The records of one operation, one below the other."""

    record_wanted = Signal()  # Enter or a double click on a line
    line_changed = Signal()  # the keyboard is on another line, or other lines are chosen

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._told = _Lines(self)
        self.setModel(self._told)
        self.setItemDelegate(_WrappedText(self))
        self.setAccessibleName("这一步改了什么")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(_LEAST_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(_FIELD, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_FIELD, _FIELD_WIDTH)
        for place in (_BEFORE, _AFTER):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._measure_soon = QTimer(self, singleShot=True, interval=_MEASURE_AFTER_MS)
        self._measure_soon.timeout.connect(self.resizeRowsToContents)
        header.sectionResized.connect(lambda *_of: self._measure_soon.start())
        self.doubleClicked.connect(lambda _index: self.record_wanted.emit())
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.line_changed.emit())
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.line_changed.emit())

    @property
    def lines(self) -> list[ChangeLine]:
        """Return the lines shown."""
        return self._told.lines

    @property
    def record(self) -> tuple[str, int] | None:
        """Return the record that the keyboard is on, else the first one that the window can show."""
        at = self.currentIndex()
        here = self.lines[at.row()].record if at.isValid() else None
        return here or next((line.record for line in self.lines if line.record is not None), None)

    @property
    def lost_rows(self) -> list[tuple[str, str]]:
        """Return what can be put back of the chosen lines, each row once."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        found = [self.lines[row].lost for row in chosen if row < len(self.lines)]
        return list(dict.fromkeys(lost for lost in found if lost is not None))

    def show_lines(self, lines: Sequence[ChangeLine], *, stay: bool = False) -> None:
        """Show these, from the top or where one was."""
        scrolled = self.verticalScrollBar().value() if stay else 0
        self.clearSpans()
        self._told.show(lines)
        for row, line in enumerate(lines):
            if line.is_heading:
                self.setSpan(row, _FIELD, 1, len(TITLES))
        self.resizeRowsToContents()
        self.verticalScrollBar().setValue(scrolled)
        self.line_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Ctrl+C; leave the rest to the view."""
        if event.key() in ENTER_KEYS:
            self.record_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
            columns = [Column(title, title) for title in TITLES]
            texts = [list(self.lines[row].texts) for row in chosen]
            QGuiApplication.clipboard().setMimeData(rows_as_mime(columns, texts))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the lines anew for the new width."""
        super().resizeEvent(event)
        self._measure_soon.start()
