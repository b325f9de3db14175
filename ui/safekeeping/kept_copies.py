"""What a backup (备份) or an archive (台账包) holds, read off the GUI thread, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import HazardDeskError

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.backups.copies import Told

_UNITS = ((2**30, "GB"), (2**20, "MB"), (2**10, "KB"))


@dataclass(frozen=True, slots=True)
class Source:
    """What one would restore: a backup (.db) or an archive (台账包, .hazdesk)."""

    path: Path
    made_at: datetime | None
    office: str
    told: Told | None  # None while a password is wanted
    archive: bool = False
    encrypted: bool = False
    attachments: int = 0
    attachment_bytes: int = 0
    beside: bool = False  # the attachments lie beside it, not in it
    beside_there: bool = True
    lost: tuple[str, ...] = ()  # attachments that were not to be had when it was made


def look_at(path: Path, password: str = "") -> Source:
    """Look into a backup or an archive without changing anything; refused where it is none of ours."""
    from hazard_desk.store.safekeeping.backups.copies import FOLDER, copies, is_as_made, look
    from hazard_desk.store.safekeeping.packages.archive import ENDING, look_into

    if path.suffix.lower() == ENDING:
        held = look_into(path, password)
        return Source(
            path,
            held.made_at,
            held.office,
            held.told,
            archive=True,
            encrypted=held.encrypted,
            attachments=held.attachments,
            attachment_bytes=held.attachment_bytes,
            beside=not held.whole,
            beside_there=held.whole or (path.parent / "attachments").is_dir(),
            lost=held.lost,
        )
    if is_as_made(path) is False:
        raise HazardDeskError(
            f"备份 {path.name} 和做的时候不一样了，可能磁盘坏了。", "程序没有改动它。", "请另选一个备份。"
        )
    told = _look_aside(path) if path.parent.parent.name == FOLDER else look(path)
    named = next((one.made_at for one in copies(path.parent) if one.path.name == path.name), None)
    return Source(path, named or told.last_entry_at, told.office, told)


def _look_aside(path: Path) -> Told:
    """Look at an office file that a restore moved aside, beside it: of what is private nothing leaves."""
    from hazard_desk.store.safekeeping.asides import look_with_journal
    from hazard_desk.store.safekeeping.rooms import looking_room

    with looking_room(path.parent.parent) as room:
        return look_with_journal(path, room)


def when_words(moment: datetime, today: date, *, seconds: bool = False) -> str:
    """Say a moment as one speaks of it: 今天 10:32, 11月26日 10:32, 2025年11月26日 10:32."""
    time = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    if moment.date() == today:
        return f"今天 {time}"
    day = f"{moment.month}月{moment.day}日 {time}"
    return day if moment.year == today.year else f"{moment.year}年{day}"


def size_words(size: int) -> str:
    """Say how large a file is."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} 字节"


def counts_words(told: Told) -> str:
    """Say how much an office file holds: 企业 128、检查 340 and so on."""
    return "、".join(f"{label} {count}" for label, count in told.counts.items())
