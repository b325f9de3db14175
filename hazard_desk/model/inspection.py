"""检查: one visit to one enterprise (F3, F10); it may serve several leaders and campaigns."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, names, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import CheckMark, InspectionLevel, InspectionMode, SourceStage


class Inspection(Recorded, Base):
    """A visit with its date, level (五级联查), stage (检查环节) and team."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index("uq_inspection_number", "number", unique=True, sqlite_where=text("deleted_at IS NULL")),
        Index(None, "enterprise_id", "inspected_on"),
        Index(None, "inspected_on"),
        Index(None, "cross_pair_id"),
        NEVER_REUSED,
    )

    number: Mapped[str]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    inspected_on: Mapped[date]
    level: Mapped[InspectionLevel | None] = mapped_column(term(InspectionLevel))
    stage: Mapped[SourceStage] = mapped_column(term(SourceStage))
    content: Mapped[str] = mapped_column(default="")
    inspecting_unit: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Derived on every write: names as printed; the set of names, by which teams are told apart.
    inspectors: Mapped[str] = mapped_column(default="")
    team_key: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    # Added by schema 3:
    mode: Mapped[InspectionMode | None] = mapped_column(term(InspectionMode), sort_order=100)
    experts: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)  # 参加专家
    # Added by schema 4:
    # The pair of 交叉检查 that it belongs to:
    cross_pair_id: Mapped[int | None] = mapped_column(sort_order=101, info=names("cross_pair"))


class Inspector(Base):
    """检查人员 of one inspection, in the order signed; unknown people stay names (DESIGN §8)."""

    __tablename__ = "inspector"
    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})

    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


inspection_leader = Table(
    "inspection_leader",
    Base.metadata,
    Column("inspection_id", ForeignKey("inspection.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

inspection_campaign = campaign_link("inspection")


class InspectionCheck(Base):
    """A point of a check list as it read on the day of the visit, with its mark.

    A snapshot: later editions of the list don't change it.
    """

    __tablename__ = "inspection_check"
    __table_args__ = (Index(None, "inspection_id", "position"), Index(None, "hazard_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id", ondelete="CASCADE"))
    position: Mapped[int]
    source: Mapped[str] = mapped_column(default="")  # the document that the list is taken from
    title: Mapped[str]  # of the list
    text: Mapped[str]
    mark: Mapped[CheckMark | None] = mapped_column(term(CheckMark))
    note: Mapped[str] = mapped_column(default="")
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))  # made of a point that fails
