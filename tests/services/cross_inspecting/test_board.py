"""The board of a round: moved by hand, checked live, every move taken back without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.services.cross_inspecting.arranging import (
    add_pair,
    allow_pair,
    draw_round,
    drop_pair,
    forbid_pair,
    lock_pairs,
    set_members,
    set_pair,
    set_pair_note,
    swap_targets,
)
from hazard_desk.services.cross_inspecting.board import Board, read_board
from hazard_desk.services.cross_inspecting.facts import PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.round_question import question_of
from hazard_desk.services.cross_inspecting.rounds import remove_round
from hazard_desk.services.offices import villages
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.settings import save_settings
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import Avoidance, PartySide
from tests.services.cross_inspecting.round_desk import (
    dump,
    entered,
    noted,
    pair_ids,
    party_ids,
    taken_back,
)

RING = (PairRow("甲", "乙", "乙的备注"), PairRow("乙", "丙"), PairRow("丙", "丁"), PairRow("丁", "甲"))
FOUR = RoundFacts("第二轮", date(2026, 3, 1), pairs=RING)


def sides(board: Board) -> list[tuple[str, str]]:
    return [(pair.inspector, pair.inspected) for pair in board.pairs]


class Desk:
    """One round and its pairs by name."""

    def __init__(self, office: OfficeFile, facts: RoundFacts) -> None:
        self.office = office
        self.round_id = entered(office, facts)

    @property
    def board(self) -> Board:
        return self.office.ask(read_board, self.round_id)

    def pair(self, inspector: str, inspected: str) -> int:
        return pair_ids(self.office, self.round_id)[inspector, inspected]

    def do(self, operation: Any, *args: Any) -> Any:
        return taken_back(self.office, operation, *args)

    def refused(self, said: str, operation: Any, *args: Any) -> None:
        before = dump(self.office)
        with pytest.raises(InputRefused, match=said) as refused:
            self.office.run(operation, *args)
        assert all(problem.remedy for problem in refused.value.problems)
        assert dump(self.office) == before


@pytest.fixture
def four(office: OfficeFile) -> Desk:
    return Desk(office, FOUR)


def test_targets_are_swapped_with_their_notes_and_the_board_says_what_that_breaks(four: Desk) -> None:
    rows = pair_ids(four.office, four.round_id)
    four.do(swap_targets, four.pair("甲", "乙"), four.pair("丙", "丁"))
    board = four.board
    assert sides(board) == [("甲", "丁"), ("乙", "丙"), ("丙", "乙"), ("丁", "甲")]
    assert [pair.note for pair in board.pairs] == ["", "", "乙的备注", ""]
    assert [pair.id for pair in board.pairs] == list(rows.values())
    assert board.round.changed_by_hand
    assert board.wishes == ("「甲」和「丁」互相检查。", "「乙」和「丙」互相检查。")
    assert [pair.wishes for pair in board.pairs] == [
        board.wishes[:1],
        board.wishes[1:],
        board.wishes[1:],
        board.wishes[:1],
    ]
    assert board.faults == ()


def test_a_pair_set_anew_changes_places_with_the_one_that_was_there(four: Desk) -> None:
    four.do(set_pair, four.pair("甲", "乙"), " 甲 ", "丁")
    assert sides(four.board) == [("甲", "丁"), ("乙", "丙"), ("丙", "乙"), ("丁", "甲")]
    four.do(set_pair, four.pair("甲", "丁"), "乙", "丁")
    assert sides(four.board) == [("乙", "丁"), ("甲", "丙"), ("丙", "乙"), ("丁", "甲")]


def test_both_sides_set_at_once_move_two_others(four: Desk) -> None:
    four.do(set_pair, four.pair("甲", "乙"), "丙", "甲")
    assert sides(four.board) == [("丙", "甲"), ("乙", "丙"), ("甲", "丁"), ("丁", "乙")]
    assert [pair.note for pair in four.board.pairs] == ["", "", "", "乙的备注"]
    assert four.board.faults == ()


def test_nonsense_is_refused_and_nothing_else(four: Desk) -> None:
    first = four.pair("甲", "乙")
    four.refused("「甲」会变成检查自己", swap_targets, first, four.pair("丁", "甲"))
    four.refused("「甲」会变成检查自己", set_pair, first, "甲", "甲")
    four.refused("受检方里没有「戊」", set_pair, first, "甲", "戊")
    four.refused("没有选检查方", set_pair, first, " ", "乙")
    four.refused("两组不能互换", swap_targets, first, first)
    other = entered(four.office, replace(FOUR, name="第三轮"))
    four.refused("两组不能互换", swap_targets, first, pair_ids(four.office, other)["乙", "丙"])
    four.refused("已经有「甲」检查「乙」", add_pair, four.round_id, "甲", "乙")
    four.refused("会变成检查自己", add_pair, four.round_id, "甲", "甲 ")
    assert four.office.run(set_pair, first, "甲", "乙").entry_id is None  # as it is
    four.office.run(remove_round, four.round_id)
    for operation, *args in ((set_pair, first, "甲", "丙"), (draw_round, four.round_id), (drop_pair, first)):
        with pytest.raises(RecordMissing):
            four.office.run(operation, *args)  # type: ignore[arg-type]
    with pytest.raises(RecordMissing):
        four.board  # noqa: B018


@pytest.mark.parametrize("lock", [True, False], ids=["locked", "free"])
def test_what_is_followed_is_moved_by_nobody(four: Desk, lock: bool) -> None:
    pair_id = four.pair("甲", "乙")
    four.office.run(noted, pair_id, feedback_note="已反馈")
    four.office.run(lock_pairs, [pair_id], lock)
    assert [pair.followed for pair in four.board.pairs] == [True, False, False, False]
    has = "「甲」检查「乙」已有反馈记录，不能改"
    four.refused(has, swap_targets, four.pair("丙", "丁"), pair_id)
    four.refused(has, set_pair, four.pair("丙", "丁"), "丙", "乙")
    four.refused(has, set_pair, pair_id, "甲", "丁")
    four.refused(has, drop_pair, pair_id)
    four.do(set_pair_note, pair_id, "仍可写")
    for seed in range(6):
        four.office.run(draw_round, four.round_id, seed)
        assert ("甲", "乙") in sides(four.board)
        assert four.board.pairs[0].note == "仍可写"


def test_faults_of_hand_made_rounds_are_named(four: Desk) -> None:
    four.do(drop_pair, four.pair("丁", "甲"))
    four.do(add_pair, four.round_id, "乙", "甲")
    board = four.board
    assert board.faults == ("「乙」检查 2 个，应为 1 个。", "「丁」检查 0 个，应为 1 个。")
    assert [pair.faults for pair in board.pairs] == [(), board.faults[:1], (), board.faults[:1]]
    assert [party.load for party in board.inspectors] == ["检查 1 个", "检查 2 个", "检查 1 个", "检查 0 个"]
    assert [party.load for party in board.targets] == ["受检 1 次"] * 4
    assert board.square


def test_a_forbidden_pair_loses_its_lock_stays_in_sight_as_a_fault_and_is_drawn_away(four: Desk) -> None:
    pair_id = four.pair("甲", "乙")
    four.do(lock_pairs, [pair_id], True)
    assert four.board.pairs[0].locked
    bar = four.do(forbid_pair, four.round_id, "甲", "乙 ", Avoidance.TIED, "甲包联乙").record_id
    board = four.board
    assert not board.pairs[0].locked
    assert board.faults == ("「甲」检查「乙」不行：包联（甲包联乙）。",)
    assert [(one.id, one.inspector, one.inspected, one.kind, one.reason) for one in board.bars] == [
        (bar, "甲", "乙", Avoidance.TIED, "甲包联乙")
    ]
    four.do(forbid_pair, four.round_id, "甲", "乙", Avoidance.AVOIDED, "亲属")  # said otherwise, not twice
    assert [(one.id, one.reason) for one in four.board.bars] == [(bar, "亲属")]
    four.do(draw_round, four.round_id, 1)
    assert four.board.faults == ()
    four.do(allow_pair, bar)
    assert four.board.bars == ()
    four.refused("本来就不能检查自己", forbid_pair, four.round_id, "甲", "甲")
    four.refused("受检方里没有「戊」", forbid_pair, four.round_id, "甲", "戊")
    with pytest.raises(RecordMissing):
        four.office.run(allow_pair, bar)


def test_repetitions_name_the_round_and_say_why(office: OfficeFile) -> None:
    three = (PairRow("甲", "乙"), PairRow("乙", "丙"), PairRow("丙", "甲"))
    other_way = (PairRow("甲", "丙"), PairRow("乙", "甲"), PairRow("丙", "乙"))
    entered(office, RoundFacts("春季", date(2026, 3, 1), pairs=three))
    entered(office, RoundFacts("夏季", date(2026, 6, 1), pairs=other_way))
    empty = RoundFacts("还没排", date(2026, 7, 1), parties=tuple(map(PartyFacts, "甲乙丙")))
    entered(office, empty)  # nothing to avoid in it
    desk = Desk(office, RoundFacts("秋季", date(2026, 9, 1), pairs=three))
    board = desk.board
    assert board.compared == ("夏季", "春季")
    assert board.pairs[0].wishes == (
        "「甲」检查「乙」与往前第 2 轮（春季）重复。「甲」能检查的，前 2 轮都检查过了。",
        "上一轮「乙」检查「甲」，这一轮反过来。",
    )
    assert board.variety == ("3 个单位：不重复、不互查的安排只有 2 轮，已用 2 轮，再排可能重复。",)
    office.run(save_settings, {"cross.memory": 1})
    assert desk.board.compared == ("夏季",)
    assert desk.board.variety == board.variety  # there have been as many, remembered or not
    office.run(lock_pairs, [desk.pair("甲", "乙")], True)
    office.run(save_settings, {"cross.memory": 2})
    assert desk.board.pairs[0].wishes[0].endswith("重复。这是指定（锁定）的。")
    office.run(lock_pairs, [desk.pair("甲", "乙")], False)
    office.run(noted, desk.pair("甲", "乙"), evidence="照片")
    assert desk.board.pairs[0].wishes[0].endswith("重复。已经开展，不再变动。")


def test_rounds_of_quite_other_units_are_not_looked_at(office: OfficeFile) -> None:
    entered(office, RoundFacts("自己的", date(2026, 1, 1), pairs=ring("甲", "乙", "丙")))
    for number in range(1, 5):
        pairs = ring(*(f"{name}{number}" for name in "丁戊己"))
        entered(office, RoundFacts(f"别人的{number}", date(2026, 1 + number, 1), pairs=pairs))
    facts = RoundFacts("新的", date(2026, 9, 1), pairs=ring("甲", "乙", "丙"))
    board = office.ask(read_board, entered(office, facts))
    assert board.compared == ("自己的",)
    assert all("与上一轮（自己的）重复" in pair.wishes[0] for pair in board.pairs)


def ring(*names: str) -> tuple[PairRow, ...]:
    return tuple(PairRow(name, names[place - 1]) for place, name in enumerate(names))


def test_names_of_earlier_rounds_are_known_however_they_were_spelt(office: OfficeFile) -> None:
    entered(office, RoundFacts("一", pairs=(PairRow("Ａ组", "甲村"), PairRow("B组", "乙村"))))
    desk = Desk(office, RoundFacts("二", pairs=(PairRow("a组", "乙村"), PairRow("B 组", "甲村"))))
    question = office.ask(question_of, desk.round_id)
    assert question.previous == ((("a组", "甲村"), ("B组", "乙村")),)


def person(office: OfficeFile, name: str, home: str = "", duty: str = "") -> None:
    ids = {choice.name: choice.id for choice in office.ask(villages)}
    facts = PersonFacts(name=name, home_village_id=ids.get(home), duty_villages=(ids[duty],) if duty else ())
    office.run(save_roster_entry, facts)


def teams(office: OfficeFile) -> Desk:
    parties = (
        PartyFacts("一组", side=PartySide.INSPECTS),
        PartyFacts("二组", side=PartySide.INSPECTS),
        PartyFacts("西槽头村", side=PartySide.INSPECTED),
        PartyFacts("马村", side=PartySide.INSPECTED),
    )
    return Desk(office, RoundFacts("村级", parties=parties))


def test_members_bar_pairs_by_their_home_and_what_they_answer_for(office: OfficeFile) -> None:
    person(office, "张三", home="马村")
    desk = teams(office)
    ids = party_ids(office, desk.round_id)
    desk.do(set_members, ids["一组"], ["张三", " 李四 ", "", "李 四"])
    board = desk.board
    assert [party.members for party in board.inspectors] == [("张三", "李四"), ()]
    assert [party.villages for party in board.targets] == [("西槽头村",), ("马村",)]
    (bar,) = board.bars
    assert (bar.id, bar.inspector, bar.inspected, bar.kind) == (None, "一组", "马村", Avoidance.AVOIDED)
    assert "张三" in bar.reason
    for seed in range(8):
        office.run(draw_round, desk.round_id, seed)
        assert set(sides(desk.board)) == {("一组", "西槽头村"), ("二组", "马村")}
    desk.do(set_members, ids["一组"], ["李四"])
    assert desk.board.bars == ()
    desk.refused("「马村」是受检方，没有组员", set_members, ids["马村"], ["张三"])


def test_what_members_make_impossible_is_said_with_the_reason(office: OfficeFile) -> None:
    person(office, "张三", home="马村")
    desk = teams(office)
    office.run(add_pair, desk.round_id, "一组", "马村")
    office.run(lock_pairs, [desk.pair("一组", "马村")], True)
    office.run(set_members, party_ids(office, desk.round_id)["一组"], ["张三"])
    before = dump(office)
    with pytest.raises(InputRefused) as refused:
        office.run(draw_round, desk.round_id, 1)
    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == 2
    assert any(message.startswith("指定（锁定）：「一组」检查「马村」") for message in messages)
    assert any("「一组」不能检查「马村」（" in message and "张三" in message for message in messages)
    assert sorted(problem.remedy for problem in refused.value.problems) == ["可以换组员。", "可以解锁。"]
    # Each condition is said once.
    assert refused.value.what.startswith("排不出来：")
    assert refused.value.what.endswith("下面 2 条不能同时满足。")
    assert "张三" not in refused.value.what
    assert refused.value.remedy == "去掉任何一条，其余的就能满足。"
    assert dump(office) == before


def test_what_was_done_already_is_not_made_impossible_by_forbidding_it(office: OfficeFile) -> None:
    person(office, "张三", home="马村")
    desk = teams(office)
    office.run(add_pair, desk.round_id, "一组", "马村")
    office.run(noted, desk.pair("一组", "马村"), handed_over_on=date(2026, 3, 1))
    office.run(set_members, party_ids(office, desk.round_id)["一组"], ["张三"])
    office.run(draw_round, desk.round_id, 1)
    assert set(sides(desk.board)) == {("一组", "马村"), ("二组", "西槽头村")}
    assert "不行：回避" in desk.board.pairs[0].faults[0]  # but it isn't hidden


def test_two_followed_pairs_that_cannot_stand_together_are_named(four: Desk) -> None:
    four.office.run(noted, four.pair("甲", "乙"), received_by="王五")
    extra = four.office.run(add_pair, four.round_id, "甲", "丙").record_id
    four.office.run(noted, extra, received_by="王五")
    with pytest.raises(InputRefused, match="排不出来") as refused:
        four.office.run(draw_round, four.round_id, 1)
    said = " ".join(problem.message for problem in refused.value.problems)
    assert "「甲」检查「乙」已有移交记录，不再变动" in said
    assert "「甲」检查「丙」已有移交记录，不再变动" in said


def test_odd_teams_are_noticed_once_anyone_is_entered(office: OfficeFile) -> None:
    desk = teams(office)
    assert desk.board.team_notes == ()
    ids = party_ids(office, desk.round_id)
    office.run(set_members, ids["一组"], ["张三"])
    assert desk.board.team_notes == ("还没有填组员：二组。", "「一组」只有 1 名组员，检查时不少于 2 人。")
    office.run(set_members, ids["二组"], ["李四", "张 三"])
    assert desk.board.team_notes[-1] == "张三同时在「一组」「二组」里。"
    assert [party.few for party in desk.board.inspectors][:2] == ["只有 1 名组员，检查时不少于 2 人", ""]
    office.run(save_settings, {"cross.members": 3})
    assert desk.board.inspectors[1].few == "只有 2 名组员，检查时不少于 3 人"
    assert "「二组」只有 2 名组员，检查时不少于 3 人。" in desk.board.team_notes


def test_a_round_without_anybody_says_so(office: OfficeFile) -> None:
    for facts in (RoundFacts("空"), RoundFacts("半", parties=(PartyFacts("甲", side=PartySide.INSPECTS),))):
        desk = Desk(office, facts)
        assert desk.board.faults == ("还没有检查方或受检方，请先填参加单位。",)
        with pytest.raises(HazardDeskError, match="还没有检查方或受检方"):
            office.run(draw_round, desk.round_id)


def test_thirty_units_with_a_past_are_read_in_no_time(office: OfficeFile) -> None:
    names = [f"单位{number:02}" for number in range(30)]
    for shift in range(1, 6):
        pairs = tuple(PairRow(name, names[(at + shift) % 30]) for at, name in enumerate(names))
        entered(office, RoundFacts(f"第{shift}轮", pairs=pairs))
    desk = Desk(office, RoundFacts("新", parties=tuple(PartyFacts(name) for name in names)))
    office.run(draw_round, desk.round_id, 1)
    pairs = desk.board.pairs
    for one, other in zip(pairs[::3], pairs[1::3], strict=True):  # so that there is something to tell
        if one.inspected != other.inspector and other.inspected != one.inspector:
            office.run(swap_targets, one.id, other.id)
    best = min(_seconds(desk) for _ in range(5))
    assert best < 0.1


def _seconds(desk: Desk) -> float:
    begun = perf_counter()
    assert len(desk.board.pairs) == 30
    return perf_counter() - begun
