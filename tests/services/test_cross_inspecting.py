"""交叉检查轮次: entered, changed, refused, removed and brought back."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import CrossPair
from hazard_desk.services.cross_inspecting import (
    PairRow,
    RoundFacts,
    RoundRow,
    remove_round,
    round_by_name,
    rounds,
    save_round,
)
from hazard_desk.services.demonstrating import demo_villages, fill_demo
from hazard_desk.services.journal import undo, undo_last
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile

PAIRS = (
    PairRow("西槽头村委会", "马村委会", "含开发区"),
    PairRow("马村委会", "石桥村委会"),
    PairRow("石桥村委会", "西槽头村委会"),
)
FIRST = RoundFacts("第一轮", date(2026, 3, 1), date(2026, 3, 20), "三月开展", PAIRS)


def entered(office: OfficeFile, facts: RoundFacts) -> int:
    record_id = office.run(save_round, None, facts).record_id
    assert record_id is not None
    return record_id


def row_of(round_id: int, facts: RoundFacts) -> RoundRow:
    return RoundRow(round_id, facts.name, facts.starts_on, facts.ends_on, facts.note, facts.pairs)


def pair_ids(office: OfficeFile) -> dict[str, int]:
    query = select(CrossPair.inspector, CrossPair.id)
    return office.ask(lambda reading: {row.inspector: row.id for row in reading.session.execute(query)})


def test_rounds_come_back_as_entered_the_newest_first(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    second = entered(office, RoundFacts(" 第二轮 "))
    assert office.ask(rounds) == [RoundRow(second, "第二轮", None, None, "", ()), row_of(first, FIRST)]
    assert office.ask(round_by_name, " 第 一轮") == row_of(first, FIRST)


def test_a_round_is_changed_and_the_change_taken_back(office: OfficeFile) -> None:
    first = entered(office, FIRST)
    ids = pair_ids(office)
    changed = RoundFacts(
        "一轮", None, date(2026, 4, 1), "", (PAIRS[2], PairRow("马村委会", "西槽头村委会"), PAIRS[0])
    )
    office.run(save_round, first, changed)
    assert office.ask(rounds) == [row_of(first, changed)]
    now = pair_ids(office)
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
    assert pair_ids(office) == {}


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


def test_in_the_demo_every_village_committee_inspects_the_next(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        OfficeFile.create(tmp_path / name, set_up_office, "文水县西槽头乡人民政府")
        with OfficeFile.open(tmp_path / name, clock=lambda: datetime(2026, 3, 6, 10, 0)) as office:
            office.run(fill_demo, 3, 1)
            found.append(office.ask(round_by_name, "第一轮"))
    assert found[0] == found[1]
    pairs = found[0].pairs
    assert len(pairs) == len(demo_villages())
    assert (pairs[0].inspector, pairs[0].inspected) == ("西槽头村委会", "东槽头村委会")
    assert {pair.inspector for pair in pairs} == {pair.inspected for pair in pairs}
    assert all(after.inspector == pair.inspected for pair, after in pairwise(pairs))
