"""What is typed in for a document (文书), and what each kind says beside the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hazard_desk.terms import Authority, DocumentKind


class Said(NamedTuple):
    """A fact that only the document says: its name, its label, and whether it takes several lines."""

    name: str
    label: str
    long: bool = False


_SAID: dict[DocumentKind, tuple[Said, ...]] = {
    DocumentKind.ON_SITE_RECORD: (
        Said("address", "地址"),
        Said("principal", "法定代表人（负责人）"),
        Said("post", "职务"),
        Said("phone", "联系电话"),
        Said("place", "检查场所"),
        Said("started_at", "检查开始时间"),
        Said("ended_at", "检查结束时间"),
        Said("findings", "检查情况", long=True),
    ),
    DocumentKind.RECTIFICATION_NOTICE: (Said("recheck_on", "复查日期"),),
    DocumentKind.RECHECK_OPINION: (),
    DocumentKind.REFERRAL_LETTER: (
        Said("recipient", "移送（上报）单位"),
        Said("address", "单位地址"),
        Said("reason", "移送（上报）事由", long=True),
        Said("basis", "移送（上报）依据", long=True),
        Said("enclosed", "附件材料"),
        Said("contact", "联系人"),
        Said("contact_phone", "联系电话"),
    ),
    DocumentKind.SUPERVISION_NOTICE: (
        Said("supervision_level", "督办级别"),
        Said("supervision_unit", "督办单位"),
    ),
}

WITHOUT_SIGNATURE = frozenset({DocumentKind.REFERRAL_LETTER})
"""The unit concerned doesn't sign these, so that it can't refuse to."""

PARENTS = {DocumentKind.RECHECK_OPINION: DocumentKind.RECTIFICATION_NOTICE}
"""Which kind follows which."""


def every_said(kind: DocumentKind) -> tuple[Said, ...]:
    """Return what a document of this kind may say beside the records, in any family."""
    return _SAID[kind]


def said_by(kind: DocumentKind, family: Authority) -> tuple[Said, ...]:
    """Return what a document of this kind says beside the records, in the order of its form."""
    if kind is DocumentKind.RECTIFICATION_NOTICE and family is not Authority.COMMISSIONED:
        return ()  # only 隐患整改意见书 announces the recheck
    return _SAID[kind]


@dataclass(slots=True)
class DocumentFacts:
    """文书: as it is typed in. Without a number it gets the next one, or with `same_serial` the parent's."""

    kind: DocumentKind = DocumentKind.ON_SITE_RECORD
    number: str = ""
    issued_on: date | None = None
    enterprise_id: int | None = None
    inspection_id: int | None = None
    hazard_ids: tuple[int, ...] = ()
    parent_id: int | None = None
    signers: str = ""  # separated by 、
    said: dict[str, str] = field(default_factory=dict)
    same_serial: bool = False
