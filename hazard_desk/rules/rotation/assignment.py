"""Cheapest assignment of rows to columns, exact in whole numbers, mended cheaply when an edge gets dearer.

Shortest augmenting paths with dual prices (the Hungarian method). Once solved, the prices prove the optimum:
every edge costs at least the price of its row and column together, and the chosen ones exactly that. So the
edges without slack (`tight`) hold all the cheapest assignments and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

Edges = Sequence[dict[int, int]]
"""Row → the columns it may have, each with its cost."""

UNASSIGNED = -1


class Assignment:
    """One solved assignment; `copy` it before trying something on it."""

    def __init__(self, edges: Edges) -> None:
        """Take the edges; as many columns as rows. Nothing is assigned yet."""
        size = len(edges)
        self.edges = list(edges)
        self.column_of = [UNASSIGNED] * size
        self.row_of = [UNASSIGNED] * size
        self._row_price = [0] * size
        self._column_price = [0] * size

    def copy(self) -> Self:
        """Return one that can be changed without changing this one."""
        other = object.__new__(type(self))
        other.edges = self.edges[:]  # a row's edges are replaced, never changed in place
        other.column_of = self.column_of[:]
        other.row_of = self.row_of[:]
        other._row_price = self._row_price[:]
        other._column_price = self._column_price[:]
        return other

    @property
    def cost(self) -> int:
        """What the chosen edges cost together."""
        return sum(self.edges[row][column] for row, column in enumerate(self.column_of))

    def solve(self) -> bool:
        """Assign every row that has no column yet at the least cost; False where that can't be."""
        return all(self._augment(row) for row, column in enumerate(self.column_of) if column == UNASSIGNED)

    def forbid(self, row: int, columns: Iterable[int]) -> None:
        """Take edges away from a row; `solve` afterwards."""
        left = dict(self.edges[row])
        for column in columns:
            left.pop(column, None)
        self.edges[row] = left
        if self.column_of[row] not in left:
            self._release(row)

    def make_dearer(self, row: int, columns: Iterable[int], by: int) -> None:
        """Raise the cost of some of a row's edges; `solve` afterwards."""
        changed = dict(self.edges[row])
        for column in columns:
            if column in changed:
                changed[column] += by
        self.edges[row] = changed
        column = self.column_of[row]
        if column != UNASSIGNED and self._slack(row, column):
            self._release(row)

    def tight(self) -> Iterator[tuple[int, int]]:
        """Yield the edges without slack: those that a cheapest assignment may have."""
        for row, edges in enumerate(self.edges):
            for column in edges:
                if not self._slack(row, column):
                    yield row, column

    def _slack(self, row: int, column: int) -> int:
        return self.edges[row][column] - self._row_price[row] - self._column_price[column]

    def _release(self, row: int) -> None:
        if self.column_of[row] != UNASSIGNED:
            self.row_of[self.column_of[row]] = UNASSIGNED
            self.column_of[row] = UNASSIGNED

    def _augment(self, start: int) -> bool:
        """Give `start` a column along the cheapest alternating path, other rows changing theirs."""
        row_price, column_price, row_of = self._row_price, self._column_price, self.row_of
        if self.edges[start]:  # a released row may be priced too high for what it has left
            row_price[start] = min(cost - column_price[column] for column, cost in self.edges[start].items())
        came_from: dict[int, int] = {}
        reached: dict[int, int] = {}  # columns seen, not yet settled: distance
        settled: dict[int, int] = {}
        row, distance = start, 0
        while True:
            base = distance - row_price[row]
            for column, cost in self.edges[row].items():
                if column not in settled:
                    candidate = base + cost - column_price[column]
                    if column not in reached or candidate < reached[column]:
                        reached[column] = candidate
                        came_from[column] = row
            if not reached:
                return False
            column = min(reached, key=reached.__getitem__)
            distance = reached.pop(column)
            settled[column] = distance
            if row_of[column] == UNASSIGNED:
                break
            row = row_of[column]
        row_price[start] += distance
        for seen, at in settled.items():
            if seen != column:
                row_price[row_of[seen]] += distance - at
            column_price[seen] -= distance - at
        while True:
            row = came_from[column]
            row_of[column], self.column_of[row], column = row, column, self.column_of[row]
            if row == start:
                return True


def parts(edges: Sequence[Iterable[int]], column_of: Sequence[int]) -> list[int]:
    """Return the part each row belongs to: edges that lead out of a part are in no complete assignment.

    `column_of` is any complete assignment. Parts are the strongly connected pieces of the graph whose arrows
    lead from a row to the row that has the wanted column.
    """
    size = len(edges)
    row_of = [0] * size
    for row, column in enumerate(column_of):
        row_of[column] = row
    part = [UNASSIGNED] * size
    order = [UNASSIGNED] * size
    low = [0] * size
    waiting: list[int] = []
    counted = found = 0
    for root in range(size):
        if order[root] != UNASSIGNED:
            continue
        path: list[tuple[int, Iterator[int]]] = [(root, iter(edges[root]))]
        order[root] = low[root] = counted
        counted += 1
        waiting.append(root)
        while path:
            row, columns = path[-1]
            for column in columns:
                other = row_of[column]
                if order[other] == UNASSIGNED:
                    order[other] = low[other] = counted
                    counted += 1
                    waiting.append(other)
                    path.append((other, iter(edges[other])))
                    break
                if part[other] == UNASSIGNED:
                    low[row] = min(low[row], order[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[row])
                if low[row] == order[row]:
                    while part[row] == UNASSIGNED:
                        part[waiting.pop()] = found
                    found += 1
    return part
