"""回避 in a 交叉检查: whom a person must not inspect, and why, in words (domain §3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hazard_desk.terms import Avoidance

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a person to places: ids of villages, of industries that they answer for, of enterprises."""

    name: str
    home: int | None = None
    villages: frozenset[int] = _NONE  # 包联
    industries: frozenset[int] = _NONE  # 包联
    employers: frozenset[int] = _NONE  # 曾任职
    relatives: frozenset[int] = _NONE  # 亲属经营


@dataclass(frozen=True, slots=True)
class Place:
    """An enterprise, as far as somebody may be tied to it."""

    id: int
    village: int | None = None
    industries: frozenset[int] = _NONE


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a person's team must not inspect a target."""

    kind: Avoidance
    reason: str


def bars(person: Ties, target: Iterable[int], villages: Mapping[int, str]) -> list[Bar]:
    """Return why a person must not inspect a target that stands for these villages; names by id.

    Somebody else than the home village's own is what a 交叉检查 is for, and 包联 answers for the village.
    """
    inspected = set(target)
    found = []
    if person.home in inspected:
        found.append(Bar(Avoidance.AVOIDED, _home(person, villages)))
    found += [
        Bar(Avoidance.TIED, _tied(person, villages, village))
        for village in sorted(person.villages & inspected)
    ]
    return found


def why_avoided(
    people: Iterable[Ties], place: Place, villages: Mapping[int, str], industries: Mapping[int, str]
) -> tuple[str, ...]:
    """Return why these people must not inspect an enterprise; nothing where nothing stands against it."""
    reasons = []
    for person in people:
        if place.id in person.relatives:
            reasons.append(f"{person.name}的亲属经营")
        if place.id in person.employers:
            reasons.append(f"{person.name}曾在此任职")
        if place.village is not None and place.village == person.home:
            reasons.append(_home(person, villages))
        if place.village in person.villages:
            reasons.append(_tied(person, villages, place.village))
        reasons += [
            f"{person.name}包联{industries.get(trade, '这个行业')}"
            for trade in sorted(person.industries & place.industries)
        ]
    return tuple(dict.fromkeys(reasons))


def _home(person: Ties, villages: Mapping[int, str]) -> str:
    return f"{person.name}家在{villages.get(person.home or 0, '这个村')}"


def _tied(person: Ties, villages: Mapping[int, str], village: int | None) -> str:
    return f"{person.name}包联{villages.get(village or 0, '这个村')}"
