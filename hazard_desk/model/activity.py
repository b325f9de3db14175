"""活动: meetings, training, drills, publicity, and what else is told of the week beside inspections."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import ActivityKind


class Activity(Recorded, Base):
    """One activity on a day, with the figures that reports ask for; None is not filled in."""

    __tablename__ = "activity"
    __table_args__ = (
        Index(None, "held_on"),
        Index(None, "kind", "held_on"),
        Index(None, "task_id"),
        NEVER_REUSED,
    )

    kind: Mapped[ActivityKind] = mapped_column(term(ActivityKind))
    held_on: Mapped[date]
    name: Mapped[str]  # what it is called: 安全生产工作会议
    place: Mapped[str] = mapped_column(default="")
    organiser: Mapped[str] = mapped_column(default="")  # 组织单位（人）
    chair: Mapped[str] = mapped_column(default="")  # 主持（授课）人
    attendees: Mapped[str] = mapped_column(default="")  # 参加人员
    participants: Mapped[int | None]  # 参加人数
    enterprise_count: Mapped[int | None]  # 参加企业数, where the enterprises themselves aren't named
    materials: Mapped[int | None]  # 发放资料（份）
    media_reports: Mapped[int | None]  # 媒体报道（篇/条）
    media: Mapped[str] = mapped_column(default="")  # in which
    content: Mapped[str] = mapped_column(default="")
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # for which 重点任务
    note: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write


activity_enterprise = Table(
    "activity_enterprise",
    Base.metadata,
    Column("activity_id", ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True),
    Column("enterprise_id", ForeignKey("enterprise.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

activity_campaign = campaign_link("activity")
