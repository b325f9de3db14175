"""What a document (文书) says of the day it was issued; plain facts, the same for paper and Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hazard_desk.terms import Authority, HazardLevel, RecheckResult


@dataclass(frozen=True, slots=True)
class Signer:
    """检查人员（执法人员） who signs, with the number of the certificate (执法证号) where it's known."""

    name: str
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One hazard as the document names it."""

    description: str
    level: HazardLevel | None = None
    deadline: date | None = None
    at_once: bool = False  # 现场整改
    overdue: bool = False
    result: RecheckResult | None = None
    new_deadline: date | None = None  # set by a failed recheck
    hazard_id: int | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The facts of one document; all empty for a blank one.

    `said` holds what only this document says, by name (检查场所 `place`, 移送事由 `reason` …).
    """

    family: Authority = Authority.SUPERVISION
    number: str = ""
    issued_on: date | None = None
    agency: str = ""
    commissioned_by: str = ""
    reports_to: str = ""
    review_government: str = ""
    review_authority: str = ""
    court: str = ""
    reply: str = ""  # within what time an answer is asked for
    progress: str = ""  # how often progress is reported
    enterprise: str = ""
    address: str = ""
    principal: str = ""
    phone: str = ""
    visited_on: date | None = None
    parent_number: str = ""
    parent_on: date | None = None
    signers: tuple[Signer, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    refusal_note: str = ""

    @property
    def blank(self) -> bool:
        """Whether the document is filled in by hand: nothing that it could tell is known."""
        return not self.problems and self.issued_on is None
