"""The hazards that F4 counts up to a week, enterprise by enterprise: what its sums are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Hazard, Inspection
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.reporting import rows_of_figures
from hazard_desk.store.unit_of_work import Reading, in_chunks

_FIGURES = (
    Figure.GENERAL_FOUND,
    Figure.GENERAL_RECTIFIED,
    Figure.MAJOR_FOUND,
    Figure.MAJOR_RECTIFIED,
)


@dataclass(slots=True)
class Tally:
    """Hazards counted, by their ids; of 期初数 only numbers are known."""

    ids: dict[Figure, set[int]] = field(default_factory=lambda: {figure: set() for figure in _FIGURES})

    def count(self, figure: Figure) -> int:
        """Return how many hazards a figure counts."""
        return len(self.ids[figure])

    @property
    def found(self) -> int:
        """All hazards found."""
        return self.count(Figure.GENERAL_FOUND) + self.count(Figure.MAJOR_FOUND)

    @property
    def rectified(self) -> int:
        """All hazards rectified, whenever found."""
        return self.count(Figure.GENERAL_RECTIFIED) + self.count(Figure.MAJOR_RECTIFIED)

    @property
    def open(self) -> int:
        """未整改: those found that aren't rectified."""
        return self.open_general + self.open_major

    @property
    def open_general(self) -> int:
        """The general ones found that aren't rectified."""
        return len(self.ids[Figure.GENERAL_FOUND] - self._rectified_ids)

    @property
    def open_major(self) -> int:
        """The major ones found that aren't rectified."""
        return len(self.ids[Figure.MAJOR_FOUND] - self._rectified_ids)

    @property
    def _rectified_ids(self) -> set[int]:
        return self.ids[Figure.GENERAL_RECTIFIED] | self.ids[Figure.MAJOR_RECTIFIED]


@dataclass(frozen=True, slots=True)
class CountedHazards:
    """The tallies by enterprise; `opening` is 期初数, which no enterprise has."""

    of_enterprise: dict[int, Tally]
    opening: dict[Figure, int]
    first_on: date | None  # the day of the first one found

    @property
    def opening_open_general(self) -> int:
        """未整改 of the general ones among 期初数, of which only numbers are known."""
        return max(self.opening[Figure.GENERAL_FOUND] - self.opening[Figure.GENERAL_RECTIFIED], 0)

    @property
    def opening_open_major(self) -> int:
        """未整改 of the major ones among 期初数."""
        return max(self.opening[Figure.MAJOR_FOUND] - self.opening[Figure.MAJOR_RECTIFIED], 0)

    def together(self, enterprises: Iterable[int]) -> Tally:
        """Return the tally of several enterprises; each hazard counts once."""
        total = Tally()
        for known in set(enterprises):
            one = self.of_enterprise.get(known)
            for figure, ids in one.ids.items() if one is not None else ():
                total.ids[figure] |= ids
        return total


def counted_hazards(reading: Reading, week_end: date, campaign: str | None = None) -> CountedHazards:
    """Return what F4 counts cumulatively at the end of a week, by enterprise."""
    counted: dict[Figure, set[int]] = {figure: set() for figure in _FIGURES}
    opening = dict.fromkeys(_FIGURES, 0)
    days: list[date] = []
    for row in rows_of_figures(reading, _FIGURES, week_end, cumulative=True, campaign=campaign):
        figure = Figure(row.fact.figure)
        if row.opening:
            opening[figure] += row.fact.amount
            continue
        counted[figure].add(row.fact.record_id)
        if figure in (Figure.GENERAL_FOUND, Figure.MAJOR_FOUND):
            days.append(row.fact.on)
    where = _enterprises(reading, set().union(*counted.values()))
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    for figure, ids in counted.items():
        for known in ids:
            tallies[where.get(known, 0)].ids[figure].add(known)
    return CountedHazards(dict(tallies), opening, min(days, default=None))


def _enterprises(reading: Reading, hazards: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_chunks(sorted(hazards)):
        query: Any = (
            select(Hazard.id, Inspection.enterprise_id)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .where(Hazard.id.in_(some))
        )
        found.update(reading.session.execute(query).all())
    return found
