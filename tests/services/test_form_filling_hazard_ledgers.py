"""隐患排查治理台账 and 企业问题隐患清单: which hazards stand in them, and how each is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.dispatch_figures import Sector
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.campaigning.opening import OpeningFacts, save_opening
from hazard_desk.services.filing.freezing import freeze_week
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.form_filling.batches import BatchRequest, batch_sheets
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.reporting import statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import InspectionLevel, Move, Remedy, SourceStage
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, OFFICE, THIS_WEEK, column, general, listed, major

LEDGER, PROBLEMS = "hazard-ledger", "problem-list"
BEFORE, WITHIN = date(2026, 11, 10), date(2026, 11, 17)  # of the weeks that end on the 13th and the 20th


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def move(office: OfficeFile, hazard: int, kind: Move, on: date, **more: object) -> None:
    office.run(make_move, [hazard], Step(kind, on, "张三", "说明", **more))  # type: ignore[arg-type]


def test_all_hazards_of_the_week_are_taken_in_whoever_found_them(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂")
    by_deadline = general(
        "配电箱未上锁",
        remedy=Remedy.BY_DEADLINE,
        measures="加锁",
        responsible="赵六",
        deadline=date(2026, 12, 1),
    )
    desk.visited(office, where, WITHIN, by_deadline, major("炉口开裂"), stage=SourceStage.CROSS)
    desk.visited(office, where, WITHIN, general("自查发现"), level=InspectionLevel.ENTERPRISE)
    desk.visited(office, where, BEFORE, general("上周的"))
    gone = desk.visited(office, where, WITHIN, general("已删除的"))
    office.run(remove_inspection, gone)
    visit = desk.visited(office, where, WITHIN, general("已作废的"))
    desk.void(office, desk.hazard_ids(office, visit)[0])
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK)
    assert desk.head(sheet) == (OFFICE, "2026年11月22日")
    assert sheet.head.middle is not None
    assert sheet.head.middle.label == "2026年11月14日至2026年11月20日"
    assert listed(sheet)[0] == {
        "序号": "1",
        "排查时间": "2026.11.17",
        "企业名称": "甲厂",
        "检查层级/环节": "镇（街道）定期查\n交叉检查",
        "检查人员": "张三\n李四",
        "隐患描述": "配电箱未上锁",
        "隐患等级": "一般",
        "整改方式": "限期整改",
        "整改措施": "加锁",
        "整改责任人": "赵六",
        "完成时限": "2026.12.1",
        "整改完成时间": "",
        "复查人": "",
        "复查时间": "",
        "复查结果": "",
        "销号状态": "整改中",
    }
    assert column(sheet, "隐患描述") == ["配电箱未上锁", "炉口开裂", "自查发现"]
    assert column(sheet, "检查层级/环节")[2] == "企业全面查"
    cumulative = desk.one(office, LEDGER, week_end=LAST_WEEK, scope=Scope.CUMULATIVE)
    assert column(cumulative, "隐患描述") == ["上周的", *column(sheet, "隐患描述")]
    assert cumulative.head.middle is not None
    assert cumulative.head.middle.label == "截至2026年11月20日"


def test_what_happened_after_the_week_is_not_told_yet(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), WITHIN, general("漏电"))
    (hazard,) = desk.hazard_ids(office, visit)
    move(office, hazard, Move.RECTIFY, date(2026, 11, 20))
    move(office, hazard, Move.PASS, date(2026, 11, 21))
    (then,) = listed(desk.one(office, LEDGER, week_end=LAST_WEEK))
    assert (then["整改完成时间"], then["复查结果"], then["销号状态"]) == ("2026.11.20", "", "待复查")
    (now,) = listed(desk.one(office, LEDGER, week_end=THIS_WEEK, scope=Scope.CUMULATIVE))
    assert (now["复查人"], now["复查时间"]) == ("张三", "2026.11.21")
    assert (now["复查结果"], now["销号状态"]) == ("合格", "已销号")


def test_a_campaign_narrows_the_ledger_and_names_it(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动", starts_on=date(2026, 11, 16))
    where = desk.enterprise(office)
    desk.visited(office, where, WITHIN, general("行动里的"), campaigns=("冬季行动",))
    desk.visited(office, where, date(2026, 11, 15), general("行动以前的"), campaigns=("冬季行动",))
    desk.visited(office, where, WITHIN, general("行动以外的"))
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK, campaign="冬季行动")
    assert column(sheet, "隐患描述") == ["行动里的"]
    assert sheet.title == "冬季行动隐患排查治理台账"
    with pytest.raises(HazardDeskError, match="没有名为"):
        desk.fill(office, LEDGER, campaign="没有的")


def file_last_week(office: OfficeFile) -> None:
    def file(work: UnitOfWork) -> Changes:
        freeze_week(work, LAST_WEEK)
        return Changes("定稿")

    office.run(file)


def test_what_comes_late_stands_in_the_week_that_counts_it_and_says_so(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    desk.visited(office, where, WITHIN, general("按时的"))
    file_last_week(office)
    desk.visited(office, where, WITHIN, general("补录的"))
    desk.visited(office, where, BEFORE, general("自查补录的"), level=InspectionLevel.ENTERPRISE)
    desk.visited(office, where, date(2026, 11, 21), major("本周的"))
    filed, present = (listed(desk.one(office, LEDGER, week_end=week)) for week in (LAST_WEEK, THIS_WEEK))
    assert [row["隐患描述"] for row in filed] == ["按时的"]
    assert [(row["隐患描述"], row["销号状态"]) for row in present] == [
        ("自查补录的", "登记\n补录"),
        ("补录的", "登记\n补录"),
        ("本周的", "整改中"),
    ]
    cumulative = desk.one(office, LEDGER, week_end=THIS_WEEK, scope=Scope.CUMULATIVE)
    assert column(cumulative, "隐患描述") == ["自查补录的", "按时的", "补录的", "本周的"]
    assert not any(row["销号状态"].endswith("补录") for row in listed(cumulative))
    told = office.ask(statistics, THIS_WEEK).dispatch
    found = sum(told[f"{sector}_{level}_found"] for sector in Sector for level in ("general", "major"))
    assert len(listed(cumulative)) == found


def test_what_was_filed_stays_listed_and_says_what_became_of_it(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), WITHIN, general("留下的"), general("作废的"))
    file_last_week(office)
    desk.void(office, desk.hazard_ids(office, visit)[1])
    states = [row["销号状态"] for row in listed(desk.one(office, LEDGER, week_end=LAST_WEEK))]
    assert states == ["登记", "定稿后\n作废"]
    office.run(remove_inspection, visit)
    states = [row["销号状态"] for row in listed(desk.one(office, LEDGER, week_end=LAST_WEEK))]
    assert states == ["定稿后\n作废"] * 2


def test_hazards_of_the_time_of_opening_figures_are_listed_with_a_word_on_it(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    desk.visited(office, where, BEFORE, general("期初以内的"))
    desk.visited(office, where, WITHIN, general("以后的"))
    figures = {"general_found": 5}
    office.run(save_opening, OpeningFacts(None, date(2026, 11, 13), "上报表", figures=figures))
    sheet = desk.one(office, LEDGER, week_end=LAST_WEEK, scope=Scope.CUMULATIVE)
    assert column(sheet, "隐患描述") == ["期初以内的", "以后的"]
    assert any("2026年11月13日以前的隐患在期初数里计数" in note for note in sheet.notes)


# ---- 企业问题隐患清单 ---------------------------------------------------------------------------------


def test_the_list_of_an_enterprise_holds_what_is_not_closed_whoever_found_it(office: OfficeFile) -> None:
    where, other = desk.enterprise(office, "甲厂"), desk.enterprise(office, "乙厂")
    late = general(
        "逾期的", remedy=Remedy.BY_DEADLINE, responsible="赵六", deadline=date(2026, 11, 20), measures="更换"
    )
    desk.visited(office, where, BEFORE, late, level=InspectionLevel.ENTERPRISE)
    visit = desk.visited(office, where, WITHIN, general("移送的"), general("销号的"), general("待查的"))
    referred, closed, waiting = desk.hazard_ids(office, visit)
    move(office, referred, Move.REFER, date(2026, 11, 18), unit="县应急局")
    for hazard in (closed, waiting):
        move(office, hazard, Move.RECTIFY, date(2026, 11, 18))
    move(office, closed, Move.PASS, date(2026, 11, 19))
    desk.visited(office, other, WITHIN, general("别家的"))
    sheet = desk.one(office, PROBLEMS, enterprises=(where,))
    assert desk.head(sheet) == ("甲厂", "2026年11月22日")
    assert column(sheet, "问题隐患") == ["逾期的", "移送的", "待查的"]
    assert column(sheet, "来源") == ["企业全面查", "镇（街道）定期查", "镇（街道）定期查"]
    assert column(sheet, "整改情况") == ["整改中，逾期", "已移送", "待复查"]
    first = listed(sheet)[0]
    assert [first[name] for name in ("整改措施", "完成时限", "责任人")] == ["更换", "2026.11.20", "赵六"]
    assert [field.label for field in sheet.footer] == ["主要负责人（签字）：", "签字日期："]


def test_many_enterprises_get_one_list_each_blank_ones_their_name_only(office: OfficeFile) -> None:
    several = tuple(desk.enterprise(office, f"第{number}厂") for number in range(4))
    desk.visited(office, several[1], WITHIN, general("漏电"))
    batch = office.ask(batch_sheets, BatchRequest((PROBLEMS,), several))
    assert [entry.name for entry in batch.entries] == [f"第{number}厂" for number in range(4)]
    assert [column(entry.sheets[0], "问题隐患") for entry in batch.entries] == [
        ["没有未销号的问题隐患"],
        ["漏电"],
        *[["没有未销号的问题隐患"]] * 2,
    ]
    blank = office.ask(batch_sheets, BatchRequest((PROBLEMS,), several, blank=True))
    assert [desk.head(entry.sheets[0])[0] for entry in blank.entries] == [
        f"第{number}厂" for number in range(4)
    ]
    assert [listed(entry.sheets[0]) for entry in blank.entries] == [[]] * 4
    with pytest.raises(UsageError):
        desk.fill(office, PROBLEMS)
