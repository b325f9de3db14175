"""重点任务: what a notice orders for the year, who answers for it, and how far it is (S002 重点任务分工)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class Task(Recorded, Base):
    """One row of a 任务分工 table, or one of the office's own; where it stands is told by its facts.

    `not_ours` 不涉及本单位 → `done_on` 已完成 → any step 推进中 → 未开始 (`rules.task_states`).
    """

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "position"),
        Index(None, "due_on"),
        Index(None, "person_id"),
        NEVER_REUSED,
    )

    document: Mapped[str] = mapped_column(default="")  # 文号 of the notice; "" of the office's own
    chapter: Mapped[str] = mapped_column(default="")  # 主要内容
    item: Mapped[str] = mapped_column(default="")  # 具体事项
    content: Mapped[str]  # 工作任务
    units: Mapped[str] = mapped_column(default="")  # 责任单位, as the notice names them
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # 责任人 here
    responsible: Mapped[str] = mapped_column(default="")  # 责任人 in words, where no person is meant
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    times_a_year: Mapped[int | None]  # how often the notice asks for it (每季度 4, 每月 12)
    activity_kinds: Mapped[str] = mapped_column(default="")  # the activities counted for it: ",meeting,"
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(default="")  # 完成情况
    not_ours: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write


class TaskStep(Recorded, Base):
    """推进情况: what was done for a task on a day; its evidence is attached to the task."""

    __tablename__ = "task_step"
    __table_args__ = (Index(None, "task_id", "stepped_on"), NEVER_REUSED)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    stepped_on: Mapped[date]
    text: Mapped[str]
    person: Mapped[str] = mapped_column(default="")
