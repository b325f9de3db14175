"""交叉检查轮次, and who inspects whom in it (F8)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class CrossRound(Recorded, Base):
    """One round of cross-inspection."""

    __tablename__ = "cross_round"
    __table_args__ = (UniqueConstraint("name"), NEVER_REUSED)

    name: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class CrossPair(Base):
    """One line of a round's arrangement: one unit inspects another."""

    __tablename__ = "cross_pair"
    __table_args__ = (Index(None, "round_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("cross_round.id", ondelete="CASCADE"))
    position: Mapped[int]
    inspector: Mapped[str]  # 检查方
    inspected: Mapped[str]  # 受检方
    note: Mapped[str] = mapped_column(default="")
