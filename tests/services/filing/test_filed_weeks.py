"""Filed weeks, sentence by sentence of DESIGN §4; the random months hold the same against a paper ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import FiledFact, FiledPaper, Hazard
from hazard_desk.rules.hazard_life import Step
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.campaigning.opening import remove_opening
from hazard_desk.services.enforcing import IllegalActFacts, PenaltyFacts, remove_enforcement, save_enforcement
from hazard_desk.services.filing.differences import differences, differences_before, late_rows, later_filed
from hazard_desk.services.filing.weeks import filings, last_closed, week_state
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import journal_rows, undo, undo_last
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.reporting import figure_rows
from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair
from hazard_desk.services.workbench import week_counts
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    FilingState,
    HazardLevel,
    InspectionLevel,
    Move,
    PenaltyKind,
    RecheckResult,
    ReportScope,
    SourceStage,
)
from tests.services import form_desk as desk
from tests.services.cross_inspecting.round_desk import statements
from tests.services.filing.clerk import GENERAL, W1, W2, W3, W4, Clerk
from tests.services.filing.month_desk import filing, make_office


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    made = Clerk()
    with make_office(tmp_path, made.clock) as office:
        made.office = office
        made.works = desk.enterprise(office)
        yield made


def said(clerk: Clerk, week: date) -> list[tuple[str, str, str]]:
    return [(one.figure_words, one.filed, one.now) for one in clerk.office.ask(differences, week)]


# ---- a filed week never changes ----------------------------------------------------------------------


def test_an_edit_a_void_and_a_removal_leave_a_filed_week_as_it_was(clerk: Clerk) -> None:
    first = clerk.visit(date(2026, 9, 2), GENERAL, replace(GENERAL, description="通道堵塞"))
    second = clerk.visit(date(2026, 9, 3), replace(GENERAL, description="灭火器过期"))
    clerk.file(W1)
    before = clerk.counted(W1)
    assert (before.filed, before.version, clerk.found(W1)) == (True, 1, (3, 3))

    desk.change_hazard(clerk.office, first, 0, level=HazardLevel.MAJOR)
    voided = desk.hazard_ids(clerk.office, first)[1]
    clerk.office.run(make_move, [voided], Step(Move.VOID, clerk.today, "张三", "重复登记"))
    clerk.office.run(remove_inspection, second)

    assert clerk.counted(W1).week == before.week
    assert clerk.counted(W1).cumulative == before.cumulative
    assert clerk.counted(W1).dispatch == before.dispatch
    assert clerk.found(W2) == (0, 3)
    rows = clerk.office.ask(figure_rows, "general_found", W1)
    assert [row.text for row in rows] == ["配电箱未上锁", "通道堵塞", "灭火器过期"]
    assert said(clerk, W1) == [
        ("一般隐患·排查", "一般隐患·排查", "重大隐患·排查"),
        ("一般隐患·排查", "1", "已作废"),
        ("一般隐患·排查", "1", "检查记录已移入回收站"),
        ("检查组", "1", "已移入回收站"),
    ]


def test_filing_a_week_closes_all_weeks_before_it(clerk: Clerk) -> None:
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.visit(date(2026, 9, 9), GENERAL)
    clerk.file(W2)
    assert clerk.office.ask(last_closed) == W2
    state = clerk.office.ask(week_state, W1)
    assert (state.filed, state.closed, state.version) == (False, True, 0)
    assert (clerk.found(W1), clerk.found(W2)) == ((1, 1), (1, 2))
    clerk.visit(date(2026, 9, 1), GENERAL)
    assert (clerk.found(W1), clerk.found(W2), clerk.found(W3)) == ((1, 1), (1, 2), (1, 3))
    with pytest.raises(HazardDeskError, match="截止"):
        clerk.file(W1)


def test_what_may_not_be_filed_is_refused_and_leaves_nothing(clerk: Clerk) -> None:
    for week, reason, why in ((W2, "", "还没有开始"), (W1, "数字有误", "谈不上更正")):
        with pytest.raises(HazardDeskError, match=why) as refused:
            clerk.office.run(filing, week, reason)
        assert refused.value.remedy
    clerk.file(W1)
    with pytest.raises(HazardDeskError, match="已经定稿"):
        clerk.office.run(filing, W1, "  ")
    assert len(clerk.office.ask(filings)) == 1
    assert clerk.office.ask(last_closed) == W1


# ---- 补录 ---------------------------------------------------------------------------------------------


def test_a_fact_entered_late_counts_in_the_earliest_open_week_and_is_listed_there(clerk: Clerk) -> None:
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    clerk.today = date(2026, 9, 16)  # W2 is not filed yet, and open
    clerk.visit(date(2026, 9, 3), replace(GENERAL, description="补录的"))
    clerk.fine(date(2026, 9, 4), 1)
    assert [clerk.found(week) for week in (W1, W2, W3)] == [(1, 1), (1, 2), (0, 2)]
    assert [clerk.counted(week).late for week in (W1, W2, W3)] == [0, 3, 0]
    late = clerk.office.ask(late_rows, W2)
    assert [(row.fact.noun, row.fact.on.day, row.late) for row in late] == [
        ("hazard", 3, True),
        ("inspection", 3, True),
        ("penalty", 4, True),
    ]
    clerk.file(W2)
    clerk.file(W3)
    assert [clerk.counted(week).late for week in (W1, W2, W3)] == [0, 3, 0]
    assert clerk.counted(W2).week[Figure.FINES_WAN] == Decimal("0.000001")


def test_a_fact_of_the_filing_day_entered_after_filing_is_late(clerk: Clerk) -> None:
    clerk.file(W1)
    clerk.visit(W1, GENERAL)
    assert (clerk.found(W1), clerk.found(W2)) == ((0, 0), (1, 1))


def test_after_a_gap_what_is_late_counts_in_the_first_open_week_and_the_rest_in_its_own(clerk: Clerk) -> None:
    clerk.file(W1)
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.visit(date(2026, 9, 17), GENERAL)
    clerk.file(W4)
    assert [clerk.found(week) for week in (W1, W2, W3, W4)] == [(0, 0), (1, 1), (1, 2), (0, 2)]
    assert [clerk.counted(week).late for week in (W2, W3, W4)] == [2, 0, 0]
    counts = {count.end: count.found for count in clerk.office.ask(week_counts, W4)}
    assert (counts[W1], counts[W2], counts[W3], counts[W4]) == (0, 1, 1, 0)


def test_what_is_counted_once_each_counts_once_a_week_and_once_in_all(clerk: Clerk) -> None:
    for on in (date(2026, 9, 1), date(2026, 9, 2)):
        clerk.visit(on)
    clerk.file(W1)
    clerk.visit(date(2026, 9, 8))
    counted = clerk.counted(W2)
    assert (counted.week[Figure.INSPECTION_TEAMS], counted.cumulative[Figure.INSPECTION_TEAMS]) == (1, 1)
    assert counted.dispatch["county_enterprises"] == 1


# ---- rectified once ----------------------------------------------------------------------------------


def test_a_second_rectification_after_a_filed_one_is_not_counted_again(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 1), replace(GENERAL, rectified_on=date(2026, 9, 3)))
    clerk.file(W1)
    clerk.today = date(2026, 9, 8)
    failed = {"rechecked_on": clerk.today, "rechecked_by": "张三", "recheck_result": RecheckResult.FAILED}
    desk.change_hazard(clerk.office, visit, **failed)
    assert (clerk.rectified(W1), clerk.rectified(W2)) == ((1, 1), (0, 1))
    assert said(clerk, W1) == [("一般隐患·整改", "1", "整改完成时间已撤回")]
    desk.change_hazard(clerk.office, visit, rectified_on=date(2026, 9, 8))
    assert (clerk.rectified(W1), clerk.rectified(W2)) == ((1, 1), (0, 1))
    assert said(clerk, W1) == [("一般隐患·整改", "1", "日期改为 2026-09-08")]


# ---- 更正 ---------------------------------------------------------------------------------------------


def test_a_correction_is_a_version_of_its_own_and_all_are_kept(clerk: Clerk) -> None:
    penalty = clerk.fine(date(2026, 9, 2), 2_000_000)
    clerk.file(W1)
    clerk.file(W2)
    given = PenaltyFacts(PenaltyKind.FINE, date(2026, 9, 2), party="无照加工点", amount_fen=3_000_000)
    clerk.office.run(save_enforcement, given, penalty)
    assert said(clerk, W1) == [("执法情况·行政罚款", "2 万元", "3 万元")]
    (later,) = clerk.office.ask(later_filed, W1)
    assert (later.week_end, later.version) == (W2, 1)
    assert "执法情况·行政罚款 累计 2 → 3" in later.changes

    clerk.file(W1, "金额有误")
    assert clerk.counted(W1).week[Figure.FINES_WAN] == 3
    assert clerk.counted(W2).cumulative[Figure.FINES_WAN] == 2  # as it was filed, until it is corrected too
    assert said(clerk, W1) == []
    assert [later.week_end for later in clerk.office.ask(later_filed, W1)] == [W2]
    assert [(state.week_end, state.version, state.reason) for state in clerk.office.ask(filings)] == [
        (W2, 1, ""),
        (W1, 2, "金额有误"),
        (W1, 1, ""),
    ]
    clerk.file(W2, "随 9 月 4 日更正")
    assert clerk.counted(W2).cumulative[Figure.FINES_WAN] == 3
    assert clerk.office.ask(later_filed, W1) == []
    first = clerk.office.ask(
        lambda reading: reading.session.scalars(
            select(FiledFact.amount).where(FiledFact.filing_id == 1, FiledFact.figure == "fines_wan")
        ).all()
    )
    assert first == [2_000_000]


def test_a_correction_takes_in_what_was_entered_late_unless_another_week_counts_it(clerk: Clerk) -> None:
    clerk.file(W1)
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W2)
    clerk.visit(date(2026, 9, 3), GENERAL)
    assert [clerk.found(week) for week in (W1, W2, W3)] == [(0, 0), (1, 1), (1, 2)]
    clerk.file(W1, "补报")
    assert [clerk.found(week) for week in (W1, W2, W3)] == [(1, 1), (1, 1), (0, 2)]


def test_a_fact_moved_out_by_a_correction_counts_where_it_belongs_now(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    clerk.today = date(2026, 9, 9)
    facts = clerk.office.ask(inspection_record, visit).facts
    clerk.office.run(save_inspection, replace(facts, inspected_on=date(2026, 9, 9)), visit)
    assert (clerk.found(W1), clerk.found(W2)) == ((1, 1), (0, 1))
    clerk.file(W1, "日期有误")
    assert (clerk.found(W1), clerk.found(W2)) == ((0, 0), (1, 1))


# ---- campaigns ---------------------------------------------------------------------------------------


def test_a_record_put_into_a_campaign_after_filing_is_a_difference(clerk: Clerk) -> None:
    desk.campaign(clerk.office, "冬季行动")
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    facts = clerk.office.ask(inspection_record, visit).facts
    clerk.office.run(save_inspection, replace(facts, campaigns=("冬季行动",)), visit)
    assert (clerk.found(W1, "冬季行动"), clerk.found(W2, "冬季行动")) == ((0, 0), (0, 0))
    assert ("一般隐患·排查", "不属于专项行动", "冬季行动") in said(clerk, W1)
    clerk.file(W1, "列入行动")
    assert (clerk.found(W1, "冬季行动"), clerk.found(W1)) == ((1, 1), (1, 1))


# ---- 期初数 -------------------------------------------------------------------------------------------


def test_opening_figures_start_the_cumulative_and_contain_what_came_before(clerk: Clerk) -> None:
    clerk.visit(date(2026, 8, 31), GENERAL)
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.opening(date(2026, 8, 31), general_found=100, inspection_teams=7, fines_wan=2_000_000)
    assert clerk.found(W1) == (1, 101)  # the visit of the 31st is among the hundred
    counted = clerk.counted(W1)
    assert counted.opening_as_of == date(2026, 8, 31)
    assert counted.cumulative[Figure.INSPECTION_TEAMS] == 8
    assert counted.cumulative[Figure.FINES_WAN] == 2
    assert clerk.found(date(2026, 8, 28)) == (0, 0)
    opening, visit = clerk.office.ask(
        lambda reading: figure_rows(reading, "general_found", W1, cumulative=True)
    )
    assert opening.opening
    assert opening.text == "期初数 100，截至 2026-08-31，县统计表"
    assert (visit.opening, visit.fact.on) == (False, date(2026, 9, 2))
    assert all(not row.opening for row in clerk.office.ask(figure_rows, "general_found", W1))


def test_opening_figures_of_a_campaign_are_its_own(clerk: Clerk) -> None:
    desk.campaign(clerk.office, "冬季行动")
    clerk.visit(date(2026, 9, 2), GENERAL, campaigns=("冬季行动",))
    clerk.opening(date(2026, 8, 31), "冬季行动", general_found=40, self_general_found=5)
    assert (clerk.found(W1, "冬季行动"), clerk.found(W1)) == ((1, 41), (1, 1))
    assert clerk.counted(W1, "冬季行动").dispatch["self_general_found"] == 5


def test_filed_opening_figures_stand_until_a_correction(clerk: Clerk) -> None:
    statement = clerk.opening(date(2026, 8, 31), general_found=100)
    clerk.file(W1)
    clerk.opening(date(2026, 8, 31), statement=statement, general_found=110, major_found=3)
    assert (clerk.found(W1), clerk.found(W2)) == ((0, 100), (0, 100))
    assert said(clerk, W1) == [
        ("一般隐患·排查（期初数）", "100", "110"),
        ("重大隐患·排查（期初数）", "0", "3"),
    ]
    clerk.file(W1, "期初数有误")
    assert (clerk.found(W1), clerk.found(W2)) == ((0, 110), (0, 110))
    clerk.office.run(remove_opening, statement)
    assert clerk.found(W2) == (0, 110)
    assert said(clerk, W1)[0] == ("一般隐患·排查（期初数）", "110", "已删除")


def test_opening_figures_entered_after_filing_begin_with_the_open_week(clerk: Clerk) -> None:
    clerk.file(W1)
    clerk.opening(date(2026, 8, 31), general_found=100)
    assert (clerk.found(W1), clerk.found(W2)) == ((0, 0), (0, 100))
    clerk.file(W2)
    assert clerk.found(W2) == (0, 100)


# ---- 结对帮扶 in F6 ------------------------------------------------------------------------------------


def test_hazards_that_a_helped_enterprise_finds_itself_count_while_it_is_helped(clerk: Clerk) -> None:
    helper = desk.enterprise(clerk.office, "标杆铸造厂")
    clerk.today = date(2026, 9, 10)
    pair = SupportPairFacts(helper, clerk.works, date(2026, 9, 2), date(2026, 9, 8))
    clerk.office.run(save_support_pair, pair)
    clerk.office.run(save_support_pair, replace(pair, helper_id=desk.enterprise(clerk.office, "另一家")))
    itself = {"level": InspectionLevel.ENTERPRISE, "stage": SourceStage.SELF_CHECK}
    clerk.visit(date(2026, 9, 1), GENERAL, **itself)
    clerk.visit(date(2026, 9, 2), replace(GENERAL, rectified_on=date(2026, 9, 9)), **itself)
    clerk.visit(date(2026, 9, 9), GENERAL, **itself)
    clerk.visit(date(2026, 9, 3), GENERAL)
    told = clerk.counted(W2).dispatch
    assert (told["model_enterprises"], told["helped_enterprises"]) == (2, 1)
    assert (told["helped_general_found"], told["helped_general_rectified"]) == (1, 1)
    assert (told["self_general_found"], told["county_general_found"]) == (3, 1)


# ---- the weeks of an office whose reporting day changed ------------------------------------------------


def test_a_filed_week_can_be_read_after_the_reporting_day_became_another(clerk: Clerk) -> None:
    clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    clerk.office.run(change_office, replace(clerk.office.ask(office_row), reporting_weekday=2))
    assert clerk.found(W1) == (1, 1)
    clerk.visit(date(2026, 9, 8), GENERAL)
    assert clerk.found(date(2026, 9, 9)) == (1, 2)


# ---- taking back --------------------------------------------------------------------------------------


def entry(clerk: Clerk, words: str) -> int:
    return next(row.id for row in clerk.office.ask(journal_rows) if words in row.summary)


def paper(clerk: Clerk, state: FilingState) -> None:
    def add(work: UnitOfWork) -> Changes:
        filing_id = clerk.office.ask(filings)[0].filing_id
        assert filing_id is not None
        work.session.add(
            FiledPaper(
                filing_id=filing_id,
                position=0,
                form_id="weekly-statistics",
                scope=ReportScope.WEEK,
                title="统计表",
                state=state,
            )
        )
        return Changes("盖章")

    clerk.office.run(add)


def test_nothing_from_before_the_newest_filing_is_taken_back(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    entered = clerk.office.ask(journal_rows)[0].id
    clerk.file(W1)
    with pytest.raises(HazardDeskError, match="上次定稿以前") as refused:
        clerk.office.run(undo, entered)
    assert "更正" in refused.value.remedy
    assert clerk.office.ask(inspection_record, visit)
    clerk.visit(date(2026, 9, 4), GENERAL)
    clerk.office.run(undo_last)  # what came after it still can be
    assert clerk.found(W2) == (0, 1)


def test_a_filing_is_taken_back_with_all_that_it_froze(clerk: Clerk) -> None:
    clerk.visit(date(2026, 9, 2), GENERAL)
    entered = clerk.office.ask(journal_rows)[0].id
    clerk.file(W1)
    clerk.office.run(undo_last)
    assert clerk.office.ask(last_closed) is None
    assert clerk.office.ask(lambda reading: reading.session.scalars(select(FiledFact.figure)).all()) == []
    clerk.office.run(undo, entered)
    assert clerk.office.ask(lambda reading: reading.session.scalars(select(Hazard.id)).all()) == []


@pytest.mark.parametrize("state", [FilingState.STAMPED, FilingState.REPORTED])
def test_a_filing_whose_paper_has_its_stamp_is_not_taken_back(clerk: Clerk, state: FilingState) -> None:
    clerk.file(W1)
    filed = entry(clerk, "定稿")
    paper(clerk, state)
    with pytest.raises(HazardDeskError, match="《统计表》已经盖章"):
        clerk.office.run(undo, filed)
    assert clerk.office.ask(last_closed) == W1


def test_a_correction_is_taken_back_to_the_version_before(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    clerk.office.run(remove_inspection, visit)
    clerk.file(W1, "重复")
    assert clerk.found(W1) == (0, 0)
    clerk.office.run(undo_last)
    assert (clerk.counted(W1).version, clerk.found(W1)) == (1, (1, 1))
    clerk.office.run(undo_last)  # the removal came after the filing that now is the newest
    assert clerk.office.ask(differences, W1) == []


def test_a_filing_brought_back_again_is_the_limit_once_more(clerk: Clerk) -> None:
    clerk.visit(date(2026, 9, 2), GENERAL)
    entered = clerk.office.ask(journal_rows)[0].id
    clerk.file(W1)
    clerk.office.run(undo_last)
    clerk.office.run(undo, clerk.office.ask(journal_rows)[0].id)
    assert clerk.found(W1) == (1, 1)
    assert clerk.office.ask(last_closed) == W1
    with pytest.raises(HazardDeskError, match="上次定稿以前"):
        clerk.office.run(undo, entered)


# ---- the words of differences ---------------------------------------------------------------------------


def test_differences_say_what_changed(clerk: Clerk) -> None:
    act = IllegalActFacts(date(2026, 9, 2), "无证经营", clerk.works, handled_on=date(2026, 9, 3))
    clerk.today = W1
    act_id = desk.saved(clerk.office.run(save_enforcement, act))
    fine = clerk.fine(date(2026, 9, 2), 1_000_000)
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    clerk.office.run(save_enforcement, replace(act, handled_on=None), act_id)
    clerk.office.run(remove_enforcement, PenaltyFacts, fine)
    facts = clerk.office.ask(inspection_record, visit).facts
    clerk.office.run(save_inspection, replace(facts, inspectors=("王五",)), visit)
    told = {(one.figure_words, one.noun): (one.filed, one.now) for one in clerk.office.ask(differences, W1)}
    assert told == {
        ("检查组", "inspection"): ("张三、李四", "王五"),
        ("非法违法生产经营建设行为查处情况·查处", "illegal_act"): ("1", "查处日期已撤回"),
        ("执法情况·行政罚款", "penalty"): ("1 万元", "已移入回收站"),
    }


def test_a_change_that_only_f6_tells_is_named_too(clerk: Clerk) -> None:
    visit = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    facts = clerk.office.ask(inspection_record, visit).facts
    clerk.office.run(save_inspection, replace(facts, stage=SourceStage.CROSS), visit)
    assert said(clerk, W1) == [
        ("县级检查：一般问题隐患发现", "县级检查：一般问题隐患发现", "县级交叉检查：一般问题隐患发现"),
        ("市县联合检查：县级共检查…家企业", "市县联合检查：县级共检查…家企业", "县级交叉检查：县的…家企业"),
    ]


def test_earlier_weeks_are_compared_each_up_to_its_own_end(clerk: Clerk) -> None:
    clerk.opening(date(2026, 8, 31), general_found=5)
    first = clerk.visit(date(2026, 9, 2), GENERAL)
    clerk.file(W1)
    second = clerk.visit(date(2026, 9, 9), GENERAL)
    clerk.file(W2)
    clerk.visit(date(2026, 9, 16), GENERAL)
    clerk.file(W3)
    assert clerk.office.ask(differences_before, W4) == []
    facts = clerk.office.ask(inspection_record, first).facts
    clerk.office.run(save_inspection, replace(facts, inspected_on=date(2026, 9, 10)), first)  # past W1
    facts = clerk.office.ask(inspection_record, second).facts
    clerk.office.run(save_inspection, replace(facts, inspected_on=date(2026, 9, 3)), second)  # within W2
    clerk.opening(date(2026, 8, 31), statement=1, general_found=6, major_found=1)
    found = [
        (end, one.figure_words, one.filed, one.now) for end, one in clerk.office.ask(differences_before, W4)
    ]
    assert [one for one in found if "排查" in one[1]] == [
        (W1, "一般隐患·排查（期初数）", "5", "6"),
        (W1, "重大隐患·排查（期初数）", "0", "1"),
        (W1, "一般隐患·排查", "1", "日期改为 2026-09-10"),
        (W2, "一般隐患·排查", "2026-09-09", "2026-09-03"),
    ]
    assert [one for one in found if one[0] == W1] == [(W1, *line) for line in said(clerk, W1)]
    assert {end for end, _ in clerk.office.ask(differences_before, W2)} == {W1}


def test_comparing_all_earlier_weeks_asks_no_more_the_more_there_are(clerk: Clerk) -> None:
    for day, week in ((date(2026, 9, 2), W1), (date(2026, 9, 9), W2), (date(2026, 9, 16), W3)):
        clerk.visit(day, GENERAL)
        clerk.file(week)
    of_one = statements(clerk.office, differences_before, W2)  # W1
    assert statements(clerk.office, differences_before, W3) == of_one


def test_an_unfiled_week_has_no_differences_and_no_later_ones(clerk: Clerk) -> None:
    assert clerk.office.ask(differences_before, W1) == []
    assert clerk.office.ask(differences, W1) == []
    assert clerk.office.ask(later_filed, W1) == []
    assert not clerk.office.ask(week_state, W1).closed
