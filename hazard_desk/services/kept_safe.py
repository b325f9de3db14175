"""How an office is kept safe: its backups (备份), the second place (第二备份位置), the password."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import HazardDeskError
from hazard_desk.store.places import PlaceKind, judge_place
from hazard_desk.store.safekeeping.backups.copies import FOLDER, copies, is_behind
from hazard_desk.store.safekeeping.backups.settings import read_safekeeping

if TYPE_CHECKING:
    from hazard_desk.store.unit_of_work import Reading

DATABASE = "office.db"
_ASIDE = "换下的原件"
_FIRST_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """One backup, on this PC or in the second place."""

    path: Path
    made_at: datetime
    reason: str
    size: int
    elsewhere: bool = False  # in 第二备份位置
    aside: bool = False  # what a restore moved aside, as it was
    doubt: str = ""  # why its date can't be right


@dataclass(frozen=True, slots=True)
class KeptSafe:
    """Where the office and its copies lie. Of a password no more than whether there is one."""

    folder: Path
    place: PlaceKind
    copies: tuple[KeptCopy, ...] = ()  # newest first
    behind: bool = False  # something was done that the newest one lacks
    second_place: Path | None = None
    reachable: bool = False  # the second place, where it was looked at
    last_good: datetime | None = None  # the second copy
    last_problem: str = ""
    incomplete: bool = False  # the last copy was made; `last_problem` says what it lacks
    plain_elsewhere: int = 0  # packages in the second place that anybody can open, though there is a password
    same_disk: bool = False  # the second place goes when the first does
    old: str = ""  # says that the second copy is old, never made or failing
    has_password: bool | None = False  # None: what was set can't be read
    unreadable: HazardDeskError | None = field(default=None, compare=False)  # why what was set can't be read

    @property
    def backups(self) -> Path:
        """Return the folder with the backups on this PC."""
        return self.folder / FOLDER

    @property
    def here(self) -> tuple[KeptCopy, ...]:
        """Return the backups on this PC, newest first."""
        return tuple(copy for copy in self.copies if not copy.elsewhere and not copy.aside)

    @property
    def newest(self) -> datetime | None:
        """Return when the newest backup on this PC was made."""
        return self.here[0].made_at if self.here else None

    @property
    def second_due(self) -> bool:
        """Tell whether the second place lacks the newest backup."""
        if self.second_place is None or self.unreadable is not None:
            return False
        return self.last_good is None or self.newest is None or self.last_good < self.newest

    def lacks_second_place(self, now: datetime) -> bool:
        """Tell whether everything lies on this one PC still, after a week of backups."""
        if self.second_place is not None or self.unreadable is not None or not self.here:
            return False
        return now - self.here[-1].made_at > _FIRST_WEEK

    def changed(self) -> KeptSafe:
        """Return the same after something was done in the office."""
        return replace(self, behind=True)


def kept_safe(reading: Reading) -> KeptSafe:
    """Return how the open office is kept safe; nobody waits for a stick or a share here."""
    return how_kept(reading.folder, reading.now, elsewhere=False)


def how_kept(folder: Path, now: datetime, *, elsewhere: bool = True) -> KeptSafe:
    """Return how the office in `folder` is kept safe; `elsewhere` looks at the second place, too."""
    from hazard_desk.store.safekeeping.asides import aside_states
    from hazard_desk.store.safekeeping.backups.doubtful_dates import date_doubt
    from hazard_desk.store.safekeeping.backups.second_place import is_old, second_copies

    backups = folder / FOLDER
    found = KeptSafe(
        folder,
        judge_place(folder).kind,
        _newest_first(
            *(
                KeptCopy(
                    one.path, one.made_at, one.reason, one.size, doubt=date_doubt(one.path, one.made_at, now)
                )
                for one in copies(backups)
            ),
            *(KeptCopy(one.path, one.made_at, _ASIDE, one.size, aside=True) for one in aside_states(folder)),
        ),
        is_behind(folder / DATABASE, backups),
    )
    try:
        kept = read_safekeeping(folder)
    except HazardDeskError as error:
        return replace(found, unreadable=error, has_password=None)
    there: list[KeptCopy] = []
    reachable = elsewhere and kept.second_place is not None and _is_there(kept.second_place)
    if reachable:
        there = [
            KeptCopy(one.path, one.made_at, one.reason, one.size, elsewhere=True)
            for one in second_copies(folder)
        ]
    return replace(
        found,
        copies=_newest_first(*found.copies, *there),
        second_place=kept.second_place,
        reachable=reachable,
        last_good=kept.last_good,
        last_problem=kept.last_problem,
        incomplete=kept.incomplete,
        plain_elsewhere=_plain(there) if kept.lock is not None else 0,
        same_disk=reachable and kept.second_place is not None and on_same_disk(folder, kept.second_place),
        old=is_old(kept, now),
        has_password=kept.lock is not None,
    )


def _newest_first(*copies: KeptCopy) -> tuple[KeptCopy, ...]:
    return tuple(sorted(copies, key=lambda one: one.made_at, reverse=True))


def _plain(packages: list[KeptCopy]) -> int:
    from hazard_desk.store.safekeeping.packages.archive import look_into

    found = 0
    for one in packages:
        with suppress(HazardDeskError, OSError):
            found += not look_into(one.path).encrypted
    return found


def on_same_disk(folder: Path, place: Path) -> bool:
    """Tell whether both would be lost with one disk, as far as that can be asked."""
    try:
        return place.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False


def _is_there(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False
