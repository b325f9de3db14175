"""期初数: what a campaign had come to before the office began to keep it in this file (DESIGN §4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class OpeningStatement(Recorded, Base):
    """The cumulative figures up to and including a day, of a campaign or of all records (None).

    Facts of that day or before are part of them and not counted again. The scan of the table that they are
    taken from is attached.
    """

    __tablename__ = "opening_statement"
    __table_args__ = (
        # One a scope, also where no campaign is named: NULL alone would never equal NULL.
        Index(
            "uq_opening_statement_scope",
            text("coalesce(campaign_id, 0)"),
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
        ),
        NEVER_REUSED,
    )

    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(default="")  # 依据: the table they are taken from
    note: Mapped[str] = mapped_column(default="")


class OpeningFigure(Base):
    """One figure of a statement; money in 分, everything else a count."""

    __tablename__ = "opening_figure"
    __table_args__ = (UniqueConstraint("statement_id", "key"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("opening_statement.id", ondelete="CASCADE"))
    key: Mapped[str]  # of the figure: general_found, city_enterprises
    amount: Mapped[int]
