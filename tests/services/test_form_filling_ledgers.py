"""Which rows stand in F5, F7, F8 and F9, in which order, and what each says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import remove_round, save_round
from hazard_desk.services.enforcing import (
    IllegalActFacts,
    PenaltyFacts,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.reporting import statistics
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import (
    HazardLevel,
    InspectionLevel,
    PenaltyKind,
    PenaltyTarget,
    RecheckResult,
    SourceStage,
)
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, OFFICE, THIS_WEEK, column, general, listed, major
from tests.services.township import CAMPAIGNS, Township, enter, random_township

F5, F7, F8, F9 = "illegal-acts", "major-hazards", "cross-arrangement", "cross-summary"
CUMULATIVE = {"scope": Scope.CUMULATIVE}
BEFORE, WITHIN = date(2026, 11, 10), date(2026, 11, 17)  # of the weeks that end on the 13th and the 20th


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def act(office: OfficeFile, on: date, description: str, **facts: Any) -> int:
    return desk.saved(office.run(save_enforcement, IllegalActFacts(on, description, **facts)))


def fined(office: OfficeFile, on: date, amount_fen: int, **facts: Any) -> int:
    return desk.saved(
        office.run(save_enforcement, PenaltyFacts(PenaltyKind.FINE, on, amount_fen=amount_fen, **facts))
    )


def drop_hazard(office: OfficeFile, visit_id: int, at: int = 0) -> None:
    stored = office.ask(inspection_record, visit_id).facts
    del stored.hazards[at]
    office.run(save_inspection, stored, visit_id)


def of_all_kinds(office: OfficeFile, where: int, stage: SourceStage | None = None) -> None:
    """Enter a major hazard that stands, and every kind that must not: general, void, removed and so on."""
    visit = desk.visited(
        office,
        where,
        WITHIN,
        major("在册"),
        general("一般的"),
        major("已作废"),
        major("已删除"),
        replace(major("未定级"), level=None),
        stage=stage,
    )
    desk.void(office, desk.hazard_ids(office, visit)[2])
    drop_hazard(office, visit, 3)
    gone = desk.visited(office, where, WITHIN, major("整次检查已删除"), stage=stage)
    office.run(remove_inspection, gone)


# ---- F5 ----------------------------------------------------------------------------------------------

_CONDUCT = "重大隐患/具体非法违法行为"


def test_f5_lists_the_acts_and_major_hazards_of_the_week_as_they_came_up(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", industries=("冶金工贸", "粉尘涉爆"), township="马西乡")
    act(office, BEFORE, "上周的行为", party="某摊点")
    act(
        office,
        WITHIN,
        "无证经营",
        party="临时工棚",
        verifying_unit="乡应急站",
        handling="责令停止",
    )
    act(office, date(2026, 11, 16), "超范围生产", enterprise_id=where)
    gone = act(office, WITHIN, "已删除的行为", party="某摊点")
    office.run(remove_enforcement, IllegalActFacts, gone)
    desk.visited(office, where, WITHIN, major("炉口开裂"), inspecting_unit="县应急局")
    sheet = desk.one(office, F5, week_end=LAST_WEEK)
    assert listed(sheet) == [
        {
            "序号": "1",
            "生产经营单位名称": "甲厂",
            "核查单位": "",
            "所在镇（街道）": "马西乡",
            "企业类别": "冶金工贸、粉尘涉爆",
            _CONDUCT: "超范围生产",
            "处理措施": "",
        },
        {
            "序号": "2",
            "生产经营单位名称": "临时工棚",
            "核查单位": "乡应急站",
            "所在镇（街道）": "西槽头乡",
            "企业类别": "",
            _CONDUCT: "无证经营",
            "处理措施": "责令停止",
        },
        {
            "序号": "3",
            "生产经营单位名称": "甲厂",
            "核查单位": "县应急局",
            "所在镇（街道）": "马西乡",
            "企业类别": "冶金工贸、粉尘涉爆",
            _CONDUCT: "炉口开裂",
            "处理措施": "挂牌督办：停用并更换",
        },
    ]
    assert desk.head(sheet) == (OFFICE, "2026年11月22日")


def test_f5_counts_a_week_with_both_its_ends_and_everything_when_cumulative(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    for day in (13, 14, 20, 21):
        desk.visited(office, where, date(2026, 11, day), major(f"{day}日"))
    assert column(desk.one(office, F5, week_end=LAST_WEEK), _CONDUCT) == ["14日", "20日"]
    assert column(desk.one(office, F5, week_end=LAST_WEEK, **CUMULATIVE), _CONDUCT) == [
        "13日",
        "14日",
        "20日",
    ]
    assert column(desk.one(office, F5), _CONDUCT) == ["21日"]  # the present week


def test_f5_leaves_out_what_does_not_count(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    of_all_kinds(office, where)
    of_all_kinds(office, where, SourceStage.SELF_CHECK)
    assert column(desk.one(office, F5, week_end=LAST_WEEK), _CONDUCT) == ["在册"]


@pytest.mark.parametrize("form_id", [F5, F7, F9])
def test_a_campaign_that_begins_in_the_middle_of_a_week_lists_its_own_from_then_on(
    office: OfficeFile, form_id: str
) -> None:
    desk.campaign(office, "冬季行动", date(2026, 11, 18))
    desk.campaign(office, "春季行动")
    for name, day, campaigns in (
        ("开始前", 17, ("冬季行动",)),
        ("当天", 18, ("冬季行动", "春季行动")),
        ("别的行动", 19, ("春季行动",)),
        ("没有行动", 19, ()),
        ("最后一天", 20, ("冬季行动",)),
        ("下一周", 21, ("冬季行动",)),
    ):
        desk.visited(
            office,
            desk.enterprise(office, name),
            date(2026, 11, day),
            major("炉口开裂"),
            campaigns=campaigns,
            stage=SourceStage.CROSS,
        )
    label = "生产经营单位名称" if form_id == F5 else "企业名称"
    for more in ({}, CUMULATIVE):
        sheet = desk.one(office, form_id, week_end=LAST_WEEK, campaign="冬季行动", **more)
        assert column(sheet, label) == ["当天", "最后一天"]
    everything = column(desk.one(office, form_id, week_end=LAST_WEEK, **CUMULATIVE), label)
    assert everything == ["开始前", "当天", "别的行动", "没有行动", "最后一天"]


def test_f5_of_a_campaign_lists_the_acts_linked_to_it(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动", date(2026, 11, 18))
    act(office, date(2026, 11, 17), "开始前", party="甲", campaigns=("冬季行动",))
    act(office, date(2026, 11, 19), "本行动", party="甲", campaigns=("冬季行动",))
    act(office, date(2026, 11, 19), "无行动", party="甲")
    for more in ({}, CUMULATIVE):
        sheet = desk.one(office, F5, week_end=LAST_WEEK, campaign="冬季行动", **more)
        assert column(sheet, _CONDUCT) == ["本行动"]


# ---- F7 ----------------------------------------------------------------------------------------------


def test_f7_lists_every_major_hazard_with_its_five_commitments(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", industries=("冶金工贸",))
    desk.visited(
        office,
        where,
        WITHIN,
        major("炉口开裂", note="已报县局"),
        inspecting_unit="县应急局",
        stage=SourceStage.CITY_SUPERVISION,
    )
    assert listed(desk.one(office, F7, week_end=LAST_WEEK)) == [
        {
            "序号": "1",
            "企业名称": "甲厂",
            "所在市（县、区）": "文水县",
            "行业类别": "冶金工贸",
            "检查环节": "市级督查",
            "检查单位": "县应急局",
            "检查时间": "2026.11.17",
            "重大隐患明细": "炉口开裂",
            "整改措施": "责任：赵六\n措施：停用并更换\n资金：2.5万元\n时限：2026年12月1日\n预案：撤人断电",
            "挂牌督办单位": "县应急局",
            "行政处罚情况": "",
            "整改完成情况": "整改中",
            "备注": "已报县局",
        }
    ]


def test_f7_prints_five_labels_even_where_nothing_is_known(office: OfficeFile) -> None:
    unknown = replace(general("炉口开裂"), level=HazardLevel.MAJOR, measures="停用；\n  更换")
    desk.visited(office, desk.enterprise(office), WITHIN, unknown)
    (said,) = column(desk.one(office, F7), "整改措施")
    assert said.split("\n") == ["责任：", "措施：停用； 更换", "资金：", "时限：", "预案："]


def test_f7_leaves_out_what_does_not_count_but_not_what_the_enterprise_found_itself(
    office: OfficeFile,
) -> None:
    where = desk.enterprise(office)
    of_all_kinds(office, where)
    desk.visited(office, where, WITHIN, major("自查的"), level=InspectionLevel.ENTERPRISE)
    sheet = desk.one(office, F7, week_end=LAST_WEEK)
    assert column(sheet, "重大隐患明细") == ["在册", "自查的"]
    assert column(sheet, "检查环节") == ["市县检查", "企业自查"]


def test_f7_is_cumulative_and_as_of_the_weeks_end_oldest_first(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    for name, day in (("丙", 21), ("乙", 20), ("甲", 3)):
        desk.visited(office, where, date(2026, 11, day), major(f"{name}一"), major(f"{name}二"))
    assert column(desk.one(office, F7, week_end=LAST_WEEK), "重大隐患明细") == [
        "甲一",
        "甲二",
        "乙一",
        "乙二",
    ]
    assert len(column(desk.one(office, F7), "重大隐患明细")) == 6


def test_f7_says_when_a_hazard_was_rectified_and_not_before_that_week(office: OfficeFile) -> None:
    visit = desk.visited(
        office,
        desk.enterprise(office),
        BEFORE,
        major("炉口开裂", rectified_on=date(2026, 11, 21), rectification_note="已换新炉衬"),
    )
    (said,) = column(desk.one(office, F7, week_end=THIS_WEEK), "整改完成情况")
    assert said == "已于2026.11.21完成整改\n已换新炉衬"
    assert column(desk.one(office, F7, week_end=LAST_WEEK), "整改完成情况") == ["整改中"]
    desk.change_hazard(
        office,
        visit,
        rechecked_on=date(2026, 11, 22),
        rechecked_by="张三",
        recheck_result=RecheckResult.FAILED,
    )
    assert column(desk.one(office, F7, week_end=THIS_WEEK), "整改完成情况") == ["整改中"]


def test_f7_names_the_penalties_of_the_hazard_and_of_the_visit(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), BEFORE, major("甲"), major("乙"))
    first, second = desk.hazard_ids(office, visit)
    fined(office, date(2026, 11, 12), 20_000_000, party="x", inspection_id=visit)
    fined(
        office,
        date(2026, 11, 11),
        500_000,
        party="x",
        hazard_id=first,
        inspection_id=visit,
        target=PenaltyTarget.PRINCIPAL,
    )
    fined(office, date(2026, 11, 21), 1_000_000, party="x", hazard_id=second)  # after the week
    gone = fined(office, date(2026, 11, 12), 1_000_000, party="x", hazard_id=second)
    office.run(remove_enforcement, PenaltyFacts, gone)
    office.run(
        save_enforcement,
        PenaltyFacts(PenaltyKind.SUSPENSION, date(2026, 11, 13), party="x", hazard_id=second),
    )
    fined(office, date(2026, 11, 12), 1_000_000, party="x")  # of neither
    assert column(desk.one(office, F7, week_end=LAST_WEEK), "行政处罚情况") == [
        "行政罚款0.5万元（主要负责人），2026.11.11\n行政罚款20万元，2026.11.12",
        "停产整顿，2026.11.13\n同序号1",
    ], "a fine on the whole visit stands once: who adds up the column must not count it twice"
    assert "行政罚款1万元，2026.11.21" in column(desk.one(office, F7), "行政处罚情况")[1]


def test_f7_of_an_earlier_week_comes_out_alike_later(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂")
    visit = desk.visited(office, where, BEFORE, major("炉口开裂"))
    was = desk.one(office, F7, week_end=LAST_WEEK)
    assert len(listed(was)) == 1
    desk.change_hazard(office, visit, rectified_on=date(2026, 11, 21), rectification_note="已换")
    desk.change_hazard(
        office,
        visit,
        rechecked_on=date(2026, 11, 22),
        rechecked_by="张三",
        recheck_result=RecheckResult.PASSED,
    )
    fined(office, date(2026, 11, 21), 1_000_000, enterprise_id=where, inspection_id=visit)
    desk.visited(office, where, date(2026, 11, 21), major("新发现的"))
    assert desk.one(office, F7, week_end=LAST_WEEK) == was
    assert desk.one(office, F7) != was


def test_the_county_is_the_offices_own_setting(office: OfficeFile) -> None:
    desk.visited(office, desk.enterprise(office), WITHIN, major("炉口开裂"), stage=SourceStage.CROSS)
    office.run(change_office, replace(office.ask(office_row), county="吕梁市文水县"))
    assert column(desk.one(office, F7), "所在市（县、区）") == ["吕梁市文水县"]
    assert column(desk.one(office, F9), "所在县（市、区）") == ["吕梁市文水县"]


# ---- F9 ----------------------------------------------------------------------------------------------


def test_f9_lists_the_visits_of_cross_inspections_with_what_came_of_them(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", industries=("冶金工贸",))
    visit = desk.visited(
        office,
        where,
        BEFORE,
        general("漏电", rectified_on=date(2026, 11, 12)),
        replace(general("未定级"), level=None),
        major("炉口开裂"),
        stage=SourceStage.CROSS,
        inspecting_unit="交城县应急局",
        note="资料已移交",
    )
    fined(
        office,
        date(2026, 11, 12),
        20_000_000,
        enterprise_id=where,
        inspection_id=visit,
        decided_by="县应急局",
        document_number="文应急罚〔2026〕8号",
    )
    office.run(
        save_enforcement,
        PenaltyFacts(
            PenaltyKind.SUSPENSION,
            date(2026, 11, 11),
            where,
            hazard_id=desk.hazard_ids(office, visit)[2],
        ),
    )
    desk.visited(office, desk.enterprise(office, "乙厂"), WITHIN, stage=SourceStage.CROSS)
    desk.visited(office, where, WITHIN, major("不是交叉检查"))
    first, second = listed(desk.one(office, F9, week_end=LAST_WEEK))
    assert first == {
        "序号": "1",
        "企业名称": "甲厂",
        "所在县（市、区）": "文水县",
        "行业": "冶金工贸",
        "检查单位": "交城县应急局",
        "检查时间": "2026.11.10",
        "一般隐患（条）": "2",
        "重大事故隐患（条）": "1",
        "采取的行政处罚措施": "停产整顿\n行政罚款20万元",
        "行政处罚情况": "2026.11.11\n2026.11.12，县应急局，文应急罚〔2026〕8号",
        "整改完成情况": "已整改1条，未整改2条",
        "备注": "资料已移交",
    }
    assert (second["企业名称"], second["一般隐患（条）"], second["重大事故隐患（条）"]) == ("乙厂", "0", "0")
    assert second["整改完成情况"] == ""


def test_f9_leaves_out_what_does_not_count(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    of_all_kinds(office, where, SourceStage.CROSS)
    desk.visited(
        office, where, WITHIN, major("企业自己的"), stage=SourceStage.CROSS, level=InspectionLevel.ENTERPRISE
    )
    (row,) = listed(desk.one(office, F9, week_end=LAST_WEEK))
    assert (row["一般隐患（条）"], row["重大事故隐患（条）"]) == ("2", "1")


def test_f9_says_what_had_come_of_it_by_the_weeks_end(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    visit = desk.visited(
        office,
        where,
        BEFORE,
        general("漏电", rectified_on=date(2026, 11, 21)),
        stage=SourceStage.CROSS,
    )
    fined(office, date(2026, 11, 21), 1_000_000, enterprise_id=where, inspection_id=visit)
    (then,) = listed(desk.one(office, F9, week_end=LAST_WEEK))
    assert (then["整改完成情况"], then["采取的行政处罚措施"]) == ("已整改0条，未整改1条", "")
    (now,) = listed(desk.one(office, F9))
    assert (now["整改完成情况"], now["采取的行政处罚措施"]) == ("已全部整改", "行政罚款1万元")


def a_round(office: OfficeFile, name: str, *pairs: tuple[str, str], **facts: Any) -> int:
    rows = tuple(PairRow(*pair) for pair in pairs)
    return desk.saved(office.run(save_round, None, RoundFacts(name, pairs=rows, **facts)))


def test_f9_of_a_round_lists_the_visits_of_its_days(office: OfficeFile) -> None:
    a_round(office, "第一轮", starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 10))
    a_round(office, "第二轮", starts_on=date(2026, 11, 11))
    a_round(office, "第三轮")
    a_round(office, "第四轮", starts_on=date(2026, 11, 11), ends_on=date(2026, 12, 31))
    where = desk.enterprise(office)
    for day in (2, 3, 10, 11, 21):
        rectified = general("漏电", rectified_on=date(2026, 11, 20 if day < 20 else 22))
        desk.visited(office, where, date(2026, 11, day), rectified, stage=SourceStage.CROSS)

    def days(name: str | None, **wanted: Any) -> list[str]:
        sheet = desk.one(office, F9, round_name=name, **wanted)
        assert set(column(sheet, "整改完成情况")) == {"已全部整改"}  # after the round, before the week's end
        return [day.removeprefix("2026.11.") for day in column(sheet, "检查时间")]

    assert days("第一轮") == ["3", "10"]
    assert days("第二轮") == ["11", "21"]
    assert days("第二轮", week_end=LAST_WEEK) == days("第四轮", week_end=LAST_WEEK) == ["11"]
    assert days(None) == ["2", "3", "10", "11", "21"]
    assert not any(column(desk.one(office, F9, round_name="第三轮"), "检查时间")), "it has no days"


def test_f9_of_a_round_and_a_campaign_lists_what_is_of_both(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动", date(2026, 11, 9))
    a_round(office, "第一轮", starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 10))
    where = desk.enterprise(office)
    for day, campaigns in ((4, ("冬季行动",)), (9, ("冬季行动",)), (10, ()), (12, ("冬季行动",))):
        desk.visited(office, where, date(2026, 11, day), stage=SourceStage.CROSS, campaigns=campaigns)
    sheet = desk.one(office, F9, round_name="第一轮", campaign="冬季行动")
    assert column(sheet, "检查时间") == ["2026.11.9"]


# ---- against F4 and F6 over random townships ---------------------------------------------------------


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OfficeFile, Township]]:
    """Give an office that holds a random township; nothing may be changed in it."""
    town = random_township(3)
    with desk.make_office(tmp_path_factory.mktemp("township")) as office:
        office.run(enter, town)
        yield office, town


@pytest.mark.parametrize("campaign", [None, *CAMPAIGNS])
@pytest.mark.parametrize("week_end", [date(2026, 9, 25), LAST_WEEK])
def test_the_lists_are_as_long_as_the_figures_say(
    filled: tuple[OfficeFile, Township], campaign: str | None, week_end: date
) -> None:
    office, town = filled
    counted = office.ask(statistics, week_end, campaign)
    asked = {"week_end": week_end, "campaign": campaign}
    for scope, f4 in ((Scope.WEEK, counted.week), (Scope.CUMULATIVE, counted.cumulative)):
        rows = listed(desk.one(office, F5, scope=scope, **asked))
        acts = [row for row in rows if row[_CONDUCT] == "无证经营"]
        assert len(acts) == f4[Figure.ILLEGAL_FOUND]
        assert len(rows) - len(acts) == f4[Figure.MAJOR_FOUND]
    dispatch = desk.one(office, "weekly-dispatch", **asked).cell("row-4").text
    f9 = listed(desk.one(office, F9, **asked))
    general_of_f6, _, major_of_f6, _ = (int(number) for number in re.findall(r"(\d+)条", dispatch))
    assert sum(int(row["一般隐患（条）"]) for row in f9) == general_of_f6
    assert sum(int(row["重大事故隐患（条）"]) for row in f9) == major_of_f6
    begins = (CAMPAIGNS[campaign] if campaign else None) or date.min
    standing = [
        hazard
        for visit in town.visits
        if not visit.removed
        and begins <= visit.on <= week_end
        and (campaign is None or campaign in visit.campaigns)
        for hazard in visit.hazards
        if hazard.level is HazardLevel.MAJOR and not hazard.void and not hazard.removed
    ]
    rows = listed(desk.one(office, F7, **asked))
    assert len(rows) == len(standing)
    done = [
        day
        for hazard in standing
        if (day := hazard.again if hazard.failed else hazard.rectified) is not None and day <= week_end
    ]
    assert sum(row["整改完成情况"].startswith("已于") for row in rows) == len(done)


# ---- F8 ----------------------------------------------------------------------------------------------


def arranged(office: OfficeFile, **wanted: Any) -> list[tuple[str, str, str]]:
    return [(row["检查方"], row["受检方"], row["备注"]) for row in listed(desk.one(office, F8, **wanted))]


def test_f8_is_of_the_newest_round_unless_one_is_named(office: OfficeFile) -> None:
    a_round(office, "第二轮", ("甲村", "乙村"), ("乙村", "甲村"), starts_on=date(2025, 3, 1))
    newest = a_round(office, "第一轮", ("丙村", "丁村"), starts_on=date(2026, 5, 31))
    assert arranged(office) == [("丙村", "丁村", "")]
    assert arranged(office, round_name="第二轮") == [("甲村", "乙村", ""), ("乙村", "甲村", "")]
    assert arranged(office, round_name=" 第二轮 ") == arranged(office, round_name="第二轮")
    assert "2026年5月开展" in desk.one(office, F8).notes[0]
    assert "2025年3月开展" in desk.one(office, F8, round_name="第二轮").notes[0]
    office.run(remove_round, newest)
    assert arranged(office) == arranged(office, round_name="第二轮")


def test_f8_keeps_the_order_and_the_notes_of_the_pairs(office: OfficeFile) -> None:
    pairs = [("丙", "甲", "先查"), ("甲", "乙", ""), ("乙", "丙", "两家合查")]
    a_round(office, "第一轮", *pairs)
    sheet = desk.one(office, F8)
    assert arranged(office) == pairs
    assert [row["序号"] for row in listed(sheet)] == ["1", "2", "3"]
    assert max(cell.row for cell in sheet.cells) == 3  # no empty row below


@pytest.mark.parametrize("wanted", [{}, {"blank": True}])
def test_f8_without_a_round_or_blank_has_the_fourteen_rows_of_the_original(
    office: OfficeFile, wanted: dict[str, Any]
) -> None:
    if wanted:
        a_round(office, "第一轮", ("甲", "乙"), starts_on=date(2025, 3, 1))
    sheet = desk.one(office, F8, **wanted)
    assert listed(sheet) == []
    assert [cell.text for cell in sheet.cells if cell.column == 0][1:] == [str(n) for n in range(1, 15)]
    assert not re.search(r"\d", sheet.notes[0])


@pytest.mark.parametrize("form_id", [F8, F9])
def test_an_unknown_round_is_refused_with_those_there_are(office: OfficeFile, form_id: str) -> None:
    with pytest.raises(HazardDeskError, match="没有名为「第九轮」") as refused:
        desk.fill(office, form_id, round_name="第九轮")
    assert "还没有" in refused.value.remedy
    a_round(office, "第一轮")
    with pytest.raises(HazardDeskError) as refused:
        desk.fill(office, form_id, round_name="第九轮")
    assert "第一轮" in refused.value.remedy
    assert refused.value.exit_code == 1


# ---- alike for all -----------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("form_id", [F5, F7, F8, F9])
def test_an_unknown_campaign_is_refused(office: OfficeFile, form_id: str, blank: bool) -> None:
    with pytest.raises(HazardDeskError, match="没有名为「打错了」") as refused:
        desk.fill(office, form_id, campaign="打错了", blank=blank)
    assert refused.value.exit_code == 1


@pytest.mark.parametrize("form_id", [F5, F7, F9])
def test_another_day_than_the_reporting_day_is_refused(office: OfficeFile, form_id: str) -> None:
    with pytest.raises(UsageError, match="周四"):
        desk.fill(office, form_id, week_end=date(2026, 11, 19))


@pytest.mark.parametrize(("form_id", "numbered"), [(F5, 8), (F7, 5), (F9, 5)])
@pytest.mark.parametrize("blank", [False, True])
def test_without_rows_the_numbered_ones_of_the_form_stay_free(
    office: OfficeFile, form_id: str, numbered: int, blank: bool
) -> None:
    if blank:
        of_all_kinds(office, desk.enterprise(office), SourceStage.CROSS)
    sheet = desk.one(office, form_id, blank=blank)
    numbers = [cell.text for cell in sheet.cells if cell.column == 0][1:]
    assert numbers[:numbered] == [str(n) for n in range(1, numbered + 1)]
    assert not any(cell.text for cell in sheet.cells if cell.row > 0 and cell.column > 0)
    name, day = desk.head(sheet)
    assert name == OFFICE
    assert bool(re.search(r"\d", day)) is not blank


@pytest.mark.parametrize("form_id", [F7, F8, F9])
def test_the_title_begins_with_the_campaign(office: OfficeFile, form_id: str) -> None:
    desk.campaign(office, "冬季行动")
    for blank in (False, True):
        assert desk.one(office, form_id, campaign="冬季行动", blank=blank).title.startswith("冬季行动")
        assert desk.one(office, form_id, blank=blank).title.startswith("冶金工贸")


def test_the_form_is_dated_as_asked_for(office: OfficeFile) -> None:
    assert desk.head(desk.one(office, F5, filled_on=date(2026, 11, 20)))[1] == "2026年11月20日"
