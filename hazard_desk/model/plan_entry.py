"""年度监督检查计划: who answers for an enterprise, how often it is visited, for what (S002 （二）2b)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base


class PlanEntry(Base):
    """One enterprise in the plan of one year."""

    __tablename__ = "plan_entry"
    __table_args__ = (UniqueConstraint("year", "enterprise_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    responsible: Mapped[str] = mapped_column(default="")  # 监管责任人
    visits: Mapped[int]  # 次/年
    content: Mapped[str] = mapped_column(default="")  # 检查内容
    note: Mapped[str] = mapped_column(default="")
