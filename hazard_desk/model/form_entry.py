"""填写内容: what a person typed into a place of a periodic form (F4, F6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base


class FormEntry(Base):
    """A narrative, or a figure overridden by hand with the computed one, the reason, who and when."""

    __tablename__ = "form_entry"
    __table_args__ = (
        # One entry a place, also where no campaign is named: NULL alone would never equal NULL.
        Index(
            "uq_form_entry_slot", "form_id", "week_end", text("coalesce(campaign_id, 0)"), "slot", unique=True
        ),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    week_end: Mapped[date]  # the reporting day that ends the week
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    slot: Mapped[str]  # the place's name in the form's texts
    text: Mapped[str]
    computed: Mapped[str] = mapped_column(default="")  # the program's value then; "" for a narrative
    reason: Mapped[str] = mapped_column(default="")
    handler: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
