"""The invented words, and the hazards made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from hazard_desk.resources import load_json
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.terms import HazardLevel


def demo_words() -> Mapping[str, Any]:
    """Return names, trades, hazards and what else is drawn from."""
    words: Mapping[str, Any] = load_json("demo.json")
    return words


def general_hazard(
    random: Random, words: Mapping[str, Any], industries: Sequence[str], responsible: Callable[[], str]
) -> HazardFacts:
    """Return a general hazard such as these industries have, not yet decided upon."""
    pool = [text for name in (*industries, "") for text in words["hazards"].get(name, [])]
    return HazardFacts(
        description=random.choice(pool),
        level=HazardLevel.GENERAL,
        evidence=f"照片{random.randint(1, 9)}",
        measures=random.choice(words["measures"]),
        responsible=responsible(),
    )
