"""Verified copies of the office file: made whole under another name, checked, then named; thinned later."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hazard_desk.errors import OfficeFileError, OutputError
from hazard_desk.store.header import damaged
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.recognising import recognise
from hazard_desk.store.safekeeping.durable import move
from hazard_desk.store.safekeeping.hot_journal import give_own_counter
from hazard_desk.store.safekeeping.thinning import kept
from hazard_desk.store.sqlite_errors import explained
from hazard_desk.whole_files import HALF, write_whole

FOLDER = "backups"
_STAMP = "%Y-%m-%d_%H%M%S"
_NAME = re.compile(r"office_(\d{4}-\d{2}-\d{2}_\d{6})_(.+?)(?:_(\d+))?\.db")
_ABANDONED = 3600  # seconds; nobody is at work on a half that is older
_SUMS = "checksums.json"
_COUNTED = (
    ("企业", "enterprise", True),
    ("检查", "inspection", True),
    ("隐患", "hazard", True),
    ("附件", "attachment_link", True),
    ("操作", "journal_entry", False),
)


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
    making = folder / f"{stem}.{secrets.token_hex(4)}.making"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_leftovers(folder)
        with explained(database), _reading(database) as source:
            _demand_whole(source, database)
            with explained(making):
                source.execute("VACUUM INTO ?", (str(making),))
        with explained(making), contextlib.closing(sqlite3.connect(making)) as copy:
            result = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if result != "ok":
            raise OutputError(f"备份 {stem} 校验不通过。", "原文件没有改动。", "请检查磁盘后再试。")
        give_own_counter(making)
        with making.open("rb+") as file:
            os.fsync(file.fileno())
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = _free_name(folder, stem)
        move(making, target)
    except OSError as error:
        raise OutputError(
            f"备份写不进 {folder}：{in_words(error)}。", "原文件没有改动。", "请检查磁盘空间和权限。"
        ) from error
    finally:
        for half in (making, making.with_name(f"{making.name}-journal")):
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
    _remember_sum(target, sha256)
    return target


def discard(backup: Path) -> None:
    """Take a backup back for which there was no need after all; where that fails it stays."""
    with contextlib.suppress(OSError):
        backup.unlink(missing_ok=True)
        _keep_sums(backup.parent, _sums(backup.parent))


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
    """Return a backup of `database` as it stands: one that is there and unchanged since, else a new one."""
    with explained(database):
        present = _state(database)
    for one in copies(folder)[:3]:
        if _state_or_none(one.path) == present and is_as_made(one.path):
            return one.path
    return make_backup(database, folder, now, reason)


def is_as_made(path: Path) -> bool | None:
    """Say whether a backup still has the bytes that it was made with; None where nobody noted them."""
    noted = _sums(path.parent).get(path.name)
    if noted is None:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == noted
    except OSError:
        return False


def thin(folder: Path, today: date) -> list[Path]:
    """Remove the backups that need not stay, and return them; what can't be removed stays without a word.

    Which stay is decided among those that can be read: a damaged one never stands for the good ones of its
    day, and is never removed, since more may be got out of it than of none.
    """
    found = copies(folder)
    stay = kept([one.made_at for one in found], today)
    if all(one.made_at in stay for one in found):
        return []
    readable = [one for one in found if _state_or_none(one.path) is not None]
    stay = kept([one.made_at for one in readable], today)
    removed = []
    for one in readable[1:]:
        if one.made_at not in stay:
            with contextlib.suppress(OSError):
                one.path.unlink()
                removed.append(one.path)
    return removed


# ---- reading ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        connection.text_factory = lambda found: found.decode("utf-8", "replace")
        yield connection
    finally:
        connection.close()


def demand_whole(database: Path) -> None:
    """Refuse an office file that doesn't check out in full."""
    with explained(database), _reading(database) as connection:
        _demand_whole(connection, database)


def _demand_whole(connection: sqlite3.Connection, database: Path) -> None:
    """Refuse a file that is damaged: VACUUM would leave out in silence what it can't see."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise damaged(database, "内部结构校验不通过")


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


def _free_name(folder: Path, stem: str) -> Path:
    target, counter = folder / f"{stem}.db", 1
    while target.exists():  # a clock set back must not overwrite an older backup
        counter += 1
        target = folder / f"{stem}_{counter}.db"
    return target


def _drop_leftovers(folder: Path) -> None:
    """Remove halves that a killed program left: each is as large as the office file."""
    for pattern in ("*.making", "*.making-journal", f".{Path(_SUMS).stem}-*{HALF}"):
        for half in folder.glob(pattern):
            if time.time() - half.stat().st_mtime > _ABANDONED:
                half.unlink(missing_ok=True)


def _sums(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember_sum(made: Path, sha256: str) -> None:
    """Note the bytes of a backup: SQLite's checks don't see a digit that turned over on the disk."""
    folder = made.parent
    with contextlib.suppress(OSError):  # without it, the backup is as good; only later rot is harder to see
        _keep_sums(folder, {**_sums(folder), made.name: sha256})


def _keep_sums(folder: Path, sums: dict[str, str]) -> None:
    there = {name: found for name, found in sums.items() if (folder / name).exists()}
    if there:
        write_whole(folder / _SUMS, json.dumps(there, ensure_ascii=False, indent=0).encode())
    else:
        (folder / _SUMS).unlink(missing_ok=True)
