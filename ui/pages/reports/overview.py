"""How far the inspections of a week are: coverage, and the leaders' quotas of the month."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.coverage_bar import CoverageBar

if TYPE_CHECKING:
    from datetime import date

    from hazard_desk.services.quotas import QuotaRow
    from hazard_desk.services.reporting import Statistics


class Overview(QWidget):
    """Stands below what F4 is asked for."""

    not_inspected_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.coverage_area = CoverageBar()
        self.coverage = self.coverage_area.words
        self.coverage_bar = self.coverage_area.bar
        self.not_inspected_button = self.coverage_area.left_button
        self.coverage_area.left_wanted.connect(self.not_inspected_wanted)
        self.quotas_heading = QLabel("领导检查次数")
        self.quotas = QLabel()
        self.quotas.setTextFormat(Qt.TextFormat.RichText)
        self.quotas.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.set_role(self.quotas_heading, "heading")
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(line)
        column.addWidget(self.coverage_area)
        column.addWidget(self.quotas_heading)
        column.addWidget(self.quotas)

    def show_statistics(self, counted: Statistics, week_end: date) -> None:
        """Show how far the inspections are at the end of this week."""
        self.coverage_area.show_coverage(counted.coverage)
        rows = counted.quotas
        self.quotas_heading.setText(f"领导检查次数（{week_end.month} 月）")
        self.quotas_heading.setVisible(bool(rows))
        self.quotas.setVisible(bool(rows))
        self.quotas.setText(f"<table cellspacing='0' cellpadding='1'>{''.join(map(_quota, rows))}</table>")


def _quota(row: QuotaRow) -> str:
    tone = theme.Meaning.CLOSED if not row.shortfall else theme.Meaning.DUE_SOON
    left = "已完成" if not row.shortfall else f"还差 {row.shortfall} 次"
    return (
        f"<tr><td style='padding-right:8px' title='{escape(row.post.label)}'>{escape(row.person)}</td>"
        f"<td align='right' style='padding-right:8px'>{row.outings} / {row.target} 次</td>"
        f"<td align='right' style='padding-right:8px'>{row.visits} 家次</td>"
        f"<td style='color:{tone.value.ink}'>{left}</td></tr>"
    )
