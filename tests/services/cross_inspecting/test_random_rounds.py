"""Rounds drawn, moved, locked, forbidden and taken back at random, beside a ledger that tries everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hazard_desk.errors import InputRefused
from hazard_desk.model import CrossPair
from hazard_desk.rules.rotation import Pair, Party, Question
from hazard_desk.services.cross_inspecting.arranging import (
    allow_pair,
    draw_round,
    forbid_pair,
    lock_pairs,
    set_members,
    set_pair,
    swap_targets,
)
from hazard_desk.services.cross_inspecting.board import Board, read_board
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import round_facts, save_round
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import Avoidance, PartySide
from tests.rules.rounds import best_by_trying_all, breaks, every_table, keeps_hard_rules
from tests.services.cross_inspecting.round_desk import dump, noted, party_ids

VILLAGES = ("东村", "西村", "南村", "北村", "上村")


@pytest.fixture(scope="module")
def shared() -> Iterator[OfficeFile]:
    """One office for all examples: each has a round of its own, and takes everything back."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账"
        OfficeFile.create(path, set_up_office, "文水县西槽头乡人民政府", VILLAGES)
        with OfficeFile.open(path) as office:
            for choice in office.ask(villages):
                home = PersonFacts(name=f"{choice.name[0]}某", home_village_id=choice.id)
                office.run(save_roster_entry, home)
            yield office


class Paper:
    """What is known of a round without asking the program."""

    def __init__(self, random: Random) -> None:
        count = random.randint(2, 5)
        self.square = random.random() < 0.6
        self.teams = [*VILLAGES[:count]] if self.square else [f"{n}组" for n in range(1, count + 1)]
        self.targets = self.teams if self.square else [*VILLAGES[: random.randint(1, 4)]]
        self.locked: set[Pair] = set()
        self.followed: set[Pair] = set()
        self.forbidden: dict[Pair, int] = {}
        self.members: dict[str, list[str]] = {}
        tables = [
            table
            for table in every_table(self.teams, self.targets)
            if all(team != target for team, target in table)
        ]
        self.before = tuple(random.choice(tables) for _ in range(random.randint(0, 2)))

    def facts(self) -> RoundFacts:
        if self.square:
            return RoundFacts("一", date(2026, 9, 1), parties=tuple(map(PartyFacts, self.teams)))
        sides = ((PartySide.INSPECTS, self.teams), (PartySide.INSPECTED, self.targets))
        return RoundFacts(
            "一",
            date(2026, 9, 1),
            parties=tuple(PartyFacts(name, side=side) for side, names in sides for name in names),
        )

    def barred(self) -> set[Pair]:
        homes = {f"{village[0]}某": village for village in VILLAGES}
        of_members = {
            (team, homes[name])
            for team, names in self.members.items()
            for name in names
            if homes[name] in self.targets and homes[name] != team
        }
        return of_members | set(self.forbidden)

    def question(self, *, drawing: bool) -> Question:
        barred = self.barred() - (self.followed if drawing else set())
        teams, targets = (tuple(Party(name) for name in side) for side in (self.teams, self.targets))
        kept = tuple(sorted(self.locked | self.followed))
        return Question(
            teams, None if self.square else targets, kept, tuple(sorted(barred)), previous=self.before[::-1]
        )


def _photographed(work: UnitOfWork, pair_id: int) -> Changes:
    return noted(work, pair_id, evidence="现场照片")


