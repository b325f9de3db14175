"""Registries as offices keep them, from the sheet to the list: cleaned, skipped, told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from tests.cli.desk import Desk, credit_code, enterprises, fingerprint, inspections, raw
from tests.intake.sheets import ods

ROW_KEYS = {
    "enterprises": [
        "id",
        "code",
        "name",
        "village",
        "industries",
        "principal",
        "phone",
        "risk",
        "size",
        "state",
        "missing",
    ],
    "inspections": ["id", "number", "enterprise", "code", "date", "level", "stage", "inspectors", "hazards"],
    "hazards": (
        [
            "id",
            "inspection",
            "enterprise",
            "description",
            "level",
            "remedy",
            "deadline",
            "rectified_on",
            "rechecked_on",
            "state",
        ]
    ),
}


def by_name(desk: Desk) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in desk.rows("enterprises")}


def test_the_keys_of_every_list_are_fixed(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "5")
    for kind, keys in ROW_KEYS.items():
        found = desk.done("list", kind)
        assert list(found) == ["total", "rows"]
        assert found["total"] == len(found["rows"]) > 0
        assert all(list(row) == keys for row in found["rows"])
        cut = desk.done("list", kind, "--limit", "1")
        assert (cut["total"], cut["rows"]) == (found["total"], found["rows"][:1])
        assert desk.done("list", kind, "--limit", "0") == {"total": found["total"], "rows": []}


def test_an_unknown_filter_is_wrong_usage_and_names_the_known(desk: Desk) -> None:
    for kind, known in (("enterprises", "未检查"), ("inspections", "有未整改隐患"), ("hazards", "逾期")):
        said = desk("list", kind, "--filter", "不存在的", "--json")
        assert said.code == 2
        assert known in said.data["error"]["remedy"]


def test_filters_keep_what_their_name_says(desk: Desk, tmp_path: Path) -> None:
    sheet = enterprises(
        tmp_path / "两家.xlsx", {"单位名称": "甲厂", "主要负责人": "王强"}, {"单位名称": "乙厂"}
    )
    desk.done("import", "enterprises", sheet)
    visit = {"企业名称": "甲厂", "检查日期": "2025-03-05", "检查人员": "李梅", "整改方式": "限期整改"}
    late = {**visit, "限期整改时间": "2025-03-06", "整改责任人": "王强"}
    desk.done(
        "import",
        "inspections",
        inspections(
            tmp_path / "检查.xlsx",
            {**late, "隐患描述": "逾期的", "隐患类型": "一般"},
            {**late, "隐患描述": "改好的", "整改完成时间": "2025-03-06"},
            {**late, "隐患描述": "销号的", "整改完成时间": "2025-03-06", "回查日期": "2025-03-07",
             "回查人员": "李梅", "回查结果": "合格", "隐患类型": "重大"},
        ),
    )  # fmt: skip
    assert [row["name"] for row in desk.rows("enterprises", "--filter", "未检查")] == ["乙厂"]
    wanted = {
        "全部": {"逾期的", "改好的", "销号的"},
        "未整改": {"逾期的"},
        "逾期": {"逾期的"},
        "待回查": {"改好的"},
        "重大": {"销号的"},
        "已销号": {"销号的"},
    }
    for name, descriptions in wanted.items():
        assert {row["description"] for row in desk.rows("hazards", "--filter", name)} == descriptions
    assert desk.done("list", "inspections", "--filter", "有未整改隐患")["total"] == 1


def test_a_dirty_registry_is_read_as_its_reader_sees_it(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "西槽头村"
    page["A1"] = "西槽头乡企业底数台账"
    page.merge_cells("A1:I1")
    page["A2"] = "填报单位（盖章）：西槽头乡人民政府"
    page.merge_cells("A2:I2")
    heads = (
        "序号", "企 业\n全称", "社会信用代码 ", "从业人数", "手机号码（主要负责人）", "主要负责人",
        "行业类别", "地  址", "抽查情况",
    )  # fmt: skip
    page.append(heads)
    page.append(
        [
            1,
            " 文水县　一号 铸造厂 ",
            credit_code(1),
            "２５人",
            13800000001,
            "陈䶮",
            "有限空间、消防",
            "村东",
            "好",
        ]
    )
    page.append(
        [
            2,
            "鑫源粮油加工部",
            440301103097413,
            3,
            "１３８００００００２２",
            " 王 强 ",
            "",
            "村西",
            None,
        ]
    )
    page.append([])
    page.append(heads)
    page.append([3, "老李饭店", "无", None, "0358-3012345", "李㛃", "消防", "村口", None])
    page.append([None, "合计", None, 28, None, None, None, None, None])
    page.append(["注：本表由各村填报。"])
    east = book.create_sheet("东槽头村")
    east.append(["单位名称", "工商注册号", "风险分级"])
    east.append(["东槽头砖厂", credit_code(2), "红"])
    book.create_sheet("说明").append(["本表每月更新"])
    book.save(tmp_path / "底数.xlsx")
    said = desk.done("import", "enterprises", tmp_path / "底数.xlsx")
    assert (said["added"], said["updated"]) == (4, 0)
    assert said["skipped"] == {"空行": 1, "重复的表头": 1, "合计行": 1, "注释行": 1}
    assert said["unknown_columns"] == ["抽查情况"]
    assert any("西槽头村" in notice and "东槽头村" in notice for notice in said["notices"])
    found = by_name(desk)
    assert found["文水县一号铸造厂"]["code"] == credit_code(1)
    assert found["文水县一号铸造厂"]["phone"] == "13800000001"
    assert found["文水县一号铸造厂"]["principal"] == "陈䶮"
    assert set(found["文水县一号铸造厂"]["industries"]) == {"有限空间", "消防"}
    assert found["文水县一号铸造厂"]["village"] == "西槽头村"
    assert found["鑫源粮油加工部"]["phone"] == "13800000022"
    assert found["老李饭店"]["code"] == ""
    assert found["东槽头砖厂"]["village"] == "东槽头村"
    assert found["东槽头砖厂"]["risk"] == "红"
    for row in found.values():
        assert row["state"] == "正常经营"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("单位名称", "甲厂"), ("企业名称", "甲厂"), ("企业全称", "甲厂"), ("名称", "甲厂"),
        ("单 位 名 称", "甲厂"), ("单位\n名称", "甲厂"), ("　单位名称　", "甲厂"),
        ("企业名称（全称）", "甲厂"),
    ],
)  # fmt: skip
def test_variants_of_the_name(desk: Desk, tmp_path: Path, header: str, value: str) -> None:
    path = raw(tmp_path / "a.xlsx", [header, "信用代码"], [value, credit_code(3)])
    desk.done("import", "enterprises", path)
    assert [(row["name"], row["code"]) for row in desk.rows("enterprises")] == [(value, credit_code(3))]


@pytest.mark.parametrize(
    ("header", "value", "key", "read"),
    [
        ("统一社会信用代码", credit_code(4).lower(), "code", credit_code(4)),
        ("信用代码", credit_code(4)[:9] + " " + credit_code(4)[9:], "code", credit_code(4)),
        ("工商注册号", 110108000000016, "code", "110108000000016"),
        ("社会信用代码", "无", "code", ""),
        ("手机号码(主要负责人)", 13800000001, "phone", "13800000001"),
        ("手机号码〔主要负责人〕", "13800000001", "phone", "13800000001"),
        ("主要负责人手机号码", 13800000001.0, "phone", "13800000001"),
        ("主要负责人联系电话", "１３８ ００００ ０００１", "phone", "13800000001"),
        ("所属村", "杨家庄", "village", "杨家庄"),
        ("所属村(社区)", " 杨家庄村 ", "village", "杨家庄村"),
        ("法定代表人", "陈　䶮", "principal", "陈䶮"),
        ("风险分级", "橙色", "risk", "橙"),
        ("单位规模", "小型企业", "size", "小型"),
    ],
)
def test_variants_of_other_headers_and_their_values(
    desk: Desk, tmp_path: Path, header: str, value: object, key: str, read: str
) -> None:
    desk.done("import", "enterprises", raw(tmp_path / "a.xlsx", ["单位名称", header], ["甲厂", value]))
    assert [row[key] for row in desk.rows("enterprises")] == [read]


def test_old_xls_and_ods_are_read_alike(desk: Desk, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("企业")
    page.write_merge(0, 0, 0, 3, "企业台账")
    for column, text in enumerate(("企业名称", "信用代码", "主要负责人", "主要负责人手机号码")):
        page.write(1, column, text)
    for column, value in enumerate(("甲厂", credit_code(5), "陈䶮", 13800000005)):
        page.write(2, column, value)
    book.save(str(tmp_path / "a.xls"))
    cells = ["乙厂", credit_code(6), "李㛃", 13800000006]
    ods(tmp_path / "b.ods", ["企业名称", "信用代码", "主要负责人", "主要负责人手机号码"], cells)
    desk.done("import", "enterprises", tmp_path / "a.xls")
    desk.done("import", "enterprises", tmp_path / "b.ods")
    found = by_name(desk)
    for name, number, principal in (("甲厂", 5, "陈䶮"), ("乙厂", 6, "李㛃")):
        row = found[name]
        assert (row["code"], row["principal"], row["phone"]) == (
            credit_code(number), principal, f"1380000000{number}",
        )  # fmt: skip


@pytest.mark.parametrize("suffix", ["xls", "ods", "et", "txt"])
def test_a_file_is_told_by_its_content(desk: Desk, tmp_path: Path, suffix: str) -> None:
    path = raw(tmp_path / "a.xlsx", ["单位名称", "地址"], ["甲厂", "村东"])
    path = path.rename(tmp_path / f"a.{suffix}")
    if suffix == "et":
        assert "另存为" in desk.problems("import", "enterprises", path)[0]["remedy"]
    else:
        assert desk.done("import", "enterprises", path)["added"] == 1


def test_the_template_goes_round(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    desk.done("template", "enterprises", path)
    said = desk("import", "enterprises", path, "--json")  # as it came: examples only
    assert said.code in (0, 1)
    assert desk.rows("enterprises") == []
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    header = next(row for row in page.iter_rows() if any(cell.value == "单位名称" for cell in row))
    row = page.max_row + 1
    values = {"单位名称": "甲厂", "主要负责人手机号码": "13800000001", "安全管理机构办公电话": "0358-3012345"}
    for cell in header:
        if cell.value in values:
            page.cell(row, cell.column, values.pop(str(cell.value)))
    assert not values
    book.save(path)
    assert desk.done("import", "enterprises", path)["added"] == 1
    assert by_name(desk)["甲厂"]["phone"] == "13800000001"


def test_a_dry_run_writes_nothing_and_says_the_same(desk: Desk, tmp_path: Path) -> None:
    path = enterprises(
        tmp_path / "a.xlsx", {"单位名称": "甲厂"}, {"单位名称": "乙厂", "所属村（社区）": "杨村"}
    )
    before = fingerprint(desk.folder)
    dry = desk.done("import", "enterprises", path, "--dry-run")
    assert fingerprint(desk.folder) == before
    wet = desk.done("import", "enterprises", path)
    assert (dry["dry_run"], wet["dry_run"]) == (True, False)
    same = ("added", "updated", "unchanged", "hazards", "skipped", "unknown_columns", "warnings")
    assert all(dry[key] == wet[key] for key in same)
    assert dry["added"] == 2


def test_what_is_known_is_refused_or_updated(desk: Desk, tmp_path: Path) -> None:
    first = {
        "单位名称": "甲厂",
        "统一社会信用代码": credit_code(7),
        "主要负责人": "王强",
        "单位所在地": "村东",
    }
    desk.done("import", "enterprises", enterprises(tmp_path / "a.xlsx", first))
    changed = {"单位名称": "甲 厂", "统一社会信用代码": credit_code(7), "主要负责人": "李梅"}
    path = enterprises(tmp_path / "b.xlsx", changed, {"单位名称": "乙厂"})
    (problem,) = desk.problems("import", "enterprises", path)
    assert (problem["sheet"], problem["row"], problem["column"]) == ("企业", 2, "统一社会信用代码")
    assert problem["value"] == credit_code(7)
    assert "--update" in problem["remedy"]
    said = desk.done("import", "enterprises", path, "--update")
    assert (said["added"], said["updated"]) == (1, 1)
    (row,) = desk.rows("enterprises", "--search", "李梅")
    assert row["code"] == credit_code(7)
    assert desk.rows("enterprises", "--search", "村东")  # an absent column empties nothing
    again = desk.done("import", "enterprises", path, "--update")
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_an_import_is_one_step_to_undo(desk: Desk, tmp_path: Path) -> None:
    path = enterprises(
        tmp_path / "底数.xlsx", *({"单位名称": f"{i}号厂", "所属村（社区）": "杨村"} for i in range(30))
    )
    desk.done("import", "enterprises", path)
    (entry, _) = desk.done("journal")["rows"]
    assert "底数.xlsx" in entry["summary"]
    assert list((desk.folder / "backups").glob("*导入前*.db"))
    desk.done("undo")
    assert desk.rows("enterprises") == []
    desk.done("import", "enterprises", path)
    assert len(desk.rows("enterprises")) == 30


@pytest.mark.parametrize(
    ("row", "column", "value", "told"),
    [
        ({"统一社会信用代码": 9.1141121e17}, "统一社会信用代码", "9.1141121E+17", "科学计数"),
        ({"统一社会信用代码": "9.1E+17"}, "统一社会信用代码", "9.1E+17", "科学计数"),
        ({"统一社会信用代码": "91350100M000100Y44"}, "统一社会信用代码", "91350100M000100Y44", "校验"),
        ({"统一社会信用代码": "123"}, "统一社会信用代码", "123", "位"),
        ({"职工人数（从业人数）": "约三十"}, "职工人数（从业人数）", "约三十", "人数"),
        ({"职工人数（从业人数）": -3}, "职工人数（从业人数）", "-3", "人数"),
        ({"注册资本（万元）": "很多"}, "注册资本（万元）", "很多", ""),
        ({"成立时间": "去年"}, "成立时间", "去年", ""),
        ({"单位规模": "巨型"}, "单位规模", "巨型", "可选"),
        ({"风险等级": "紫"}, "风险等级", "紫", "可选"),
        ({"是否有重大危险源": "也许"}, "是否有重大危险源", "也许", "是"),
        ({"单位名称": None, "单位所在地": "村东"}, "单位名称", "", "单位名称"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_cell(
    desk: Desk, tmp_path: Path, row: dict[str, object], column: str, value: str, told: str
) -> None:
    path = enterprises(tmp_path / "a.xlsx", {"单位名称": "好厂"}, {"单位名称": "甲厂", **row}, title="一月")
    problems = desk.problems("import", "enterprises", path)
    assert len(problems) == 1
    (problem,) = problems
    assert list(problem) == ["sheet", "row", "column", "value", "message", "remedy"]
    assert (problem["sheet"], problem["row"], problem["column"], problem["value"]) == (
        "一月", 3, column, value,
    )  # fmt: skip
    assert told in problem["message"]
    assert problem["remedy"]
    assert desk.rows("enterprises") == []
    said = desk("import", "enterprises", path)
    assert said.code == 1
    assert all(part in said.err for part in ("「一月」", "第 3 行", column, value))


def test_every_problem_is_listed_not_only_the_first(desk: Desk, tmp_path: Path) -> None:
    bad = [{"单位名称": f"{i}厂", "统一社会信用代码": f"12{i}"} for i in range(40)]
    problems = desk.problems("import", "enterprises", enterprises(tmp_path / "a.xlsx", *bad))
    assert [problem["row"] for problem in problems] == list(range(2, 42))


def test_twice_the_same_in_one_sheet_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = enterprises(
        tmp_path / "a.xlsx",
        {"单位名称": "甲厂", "统一社会信用代码": credit_code(1)},
        {"单位名称": "乙厂", "统一社会信用代码": credit_code(1)},
        {"单位名称": "丙厂"},
        {"单位名称": "丙 厂"},
    )
    problems = desk.problems("import", "enterprises", path)
    assert [(p["row"], p["column"]) for p in problems] == [(3, "统一社会信用代码"), (5, "单位名称")]
    assert "第2行" in problems[0]["message"]


def test_an_unknown_village_is_refused_with_the_nearest(desk: Desk, tmp_path: Path) -> None:
    first = enterprises(tmp_path / "a.xlsx", {"单位名称": "甲厂", "所属村（社区）": "杨家庄村"})
    desk.done("import", "enterprises", first)
    second = enterprises(tmp_path / "b.xlsx", {"单位名称": "乙厂", "所属村（社区）": "杨家壮村"})
    (problem,) = desk.problems("import", "enterprises", second)
    assert (problem["column"], problem["value"]) == ("所属村（社区）", "杨家壮村")
    assert "杨家庄村" in problem["remedy"]


def test_the_wrong_kind_of_sheet_is_told(desk: Desk, tmp_path: Path) -> None:
    visits = inspections(
        tmp_path / "检查.xlsx",
        {"企业名称": "甲厂", "检查日期": "2025-03-05", "检查人员": "李梅", "隐患描述": "x"},
    )
    (problem,) = desk.problems("import", "enterprises", visits)
    assert "检查" in problem["message"]
    firms = enterprises(
        tmp_path / "企业.xlsx", {"单位名称": "甲厂", "单位所在地": "村东", "主要负责人": "王强"}
    )
    (problem,) = desk.problems("import", "inspections", firms)[:1]
    assert problem["remedy"]
