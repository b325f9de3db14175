"""非法违法生产经营建设行为 (F4 columns 6–7, F5)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded
from hazard_desk.model.campaign import campaign_link


class IllegalAct(Recorded, Base):
    """An illegal act found, and, when it was, handled (查处)."""

    __tablename__ = "illegal_act"
    __table_args__ = (Index(None, "found_on"), Index(None, "enterprise_id"), NEVER_REUSED)

    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    party: Mapped[str] = mapped_column(default="")  # who did it, where the registry doesn't hold them
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    found_on: Mapped[date]
    description: Mapped[str]
    verifying_unit: Mapped[str] = mapped_column(default="")  # 核查单位
    handled_on: Mapped[date | None]
    handled_entered_at: Mapped[datetime | None]
    handling: Mapped[str] = mapped_column(default="")  # 处理措施
    note: Mapped[str] = mapped_column(default="")


illegal_act_campaign = campaign_link("illegal_act")
