"""工作台: its lines against lists made by hand, its pictures against the figures of 统计表."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.model import Hazard
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.rules.settings import Duration
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.behind import rows_behind
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, pair_lines, save_pair
from hazard_desk.services.cross_inspecting.rounds import remove_round, save_round
from hazard_desk.services.following_up.finding import VIEWS as HAZARD_VIEWS
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import VIEWS as ENTERPRISE_VIEWS
from hazard_desk.services.registry import EnterpriseQuery, find_enterprises, save_enterprise
from hazard_desk.services.reporting import statistics
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.services.settings import save_settings
from hazard_desk.services.workbench import (
    STATE_VIEWS,
    Task,
    TaskLine,
    WorkbenchFacts,
    task_rows,
    uncovered,
    week_rows,
    workbench,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DurationUnit, HazardLevel, InspectionLevel, Move, Remedy
from tests.services.township import (
    CAMPAIGNS,
    Township,
    count_by_hand,
    enter,
    in_operation_by_hand,
    inspected_by_hand,
    random_township,
)

TODAY = date(2026, 11, 22)  # a Sunday
FRIDAY = date(2026, 11, 27)
SCOPES = (None, *CAMPAIGNS)
Filled = tuple[OfficeFile, Township]


def make_office(at: Path) -> OfficeFile:
    OfficeFile.create(at / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村"])
    return OfficeFile.open(at / "office", clock=lambda: datetime(2026, 11, 22, 9, 0))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as opened:
        yield opened


@pytest.fixture(params=(1, 5), scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Give an office that holds a random township; nothing may be changed in it."""
    town = random_township(request.param)
    with make_office(tmp_path_factory.mktemp("township")) as office:
        office.run(enter, town)
        yield office, town


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


def tasks(office: OfficeFile) -> dict[Task, TaskLine]:
    facts: WorkbenchFacts = office.ask(workbench)
    return {line.task: line for line in facts.tasks}


@pytest.fixture
def factory(office: OfficeFile) -> int:
    """An enterprise that is complete in nothing but was checked by itself this month."""
    where = saved(office.run(save_enterprise, EnterpriseFacts(name="兴隆铸造厂")))
    office.run(save_self_check, None, SelfCheckFacts(where, date(2026, 11, 3)))
    return where


def hazard(office: OfficeFile, where: int, on: date, **facts: Any) -> int:
    given: dict[str, Any] = {
        "description": "配电箱未上锁",
        "level": HazardLevel.GENERAL,
        "remedy": Remedy.BY_DEADLINE,
        "responsible": "王五",
        "deadline": date(2026, 12, 31),
        **facts,
    }
    visit = InspectionFacts(
        enterprise_id=where,
        inspected_on=on,
        level=InspectionLevel.TOWNSHIP,
        inspectors=("张三",),
        hazards=[HazardFacts(**given)],
    )
    office.run(save_inspection, visit)
    found: int = office.ask(
        lambda reading: reading.session.scalar(select(Hazard.id).order_by(Hazard.id.desc()).limit(1))
    )
    return found


# ---- what is to do ---------------------------------------------------------------------------------------


def test_an_empty_office_has_only_its_report_to_make(office: OfficeFile) -> None:
    facts = office.ask(workbench)
    assert facts.enterprises == 0
    assert [line.task for line in facts.tasks] == [Task.REPORT]
    assert facts.week_end == FRIDAY
    assert facts.coverage.rate is None
    assert [(week.found, week.rectified) for week in facts.weeks] == [(0, 0)] * 12


