"""The choice of a round by its name and days, cut off with … where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from ui.pages.cross.follow_words import days_words

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.rounds import RoundRow

_LEAST = 120


class RoundBox(QComboBox):
    """The rounds, the newest first; each entry's data is the round's id."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAccessibleName("轮次")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(_LEAST)

    def show_rounds(self, rows: Sequence[RoundRow], chosen: int | None) -> None:
        """Offer these, one of them chosen, without telling."""
        blocked = self.blockSignals(True)
        self.clear()
        for row in rows:
            self.addItem(round_title(row), row.id)
        self.blockSignals(blocked)
        self.choose(chosen)
        self.updateGeometry()

    def choose(self, round_id: int | None) -> None:
        """Show this round as the chosen one, without telling."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findData(round_id))
        self.blockSignals(blocked)
        self.setToolTip(self.currentText())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box; the style would cut the words off in the middle of a character."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def round_title(row: RoundRow) -> str:
    """Return a round's name with its days."""
    return "　".join(filter(None, (row.name, days_words(row.starts_on, row.ends_on))))
