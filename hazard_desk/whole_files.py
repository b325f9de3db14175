"""Files whole at their place or not at all, though the plug is pulled; what was left half; free names."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

HALF = ".tmp"
"""The ending of a file that isn't whole yet; one that was left behind belongs to nobody."""

ABANDONED = 3600
"""Seconds; nobody is at work on a half that is older."""

_PIECE = 2**20


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` by way of a temporary file beside it; after OSError it is the old or the new."""
    with half_file(path.parent, path.stem) as (file, beside):
        file.write(data)
        put(file, beside, path)


@contextlib.contextmanager
def half_file(folder: Path, stem: str) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a new file in `folder` to be written and then `put` in its place; else it goes again."""
    # Not tempfile: its files are for their owner alone, and a shared folder is meant to be shared.
    beside = folder / f".{stem[:40]}-{secrets.token_hex(4)}{HALF}"
    try:
        with beside.open("xb") as file:
            yield file, beside
    finally:
        beside.unlink(missing_ok=True)


def put(file: BinaryIO, beside: Path, path: Path) -> None:
    """Close what was written `beside` its place, down to the disk, and give it its name."""
    file.flush()
    os.fsync(file.fileno())
    file.close()  # Windows moves no open file
    os.replace(beside, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` down to the disk, where the system has a way to (Windows has none)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some shares and sticks know no such thing
            raise
    finally:
        os.close(handle)


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


def drop_abandoned(folder: Path, is_ours: Callable[[Path], bool]) -> None:
    """Remove what nobody is at work on any more; another thread may do the same, or finish its own."""
    with contextlib.suppress(OSError):
        for half in folder.iterdir():
            with contextlib.suppress(OSError):
                if is_ours(half) and time.time() - half.stat().st_mtime > ABANDONED:
                    half.unlink()


def drop_halves(folder: Path, stem: str) -> None:
    """Remove halves of `stem` that a killed program left in `folder`; files of others are never touched."""
    ours = re.compile(rf"\.{re.escape(stem)}-[0-9a-f]{{8}}{re.escape(HALF)}")
    drop_abandoned(folder, lambda half: ours.fullmatch(half.name) is not None)


def read_anew(path: Path) -> None:
    """Have the system forget what it remembers of a file, if it can: reading it then asks the disk."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file, contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def free_name(place: Path) -> Path:
    """Return `place`, or where it is taken the same name with the first number that is free."""
    found, counter = place, 1
    while found.exists() or found.is_symlink():
        counter += 1
        found = place.with_name(f"{place.stem}_{counter}{place.suffix}")
    return found


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
