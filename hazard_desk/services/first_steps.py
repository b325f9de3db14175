"""第一次使用: how far a new office is, so that its first steps can be shown until they are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Campaign, Enterprise, Inspection, Person, Village
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """How many there are of what an office begins with."""

    villages: int
    people: int
    campaigns: int
    enterprises: int
    visits: int


def first_steps(reading: Reading) -> FirstSteps:
    """Return how many of each there are; what lies in the recycle bin doesn't count."""

    def count(noun: Any) -> int:
        query = select(func.count(noun.id)).where(noun.deleted_at.is_(None))
        return reading.session.scalar(query) or 0

    return FirstSteps(count(Village), count(Person), count(Campaign), count(Enterprise), count(Inspection))
