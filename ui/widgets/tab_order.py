"""The order of Tab where widgets were not made in the order in which they stand."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

_ROW = 12  # what stands higher or lower by less than this stands in one row


def tab_as_placed(pane: QWidget) -> None:
    """Let Tab go through the pane row by row, as one reads; call it once the pane has been laid out."""
    reached = [
        child
        for child in pane.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(pane)
    ]

    def place(widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(pane, QPoint(0, 0))
        return corner.y() // _ROW, corner.x()

    for one, other in pairwise(sorted(reached, key=place)):
        QWidget.setTabOrder(one, other)
