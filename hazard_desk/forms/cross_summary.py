"""F9 县级交叉检查隐患情况汇总表 (S003 附件4): what a cross-inspection found here, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, Sheet


@dataclass(frozen=True, slots=True)
class CrossInspected:
    """One row: an enterprise on one visit of a cross-inspection, and what was done about its hazards."""

    enterprise: str
    county: str
    industry: str
    inspecting_unit: str
    inspected_on: date
    general: int
    major: int
    measures: str  # 采取的行政处罚措施
    penalties: str  # 行政处罚情况
    rectified: int
    note: str


def cross_summary(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    visits: Sequence[CrossInspected] = (),
    of_villages: bool = False,
) -> Sheet:
    """Return F9; 整改完成情况 says how many of the hazards are rectified, nothing where none was found.

    The original's title and note speak of counties; a round `of_villages` has its own.
    """
    return ledger_sheet(
        texts,
        [_row(texts, visit) for visit in visits],
        title=title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM, of_villages=of_villages),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=texts["village_notes" if of_villages else "notes"],
    )


def _row(texts: Mapping[str, Any], visit: CrossInspected) -> dict[str, Content]:
    found = visit.general + visit.major
    left = found - visit.rectified
    partly = texts["partly_rectified"].replace("{done}", str(visit.rectified)).replace("{open}", str(left))
    return {
        "enterprise": visit.enterprise,
        "county": visit.county,
        "industry": visit.industry,
        "inspecting_unit": visit.inspecting_unit,
        "inspected_on": visit.inspected_on,
        "general": visit.general,
        "major": visit.major,
        "measures": visit.measures,
        "penalties": visit.penalties,
        "rectification": "" if not found else partly if left else texts["all_rectified"],
        "note": visit.note,
    }
