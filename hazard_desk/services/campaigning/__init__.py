"""专项行动: scope, phases, what is to be handed in, opening figures; campaigns of documents to begin with."""

from hazard_desk.services.campaigning.examples import examples
from hazard_desk.services.campaigning.facts import CampaignFacts, ObligationFacts, PhaseFacts
from hazard_desk.services.campaigning.obligations import own_obligations, periodic_forms, save_own_obligations
from hazard_desk.services.campaigning.opening import (
    OpeningFacts,
    opening_facts,
    opening_of,
    remove_opening,
    save_opening,
)
from hazard_desk.services.campaigning.saving import (
    CampaignRow,
    campaign_facts,
    campaign_rows,
    enterprises_in_scope,
    remove_campaign,
    save_campaign,
)

__all__ = [
    "CampaignFacts",
    "CampaignRow",
    "ObligationFacts",
    "OpeningFacts",
    "PhaseFacts",
    "campaign_facts",
    "campaign_rows",
    "enterprises_in_scope",
    "examples",
    "opening_facts",
    "opening_of",
    "own_obligations",
    "periodic_forms",
    "remove_campaign",
    "remove_opening",
    "save_campaign",
    "save_opening",
    "save_own_obligations",
]
