"""行业领域: the editable list that campaigns, duties and enterprises refer to."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded


class Industry(Recorded, Base):
    """One of the 18 industries of S000 附件1, of the township's own (S004), or a key kind (S003)."""

    __tablename__ = "industry"
    __table_args__ = (UniqueConstraint("name"), NEVER_REUSED)

    name: Mapped[str]
    group: Mapped[str] = mapped_column(default="")  # 行业领域 or 重点类型
    aliases: Mapped[str] = mapped_column(default="")  # other wordings, separated by 、
    position: Mapped[int] = mapped_column(default=0)
