"""举报线索: 受理, 交办, 核查, 反馈, and the leader's signature (S000 五(四))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.model.campaign import campaign_link
from hazard_desk.terms import TipChannel, TipResult


class TipOff(Recorded, Base):
    """What somebody reported, and what became of it; the public list never names who reported."""

    __tablename__ = "tip_off"
    __table_args__ = (
        Index("uq_tip_off_number", "number", unique=True, sqlite_where=text("deleted_at IS NULL")),
        Index(None, "received_on"),
        Index(None, "enterprise_id"),
        NEVER_REUSED,
    )

    number: Mapped[str]  # 编号: 2026-001
    received_on: Mapped[date]
    channel: Mapped[TipChannel] = mapped_column(term(TipChannel))
    informant: Mapped[str] = mapped_column(default="")  # 举报人; "" anonymous
    informant_phone: Mapped[str] = mapped_column(default="")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    unit: Mapped[str] = mapped_column(default="")  # 被举报单位, where the registry doesn't hold it
    place: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    accepted_on: Mapped[date | None]  # 受理
    refused_on: Mapped[date | None]  # 不予受理
    refusal_reason: Mapped[str] = mapped_column(default="")
    assigned_on: Mapped[date | None]  # 交办
    assigned_to: Mapped[str] = mapped_column(default="")  # 承办单位（人）
    due_on: Mapped[date | None]
    verified_on: Mapped[date | None]  # 核查
    verified_by: Mapped[str] = mapped_column(default="")
    result: Mapped[TipResult | None] = mapped_column(term(TipResult))
    finding: Mapped[str] = mapped_column(default="")  # 核查情况
    handling: Mapped[str] = mapped_column(default="")  # 处理情况
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))  # the visit that verified
    answered_on: Mapped[date | None]  # 反馈举报人
    answer: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]  # 领导审核签字
    approved_by: Mapped[str] = mapped_column(default="")
    published: Mapped[bool] = mapped_column(default=True)  # 公开
    note: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")  # derived on every write


tip_off_campaign = campaign_link("tip_off")
