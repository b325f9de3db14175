"""F7 重大事故隐患台账 (S003 附件2): every major hazard since the campaign began, cumulative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, DateStyle, Sheet, printed
from hazard_desk.rules.money import format_wan


@dataclass(frozen=True, slots=True)
class FiveCommitments:
    """五落实 of one hazard: 责任、措施、资金（分）、时限、预案."""

    responsible: str = ""
    measures: str = ""
    funds_fen: int | None = None
    time_limit: date | None = None
    contingency_plan: str = ""


@dataclass(frozen=True, slots=True)
class MajorHazard:
    """One row of the ledger. `rectified_on` is None while the hazard stands."""

    enterprise: str
    county: str
    industry: str
    stage: str  # 检查环节
    inspecting_unit: str
    inspected_on: date
    description: str
    commitments: FiveCommitments
    supervision_unit: str
    penalties: str
    rectified_on: date | None
    rectification_note: str
    note: str


def major_hazards(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    hazards: Sequence[MajorHazard] = (),
) -> Sheet:
    """Return F7; 整改措施 prints the five commitments as five labelled lines, known or not."""
    return ledger_sheet(
        texts,
        [_row(texts, hazard) for hazard in hazards],
        title=title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["notes"],
    )


def _row(texts: Mapping[str, Any], hazard: MajorHazard) -> dict[str, Content]:
    if hazard.rectified_on:
        done = texts["rectified"].replace("{date}", printed(hazard.rectified_on, DateStyle.DOTS))
    else:
        done = texts["rectifying"]
    return {
        "enterprise": hazard.enterprise,
        "county": hazard.county,
        "industry": hazard.industry,
        "stage": hazard.stage,
        "inspecting_unit": hazard.inspecting_unit,
        "inspected_on": hazard.inspected_on,
        "description": hazard.description,
        "commitments": five_lines(texts, hazard.commitments),
        "supervision_unit": hazard.supervision_unit,
        "penalties": hazard.penalties,
        "rectification": "\n".join(part for part in (done, hazard.rectification_note) if part),
        "note": hazard.note,
    }


def five_lines(texts: Mapping[str, Any], commitments: FiveCommitments) -> str:
    """Return the five commitments as five labelled lines; a missing one shows its bare label."""
    labels = texts["commitments"]
    funds = format_wan(commitments.funds_fen)
    values = {
        "responsible": commitments.responsible,
        "measures": commitments.measures,
        "funds": funds + texts["funds_unit"] if funds else "",
        "time_limit": printed(commitments.time_limit),
        "contingency_plan": commitments.contingency_plan,
    }
    return "\n".join(f"{labels[name]}{' '.join(value.split())}" for name, value in values.items())