def test_lines_stand_in_their_order_and_each_opens_as_many_rows_as_it_says(filled: Filled) -> None:
    office, _ = filled
    facts = office.ask(workbench)
    places = [list(Task).index(line.task) for line in facts.tasks]
    assert places == sorted(places)
    assert len(places) > 5
    for line in facts.tasks:
        assert line.count > 0
        if line.list_of is None:
            assert len(office.ask(task_rows, line.task)) == line.count
        elif line.list_of[0] == "hazard":
            assert line.list_of[1] in HAZARD_VIEWS
            assert len(office.ask(find_hazards, HazardQuery(view=line.list_of[1]))) == line.count
        elif line.list_of[0] == "enterprise":
            assert line.list_of[1] in ENTERPRISE_VIEWS
            assert len(office.ask(find_enterprises, EnterpriseQuery(view=line.list_of[1]))) == line.count


def test_a_deadline_is_due_soon_then_today_then_overdue(office: OfficeFile, factory: int) -> None:
    for days in (-9, -1, 0, 3, 4):
        hazard(office, factory, date(2026, 11, 2), deadline=TODAY + timedelta(days=days))
    lines = tasks(office)
    assert (lines[Task.OVERDUE].count, lines[Task.OVERDUE].days) == (2, 9)
    assert lines[Task.DUE_TODAY].count == 1
    assert (lines[Task.DUE_SOON].count, lines[Task.DUE_SOON].late) == (2, 1), "today's is among them"


def test_what_is_due_today_alone_is_not_said_twice(office: OfficeFile, factory: int) -> None:
    hazard(office, factory, date(2026, 11, 2), deadline=TODAY)
    assert Task.DUE_TODAY in tasks(office)
    assert Task.DUE_SOON not in tasks(office)


def test_a_line_goes_when_its_work_is_done(office: OfficeFile, factory: int) -> None:
    late = hazard(office, factory, date(2026, 11, 2), deadline=date(2026, 11, 20))
    assert tasks(office)[Task.OVERDUE].count == 1
    office.run(make_move, [late], Step(Move.RECTIFY, date(2026, 11, 21), "王五"))
    assert Task.OVERDUE not in tasks(office)
    assert tasks(office)[Task.TO_RECHECK].count == 1
    office.run(make_move, [late], Step(Move.PASS, TODAY, "张三"))
    assert Task.TO_RECHECK not in tasks(office)


def test_a_recheck_is_late_from_the_day_after_its_term(office: OfficeFile, factory: int) -> None:
    for days in (11, 10, 2):
        hazard(office, factory, date(2026, 11, 2), rectified_on=TODAY - timedelta(days=days))
    assert (tasks(office)[Task.TO_RECHECK].count, tasks(office)[Task.TO_RECHECK].late) == (3, 1)
    office.run(save_settings, {"deadline.recheck": Duration(1, DurationUnit.CALENDAR_DAYS)})
    assert tasks(office)[Task.TO_RECHECK].late == 3


def test_a_reply_is_late_by_the_day_named_or_else_by_the_offices_term(
    office: OfficeFile, factory: int
) -> None:
    named, by_term, answered = (hazard(office, factory, date(2026, 11, 2)) for _ in range(3))
    refer = Step(Move.REFER, date(2026, 11, 3), "张三", note="超出权限", unit="县应急管理局")
    office.run(
        make_move,
        [named],
        Step(Move.REPORT, date(2026, 11, 3), "张三", note="超出权限", unit="县应急管理局", reply_due=TODAY),
    )
    office.run(make_move, [by_term, answered], refer)
    office.run(
        make_move, [answered], Step(Move.REPLY, date(2026, 11, 9), "张三", note="已查处", unit="县应急管理局")
    )
    line = tasks(office)[Task.TO_ANSWER]
    assert (line.count, line.late) == (2, 1), (
        "ten working days from 11-03 end on 11-17; today is not late yet"
    )
    office.run(save_settings, {"deadline.reply": Duration(30, DurationUnit.CALENDAR_DAYS)})
    assert tasks(office)[Task.TO_ANSWER].late == 0


