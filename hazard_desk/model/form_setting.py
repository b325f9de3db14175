"""表格设置: how an office wants a form, beside its wording."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import Base


class FormSetting(Base):
    """The settings of one form; a form without a row has the defaults."""

    __tablename__ = "form_setting"

    form_id: Mapped[str] = mapped_column(primary_key=True)
    signatures: Mapped[bool] = mapped_column(default=False)  # the optional 签字 line below the table
