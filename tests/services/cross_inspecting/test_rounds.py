"""交叉检查轮次: entered, changed, refused, removed and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Inspection
from hazard_desk.services.cross_inspecting.arranging import set_members
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.facts import ForbiddenFacts, PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.parties import Places
from hazard_desk.services.cross_inspecting.rounds import (
    RoundRow,
    remove_round,
    rename_party,
    round_by_name,
    round_facts,
    rounds,
    save_round,
)
from hazard_desk.services.cross_inspecting.targets import read_targets
from hazard_desk.services.demonstrating import demo_villages, fill_demo
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.journal import undo, undo_last
from hazard_desk.services.offices import add_campaign, add_village, set_up_office, villages
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import Avoidance, PartySide
from tests.services.cross_inspecting.round_desk import (
    dump,
    entered,
    noted,
    pair_ids,
    party_ids,
    taken_back,
    visited,
)

PAIRS = (
    PairRow("西槽头村委会", "马村委会", "含开发区"),
    PairRow("马村委会", "石桥村委会"),
    PairRow("石桥村委会", "西槽头村委会"),
)
FIRST = RoundFacts("第一轮", date(2026, 3, 1), date(2026, 3, 20), "三月开展", pairs=PAIRS)


def row_of(round_id: int, facts: RoundFacts, number: int = 1) -> RoundRow:
    days = facts.starts_on, facts.ends_on
    return RoundRow(
        round_id, facts.name, *days, facts.note, facts.pairs, facts.campaign_id, "", None, False, number
    )


def test_rounds_come_back_as_entered_the_newest_first(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    second = entered(office, RoundFacts(" 第二轮 "))
    assert office.ask(rounds) == [row_of(second, RoundFacts("第二轮"), 2), row_of(first, FIRST)]
    assert office.ask(round_by_name, " 第 一轮") == row_of(first, FIRST)


def test_a_round_is_changed_and_the_change_taken_back(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    ids = {sides[0]: known for sides, known in pair_ids(office, first).items()}
    changed = RoundFacts(
        "一轮", ends_on=date(2026, 4, 1), pairs=(PAIRS[2], PairRow("马村委会", "西槽头村委会"), PAIRS[0])
    )
    office.run(save_round, first, changed)
    assert office.ask(rounds) == [row_of(first, changed)]
    now = {sides[0]: known for sides, known in pair_ids(office, first).items()}
    # A pair that stays keeps its row; one that became another pair does not.
    assert {name: now[name] == ids[name] for name in ids} == {
        "西槽头村委会": True,
        "石桥村委会": True,
        "马村委会": False,
    }
    office.run(undo_last)
    assert office.ask(rounds) == [row_of(first, FIRST)]
    office.run(undo_last)
    assert office.ask(rounds) == []
    assert pair_ids(office, first) == {}


def test_saving_the_same_again_changes_nothing(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    assert office.run(save_round, first, FIRST).entry_id is None


def test_an_unknown_round_is_refused_with_those_there_are(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="还没有交叉检查轮次"):
        office.ask(round_by_name, "第一轮")
    entered(office, FIRST)
    entered(office, RoundFacts("第二轮"))
    with pytest.raises(HazardDeskError, match=r"没有名为「第三轮」的交叉检查轮次。.*现有：第二轮、第一轮"):
        office.ask(round_by_name, "第三轮")


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        (RoundFacts(" 　"), "name", "没有填轮次名称"),
        (RoundFacts("第 一轮"), "name", "已经有「第一轮」"),
        (RoundFacts("二", date(2026, 3, 2), date(2026, 3, 1)), "ends_on", "结束日期早于开始日期"),
        (RoundFacts("二", pairs=(PAIRS[0], PairRow("", "马村"))), "pairs.1", "第 2 组没有填检查方"),
        (RoundFacts("二", pairs=(PairRow("马村", " "),)), "pairs.0", "第 1 组没有填受检方"),
        (RoundFacts("二", pairs=(PairRow("马村", "马 村"),)), "pairs.0", "第 1 组「马村」检查自己"),
    ],
    ids=["no name", "name twice", "ends first", "no inspector", "nobody inspected", "itself"],
)
def test_what_cannot_be_a_round_is_refused(
    office: OfficeFile, facts: RoundFacts, field: str, said: str
) -> None:
    first = entered(office, FIRST)
    with pytest.raises(InputRefused, match=said) as refused:
        office.run(save_round, None, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert all(problem.remedy for problem in refused.value.problems)
    assert office.ask(rounds) == [row_of(first, FIRST)]


def test_one_day_and_sides_with_blanks_are_no_faults(office: OfficeFile) -> None:
    day = date(2026, 3, 1)
    entered(office, RoundFacts("一", day, day, pairs=(PairRow(" 甲村 ", "乙村　"),)))
    assert office.ask(rounds)[0].pairs == (PairRow("甲村", "乙村"),)


def test_a_round_removed_comes_back_with_its_pairs_and_its_name_is_free_meanwhile(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    removal = office.run(remove_round, first)
    assert office.ask(rounds) == []
    with pytest.raises(RecordMissing):
        office.run(save_round, first, FIRST)
    with pytest.raises(RecordMissing):
        office.run(remove_round, first)
    entered(office, FIRST)
    with pytest.raises(HazardDeskError, match="又改动过"):
        office.run(undo, removal.entry_id)
    office.run(undo_last)
    office.run(undo, removal.entry_id)
    assert office.ask(rounds) == [row_of(first, FIRST)]


def test_in_the_demo_every_village_inspects_and_is_inspected_alike_each_time(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        OfficeFile.create(tmp_path / name, set_up_office, "文水县西槽头乡人民政府")
        with OfficeFile.open(tmp_path / name, clock=lambda: datetime(2026, 3, 6, 10, 0)) as office:
            office.run(fill_demo, 3, 1)
            found.append(office.ask(rounds))
    assert found[0] == found[1]
    assert [row.name for row in found[0]] == ["第二轮", "第一轮"]
    second, first = ({(pair.inspector, pair.inspected) for pair in row.pairs} for row in found[0])
    for pairs in (first, second):
        assert {team for team, _ in pairs} == {target for _, target in pairs} == set(demo_villages())
        assert len(pairs) == len(demo_villages())
    assert not first & second


# ---- parties, locked and forbidden pairs --------------------------------------------------------------

TEAMS = RoundFacts(
    "村级",
    parties=(
        PartyFacts("A组", side=PartySide.INSPECTS),
        PartyFacts("B 组", side=PartySide.INSPECTS),
        PartyFacts("西槽头村", "东片", PartySide.INSPECTED),
        PartyFacts("马村村民委员会", "东 片", PartySide.INSPECTED),
        PartyFacts("邻县", "", PartySide.INSPECTED),
    ),
    forbidden=(ForbiddenFacts("A组", "邻县", Avoidance.TIED, "包联"),),
    locked=(("B组", "邻县"),),
)


def test_parties_keep_their_side_their_group_and_the_villages_their_names_tell(office: OfficeFile) -> None:
    stored = office.ask(round_facts, entered(office, TEAMS))
    assert [(p.name, p.group, p.side, p.villages) for p in stored.parties] == [
        ("A组", "", PartySide.INSPECTS, None),
        ("B组", "", PartySide.INSPECTS, None),
        ("西槽头村", "东片", PartySide.INSPECTED, (1,)),
        ("马村村民委员会", "东片", PartySide.INSPECTED, (2,)),
        ("邻县", "", PartySide.INSPECTED, None),
    ]
    assert stored.pairs == (PairRow("B组", "邻县"),)  # what is locked is a pair
    assert stored.locked == (("B组", "邻县"),)
    assert stored.forbidden == TEAMS.forbidden
    round_id = office.ask(rounds)[0].id
    assert office.run(save_round, round_id, stored).entry_id is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("马村", {"马村"}),
        ("马 村", {"马村"}),
        ("马村村委会", {"马村"}),
        ("马村委会", {"马村"}),
        ("马村民委员会", {"马村"}),
        ("马村（社区）", {"马村"}),
        ("西街社区居委会", {"西街社区"}),
        ("马村、西街社区", {"马村", "西街社区"}),
        ("西槽头乡", {"西槽头村", "马村", "西街社区", "东社区居委会"}),
        ("文水县西槽头乡人民政府", {"西槽头村", "马村", "西街社区", "东社区居委会"}),
        ("东社区", {"东社区居委会"}),
        ("小马村", set()),
        ("马村、牛村", set()),
        ("西槽头", set()),
    ],
)
def test_a_name_tells_which_villages_are_meant(office: OfficeFile, name: str, wanted: set[str]) -> None:
    def add(work: UnitOfWork) -> Changes:
        for village in ("西街社区", "东社区居委会"):
            add_village(work, village)
        return Changes("村")

    office.run(add)
    round_id = entered(office, RoundFacts("一", parties=(PartyFacts("甲"), PartyFacts(name))))
    names = {choice.id: choice.name for choice in office.ask(villages)}
    assert {names[known] for known in office.ask(round_facts, round_id).parties[1].villages or ()} == wanted


def test_a_name_that_two_villages_could_bear_tells_of_none() -> None:
    places = Places([("马村", 1), ("马村（社区）", 2), ("东村", 3)], ["西槽头乡"])
    assert places.villages(party("马村村委会")) == frozenset()
    assert places.villages(party("马村")) == {1}
    assert places.villages(party("马村（社区）、东村")) == {2, 3}


def test_parties_made_of_pairs_are_units_or_teams_and_targets(office: OfficeFile) -> None:
    square = office.ask(round_facts, entered(office, FIRST)).parties
    assert {party.side for party in square} == {PartySide.BOTH}
    assert [party.name for party in square] == [pair.inspector for pair in PAIRS]
    other = RoundFacts("二", pairs=(PairRow("甲", "乙"), PairRow("乙", "丙")))
    found = office.ask(round_facts, entered(office, other)).parties
    assert [(party.name, party.side) for party in found] == [
        ("甲", PartySide.INSPECTS),
        ("乙", PartySide.INSPECTS),
        ("乙", PartySide.INSPECTED),
        ("丙", PartySide.INSPECTED),
    ]


def party(name: str, side: PartySide = PartySide.BOTH) -> PartyFacts:
    return PartyFacts(name, side=side)


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        (RoundFacts("\u200b\x07 "), "name", "没有填轮次名称"),
        (RoundFacts("二", parties=(party("甲"), party("\x00\t "))), "parties.1", "第 2 个参加单位没有名称"),
        (RoundFacts("二", parties=(party("甲A"), party("甲ａ"))), "parties.1", "和第 1 个重复"),
        (
            RoundFacts("二", parties=(party("甲", PartySide.INSPECTED), party("乙"), party("甲"))),
            "parties.2",
            "「甲」和第 1 个重复",
        ),
        (
            RoundFacts("二", parties=(party("甲"), party("乙")), pairs=(PairRow("甲", "丙"),)),
            "pairs.0",
            "「丙」不在参加单位里",
        ),
        (
            RoundFacts("二", pairs=(PairRow("甲", "乙"), PairRow("乙", "甲"), PairRow("甲 ", "乙"))),
            "pairs.2",
            "「甲」检查「乙」和第 1 组重复",
        ),
        (RoundFacts("二", campaign_id=99), "campaign_id", "专项行动已不在台账里"),
        (
            RoundFacts("二", parties=tuple(party(f"单位{n}") for n in range(201))),
            "parties.200",
            "有 201 个参加单位，最多 200 个",
        ),
        (RoundFacts("轮" * 101), "name", "有 101 个字，最多 100 个"),
        (RoundFacts("二", parties=(party("甲" * 100), party("乙" * 101))), "parties.1", "有 101 个字"),
        (RoundFacts("二", parties=(party("甲"), party("甲\ud800"))), "parties.1", "和第 1 个重复"),
    ],
    ids=[
        "invisible",
        "no party",
        "alike",
        "both sides",
        "stranger",
        "twice",
        "campaign",
        "paste",
        "long",
        "long party",
        "half a letter",
    ],
)
def test_what_no_round_can_have_is_refused_by_its_place(
    office: OfficeFile, facts: RoundFacts, field: str, said: str
) -> None:
    before = dump(office)
    with pytest.raises(InputRefused, match=said) as refused:
        office.run(save_round, None, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert refused.value.problems[0].remedy
    assert dump(office) == before


def test_what_was_asked_of_one_who_takes_no_part_any_more_goes_with_it(office: OfficeFile) -> None:
    first = entered(office, replace(TEAMS, forbidden=(*TEAMS.forbidden, ForbiddenFacts("A组", "西槽头村"))))
    facts = office.ask(round_facts, first)
    without = replace(facts, parties=facts.parties[:4], pairs=())  # but 邻县's lock and bar still in hand
    changes = taken_back(office, save_round, first, without)
    assert changes.notices == ["有 1 条回避、包联的单位不再参加，一并去掉了。"]
    stored = office.ask(round_facts, first)
    assert (stored.locked, stored.pairs) == ((), ())
    assert stored.forbidden == (ForbiddenFacts("A组", "西槽头村"),)


def test_two_hundred_parties_are_no_mistake(office: OfficeFile) -> None:
    parties = tuple(PartyFacts(f"单位{number}") for number in range(200))
    assert len(office.ask(round_facts, entered(office, RoundFacts("大", parties=parties))).parties) == 200


def test_what_is_followed_stays_when_the_order_the_notes_and_the_spelling_change(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    ids = pair_ids(office, first)
    followed = ids["马村委会", "石桥村委会"]
    office.run(noted, followed, handed_over_on=date(2026, 3, 9))
    facts = office.ask(round_facts, first)
    facts.pairs = (replace(facts.pairs[1], note="改了备注"), facts.pairs[2], facts.pairs[0])
    facts.parties = tuple(
        replace(one, name="马村  委会" if one.name == "马村委会" else one.name) for one in facts.parties[::-1]
    )
    taken_back(office, save_round, first, facts)
    assert pair_ids(office, first) == ids
    assert office.ask(rounds)[0].pairs[0] == PairRow("马村委会", "石桥村委会", "改了备注")


@pytest.mark.parametrize(
    ("follow", "has"),
    [
        ({"handed_over_on": date(2026, 3, 9)}, "移交记录"),
        ({"feedback_due_on": date(2026, 3, 9)}, "反馈记录"),
        ({"starts_on": date(2026, 3, 9)}, "检查日期"),
        ({"reported_on": date(2026, 3, 9)}, "专题报告日期"),
        ({}, "1 次检查"),
    ],
    ids=["hand-over", "feedback", "days", "report", "visit"],
)
def test_what_is_followed_cannot_be_left_out(office: OfficeFile, follow: dict[str, date], has: str) -> None:
    first = entered(office, FIRST)
    pair_id = pair_ids(office, first)["马村委会", "石桥村委会"]
    if follow:
        office.run(noted, pair_id, **follow)
    else:
        visited(office, pair_id, date.today())
    facts = office.ask(round_facts, first)
    pairs = (facts.pairs[0], PairRow("马村委会", "西槽头村委会"), facts.pairs[2])
    with pytest.raises(InputRefused, match=f"「马村委会」检查「石桥村委会」不能去掉：已有{has}") as refused:
        office.run(save_round, first, replace(facts, pairs=pairs))
    assert [problem.field for problem in refused.value.problems] == ["pairs.1"]
    without = replace(facts, parties=facts.parties[:2], pairs=facts.pairs[:1])
    with pytest.raises(InputRefused, match=f"「石桥村委会」不能去掉：.*已有{has}") as refused:
        office.run(save_round, first, without)
    assert [problem.field for problem in refused.value.problems] == ["parties.1"]
    # A pair that nobody has followed may go.
    office.run(save_round, first, replace(facts, pairs=facts.pairs[1:]))


def test_a_visit_in_the_bin_holds_nothing_and_never_belongs_to_another_pair(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    visit = visited(office, pair_ids(office, first)["马村委会", "石桥村委会"], date.today())
    office.run(remove_inspection, visit)
    facts = office.ask(round_facts, first)
    taken_back(office, save_round, first, replace(facts, pairs=facts.pairs[:1]))
    tied = office.ask(lambda reading: reading.session.get_one(Inspection, visit).cross_pair_id)
    assert tied is None


def test_a_renamed_party_is_renamed_wherever_it_stands(office: OfficeFile) -> None:
    facts = replace(
        FIRST,
        forbidden=(ForbiddenFacts("石桥村委会", "马村委会"),),
        locked=(("西槽头村委会", "马村委会"),),
    )
    first = entered(office, facts)
    ids = pair_ids(office, first)
    office.run(noted, ids["马村委会", "石桥村委会"], starts_on=date(2026, 3, 2))
    party_id = party_ids(office, first)["马村委会"]
    taken_back(office, rename_party, party_id, "马 村")
    stored = office.ask(round_facts, first)
    assert [row.inspected for row in stored.pairs] == ["马村", "石桥村委会", "西槽头村委会"]
    assert stored.forbidden == (ForbiddenFacts("石桥村委会", "马村"),)
    assert stored.locked == (("西槽头村委会", "马村"),)
    assert stored.parties[1].villages == (2,)
    assert set(pair_ids(office, first).values()) == set(ids.values())
    for name, said in ((" ", "没有填单位名称"), ("石桥 村委会", "这一轮已经有「石桥村委会」")):
        with pytest.raises(InputRefused, match=said):
            office.run(rename_party, party_id, name)


def test_a_team_that_is_a_target_too_is_renamed_on_both_sides(office: OfficeFile) -> None:
    first = entered(office, RoundFacts("一", pairs=(PairRow("甲", "乙"), PairRow("乙", "丙"))))
    office.run(rename_party, party_ids(office, first)["乙"], "丁")
    stored = office.ask(round_facts, first)
    assert stored.pairs == (PairRow("甲", "丁"), PairRow("丁", "丙"))
    assert [one.name for one in stored.parties] == ["甲", "丁", "丁", "丙"]


def test_every_way_of_saving_is_taken_back_without_a_trace(office: OfficeFile) -> None:
    first = taken_back(office, save_round, None, TEAMS).record_id
    assert first is not None
    facts = office.ask(round_facts, first)
    office.run(set_members, party_ids(office, first)["A组"], ["张三", "李四"])
    # The team with its members, a target with its village, the locked and the forbidden pair all go.
    without = replace(
        facts, parties=(*facts.parties[1:3], facts.parties[4]), pairs=(), locked=(), forbidden=()
    )
    taken_back(office, save_round, first, without)
    taken_back(office, save_round, first, replace(facts, name="换", starts_on=date(2026, 3, 1)))
    taken_back(office, remove_round, first)


def test_a_party_that_changes_sides_keeps_its_row_and_its_members(office: OfficeFile) -> None:
    first = entered(office, RoundFacts("一", parties=(party("甲"), party("马村"))))
    office.run(set_members, party_ids(office, first)["马村"], ["张三", "李四"])
    facts = office.ask(round_facts, first)
    sides = (PartySide.INSPECTED, PartySide.INSPECTS)
    parties = tuple(replace(one, side=side) for one, side in zip(facts.parties, sides, strict=True))
    before = party_ids(office, first)
    office.run(save_round, first, replace(facts, parties=parties))
    assert party_ids(office, first) == before
    board = office.ask(read_board, first)
    assert board.inspectors[0].members == ("张三", "李四")
    assert board.inspectors[0].villages == ()  # a team is not inspected anywhere


def test_rounds_are_numbered_by_their_days_and_an_undated_one_stays_where_it_was_entered(
    office: OfficeFile,
) -> None:
    names = [
        ("乙", date(2026, 5, 1)),
        ("丙", None),
        ("甲", date(2026, 3, 1)),
        ("丁", date(2026, 6, 1)),
    ]
    for name, starts_on in names:
        entered(office, RoundFacts(name, starts_on))
    assert [(row.number, row.name) for row in office.ask(rounds)] == [
        (4, "丁"),
        (3, "乙"),
        (2, "丙"),
        (1, "甲"),
    ]


def test_a_pair_that_is_locked_no_more_in_the_form_is_unlocked(office: OfficeFile) -> None:
    pairs = (PairRow("甲", "乙"), PairRow("乙", "甲"))
    known = entered(office, RoundFacts("一", pairs=pairs, locked=(("甲", "乙"),)))
    facts = office.ask(round_facts, known)
    assert facts.locked == (("甲", "乙"),)
    taken_back(office, save_round, known, replace(facts, locked=()))
    assert office.ask(round_facts, known).locked == ()


def test_of_two_rounds_of_one_day_the_one_entered_later_is_newer(office: OfficeFile) -> None:
    for name in ("一", "二"):
        entered(office, RoundFacts(name, date(2026, 3, 1)))
    assert [row.name for row in office.ask(rounds)] == ["二", "一"]


def test_a_round_names_its_campaign(office: OfficeFile) -> None:
    def add(work: UnitOfWork) -> Changes:
        return Changes("专项", add_campaign(work, "冶金工贸"))

    campaign = office.run(add).record_id
    entered(office, RoundFacts("一", campaign_id=campaign))
    assert office.ask(rounds)[0].campaign == "冶金工贸"


def test_a_target_of_which_there_was_no_village_stands_for_it_once_there_is(office: OfficeFile) -> None:
    known = entered(office, RoundFacts("二", parties=(party("甲"), party("新村村委会"))))

    def own() -> list[bool]:
        return [target.own for target in office.ask(read_targets, known).inspected]

    assert own() == [False, False]
    office.run(lambda work: Changes("新增村", add_village(work, "新村")))
    office.run(save_round, known, office.ask(round_facts, known))
    assert own() == [False, True]
    office.run(lambda work: Changes("新增村", add_village(work, "后村")))
    taken_back(office, rename_party, party_ids(office, known)["甲"], "后村")
    assert own() == [True, True]
    again = RoundFacts("三", parties=office.ask(round_facts, known).parties)
    assert all(target.own for target in office.ask(read_targets, entered(office, again)).inspected)
