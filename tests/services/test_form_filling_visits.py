"""F3 and F10: a visit with one hazard, several, none; both halves; the continuation; whose campaign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.supervision import Mood
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.form_filling.request import inspection_numbered
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.wording import set_signatures
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import InspectionLevel, RecheckResult, Remedy, SourceStage
from tests.services import form_desk as desk
from tests.services.form_desk import OFFICE, beside, column, general, listed, major, rows_from

F3, F10 = "supervision", "hazard-list"
DAY = date(2026, 11, 10)
LOWER_HALF = ("回查人员", "整改落实情况", "回查结果")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def ordered(description: str, **facts: Any) -> HazardFacts:
    """A general hazard to be put right by a day."""
    given: dict[str, Any] = {
        "remedy": Remedy.BY_DEADLINE,
        "measures": "更换",
        "responsible": "赵六",
        "deadline": date(2026, 11, 20),
    }
    return general(description, **{**given, **facts})


def passed(on: date = date(2026, 11, 19), by: str = "李四", **facts: Any) -> dict[str, Any]:
    return {
        "rectified_on": date(2026, 11, 18),
        "rechecked_on": on,
        "rechecked_by": by,
        "recheck_result": RecheckResult.PASSED,
        **facts,
    }


def of_visit(office: OfficeFile, form_id: str, visit: int, **wanted: Any) -> Sheet:
    return desk.one(office, form_id, inspections=(visit,), **wanted)


# ---- F3 ----------------------------------------------------------------------------------------------


def test_f3_of_one_hazard_says_it_without_a_number(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂")
    visit = desk.visited(office, where, DAY, ordered("配电箱未上锁"), content="用电安全")
    sheet = of_visit(office, F3, visit)
    assert rows_from(sheet, "检查企业（场所）") == [["甲厂", "检查日期", "2026年11月10日"]]
    assert beside(sheet, "检查人员") == "张三、李四"
    assert beside(sheet, "检查内容") == "用电安全"
    assert beside(sheet, "存在问题") == "配电箱未上锁"
    assert beside(sheet, "整改措施") == "更换"
    assert beside(sheet, "限期整改时间") == "2026年11月20日"
    assert beside(sheet, "整改责任人") == "赵六"
    assert desk.head(sheet) == (OFFICE, "2026年11月22日")
    assert sheet.subject == "甲厂"


def test_f3_of_several_hazards_numbers_them_and_what_belongs_to_each(office: OfficeFile) -> None:
    visit = desk.visited(
        office,
        desk.enterprise(office),
        DAY,
        ordered("配电箱未上锁"),
        general("通道堵塞", remedy=Remedy.ON_SITE),
        ordered("灭火器过期", measures="换新", responsible="钱七", deadline=date(2026, 11, 25)),
    )
    sheet = of_visit(office, F3, visit)
    assert beside(sheet, "存在问题") == "1. 配电箱未上锁\n2. 通道堵塞\n3. 灭火器过期"
    assert beside(sheet, "整改措施") == "1. 更换\n3. 换新"
    assert beside(sheet, "限期整改时间") == "1. 2026.11.20\n3. 2026.11.25"
    assert beside(sheet, "整改责任人") == "1. 赵六\n3. 钱七"


def test_two_hazards_of_the_same_words_are_two_problems(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY, ordered("灭火器过期"), ordered("灭火器过期"))
    sheet = of_visit(office, F3, visit)
    assert beside(sheet, "存在问题") == "1. 灭火器过期\n2. 灭火器过期"
    assert beside(sheet, "整改措施") == "更换", "the same for all is said once"


def test_a_failed_recheck_is_printed_until_the_hazard_is_rectified_anew(office: OfficeFile) -> None:
    failed = ordered("配电箱未上锁", **passed(recheck_result=RecheckResult.FAILED))
    visit = desk.visited(office, desk.enterprise(office), DAY, failed)
    sheet = of_visit(office, F3, visit)
    assert rows_from(sheet, "回查人员") == [["李四", "回查日期", "2026年11月19日"]]
    assert beside(sheet, "回查结果") == "不合格"
    assert beside(sheet, "整改落实情况") == ""
    desk.change_hazard(office, visit, rectified_on=date(2026, 11, 21))
    again = of_visit(office, F3, visit)
    assert beside(again, "回查结果") == ""
    assert beside(again, "整改落实情况") == "已于2026年11月21日完成整改"


def test_what_is_in_the_recycle_bin_is_not_printed(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    gone, kept = (desk.visited(office, where, day, ordered("甲")) for day in (DAY, date(2026, 11, 12)))
    office.run(remove_inspection, gone)
    assert [sheet.head.right.text for sheet in desk.fill(office, F10, inspections=(gone, kept))] == [  # type: ignore[union-attr]
        "2026年11月12日"
    ]
    with pytest.raises(UsageError, match="已不在台账里"):
        desk.fill(office, F3, inspections=(gone, 999))


def test_f3_of_a_visit_that_found_nothing_says_so(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY)
    sheet = of_visit(office, F3, visit)
    assert beside(sheet, "存在问题") == "未发现问题隐患。"
    assert beside(sheet, "整改措施") == beside(sheet, "限期整改时间") == ""


def test_f3_is_filled_to_the_half_that_is_asked_for(office: OfficeFile) -> None:
    hazard = ordered("配电箱未上锁", **passed(), rectification_note="已加锁")
    visit = desk.visited(office, desk.enterprise(office), DAY, hazard)
    closed = of_visit(office, F3, visit)
    assert closed == of_visit(office, F3, visit, mood=Mood.CLOSED_LOOP)
    assert rows_from(closed, "回查人员") == [["李四", "回查日期", "2026年11月19日"]]
    assert beside(closed, "整改落实情况") == "已于2026年11月18日完成整改；已加锁"
    assert beside(closed, "回查结果") == "合格"
    found = of_visit(office, F3, visit, mood=Mood.INSPECTION)
    for label in LOWER_HALF:
        assert beside(found, label) == ""
    assert beside(found, "回查日期").split() == ["年", "月", "日"]
    assert beside(found, "存在问题") == "配电箱未上锁"


def test_f3_tells_of_each_hazards_recheck(office: OfficeFile) -> None:
    visit = desk.visited(
        office,
        desk.enterprise(office),
        DAY,
        ordered("甲", **passed()),
        ordered("乙"),
        ordered("丙", **passed(on=date(2026, 11, 20), by="王五")),
    )
    sheet = of_visit(office, F3, visit)
    assert beside(sheet, "回查人员") == "李四、王五"
    assert beside(sheet, "回查日期") == "2026年11月19日、2026年11月20日"
    assert beside(sheet, "整改落实情况") == ("1. 已于2026年11月18日完成整改\n3. 已于2026年11月18日完成整改")
    assert beside(sheet, "回查结果") == "1. 合格\n3. 合格"


def test_f3_without_a_recheck_leaves_the_lower_half_free(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY, ordered("甲"))
    sheet = of_visit(office, F3, visit, mood=Mood.CLOSED_LOOP)
    assert [beside(sheet, label) for label in LOWER_HALF] == ["", "", ""]
    assert beside(sheet, "回查日期").split() == ["年", "月", "日"]


@pytest.mark.parametrize("form_id", [F3, F10])
def test_a_hazard_that_was_voided_or_removed_is_printed_nowhere(office: OfficeFile, form_id: str) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY, ordered("在册"), ordered("登记错了"))
    desk.void(office, desk.hazard_ids(office, visit)[1])
    assert "登记错了" not in "".join(desk.words(of_visit(office, form_id, visit)))
    assert "在册" in "".join(desk.words(of_visit(office, form_id, visit)))


# ---- F3 that has no room -----------------------------------------------------------------------------


def crowded(office: OfficeFile, where: int, **facts: Any) -> int:
    """Enter a visit that found more than F3 has room for: twenty hazards, two of them major."""
    told = "车间东侧配电箱未上锁，箱体锈蚀，无警示标志，周围堆放易燃物，且未设置围栏"
    hazards = [
        ordered(
            f"第{n}处：{told}",
            responsible="赵六" if n % 2 else "钱七",
            deadline=date(2026, 11, 19 + n % 3),
            evidence=f"照片{n}",
            basis="用电安全导则",
        )
        for n in range(1, 19)
    ]
    hazards += [major(told, measures="更换") for told in ("炉口开裂", "行车制动失灵")]
    return desk.visited(office, where, DAY, *hazards, **facts)


def test_what_f3_has_no_room_for_follows_on_f10(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动")
    visit = crowded(office, desk.enterprise(office, "甲厂"), campaigns=("冬季行动",))
    first, annex = desk.fill(office, F3, inspections=(visit,))
    assert (first.form_id, annex.form_id) == (F3, F10)
    assert beside(first, "存在问题") == ("共发现问题隐患20项（其中重大2项），详见附页《检查问题隐患清单》。")
    assert beside(first, "限期整改时间") == "2026年11月19日至2026年12月1日，见清单"
    assert beside(first, "整改责任人") == "赵六、钱七"
    assert len(lay_out(first).pages) == 1
    rows = listed(annex)
    assert [row["序号"] for row in rows] == [str(n) for n in range(1, 21)]
    assert rows[0]["备注"] == "2026.11.20前整改\n赵六"
    assert rows[1]["备注"] == "2026.11.21前整改\n钱七"
    assert (rows[0]["现场证据"], rows[0]["判定依据"], rows[0]["隐患类型"]) == (
        "照片1",
        "用电安全导则",
        "一般",
    )
    assert rows[19]["隐患类型"] == "重大"
    assert annex.title.replace("\n", "") == "冬季行动检查问题隐患清单"
    assert desk.head(annex) == ("甲厂", "2026年11月10日")


def test_the_same_visit_as_f10_alone_says_no_deadlines(office: OfficeFile) -> None:
    visit = crowded(office, desk.enterprise(office))
    assert set(column(of_visit(office, F10, visit), "备注")) == {""}


def test_the_line_of_signatures_stands_below_f3_and_leaves_the_continuation_its_own(
    office: OfficeFile,
) -> None:
    visit = crowded(office, desk.enterprise(office))
    plain_first, plain_annex = desk.fill(office, F3, inspections=(visit,))
    office.run(set_signatures, F3, on=True)
    first, annex = desk.fill(office, F3, inspections=(visit,))
    assert plain_first.footer == ()
    signatures = ["单位负责人（签字）：", "填表人（签字）：", "联系电话："]
    assert [field.label for field in first.footer] == signatures
    assert annex.footer == plain_annex.footer
    assert [field.label for field in annex.footer] == ["检查人员（签字）：", "企业负责人（签字）："]


@pytest.mark.parametrize("blank", [False, True])
def test_every_sheet_has_the_faces_that_the_office_chose(office: OfficeFile, blank: bool) -> None:
    visit = crowded(office, desk.enterprise(office))
    office.run(change_office, replace(office.ask(office_row), body_face="fangsong", heading_face="simhei"))
    sheets = desk.fill(office, F3, inspections=(visit,), blank=blank)
    assert len(sheets) == (1 if blank else 2)
    for sheet in sheets:
        assert (sheet.body_face, sheet.heading_face) == ("fangsong", "simhei")


# ---- F10 ---------------------------------------------------------------------------------------------


def test_f10_lists_the_hazards_of_a_visit(office: OfficeFile) -> None:
    visit = desk.visited(
        office,
        desk.enterprise(office, "甲厂"),
        DAY,
        ordered("配电箱未上锁", evidence="照片1", basis="用电安全导则", note="屡查屡犯"),
        major("炉口开裂"),
        replace(general("未定级"), level=None),
    )
    sheet = of_visit(office, F10, visit)
    labels = ("序号", "隐患描述", "现场证据", "判定依据", "隐患类型", "备注")
    assert [tuple(row[label] for label in labels) for row in listed(sheet)] == [
        ("1", "配电箱未上锁", "照片1", "用电安全导则", "一般", "屡查屡犯"),
        ("2", "炉口开裂", "", "", "重大", ""),
        ("3", "未定级", "", "", "", ""),
    ]
    assert desk.head(sheet) == ("甲厂", "2026年11月10日")


def test_f10_of_a_visit_that_found_nothing_has_one_free_row(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY)
    sheet = of_visit(office, F10, visit)
    assert listed(sheet) == []
    assert max(cell.row for cell in sheet.cells) == 1


def test_f10_is_titled_with_the_campaign_asked_for_else_the_visits_own(office: OfficeFile) -> None:
    for name in ("冬季行动", "春季行动"):
        desk.campaign(office, name)
    where = desk.enterprise(office)
    none = desk.visited(office, where, DAY)
    single = desk.visited(office, where, DAY, campaigns=("冬季行动",))
    both = desk.visited(office, where, DAY, campaigns=("冬季行动", "春季行动"))
    assert of_visit(office, F10, none).title == "检查问题隐患清单"
    assert of_visit(office, F10, single).title == "冬季行动检查问题隐患清单"
    assert of_visit(office, F10, both).title == "检查问题隐患清单"
    assert of_visit(office, F10, both, campaign="春季行动").title == "春季行动检查问题隐患清单"
    assert desk.one(office, F10, blank=True).title.startswith("冶金工贸行业")
    assert desk.one(office, F10, blank=True, campaign="冬季行动").title == "冬季行动检查问题隐患清单"


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("form_id", [F3, F10])
def test_an_unknown_campaign_is_refused(office: OfficeFile, form_id: str, blank: bool) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY)
    with pytest.raises(HazardDeskError, match="没有名为「打错了」"):
        desk.fill(office, form_id, inspections=(visit,), campaign="打错了", blank=blank)


# ---- which visits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", [F3, F10])
def test_an_enterprise_stands_for_its_latest_supervisory_visit(office: OfficeFile, form_id: str) -> None:
    first, second = desk.enterprise(office, "甲厂"), desk.enterprise(office, "乙厂")
    desk.visited(office, first, date(2026, 11, 12), general("最近一次"))
    desk.visited(office, first, DAY, general("录得晚，查得早"))
    desk.visited(office, first, date(2026, 11, 14), general("自查的"), level=InspectionLevel.ENTERPRISE)
    desk.visited(office, first, date(2026, 11, 14), general("自查"), stage=SourceStage.SELF_CHECK)
    gone = desk.visited(office, first, date(2026, 11, 15), general("删掉的"))
    office.run(remove_inspection, gone)
    desk.visited(office, second, DAY, general("乙的"))
    sheets = desk.fill(office, form_id, enterprises=(second, first))
    assert [sheet.subject for sheet in sheets] == ["乙厂", "甲厂"]
    assert "乙的" in desk.words(sheets[0])
    assert "最近一次" in desk.words(sheets[1])


@pytest.mark.parametrize("form_id", [F3, F10])
def test_visits_come_in_the_order_asked_for(office: OfficeFile, form_id: str) -> None:
    names = ("甲厂", "乙厂", "丙厂")
    visits = {name: desk.visited(office, desk.enterprise(office, name), DAY) for name in names}
    order = ("丙厂", "甲厂", "乙厂")
    sheets = desk.fill(office, form_id, inspections=tuple(visits[name] for name in order))
    assert [sheet.subject for sheet in sheets] == list(order)


@pytest.mark.parametrize("form_id", [F3, F10])
def test_without_a_visit_the_form_is_refused_unless_blank(office: OfficeFile, form_id: str) -> None:
    where = desk.enterprise(office, "甲厂")
    desk.visited(office, where, DAY, level=InspectionLevel.ENTERPRISE)
    with pytest.raises(UsageError, match="按检查填") as refused:
        desk.fill(office, form_id)
    assert "--inspection" in refused.value.remedy
    with pytest.raises(UsageError, match="还没有检查记录"):
        desk.fill(office, form_id, enterprises=(where,))


def test_blank_ones_are_free_but_for_the_name_of_who_is_named(office: OfficeFile) -> None:
    ids = [desk.enterprise(office, name) for name in ("甲厂", "乙厂")]
    desk.visited(office, ids[0], DAY, ordered("配电箱未上锁", **passed()))
    nobody = desk.one(office, F3, blank=True)
    assert nobody.subject == beside(nobody, "检查企业（场所）") == beside(nobody, "存在问题") == ""
    assert desk.head(nobody)[0] == OFFICE
    named = desk.fill(office, F3, blank=True, enterprises=tuple(reversed(ids)))
    assert [sheet.subject for sheet in named] == ["乙厂", "甲厂"]
    for sheet in named:
        assert beside(sheet, "检查企业（场所）") == sheet.subject
        assert beside(sheet, "存在问题") == ""
    lists = desk.fill(office, F10, blank=True, enterprises=tuple(ids))
    assert [desk.head(sheet)[0] for sheet in lists] == ["甲厂", "乙厂"]
    assert all(listed(sheet) == [] for sheet in lists)
    assert desk.head(desk.one(office, F10, blank=True))[0] == ""


def test_a_visit_is_named_by_its_number(office: OfficeFile) -> None:
    visit = desk.visited(office, desk.enterprise(office), DAY)
    number = office.ask(inspection_record, visit).facts.number
    assert office.ask(inspection_numbered, f" {number} ") == visit
    office.run(remove_inspection, visit)
    for unknown in (number, "2026-9999", ""):
        with pytest.raises(UsageError, match="没有编号为"):
            office.ask(inspection_numbered, unknown)
