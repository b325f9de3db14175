"""表格文字: an office's own wording of an official form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base


class FormWording(Base):
    """One text of a form as the office words it; a form without rows stands as shipped."""

    __tablename__ = "form_wording"
    __table_args__ = (UniqueConstraint("form_id", "place"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str]  # as on the command line, e.g. weekly-statistics
    place: Mapped[str]  # dotted path into the form's texts, e.g. columns.7.unit
    text: Mapped[str]
    entered_at: Mapped[datetime]
