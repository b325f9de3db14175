"""排查覆盖: how many of the enterprises at work were inspected, and the way to those that were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import theme

if TYPE_CHECKING:
    from hazard_desk.services.reporting import Coverage


class CoverageBar(QWidget):
    """The rate as a bar with its words; the button says how many are left."""

    left_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("排查覆盖率")
        self.bar.setRange(0, 1000)
        self.left_button = QPushButton()
        theme.set_role(self.left_button, "link")
        self.left_button.setStyleSheet("min-height: 18px; padding: 0 2px;")
        self.left_button.clicked.connect(lambda: self.left_wanted.emit())
        heading = QLabel("排查覆盖")
        theme.set_role(heading, "heading")
        first = QHBoxLayout()
        first.addWidget(heading)
        first.addStretch()
        first.addWidget(self.left_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(first)
        column.addWidget(self.words)
        column.addWidget(self.bar)

    def show_coverage(self, coverage: Coverage) -> None:
        """Show how far the inspections are."""
        self.words.setText(f"在营 {coverage.in_operation} 家 · 已检查 {coverage.inspected} 家")
        rate = coverage.rate
        self.bar.setValue(round((rate or 0) * 1000))
        self.bar.setFormat("—" if rate is None else f"{rate * 100:.1f} %")
        self.left_button.setText(f"未检查 {coverage.not_inspected} 家")
        self.left_button.setEnabled(coverage.not_inspected > 0)
