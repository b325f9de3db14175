"""Files on their way to a stick: halves that were left behind, names that are free, bytes from the disk."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path

from hazard_desk.whole_files import HALF

_ABANDONED = 3600  # seconds; nobody is at work on a half that is older


def drop_leftovers(folder: Path, stem: str) -> None:
    """Remove halves of `stem` that a killed program left in `folder`; files of others are never touched."""
    ours = re.compile(rf"\.{re.escape(stem)}-[0-9a-f]{{8}}{re.escape(HALF)}")
    for half in folder.glob(f".{stem}-*{HALF}"):
        with contextlib.suppress(OSError):
            if ours.fullmatch(half.name) and time.time() - half.stat().st_mtime > _ABANDONED:
                half.unlink()


def free_name(target: Path) -> Path:
    """Return `target`, or where that is there already the next name that is free."""
    place, counter = target, 1
    while place.exists():
        counter += 1
        place = target.with_name(f"{target.stem}_{counter}{target.suffix}")
    return place


def read_anew(path: Path) -> None:
    """Have the system forget what it remembers of a file, if it can: reading it then asks the disk."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file, contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
