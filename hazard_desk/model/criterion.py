"""重大事故隐患判定标准: the standards and their items, versioned by the day they take force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class CriterionStandard(Recorded, Base):
    """One edition of a standard, e.g. 工贸企业重大事故隐患判定标准（应急管理部令第10号）."""

    __tablename__ = "criterion_standard"
    __table_args__ = (NEVER_REUSED,)

    name: Mapped[str]
    document_number: Mapped[str] = mapped_column(default="")  # 文号
    effective_from: Mapped[date | None]  # 施行日期
    effective_to: Mapped[date | None]  # the last day in force; None while it is
    scope: Mapped[str] = mapped_column(default="")  # 适用范围
    note: Mapped[str] = mapped_column(default="")


class Criterion(Recorded, Base):
    """One item of a standard; an empty `text` is 待录入: nothing is ever filled in from memory."""

    __tablename__ = "criterion"
    __table_args__ = (Index(None, "standard_id", "position"), NEVER_REUSED)

    standard_id: Mapped[int] = mapped_column(ForeignKey("criterion_standard.id"))
    position: Mapped[int]
    article: Mapped[str]  # 第四条
    item: Mapped[str] = mapped_column(default="")  # 第（一）项
    heading: Mapped[str] = mapped_column(default="")  # 冶金企业
    text: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write
