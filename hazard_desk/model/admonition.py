"""约谈通报、公开曝光、联合惩戒 (F4 columns 15–17)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import AdmonitionKind


class Admonition(Recorded, Base):
    """A unit admonished, exposed or sanctioned: an enterprise of the registry or any named unit."""

    __tablename__ = "admonition"
    __table_args__ = (Index(None, "decided_on"), NEVER_REUSED)

    kind: Mapped[AdmonitionKind] = mapped_column(term(AdmonitionKind))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    unit: Mapped[str] = mapped_column(default="")  # where the registry doesn't hold it
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


admonition_campaign = campaign_link("admonition")
