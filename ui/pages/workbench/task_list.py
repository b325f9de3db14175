"""The list of what is to do: a line each, opened by Enter or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.pages.workbench.words import TaskWords

_WORDS = Qt.ItemDataRole.UserRole
_HEIGHT = 48
_EDGE = 3  # the stripe that says what a line means; its words say it too


class TaskList(QListWidget):
    """What is to do today."""

    wanted = Signal(int)  # the line's place

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAccessibleName("今天要办的事")
        self.setItemDelegate(_Lines(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self.wanted.emit(self.row(item)))

    def show_lines(self, lines: Sequence[TaskWords]) -> None:
        """Show these lines; the keyboard stays at its place."""
        at = max(0, self.currentRow())
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for row, words in enumerate(lines):
            item = self.item(row)
            item.setData(_WORDS, words)
            item.setText(words.whole)  # what a screen reader says
            item.setToolTip(words.whole)
        self.setCurrentRow(min(at, len(lines) - 1))

    @property
    def lines(self) -> list[TaskWords]:
        """Return the lines shown."""
        return [self.item(row).data(_WORDS) for row in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the line at Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


class _Lines(QStyledItemDelegate):
    """Draws a line: what and how many above, what to know of it below."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        words: TaskWords = index.data(_WORDS)
        shown: Any = option
        box: QRect = shown.rect
        state: QStyle.StateFlag = shown.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.Meaning.IN_PROGRESS.ground)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.Meaning.VOID.ground)
        tone = words.meaning.ink
        if words.meaning is not theme.Meaning.PLAIN:
            painter.fillRect(QRect(box.left(), box.top() + 6, _EDGE, box.height() - 12), tone)
        inner = box.adjusted(theme.PAGE_MARGIN, 4, -theme.PAGE_MARGIN, -5)
        half = inner.height() // 2
        strong = QFont(shown.font)
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(strong)
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        painter.setFont(strong)
        painter.setPen(tone)
        room = upper.width() - metrics.horizontalAdvance(words.count) - theme.PAGE_MARGIN
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.count)
        painter.setPen(theme.Meaning.PLAIN.ink)
        painter.drawText(
            upper,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(words.title, Qt.TextElideMode.ElideRight, room),
        )
        small = QFont(shown.font)
        small.setPixelSize(theme.BODY_PIXELS - 1)
        painter.setFont(small)
        painter.setPen(theme.SECONDARY)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        painter.drawText(
            lower,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            QFontMetrics(small).elidedText(words.detail, Qt.TextElideMode.ElideRight, lower.width()),
        )
        painter.setPen(QPen(theme.LINE))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.ACCENT))
            painter.drawRect(box.adjusted(0, 0, -1, -2))
        painter.restore()
