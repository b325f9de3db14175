"""行政处罚 (F4 columns 9–12)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import PenaltyKind, PenaltyTarget


class Penalty(Recorded, Base):
    """A penalty decided by an authority; fines in 分, certificates as a count."""

    __tablename__ = "penalty"
    __table_args__ = (Index(None, "decided_on"), Index(None, "enterprise_id"), NEVER_REUSED)

    kind: Mapped[PenaltyKind] = mapped_column(term(PenaltyKind))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    party: Mapped[str] = mapped_column(default="")  # where the registry doesn't hold them
    target: Mapped[PenaltyTarget] = mapped_column(term(PenaltyTarget), default=PenaltyTarget.ENTERPRISE)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    illegal_act_id: Mapped[int | None] = mapped_column(ForeignKey("illegal_act.id"))
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    amount_fen: Mapped[int] = mapped_column(default=0)  # fines only
    certificates: Mapped[int] = mapped_column(default=0)  # 暂扣吊销证照 only
    note: Mapped[str] = mapped_column(default="")


penalty_campaign = campaign_link("penalty")
