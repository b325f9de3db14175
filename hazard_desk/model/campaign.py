"""专项行动: its scope, phases and report obligations, and which records belong to it (many to many)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import ReportScope


class Campaign(Recorded, Base):
    """A campaign: cumulative figures run from its start.

    Its scope are the enterprises of any of its industries within any of its villages; none named is all.
    """

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("name"), NEVER_REUSED)

    name: Mapped[str]
    document_number: Mapped[str] = mapped_column(default="")  # 文号
    issuer: Mapped[str] = mapped_column(default="")  # 发文机关
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    recipient: Mapped[str] = mapped_column(default="")  # printed in the note of F4
    note: Mapped[str] = mapped_column(default="")
    # Added by schema 5:
    # 适用范围 in the words of the document:
    scope: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)


campaign_industry = Table(
    "campaign_industry",
    Base.metadata,
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("industry_id", ForeignKey("industry.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

campaign_village = Table(
    "campaign_village",
    Base.metadata,
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("village_id", ForeignKey("village.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)


class CampaignPhase(Base):
    """阶段: a span of a campaign and what it asks for."""

    __tablename__ = "campaign_phase"
    __table_args__ = (Index(None, "campaign_id", "position"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    content: Mapped[str] = mapped_column(default="")


class ReportObligation(Base):
    """报送要求: a form to be handed in, every week by a weekday and time, or once by a date.

    Without a campaign it is the office's own, over all records.
    """

    __tablename__ = "report_obligation"
    __table_args__ = (Index(None, "campaign_id", "position"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    position: Mapped[int]
    form_id: Mapped[str]
    scope: Mapped[ReportScope] = mapped_column(term(ReportScope))
    recipient: Mapped[str] = mapped_column(default="")
    weekday: Mapped[int | None]  # 0 Monday … 4 Friday; None where `due_on` says when
    due_time: Mapped[str] = mapped_column(default="")  # 15:00; "" by the end of the day
    due_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(default="")  # who signs: 单位主要负责人
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
