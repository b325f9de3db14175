"""Waiting in the window's tests: as long as something is to come, and no longer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.background import Background

LONGEST_PAUSE_MS = 200
"""The longest the window holds back for more typing; its longer timers (drafts, columns) nobody waits for."""


def until_quiet(qtbot: QtBot, background: Background, window: QWidget, *, timeout_ms: int = 20_000) -> None:
    """Wait until nothing is under way, no typing pause of `window` runs, and what that led to has come.

    It looks twice, as what has come may ask for more. `QTest.qWait` would hold up the other threads.
    """
    deadline = QDeadlineTimer(timeout_ms)
    quiet_looks = 0
    while quiet_looks < 2:
        assert not deadline.hasExpired(), f"still busy after {timeout_ms} ms: {background.under_way}"
        qtbot.wait(5)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        busy = background.under_way or pause_runs(window)
        quiet_looks = 0 if busy else quiet_looks + 1


def pause_runs(window: QWidget) -> bool:
    """Tell whether something in the window holds back for more typing."""
    return isValid(window) and any(  # at a test's end qtbot has taken it away already
        timer.isActive() and timer.isSingleShot() and timer.interval() <= LONGEST_PAUSE_MS
        for timer in window.findChildren(QTimer)
    )
