"""What a restore leaves to be entered in the journal: one entry, by the first opening that may write.

Without it the operations between the backup and the restore would be gone without a word. It also makes the
office that goes on from a backup another one than that which the backup was made of: no two of them end
with the same operation.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from hazard_desk.model import JournalEntry
from hazard_desk.notes import read_note
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.whole_files import remove

NOTE = "office.restored.json"
RESTORED = "restored"
"""What the journal calls such an entry; it changed no row, so there is nothing to take back."""

_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{2})(\d{2})(?:\d{2})?(?!\d)")


def summary_of(source: Path, aside: Path | None) -> str:
    """Return what the journal says of a restore of `source`; `aside` is relative to the office's folder."""
    stamp = _STAMP.search(source.name) or _STAMP.search(source.parent.name)
    moment = f"{stamp[1]} {stamp[2]}:{stamp[3]}" if stamp else f"「{source.name}」"
    if source.name.startswith("抢救_"):
        said = f"换上 {moment} 抢救出的记录"
    else:
        said = f"恢复到 {moment} 的备份" if stamp else f"恢复到备份{moment}"
    return f"{said}（原来的台账在 {aside.as_posix()}）" if aside else said


def is_pending(folder: Path) -> bool:
    """Say whether a restore of the office `folder` isn't in its journal yet."""
    return _said(folder) != ""


def enter(session: Session, work: UnitOfWork) -> None:
    """Enter the restore in the journal, unless a killed opening did so already; the caller commits."""
    said = _said(work.folder)
    newest = session.scalar(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1))
    if said and (newest is None or (newest.operation, newest.summary) != (RESTORED, said)):
        session.add(JournalEntry(at=work.now, handler=work.handler, operation=RESTORED, summary=said))
        session.flush()


def entered(folder: Path) -> None:
    """Take the note away: what it says is in the journal."""
    remove(folder / NOTE)


def _said(folder: Path) -> str:
    note = read_note(folder / NOTE)
    said = note.get("said") if note is not None else None
    return said if isinstance(said, str) else ""
