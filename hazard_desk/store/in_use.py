"""Which office files this process holds open: such a file is read by SQLite only, never by hand.

On Linux a process loses all its locks on a file when it closes any handle of it: a look at the header beside
SQLite would let another program write into the middle of a transaction.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from threading import Lock

Key = tuple[int, int]

_guard = Lock()
_held: Counter[Key] = Counter()


def hold(path: Path) -> Key | None:
    """Note that the file is open from now on; return what `let_go` wants."""
    key = _key(path)
    if key is not None:
        with _guard:
            _held[key] += 1
    return key


def let_go(key: Key | None) -> None:
    """Note that the file was closed."""
    if key is not None:
        with _guard:
            _held[key] -= 1


def is_in_use(path: Path) -> bool:
    """Say whether this process holds the file open, under whatever name."""
    key = _key(path)
    with _guard:
        return key is not None and _held[key] > 0


def _key(path: Path) -> Key | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
