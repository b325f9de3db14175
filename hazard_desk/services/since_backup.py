"""What was done since a backup (备份): the steps that would be missing with it in place of the present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hazard_desk.model import JournalEntry
from hazard_desk.store.unit_of_work import Reading

_FIRST = 5


@dataclass(frozen=True, slots=True)
class StepsSince:
    """How many operations followed a backup, and the newest few, newest first."""

    count: int
    newest: tuple[tuple[datetime, str], ...]


def steps_since(
    reading: Reading, last_id: int, last_at: datetime | None, last_summary: str, most: int = _FIRST
) -> StepsSince:
    """Return what was done after the last operation of a backup, which these three name.

    After a restore other operations may bear the same numbers; then the time says what is later.
    """
    session = reading.session
    same = session.get(JournalEntry, last_id)
    later = JournalEntry.id > last_id
    if last_at is not None and (same is None or (same.at, same.summary) != (last_at, last_summary)):
        later = JournalEntry.at > last_at
    count = session.scalar(select(func.count()).select_from(JournalEntry).where(later)) or 0
    newest = session.execute(
        select(JournalEntry.at, JournalEntry.summary)
        .where(later)
        .order_by(JournalEntry.id.desc())
        .limit(most)
    )
    return StepsSince(count, tuple((at, summary) for at, summary in newest))