def test_progress_under_supervision_is_due_a_term_after_the_last_report(
    office: OfficeFile, factory: int
) -> None:
    office.run(save_settings, {"deadline.progress": Duration(1, DurationUnit.MONTHS)})
    complete = {
        "measures": "整改",
        "funds_fen": 100,
        "contingency_plan": "预案",
        "supervision_unit": "乡政府",
    }
    watched = hazard(
        office, factory, date(2026, 9, 1), level=HazardLevel.MAJOR, remedy=Remedy.BY_DEADLINE, **complete
    )
    office.run(make_move, [watched], Step(Move.SUPERVISE, date(2026, 10, 22), "张三", unit="乡政府"))
    assert tasks(office)[Task.PROGRESS].count == 1, "due today"
    (row,) = office.ask(task_rows, Task.PROGRESS)
    assert (row.id, row.enterprise) == (watched, "兴隆铸造厂")
    assert row.text.startswith("2026-11-22 前应报告整改进展")
    office.run(make_move, [watched], Step(Move.PROGRESS, date(2026, 11, 1), "张三", note="设备已到货"))
    assert Task.PROGRESS not in tasks(office)


def test_a_pair_of_cross_inspection_stands_there_until_it_is_answered(office: OfficeFile) -> None:
    pairs = (PairRow("东乡", "西乡"), PairRow("西乡", "东乡"))
    round_id = office.run(save_round, None, RoundFacts("第一轮", pairs=pairs)).record_id
    assert round_id is not None
    first, second = (line.pair_id for line in office.ask(pair_lines, round_id))
    assert Task.CROSS not in tasks(office), "nothing has begun"

    days = PairFacts(date(2026, 11, 2), date(2026, 11, 4))
    office.run(save_pair, first, days)
    office.run(save_pair, second, replace(days, ends_on=date(2026, 11, 25)))
    assert tasks(office)[Task.CROSS] == TaskLine(Task.CROSS, 1), "the other one is still out"
    (row,) = office.ask(task_rows, Task.CROSS)
    assert (row.noun, row.id, row.enterprise, row.text) == (
        "cross_pair",
        first,
        "西乡",
        "东乡检查西乡：待移交",
    )

    handed = replace(days, handed_over_on=date(2026, 11, 6), feedback_due_on=TODAY)
    office.run(save_pair, first, handed)
    assert tasks(office)[Task.CROSS].late == 0, "the day itself is in time"
    office.run(save_pair, first, replace(handed, feedback_due_on=date(2026, 11, 19)))
    assert tasks(office)[Task.CROSS] == TaskLine(Task.CROSS, 1, late=1, days=3)
    (row,) = office.ask(task_rows, Task.CROSS)
    assert row.text == "东乡检查西乡：待反馈，逾期 3 天（期限 2026-11-19）"

    office.run(save_pair, first, replace(handed, feedback_on=date(2026, 11, 20)))
    assert Task.CROSS not in tasks(office)
    office.run(save_round, round_id, RoundFacts("第一轮", date(2026, 11, 2), date(2026, 11, 20), pairs=pairs))
    office.run(save_pair, second, PairFacts())
    (row,) = office.ask(task_rows, Task.CROSS)
    assert row.text == "西乡检查东乡：待移交", "the round's days are over, and with them the pair's"
    office.run(save_pair, first, handed)
    office.run(remove_round, round_id)
    assert Task.CROSS not in tasks(office), "a round in the recycle bin asks for nothing"


def test_a_major_hazard_says_what_it_lacks_until_it_lacks_nothing(office: OfficeFile, factory: int) -> None:
    reported = {"reported_to_authority_on": date(2026, 11, 3), "reported_to_staff_on": date(2026, 11, 3)}
    complete = {
        "level": HazardLevel.MAJOR,
        "basis": "判定标准第三条",
        "measures": "整改",
        "funds_fen": 100,
        "contingency_plan": "预案",
        "supervision_unit": "乡政府",
    }
    hazard(office, factory, date(2026, 11, 2), **complete, **reported)
    assert Task.MAJOR_GAPS not in tasks(office)
    lacking = hazard(office, factory, date(2026, 11, 2), **{**complete, "contingency_plan": ""})
    assert tasks(office)[Task.MAJOR_GAPS].count == 1
    (row,) = office.ask(task_rows, Task.MAJOR_GAPS)
    assert row.id == lacking
    assert "报告监管部门日期、向职工通报日期、应急预案" in row.text


