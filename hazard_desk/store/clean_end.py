"""The mark of a clean end: the office file's SHA-256, kept beside it while nobody has it open."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from hazard_desk import __version__
from hazard_desk.notes import read_note
from hazard_desk.whole_files import digest

MARK = "office.closed.json"


def is_there(folder: Path) -> bool:
    """Say whether a readable mark lies in the office `folder`, whatever it says."""
    return read_note(folder / MARK) is not None


def fits(folder: Path, database: Path) -> bool:
    """Say whether the file has the very bytes that its last clean end left."""
    mark = read_note(folder / MARK)
    return mark is not None and mark.get("sha256") == digest(database)


def leave(folder: Path, database: Path) -> None:
    """Write the mark; where the disk is full there is none, and the next start checks in full."""
    with contextlib.suppress(OSError):
        mark = folder / MARK
        making = mark.with_suffix(".making")
        said = {"sha256": digest(database), "program": __version__}
        with making.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        making.replace(mark)


def drop(folder: Path) -> None:
    """Take the mark away: from here on the file counts as open."""
    (folder / MARK).unlink(missing_ok=True)
