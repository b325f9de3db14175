"""Work rooms (临时文件夹): where clear copies of an office are worked on; never outside its folder.

A kill leaves the room behind. It is swept by whoever holds the office's lock next: at once where only the
holder of the lock works in such a room, else when nobody can be at work in it any more.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from hazard_desk.whole_files import ABANDONED, make_folder

RESTORING = re.compile(r"\.r-[0-9a-f]{4,8}")
"""The name of a room in the office folder where a restore is prepared: short, since what lies in it has the
long names of attachments, and a path has 260 letters at most."""

_LOOKING = re.compile(r"\.(?:look|salvage)-[0-9a-f]{8}")


def make_restoring_room(folder: Path) -> Path:
    """Make a new room for a restore in the office `folder`; it stays until it is swept or removed."""
    while True:  # one that can't be removed, since a virus scanner holds it, is in nobody's way
        room = folder / f".r-{secrets.token_hex(2)}"
        with contextlib.suppress(FileExistsError):
            room.mkdir()
            return room


@contextlib.contextmanager
def looking_room(folder: Path, kind: str = "look") -> Iterator[Path]:
    """Make a room in `folder` (the office's `backups`) for the copy of an office file; remove it again."""
    make_folder(folder)
    room = folder / f".{kind}-{secrets.token_hex(4)}"
    room.mkdir()
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def restoring_rooms(folder: Path) -> list[Path]:
    """Return the rooms of restores that lie in the office `folder`."""
    return _rooms(folder, RESTORING)


def sweep(folder: Path, *, restoring: bool) -> None:
    """Remove the rooms that were left behind; the caller holds the office's lock.

    `restoring`: also those of restores, of which none is decided.
    """
    if restoring:
        for room in restoring_rooms(folder):
            shutil.rmtree(room, ignore_errors=True)
    for room in _rooms(folder / "backups", _LOOKING):
        with contextlib.suppress(OSError):
            if time.time() - room.stat().st_mtime > ABANDONED:
                shutil.rmtree(room, ignore_errors=True)


def _rooms(folder: Path, name: re.Pattern[str]) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if name.fullmatch(path.name) and path.is_dir()]
    except OSError:
        return []
