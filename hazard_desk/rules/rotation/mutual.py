"""The fewest mutual pairs (A↔B) among assignments: branch and bound over the cheapest assignment.

Two edges that cost something only together can't be priced one by one, and avoiding them is hard in general
(a cover of a directed graph by cycles of three and more). So: solve without that cost, which is a lower
bound; take a mutual pair of the solution; either its one edge is forbidden, or it's taken and the other edge
then costs the whole price. A node whose bound is no better than the best found is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hazard_desk.rules.rotation.assignment import Assignment

Edge = tuple[int, tuple[int, ...]]
"""A row, and the columns that stand for one and the same partner."""


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two edges that are a mutual pair when both are chosen."""

    one: Edge
    other: Edge


@dataclass(slots=True)
class Effort:
    """How many nodes a search may still open; it says so when that was not enough."""

    left: int
    stopped: Callable[[], bool] = lambda: False
    spent: bool = False

    def take(self) -> bool:
        """Take one node from what is left; False once nothing is."""
        if self.left <= 0 or self.stopped():
            self.spent = True
        self.left -= 1
        return not self.spent


class _Search:
    def __init__(self, opposites: Sequence[Opposites], price: int, grain: int, effort: Effort) -> None:
        self.opposites = opposites
        self.price = price
        self.grain = grain
        self.effort = effort
        self.best: Assignment | None = None
        self.best_worth = 0
        self.by_row: dict[int, list[tuple[int, Edge, Edge]]] = {}
        for index, pair in enumerate(opposites):
            for mine, others in ((pair.one, pair.other), (pair.other, pair.one)):
                self.by_row.setdefault(mine[0], []).append((index, mine, others))

    def run(self, root: Assignment) -> None:
        if not root.solve():
            raise ValueError("no complete assignment")
        priced: frozenset[int] = frozenset()
        for row in self.by_row:
            priced = self._price_forced(root, row, priced)
        root.solve()
        stack = [(root, priced)]
        while stack:
            node, priced = stack.pop()
            bound = node.cost // self.grain
            if self.best is not None and bound >= self.best_worth:
                continue
            broken = [
                index
                for index, pair in enumerate(self.opposites)
                if index not in priced and _both(node, pair)
            ]
            worth = bound + len(broken) * self.price
            if self.best is None or worth < self.best_worth:
                self.best, self.best_worth = node, worth
            if worth == bound:
                continue
            if not self.effort.take():
                return
            stack += self._children(node, priced, broken)

    def _children(
        self, node: Assignment, priced: frozenset[int], broken: Sequence[int]
    ) -> list[tuple[Assignment, frozenset[int]]]:
        """Return both sides of the branch that promises most, the better one last."""
        index = min(
            broken,
            key=lambda at: min(
                len(node.edges[self.opposites[at].one[0]]), len(node.edges[self.opposites[at].other[0]])
            ),
        )
        pair = self.opposites[index]
        one, other = sorted((pair.one, pair.other), key=lambda edge: len(node.edges[edge[0]]))
        children = []
        without = node.copy()
        without.forbid(*one)
        taken = node.copy()
        taken.forbid(one[0], set(taken.edges[one[0]]) - set(one[1]))
        taken.make_dearer(*other, self.price * self.grain)
        for child, known in ((taken, priced | {index}), (without, priced | {index})):
            known = self._price_forced(child, one[0], known)
            if child.solve():
                children.append((child, known))
        return sorted(children, key=lambda entry: -entry[0].cost)

    def _price_forced(self, node: Assignment, row: int, priced: frozenset[int]) -> frozenset[int]:
        """Where a row has no other partner left, the edge back costs the price of the pair by itself."""
        for index, mine, others in self.by_row.get(row, ()):
            if index not in priced and node.edges[row].keys() <= set(mine[1]):
                node.make_dearer(*others, self.price * self.grain)
                priced |= {index}
        return priced


def _both(node: Assignment, pair: Opposites) -> bool:
    return all(node.column_of[row] in columns for row, columns in (pair.one, pair.other))


def fewest_mutual(
    root: Assignment, opposites: Sequence[Opposites], price: int, grain: int, effort: Effort
) -> Assignment:
    """Return the complete assignment that is cheapest in grains, a chosen pair of opposites at `price`.

    What is less than a `grain` of an edge's cost leads the choice among equals and proves nothing. `price`
    counts in grains. A priced pair is charged on the edge that is left open.
    """
    search = _Search(opposites, price, grain, effort)
    search.run(root)
    assert search.best is not None
    return search.best
