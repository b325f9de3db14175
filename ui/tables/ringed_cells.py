"""Cells that are answered or typed into one by one: the one that the keyboard is on has a ring."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

_RING = 2


class RingedCells(QStyledItemDelegate):
    """Draws the ring of a field in place of the style's grey one, and keeps a cell's colour when chosen."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave the style's own mark of the keyboard out."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        if ink is not None:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, ink)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell, and the ring over it."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(QColor(theme.ACCENT), _RING))
            inside = _RING // 2
            painter.drawRect(option.rect.adjusted(inside, inside, -inside, -inside))
            painter.restore()
