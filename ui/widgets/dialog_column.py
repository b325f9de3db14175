"""How a dialog with a message strip is laid out: strip, parts one below the other, the body in the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme


def lay_out_column(
    dialog: QWidget,
    strip: QWidget,
    parts: Sequence[QWidget | QLayout],
    body: QWidget | QLayout,
    below: Sequence[QWidget] = (),
) -> None:
    """Put `strip` above the column of `parts`, of which `body` takes the room, and `below` under it all.

    Enter in any line presses no button by itself.
    """
    column = QVBoxLayout()
    margin = theme.PAGE_MARGIN
    column.setContentsMargins(margin, theme.LABEL_GAP, margin, theme.LABEL_GAP)
    column.setSpacing(theme.LABEL_GAP)
    for part in parts:
        stretch = 1 if part is body else 0
        if isinstance(part, QWidget):
            column.addWidget(part, stretch)
        else:
            column.addLayout(part, stretch)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(strip)
    layout.addLayout(column, 1)
    for widget in below:
        layout.addWidget(widget)
    for button in dialog.findChildren(QPushButton):
        button.setAutoDefault(False)
