"""Backups whose date can't be right, as the PC's clock was wrong when they were made."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from hazard_desk.store.engine import reading_only

_SLACK = timedelta(days=1)  # a PC whose clock is out by hours is nothing to be told of
AHEAD = "日期在今天之后"
BEHIND = "里面有比它更晚的操作"


def date_doubt(backup: Path, made_at: datetime, now: datetime) -> str:
    """Say why the date of a backup can't be right; "" where nothing speaks against it.

    It holds what was done before it was made. What was entered under a clock that ran ahead says nothing.
    """
    if made_at > now + _SLACK:
        return AHEAD
    # What can't be read now is asked again at the next look.
    with suppress(OSError, sqlite3.Error, ValueError, TypeError):
        found = backup.stat()
        later = _operation_after(backup, made_at + _SLACK, found.st_size, found.st_mtime_ns)
        if later is not None and later < now + _SLACK:
            return BEHIND
    return ""


@lru_cache(maxsize=512)  # asked anew at each look, and a backup never changes
def _operation_after(backup: Path, made_at: datetime, _size: int, _modified: int) -> datetime | None:
    """Return the first operation in a backup that is later than the backup itself; None as it should be."""
    with reading_only(backup) as connection:
        query = "SELECT min(at) FROM journal_entry WHERE at > ?"
        (later,) = connection.execute(query, (made_at.isoformat(sep=" "),)).fetchone()
    return datetime.fromisoformat(later) if later else None
