"""A damaged office file: what can be done about it, and what each way would cost."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hazard_desk.errors import HazardDeskError, OfficeFileError
from hazard_desk.store.header import DAMAGED_REMEDY, DamagedFile, read_header
from hazard_desk.store.new_file import make_file
from hazard_desk.store.safekeeping.copies import Copy, Told, copies, look
from hazard_desk.store.safekeeping.good_copies import newest_good
from hazard_desk.store.safekeeping.wreck import Reading, Wreck, named
from hazard_desk.store.schema import SCHEMA_VERSION

__all__ = ["DamagedFile", "WaysOut", "remedy", "ways_out"]

DATABASE = "office.db"
_SHOWN = 20  # summaries of what would be missing; nobody reads more before deciding
_TELLING = ("enterprise", "hazard", "inspection", "office", "journal_entry")


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The newest good backup and what would be missing with it, newest first; whether salvaging gives any.

    `missing_count` is None where the damaged file doesn't say it any more.
    """

    newest_good: Copy | None
    told: Told | None
    missing: list[str]
    missing_count: int | None
    can_salvage: bool


def remedy(folder: Path) -> str:
    """Return what to do about a damaged office `folder`, with the date of its newest good backup."""
    copy = newest_good(folder / "backups")
    if copy is None:
        return DAMAGED_REMEDY
    return (
        "请不要再往这个文件夹里写入，先把整个文件夹复制一份。最近的完好备份是"
        f" {copy.made_at:%Y年%m月%d日 %H:%M} 的（backups 文件夹里的 {copy.path.name}），"
        "可以在窗口里恢复它，或先抢救还能读出的记录。"
    )


def ways_out(folder: Path, now: datetime) -> WaysOut:
    """Look at what is left of the office in `folder` and at its backups; nothing is written there."""
    copy = newest_good(folder / "backups")
    told = look(copy.path) if copy is not None else None
    with tempfile.TemporaryDirectory(prefix="hazard-desk-") as room:
        try:
            entries, whole, readable = _left(folder / DATABASE, Path(room), now)
        except (OSError, sqlite3.Error, OfficeFileError):
            return WaysOut(copy, told, [], None, False)
    last = told.last_entry_id if told is not None else 0
    later = sorted((number, summary) for number, summary in entries.items() if number > last)
    missing = [summary for _number, summary in reversed(later)]
    return WaysOut(copy, told, missing[:_SHOWN], len(later) if whole else None, readable)


def copy_ahead_of(folder: Path) -> Copy | None:
    """Return the newest backup of an office where it holds later operations than the office file itself.

    Backups from before the last restore may well do so; they don't count.
    """
    backups = folder / "backups"
    restores = sorted(one.name for one in backups.glob("恢复前_*") if one.is_dir())
    last_restore = restores[-1].removeprefix("恢复前_")[: len("2026-11-26_153000")] if restores else ""
    newest = next(iter(copies(backups)), None)
    if newest is None or f"{newest.made_at:%Y-%m-%d_%H%M%S}" <= last_restore:
        return None
    try:
        ahead = look(newest.path).last_entry_id > look(folder / DATABASE).last_entry_id
    except HazardDeskError:
        return None
    return newest if ahead else None


def _left(database: Path, room: Path, now: datetime) -> tuple[dict[int, str], bool, bool]:
    """Return the journal's readable entries, whether these are all, and whether any record is readable."""
    pattern = room / "pattern.db"
    make_file(pattern, now)
    with contextlib.closing(sqlite3.connect(pattern)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        expected = dict(connection.execute(query).fetchall())
    pattern.unlink()
    with Wreck(database, room, _known(database, expected)) as wreck:
        reading = Reading()
        highest = wreck.sequences().get("journal_entry", 0)
        entries: dict[int, str] = {}
        for row in wreck.rows("journal_entry", highest, reading):
            summary = named(wreck.shapes["journal_entry"], row).get("summary")
            if isinstance(row[0], int) and isinstance(summary, bytes):
                entries[row[0]] = summary.decode("utf-8", "replace")
        readable = bool(entries) or any(
            next(wreck.rows(table, 0, Reading()), None) is not None for table in _TELLING
        )
    return entries, reading.whole, readable


def _known(database: Path, expected: dict[str, str]) -> dict[str, str]:
    """Return the tables to be looked for: of an older file those that every schema had."""
    try:
        if read_header(database).user_version in (0, SCHEMA_VERSION):
            return expected
    except OfficeFileError:
        return expected
    return {name: sql for name, sql in expected.items() if name in (*_TELLING, "schema_history")}
