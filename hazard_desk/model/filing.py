"""报送: a week as it was filed (定稿): the facts counted in it, and the papers with their PDF and scan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import JSON_TEXT, NEVER_REUSED, Base, term
from hazard_desk.terms import FilingState, ReportScope


class Filing(Base):
    """One version of a filed week. Once filed it is never changed: a 更正 is a version of its own.

    It closes its week and all before it. Ids run with time: what a filing saw of other weeks are their
    newest versions with a smaller id.
    """

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("week_end", "version"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    week_end: Mapped[date]  # the reporting day that ends the week
    version: Mapped[int]  # 1, 2 …
    after: Mapped[date | None]  # the last week closed before it: its facts count in the weeks after that
    filed_at: Mapped[datetime]
    handler: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # of a 更正
    # A list of texts, as they stood.
    warnings: Mapped[str] = mapped_column(default="[]", info=JSON_TEXT)


class FiledFact(Base):
    """A fact as it counted: `counted_on` is the end of the week it counts in, `late` says 补录.

    A copy: it outlives edits of its record, of which `noun` and `record` say where it is or was.
    """

    __tablename__ = "filed_fact"
    # Asked for every record that counts: covers the family's facts without reading them.
    __table_args__ = (Index(None, "family", "record"), {"sqlite_with_rowid": False})

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[str]  # its key: general_found, city_enterprises
    family: Mapped[str]  # figures that one record can't count in twice: found, rectified
    noun: Mapped[str]
    record: Mapped[int]
    happened_on: Mapped[date]
    counted_on: Mapped[date]
    late: Mapped[bool] = mapped_column(default=False)
    who: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    campaigns: Mapped[str] = mapped_column(default="")  # ids of those it counts in: ",3,7,"


class FiledPaper(Base):
    """One form of a filed week with what became of it: signed, stamped, reported.

    Its PDF, its workbook and the stamped scan are attachments. `figures` is a JSON list of the figures as
    printed, with the computed one, the reason and who of each overridden one; `places` where they stand.
    """

    __tablename__ = "filed_paper"
    __table_args__ = (Index(None, "filing_id", "position"), Index(None, "state"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id", ondelete="CASCADE"))
    position: Mapped[int]
    form_id: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    scope: Mapped[ReportScope] = mapped_column(term(ReportScope))
    title: Mapped[str]  # as printed, in one line
    state: Mapped[FilingState] = mapped_column(term(FilingState))
    figures: Mapped[str] = mapped_column(default="[]", info=JSON_TEXT)
    places: Mapped[str] = mapped_column(default="[]", info=JSON_TEXT)
    recipient: Mapped[str] = mapped_column(default="")
    signer: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    stamped_on: Mapped[date | None]
    reported_on: Mapped[date | None]
    reported_to: Mapped[str] = mapped_column(default="")
