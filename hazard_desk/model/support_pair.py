"""结对帮扶: a 标杆 enterprise that helps a weaker one (S003 三(一)), which F6 asks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded
from hazard_desk.model.campaign import campaign_link


class SupportPair(Recorded, Base):
    """One pair; what is found at the 帮扶企业 (helped) from `starts_on` on counts as found with help."""

    __tablename__ = "support_pair"
    __table_args__ = (Index(None, "helper_id"), Index(None, "helped_id"), NEVER_REUSED)

    helper_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))  # 标杆企业
    helped_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))  # 被帮扶企业
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    plan: Mapped[str] = mapped_column(default="")  # 结对帮扶计划
    meeting_on: Mapped[date | None]  # 座谈会
    progress: Mapped[str] = mapped_column(default="")  # 入企帮扶、跟班学习、现场教学
    note: Mapped[str] = mapped_column(default="")


support_pair_campaign = campaign_link("support_pair")