class Game:
    """The round in the program beside the one on paper."""

    def __init__(self, office: OfficeFile, random: Random, entries: list[int]) -> None:
        self.office, self.random, self.paper = office, random, Paper(random)
        self.entries = entries
        for number, table in enumerate(self.paper.before):
            facts = self.paper.facts()
            facts.name, facts.starts_on = f"前{number}", date(2026, 1 + number, 1)
            facts.pairs = tuple(PairRow(*sides) for sides in table)
            self.run(save_round, None, facts)
        round_id = self.run(save_round, None, self.paper.facts()).record_id
        assert round_id is not None
        self.round_id = round_id
        self.parties = party_ids(office, round_id)

    def run(self, operation: Any, *args: Any) -> Changes:
        changes = self.office.run(operation, *args)
        if changes.entry_id is not None:
            self.entries.append(changes.entry_id)
        return changes

    @property
    def board(self) -> Board:
        return self.office.ask(read_board, self.round_id)

    def table(self) -> tuple[Pair, ...]:
        return tuple((pair.inspector, pair.inspected) for pair in self.board.pairs)

    def followed_rows(self) -> list[tuple[Any, ...]]:
        noticed = (CrossPair.id, CrossPair.inspector, CrossPair.inspected, CrossPair.evidence)
        query: Any = select(*noticed).where(CrossPair.evidence != "", CrossPair.round_id == self.round_id)

        def read(reading: Reading) -> list[tuple[Any, ...]]:
            return sorted(map(tuple, reading.session.execute(query)))

        return self.office.ask(read)

    def any_pair(self) -> tuple[int, Pair] | None:
        pairs = [(pair.id, (pair.inspector, pair.inspected)) for pair in self.board.pairs]
        return self.random.choice(pairs) if pairs else None

    # ---- the moves: each says what it means on paper -----------------------------------------------------

    def draw(self) -> None:
        question = self.paper.question(drawing=True)
        best = best_by_trying_all(question)
        if best is None:
            with pytest.raises(InputRefused, match="排不出来"):
                self.run(draw_round, self.round_id, self.random.randint(0, 99))
            return
        self.run(draw_round, self.round_id, self.random.randint(0, 99))
        table = self.table()
        assert self.paper.locked | self.paper.followed <= set(table)
        assert keeps_hard_rules(question, table)
        assert breaks(question, table) == best

    def move(self) -> None:
        one, other = self.any_pair(), self.any_pair()
        if one is None or other is None:
            return
        before = self.table()
        sides = self.random.choice(self.paper.teams), self.random.choice(self.paper.targets)
        moves = ((swap_targets, one[0], other[0]), (set_pair, one[0], *sides))
        operation, *args = self.random.choice(moves)
        locks = {pair.id for pair in self.board.pairs if pair.locked}
        try:
            self.run(operation, *args)
        except InputRefused:
            assert self.table() == before
            return
        after = self.table()
        if self.paper.square and len({team for team, _ in before}) == len(before):
            # by hand one-to-one stays one-to-one
            assert sorted(team for team, _ in after) == sorted(team for team, _ in before)
            assert sorted(target for _, target in after) == sorted(target for _, target in before)
        assert {pair.id for pair in self.board.pairs if pair.locked} == locks
        self.paper.locked = {(pair.inspector, pair.inspected) for pair in self.board.pairs if pair.locked}

    def lock(self) -> None:
        if (chosen := self.any_pair()) is not None:
            locked = self.random.random() < 0.6
            self.run(lock_pairs, [chosen[0]], locked)
            (self.paper.locked.add if locked else self.paper.locked.discard)(chosen[1])

    def follow(self) -> None:
        if (chosen := self.any_pair()) is not None:
            self.run(_photographed, chosen[0])
            self.paper.followed.add(chosen[1])

    def forbid(self) -> None:
        team, target = self.random.choice(self.paper.teams), self.random.choice(self.paper.targets)
        if team != target:
            kind = self.random.choice(list(Avoidance))
            forbidden = self.run(forbid_pair, self.round_id, team, target, kind, "有人说").record_id
            assert forbidden is not None
            self.paper.forbidden[team, target] = forbidden
            self.paper.locked.discard((team, target))

    def allow(self) -> None:
        if self.paper.forbidden:
            sides = self.random.choice(sorted(self.paper.forbidden))
            self.run(allow_pair, self.paper.forbidden.pop(sides))

    def enter_members(self) -> None:
        team = self.random.choice(self.paper.teams)
        names = [f"{name[0]}某" for name in self.random.sample(VILLAGES, self.random.randint(0, 2))]
        self.paper.members[team] = names
        self.run(set_members, self.parties[team], names)

    def save_again(self) -> None:
        facts = self.office.ask(round_facts, self.round_id)
        assert self.run(save_round, self.round_id, facts).entry_id is None
        self.run(save_round, self.round_id, replace(facts, note=f"{self.random.random()}"))

    # ---- what must hold ----------------------------------------------------------------------------------

    def check(self) -> None:
        board, table = self.board, self.table()
        question = self.paper.question(drawing=False)
        there = set(map(frozenset, every_table(self.paper.teams, self.paper.targets)))
        good = frozenset(table) in there and keeps_hard_rules(question, table)
        assert (board.faults == ()) is good, (board.faults, table)
        counts = breaks(question, table)
        assert sum(counts) == sum(len(pair.wishes) for pair in board.pairs) - counts[-2], (
            "a mutual pair is told at both of its pairs"
        )
        assert {(bar.inspector, bar.inspected) for bar in board.bars} == self.paper.barred()
        assert {(p.inspector, p.inspected) for p in board.pairs if p.locked} == self.paper.locked
        assert {(p.inspector, p.inspected) for p in board.pairs if p.followed} == self.paper.followed
        assert board.square is self.paper.square


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_random_rounds_agree_with_paper(shared: OfficeFile, number: int) -> None:
    random = Random(number)
    begun = dump(shared)
    entries: list[int] = []
    try:
        play(Game(shared, random, entries), random)
    finally:
        for entry in reversed(entries):
            shared.run(undo, entry)
    assert dump(shared) == begun


def play(game: Game, random: Random) -> None:
    moves = (
        *[game.draw] * 3, *[game.move] * 4, game.lock, game.lock, game.follow, game.forbid, game.forbid,
        game.allow, game.enter_members, game.save_again,
    )  # fmt: skip
    game.draw()
    for _ in range(10):
        followed = game.followed_rows()
        random.choice(moves)()
        assert set(followed) <= set(game.followed_rows())  # moved or dropped by nothing
        game.check()
