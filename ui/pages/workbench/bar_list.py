"""Rows of label, bar and figures; each opens the records that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.pages.workbench.words import BarRow

_ROW = Qt.ItemDataRole.UserRole
_HEIGHT = 24
_BAR_HEIGHT = 8
_LEAST_BAR = 24


class BarList(QListWidget):
    """A picture of rows, as high as they are; up and down choose, Enter or a click opens."""

    wanted = Signal(str)  # the key of a row

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is for a screen reader."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemClicked.connect(self._open)

    def show_rows(self, rows: Sequence[BarRow]) -> None:
        """Show these rows; the keyboard stays at its row."""
        at = self.currentRow()
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.whole)
            item.setData(_ROW, row)
            item.setToolTip(row.whole)
            if not row.key:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.setFixedHeight(len(rows) * _HEIGHT + 2 * self.frameWidth() + 2)
        if 0 <= at < len(rows):
            self.setCurrentRow(at)

    @property
    def rows(self) -> list[BarRow]:
        """Return the rows shown."""
        return [self.item(at).data(_ROW) for at in range(self.count())]

    def go_to(self, key: str) -> None:
        """Stand on the row of this key."""
        self.setCurrentRow(next(at for at, row in enumerate(self.rows) if row.key == key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row at Enter."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._open(item)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        """Begin at the first row, so that Enter has something to open."""
        super().focusInEvent(event)
        if self.currentItem() is None:
            first = next((at for at, row in enumerate(self.rows) if row.key), -1)
            self.setCurrentRow(first)

    def _open(self, item: QListWidgetItem) -> None:
        row: BarRow = item.data(_ROW)
        if row.key:
            self.wanted.emit(row.key)


class _Rows(QStyledItemDelegate):
    """Draws the rows in columns: label, bar, figures, verdict; where room is short the bar gives way."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: BarRow = index.data(_ROW)
        shown: Any = option
        box: QRect = shown.rect
        state: QStyle.StateFlag = shown.state
        table = self.parent()
        assert isinstance(table, BarList)
        painter.save()
        if not row.key:
            small = QFont(shown.font)
            small.setPixelSize(theme.BODY_PIXELS - 1)
            painter.setFont(small)
            painter.setPen(theme.SECONDARY)
            painter.drawText(
                box.adjusted(theme.SMALL_GAP, 0, 0, 0),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                row.label,
            )
            painter.setPen(QPen(theme.LINE))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            painter.restore()
            return
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if focused:
            painter.fillRect(box, theme.Meaning.IN_PROGRESS.ground)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.Meaning.VOID.ground)
        label, figures, verdict = _widths(shown.font, table.rows)
        inner = box.adjusted(theme.SMALL_GAP, 0, -theme.SMALL_GAP, 0)
        room = inner.width() - figures - verdict - 2 * theme.LABEL_GAP
        label = min(label, max(room - _LEAST_BAR, room * 2 // 3))
        bar = room - label - theme.LABEL_GAP
        metrics = QFontMetrics(shown.font)
        left = QRect(inner.left(), inner.top(), label, inner.height())
        painter.setPen(theme.Meaning.PLAIN.ink)
        painter.drawText(
            left,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, label),
        )
        if row.share is not None and bar >= _LEAST_BAR:
            _draw_bar(
                painter,
                QRect(
                    left.right() + theme.LABEL_GAP, inner.center().y() - _BAR_HEIGHT // 2, bar, _BAR_HEIGHT
                ),
                row.share,
                row.meaning,
            )
        right = inner.right() + 1
        painter.setPen(row.meaning.ink)
        painter.drawText(
            QRect(right - verdict, inner.top(), verdict, inner.height()),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            row.verdict,
        )
        painter.setPen(theme.Meaning.PLAIN.ink)
        gap = theme.LABEL_GAP if verdict else 0
        painter.drawText(
            QRect(right - verdict - gap - figures, inner.top(), figures, inner.height()),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            row.figures,
        )
        if focused:
            painter.setPen(QPen(theme.ACCENT))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()


def _widths(font: QFont, rows: Sequence[BarRow]) -> tuple[int, int, int]:
    """Return the widths of the columns of label, figures and verdict."""
    metrics = QFontMetrics(font)
    counted = [row for row in rows if row.key]

    def widest(texts: list[str]) -> int:
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    return (
        widest([row.label for row in counted]),
        widest([row.figures for row in counted]),
        widest([row.verdict for row in counted]),
    )


def _draw_bar(painter: QPainter, box: QRect, share: float, meaning: theme.Meaning) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LINE))
    painter.drawRect(box)
    ink = theme.Meaning.IN_PROGRESS.ink if meaning is theme.Meaning.PLAIN else meaning.ink
    painter.setBrush(ink)
    painter.drawRect(QRect(box.left(), box.top(), round(box.width() * share), box.height()))
