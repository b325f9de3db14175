"""What every test starts from: no screen, one scale, no odd home."""

from __future__ import annotations

import os

# Before the first import of Qt, which reads them once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("HAZARD_DESK_OFFICE", None)
