"""Rounds of 交叉检查 arranged and proven, against trying all 40,320 tables of eight units.

The floor is the only other way to be sure. Trying all of fourteen units would take two million times as long.
"""

from __future__ import annotations

from functools import partial

from hazard_desk.rules.rotation import Arrangement, Party, Question, arrange
from tests.benchmarks.measuring import Result, timed
from tests.rules.rounds import best_by_trying_all, bow_ties, numbered

RUNS = 5
_ROUNDS = 6


def measure() -> list[Result]:
    """Time floor and program in turn, five times; take the fastest of each."""
    questions = {
        **{f"round of {count} units": _with_history(numbered(count)) for count in (14, 20, 30)},
        "round of 5 groups of 30": _with_history(numbered(150, "一二三四五")),
        "round of 40 teams over 40 villages": _teams(40, 40),
        "round of 40 teams over 39 villages": _teams(40, 39),
        "round of 30 units, slow to prove": bow_ties(6),
    }
    small = _with_history(numbered(8))
    floors = []
    ours: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(RUNS):
        floors.append(timed(lambda: best_by_trying_all(small)))
        for name, question in questions.items():
            ours[name].append(timed(partial(_proven, question)))
    floor = "all 40,320 tables of 8 units tried"
    return [Result(name, floor, min(floors), min(times), 1) for name, times in ours.items()]


def _with_history(units: tuple[Party, ...], targets: tuple[Party, ...] | None = None) -> Question:
    question = Question(units, targets)
    for seed in range(_ROUNDS):
        found = arrange(question, seed)
        assert isinstance(found, Arrangement)
        question = Question(units, targets, previous=(found.pairs, *question.previous))
    return question


def _teams(teams: int, villages: int) -> Question:
    return _with_history(numbered(teams, word="组"), numbered(villages, word="村"))


def _proven(question: Question) -> None:
    found = arrange(question, 1)
    assert isinstance(found, Arrangement)
    assert found.proven
