"""典型案例 (F4 column 18)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded
from hazard_desk.model.campaign import campaign_link


class TypicalCase(Recorded, Base):
    """A case reported to the county in its own paper (详情另报)."""

    __tablename__ = "typical_case"
    __table_args__ = (Index(None, "reported_on"), NEVER_REUSED)

    title: Mapped[str]
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    reported_on: Mapped[date]
    summary: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


typical_case_campaign = campaign_link("typical_case")
