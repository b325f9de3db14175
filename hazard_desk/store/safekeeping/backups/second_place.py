"""第二备份位置: a copy of the office on another disk or a stick, attachments only as far as they are new."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hazard_desk.errors import Cancelled, HazardDeskError, OutputError
from hazard_desk.progress import Progress, Silence
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping.backups import copies
from hazard_desk.store.safekeeping.backups.copied_attachments import CopiedAttachments
from hazard_desk.store.safekeeping.backups.homes import homes
from hazard_desk.store.safekeeping.backups.settings import (
    Safekeeping,
    known_identity,
    note_good,
    note_problem,
    read_safekeeping,
    settled_identity,
)
from hazard_desk.store.safekeeping.backups.thinning import superfluous
from hazard_desk.store.safekeeping.packages.archive_words import lost_words, mended_words
from hazard_desk.store.safekeeping.packages.manifest import DATABASE
from hazard_desk.store.safekeeping.packages.packing import Written, named_attachments, write_archive
from hazard_desk.store.safekeeping.packages.unpacking import look_into

LIMIT = timedelta(days=7)
"""The age from which on the second copy is old."""

_STAMP = "%Y-%m-%d_%H%M%S"
_NAME = re.compile(r"office_(\d{4}-\d{2}-\d{2}_\d{6})(?:_(\d+))?\.hazdesk")


def copy_to_second_place(
    office_folder: Path, now: datetime, progress: Progress | None = None, *, copy: Path | None = None
) -> Written:
    """Copy the office to its second place and return the package; how it ended is noted.

    A sub-folder for each office folder: packages by date, thinned like backups, and the attachments beside
    them, each of which is copied once. `copy`: the verified backup to be packed, else one is made. A stick
    where the office folder has no home is left alone: `set_second_place` makes it.
    """
    try:
        made = _copy(office_folder, now, progress or Silence(), copy)
    except Cancelled:
        raise
    except HazardDeskError as error:
        with contextlib.suppress(HazardDeskError):
            note_problem(office_folder, error.what)
        raise
    with contextlib.suppress(HazardDeskError):  # the copy is there; only when it was made is not noted
        note_good(office_folder, now, lost_words(made.lost) + mended_words(made.mended))
    return made


def is_old(safekeeping: Safekeeping, now: datetime) -> str:
    """Return a warning where the second copy is old, or was never made; else ""."""
    if safekeeping.second_place is None:
        return ""
    how = "上次做的那份" if safekeeping.incomplete else "上次没做成："
    why = f"{how}{safekeeping.last_problem}" if safekeeping.last_problem else ""
    good = safekeeping.last_good
    if good is None:
        return f"还没有往第二备份位置（{safekeeping.second_place}）备份过。{why}"
    if good > now + timedelta(days=1):
        return f"上次第二份备份的时间（{good:%Y-%m-%d}）在今天之后，请检查电脑的日期。{why}"
    if now - good >= LIMIT:
        return f"第二备份位置的备份已经是 {(now - good).days} 天前的了。{why}"
    return ""


def second_copies(office_folder: Path) -> list[copies.Copy]:
    """Return the packages of this office folder in the second place, newest first, if it is there."""
    place, identity = read_safekeeping(office_folder).second_place, known_identity(office_folder)
    if place is None or not identity:
        return []
    found = []
    for home in homes(place, identity):
        for moment, counter, path in _packages(home):
            with contextlib.suppress(OSError):
                one = copies.Copy(path, moment, "第二备份位置", path.stat().st_size)
                found.append((moment, counter, path.name, one))
    return [one for *_order, one in sorted(found, key=lambda entry: entry[:3], reverse=True)]


def _packages(home: Path) -> list[tuple[datetime, int, Path]]:
    found = []
    with contextlib.suppress(OSError):
        for path in home.iterdir():
            match = _NAME.fullmatch(path.name)
            with contextlib.suppress(ValueError):  # a date that is none
                if match is not None:
                    found.append((datetime.strptime(match[1], _STAMP), int(match[2] or 1), path))
    return found


def _copy(office_folder: Path, now: datetime, progress: Progress, copy: Path | None) -> Written:
    settings = read_safekeeping(office_folder)
    place = settings.second_place
    if place is None:
        raise HazardDeskError("没有设第二备份位置。", "没有备份。", "请先选一个U盘或另一块磁盘上的文件夹。")
    identity = settled_identity(office_folder)
    home = _demand_home(place, identity)

    def write(backup: Path) -> Written:
        attachments = CopiedAttachments(office_folder, home, settings.lock)
        named = [one for one, _name in named_attachments(backup)[0]]
        rest = 3 * backup.stat().st_size  # looked through, written, read back
        done = attachments.bring_up_to_date(
            named,
            now.date(),
            lambda done, total, what: progress.report(done // 1024, (total + rest) // 1024 + 1, what),
        )
        target = home / f"office_{now.strftime(_STAMP)}.hazdesk"
        made = write_archive(
            office_folder,
            backup,
            target,
            now,
            lock=settings.lock,
            beside=True,
            lying=attachments.has,
            identity=identity,
            progress=_Rest(progress, done),
        )
        return replace(made, mended=attachments.mended)

    office = office_folder / DATABASE, office_folder / copies.FOLDER, now, "退出时"
    backup = copy or copies.current_copy(*office)
    try:
        made = copies.on_copy(write, *office, backup)
    except OSError as error:
        raise OutputError(
            f"第二备份位置 {place} 写不进去：{in_words(error)}。",
            "本机的备份不受影响，那里原有的备份没有动。",
            "请检查U盘是否还插着、空间够不够，再备份一次。",
        ) from error
    _thin(home, now, made.path, identity)
    return made


def _demand_home(place: Path, identity: str) -> Path:
    """Return this office folder's own folder in the second place, which is never made here.

    A borrowed stick that has got the letter of the usual one is not to carry the office away.
    """
    try:
        is_there = place.is_dir()
    except OSError:
        is_there = False
    if not is_there:
        raise OutputError(
            f"第二备份位置 {place} 现在不在。",
            "本机的备份不受影响。",
            "请插好U盘或移动硬盘，或在“备份与恢复”里另选一个位置。",
        )
    found = homes(place, identity)
    if not found:
        raise OutputError(
            f"第二备份位置 {place} 里没有本台账以前的备份，像是换了一只U盘：没有复制。",
            "本机的备份不受影响，这只U盘上什么也没有写。",
            "请换回原来那只U盘；就是要用这一只的，请在“备份与恢复”里点“换一个位置”，把它再选一次。",
        )
    return found[0]


class _Rest:
    """The progress of the package, told as the rest of the whole."""

    def __init__(self, progress: Progress, done: int) -> None:
        self._progress, self._done = progress, done // 1024

    def report(self, done: int, total: int, what: str = "") -> None:
        self._progress.report(self._done + done, self._done + total, what)


def _thin(home: Path, now: datetime, made: Path, identity: str) -> None:
    """Remove the packages that need not stay, as backups are thinned; never one that others wrote."""

    def is_ours_and_whole(one: tuple[datetime, int, Path]) -> bool:
        try:
            return look_into(one[2]).identity == identity
        except HazardDeskError:
            return False

    found = _packages(home)
    for _moment, _counter, path in superfluous(found, lambda one: one[0], now.date(), is_ours_and_whole):
        if path != made:
            with contextlib.suppress(OSError):
                path.unlink()
