"""八个一批: the office's own list of batches (一批), and what was put into each (S000 五(五))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class Batch(Recorded, Base):
    """One 一批. No document at hand says which eight there are: the office names them."""

    __tablename__ = "batch"
    __table_args__ = (Index(None, "position"), NEVER_REUSED)

    name: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")


class BatchItem(Recorded, Base):
    """What counts in a batch: a record, else what is written."""

    __tablename__ = "batch_item"
    __table_args__ = (Index(None, "batch_id", "counted_on"), NEVER_REUSED)

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"))
    counted_on: Mapped[date]
    text: Mapped[str] = mapped_column(default="")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    illegal_act_id: Mapped[int | None] = mapped_column(ForeignKey("illegal_act.id"))
    penalty_id: Mapped[int | None] = mapped_column(ForeignKey("penalty.id"))
    admonition_id: Mapped[int | None] = mapped_column(ForeignKey("admonition.id"))
    typical_case_id: Mapped[int | None] = mapped_column(ForeignKey("typical_case.id"))
