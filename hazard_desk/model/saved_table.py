"""临时报表: a question that the clerk asked of the records once and keeps, to ask it again (上午发下午要)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import HABIT, JSON_TEXT, NEVER_REUSED, Base, Recorded


class SavedTable(Recorded, Base):
    """One table under its name; `question` is `rules.table_question.Question` as JSON."""

    __tablename__ = "saved_table"
    __table_args__ = (
        Index("uq_saved_table_name", "name", unique=True, sqlite_where=text("deleted_at IS NULL")),
        NEVER_REUSED,
    )

    name: Mapped[str]
    question: Mapped[str] = mapped_column(info=JSON_TEXT)
    note: Mapped[str] = mapped_column(default="")  # who asked for it, and what for
    used_on: Mapped[date | None] = mapped_column(info=HABIT)  # last given out
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write
