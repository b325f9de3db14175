"""追责 (F4 columns 13–14)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import AccountabilityKind


class Accountability(Recorded, Base):
    """One person called to account."""

    __tablename__ = "accountability"
    __table_args__ = (Index(None, "decided_on"), NEVER_REUSED)

    kind: Mapped[AccountabilityKind] = mapped_column(term(AccountabilityKind))
    person: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


accountability_campaign = campaign_link("accountability")
