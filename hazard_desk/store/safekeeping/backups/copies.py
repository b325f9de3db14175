"""Verified copies of the office file: made whole under another name, checked, then named; thinned later."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from hazard_desk.errors import Cancelled, HazardDeskError, OfficeFileError, OutputError
from hazard_desk.store.checking import demand_readable
from hazard_desk.store.engine import reading_only
from hazard_desk.store.header import damaged
from hazard_desk.store.hot_journal import give_own_counter
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.recognising import recognise
from hazard_desk.store.safekeeping.backups.thinning import superfluous
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.whole_files import HALF, digest, drop_abandoned, make_folder, move, sync_folder

FOLDER = "backups"
_PASSING = "导入前"  # the reason of those that are discarded where nothing comes of it
_STAMP = "%Y-%m-%d_%H%M%S"
_NAME = re.compile(r"office_(\d{4}-\d{2}-\d{2}_\d{6})_(.+?)(?:_(\d+))?\.db")
_HALVES = re.compile(rf".+\.making(?:-journal)?|\..+{re.escape(HALF)}|office_.+\.db\.sha256")
_SUM = re.compile(rb"([0-9a-f]{64})  [^\r\n]*\n")
_COUNTED = (
    ("企业", "enterprise", True),
    ("检查", "inspection", True),
    ("隐患", "hazard", True),
    ("附件", "attachment_link", True),
    ("操作", "journal_entry", False),
)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup by its name."""

    path: Path
    made_at: datetime
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an office file says of itself: whose it is, how much it holds, and what was done last."""

    office: str
    schema: int
    counts: dict[str, int]
    last_entry_id: int
    last_entry_at: datetime | None
    last_summary: str


def make_backup(database: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Copy `database` into `folder` and return the copy; `reason` is part of its name.

    The copy is made by SQLite (never by copying an open file) from a file that checks out in full, checked
    in full itself, flushed and only then given its name: a file with a backup's name is a good backup.
    """
    stem = f"office_{now.strftime(_STAMP)}_{reason}"
    making = folder / f"{secrets.token_hex(4)}.making"  # short: a path may be at its longest here
    try:
        make_folder(folder)
        _drop_leftovers(folder)
        with explained(database), _reading(database) as source:
            _demand_whole(source, database)
            with explained(making):
                source.execute("VACUUM INTO ?", (str(making),))
        with explained(making), contextlib.closing(sqlite3.connect(making)) as copy:
            result = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if result != "ok":
            raise OutputError(f"备份 {stem} 校验不通过。", "原文件没有改动。", "请检查磁盘后再试。")
        demand_readable(making, shown=database)
        give_own_counter(making)
        with making.open("rb+") as file:
            os.fsync(file.fileno())
        sha256 = digest(making)
        with _named(folder, stem, sha256) as target:
            move(making, target)
    except OSError as error:
        raise OutputError(
            f"备份写不进 {folder}：{in_words(error)}。", "原文件没有改动。", "请检查磁盘空间和权限。"
        ) from error
    finally:
        for half in (making, making.with_name(f"{making.name}-journal")):
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
    return target


def discard(backup: Path) -> None:
    """Take a backup back for which there was no need after all; where that fails it stays."""
    with contextlib.suppress(OSError):
        _remove(backup)


def copies(folder: Path) -> list[Copy]:
    """Return the backups in `folder`, newest first; files with other names are none of ours."""
    found = []
    try:
        paths = list(folder.iterdir())
    except OSError:
        return []
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        with contextlib.suppress(ValueError, OSError):  # a date that is none; a file that goes meanwhile
            made_at = datetime.strptime(match[1], _STAMP)
            if path.is_file():
                one = Copy(path, made_at, match[2], path.stat().st_size)
                found.append((made_at, int(match[3] or 1), path.name, one))
    return [one for *_order, one in sorted(found, key=lambda entry: entry[:3], reverse=True)]