# ---- the pictures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("campaign", SCOPES)
def test_the_weeks_are_those_of_the_statistics(filled: Filled, campaign: str | None) -> None:
    office, town = filled
    weeks = office.ask(workbench, campaign).weeks
    assert [week.end for week in weeks] == [FRIDAY - timedelta(weeks=back) for back in range(11, -1, -1)]
    for week in weeks:
        counted = office.ask(statistics, week.end, campaign).week
        assert week.found == counted[Figure.GENERAL_FOUND] + counted[Figure.MAJOR_FOUND]
        assert week.rectified == counted[Figure.GENERAL_RECTIFIED] + counted[Figure.MAJOR_RECTIFIED]
        by_hand = count_by_hand(town, week.end - timedelta(days=6), week.end, campaign)
        assert week.found == by_hand["general_found"] + by_hand["major_found"]
        assert week.rectified == by_hand["general_rectified"] + by_hand["major_rectified"]
    assert sum(week.found for week in weeks) > 10


def test_a_week_opens_to_what_was_found_and_rectified_in_it(filled: Filled) -> None:
    office, _ = filled
    for week in office.ask(workbench).weeks:
        rows = office.ask(week_rows, week.end)
        assert sum(row.text.startswith("发现：") for row in rows) == week.found
        assert sum(row.text.startswith("整改：") for row in rows) == week.rectified
        assert {row.noun for row in rows} <= {"hazard"}


@pytest.mark.parametrize("campaign", SCOPES)
def test_coverage_is_the_one_of_the_statistics_and_opens_to_those_it_misses(
    filled: Filled, campaign: str | None
) -> None:
    office, town = filled
    facts = office.ask(workbench, campaign)
    assert facts.coverage == office.ask(statistics, FRIDAY, campaign).coverage
    left = {town.ids.index(row.id) for row in office.ask(uncovered, FRIDAY, campaign)}
    assert left == in_operation_by_hand(town, FRIDAY) - inspected_by_hand(town, FRIDAY, campaign)
    assert len(left) == facts.coverage.not_inspected
    if campaign is None:
        assert set(office.ask(find_enterprises, EnterpriseQuery(view="not_inspected"))) == {
            town.ids[number] for number in left
        }


@pytest.mark.parametrize("campaign", SCOPES)
def test_states_count_every_standing_hazard_once(filled: Filled, campaign: str | None) -> None:
    office, town = filled
    states = office.ask(workbench, campaign).states
    standing = [
        hazard
        for visit in town.visits
        if not visit.removed and (campaign is None or campaign in visit.campaigns)
        for hazard in visit.hazards
        if not hazard.void and not hazard.removed
    ]
    assert sum(states.values()) == len(standing)
    waiting = sum(bool(one.again if one.failed else one.rectified) for one in standing)
    assert states["待回查"] == waiting
    assert list(states) == list(STATE_VIEWS)


def test_rows_behind_a_number_keep_their_order(office: OfficeFile, factory: int) -> None:
    ids = [hazard(office, factory, date(2026, 11, day), description=f"隐患{day}") for day in (2, 3, 4)]
    rows = office.ask(rows_behind, "hazard", [ids[2], 999, ids[0]])
    assert [(row.id, row.text, row.on) for row in rows] == [
        (ids[2], "隐患4", date(2026, 11, 4)),
        (ids[0], "隐患2", date(2026, 11, 2)),
    ]
    assert office.ask(workbench).states["未整改"] == 3
