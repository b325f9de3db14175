"""设置: numbers and words that the office may set otherwise than shipped."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import JSON_TEXT, Base


class Setting(Base):
    """One setting that differs from the shipped one; `value` is JSON."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(info=JSON_TEXT)
