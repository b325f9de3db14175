"""Rounds taken from workbooks, from the city's example, from the villages and from the round before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.forms.cross_arrangement import Pair, cross_arrangement
from hazard_desk.forms.saving import save
from hazard_desk.forms.shipped import load_texts
from hazard_desk.services.cross_inspecting.facts import ForbiddenFacts, PairRow, PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.loading import example_round, offered_parties, round_from_file
from hazard_desk.services.cross_inspecting.rounds import remove_round, round_facts
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import Avoidance, PartySide
from tests.intake.sheets import xlsx
from tests.rules.rounds import COUNTIES, FOURTEEN
from tests.services.cross_inspecting.round_desk import entered

TODAY = date(2026, 5, 4)


def test_the_arrangement_as_it_was_written_comes_back_with_its_notes_and_month(tmp_path: Path) -> None:
    path = tmp_path / "附件3.xlsx"
    lines = [Pair(*sides, "含开发区" if sides[1] == "代县" else "") for sides in FOURTEEN]
    save(cross_arrangement(load_texts("cross-arrangement"), pairs=lines, month=date(2025, 3, 9)), path)
    facts = round_from_file(path, TODAY)
    assert facts.pairs == tuple(PairRow(line.inspector, line.inspected, line.note) for line in lines)
    assert facts.parties == tuple(PartyFacts(team) for team, _ in FOURTEEN)
    assert (facts.name, facts.starts_on, facts.ends_on) == ("", date(2025, 3, 1), date(2025, 3, 31))


def test_a_plain_list_of_pairs_that_is_not_square_has_teams_and_targets(
    office: OfficeFile, tmp_path: Path
) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", ["序号", "检查方", "受检方", "备注"], [1, "二组", "马村", ""],
        [2, "一组", "西槽头村", "先查"], [3, "三组", "马村", ""], ["说明：工作原则上在 6 月开展。"],
    )  # fmt: skip
    facts = round_from_file(path, TODAY)
    assert [(party.name, party.side) for party in facts.parties] == [
        ("二组", PartySide.INSPECTS),
        ("一组", PartySide.INSPECTS),
        ("三组", PartySide.INSPECTS),
        ("马村", PartySide.INSPECTED),
        ("西槽头村", PartySide.INSPECTED),
    ]
    assert (facts.starts_on, facts.ends_on) == (date(2026, 6, 1), date(2026, 6, 30))
    facts.name = "一"
    stored = office.ask(round_facts, entered(office, facts))
    assert stored.pairs == facts.pairs
    assert [party.villages for party in stored.parties] == [None, None, None, (2,), (1,)]


def test_a_workbook_of_a_round_to_be_drawn_keeps_all_it_asks(office: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", ["单位", "片区"], *[[one.name, one.group] for one in COUNTIES], title="单位",
        指定=[["检查方", "受检方"], ["宁武县", "神池县"]],
        回避=[["检查方", "受检方", "备注"], ["代县", "繁峙县", "籍贯"]],
        包联=[["检查方", "受检方"], ["原平市", "定襄县"]],
    )  # fmt: skip
    facts = round_from_file(path, TODAY)
    assert facts.parties == tuple(PartyFacts(one.name, one.group) for one in COUNTIES)
    assert (facts.pairs, facts.starts_on) == ((), None)
    assert facts.locked == (("宁武县", "神池县"),)
    assert facts.forbidden == (
        ForbiddenFacts("代县", "繁峙县", Avoidance.AVOIDED, "籍贯"),
        ForbiddenFacts("原平市", "定襄县", Avoidance.TIED),
    )
    facts.name = "一"
    stored = office.ask(round_facts, entered(office, facts))
    assert (stored.locked, stored.forbidden) == (facts.locked, facts.forbidden)
    assert stored.pairs == (PairRow("宁武县", "神池县"),)


def test_a_workbook_of_teams_and_targets(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", ["检查组"], ["一组"], ["二组"], title="单位",
        对象=[["受检方", "片区"], ["马村", "东"], ["石桥村", "东"], ["新村", "西"]],
    )  # fmt: skip
    assert round_from_file(path, TODAY).parties == (
        PartyFacts("一组", "", PartySide.INSPECTS),
        PartyFacts("二组", "", PartySide.INSPECTS),
        PartyFacts("马村", "东", PartySide.INSPECTED),
        PartyFacts("石桥村", "东", PartySide.INSPECTED),
        PartyFacts("新村", "西", PartySide.INSPECTED),
    )


def test_what_is_no_round_is_refused_with_its_place(tmp_path: Path) -> None:
    half = xlsx(tmp_path / "half.xlsx", ["检查方", "受检方"], ["甲", "乙"], ["丙", ""])
    with pytest.raises(InputRefused) as refused:
        round_from_file(half, TODAY)
    assert [(problem.row, problem.message) for problem in refused.value.problems] == [(3, "没有填受检方。")]
    many = xlsx(tmp_path / "many.xlsx", ["单位"], *[[f"单位{number}"] for number in range(201)])
    with pytest.raises(InputRefused) as refused:
        round_from_file(many, TODAY)
    assert "有 201 个参加单位，最多 200 个" in refused.value.problems[0].message
    assert refused.value.problems[0].value == "many.xlsx"
    other = xlsx(tmp_path / "other.xlsx", ["姓名"], ["张三"])
    with pytest.raises(InputRefused):
        round_from_file(other, TODAY)


def test_the_example_is_the_table_of_2024(office: OfficeFile) -> None:
    facts = example_round()
    assert [(pair.inspector, pair.inspected) for pair in facts.pairs] == list(FOURTEEN)
    assert all(party.side is PartySide.BOTH for party in facts.parties)
    assert len(facts.parties) == 14
    assert "开发区" in facts.note
    assert office.ask(round_facts, entered(office, facts)).pairs == facts.pairs
    facts.name = "改了"  # of whoever asked, not the shipped one's
    assert example_round().name != "改了"


def test_a_new_round_may_begin_with_the_villages_or_the_round_before(office: OfficeFile) -> None:
    offered = office.ask(offered_parties)
    assert [(party.name, party.villages) for party in offered.villages] == [
        ("西槽头村", (1,)),
        ("马村", (2,)),
    ]
    assert (offered.previous, offered.name) == ((), "第一轮")
    parties = (
        PartyFacts("一组", side=PartySide.INSPECTS),
        PartyFacts("两个村", "东", PartySide.INSPECTED, (1, 2)),
    )
    first = entered(office, RoundFacts("第一轮", parties=parties))
    offered = office.ask(offered_parties)
    assert [(party.name, party.villages) for party in offered.previous] == [
        ("一组", None),
        ("两个村", (1, 2)),
    ]
    assert offered.name == "第二轮"
    entered(office, RoundFacts("第三轮"))
    assert office.ask(offered_parties).name == "第四轮"  # 第三轮 is taken
    office.run(remove_round, first)
    assert office.ask(offered_parties).name == "第二轮"


@pytest.mark.parametrize(
    ("today", "said", "first"),
    [
        (date(2026, 12, 20), "1月", date(2027, 1, 1)),
        (date(2027, 1, 5), "12月", date(2026, 12, 1)),
        (date(2028, 1, 31), "2月", date(2028, 2, 1)),
        (date(2026, 12, 20), "2026年1月", date(2026, 1, 1)),
    ],
)
def test_a_month_without_a_year_is_the_nearest_one(
    tmp_path: Path, today: date, said: str, first: date
) -> None:
    path = xlsx(
        tmp_path / "安排.xlsx",
        ("序号", "检查方", "受检方", "备注"),
        ("1", "甲", "乙", ""),
        (f"注：在{said}开展",),
    )
    facts = round_from_file(path, today)
    assert facts.starts_on == first
    assert facts.ends_on is not None
    assert (facts.ends_on + timedelta(1)).day == 1
    assert facts.ends_on.month == first.month
