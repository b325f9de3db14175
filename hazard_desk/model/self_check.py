"""自查: an enterprise's own round by the 28 items of 自查表 (F2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import CheckMark


class SelfCheck(Recorded, Base):
    """One self-check, and when the government looked over it."""

    __tablename__ = "self_check"
    __table_args__ = (Index(None, "enterprise_id", "checked_on"), NEVER_REUSED)

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    checked_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(default="")  # who walked round
    office_checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class SelfCheckMark(Base):
    """The marks of one item; an item without any (无该项) has no row."""

    __tablename__ = "self_check_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    self_check_id: Mapped[int] = mapped_column(
        ForeignKey("self_check.id", ondelete="CASCADE"), primary_key=True
    )
    item: Mapped[int] = mapped_column(primary_key=True)  # 1–28
    own: Mapped[CheckMark | None] = mapped_column(term(CheckMark))  # 自查结果
    office: Mapped[CheckMark | None] = mapped_column(term(CheckMark))  # 检查结果
