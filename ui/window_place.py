"""Where the window was: its size, its place, whether it filled the screen; and that it can be got hold of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.preferences import Preferences

TITLE_BAR = 28
PLACE = "window/geometry"
_LEAST_TITLE = 120  # of its width, for the mouse to take hold of
_FIRST = (1366, 740)


def keep_place(window: QWidget, preferences: Preferences) -> None:
    """Remember where the window is now."""
    preferences.setValue(PLACE, bytes(window.saveGeometry().toBase64().data()).decode())


def restore_place(window: QWidget, preferences: Preferences) -> None:
    """Put the window where it was; the first time, or where that is gone, as large as the screen allows."""
    kept = preferences.value(PLACE)
    if (
        isinstance(kept, str)
        and window.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode("ascii", "ignore"))))
        and _can_be_dragged(window)
    ):
        return
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMaximized)
    room = window.screen().availableGeometry()
    window.resize(min(_FIRST[0], room.width()), min(_FIRST[1], room.height() - TITLE_BAR))
    window.move(room.topLeft())


def _can_be_dragged(window: QWidget) -> bool:
    """Tell whether enough of the title bar is on a screen: the second one may be gone since."""
    around = window.normalGeometry() if window.isMaximized() else window.geometry()
    title = QRect(around.left(), around.top() - TITLE_BAR, around.width(), TITLE_BAR)
    shown = (screen.geometry().intersected(title) for screen in QApplication.screens())
    return any(part.width() >= _LEAST_TITLE and part.height() >= TITLE_BAR // 2 for part in shown)
