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
    # Added by schema 5, the parts of the case that is reported in its own paper (详情另报):
    handling: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)  # 处理结果
    lesson: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)  # 教训与启示


typical_case_campaign = campaign_link("typical_case")
