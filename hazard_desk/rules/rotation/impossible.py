"""Why a round can't be arranged: conditions that can't hold together, and none of which can be left out.

By Hall's theorem some rows have fewer columns open to them than they are. Only what closes the rest of the
columns to these rows can be to blame; of that, whatever isn't needed is left out one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.rules.rotation.places import Places
from hazard_desk.rules.rotation.question import Condition

_MOST_STARTS = 8  # so many explanations are tried, the shortest is told


class _Matching:
    """As many rows as possible with a column each; conditions come and go."""

    def __init__(self, places: Places, present: Sequence[Condition]) -> None:
        self.places = places
        self.closed: dict[tuple[int, int], int] = {}
        for condition in present:
            self.change(condition, 1)
        self.column_of = [-1] * places.size
        self.row_of = [-1] * places.size
        self.fill()

    def change(self, condition: Condition, by: int) -> None:
        """Add a condition (1) or take it away (-1)."""
        for spot in map(self.places.spot, condition.pairs):
            self.closed[spot] = self.closed.get(spot, 0) + by

    def fill(self) -> list[int]:
        """Give a column to every row that can get one; return the rows that can't."""
        left = [row for row, column in enumerate(self.column_of) if column < 0]
        return [row for row in left if self.reached(row)]

    def reached(self, start: int) -> set[int]:
        """Give `start` a column, others changing theirs; if none is to be had, return its rivals."""
        came_from: dict[int, int] = {}
        waiting = [start]
        for row in waiting:
            for column in self._free_columns(row):
                if column in came_from:
                    continue
                came_from[column] = row
                if self.row_of[column] >= 0:
                    waiting.append(self.row_of[column])
                    continue
                while True:
                    row = came_from[column]
                    self.row_of[column], self.column_of[row], column = row, column, self.column_of[row]
                    if row == start:
                        return set()
        return set(waiting)

    def _free_columns(self, row: int) -> Sequence[int]:
        if row >= len(self.places.rows):
            return self.places.optional
        width = self.places.width
        return [column for column in range(self.places.size) if not self.closed.get((row, column // width))]


def minimal_conflict(places: Places, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return conditions that together allow no arrangement while any of them left out allows one.

    Empty where all can hold. The first ones given are the first that an explanation tries to do without.
    """
    whole = _Matching(places, conditions)
    shortest: tuple[Condition, ...] = ()
    for start in whole.fill()[:_MOST_STARTS]:
        rows = whole.reached(start)
        concerned = [
            condition
            for condition in conditions
            if any(places.spot(pair)[0] in rows for pair in condition.pairs)
        ]
        found = _without_the_needless(places, concerned)
        if not shortest or len(found) < len(shortest):
            shortest = found
    return shortest


def _without_the_needless(places: Places, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    matching = _Matching(places, conditions)
    needed = []
    for condition in conditions:
        before = matching.column_of[:], matching.row_of[:]
        matching.change(condition, -1)
        if not matching.fill():  # without it all is well: it stays
            matching.change(condition, 1)
            matching.column_of, matching.row_of = before
            needed.append(condition)
    return tuple(needed)
