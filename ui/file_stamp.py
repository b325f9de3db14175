"""Whether a file on the disk is still the one that was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileStamp:
    """How a file looked on the disk when it was read."""

    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> FileStamp | None:
        """Return how it looks now; None where it can't be looked at."""
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(found.st_size, found.st_mtime_ns)
