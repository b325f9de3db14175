"""上级表样: how a table of the county was filled last, found again by the fingerprint of its header."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import HABIT, JSON_TEXT, NEVER_REUSED, Base, Recorded


class TemplateMapping(Recorded, Base):
    """What stands in which column or marked cell of one sheet of a template.

    `fingerprint` is of the sheet's header words (`issued_tables.layout`); `mapping` is JSON of
    `services.county_templates` and names the records that are asked for, their order and each column.
    """

    __tablename__ = "template_mapping"
    __table_args__ = (
        Index(
            "uq_template_mapping_fingerprint",
            "fingerprint",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
        ),
        NEVER_REUSED,
    )

    fingerprint: Mapped[str]
    name: Mapped[str]  # the title of the sheet, else the name of the file
    mapping: Mapped[str] = mapped_column(info=JSON_TEXT)
    used_on: Mapped[date | None] = mapped_column(info=HABIT)
