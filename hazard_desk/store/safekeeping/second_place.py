"""第二备份位置: a copy of the office on another disk or a stick, attachments only as far as they are new."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from hazard_desk.errors import Cancelled, HazardDeskError, OutputError
from hazard_desk.store.attachments import is_sound, path_of
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.safekeeping import copies
from hazard_desk.store.safekeeping.container import Measured, pour
from hazard_desk.store.safekeeping.encryption import Lock, decrypt, encrypt, new_witness
from hazard_desk.store.safekeeping.halves import drop_leftovers, read_anew
from hazard_desk.store.safekeeping.manifest import DATABASE, Kept
from hazard_desk.store.safekeeping.names import named_after
from hazard_desk.store.safekeeping.packing import attachments_of, write_archive
from hazard_desk.store.safekeeping.progress import Progress, Silence
from hazard_desk.store.safekeeping.refused import DamagedArchive
from hazard_desk.store.safekeeping.settings import Safekeeping, note_good, note_problem, read_safekeeping
from hazard_desk.store.safekeeping.thinning import kept
from hazard_desk.whole_files import half_file, put

LIMIT = timedelta(days=7)
"""The age from which on the second copy is old."""

_STAMP = "%Y-%m-%d_%H%M%S"
_NAME = re.compile(r"office_(\d{4}-\d{2}-\d{2}_\d{6})(?:_(\d+))?\.hazdesk")
_HALF_STEM = "附件"
_HOME = "隐患台备份_"


def copy_to_second_place(office_folder: Path, now: datetime, progress: Progress | None = None) -> Path:
    """Copy the office to its second place and return the package; how it ended is noted.

    A sub-folder for each office: packages by date, thinned like backups, and the attachments beside them,
    each of which is copied once.
    """
    try:
        made = _copy(office_folder, now, progress or Silence())
    except Cancelled:
        raise
    except HazardDeskError as error:
        with contextlib.suppress(HazardDeskError):
            note_problem(office_folder, error.what)
        raise
    with contextlib.suppress(HazardDeskError):  # the copy is there; only when it was made is not noted
        note_good(office_folder, now)
    return made


def is_old(safekeeping: Safekeeping, now: datetime) -> str:
    """Return a warning where the second copy is old, or was never made; else ""."""
    if safekeeping.second_place is None:
        return ""
    why = f"上次没做成：{safekeeping.last_problem}" if safekeeping.last_problem else ""
    good = safekeeping.last_good
    if good is None:
        return f"还没有往第二备份位置（{safekeeping.second_place}）备份过。{why}"
    if good > now + timedelta(days=1):
        return f"上次第二份备份的时间（{good:%Y-%m-%d}）在今天之后，请检查电脑的日期。{why}"
    if now - good >= LIMIT:
        return f"第二备份位置的备份已经是 {(now - good).days} 天前的了。{why}"
    return ""


def home_of(place: Path, office: str) -> Path:
    """Return the folder of an office in a second place."""
    return place / f"{_HOME}{named_after(office)}"


def second_copies(office_folder: Path) -> list[copies.Copy]:
    """Return the packages in the second place, newest first; none where there is none, or it isn't there.

    Of an office file that can't be read, and has no backup either, those of any office: one of them is its.
    """
    place = read_safekeeping(office_folder).second_place
    if place is None:
        return []
    homes: list[Path] = []
    backups = [one.path for one in copies.copies(office_folder / copies.FOLDER)]
    for database in (office_folder / DATABASE, *backups[:1]):
        with contextlib.suppress(HazardDeskError, sqlite3.Error):
            homes = [home_of(place, copies.office_name(database))]
            break
    with contextlib.suppress(OSError):
        homes = homes or [path for path in place.iterdir() if path.name.startswith(_HOME)]
    found = []
    for home in homes:
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


def _copy(office_folder: Path, now: datetime, progress: Progress) -> Path:
    settings = read_safekeeping(office_folder)
    place = settings.second_place
    if place is None:
        raise HazardDeskError("没有设第二备份位置。", "没有备份。", "请先选一个U盘或另一块磁盘上的文件夹。")
    backup = copies.current_copy(office_folder / DATABASE, office_folder / copies.FOLDER, now, "退出时")
    home = home_of(place, copies.look(backup).office)
    try:
        if not place.is_dir():
            raise OutputError(
                f"第二备份位置 {place} 现在不在。",
                "本机的备份不受影响。",
                "请插好U盘或移动硬盘，或在“备份与恢复”里另选一个位置。",
            )
        home.mkdir(exist_ok=True)
        rest = 3 * backup.stat().st_size  # looked through, written, read back
        done = _copy_attachments(office_folder, backup, home, settings.lock, progress, rest)
        target = home / f"office_{now.strftime(_STAMP)}.hazdesk"
        made = write_archive(
            office_folder,
            backup,
            target,
            now,
            lock=settings.lock,
            beside=True,
            progress=_Rest(progress, done),
        )
    except OSError as error:
        raise OutputError(
            f"第二备份位置 {place} 写不进去：{in_words(error)}。",
            "本机的备份不受影响，那里原有的备份没有动。",
            "请检查U盘是否还插着、空间够不够，再备份一次。",
        ) from error
    _thin(home, now, made)
    return made


class _Rest:
    """The progress of the package, told as the rest of the whole."""

    def __init__(self, progress: Progress, done: int) -> None:
        self._progress, self._done = progress, done // 1024

    def report(self, done: int, total: int, what: str = "") -> None:
        self._progress.report(self._done + done, self._done + total, what)


def _copy_attachments(
    office_folder: Path, backup: Path, home: Path, lock: Lock | None, progress: Progress, rest: int
) -> int:
    """Copy what isn't there yet; `rest` are the bytes that come after. Return the bytes that were copied."""
    there, _lost = attachments_of(office_folder, backup, beside=True)
    drop_leftovers(home, _HALF_STEM)
    missing = [one for one in there if not _is_there(home, one, lock)]
    total, done = sum(one.size for one in missing), 0
    for number, one in enumerate(missing, 1):
        progress.report(done // 1024, (total + rest) // 1024 + 1, f"正在复制附件 {number}/{len(missing)}")
        done += one.size
        # A damaged one would take the place that the good one may have yet.
        if is_sound(office_folder, one.sha256, one.suffix):
            _copy_one(office_folder, home, one, lock)
    return total


def _is_there(home: Path, one: Kept, lock: Lock | None) -> bool:
    """Say whether an attachment lies there: it had its name only when it was whole, so its length will do."""
    try:
        size = (home / (one.locked_name(lock.tag) if lock else one.name)).stat().st_size
    except OSError:
        return False
    return size > one.size if lock else size == one.size


def _copy_one(office_folder: Path, home: Path, one: Kept, lock: Lock | None) -> None:
    place = home / (one.locked_name(lock.tag) if lock else one.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    witness = new_witness()
    with half_file(home, _HALF_STEM) as (file, half):
        with path_of(office_folder, one.sha256, one.suffix).open("rb") as source:
            if lock is None:
                pour(source, file)
            else:
                encrypt(source, file, lock, witness)
        file.flush()
        os.fsync(file.fileno())
        read_anew(half)
        differs = OSError(errno.EIO, "the bytes read back are not those written")
        found = Measured(None, one.size, differs)
        with half.open("rb") as source:
            try:
                if lock is None:
                    pour(source, found)
                else:
                    decrypt(source, found, witness)
            except DamagedArchive as error:
                raise differs from error
        if found.sha256 != one.sha256:
            raise differs
        put(file, half, place)


def _thin(home: Path, now: datetime, made: Path) -> None:
    found = _packages(home)
    stay = kept([moment for moment, _counter, _path in found], now.date())
    for moment, _counter, path in found:
        if moment not in stay and path != made:
            with contextlib.suppress(OSError):
                path.unlink()
