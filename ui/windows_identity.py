"""Who the program is to the task bar of Windows: one button for all its windows, not one of Python's."""

from __future__ import annotations

import ctypes
import logging
import sys

APP_ID = "HazardDesk.HazardDesk"

log = logging.getLogger(__name__)


def take_identity() -> None:
    """Tell Windows the name of the program, before it has a window; elsewhere the desktop file says it.

    The installed program is known by its own .exe, as its shortcuts are: another name would give it a second
    button beside the one she has pinned. Only where Python's .exe runs the program is it needed.
    """
    if sys.platform == "win32" and not getattr(sys, "frozen", False):
        failed = ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(APP_ID))
        if failed:
            log.info("the task bar was not told who this is")
