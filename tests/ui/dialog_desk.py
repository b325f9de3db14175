"""A dialog over a real office file, used by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.keyboard import Keyboard
from tests.ui.real_office import open_office, wait_for
from tests.ui.waiting import until_quiet
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.preferences import Preferences

AnyDialog = TypeVar("AnyDialog", bound=QDialog)

_KEPT: list[object] = []
"""What was closed, with its window and its background.

Should Python collect by itself again once the office is closed, it may do so inside Qt's lock on signals; a
widget or background that ends there waits for that lock for ever.
"""


def is_open(dialog: QDialog) -> bool:
    """Tell whether the dialog is on the screen; closed, it may be gone altogether."""
    return isValid(dialog) and dialog.isVisible()


class OwnerWindow(QMainWindow):
    """What the main window is to a dialog: its owner, with the user's drafts."""

    def __init__(self) -> None:
        super().__init__()
        self.preferences = Preferences()


class DialogDesk(Keyboard):
    """The owner of a dialog with a message strip, the office behind it, and the keyboard.

    A test module derives its own, with an `open` that hands its dialog to `take_over`.
    """

    dialog: QDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        self.background = background
        self.qtbot = qtbot
        self.window = OwnerWindow()
        qtbot.addWidget(self.window)
        self.strip = MessageStrip()
        qtbot.addWidget(self.strip)
        self.messages = Messages(self.window, self.strip)

    @classmethod
    @contextmanager
    def in_office(cls, folder: Path, qtbot: QtBot) -> Iterator[Self]:
        """Make an office and sit down in it; in the end the dialog is closed before the office."""
        with open_office(folder) as background:
            desk = cls(background, qtbot)
            yield desk
            desk.close()

    def take_over(self, dialog: AnyDialog) -> AnyDialog:
        """Wait until the dialog that was opened has the keyboard and shows what it read."""
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        self.settle()
        self.dialog = dialog
        return dialog

    def close(self) -> None:
        """Take the dialog off the screen, and keep what holds it (see `_KEPT`)."""
        self.settle()
        if hasattr(self, "dialog") and isValid(self.dialog):  # a test may end before it opens one
            self.dialog.hide()
        _KEPT.append(self)

    def settle(self) -> None:
        until_quiet(self.qtbot, self.background, self.window)

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other, and wait for what they lead to."""
        super().press(*keys, with_=with_)
        self.settle()

    def do(self, operation: Callable[..., Any], *args: Any) -> Any:
        """Carry out an operation as another page would, and return its `Changes`."""
        changes = wait_for(self.background, self.background.write, operation, *args)
        self.settle()
        return changes

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        return wait_for(self.background, self.background.read, query, *args)
