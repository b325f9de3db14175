"""What was done since a backup (备份): the steps that would be missing with it in place of the present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hazard_desk.model import JournalEntry
from hazard_desk.store.safekeeping.after_restore import RESTORED
from hazard_desk.store.unit_of_work import Reading

_FIRST = 5


@dataclass(frozen=True, slots=True)
class StepsSince:
    """How many operations followed a backup, and the newest few, newest first.

    `count` is None where the present didn't come of that backup: then these are the newest of the present,
    and all of it may be missing there; `ahead`: the backup has more operations than the present.
    """

    count: int | None
    newest: tuple[tuple[datetime, str], ...]
    ahead: bool = False


def steps_since(
    reading: Reading, last_id: int, last_at: datetime | None, last_summary: str, most: int = _FIRST
) -> StepsSince:
    """Return what was done after the last operation of a backup, which these three name.

    Another office, another PC, a restore since then: the same number then names another operation.
    """
    session = reading.session
    follows = last_id == 0
    if not follows:
        same = session.get(JournalEntry, last_id)
        follows = same is not None and (same.at, same.summary) == (last_at, last_summary)
    later = JournalEntry.id > (last_id if follows else 0)
    newest = session.execute(
        select(JournalEntry.at, JournalEntry.summary)
        .where(later)
        .order_by(JournalEntry.id.desc())
        .limit(most)
    )
    count = session.scalar(select(func.count()).select_from(JournalEntry).where(later)) or 0
    entered = JournalEntry.operation != RESTORED  # what says that it was restored, takes no backup further
    present = session.scalar(select(func.max(JournalEntry.id)).where(entered)) or 0
    return StepsSince(
        count if follows else None,
        tuple((at, summary) for at, summary in newest),
        ahead=not follows and last_id > present,
    )
