"""隐患, its rechecks (回查) and the other steps of its life."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, names, term
from hazard_desk.terms import HazardLevel, HazardState, Move, RecheckResult, Remedy, SupervisionLevel


def _later_text() -> Any:
    return mapped_column(default="", server_default="", sort_order=100)


class Hazard(Recorded, Base):
    """A hazard found on an inspection, with the five commitments (五落实) of its rectification.

    `rectified_on` is withdrawn by a failed recheck; `rectified_entered_at` is the entry time of that
    fact, apart from the hazard's own (DESIGN §4).
    """

    __tablename__ = "hazard"
    __table_args__ = (
        Index(None, "inspection_id"),
        Index(None, "state", "deadline"),
        Index(None, "rectified_on"),
        NEVER_REUSED,
    )

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str]
    level: Mapped[HazardLevel | None] = mapped_column(term(HazardLevel))
    evidence: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    remedy: Mapped[Remedy | None] = mapped_column(term(Remedy))
    measures: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date | None]
    funds_fen: Mapped[int | None]
    contingency_plan: Mapped[str] = mapped_column(default="")
    supervision_level: Mapped[SupervisionLevel | None] = mapped_column(term(SupervisionLevel))
    supervision_unit: Mapped[str] = mapped_column(default="")
    reported_to_authority_on: Mapped[date | None]  # 双报告: to the regulator
    reported_to_staff_on: Mapped[date | None]  # 双报告: to the staff
    rectified_on: Mapped[date | None]
    rectified_entered_at: Mapped[datetime | None]
    rectification_note: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]  # 销号
    referred_on: Mapped[date | None]  # 移送
    referred_to: Mapped[str] = mapped_column(default="")
    voided_on: Mapped[date | None]
    void_reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Derived on every write:
    state: Mapped[HazardState] = mapped_column(term(HazardState))
    failed_rechecks: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str] = mapped_column(default="")
    # Added by schema 3 (so they stand last and texts need a default of the file's own):
    rectified_by: Mapped[str] = _later_text()  # who says that it is rectified
    # SQLite can't add a reference without rebuilding the table; a criterion is never deleted for good.
    criterion_id: Mapped[int | None] = mapped_column(sort_order=100, info=names("criterion"))
    second_supervision_unit: Mapped[str] = _later_text()  # 双挂牌督办
    supervised_on: Mapped[date | None] = mapped_column(sort_order=100)  # 挂牌日期
    supervision_due: Mapped[date | None] = mapped_column(sort_order=100)  # 督办期限
    lifted_on: Mapped[date | None] = mapped_column(sort_order=100)  # 摘牌
    suspended_on: Mapped[date | None] = mapped_column(sort_order=100)  # 停产整改
    resumed_on: Mapped[date | None] = mapped_column(sort_order=100)  # 恢复生产
    accepted_on: Mapped[date | None] = mapped_column(sort_order=100)  # 验收


class Recheck(Recorded, Base):
    """回查: one look back at one hazard; a failed one keeps the 整改 date that it withdrew."""

    __tablename__ = "recheck"
    __table_args__ = (Index(None, "hazard_id", "rechecked_on"), NEVER_REUSED)

    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id", ondelete="CASCADE"))
    rechecked_on: Mapped[date | None]
    rechecked_by: Mapped[str] = mapped_column(default="")
    result: Mapped[RecheckResult | None] = mapped_column(term(RecheckResult))
    rectified_on: Mapped[date | None]  # the 整改完成时间 this recheck looked at
    note: Mapped[str] = mapped_column(default="")
    new_deadline: Mapped[date | None] = mapped_column(sort_order=100)  # set by a failed one
    rectified_by: Mapped[str] = _later_text()  # who had said so
    rectification_note: Mapped[str] = _later_text()  # what a failed one found claimed
    old_deadline: Mapped[date | None] = mapped_column(sort_order=100)  # before a failed one moved it


class HazardMove(Recorded, Base):
    """A step that a hazard's facts alone don't tell (延期, 移送, 上报, 作废 …), with its reason.

    整改 and 回查 stand in `Hazard` and `Recheck`, where the forms read them.
    """

    __tablename__ = "hazard_move"
    __table_args__ = (Index(None, "hazard_id", "moved_on"), NEVER_REUSED)

    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id", ondelete="CASCADE"))
    kind: Mapped[Move] = mapped_column(term(Move))
    moved_on: Mapped[date]
    person: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    old_deadline: Mapped[date | None]
    new_deadline: Mapped[date | None]
    unit: Mapped[str] = mapped_column(default="")  # to whom it goes, or whose answer it is
    reply_due: Mapped[date | None]
    old_remedy: Mapped[Remedy | None] = mapped_column(term(Remedy))  # before 挂牌督办
