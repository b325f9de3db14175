"""A window over a real office file, used by keys: what the desks of the pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from tests.ui.keyboard import Keyboard
from tests.ui.real_office import wait_for
from tests.ui.waiting import until_quiet
from ui.background import Background


class WindowDesk(Keyboard):
    """A window, the office behind it, and the keyboard; a desk puts its page into the window."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        self.background = background
        self.qtbot = qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)

    def activate(self) -> None:
        """Give the window the keyboard: without a window manager nobody gives it back after a dialog."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def settle(self) -> None:
        """Wait until nothing is under way and the typing pauses are over."""
        until_quiet(self.qtbot, self.background, self.window)

    def press(self, *keys: Any, **modifiers: Any) -> None:
        """Press keys one after the other, and wait for what they lead to."""
        super().press(*keys, **modifiers)
        self.settle()

    def do(self, operation: Callable[..., Any], *args: Any) -> Any:
        """Carry out an operation as another page would, and return its `Changes`."""
        changes = wait_for(self.background, self.background.write, operation, *args)
        self.settle()
        return changes

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        """Return what a query says of the office as it is now."""
        return wait_for(self.background, self.background.read, query, *args)
