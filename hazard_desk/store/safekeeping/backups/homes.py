"""The home in a second place (第二备份位置) that an office folder has; only the clerk's choice makes one."""

from __future__ import annotations

import contextlib
from pathlib import Path

from hazard_desk.store.safekeeping.packages.names import named_after
from hazard_desk.whole_files import add_folder

_PREFIX = "隐患台备份_"


def homes(place: Path, identity: str) -> list[Path]:
    """Return the folders in `place` that are this office folder's own, whatever the office was called."""
    with contextlib.suppress(OSError):
        return sorted(
            path
            for path in place.iterdir()
            if path.name.startswith(_PREFIX) and path.name.endswith(f"_{identity}")
        )
    return []


def settle(place: Path, office: str, identity: str) -> None:
    """Make this office folder a home in `place`, if it has none there; OSError where that can't be.

    A stick is known by it: another one may have got the same letter, and not be meant to have a copy.
    """
    if not homes(place, identity):
        add_folder(place / f"{_PREFIX}{named_after(office)}_{identity}")
