"""What the forms of campaigns offer: villages, industries, forms that are handed in, and examples."""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.services.campaigning.examples import examples
from hazard_desk.services.campaigning.facts import CampaignFacts
from hazard_desk.services.campaigning.obligations import periodic_forms
from hazard_desk.services.rosters import duty_choices
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class CampaignChoices:
    """Villages and industries by id, forms by what they are called in lists, examples by document."""

    villages: tuple[tuple[int, str], ...]
    industries: tuple[tuple[int, str], ...]
    forms: tuple[tuple[str, str], ...]
    examples: dict[str, CampaignFacts]


def campaign_choices(reading: Reading) -> CampaignChoices:
    """Return all that is offered, in one look at the office file."""
    villages, industries = duty_choices(reading)
    forms = tuple((form.id, form.short) for form in periodic_forms())
    return CampaignChoices(tuple(villages), tuple(industries), forms, dict(examples(reading)))
