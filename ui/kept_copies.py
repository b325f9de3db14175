"""What backups (备份) an office has, how it stands with them, and what one holds: read off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import HazardDeskError

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.copies import Told

_UNITS = ((2**30, "GB"), (2**20, "MB"), (2**10, "KB"))


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """One backup, on this PC or in the second place."""

    path: Path
    made_at: datetime
    reason: str
    size: int
    elsewhere: bool = False  # in 第二备份位置


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with the backups of an office."""

    copies: tuple[KeptCopy, ...] = ()  # newest first
    behind: bool = False  # something was done that the newest one lacks
    second_place: Path | None = None
    reachable: bool = False  # the second place
    last_good: datetime | None = None  # the second copy
    last_problem: str = ""
    old: str = ""  # says that the second copy is old, never made or failing
    locked: bool = False  # there is a 台账包密码
    unreadable: HazardDeskError | None = field(default=None, compare=False)  # the settings of safekeeping

    @property
    def newest(self) -> datetime | None:
        """Return when the newest backup on this PC was made."""
        return next((copy.made_at for copy in self.copies if not copy.elsewhere), None)

    @property
    def second_due(self) -> bool:
        """Tell whether the second place lacks the newest backup."""
        if self.second_place is None or self.unreadable is not None:
            return False
        return self.last_good is None or self.newest is None or self.last_good < self.newest

    def changed(self) -> Standing:
        """Return the same after something was done in the office."""
        return replace(self, behind=True)


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


def read_standing(folder: Path, now: datetime) -> Standing:
    """Look at the backups of the office in `folder`, at its second place, and whether something is due."""
    from hazard_desk.store.office_file import DATABASE
    from hazard_desk.store.safekeeping.copies import copies, is_behind
    from hazard_desk.store.safekeeping.second_place import is_old
    from hazard_desk.store.safekeeping.settings import read_safekeeping

    backups = folder / "backups"
    standing = Standing(
        copies=tuple(KeptCopy(one.path, one.made_at, one.reason, one.size) for one in copies(backups)),
        behind=is_behind(folder / DATABASE, backups),
    )
    try:
        kept = read_safekeeping(folder)
    except HazardDeskError as error:
        return replace(standing, unreadable=error)
    found: list[KeptCopy] = []
    reachable = False
    if kept.second_place is not None:
        reachable = _is_there(kept.second_place)
        found = _second_copies(folder) if reachable else []
    return replace(
        standing,
        copies=tuple(sorted([*standing.copies, *found], key=lambda one: one.made_at, reverse=True)),
        second_place=kept.second_place,
        reachable=reachable,
        last_good=kept.last_good,
        last_problem=kept.last_problem,
        old=is_old(kept, now),
        locked=kept.lock is not None,
    )


def look_at(path: Path, password: str = "") -> Source:
    """Look into a backup or an archive without changing anything; refused where it is none of ours."""
    from hazard_desk.store.safekeeping.archive import ENDING, look_into
    from hazard_desk.store.safekeeping.copies import copies, is_as_made, look

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
        )
    if is_as_made(path) is False:
        raise HazardDeskError(
            f"备份 {path.name} 和做的时候不一样了，可能磁盘坏了。", "程序没有改动它。", "请另选一个备份。"
        )
    told = look(path)
    named = next((one.made_at for one in copies(path.parent) if one.path.name == path.name), None)
    return Source(path, named or told.last_entry_at, told.office, told)


def when_words(moment: datetime, today: date) -> str:
    """Say a moment as one speaks of it: 今天 10:32, 11月26日 10:32, 2025年11月26日 10:32."""
    if moment.date() == today:
        return f"今天 {moment:%H:%M}"
    day = f"{moment.month}月{moment.day}日 {moment:%H:%M}"
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


def _is_there(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False


def _second_copies(folder: Path) -> list[KeptCopy]:
    from hazard_desk.store.safekeeping.second_place import second_copies

    return [
        KeptCopy(one.path, one.made_at, one.reason, one.size, elsewhere=True) for one in second_copies(folder)
    ]
