"""The mark that the program runs: while anyone holds it, the Windows installer replaces and removes nothing.

A named mutex that Windows itself drops when the process ends, however it ends. Elsewhere nothing is needed:
there a package may be replaced under a running program, which goes on with the files it has open.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NAME = "Local\\HazardDesk-running"
"""Known to the installer, too (installer/hazard_desk.nsi); any number of programs may hold it."""


@contextmanager
def held() -> Iterator[None]:
    """Hold the mark; where it can't be had the program runs all the same."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateMutexW.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_wchar_p)
        kernel.CreateMutexW.restype = ctypes.c_void_p
        kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
        mark = kernel.CreateMutexW(None, False, NAME)
        try:
            yield
        finally:
            if mark:
                kernel.CloseHandle(mark)
    else:
        yield
