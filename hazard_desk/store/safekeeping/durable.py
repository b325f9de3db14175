"""Files that stay at their place though the plug is pulled: down to the disk before and after a rename."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from hazard_desk.whole_files import half_file, put
from hazard_desk.whole_files import sync_folder as sync_folder

_PIECE = 2**20


def sync_file(path: Path) -> None:
    """Bring the bytes of a finished file down to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def move(source: Path, target: Path) -> None:
    """Rename within one disk and make that last; `target` must be free, unless it is to be replaced."""
    os.replace(source, target)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def remove(path: Path) -> None:
    """Remove a file, if it is there, and make that last."""
    try:
        path.unlink()
    except FileNotFoundError:
        return
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file to `target`, whole or not at all, down to the disk."""
    with source.open("rb") as read, half_file(target.parent, target.stem) as (write, beside):
        while piece := read.read(_PIECE):
            write.write(piece)
        put(write, beside, target)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, and make that last."""
    missing = [folder, *folder.parents]
    missing = [one for one in missing if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        with contextlib.suppress(FileNotFoundError):
            sync_folder(one.parent)


def add_folder(folder: Path) -> None:
    """Make a folder in one that is there, and make that last; OSError where that one is gone."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
