"""F1, F2 and 检查前提示单: an enterprise's facts in their cells, its marks, what is open, what to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import UsageError
from hazard_desk.forms.sheet import Mark, Sheet
from hazard_desk.services.form_filling.request import enterprise_called
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.self_checking import SelfCheckFacts, remove_self_check, save_self_check
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import (
    CheckMark,
    EnterpriseSize,
    InspectionLevel,
    RecheckResult,
    RiskLevel,
    SourceStage,
)
from tests.services import form_desk as desk
from tests.services.form_desk import OFFICE, beside, general, major, rows_from, words

F1, F2, VISIT_SHEET = "registration", "self-check", "visit-sheet"
OF_ENTERPRISES = (F1, F2, VISIT_SHEET)
CHECKLISTS = Path(__file__).resolve().parents[2] / "resources" / "checklists"

FULL: dict[str, Any] = {
    "code": "911411210000006338",
    "village": "东街村",
    "registered_capital_fen": 1_234_500_000,
    "established": "2015-03",
    "township": "马西乡",
    "address": "东街村村东",
    "office_phone": "0358-3012345",
    "safety_licence": "（晋）WH安许证字〔2024〕1号",
    "other_licences": "排污许可证",
    "principal": "王五",
    "principal_phone": "13900000001",
    "safety_head": "赵六",
    "safety_head_phone": "13900000002",
    "industries": ("冶金工贸", "粉尘涉爆"),
    "regulator": "县应急管理局",
    "economic_type": "私营",
    "size": EnterpriseSize.SMALL,
    "assets_fen": 50_000_000,
    "has_major_hazard_source": False,
    "products": "球墨铸件",
    "illegal_conduct": "无",
    "staff_total": 62,
    "staff_regular": 50,
    "staff_temporary": 12,
    "staff_trained": 60,
    "staff_insured": 0,
    "safety_officer_count": 2,
    "safety_body": "安全科",
    "safety_body_count": 3,
    "safety_body_phone": "0358-3012346",
    "duty_phone": "0358-3012347",
    "safety_body_head": "孙七",
    "safety_body_head_phone": "13900000003",
    "safety_officers": "孙七、周八",
    "risk_level": RiskLevel.ORANGE,
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


# ---- F1 ----------------------------------------------------------------------------------------------


def test_f1_has_every_fact_beside_its_label(office: OfficeFile) -> None:
    sheet = desk.one(office, F1, enterprises=(desk.enterprise(office, "兴隆铸造厂", **FULL),))
    for label, said in {
        "单位名称": "兴隆铸造厂",
        "工商注册号": "911411210000006338",
        "注册资本（万元）": "1234.5",
        "成立时间": "2015年3月",
        "所属镇（街道）": "马西乡",
        "单位所在地": "东街村村东",
        "安全生产许可证号": "（晋）WH安许证字〔2024〕1号",
        "其他许可证号": "排污许可证",
        "行业分类": "冶金工贸、粉尘涉爆",
        "监管部门": "县应急管理局",
        "经济类型": "私营",
        "单位规模": "小型",
        "资产总额（万元）": "50",
        "是否有重大危险源": "否",
        "生产/经营产品": "球墨铸件",
        "是否存在非法违法生产经营建设行为": "无",
        "职工人数（从业人数）": "62",
        "正式职工人数": "50",
        "临时用工（含承包单位）人数": "12",
        "接受本单位安全培训教育人数": "60",
        "缴纳工伤保险人数": "0",
        "安全管理人员人数": "2",
        "机构名称": "安全科",
        "机构人数": "3",
        "值班电话": "0358-3012347",
        "专（兼）职安全管理人员名单": "孙七、周八",
    }.items():
        assert beside(sheet, label) == said, label
    assert rows_from(sheet, "主要负责人") == [["姓名", "王五", "手机号码", "13900000001"]]
    assert rows_from(sheet, "分管安全负责人") == [["姓名", "赵六", "手机号码", "13900000002"]]
    assert rows_from(sheet, "机构负责人") == [["姓名", "孙七", "手机号码", "13900000003"]]
    assert [row[0] for row in rows_from(sheet, "办公电话")] == ["0358-3012345", "0358-3012346"]
    assert desk.head(sheet) == (OFFICE, "2026年11月22日")
    assert sheet.subject == "兴隆铸造厂"


def test_f1_leaves_free_what_is_not_known(office: OfficeFile) -> None:
    sheet = desk.one(office, F1, enterprises=(desk.enterprise(office, "甲厂"),))
    told = set(words(sheet)) - set(words(desk.one(office, F1, blank=True)))
    assert told == {"甲厂", "西槽头乡"}


def test_f1_says_why_there_is_no_code(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", no_code_reason="庙会，无照")
    assert beside(desk.one(office, F1, enterprises=(where,)), "工商注册号") == "庙会，无照"


def test_f1_blank_has_no_fact_but_the_name_where_one_is_named(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", **FULL)
    nobody = desk.one(office, F1, blank=True)
    named = desk.one(office, F1, blank=True, enterprises=(where,))
    assert set(words(named)) - set(words(nobody)) == {"甲厂"}
    for sheet in (nobody, named):
        assert desk.head(sheet)[0] == OFFICE
        assert not any(character.isdigit() for character in desk.head(sheet)[1])


# ---- F2 ----------------------------------------------------------------------------------------------


def marks(sheet: Sheet) -> dict[int, tuple[str, str]]:
    """Return 自查结果 and 检查结果 of each of the 28 items that has one."""
    found = {}
    for cell in sheet.cells:
        number, dot, _ = cell.text.partition(". ")
        if dot and number.isdigit():
            (row,) = rows_from(sheet, cell.text)
            found[int(number)] = (row[0], row[1])
    assert sorted(found) == list(range(1, 29))
    return {number: pair for number, pair in found.items() if pair != ("", "")}


def self_checked(office: OfficeFile, where: int, on: date, **facts: Any) -> int:
    return desk.saved(office.run(save_self_check, None, SelfCheckFacts(where, on, **facts)))


def test_f2_has_the_marks_of_the_latest_self_check(office: OfficeFile) -> None:
    where, other = desk.enterprise(office, "甲厂", **FULL), desk.enterprise(office, "乙厂")
    newest = self_checked(
        office,
        where,
        date(2026, 11, 20),
        marks={
            1: (CheckMark.COMPLIES, None),
            20: (CheckMark.COMPLIES, CheckMark.FAILS),
            27: (CheckMark.RECTIFYING, None),
            28: (None, CheckMark.COMPLIES),
        },
    )
    self_checked(office, where, date(2026, 11, 5), marks={2: (CheckMark.FAILS, None)})
    self_checked(office, other, date(2026, 11, 21), marks={3: (CheckMark.FAILS, None)})
    sheet = desk.one(office, F2, enterprises=(where,))
    assert marks(sheet) == {1: ("√", ""), 20: ("√", "×"), 27: ("○", ""), 28: ("", "√")}
    assert sheet.head.left is not None
    assert sheet.head.left.text == "2026年11月20日"
    assert rows_from(sheet, "企业名称") == [["甲厂", "所属行业", "冶金工贸、粉尘涉爆"]]
    assert rows_from(sheet, "企业地址") == [["东街村村东", "所属镇（街道）", "马西乡"]]
    assert rows_from(sheet, "负责人") == [["王五", "电　话", "13900000001"]]
    office.run(remove_self_check, newest)
    assert marks(desk.one(office, F2, enterprises=(where,))) == {2: ("×", "")}


def test_f2_of_one_who_never_checked_is_free_to_be_filled_in(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂")
    checked = desk.enterprise(office, "乙厂")
    self_checked(office, checked, date(2026, 11, 20), marks={1: (CheckMark.COMPLIES, None)})
    never = desk.one(office, F2, enterprises=(where,))
    blank = desk.one(office, F2, enterprises=(checked,), blank=True)
    nobody = desk.one(office, F2, blank=True)
    for sheet in (never, blank, nobody):
        assert marks(sheet) == {}
        assert sheet.head.left is not None
        assert not any(character.isdigit() for character in sheet.head.left.text)
    assert [beside(sheet, "企业名称") for sheet in (never, blank, nobody)] == ["甲厂", "乙厂", ""]


# ---- 检查前提示单 ------------------------------------------------------------------------------------


def open_rows(sheet: Sheet) -> list[list[str]]:
    """Return the lines below 未销号隐患: description, found, deadline, person, state."""
    texts = [words_of_row for words_of_row in by_row(sheet) if words_of_row]
    (start,) = [at for at, row in enumerate(texts) if row[0] == "隐患描述"]
    return [row for row in texts[start + 1 :] if row[0].split(".")[0].isdigit()]


def by_row(sheet: Sheet) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in desk.in_order(sheet):
        rows.setdefault(cell.row, []).append(cell.text)
    return [rows[at] for at in sorted(rows)]


def test_the_visit_sheet_tells_what_is_known_of_the_enterprise(office: OfficeFile) -> None:
    sheet = desk.one(office, VISIT_SHEET, enterprises=(desk.enterprise(office, "甲厂", **FULL),))
    assert rows_from(sheet, "企业名称") == [["甲厂", "风险等级", "橙"]]
    assert rows_from(sheet, "单位所在地") == [["东街村村东", "所属村（社区）", "东街村"]]
    assert rows_from(sheet, "行业分类") == [["冶金工贸、粉尘涉爆", "职工人数", "62"]]
    assert rows_from(sheet, "主要负责人") == [["王五　13900000001", "分管安全负责人", "赵六　13900000002"]]
    assert beside(sheet, "生产/经营产品") == "球墨铸件"
    assert beside(sheet, "上次检查") == "台账里还没有检查记录。"
    assert "没有未销号的隐患。" in words(sheet)
    assert desk.head(sheet) == (OFFICE, "2026年11月22日")


def test_the_visit_sheet_lists_what_is_still_open_oldest_first(office: OfficeFile) -> None:
    where, other = desk.enterprise(office, "甲厂"), desk.enterprise(office, "乙厂")
    passed = {"rechecked_on": date(2026, 11, 20), "rechecked_by": "张三"}
    second = desk.visited(
        office,
        where,
        date(2026, 11, 16),
        major("炉口开裂"),
        general(
            "已销号的",
            rectified_on=date(2026, 11, 18),
            recheck_result=RecheckResult.PASSED,
            **passed,
        ),
        general("已作废的"),
        replace(general("未定级的"), level=None),
    )
    desk.void(office, desk.hazard_ids(office, second)[2])
    desk.visited(office, where, date(2026, 11, 2), general("当天到期", deadline=date(2026, 11, 22)))
    desk.visited(office, where, date(2026, 11, 3), general("自查的"), level=InspectionLevel.ENTERPRISE)
    office.run(remove_inspection, desk.visited(office, where, date(2026, 11, 4), general("删掉的")))
    desk.visited(office, other, date(2026, 11, 4), general("别家的"))
    sheet = desk.one(office, VISIT_SHEET, enterprises=(where,))
    assert open_rows(sheet) == [
        ["1. 当天到期（一般）", "2026.11.2", "2026.11.22", "", "登记"],
        ["2. 自查的（一般）", "2026.11.3", "", "", "登记"],
        ["3. 炉口开裂（重大）", "2026.11.16", "2026.12.1", "赵六", "整改中"],
        ["4. 未定级的", "2026.11.16", "", "", "登记"],
    ]
    assert "二、未销号隐患（4 条）" in words(sheet)


def test_the_visit_sheet_says_what_is_overdue(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    due = date(2026, 11, 21)  # yesterday
    desk.visited(
        office,
        where,
        date(2026, 11, 2),
        general("没改", deadline=due),
        general("改了待复查", deadline=due, rectified_on=date(2026, 11, 20)),
        general("不合格", deadline=due, rectified_on=date(2026, 11, 20), rechecked_on=date(2026, 11, 21),
                rechecked_by="张三", recheck_result=RecheckResult.FAILED),
        general("没有期限"),
    )  # fmt: skip
    states = [row[-1] for row in open_rows(desk.one(office, VISIT_SHEET, enterprises=(where,)))]
    assert states == ["登记，逾期", "待复查", "整改中，逾期", "登记"]


def test_the_visit_sheet_tells_of_the_last_supervisory_visit(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    visit = desk.visited(
        office,
        where,
        date(2026, 11, 16),
        general("没改"),
        general("改了", rectified_on=date(2026, 11, 18), rechecked_on=date(2026, 11, 20),
                rechecked_by="张三", recheck_result=RecheckResult.PASSED),
        general("登记错了"),
        inspectors=("王五", "赵六"),
    )  # fmt: skip
    desk.visited(office, where, date(2026, 11, 3), general("更早的"))
    desk.void(office, desk.hazard_ids(office, visit)[2])
    desk.visited(office, where, date(2026, 11, 21), general("自查的"), stage=SourceStage.SELF_CHECK)
    office.run(remove_inspection, desk.visited(office, where, date(2026, 11, 20)))
    last = beside(desk.one(office, VISIT_SHEET, enterprises=(where,)), "上次检查")
    assert last == "2026年11月16日，王五、赵六，发现隐患 2 条，还有 1 条未销号。"


def points(*industries: str) -> dict[str, list[str]]:
    """Return the points of these industries' lists by their headings, read from the data itself."""
    found: dict[str, list[str]] = {}
    for file in sorted(CHECKLISTS.glob("*.json")):
        for entry in json.loads(file.read_text(encoding="utf-8"))["lists"]:
            if entry["industry"] in industries:
                found.setdefault(entry["title"], []).extend(entry["items"])
    return found


