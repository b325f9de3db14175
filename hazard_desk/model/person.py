"""领导、检查人员, and the villages and industries they answer for (包联)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import LeaderPost


class Person(Recorded, Base):
    """Someone who inspects or leads. No ID numbers: no form asks for them (domain §4.3)."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "name"), NEVER_REUSED)

    name: Mapped[str]
    alternative_name: Mapped[str] = mapped_column(default="")  # 替代写法 of a rare character
    post: Mapped[LeaderPost | None] = mapped_column(term(LeaderPost))  # sets the monthly quota
    title: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    certificate: Mapped[str] = mapped_column(default="")  # 执法证号
    home_village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    note: Mapped[str] = mapped_column(default="")


class Duty(Base):
    """包联: a village or an industry that a person answers for."""

    __tablename__ = "duty"
    __table_args__ = (Index(None, "person_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    industry_id: Mapped[int | None] = mapped_column(ForeignKey("industry.id"))
