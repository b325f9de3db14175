"""F10 检查问题隐患清单 (S003 附件5): the hazards of one visit; also the continuation sheet of F3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import PORTRAIT_WIDTH_MM, Content, DateStyle, Orientation, Sheet, printed
from hazard_desk.rules.facts import HazardFacts, InspectionFacts

FORM_ID = "hazard-list"


def hazard_list(
    texts: Mapping[str, Any],
    *,
    enterprise: str = "",
    visit: InspectionFacts | None = None,
    campaign: str | None = None,
    continues: bool = False,
) -> Sheet:
    """Return F10 of a visit, or the blank form with room for the hazards of one page.

    As the continuation sheet of F3 (`continues`) it is called 附页, and its 备注 names deadline and person of
    each hazard, for which F3 has one cell only.
    """
    hazards = visit.hazards if visit else []
    return ledger_sheet(
        texts,
        [_row(texts, hazard, continues) for hazard in hazards],
        title=title_with_campaign(texts, campaign, PORTRAIT_WIDTH_MM),
        head=unit_and_date(texts, enterprise, visit.inspected_on if visit else None),
        orientation=Orientation.PORTRAIT,
        notes=texts["notes"],
        footer=texts["footer"],
        subject=enterprise,
        least_rows=max(1, len(hazards)) if visit else int(texts["blank_rows"]),
        annex=texts["continuation"] if continues else None,
    )


def _row(texts: Mapping[str, Any], hazard: HazardFacts, continues: bool) -> dict[str, Content]:
    owed = []
    if continues:
        if hazard.deadline:
            owed.append(texts["deadline"].replace("{date}", printed(hazard.deadline, DateStyle.DOTS)))
        owed.append(hazard.responsible)
    return {
        "description": hazard.description,
        "evidence": hazard.evidence,
        "basis": hazard.basis,
        "level": hazard.level.label if hazard.level else "",
        "note": "\n".join(filter(None, (hazard.note, *owed))),
    }
