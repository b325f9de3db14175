"""A list without a row: one sentence and the next action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme


class EmptyList(QWidget):
    """A sentence in the middle with the buttons that help below it; which of them, the page says."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        """Lay it out."""
        super().__init__()
        self.words = QLabel()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        row = QHBoxLayout()
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.PAGE_MARGIN)
        layout.addStretch()
        layout.addWidget(self.words)
        layout.addLayout(row)
        layout.addStretch()
