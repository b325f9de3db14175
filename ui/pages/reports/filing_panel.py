"""The right side for a paper of the week: its stage, and the checks."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui import theme
from ui.pages.reports.checks_panel import ChecksPanel
from ui.pages.reports.stage_panel import StagePanel


class FilingPanel(QFrame):
    """Stands above the figures of the paper."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.stage = StagePanel()
        self.checks = ChecksPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LABEL_GAP, 0, 0, theme.SMALL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.stage)
        column.addWidget(self.checks)
