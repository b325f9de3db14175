"""The program with its window, as `main` makes it, over folders of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.real_office import OFFICE, leave_garbage_to_us, wait_for
from ui.app import Program
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.safekeeping.safekeeper import Safekeeper

_PATIENCE_MS = 20_000


class Started:
    """A program that was started on `folder`, and hands that wait until the window is still."""

    def __init__(self, qtbot: QtBot, folder: Path, preferences: Preferences) -> None:
        self.qtbot = qtbot
        leave_garbage_to_us()
        self.window = MainWindow(preferences)
        qtbot.addWidget(self.window)
        self.program = Program(folder, preferences, self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.idle()

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=_PATIENCE_MS)

    def idle(self) -> None:
        window = self.window
        stack = window.stack  # held while an office is backed up before it is left
        self.wait(lambda: stack.isEnabled() and stack.currentWidget() is not window._waiting)
        QTest.qWait(50)
        self.wait(lambda: window.background is None or not window.background.under_way)
        QTest.qWait(20)

    @property
    def registry(self) -> Any:
        """Go to 企业档案 by its key and return the page."""
        QTest.keyClick(self.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        self.idle()
        return self.window.page

    def found(self, name: str, folder: Path) -> None:
        """Make an office there without its wizard, which has tests of its own."""
        self.program.create(folder, name, ["东街村", "西街村"])
        self.idle()

    def leave(self) -> None:
        """Close the window as its user does, who waits for the backup at the end."""
        self.window.close()
        self.wait(lambda: not self.window.isVisible())

    def end(self) -> None:
        self.program.end()

    # ---- safekeeping ---------------------------------------------------------------------------------

    @property
    def keeper(self) -> Safekeeper:
        keeper = self.program._keeper
        assert keeper is not None
        return keeper

    def quiet(self) -> None:
        """Wait until nothing is written, copied or looked at any more."""
        self.idle()
        self.wait(lambda: self.program._keeper is None or not self.keeper.busy)
        self.idle()

    def do(self, operation: Callable[..., Any], *args: Any) -> Any:
        """Carry out an operation as a page would."""
        background = self.window.background
        assert background is not None
        changes = wait_for(background, background.write, operation, *args)
        self.quiet()
        return changes

    def dialog(self, kind: type[QObject]) -> Any:
        """Return the dialog of this class that is shown, once it is."""
        found: list[Any] = []

        def shown() -> bool:
            found[:] = [
                one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
            ]
            return bool(found)

        self.wait(shown)
        return found[-1]


def is_shown(widget: Any) -> bool:
    """Tell whether a dialog is on the screen; closed, it may be gone altogether."""
    return isValid(widget) and widget.isVisible()


__all__ = ["OFFICE", "Started", "is_shown"]
