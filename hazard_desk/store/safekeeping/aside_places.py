"""Where files of an office are moved aside, so that it is never more than a rename."""

from __future__ import annotations

from pathlib import Path

_BACKUPS = "backups"
_KINDS = ("恢复前_", "残留_")


def place_aside(folder: Path, name: str) -> Path:
    """Return where files of the office `folder` are moved aside, which is a rename: `name` in `backups`.

    Where `backups` leads to another disk, by a link or a junction, it is in the office folder itself.
    """
    backups = folder / _BACKUPS
    try:
        elsewhere = backups.stat().st_dev != folder.stat().st_dev
    except OSError:  # not there yet
        elsewhere = False
    return folder / name if elsewhere else backups / name


def is_aside(name: str) -> bool:
    """Say whether `name` is that of a folder for what was moved aside, directly in the office folder."""
    return name == Path(name).name and name.startswith(_KINDS)
