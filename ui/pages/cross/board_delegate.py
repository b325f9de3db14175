"""How a line of the board is painted: the 受检方 as a chip that can be taken hold of."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.pages.cross.board_lines import TARGET, BoardLine
from ui.tables.ids_model import ROW_ROLE, IdsTableModel
from ui.tables.kept_editors import keep_editor
from ui.tables.record_table import RecordDelegate
from ui.theme import Meaning
from ui.widgets.field import ENTER_KEYS

_GRIP = 12  # the room of the dots by which a chip is taken hold of
_INSET = 3
_RADIUS = 4
_RING = 2


class Carrying(Protocol):
    """What the delegate asks of its table."""

    drop_row: int  # over which a chip is carried, -1: over none
    drop_fits: bool


class BoardDelegate(RecordDelegate):
    """Paints chips, the line under a carried chip, and a ring round the cell that the keyboard is on."""

    def __init__(self, table: QWidget, carrying: Carrying) -> None:
        """Paint for this table."""
        super().__init__(table)
        self._carrying = carrying

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        option = QStyleOptionViewItem(option)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        line = index.data(ROW_ROLE)
        model = index.model()
        is_target = isinstance(model, IdsTableModel) and model.columns[index.column()].key == TARGET
        if is_target and isinstance(line, BoardLine) and line.inspected:
            self._paint_chip(painter, option, index, line)
        else:
            super().paint(painter, option, index)
        if index.row() == self._carrying.drop_row:
            meaning = Meaning.IN_PROGRESS if self._carrying.drop_fits else Meaning.OVERDUE
            painter.save()
            painter.setPen(QPen(meaning.ink, _RING))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
            painter.restore()
        elif focused:
            painter.save()
            painter.setPen(QPen(QColor(theme.ACCENT), _RING))
            inside = _RING // 2
            painter.drawRect(option.rect.adjusted(inside, inside, -inside, -inside))
            painter.restore()

    def _paint_chip(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        line: BoardLine,
    ) -> None:
        self.initStyleOption(option, index)
        words, option.text = option.text.strip("\u00a0"), ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        grip = 0 if line.fixed else _GRIP
        metrics = option.fontMetrics
        room = option.rect.adjusted(theme.SMALL_GAP, _INSET, -theme.SMALL_GAP, -_INSET)
        wanted = metrics.horizontalAdvance(words) + 2 * theme.LABEL_GAP + grip
        chip = QRect(room.left(), room.top(), min(wanted, room.width()), room.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.LINE if line.fixed else theme.BORDER), 1))
        painter.setBrush(QColor(theme.BAND if line.fixed else theme.GROUND))
        painter.drawRoundedRect(chip.adjusted(0, 0, -1, -1), _RADIUS, _RADIUS)
        if grip:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.BORDER))
            middle = chip.center().y()
            for column in (0, 4):
                for row in (-4, 0, 4):
                    painter.drawEllipse(chip.left() + 6 + column, middle + row - 1, 2, 2)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        text = chip.adjusted(theme.LABEL_GAP + grip, 0, -theme.LABEL_GAP, 0)
        # Where there is room nothing is cut off: with letters of two fonts the metrics differ by a pixel.
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, text.width())
        shown = cut if wanted > room.width() else words
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    # ---- 备注 ------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: object, _index: Any) -> QWidget:
        """Return a line for the note."""
        editor = keep_editor(QLineEdit(parent))
        editor.setAccessibleName("备注")
        return editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what was typed on Esc too: it's taken back by Ctrl+Z, not lost."""
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (*ENTER_KEYS, Qt.Key.Key_Escape)
        ):
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(watched, event)
