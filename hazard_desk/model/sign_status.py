"""四牌一卡两栏: which of the seven an enterprise has put up (S000 三(四))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, term
from hazard_desk.terms import SignState


class SignStatus(Base):
    """How one of the seven was last found at an enterprise."""

    __tablename__ = "sign_status"
    __table_args__ = (UniqueConstraint("enterprise_id", "item"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="CASCADE"))
    item: Mapped[str]  # its words in the check list
    state: Mapped[SignState] = mapped_column(term(SignState))
    seen_on: Mapped[date]
