"""How far the inspections of a week are: coverage, and the leaders' quotas of the month."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import theme

if TYPE_CHECKING:
    from datetime import date

    from hazard_desk.services.quotas import QuotaRow
    from hazard_desk.services.reporting import Coverage, Statistics


class Overview(QWidget):
    """Stands below what F4 is asked for."""

    not_inspected_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.coverage = QLabel()
        self.coverage.setWordWrap(True)
        self.coverage_bar = QProgressBar()
        self.coverage_bar.setAccessibleName("排查覆盖率")
        self.coverage_bar.setRange(0, 1000)
        self.not_inspected_button = QPushButton()
        theme.set_role(self.not_inspected_button, "link")
        self.not_inspected_button.setStyleSheet("min-height: 18px; padding: 0 2px;")
        self.not_inspected_button.clicked.connect(lambda: self.not_inspected_wanted.emit())
        self.quotas_heading = QLabel("领导检查次数")
        self.quotas = QLabel()
        self.quotas.setTextFormat(Qt.TextFormat.RichText)
        self.quotas.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        heading = QLabel("排查覆盖")
        for label in (heading, self.quotas_heading):
            theme.set_role(label, "heading")
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(line)
        first = QHBoxLayout()
        first.addWidget(heading)
        first.addStretch()
        first.addWidget(self.not_inspected_button)
        column.addLayout(first)
        column.addWidget(self.coverage)
        column.addWidget(self.coverage_bar)
        column.addWidget(self.quotas_heading)
        column.addWidget(self.quotas)

    def show_statistics(self, counted: Statistics, week_end: date) -> None:
        """Show how far the inspections are at the end of this week."""
        self._show_coverage(counted.coverage)
        rows = counted.quotas
        self.quotas_heading.setText(f"领导检查次数（{week_end.month} 月）")
        self.quotas_heading.setVisible(bool(rows))
        self.quotas.setVisible(bool(rows))
        self.quotas.setText(f"<table cellspacing='0' cellpadding='1'>{''.join(map(_quota, rows))}</table>")

    def _show_coverage(self, coverage: Coverage) -> None:
        self.coverage.setText(f"在营 {coverage.in_operation} 家 · 已检查 {coverage.inspected} 家")
        rate = coverage.rate
        self.coverage_bar.setValue(round((rate or 0) * 1000))
        self.coverage_bar.setFormat("—" if rate is None else f"{rate * 100:.1f} %")
        self.not_inspected_button.setText(f"未检查 {coverage.not_inspected} 家")
        self.not_inspected_button.setEnabled(coverage.not_inspected > 0)


def _quota(row: QuotaRow) -> str:
    tone = theme.Meaning.CLOSED if not row.shortfall else theme.Meaning.DUE_SOON
    left = "已完成" if not row.shortfall else f"还差 {row.shortfall} 次"
    return (
        f"<tr><td style='padding-right:8px' title='{escape(row.post.label)}'>{escape(row.person)}</td>"
        f"<td align='right' style='padding-right:8px'>{row.outings} / {row.target} 次</td>"
        f"<td align='right' style='padding-right:8px'>{row.visits} 家次</td>"
        f"<td style='color:{tone.value.ink}'>{left}</td></tr>"
    )
