"""Which of our names a name in the template means; one that may be several, or another place, is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

_COMMITTEES = {
    "村": ("村民委员会", "村委会", "村民委", "村委"),
    "居": ("居民委员会", "居委会", "居民委", "居委"),
}
_PLACES = {"村": ("村",), "居": ("社区", "居")}


@dataclass(slots=True)
class Paired:
    """By the names of the template: `same` the one of ours that each is, `several` those that may be more."""

    same: dict[str, str] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)


def pair(names: Collection[str], ours: Collection[str]) -> Paired:
    """Pair the template's names with ours, both as they are compared.

    The very same name first. Then 东街村民委员会 is 东街村, unless another name on either side has that stem,
    too; 东街社区 is another place.
    """
    known = set(ours)
    found = Paired({name: name for name in names if name in known})
    open_names = _by_stem({name for name in names if name not in known})
    open_ours = _by_stem(known - set(found.same))
    for stem, wanted in open_names.items():
        for name, kind in wanted:
            meant = [one for one, other in open_ours.get(stem, ()) if _may_be(kind, other)]
            rivals = [one for one, other in wanted if one != name and _may_be(kind, other)]
            if len(meant) == 1 and not rivals:
                found.same[name] = meant[0]
            elif len(meant) > 1:
                found.several.add(name)
    return found


def _by_stem(names: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(filter(None, names)):
        stem, kind = stem_of(name)
        found.setdefault(stem, []).append((name, kind))
    return found


def _may_be(kind: str, other: str) -> bool:
    return kind == other or "" in (kind, other)


def stem_of(name: str) -> tuple[str, str]:
    """Return a name without its kind of place, and that kind: 东街村村委会 and 东街村 are (东街, 村)."""
    for kind, committees in _COMMITTEES.items():
        for ending in committees:
            if name.endswith(ending) and name != ending:
                place = name.removesuffix(ending)
                return _without(place, _PLACES[kind]), kind
    for kind, endings in _PLACES.items():
        shorter = _without(name, endings)
        if shorter != name:
            return shorter, kind
    return name, ""


def _without(name: str, endings: Collection[str]) -> str:
    return next((name.removesuffix(one) for one in endings if name.endswith(one) and name != one), name)
