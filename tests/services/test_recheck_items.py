"""逐条回查 in one transaction, what a step is begun with, the visits of hazards, lists of what is empty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_rows
from hazard_desk.services.following_up.history import hazard_events
from hazard_desk.services.following_up.moving import RecheckItem, default_step, make_move, recheck_items
from hazard_desk.services.following_up.starting import start_recheck, start_step, visits_of
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import set_handler, set_up_office
from hazard_desk.services.registry import NO_VILLAGE, save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardLevel, HazardState, Move, Remedy

TODAY = date(2026, 3, 20)
FOUND, DONE = date(2026, 3, 2), date(2026, 3, 10)
PERSON = "张三、李四"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """Two enterprises; the first has three rectified hazards (the second one 重大) and an open one."""
    OfficeFile.create(tmp_path / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    with OfficeFile.open(tmp_path / "office", clock=lambda: datetime(2026, 3, 20, 9, 0)) as office:
        for name, village in (("兴隆铸造", "东街村"), ("永和超市", "")):
            office.run(save_enterprise, EnterpriseFacts(name=name, village=village))
        general = {"remedy": Remedy.BY_DEADLINE, "responsible": "王建国", "deadline": date(2026, 3, 15)}
        visits = (
            InspectionFacts(
                enterprise_id=1,
                inspected_on=FOUND,
                inspectors=("张三", "马建军"),
                hazards=[
                    HazardFacts("一", HazardLevel.GENERAL, rectified_on=DONE, **general),  # type: ignore[arg-type]
                    HazardFacts("二", HazardLevel.MAJOR, rectified_on=DONE, **general),  # type: ignore[arg-type]
                    HazardFacts("三", None, rectified_on=DONE, **general),  # type: ignore[arg-type]
                    HazardFacts("四", HazardLevel.GENERAL, **general),  # type: ignore[arg-type]
                ],
            ),
            InspectionFacts(enterprise_id=2, inspected_on=FOUND, hazards=[HazardFacts("五")]),
        )
        for facts in visits:
            office.run(save_inspection, facts)
        yield office


def passed(hazard_id: int, on: date | None = TODAY, person: str = PERSON) -> RecheckItem:
    return RecheckItem(hazard_id, True, on, person)


def states(office: OfficeFile) -> list[HazardState]:
    return [row.state for row in office.ask(hazard_rows, [1, 2, 3])]


def test_each_hazard_has_its_own_result(office: OfficeFile) -> None:
    failed = RecheckItem(3, False, TODAY, PERSON, "防护罩仍缺", date(2026, 4, 1))
    changes = office.run(recheck_items, [passed(1), passed(2), failed])
    assert changes.summary == "隐患逐条回查：2 条合格，1 条不合格"
    assert changes.counts == {"hazards": 3, "passed": 2, "failed": 1}
    assert states(office) == [HazardState.CLOSED, HazardState.CLOSED, HazardState.RECTIFYING]
    row = office.ask(hazard_rows, [3])[0]
    assert (row.deadline, row.failed, row.rectified_on) == (date(2026, 4, 1), 1, None)
    told = office.ask(hazard_events, 3)[-1]
    assert (told.what, told.person, told.note) == ("回查不合格", PERSON, "防护罩仍缺；新的期限 2026-04-01")
    office.run(undo_last)
    assert states(office) == [HazardState.AWAITING_RECHECK] * 3, "one operation, taken back as one"


def test_one_refused_item_refuses_all_and_names_its_place(office: OfficeFile) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(recheck_items, [passed(1), RecheckItem(2, False, TODAY, PERSON), passed(4)])
    assert {problem.field for problem in refused.value.problems} == {
        "items.1.note",
        "items.1.new_deadline",
        "items.2.kind",
    }
    assert "「兴隆铸造：四」还没有整改完成时间" in refused.value.what
    assert states(office) == [HazardState.AWAITING_RECHECK] * 3


def test_what_is_entered_once_is_refused_once(office: OfficeFile) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(recheck_items, [passed(1, None, ""), passed(2, None, ""), passed(3, None, "")])
    assert sorted(problem.field for problem in refused.value.problems) == ["on", "person"]


def test_a_day_before_the_rectification_names_the_hazard(office: OfficeFile) -> None:
    office.run(make_move, [4], Step(Move.RECTIFY, date(2026, 3, 19), PERSON))
    with pytest.raises(InputRefused) as refused:
        office.run(recheck_items, [passed(1, date(2026, 3, 12)), passed(4, date(2026, 3, 12))])
    (problem,) = refused.value.problems
    assert problem.field == "on"
    assert problem.message.startswith("「兴隆铸造：四」回查合格的日期早于整改完成时间2026-03-19")


def test_a_hazard_that_is_gone_is_told_of(office: OfficeFile) -> None:
    for items in ([passed(99)], []):
        with pytest.raises(RecordMissing):
            office.run(recheck_items, items)


def test_a_recheck_begins_with_all_of_the_visit_or_with_those_selected(office: OfficeFile) -> None:
    assert [row.id for row in office.ask(start_recheck, [4]).rows] == [1, 2, 3]
    assert [row.id for row in office.ask(start_recheck, [3, 1, 4]).rows] == [1, 3]
    assert office.ask(start_recheck, [5]).rows == ()


def test_a_step_begins_with_who_may_and_what_is_known(office: OfficeFile) -> None:
    office.run(set_handler, "赵经办")
    office.run(make_move, [5], Step(Move.REPORT, TODAY, PERSON, "超出权限", unit="文水县应急管理局"))
    start = office.ask(start_step, [4, 5, 1], Move.RECTIFY)
    assert start.offer.allowed == (4, 5)
    assert [hazard for hazard, _reason in start.offer.reasons] == [1]
    assert [row.description for row in start.rows] == ["四", "五", "一"]
    assert start.today == TODAY
    assert start.offers.handler == "赵经办"
    assert set(start.offers.persons) == {"张三", "马建军"}
    assert start.offers.units[0] == "文水县应急管理局"
    assert office.ask(default_step, [5], Move.REPLY).unit == "文水县应急管理局"


def test_steps_without_a_unit_do_not_crowd_out_those_with_one(
    office: OfficeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hazard_desk.services.following_up.starting._UNITS_OFFERED", 2)
    for unit in ("县消防大队", "县住建局", "县消防大队"):
        office.run(make_move, [5], Step(Move.REPORT, TODAY, PERSON, "超出权限", unit=unit))
    for day in range(21, 24):
        office.run(make_move, [4], Step(Move.EXTEND, TODAY, PERSON, "配件未到", date(2026, 3, day)))
    assert office.ask(start_step, [5], Move.REPLY).offers.units == ("县消防大队", "县住建局")


def test_the_visits_of_hazards_each_once_in_their_order(office: OfficeFile) -> None:
    assert office.ask(visits_of, [5, 1, 2, 3]) == [2, 1]
    assert office.ask(visits_of, [1] * 40_000) == [1], "more ids than one query takes"


def test_what_is_not_filled_in_can_be_asked_for(office: OfficeFile) -> None:
    def found(**asked: object) -> set[int]:
        return set(office.ask(find_hazards, HazardQuery(**asked)))  # type: ignore[arg-type]

    assert found(levels=(None,)) == {3, 5}
    assert found(levels=(None, HazardLevel.MAJOR)) == {2, 3, 5}
    assert found(remedies=(None,)) == {5}
    assert found(villages=(NO_VILLAGE,)) == {5}
    assert found(villages=(1,)) == {1, 2, 3, 4}
