"""交叉检查: its rounds, who takes part, who inspects whom (F8), and what each pair did (S003 三(三))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import IDENTITY, NEVER_REUSED, Base, Recorded, names, term
from hazard_desk.terms import Avoidance, PartySide


class CrossRound(Recorded, Base):
    """One round of cross-inspection."""

    __tablename__ = "cross_round"
    __table_args__ = (UniqueConstraint("name"), NEVER_REUSED)

    name: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    # Added by schema 4:
    campaign_id: Mapped[int | None] = mapped_column(sort_order=100, info=names("campaign"))
    seed: Mapped[int | None] = mapped_column(sort_order=100)  # of the last draw
    # Whether the pairs were changed by hand since the last draw: then the seed alone doesn't give them.
    changed_by_hand: Mapped[bool] = mapped_column(default=False, server_default="0", sort_order=100)


class CrossParty(Base):
    """A unit, a team or a target of a round; pairs name it by its name."""

    __tablename__ = "cross_party"
    __table_args__ = (Index(None, "round_id", "position"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("cross_round.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    group: Mapped[str] = mapped_column(default="")  # 片区
    side: Mapped[PartySide] = mapped_column(term(PartySide))


cross_party_village = Table(
    "cross_party_village",
    Base.metadata,
    Column("party_id", ForeignKey("cross_party.id", ondelete="CASCADE"), primary_key=True),
    Column("village_id", ForeignKey("village.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The villages that a party stands for: their enterprises are those that are inspected there."""


class CrossMember(Base):
    """组员 of a party that inspects; unknown people stay names."""

    __tablename__ = "cross_member"
    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})

    party_id: Mapped[int] = mapped_column(ForeignKey("cross_party.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CrossForbidden(Base):
    """A pair that must not be (回避, 包联), as somebody decided; those of the 组员 are worked out."""

    __tablename__ = "cross_forbidden"
    __table_args__ = (Index(None, "round_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("cross_round.id", ondelete="CASCADE"))
    inspector: Mapped[str]
    inspected: Mapped[str]
    kind: Mapped[Avoidance] = mapped_column(term(Avoidance))
    reason: Mapped[str] = mapped_column(default="")


class CrossPair(Base):
    """One line of a round's arrangement: one unit inspects another, and how that went."""

    __tablename__ = "cross_pair"
    __table_args__ = (Index(None, "round_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("cross_round.id", ondelete="CASCADE"))
    position: Mapped[int]
    inspector: Mapped[str] = mapped_column(info=IDENTITY)  # 检查方
    inspected: Mapped[str] = mapped_column(info=IDENTITY)  # 受检方
    note: Mapped[str] = mapped_column(default="")
    # Added by schema 4:
    locked: Mapped[bool] = mapped_column(default=False, server_default="0", sort_order=100)  # 指定
    starts_on: Mapped[date | None] = mapped_column(sort_order=100)  # of this pair's visits, as agreed
    ends_on: Mapped[date | None] = mapped_column(sort_order=100)
    handed_over_on: Mapped[date | None] = mapped_column(sort_order=100)  # 移交
    handed_over_by: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)
    received_by: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)
    evidence: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)  # 印证资料
    feedback_due_on: Mapped[date | None] = mapped_column(sort_order=100)  # as the two agreed
    feedback_on: Mapped[date | None] = mapped_column(sort_order=100)  # 受检方反馈整改处理情况
    feedback_note: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)
    reported_on: Mapped[date | None] = mapped_column(sort_order=100)  # 专题报告 handed in


class CrossSample(Base):
    """抽检企业: an enterprise that a pair is to visit, and why it was proposed."""

    __tablename__ = "cross_sample"
    __table_args__ = (
        UniqueConstraint("pair_id", "enterprise_id"),
        Index(None, "enterprise_id"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("cross_pair.id", ondelete="CASCADE"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
