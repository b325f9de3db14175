"""领导、检查人员, what they answer for (包联), and which enterprises they keep away from (回避)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import ConflictKind, LeaderPost


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


class Conflict(Base):
    """回避: an enterprise that a person must not inspect (行政处罚法 art. 43)."""

    __tablename__ = "conflict"
    __table_args__ = (Index(None, "person_id"), Index(None, "enterprise_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[ConflictKind] = mapped_column(term(ConflictKind))
