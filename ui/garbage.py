"""Garbage is collected on the window's thread only.

Python collects cycles on whichever thread happens to allocate. A widget that its own lambda holds is such a
cycle, and Qt dies when a widget or timer is destroyed on another thread than its own.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class GarbageKeeper(QObject):
    """Takes collection over from Python while it lives; `stop` gives it back."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Collect on this thread from now on."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due by Python's own thresholds."""
        for generation, (count, most) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > most:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Let Python collect by itself again: the other threads have ended."""
        self._timer.stop()
        gc.enable()