@pytest.mark.parametrize(
    "industries",
    [
        ("煤矿",),
        ("冶金工贸", "粉尘涉爆"),
        ("燃气", "人员密集场所"),  # they share a point
        ("人员密集场所", "混合生产经营场所"),  # all points of the second are the first's, too
        ("铁路",),
        (),
    ],
)
def test_the_visit_sheet_says_what_to_look_at_in_its_industries(
    office: OfficeFile, industries: tuple[str, ...]
) -> None:
    where = desk.enterprise(office, industries=industries)
    sheet = desk.one(office, VISIT_SHEET, enterprises=(where,))
    wanted = points(*industries)
    boxed = _boxed(sheet)
    asked = [cell.text for cell in sheet.cells if cell.row in boxed and cell.text != Mark.BOX]
    assert sorted(asked) == sorted({point for items in wanted.values() for point in items})
    headings = [cell for cell in sheet.cells if cell.text in wanted and cell.column == 0]
    assert {cell.text for cell in headings} == set(wanted)
    assert all(cell.row + 1 in boxed for cell in headings)
    assert ("三、本行业重点看什么" in words(sheet)) is bool(wanted)


def _boxed(sheet: Sheet) -> set[int]:
    return {cell.row for cell in sheet.cells if cell.content is Mark.BOX}


