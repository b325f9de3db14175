"""What stood before (换下的台账): office files that a restore moved aside, with the journal beside them."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hazard_desk.store.checking import full_check
from hazard_desk.store.hot_journal import copy_with_journal, has_hot_journal
from hazard_desk.store.safekeeping.backups.copies import FOLDER, Told, look

_DATABASE = "office.db"
_NAME = re.compile(r"(恢复前|损坏|残留)_(\d{4}-\d{2}-\d{2}_\d{6})(?:_(\d+))?")
_STAMP = "%Y-%m-%d_%H%M%S"


@dataclass(frozen=True, slots=True)
class AsideState:
    """An office file that lies aside: it can be looked at and restored like a backup."""

    path: Path
    made_at: datetime
    kind: str
    size: int

    @property
    def folder(self) -> Path:
        """The folder that it lies in, with what else was moved aside."""
        return self.path.parent


def aside_states(folder: Path) -> list[AsideState]:
    """Return the office files that lie aside in the office `folder`, newest first."""
    found = []
    asides: list[Path] = []
    for home in (folder, folder / FOLDER):
        with contextlib.suppress(OSError):
            asides += home.iterdir()
    for aside in asides:
        match = _NAME.fullmatch(aside.name)
        if match is None:
            continue
        with contextlib.suppress(ValueError, OSError):  # a date that is none; a folder without an office file
            made_at = datetime.strptime(match[2], _STAMP)
            path = aside / _DATABASE
            found.append(
                (made_at, int(match[3] or 1), AsideState(path, made_at, match[1], path.stat().st_size))
            )
    return [one for *_order, one in sorted(found, key=lambda entry: entry[:2], reverse=True)]


def look_with_journal(database: Path, room: Path) -> Told:
    """Look at any office file as a restore would take it: with its interrupted transaction taken back.

    That is done in a copy, in the work room `room`; errors as of `copies.look`.
    """
    if not has_hot_journal(database):
        return look(database)
    copy = room / _DATABASE
    copy_with_journal(database, copy)
    full_check(copy, writing=True)
    return look(copy)
