"""填报单位: whose file this is, and the settings that its forms print."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from hazard_desk.model.base import Base, term
from hazard_desk.terms import Authority


class Office(Base):
    """The one office of an office file (id 1)."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # as it stands on the seal and after 填报单位（盖章）
    township: Mapped[str] = mapped_column(default="")  # fills 所属镇（街道）of its enterprises
    phone: Mapped[str] = mapped_column(default="")
    principal: Mapped[str] = mapped_column(default="")  # 单位负责人
    handler: Mapped[str] = mapped_column(default="")  # 经办人 whom the journal names
    reporting_weekday: Mapped[int] = mapped_column(default=4)  # 0 Monday … 4 Friday
    recipient: Mapped[str] = mapped_column(default="")  # where F4 goes when no campaign says otherwise
    authority: Mapped[Authority] = mapped_column(term(Authority), default=Authority.SUPERVISION)
    # Added by schema 2, so they need a default of the file's own. A face is the key of a typeface for the
    # forms, "" the shipped one.
    county: Mapped[str] = mapped_column(default="", server_default="")  # 所在县（市、区）
    body_face: Mapped[str] = mapped_column(default="", server_default="")
    heading_face: Mapped[str] = mapped_column(default="", server_default="")
    # Added by schema 3, for documents (domain §4.7):
    short_name: Mapped[str] = mapped_column(default="", server_default="")  # 简称 in numbers of documents
    agency: Mapped[str] = mapped_column(default="", server_default="")  # 执法（检查）机关名称, "" the office
    commissioned_by: Mapped[str] = mapped_column(default="", server_default="")  # 委托机关
    reports_to: Mapped[str] = mapped_column(default="", server_default="")  # 上报、移送机关
    review_government: Mapped[str] = mapped_column(default="", server_default="")  # 复议机关：人民政府
    review_authority: Mapped[str] = mapped_column(default="", server_default="")  # 复议机关：上级主管部门
    court: Mapped[str] = mapped_column(default="", server_default="")  # 人民法院
