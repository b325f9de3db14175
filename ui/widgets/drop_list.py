"""A list that drops down under a line being typed; the keyboard stays in the line.

Not a popup window: one that takes the keyboard breaks input methods in the middle of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme

_VALUE = Qt.ItemDataRole.UserRole
_ASIDE = _VALUE + 1
_ROWS_SHOWN = 8
_PADDING = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list: what it stands for, its words, and paler words at its right."""

    value: Any
    text: str
    aside: str = ""


class _OfferDelegate(QStyledItemDelegate):
    """Paints the words at the left and the paler ones at the right; the left ones give way first."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        aside = index.data(_ASIDE)
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        room = option.rect.adjusted(theme.LABEL_GAP, 0, -theme.LABEL_GAP, 0)
        metrics = option.fontMetrics
        aside_room = min(metrics.horizontalAdvance(aside) + theme.GROUP_GAP, room.width() * 3 // 5)
        painter.save()
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        left = QRect(room.left(), room.top(), room.width() - aside_room, room.height())
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, vertical, metrics.elidedText(words, Qt.TextElideMode.ElideRight, left.width()))
        if aside:
            painter.setPen(theme.SECONDARY)
            right = QRect(left.right(), room.top(), aside_room, room.height())
            text = metrics.elidedText(aside, Qt.TextElideMode.ElideLeft, right.width() - theme.LABEL_GAP)
            painter.drawText(right, vertical | Qt.AlignmentFlag.AlignRight, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.ROW_HEIGHT)


class DropList(QListWidget):
    """Offers lines under `editor`; the field that owns it moves in it and takes from it by keys."""

    taken = Signal(object)  # the value of the line that was clicked

    def __init__(self, editor: QWidget, least_width: int = 160) -> None:
        """Stay hidden until something is offered; it is as wide as `editor`, or wider."""
        super().__init__(editor)
        self._editor = editor
        self._least_width = least_width
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setStyleSheet(f"QListWidget {{ border: 1px solid {theme.BORDER}; }}")
        self.setUniformItemSizes(True)
        self.setItemDelegate(_OfferDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("可选的")
        self.itemClicked.connect(lambda item: self.taken.emit(item.data(_VALUE)))
        self.hide()

    @property
    def is_open(self) -> bool:
        """Tell whether something is offered now."""
        return not self.isHidden()

    def offer(self, offers: Sequence[Offer], *, nothing: str = "", at_first: bool = True) -> None:
        """Show these lines, the first one current; without any, the words for nothing, or no list."""
        self.clear()
        for offer in offers:
            item = QListWidgetItem(offer.text)
            item.setData(_VALUE, offer.value)
            item.setData(_ASIDE, offer.aside)
            item.setToolTip(offer.text)
            self.addItem(item)
        if not offers:
            if not nothing:
                self.hide()
                return
            item = QListWidgetItem(nothing)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.setCurrentRow(0 if offers and at_first else -1)
        self._open()

    def _open(self) -> None:
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        rows = min(self.count(), _ROWS_SHOWN)
        height = rows * theme.ROW_HEIGHT + 2 * self.frameWidth() + _PADDING
        corner = self._editor.mapTo(window, QPoint(0, self._editor.height() + 1))
        if corner.y() + height > window.height():
            corner.setY(self._editor.mapTo(window, QPoint(0, 0)).y() - height - 1)
        width = max(self._editor.width(), self._least_width)
        left = max(0, min(corner.x(), window.width() - width - theme.PAGE_MARGIN))
        self.setGeometry(left, corner.y(), width, height)
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Go up or down; past the end it begins anew."""
        if self.count():
            self.setCurrentRow((max(self.currentRow(), -1 if step > 0 else 0) + step) % self.count())

    def current(self) -> Any:
        """Return the value of the current line, or None."""
        item = self.currentItem()
        return item.data(_VALUE) if item is not None and self.is_open else None
