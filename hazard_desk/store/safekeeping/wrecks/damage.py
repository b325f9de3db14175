"""A damaged office file: what can be done about it, and what each way would cost."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hazard_desk.errors import OfficeFileError
from hazard_desk.store.engine import reading_only
from hazard_desk.store.header import DAMAGED_REMEDY, DamagedFile, read_header
from hazard_desk.store.moment_words import moment_words
from hazard_desk.store.new_file import make_file
from hazard_desk.store.safekeeping import after_restore
from hazard_desk.store.safekeeping.backups.copies import FOLDER, Copy, Told, look
from hazard_desk.store.safekeeping.backups.good_copies import copy_further_than, newest_good
from hazard_desk.store.safekeeping.rooms import looking_room
from hazard_desk.store.safekeeping.wrecks.wreck import Reading, Wreck, named
from hazard_desk.store.schema import SCHEMA_VERSION
from hazard_desk.store.sqlite_errors import READING_FAILS

__all__ = ["DamagedFile", "WaysOut", "remedy", "ways_out"]

DATABASE = "office.db"
_SHOWN = 20  # summaries of what would be missing; nobody reads more before deciding
_TELLING = ("enterprise", "hazard", "inspection", "office", "journal_entry")


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The newest good backup and what would be missing with it, newest first; whether salvaging gives any.

    `missing_count` is None where nobody can say: the damaged file doesn't tell it any more, or it isn't from
    this state that the backup's office went on.
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
        f" {moment_words(copy.made_at)} 的（backups 文件夹里的 {copy.path.name}），"
        "可以在窗口里恢复它，或先抢救还能读出的记录。"
    )


def ways_out(folder: Path, now: datetime) -> WaysOut:
    """Look at what is left of the office in `folder` and at its backups; nothing is written there."""
    copy = newest_good(folder / "backups")
    told = look(copy.path) if copy is not None else None
    try:
        with looking_room(folder / FOLDER) as room:
            entries, whole, readable = _left(folder / DATABASE, room, now)
    except (OSError, *READING_FAILS, OfficeFileError):
        return WaysOut(copy, told, [], None, False)
    backed_up = _entries_of(copy.path) if copy is not None else {}
    missing = sorted(
        (number for number, entry in entries.items() if backed_up.get(number) != entry), reverse=True
    )
    # A backup of another life of the office (another PC's, or from before a restore) has other operations
    # under the same numbers: then nobody can say what would be missing.
    goes_on = all(number > max(backed_up, default=0) for number in missing)
    said = [entries[number].summary for number in missing[:_SHOWN]]
    return WaysOut(copy, told, said, len(missing) if whole and goes_on else None, readable)


def copy_ahead_of(folder: Path) -> Copy | None:
    """Return the backup of an office that goes on from where its file stands: an older file was put there.

    After a restore that is as it was meant: until its journal says so, and then no backup goes on from there.
    """
    if after_restore.is_pending(folder):
        return None
    return copy_further_than(folder / DATABASE, folder / FOLDER)


@dataclass(frozen=True, slots=True)
class _Entry:
    at: str
    summary: str


def _entries_of(backup: Path) -> dict[int, _Entry]:
    with reading_only(backup) as connection:
        found = connection.execute("SELECT id, at, summary FROM journal_entry")
        return {number: _Entry(at, summary) for number, at, summary in found}


def _left(database: Path, room: Path, now: datetime) -> tuple[dict[int, _Entry], bool, bool]:
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
        entries: dict[int, _Entry] = {}
        for row in wreck.rows("journal_entry", highest, reading):
            said = named(wreck.shapes["journal_entry"], row)
            at, summary = said.get("at"), said.get("summary")
            if said.get("operation") == after_restore.RESTORED.encode():
                continue  # nothing was entered by it
            if isinstance(row[0], int) and isinstance(at, bytes) and isinstance(summary, bytes):
                entries[row[0]] = _Entry(at.decode("utf-8", "replace"), summary.decode("utf-8", "replace"))
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
