"""How an office is kept safe: its backups, the second place (第二备份位置), whether a password is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hazard_desk.store.safekeeping.copies import FOLDER, copies
from hazard_desk.store.safekeeping.places import PlaceKind, judge_place
from hazard_desk.store.safekeeping.settings import Safekeeping, SettingsUnreadable, read_safekeeping
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class KeptSafe:
    """Where the office and its copies lie. Of a password no more than whether there is one."""

    folder: Path
    place: PlaceKind
    backups: Path
    backup_count: int
    last_backup: datetime | None
    second_place: Path | None
    second_last_good: datetime | None
    second_problem: str
    has_password: bool | None  # None: what was set can't be read


def kept_safe(reading: Reading) -> KeptSafe:
    """Return how the open office is kept safe."""
    backups = reading.folder / FOLDER
    found, unreadable = copies(backups), ""
    try:
        kept = read_safekeeping(reading.folder)
    except SettingsUnreadable as error:
        kept, unreadable = Safekeeping(), error.what
    return KeptSafe(
        reading.folder,
        judge_place(reading.folder).kind,
        backups,
        len(found),
        found[0].made_at if found else None,
        kept.second_place,
        kept.last_good,
        unreadable or kept.last_problem,
        None if unreadable else kept.lock is not None,
    )
