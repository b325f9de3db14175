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
    # Added by schema 3:
    grid_worker: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)  # 网格员
    grid_phone: Mapped[str] = mapped_column(default="", server_default="", sort_order=100)
