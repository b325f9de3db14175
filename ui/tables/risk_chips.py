"""The chip that shows a risk level in a table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui import theme
from ui.tables.ids_model import ROW_ROLE
from ui.tables.record_table import RecordDelegate

_CHIP_WIDTH, _CHIP_HEIGHT = 30, 18


class RiskChips(RecordDelegate):
    """Paints 红 橙 黄 蓝 as a small chip in its colour with the word in it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row's ground as everywhere, and the chip over it."""
        row = index.data(ROW_ROLE)
        risk = None if row is None else row.risk
        if risk is None:
            super().paint(painter, option, index)
            return
        style_option = QStyleOptionViewItem(option)
        self.initStyleOption(style_option, index)
        style_option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, style_option, painter, option.widget)
        tone = theme.RISK_CHIPS[risk.value]
        chip = QRect(0, 0, _CHIP_WIDTH, _CHIP_HEIGHT)
        chip.moveCenter(option.rect.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(QColor(tone.ink))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, risk.label)
        painter.restore()
