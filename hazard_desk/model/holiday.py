"""节假日: the days that the yearly notice of 国务院办公厅 sets apart."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import Base, term
from hazard_desk.terms import DayKind


class Holiday(Base):
    """A day off, or a weekend day that is worked; any other day follows its weekday."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(term(DayKind))
    name: Mapped[str] = mapped_column(default="")
