"""Files on their way to a stick: halves that were left behind, bytes from the disk."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from hazard_desk.whole_files import HALF, drop_abandoned


def drop_leftovers(folder: Path, stem: str) -> None:
    """Remove halves of `stem` that a killed program left in `folder`; files of others are never touched."""
    ours = re.compile(rf"\.{re.escape(stem)}-[0-9a-f]{{8}}{re.escape(HALF)}")
    drop_abandoned(folder, lambda half: ours.fullmatch(half.name) is not None)


def read_anew(path: Path) -> None:
    """Have the system forget what it remembers of a file, if it can: reading it then asks the disk."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file, contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
