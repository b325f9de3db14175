"""Which program brought the file to which schema version; read even by programs older than the file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import Base


class SchemaHistory(Base):
    """One row a schema version the file has had. This table never changes its shape."""

    __tablename__ = "schema_history"

    version: Mapped[int] = mapped_column(primary_key=True)
    program: Mapped[str]  # the first program version that the file then needs
    at: Mapped[datetime]
