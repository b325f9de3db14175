"""附件: photos and scans, kept by their SHA-256, and the records that they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, names, term
from hazard_desk.terms import AttachmentKind


class Attachment(Recorded, Base):
    """One file; the same bytes are kept once, however often they are attached."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("sha256"), NEVER_REUSED)

    sha256: Mapped[str]
    suffix: Mapped[str]  # .jpg, .png, .pdf … as stored, lower case
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # pixels as seen upright; None where it is no picture
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None]  # as the camera says


class AttachmentLink(Recorded, Base):
    """An attachment at one record: exactly one of the owners is set."""

    __tablename__ = "attachment_link"
    __table_args__ = (
        Index(None, "attachment_id"),
        Index(None, "enterprise_id"),
        Index(None, "inspection_id"),
        Index(None, "hazard_id"),
        Index(None, "recheck_id"),
        Index(None, "hazard_move_id"),
        Index(None, "document_id"),
        Index(None, "cross_pair_id"),
        Index(None, "filed_paper_id"),
        Index(None, "opening_statement_id"),
        Index(None, "tip_off_id"),
        Index(None, "typical_case_id"),
        Index(None, "task_id"),
        Index(None, "activity_id"),
        Index(None, "collection_id"),
        Index(None, "returned_sheet_id"),
        NEVER_REUSED,
    )

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    kind: Mapped[AttachmentKind] = mapped_column(term(AttachmentKind))
    name: Mapped[str]  # of the file as it was given
    caption: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    recheck_id: Mapped[int | None] = mapped_column(ForeignKey("recheck.id"))
    hazard_move_id: Mapped[int | None] = mapped_column(ForeignKey("hazard_move.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    # Added by schema 4:
    # Receipt and feedback of a pair of 交叉检查:
    cross_pair_id: Mapped[int | None] = mapped_column(sort_order=100, info=names("cross_pair"))
    # Added by schema 5:
    # 定稿 and the stamped scan of a paper that was filed:
    filed_paper_id: Mapped[int | None] = mapped_column(sort_order=101, info=names("filed_paper"))
    # The table that opening figures are taken from:
    opening_statement_id: Mapped[int | None] = mapped_column(sort_order=102, info=names("opening_statement"))
    tip_off_id: Mapped[int | None] = mapped_column(sort_order=103, info=names("tip_off"))
    typical_case_id: Mapped[int | None] = mapped_column(sort_order=104, info=names("typical_case"))
    # Added by schema 6:
    task_id: Mapped[int | None] = mapped_column(sort_order=105, info=names("task"))
    activity_id: Mapped[int | None] = mapped_column(sort_order=106, info=names("activity"))
    # The table that was sent out, and the files that came back:
    collection_id: Mapped[int | None] = mapped_column(sort_order=107, info=names("collection"))
    returned_sheet_id: Mapped[int | None] = mapped_column(sort_order=108, info=names("returned_sheet"))