def look(database: Path) -> Told:
    """Look at any office file without writing; OfficeFileError where it is damaged, newer, or none."""
    schema = recognise(database)
    with explained(database), _reading(database) as connection:
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            counts = {}
            for label, table, binned in _COUNTED:
                query = f"SELECT count(*) FROM {table}" + (" WHERE deleted_at IS NULL" if binned else "")
                counts[label] = connection.execute(query).fetchone()[0] if table in tables else 0
            office = connection.execute("SELECT name FROM office").fetchone()
            entry_id, at, summary = _last_entry(connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            raise damaged(database, "里面的记录不齐") from error  # a table or column of ours is not there
    moment = None
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(at) if at else None
    return Told(str(office[0]) if office else "", schema, counts, entry_id, moment, summary)


def office_name(database: Path) -> str:
    """Return whose an office file is, without counting; OfficeFileError as `look`."""
    recognise(database)
    with explained(database), _reading(database) as connection:
        found = connection.execute("SELECT name FROM office").fetchone()
    return str(found[0]) if found else ""


def is_behind(database: Path, folder: Path) -> bool:
    """Say whether the newest backup in `folder` is another state than `database`, or can't be read."""
    found = copies(folder)
    if not found:
        return True
    with explained(database):
        present = _state(database)
    # After a clock was set back the newest by its name isn't the one made last.
    latest = {found[0].path, max(found, key=lambda one: _modified(one.path)).path}
    return present not in [state for path in latest if (state := _state_or_none(path)) is not None]


def current_copy(database: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Return a backup of `database` as it stands: one that is there and unchanged since, else a new one.

    Never one that goes again where nothing comes of an import.
    """
    with explained(database):
        present = _state(database)
    for one in [one for one in copies(folder) if one.reason != _PASSING][:3]:
        if _state_or_none(one.path) == present and is_as_made(one.path):
            return one.path
    return make_backup(database, folder, now, reason)


def on_copy(
    use: Callable[[Path], R], database: Path, folder: Path, now: datetime, reason: str, copy: Path | None
) -> R:
    """Use a backup: `copy`, else a `current_copy`. Where it goes meanwhile, use a new one once more.

    Another thread may thin the backups, or discard this one, while it is being packed.
    """
    backup = copy or current_copy(database, folder, now, reason)
    try:
        return use(backup)
    except Cancelled:
        raise
    except (HazardDeskError, OSError, sqlite3.Error):
        if backup.exists():
            raise
    return use(make_backup(database, folder, now, reason))


def is_as_made(path: Path) -> bool | None:
    """Say whether a backup still has the bytes that it was made with; None where nobody noted them."""
    noted = noted_sum(path)
    if noted is None:
        return None
    try:
        return digest(path) == noted
    except OSError:
        return False


def noted_sum(path: Path) -> str | None:
    """Return the SHA-256 that was noted when a backup was made; None where there is no such note.

    It lies beside the backup, as the usual programs for check sums write and read it.
    """
    try:
        with _sum_of(path).open("rb") as file:
            match = _SUM.match(file.read(1024))
    except OSError:
        return None
    return match[1].decode() if match is not None else None


def thin(folder: Path, today: date) -> list[Path]:
    """Remove the backups that need not stay, and return them; what can't be removed stays without a word.

    Which stay is decided among those that can be read: a damaged one never stands for the good ones of its
    day, and is never removed, since more may be got out of it than of none.
    """
    removed = []
    for one in superfluous(copies(folder), lambda one: one.made_at, today, _can_be_read):
        with contextlib.suppress(OSError):
            _remove(one.path)
            removed.append(one.path)
    return removed


def _can_be_read(one: Copy) -> bool:
    return _state_or_none(one.path) is not None


# ---- reading ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    with reading_only(database) as connection:
        connection.text_factory = lambda found: found.decode("utf-8", "replace")
        yield connection


def demand_whole(database: Path) -> None:
    """Refuse an office file that doesn't check out in full."""
    with explained(database), _reading(database) as connection:
        _demand_whole(connection, database)


def _demand_whole(connection: sqlite3.Connection, database: Path) -> None:
    """Refuse a file that is damaged: VACUUM would leave out in silence what it can't see."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise damaged(database, "内部结构校验不通过")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise damaged(database, "记录之间的关系对不上")


def _last_entry(connection: sqlite3.Connection) -> tuple[int, str, str]:
    query = "SELECT id, at, summary FROM journal_entry ORDER BY id DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    return (int(found[0]), str(found[1]), str(found[2])) if found else (0, "", "")


def _state(database: Path) -> tuple[object, ...]:
    """Return what tells one state of an office from another: its schema and the last thing done."""
    schema = recognise(database)
    with _reading(database) as connection:
        return (schema, *_last_entry(connection))


def _state_or_none(path: Path) -> tuple[object, ...] | None:
    try:
        return _state(path)
    except (sqlite3.Error, OfficeFileError, OSError, ValueError):
        return None


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


# ---- names, halves, sums ------------------------------------------------------------------------------


@contextlib.contextmanager
def _named(folder: Path, stem: str, sha256: str) -> Iterator[Path]:
    """Take a name that is free, by its note of the SHA-256; whoever else makes a backup takes another.

    SQLite's checks don't see a digit that turned over on the disk. A note for each backup, so that what
    befalls one of them is nothing to the others.
    """
    target, counter = folder / f"{stem}.db", 1
    # A clock set back must not overwrite an older backup.
    while target.exists() or (note := _opened_new(_sum_of(target))) is None:
        counter += 1
        target = folder / f"{stem}_{counter}.db"
    try:
        with note:
            note.write(f"{sha256}  {target.name}\n".encode())
            note.flush()
            os.fsync(note.fileno())
        yield target
    except BaseException:
        if not target.exists():
            with contextlib.suppress(OSError):
                _sum_of(target).unlink(missing_ok=True)
        raise


def _opened_new(path: Path) -> BinaryIO | None:
    try:
        return path.open("xb")
    except FileExistsError:
        return None


def _sum_of(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.sha256")


def _remove(backup: Path) -> None:
    """Remove a backup and then its note: a backup without one would be taken for one that nobody noted."""
    backup.unlink(missing_ok=True)
    sync_folder(backup.parent)
    _sum_of(backup).unlink(missing_ok=True)


def _drop_leftovers(folder: Path) -> None:
    """Remove what a killed program left: halves, each as large as the office file, and notes of none."""
    drop_abandoned(
        folder, lambda half: _HALVES.fullmatch(half.name) is not None and not half.with_suffix("").exists()
    )
