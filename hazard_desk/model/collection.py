"""收表: a table sent to villages or enterprises to be filled in, what came back, and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import JSON_TEXT, NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import PartyKind


class Collection(Recorded, Base):
    """One table that was sent out; `columns` is JSON of `services.collecting` (header path, field, key)."""

    __tablename__ = "collection"
    __table_args__ = (Index(None, "due_on"), NEVER_REUSED)

    name: Mapped[str]
    asked: Mapped[PartyKind] = mapped_column(term(PartyKind))  # of whom
    asked_on: Mapped[date | None]
    due_on: Mapped[date | None]
    fingerprint: Mapped[str] = mapped_column(default="")  # of the header that is expected
    columns: Mapped[str] = mapped_column(default="[]", info=JSON_TEXT)
    note: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]  # 收齐归档: nothing more is expected
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write


class CollectionParty(Base):
    """应交单位: a village or an enterprise that the table was sent to; exactly one of the two is set."""

    __tablename__ = "collection_party"
    __table_args__ = (
        Index(None, "collection_id"),
        Index(None, "village_id"),
        Index(None, "enterprise_id"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    exempt_reason: Mapped[str] = mapped_column(default="")  # 免报: why nothing is expected of it


class ReturnedSheet(Recorded, Base):
    """交回的表: one file that came back; the file itself is attached to it."""

    __tablename__ = "returned_sheet"
    __table_args__ = (Index(None, "collection_id"), Index(None, "party_id"), NEVER_REUSED)

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("collection_party.id"))  # whose it is
    file_name: Mapped[str]
    sha256: Mapped[str]  # the same file twice is taken in once
    returned_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


class ReturnedRow(Base):
    """A row of a returned sheet as it was read; nothing is ever written over it."""

    __tablename__ = "returned_row"
    __table_args__ = (Index(None, "returned_sheet_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    returned_sheet_id: Mapped[int] = mapped_column(ForeignKey("returned_sheet.id", ondelete="CASCADE"))
    sheet: Mapped[str]  # the worksheet
    row: Mapped[int]  # from 1, as Excel counts
    key: Mapped[str]  # whom the row tells of, as rows of several sheets are matched; "" of one without
    texts: Mapped[str] = mapped_column(info=JSON_TEXT)  # the texts by the position of the column


class ReturnedChoice(Base):
    """What the clerk decided where sheets, or a sheet and the registry, contradict each other."""

    __tablename__ = "returned_choice"
    __table_args__ = (UniqueConstraint("collection_id", "key", "position"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"))
    key: Mapped[str]
    position: Mapped[int]  # of the column
    text: Mapped[str]  # what stands
    source: Mapped[str] = mapped_column(default="")  # whose it is, in words: a file, the registry, typed
    handler: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime]
