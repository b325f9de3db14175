"""A round as rows and columns: each row takes exactly one column, whatever the numbers of both sides.

The longer side gives the rows: each of its parties has one partner. A party of the shorter side is as many
columns as partners it may have. Where the load may be one more or not, the last of its columns is optional:
spare rows take the optional columns that nobody uses.
"""

from __future__ import annotations

from collections.abc import Iterable

from hazard_desk.rules.rotation.question import Condition, Pair, Question


class Places:
    """The rows and columns of a question, sorted by name: the order of a list changes nothing."""

    def __init__(self, question: Question) -> None:
        """Lay the question out."""
        teams, targets = (sorted(p.name for p in side) for side in (question.units, question.inspected))
        self.team_rows = len(teams) >= len(targets)
        self.rows, self.partners = (teams, targets) if self.team_rows else (targets, teams)
        least, rest = divmod(len(self.rows), len(self.partners))
        self.width = least + bool(rest)
        self.size = len(self.partners) * self.width
        self.optional = [at * self.width + least for at in range(len(self.partners))] if rest else []
        self._row_at = {name: at for at, name in enumerate(self.rows)}
        self._partner_at = {name: at for at, name in enumerate(self.partners)}

    def spot(self, pair: Pair) -> tuple[int, int]:
        """Return the row of a pair and the place of its partner."""
        mine, partner = pair if self.team_rows else (pair[1], pair[0])
        return self._row_at[mine], self._partner_at[partner]

    def spots(self, pairs: Iterable[Pair]) -> list[tuple[int, int]]:
        """Return the spots of the pairs whose both names are known here."""
        known = []
        for pair in pairs:
            mine, partner = pair if self.team_rows else (pair[1], pair[0])
            if mine in self._row_at and partner in self._partner_at:
                known.append((self._row_at[mine], self._partner_at[partner]))
        return known

    def pair(self, row: int, partner: int) -> Pair:
        """Return the pair of a row and a partner."""
        mine, other = self.rows[row], self.partners[partner]
        return (mine, other) if self.team_rows else (other, mine)

    def columns(self, partner: int) -> tuple[int, ...]:
        """Return the columns of a partner."""
        return tuple(range(partner * self.width, (partner + 1) * self.width))

    def open_columns(self, ruled_out: Iterable[Condition]) -> list[list[int]]:
        """Return row → the columns it may have under these conditions, spare rows last."""
        closed = {self.spot(pair) for condition in ruled_out for pair in condition.pairs}
        found = [
            [
                column
                for partner in range(len(self.partners))
                if (row, partner) not in closed
                for column in self.columns(partner)
            ]
            for row in range(len(self.rows))
        ]
        return found + [list(self.optional) for _ in range(self.size - len(self.rows))]
