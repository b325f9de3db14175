"""生产经营单位: the registry, F1 field by field (S001 附件1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import NEVER_REUSED, Base, Recorded, term
from hazard_desk.terms import EnterpriseSize, EnterpriseState, PlaceKind, RiskLevel, SizeSector


class Enterprise(Recorded, Base):
    """An enterprise or a place of the township. Field meanings: rules/facts.py."""

    __tablename__ = "enterprise"
    __table_args__ = (
        # One code, one enterprise; the recycle bin does not hold a code.
        Index(
            "uq_enterprise_code",
            "code",
            unique=True,
            sqlite_where=text("code != '' AND deleted_at IS NULL"),
        ),
        Index(None, "normalised_name"),
        Index(None, "name_key"),
        Index(None, "village_id"),
        NEVER_REUSED,
    )

    name: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    no_code_reason: Mapped[str] = mapped_column(default="")
    kind: Mapped[PlaceKind] = mapped_column(term(PlaceKind), default=PlaceKind.ENTERPRISE)
    state: Mapped[EnterpriseState] = mapped_column(
        term(EnterpriseState), default=EnterpriseState.IN_OPERATION
    )
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    registered_capital_fen: Mapped[int | None]
    established: Mapped[str] = mapped_column(default="")
    township: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    office_phone: Mapped[str] = mapped_column(default="")
    safety_licence: Mapped[str] = mapped_column(default="")
    other_licences: Mapped[str] = mapped_column(default="")
    principal: Mapped[str] = mapped_column(default="")
    principal_phone: Mapped[str] = mapped_column(default="")
    safety_head: Mapped[str] = mapped_column(default="")
    safety_head_phone: Mapped[str] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(default="")
    regulator: Mapped[str] = mapped_column(default="")
    economic_type: Mapped[str] = mapped_column(default="")
    size: Mapped[EnterpriseSize | None] = mapped_column(term(EnterpriseSize))
    size_sector: Mapped[SizeSector | None] = mapped_column(term(SizeSector))
    assets_fen: Mapped[int | None]
    has_major_hazard_source: Mapped[bool | None]
    products: Mapped[str] = mapped_column(default="")
    illegal_conduct: Mapped[str] = mapped_column(default="")
    staff_total: Mapped[int | None]
    staff_regular: Mapped[int | None]
    staff_temporary: Mapped[int | None]
    staff_trained: Mapped[int | None]
    staff_insured: Mapped[int | None]
    safety_officer_count: Mapped[int | None]
    safety_body: Mapped[str] = mapped_column(default="")
    safety_body_count: Mapped[int | None]
    safety_body_phone: Mapped[str] = mapped_column(default="")
    duty_phone: Mapped[str] = mapped_column(default="")
    safety_body_head: Mapped[str] = mapped_column(default="")
    safety_body_head_phone: Mapped[str] = mapped_column(default="")
    safety_officers: Mapped[str] = mapped_column(default="")
    risk_level: Mapped[RiskLevel | None] = mapped_column(term(RiskLevel))
    note: Mapped[str] = mapped_column(default="")
    # Derived on every write, so that lists search, sort and filter in SQL:
    normalised_name: Mapped[str]
    name_key: Mapped[str]  # pinyin, for sorting
    search_text: Mapped[str]
    missing_count: Mapped[int] = mapped_column(default=0)


class EnterpriseStatus(Base):
    """停业、复业、注销: when an enterprise changed its state, and why."""

    __tablename__ = "enterprise_status"
    __table_args__ = (Index(None, "enterprise_id", "since"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="CASCADE"))
    state: Mapped[EnterpriseState] = mapped_column(term(EnterpriseState))
    since: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


enterprise_industry = Table(
    "enterprise_industry",
    Base.metadata,
    Column("enterprise_id", ForeignKey("enterprise.id", ondelete="CASCADE"), primary_key=True),
    Column("industry_id", ForeignKey("industry.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
