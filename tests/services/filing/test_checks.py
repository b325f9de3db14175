"""What stops a week from being filed, and what is listed and kept with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from hazard_desk.errors import InputRefused, UsageError
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Enterprise, Filing, FormEntry, Hazard, Office, Recheck, Village
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.activities import save_activity
from hazard_desk.services.filing.checks import Finding, check_week
from hazard_desk.services.filing.figure_checks import village_counts
from hazard_desk.services.filing.filing import correct_week, file_week, filing_warnings
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.offices import add_village
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ActivityKind, HazardLevel, ReportScope
from tests.services.filing.paper_desk import (
    FIRST,
    SECOND,
    THIRD,
    PaperDesk,
    general,
    major,
    paper_desk,
    rectified,
)

F4, DISPATCH = "weekly-statistics", "weekly-dispatch"
MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaperDesk]:
    with paper_desk(tmp_path / "台账") as desk:
        yield desk


def errors(desk: PaperDesk, week_end: date = FIRST) -> dict[str, Finding]:
    return {found.key: found for found in desk.office.ask(check_week, week_end).errors}


def warnings(desk: PaperDesk, week_end: date = FIRST) -> dict[str, Finding]:
    return {found.key: found for found in desk.office.ask(check_week, week_end).warnings}


def refused(desk: PaperDesk, week_end: date) -> list[str]:
    with pytest.raises(InputRefused) as error:
        desk.office.run(file_week, week_end)
    assert all(problem.remedy for problem in error.value.problems)
    assert (
        desk.office.ask(lambda reading: reading.session.query(Filing).filter_by(week_end=week_end).count())
        == 0
    )
    return [problem.message for problem in error.value.problems]


# ---- errors --------------------------------------------------------------------------------------------


def test_a_week_that_is_in_order_has_no_errors(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), MONDAY, rectified(MONDAY), major(), general())
    assert errors(desk) == {}


def test_a_form_of_nobody_is_not_filed(desk: PaperDesk) -> None:
    desk.do(lambda work: work.session.execute(update(Office).values(name=" ")))
    assert "office" in errors(desk)
    assert "没有单位名称" in refused(desk, FIRST)[0]


def test_a_clock_that_went_back_would_print_a_wrong_date(desk: PaperDesk) -> None:
    desk.today(SECOND)
    desk.office.run(file_week, FIRST)
    desk.now = datetime(2026, 3, 12, 9)
    assert "2026-03-13" in errors(desk, SECOND)["date"].text
    desk.now = datetime(2010, 1, 1)
    assert "2010-01-01" in errors(desk, FIRST)["date"].text


def test_a_cumulative_figure_overridden_below_what_was_reported_is_an_error(desk: PaperDesk) -> None:
    desk.asked(None, DISPATCH)
    mill = desk.enterprise("甲厂")
    desk.visit(mill, MONDAY, general(), general())
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    assert errors(desk, SECOND) == {}
    desk.office.run(save_entry, DISPATCH, SECOND, None, "county_general_found", "1", "2", "县里要求")
    found = errors(desk, SECOND)["falling"]
    assert "县级检查：一般问题隐患发现（手工改动的数字）" in found.text
    assert "报的是 2，现在是 1" in found.text
    assert [row.enterprise for row in found.rows] == ["甲厂", "甲厂"]
    assert "累计数变小了" in refused(desk, SECOND)[0]


def test_a_figure_typed_before_stands_beside_fewer_records_and_taking_those_falls(desk: PaperDesk) -> None:
    desk.asked(None, DISPATCH)
    desk.office.run(save_entry, DISPATCH, FIRST, None, "self_plans", "35")
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    plan = ActivityFacts(ActivityKind.SELF_PLAN, SECOND, "方案", enterprises=(desk.enterprise("甲厂"),))
    assert "standing_by_hand" not in warnings(desk, SECOND)
    desk.office.run(save_activity, plan)
    assert "登记的只有 1，表里沿用以前填的 35。" in warnings(desk, SECOND)["standing_by_hand"].text
    assert errors(desk, SECOND) == {}
    desk.office.run(save_entry, DISPATCH, SECOND, None, "self_plans", "", "1")
    assert "报的是 35，现在是 1" in errors(desk, SECOND)["falling"].text
    assert "standing_by_hand" not in warnings(desk, SECOND)


def test_what_a_correction_took_away_falls_until_the_week_between_is_corrected_too(desk: PaperDesk) -> None:
    mill = desk.enterprise("甲厂")
    visit = desk.visit(mill, MONDAY, general(), general(), general())
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    desk.office.run(file_week, SECOND)
    desk.office.run(remove_inspection, visit)
    desk.office.run(correct_week, FIRST, "重复登记")
    desk.today(date(2026, 3, 20))
    found = errors(desk, date(2026, 3, 20))["falling"]
    assert "一般隐患·排查的累计数变小了：2026-03-13 报的是 3，现在是 0" in found.text
    desk.office.run(correct_week, SECOND, "随前一周更正")
    assert errors(desk, date(2026, 3, 20)) == {}


def test_more_rectified_than_found_names_the_hazards(desk: PaperDesk) -> None:
    desk.campaign("行动", starts_on=date(2026, 3, 4))
    desk.asked(1, "weekly-statistics", scope=ReportScope.WEEK)
    mill = desk.enterprise("甲厂")
    early = desk.visit(mill, MONDAY, rectified(date(2026, 3, 5)), campaigns=("行动",))
    desk.visit(mill, date(2026, 3, 5), general(description="灭火器过期"), campaigns=("行动",))
    assert errors(desk) == {}
    desk.visit(mill, date(2026, 3, 3), rectified(date(2026, 3, 5)), campaigns=("行动",))
    found = errors(desk)["more_rectified"]
    assert found.text == "一般隐患·整改（行动）的累计数 2 比排查的 1 还多。"
    assert len(found.rows) == 2
    desk.office.run(remove_inspection, early)
    assert errors(desk) == {}


def test_a_sector_of_the_dispatch_may_not_have_more_rectified_than_found(desk: PaperDesk) -> None:
    desk.asked(None, DISPATCH)
    desk.office.run(save_entry, DISPATCH, FIRST, None, "self_general_rectified", "3", "0", "企业报来的")
    assert "企业自查自改：一般问题隐患整改" in errors(desk)["more_rectified"].text
    desk.office.run(save_entry, DISPATCH, FIRST, None, "self_general_found", "3", "0", "企业报来的")
    assert errors(desk) == {}


def test_what_f4_prints_may_not_fall_nor_have_more_rectified_than_found(desk: PaperDesk) -> None:
    desk.asked(None, F4)
    mill = desk.enterprise("甲厂")
    desk.visit(mill, MONDAY, general(), rectified(MONDAY))
    desk.office.run(save_entry, F4, FIRST, None, "cumulative:general_found", "99", "2", "县里要求")
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    found = errors(desk, SECOND)  # nothing carries what was written by hand
    assert found.keys() == {"falling"}
    assert "一般隐患·排查的累计数变小了：2026-03-06 报的是 99，现在是 2" in found["falling"].text
    assert len(found["falling"].rows) == 2
    assert "累计数变小了" in refused(desk, SECOND)[0]
    desk.office.run(save_entry, F4, SECOND, None, "cumulative:general_found", "100", "2", "县里要求")
    assert errors(desk, SECOND) == {}
    desk.office.run(save_entry, F4, SECOND, None, "cumulative:general_rectified", "101", "1", "县里要求")
    assert errors(desk, SECOND)["more_rectified"].text == (
        "一般隐患·整改（手工改动的数字）的累计数 101 比排查的 100 还多。"
    )


def test_what_the_records_say_of_f4_is_said_once(desk: PaperDesk) -> None:
    desk.asked(None, F4)
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    desk.office.run(file_week, SECOND)
    desk.office.run(remove_inspection, visit)
    desk.office.run(correct_week, FIRST, "重复登记")
    desk.today(THIRD)
    told = [found for found in desk.office.ask(check_week, THIRD).errors if found.key == "falling"]
    names = [found.text.split("的累计数")[0] for found in told]
    assert "一般隐患·排查" in names
    assert len(set(names)) == len(names)


def test_the_week_s_own_figures_may_be_less_than_the_last_week_s(desk: PaperDesk) -> None:
    desk.asked(None, F4, scope=ReportScope.WEEK)
    desk.visit(desk.enterprise("甲厂"), MONDAY, general(), general())
    desk.office.run(file_week, FIRST)
    desk.today(SECOND)
    desk.office.run(save_entry, F4, SECOND, None, "week:general_rectified", "1", "0", "县里要求")
    assert errors(desk, SECOND) == {}


@pytest.mark.parametrize(("form_id", "slot"), [(F4, "cumulative:general_found"), (DISPATCH, "self_plans")])
def test_words_in_the_place_of_a_figure_are_shown_and_stop_the_week(
    desk: PaperDesk, form_id: str, slot: str
) -> None:
    """An earlier program took them."""
    desk.asked(None, form_id)
    entry = FormEntry(form_id=form_id, week_end=FIRST, slot=slot, text="12条", entered_at=desk.now)
    desk.do(lambda work: work.session.add(entry))
    assert "“12条”不是一个数" in errors(desk)["no_number"].text
    request = FormRequest(form_id, FIRST, scope=Scope.CUMULATIVE)
    (sheet,) = desk.office.ask(form_sheets, request)
    assert "12条" in "".join(cell.text for cell in sheet.cells)
    assert "不是一个数" in refused(desk, FIRST)[0]


def test_villages_add_up_with_what_has_none(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂", "马村"), MONDAY, general(), rectified(MONDAY))
    desk.visit(desk.enterprise("乙厂", "西槽头村"), MONDAY, general())
    desk.visit(desk.enterprise("丙厂", ""), MONDAY, general())
    desk.do(lambda work: add_village(work, "废村"))
    desk.visit(desk.enterprise("丁厂", "废村"), MONDAY, general())

    def drop(work: UnitOfWork) -> None:
        work.session.execute(update(Village).where(Village.name == "废村").values(deleted_at=work.now))

    desk.do(drop)
    found = desk.office.ask(village_counts, FIRST, cumulative=False, campaign=None)
    of_general = found[Figure.GENERAL_FOUND]
    assert (dict(of_general.counts), of_general.lost) == ({"马村": 2, "西槽头村": 1, "未分村": 2}, [])
    assert dict(found[Figure.GENERAL_RECTIFIED].counts) == {"马村": 1}
    assert errors(desk) == {}


def test_a_frozen_hazard_that_is_nowhere_any_more_makes_the_villages_disagree(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.asked(None, "weekly-statistics")
    desk.office.run(file_week, FIRST)
    desk.do(lambda work: work.session.execute(delete(Hazard)))
    desk.today(SECOND)
    found = errors(desk, SECOND)["villages"]
    assert "累计数 1" in found.text
    assert [row.enterprise for row in found.rows] == ["甲厂"]


def test_closed_without_a_passed_recheck(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), MONDAY, rectified(MONDAY), general())
    assert errors(desk) == {}
    desk.do(lambda work: work.session.execute(update(Recheck).values(rechecked_by="")))
    found = errors(desk)["closed_unchecked"]
    assert [(row.noun, row.id) for row in found.rows] == [("hazard", 1)]
    assert "1 项隐患已销号" in refused(desk, FIRST)[0]


# ---- warnings ------------------------------------------------------------------------------------------


def test_an_empty_week_says_nothing(desk: PaperDesk) -> None:
    assert warnings(desk) == {}


def test_what_is_missing_is_listed_with_its_rows_and_stops_nothing(desk: PaperDesk) -> None:
    mill = desk.enterprise("甲厂")
    desk.visit(mill, MONDAY, major(), HazardFacts(description="堵塞通道"), inspectors=())
    found = warnings(desk)
    assert set(found) == {"major_gaps", "no_level", "no_team", "missing_fields"}
    assert "报告监管部门日期" in found["major_gaps"].rows[0].text
    assert [row.text for row in found["no_level"].rows] == ["堵塞通道"]
    assert [(row.noun, row.id) for row in found["no_team"].rows] == [("inspection", 1)]
    assert [(row.noun, row.id) for row in found["missing_fields"].rows] == [("enterprise", mill)]
    changes = desk.office.run(file_week, FIRST)
    assert changes.counts["warnings"] == 4


def test_another_week_s_visits_are_not_this_week_s_concern(desk: PaperDesk) -> None:
    desk.visit(desk.enterprise("甲厂"), date(2026, 2, 20), HazardFacts(description="堵塞通道"), inspectors=())
    assert warnings(desk) == {}


def test_what_counts_in_the_week_as_late_is_checked_too(desk: PaperDesk) -> None:
    desk.office.run(file_week, FIRST)
    mill = desk.enterprise("甲厂")
    visit = desk.visit(mill, MONDAY, HazardFacts(description="堵塞通道"), inspectors=())
    desk.today(SECOND)
    found = warnings(desk, SECOND)
    assert [row.text for row in found["no_level"].rows] == ["堵塞通道"]
    assert [(row.noun, row.id) for row in found["no_team"].rows] == [("inspection", visit)]
    assert [(row.noun, row.id) for row in found["missing_fields"].rows] == [("enterprise", mill)]
    changes = desk.office.run(file_week, SECOND)  # then they are counted from what was frozen
    assert any("没有定等级" in text for text in changes.notices)
    assert any("没有写检查人员" in text for text in changes.notices)
    desk.today(THIRD)
    assert {"no_level", "no_team", "missing_fields"}.isdisjoint(warnings(desk, THIRD))


def test_a_week_under_way_may_be_filed_with_a_warning(desk: PaperDesk) -> None:
    desk.today(date(2026, 3, 5))
    assert "2026-03-06" in warnings(desk)["not_ended"].text
    desk.today(FIRST)
    assert "not_ended" not in warnings(desk)


def test_weeks_that_a_filing_would_close_without_papers_are_named(desk: PaperDesk) -> None:
    desk.office.run(file_week, FIRST)
    desk.today(THIRD)
    desk.visit(desk.enterprise("甲厂"), date(2026, 3, 10), general())  # in the second week
    assert "skipped" not in warnings(desk, SECOND)
    found = warnings(desk, THIRD)["skipped"]
    assert str(SECOND) in found.text
    assert "1 项隐患" in found.text
    assert [row.enterprise for row in found.rows] == ["甲厂"]
    desk.office.run(file_week, SECOND)
    assert "skipped" not in warnings(desk, THIRD)


def test_what_was_filed_otherwise_than_it_stands_now_is_listed(desk: PaperDesk) -> None:
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, general())
    desk.office.run(file_week, FIRST)
    desk.office.run(remove_inspection, visit)
    desk.today(SECOND)
    found = warnings(desk, SECOND)["differences"]
    assert all("2026-03-06 一周" in row.text for row in found.rows)
    assert {row.noun for row in found.rows} <= {"hazard", "inspection"}
    assert {row.enterprise for row in found.rows} == {"甲厂"}


def test_places_of_the_dispatch_left_empty_are_named(desk: PaperDesk) -> None:
    desk.asked(None, DISPATCH)
    before = warnings(desk)["narratives"].text
    assert "存在问题" in before
    desk.office.run(save_entry, DISPATCH, FIRST, None, "problems", "企业主体责任不实。")
    assert "存在问题" not in warnings(desk)["narratives"].text


def test_warnings_are_kept_as_they_stood(desk: PaperDesk) -> None:
    mill = desk.enterprise("甲厂")
    desk.visit(mill, MONDAY, inspectors=())
    changes = desk.office.run(file_week, FIRST)
    assert changes.record_id is not None
    kept = desk.office.ask(filing_warnings, changes.record_id)
    assert kept == changes.notices
    assert any("没有写检查人员" in text and "甲厂" in text for text in kept)
    desk.do(lambda work: work.session.execute(update(Enterprise).values(name="改名厂")))
    assert desk.office.ask(filing_warnings, changes.record_id) == kept


def test_a_level_nobody_decided_is_asked_for_only_once_it_is_missing(desk: PaperDesk) -> None:
    visit = desk.visit(desk.enterprise("甲厂"), MONDAY, HazardFacts(description="堵塞通道"))
    assert "no_level" in warnings(desk)
    desk.do(lambda work: work.session.execute(update(Hazard).values(level=HazardLevel.GENERAL)))
    assert visit
    assert "no_level" not in warnings(desk)


def test_a_day_that_ends_no_week_is_refused(desk: PaperDesk) -> None:
    with pytest.raises(UsageError):
        desk.office.ask(check_week, MONDAY)
