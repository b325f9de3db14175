"""Garbage is collected by the window's event loop and by nothing else.

Python collects cycles wherever it happens to allocate. A widget that its own lambda holds is such a cycle,
and Qt can't bear its end at any moment: on a worker's thread it dies of it, and within the end of another
widget it waits for ever for a lock it holds itself (PySide looks for an override of disconnectNotify there).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class GarbageKeeper(QObject):
    """Takes collection over from Python, for good: widgets end until the very end of the program."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Collect from this thread's event loop from now on."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds, and those below it."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [at for at in range(len(counts)) if counts[at] > thresholds[at]]
        if due:
            gc.collect(due[-1])
