"""村（社区）."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class Village(Recorded, Base):
    """A village or community of the township; merged villages are edited, not deleted."""

    __tablename__ = "village"
    __table_args__ = (Index(None, "name"), NEVER_REUSED)

    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
