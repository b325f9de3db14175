"""A button with its words, its hint and what it does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from ui import theme


def push_button(words: str, tip: str, act: Callable[[], object], icon: str = "") -> QPushButton:
    """Return a button that does `act`; `tip` tells its keys, `icon` is one of the theme's."""
    button = QPushButton(words)
    button.setToolTip(tip)
    if icon:
        button.setIcon(theme.icon(icon, theme.SECONDARY))
    button.clicked.connect(lambda _checked=False: act())
    return button
