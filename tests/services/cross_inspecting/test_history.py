"""历次交叉检查 beside a paper ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.history import read_history
from hazard_desk.services.cross_inspecting.rounds import remove_round
from hazard_desk.services.journal import undo
from hazard_desk.store.office_file import OfficeFile
from tests.services.cross_inspecting.round_desk import entered


def test_the_table_of_all_rounds_agrees_with_a_ledger(office: OfficeFile) -> None:
    random = Random(4)
    spellings = [("甲A村", "甲ａ村", "甲 A村"), ("乙村",), ("丙村", "丙 村"), ("丁村",), ("戊村",)]
    ledger: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for number in range(8):
        order = random.sample(range(5), random.randint(2, 5))
        targets = [*order[1:], order[0]]
        facts = RoundFacts(
            f"第{number}轮",
            date(2026, 1, 1) + timedelta(days=30 * number),
            pairs=tuple(
                PairRow(random.choice(spellings[one]), random.choice(spellings[other]))
                for one, other in zip(order, targets, strict=True)
            ),
        )
        round_id = entered(office, facts)
        if number == 3:
            removal = office.run(remove_round, round_id)
        else:
            for sides in zip(order, targets, strict=True):
                ledger[sides].insert(0, facts.name)
    history = office.ask(read_history)
    assert [mark.name for mark in history.rounds] == [f"第{n}轮" for n in range(7, -1, -1) if n != 3]
    assert [mark.number for mark in history.rounds] == list(range(7, 0, -1))
    which = {
        name: at
        for at, names in enumerate(spellings)
        for name in (*names, *(n.replace(" ", "") for n in names))
    }
    found = {
        (which[one], which[other]): [mark.name for mark in marks]
        for (one, other), marks in history.cells.items()
    }
    assert found == ledger
    assert sorted(map(which.__getitem__, history.inspectors)) == [0, 1, 2, 3, 4]  # one row each
    assert set(history.cells) <= {(a, b) for a in history.inspectors for b in history.inspected}
    office.run(undo, removal.entry_id)
    assert len(office.ask(read_history).rounds) == 8


def test_who_took_part_without_a_pair_has_a_row_too(office: OfficeFile) -> None:
    assert office.ask(read_history).rounds == ()
    entered(office, RoundFacts("一", parties=tuple(map(PartyFacts, ("甲", "乙")))))
    history = office.ask(read_history)
    assert (history.inspectors, history.inspected, history.cells) == (("甲", "乙"), ("甲", "乙"), {})
