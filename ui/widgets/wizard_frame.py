"""How a wizard is laid out: its steps, what is to be said, the step in sight, the foot with what goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.busy import Busy

_ROUND = (24, 48)  # of the screen, left free round it


def lay_out_wizard(
    dialog: QDialog,
    above: Sequence[QWidget],
    steps: QWidget,
    busy: Busy,
    why: QLabel,
    buttons: Sequence[QPushButton],
    smallest: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Put these into the dialog, which is never larger than the screen; Enter presses no button by itself."""
    foot = QHBoxLayout()
    foot.setContentsMargins(theme.WIDE_GAP, theme.LABEL_GAP, theme.WIDE_GAP, theme.PAGE_MARGIN)
    foot.setSpacing(theme.LABEL_GAP)
    foot.addWidget(busy)
    foot.addWidget(why, 1)
    for button in buttons:
        foot.addWidget(button)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in above:
        layout.addWidget(widget)
    layout.addWidget(steps, 1)
    layout.addLayout(foot)
    room = dialog.screen().availableGeometry()
    width, height = room.width() - _ROUND[0], room.height() - _ROUND[1]
    dialog.setMinimumSize(min(smallest[0], width), min(smallest[1], height))
    dialog.resize(min(size[0], width), min(size[1], height))
    for button in dialog.findChildren(QPushButton):
        button.setAutoDefault(False)
