"""专项行动, and which records belong to it (many to many from the first schema on)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class Campaign(Recorded, Base):
    """A campaign: cumulative figures run from its start."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("name"), NEVER_REUSED)

    name: Mapped[str]
    document_number: Mapped[str] = mapped_column(default="")  # 文号
    issuer: Mapped[str] = mapped_column(default="")  # 发文机关
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    recipient: Mapped[str] = mapped_column(default="")  # printed in the note of F4
    note: Mapped[str] = mapped_column(default="")


def campaign_link(noun: str) -> Table:
    """Return the table that links records of `noun` to campaigns."""
    return Table(
        f"{noun}_campaign",
        Base.metadata,
        Column(f"{noun}_id", ForeignKey(f"{noun}.id", ondelete="CASCADE"), primary_key=True),
        Column("campaign_id", ForeignKey("campaign.id"), primary_key=True, index=True),
        sqlite_with_rowid=False,
    )
