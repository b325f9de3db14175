"""操作记录: who did what when, and every row before and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import JSON_TEXT, NEVER_REUSED, Base, term
from hazard_desk.terms import ChangeKind


class JournalEntry(Base):
    """One operation = one transaction = one entry; an import is one entry however many rows."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index(None, "at"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]  # local time
    handler: Mapped[str]  # 经办人
    operation: Mapped[str]  # e.g. registry.save_enterprise
    summary: Mapped[str]  # in Chinese, without personal data beyond the record's name
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))


class JournalChange(Base):
    """One row that an operation touched.

    `row_key` is the JSON array of its primary key; `before` and `after` are JSON objects of its
    columns. A row added in a large batch keeps no `after`: the row itself, walked back through later
    changes, says it, and an import of a whole township stays small.
    """

    __tablename__ = "journal_change"
    __table_args__ = (Index(None, "noun", "row_key"), {"sqlite_with_rowid": False})

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("journal_entry.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]  # table name
    row_key: Mapped[str] = mapped_column(info=JSON_TEXT)
    kind: Mapped[ChangeKind] = mapped_column(term(ChangeKind))
    before: Mapped[str | None] = mapped_column(info=JSON_TEXT)
    after: Mapped[str | None] = mapped_column(info=JSON_TEXT)
