"""What every test starts from: no screen, one scale, no odd home."""

from __future__ import annotations

import os
import tempfile

# Before the first import of Qt, which reads them once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("HAZARD_DESK_OFFICE", None)
# The folder used last, settings and logs of whoever runs the tests are not the tests' business.
_HOME = tempfile.TemporaryDirectory(prefix="hazard-desk-tests-")
for _name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _HOME.name

# Says how openpyxl writes; a test may import openpyxl before the program.
import hazard_desk  # noqa: E402, F401
from tests.faults.ledger import (  # noqa: E402, F401  (options, fixtures and the table of faults)
    ledger,
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
    share,
)
from tests.faults.ledger import pytest_addoption as add_fault_options  # noqa: E402
from tests.windows.options import add_options as add_windows_options  # noqa: E402


def pytest_addoption(parser):
    add_fault_options(parser)
    add_windows_options(parser)