def test_the_visit_sheet_blank_has_lines_and_nothing_else(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", **FULL)
    desk.visited(office, where, date(2026, 11, 16), general("没改"))
    sheet = desk.one(office, VISIT_SHEET, blank=True)
    assert beside(sheet, "企业名称") == beside(sheet, "上次检查") == ""
    assert "现场记录" in words(sheet)
    assert "没改" not in "".join(words(sheet))
    assert not any(character.isdigit() for character in desk.head(sheet)[1])


# ---- alike for all -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", OF_ENTERPRISES)
def test_several_enterprises_come_in_the_order_asked_for(office: OfficeFile, form_id: str) -> None:
    ids = {name: desk.enterprise(office, name) for name in ("甲厂", "乙厂", "丙厂")}
    for order in (("丙厂", "甲厂", "乙厂"), ("乙厂", "丙厂")):
        sheets = desk.fill(office, form_id, enterprises=tuple(ids[name] for name in order))
        assert [sheet.subject for sheet in sheets] == list(order)


@pytest.mark.parametrize("form_id", OF_ENTERPRISES)
def test_without_an_enterprise_the_form_is_refused_unless_blank(office: OfficeFile, form_id: str) -> None:
    with pytest.raises(UsageError, match="按企业填") as refused:
        desk.fill(office, form_id)
    assert "--enterprise" in refused.value.remedy
    assert len(desk.fill(office, form_id, blank=True)) == 1


@pytest.mark.parametrize("form_id", OF_ENTERPRISES)
def test_an_enterprise_that_is_gone_is_left_out(office: OfficeFile, form_id: str) -> None:
    where = desk.enterprise(office, "甲厂")
    sheets = desk.fill(office, form_id, enterprises=(999, where, 998))
    assert [sheet.subject for sheet in sheets] == ["甲厂"]


@pytest.mark.parametrize("form_id", [F1, VISIT_SHEET])
def test_the_form_is_dated_as_asked_for(office: OfficeFile, form_id: str) -> None:
    where = desk.enterprise(office)
    sheet = desk.one(office, form_id, enterprises=(where,), filled_on=date(2026, 11, 20))
    assert desk.head(sheet)[1] == "2026年11月20日"


# ---- which enterprise is meant -----------------------------------------------------------------------


def test_an_enterprise_is_called_by_its_code_or_its_exact_name(office: OfficeFile) -> None:
    where = desk.enterprise(office, "甲厂", code=FULL["code"])
    desk.enterprise(office, "甲厂分厂")
    for named in ("甲厂", " 甲厂 ", FULL["code"]):
        assert office.ask(enterprise_called, named) == where


@pytest.mark.parametrize("named", ["甲", "甲厂分", "91141121000000633"])
def test_a_part_of_a_name_calls_nobody(office: OfficeFile, named: str) -> None:
    desk.enterprise(office, "甲厂", code=FULL["code"])
    with pytest.raises(UsageError, match=named):
        office.ask(enterprise_called, named)


def test_a_name_that_two_bear_is_refused(office: OfficeFile) -> None:
    desk.enterprise(office, "甲厂")
    second = desk.enterprise(office, "乙厂")
    desk.rename(office, second, "甲厂")
    with pytest.raises(UsageError, match="2 家") as refused:
        office.ask(enterprise_called, "甲厂")
    assert "代码" in refused.value.remedy
