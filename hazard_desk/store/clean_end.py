"""The mark of a clean end: the office file's SHA-256, kept beside it while nobody has it open."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from hazard_desk import __version__

MARK = "office.closed.json"


def sha256_of(database: Path) -> str:
    """Return the SHA-256 of the file's bytes."""
    with database.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_there(folder: Path) -> bool:
    """Say whether a readable mark lies in the office `folder`, whatever it says."""
    return _read(folder) is not None


def fits(folder: Path, database: Path) -> bool:
    """Say whether the file has the very bytes that its last clean end left."""
    mark = _read(folder)
    return mark is not None and mark.get("sha256") == sha256_of(database)


def _read(folder: Path) -> dict[str, object] | None:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return mark if isinstance(mark, dict) else None


def leave(folder: Path, database: Path) -> None:
    """Write the mark; where the disk is full there is none, and the next start checks in full."""
    with contextlib.suppress(OSError):
        mark = folder / MARK
        making = mark.with_suffix(".making")
        said = {"sha256": sha256_of(database), "program": __version__}
        with making.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        making.replace(mark)


def drop(folder: Path) -> None:
    """Take the mark away: from here on the file counts as open."""
    (folder / MARK).unlink(missing_ok=True)
