"""What is entered of a campaign (专项行动): its scope, its phases, and the reports that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hazard_desk.terms import ReportScope


@dataclass(slots=True)
class PhaseFacts:
    """阶段: a span of a campaign and what it asks for."""

    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    content: str = ""


@dataclass(slots=True)
class ObligationFacts:
    """报送要求: a form handed in every week by a weekday (0 Monday) and time, or once by a day."""

    form_id: str = ""
    scope: ReportScope = ReportScope.WEEK
    recipient: str = ""
    weekday: int | None = None
    due_time: str = ""  # 15:00; "" by the end of the day
    due_on: date | None = None
    signer: str = ""
    note: str = ""


@dataclass(slots=True)
class CampaignFacts:
    """专项行动; cumulative figures run from `starts_on`.

    Its scope are the enterprises of any of the industries within any of the villages (ids); none is all.
    """

    name: str = ""
    document_number: str = ""
    issuer: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    recipient: str = ""
    note: str = ""
    scope: str = ""  # in the words of the document
    industries: tuple[int, ...] = ()
    villages: tuple[int, ...] = ()
    phases: tuple[PhaseFacts, ...] = ()
    obligations: tuple[ObligationFacts, ...] = ()
