"""How many rounds there are without a repetition and without a mutual pair (domain §3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hazard_desk.rules.rotation.question import Pair, Party, Question, Rule, conditions

# Of units that inspect one another: counted by trying all. An odd number has one less than units, as every
# shift round the table is another round without a mutual pair; of an even one from 8 on that is the bound.
_COUNTED = {1: 0, 2: 0, 4: 2, 6: 5}


@dataclass(frozen=True, slots=True)
class Variety:
    """How many rounds these parties have; `exact` where there are so many indeed, else it is the bound."""

    inspectors: tuple[str, ...]
    inspected: tuple[str, ...]
    group: str
    square: bool
    rounds: int
    exact: bool

    def used(self, earlier: Sequence[Sequence[Pair]]) -> int:
        """Count the earlier rounds in which these parties inspected one another."""
        teams, targets = set(self.inspectors), set(self.inspected)
        return sum(any(team in teams and target in targets for team, target in one) for one in earlier)

    def said(self, used: int) -> tuple[str, str]:
        """Return how many they are, and how many rounds they have, of which so many are used."""
        many = f"{len(self.inspectors)} 个单位"
        if not self.square:
            many = f"{len(self.inspectors)} 个检查方、{len(self.inspected)} 个受检方"
        if self.square and self.rounds == 0:
            return many, "只能互查，每一轮都一样。"
        kept = "不重复、不互查" if self.square else "不重复"
        said = f"{kept}的安排{'只有' if self.exact else '最多'} {self.rounds} 轮"
        if used:
            said += f"，已用 {used} 轮"
        return many, f"{said}，再排可能重复。" if used >= self.rounds else f"{said}。"


def variety_words(question: Question, earlier: Sequence[Sequence[Pair]]) -> list[str]:
    """Say how many different rounds there are and how many there were; 片区 alike are told together."""
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in varieties(question):
        together[one.said(one.used(earlier))].append(one.group)
    words = []
    for (many, said), groups in together.items():
        names = "".join(f"「{group}」" for group in groups if group)
        who = f"片区{names}{'各有' if len(groups) > 1 else '有'} {many}" if names else many
        words.append(f"{who}：{said}")
    return words


def most_rounds(units: int) -> tuple[int, bool]:
    """Return how many rounds units have without repetition and mutual pair, and whether exactly so many."""
    return _COUNTED.get(units, max(units - 1, 0)), units % 2 == 1 or units in _COUNTED


def varieties(question: Question) -> list[Variety]:
    """Return how many different rounds there are, by 片区 where all have one; of what is impossible none."""
    partners = _Partners(question)
    if question.targets is not None:
        found = [_of_teams(question, partners)]
    else:
        found = [
            _of_units([party.name for party in block], group, partners, alone=alone)
            for group, block, alone in _blocks(question.units)
        ]
    return [one for one in found if one.rounds or (one.square and len(one.inspectors) == 2)]


def _blocks(units: Sequence[Party]) -> Iterator[tuple[str, list[Party], bool]]:
    """Yield the units that inspect among themselves; alone: all of them may inspect each other."""
    groups: defaultdict[str, list[Party]] = defaultdict(list)
    for party in units:
        groups[party.group].append(party)
    if "" in groups:
        yield "", list(units), len(groups) == 1
    else:
        yield from ((group, block, True) for group, block in groups.items())


class _Partners:
    """Which pairs the hard rules leave but for the locked ones, which hold for one round only."""

    def __init__(self, question: Question) -> None:
        self._closed = {
            pair
            for condition in conditions(question)
            if condition.rule is not Rule.LOCKED
            for pair in condition.pairs
        }

    def fewest_targets(self, teams: Sequence[str], targets: Sequence[str]) -> int:
        return min(sum((team, target) not in self._closed for target in targets) for team in teams)

    def fewest_teams(self, teams: Sequence[str], targets: Sequence[str]) -> int:
        return min(sum((team, target) not in self._closed for team in teams) for target in targets)


def _of_units(names: Sequence[str], group: str, partners: _Partners, *, alone: bool) -> Variety:
    most, exact = most_rounds(len(names)) if alone else (len(names) - 1, False)
    open_ = min(partners.fewest_targets(names, names), partners.fewest_teams(names, names))
    if open_ < len(names) - 1:
        most, exact = min(most, open_), False
    return Variety(tuple(names), tuple(names), group, True, most, exact)


def _of_teams(question: Question, partners: _Partners) -> Variety:
    """Everyone of the larger side has one partner a round, so it runs out of them one by one."""
    teams = [party.name for party in question.units]
    targets = [party.name for party in question.inspected]
    most = min(len(teams), len(targets))
    fewest = (
        partners.fewest_targets(teams, targets)
        if len(teams) >= len(targets)
        else partners.fewest_teams(teams, targets)
    )
    free = partners.fewest_targets(teams, targets) == len(targets)
    return Variety(tuple(teams), tuple(targets), "", False, min(most, fewest), free)
