"""F1 wherever the keyboard is, in dialogs too: 使用手册 at the place that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui import help_topics
from ui.preferences import Preferences

if TYPE_CHECKING:
    from ui.manual_window import ManualWindow

KEY = "F1"
_HAS_KEY = "help key"
_open: list[ManualWindow] = []
_habits: list[Preferences] = []


def open_manual(place: str = "") -> ManualWindow:
    """Show 使用手册 at a place, else where it was; there is one window, which no dialog holds up."""
    from ui.manual_window import ManualWindow

    if not _open:
        _open.append(ManualWindow(_habits[-1] if _habits else Preferences()))
    _open[0].go_to(place)
    return _open[0]


def close_manual() -> None:
    """Take the window away: the program is ending."""
    for window in _open:
        window.close()
        window.papers.close()
        window.deleteLater()
    _open.clear()


class HelpKey(QObject):
    """Gives F1 to every window that gets the keyboard; the main window has it in its menu."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        """Watch where the keyboard goes while this main window lives; the manual keeps its habits here."""
        super().__init__(window)
        self._window = window
        _habits[:] = [preferences]
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._provide)

    def show(self) -> None:
        """Show the place that belongs to where the keyboard is."""
        active = QApplication.focusWidget() or QApplication.activeWindow() or self._window
        open_manual(help_topics.of_widget(active))

    def _provide(self, _before: QWidget | None, now: QWidget | None) -> None:
        top = now.window() if now is not None else None
        if top is None or top is self._window or top in _open or top.property(_HAS_KEY):
            return
        if top.windowType() is Qt.WindowType.Popup:
            return
        top.setProperty(_HAS_KEY, True)
        QShortcut(QKeySequence(KEY), top).activated.connect(self.show)
