"""文书: a numbered document as it was issued, and the hazards that it names."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import JSON_TEXT, NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import Authority, DocumentKind


class Document(Recorded, Base):
    """A document with its number, family and words of the day of issue.

    `facts` is what only this document says (JSON object of texts), e.g. 检查场所 or 移送事由; beside them
    `as_issued` is what it said of the records and the office on the day of issue.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("uq_document_number", "number", unique=True, sqlite_where=text("deleted_at IS NULL")),
        Index(None, "inspection_id"),
        Index(None, "enterprise_id"),
        Index(None, "kind", "year"),
        NEVER_REUSED,
    )

    kind: Mapped[DocumentKind] = mapped_column(term(DocumentKind))
    family: Mapped[Authority] = mapped_column(term(Authority))
    number: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int | None]  # None for a number typed by hand that fits no pattern
    issued_on: Mapped[date]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))  # 复查意见书 → 整改意见书
    signers: Mapped[str] = mapped_column(default="")  # 检查人员, separated by 、
    facts: Mapped[str] = mapped_column(default="{}", info=JSON_TEXT)
    refused_to_sign: Mapped[bool] = mapped_column(default=False)
    refusal_note: Mapped[str] = mapped_column(default="")  # 拒签情况 and to whom it was reported (art. 68)


document_hazard = Table(
    "document_hazard",
    Base.metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("hazard_id", ForeignKey("hazard.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
