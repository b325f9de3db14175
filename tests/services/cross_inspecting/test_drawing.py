"""A round drawn by lot: the seed, what stays, what is said of it, and stopping it."""

from __future__ import annotations

from datetime import date

import pytest

from hazard_desk.errors import Cancelled, InputRefused
from hazard_desk.model import CrossPair
from hazard_desk.services.cross_inspecting.arranging import draw_round, lock_pairs, swap_targets
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.loading import example_round
from hazard_desk.services.cross_inspecting.rounds import rounds, save_round
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.rules.rounds import COUNTIES, FOURTEEN
from tests.services.cross_inspecting.round_desk import dump, entered, pair_ids, taken_back

GROUPED = tuple(PartyFacts(county.name, county.group) for county in COUNTIES)


def drawn(office: OfficeFile, round_id: int) -> list[tuple[str, str]]:
    return [(pair.inspector, pair.inspected) for pair in office.ask(read_board, round_id).pairs]


def test_the_same_seed_gives_the_same_table_and_is_kept(office: OfficeFile) -> None:
    round_id = entered(office, RoundFacts("一", parties=GROUPED))
    done = taken_back(office, draw_round, round_id, 7)
    assert done.summary == "「一」抽签排出 14 组（种子 7）"
    assert done.notices == []
    first = drawn(office, round_id)
    assert [team for team, _ in first] == [county.name for county in COUNTIES]
    assert office.run(draw_round, round_id, 7).entry_id is None
    taken_back(office, draw_round, round_id, 8)
    assert drawn(office, round_id) != first
    row = office.ask(rounds)[0]
    assert (row.seed, row.changed_by_hand) == (8, False)
    ids = pair_ids(office, round_id)
    of_team = {team: pair_id for (team, _), pair_id in ids.items()}
    office.run(swap_targets, of_team["忻府区"], of_team["代县"])  # of another 片区: wrong, but hers to do
    assert len(office.ask(read_board, round_id).faults) == 2
    assert office.ask(rounds)[0].changed_by_hand
    office.run(draw_round, round_id, 8)
    assert (office.ask(rounds)[0].seed, office.ask(rounds)[0].changed_by_hand) == (8, False)
    office.run(draw_round, round_id, 7)
    assert drawn(office, round_id) == first


def test_without_a_seed_one_is_drawn_and_told(office: OfficeFile) -> None:
    round_id = entered(office, RoundFacts("一", parties=GROUPED))
    done = office.run(draw_round, round_id)
    seed = office.ask(rounds)[0].seed
    assert seed is not None
    assert f"种子 {seed}" in done.summary
    table = drawn(office, round_id)
    office.run(draw_round, round_id, seed + 1)
    office.run(draw_round, round_id, seed)
    assert drawn(office, round_id) == table


def test_a_pair_that_comes_again_keeps_its_row_and_notes_go_with_the_target(office: OfficeFile) -> None:
    pairs = (PairRow("甲", "乙", "含开发区"), PairRow("乙", "丙"), PairRow("丙", "甲", "丙查甲"))
    round_id = entered(office, RoundFacts("一", pairs=pairs))
    for seed in range(20):
        office.run(draw_round, round_id, seed)
        notes = {pair.inspected: pair.note for pair in office.ask(read_board, round_id).pairs}
        assert notes == {"乙": "含开发区", "丙": "", "甲": "丙查甲"}
    ids = set(pair_ids(office, round_id).values())
    assert len(ids) == 3


def test_the_table_of_the_city_keeps_its_mutual_pair_while_it_is_locked(office: OfficeFile) -> None:
    facts = example_round()
    round_id = entered(office, facts)
    assert tuple(drawn(office, round_id)) == FOURTEEN
    office.run(lock_pairs, list(pair_ids(office, round_id).values()), True)
    done = office.run(draw_round, round_id, 5)
    assert tuple(drawn(office, round_id)) == FOURTEEN
    assert "其中 14 组照原来的不动" in done.summary
    assert done.notices == ["「宁武县」和「神池县」互相检查。这是指定（锁定）的。"]
    assert office.ask(read_board, round_id).wishes == (
        "「宁武县」和「神池县」互相检查。这是指定（锁定）的。",
    )
    assert (facts.starts_on, facts.ends_on) == (date(2025, 3, 1), date(2025, 3, 31))


def test_an_impossible_round_leaves_everything_as_it_was(office: OfficeFile) -> None:
    parties = (PartyFacts("甲", "东"), PartyFacts("乙", "西"), PartyFacts("丙", "西"))
    round_id = entered(office, RoundFacts("一", parties=parties))
    before = dump(office)
    with pytest.raises(InputRefused, match="排不出来：") as refused:
        office.run(draw_round, round_id, 1)
    (bound,) = (problem for problem in refused.value.problems if "片区" in problem.message)
    assert "「甲」" in bound.message
    assert bound.remedy == "可以改片区，或清空它的片区。"
    assert dump(office) == before


def test_changing_the_pairs_of_a_drawn_round_in_its_form_is_a_change_by_hand(office: OfficeFile) -> None:
    round_id = entered(office, RoundFacts("一", parties=tuple(map(PartyFacts, "甲乙丙"))))
    office.run(draw_round, round_id, 1)
    table = tuple(PairRow(*sides) for sides in drawn(office, round_id))
    office.run(save_round, round_id, RoundFacts("一", note="只改备注", pairs=table))
    assert not office.ask(rounds)[0].changed_by_hand
    other = tuple(PairRow(inspected, inspector) for inspector, inspected in drawn(office, round_id))
    office.run(save_round, round_id, RoundFacts("一", pairs=other))
    assert office.ask(rounds)[0].changed_by_hand


class Impatient:
    """Has had enough once so much is done."""

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def report(self, done: int, total: int, what: str = "") -> None:
        if done >= self.patience:
            raise Cancelled("已取消。", "没有写入任何数据。")


@pytest.mark.parametrize("patience", [0, 1], ids=["while it searches", "when it is done"])
def test_a_draw_can_be_stopped(office: OfficeFile, patience: int) -> None:
    ungrouped = tuple(PartyFacts(county.name) for county in COUNTIES)
    pairs = tuple(PairRow(*sides) for sides in FOURTEEN)
    entered(office, RoundFacts("上一轮", date(2025, 3, 1), parties=ungrouped, pairs=pairs))
    round_id = entered(office, RoundFacts("一", date(2026, 3, 1), parties=GROUPED))
    before = dump(office)
    with pytest.raises(Cancelled):
        office.run(draw_round, round_id, 1, Impatient(patience))
    assert dump(office) == before


def test_of_two_lines_alike_the_one_with_records_stays(office: OfficeFile) -> None:
    """Old rounds were typed freely, and taking back an old step may bring a line back beside its like."""
    round_id = entered(office, RoundFacts("一", pairs=(PairRow("甲", "乙"), PairRow("乙", "甲"))))

    def add_its_like(work: UnitOfWork) -> Changes:
        row = CrossPair(round_id=round_id, position=2, inspector="甲", inspected="乙", evidence="照片")
        work.session.add(row)
        work.session.flush()
        return Changes("又一行", row.id)

    kept = office.run(add_its_like).record_id
    taken_back(office, draw_round, round_id, 1)
    assert drawn(office, round_id) == [("甲", "乙"), ("乙", "甲")]
    assert pair_ids(office, round_id)["甲", "乙"] == kept
