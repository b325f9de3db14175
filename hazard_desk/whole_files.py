"""Puts a file at its place whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HALF = ".tmp"
"""The ending of a file that isn't whole yet; one that was left behind belongs to nobody."""


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` by way of a temporary file beside it; OSError leaves `path` as it was."""
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
