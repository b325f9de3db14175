"""What every step of the wizard is: a heading, what it is good for, its fields, and what stops the way on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import theme


class StepPage(QWidget):
    """One step. `raw` is what stands in it as JSON can hold it: the draft is kept of that."""

    changed = Signal()
    passed_end = Signal()  # Enter in its last field

    def __init__(self, title: str, about: str) -> None:
        """Write the heading; the subclass adds to `self.column`."""
        super().__init__()
        heading = QLabel(title)
        theme.set_role(heading, "title")
        self.about = QLabel(about)
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.about, "secondary")
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, theme.LABEL_GAP)
        self.column.setSpacing(theme.LABEL_GAP)
        self.column.addWidget(heading)
        self.column.addWidget(self.about)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def raw(self) -> Any:
        """Return what stands in the page."""
        return None

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned, or nothing where it is something else."""

    def obstacle(self) -> str:
        """Say why it doesn't go on from here, "" where it does."""
        return ""

    def refuse(self) -> bool:
        """Show under its field what stops the way on and go there; tell whether there is any such thing."""
        return False

    def enter(self) -> None:
        """Put the keyboard where the page begins."""
        raise NotImplementedError


def heading(words: str) -> QLabel:
    """Return a heading within a page."""
    label = QLabel(words)
    theme.set_role(label, "heading")
    return label
