"""The list beside the card: each hazard's first words, and below them its state in its colour."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.theme import Meaning

_BELOW = Qt.ItemDataRole.UserRole
_MEANING = _BELOW + 1
_NARROWEST, _WIDTH = 192, 240  # at 150 % a small screen has 899 for the list and the card
_ROW_HEIGHT = 44
_ROWS_SHOWN = 4


class _TwoLines(QStyledItemDelegate):
    """Paints the first words in ink and the state below them in its colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        room = option.rect.adjusted(theme.LABEL_GAP, theme.SMALL_GAP, -theme.LABEL_GAP, -theme.SMALL_GAP)
        half = room.height() // 2
        upper = QRect(room.left(), room.top(), room.width(), half)
        lower = QRect(room.left(), room.top() + half, room.width(), half)
        elide = Qt.TextElideMode.ElideRight
        painter.save()
        painter.setPen(theme.INK)
        where = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(upper, where, option.fontMetrics.elidedText(words, elide, room.width()))
        painter.setPen(index.data(_MEANING).ink)
        below = option.fontMetrics.elidedText(index.data(_BELOW), elide, room.width())
        painter.drawText(lower, where, below)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(_WIDTH // 2, _ROW_HEIGHT)


class HazardList(QListWidget):
    """Shows the hazards of a visit; the editor says what stands in each line."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(_WIDTH)
        self.setAccessibleName("隐患清单")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(_ROWS_SHOWN * _ROW_HEIGHT)
        self.setItemDelegate(_TwoLines(self))

    def show_count(self, count: int) -> None:
        """Have this many lines."""
        while self.count() > count:
            self.takeItem(self.count() - 1)
        while self.count() < count:
            self.addItem(QListWidgetItem(""))

    def describe(self, place: int, words: str, below: str, meaning: Meaning, full: str) -> None:
        """Say this in one line; `full` is its tool tip."""
        item = self.item(place)
        item.setText(words)
        item.setData(_BELOW, below)
        item.setData(_MEANING, meaning)
        item.setToolTip(full)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}，{below}")

    def below(self, place: int) -> str:
        """Return what stands below the words of a line."""
        return str(self.item(place).data(_BELOW))
