"""Enterprises out of dirty sheets."""

from datetime import date

import pytest

from hazard_desk.errors import Cancelled, InputRefused
from hazard_desk.intake.enterprises import read_enterprises
from hazard_desk.intake.headers import ColumnMap
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import EnterpriseSize, PlaceKind, RiskLevel
from tests.intake.sheets import ods, ods_cell, xls, xlsx

CODE, OTHER = "91350100M000100Y43", "914403001922038216"
TODAY = date(2026, 1, 20)


def read(path, *rows, **more):
    return read_enterprises(xlsx(path / "a.xlsx", *rows, **more))


def test_a_dirty_sheet_is_read(tmp_path):
    intake = read(
        tmp_path,
        ["某某乡企业台账"],
        ["序号", "企业 名称", "统一社会信用代码", "主要负责人", "手机号码（主要负责人）",
        "注册资本（万元）", "成立日期",
         "行业类别", "规模", "重大危险源", "从业人数", "风险等级", "单位类别", "吉祥物"],
        [1, " 甲\u3000厂 ", "９１３５０１００m000100y43", "䶮㛃𠅤𬱖", 13800138000.0, 12.5, "2015.3",
         "冶金工贸，有限空间", "小型", "是", "35人", "红色", None, "虎"],
        ["序号", "企业 名称", "统一社会信用代码", "主要负责人", "手机号码（主要负责人）",
        "注册资本（万元）", "成立日期",
         "行业类别", "规模", "重大危险源", "从业人数", "风险等级", "单位类别", "吉祥物"],
        [2, "乙庙会", "无", None, None, None, date(2015, 3, 5), None, None, "/", 0, None, "场所"],
        [None, None],
        [3],
        ["合 计", "2家", None, None, None, 12.5],
        ["注：本表一式两份"],
        merge=["A1:N1"],
    )  # fmt: skip
    assert intake.problems == []
    first, second = (row.facts for row in intake.rows)
    assert (intake.rows[0].sheet, intake.rows[0].row, intake.rows[1].row) == ("企业", 3, 5)
    assert (first.name, first.code, first.principal) == ("甲厂", CODE, "䶮㛃𠅤𬱖")
    assert (first.principal_phone, first.registered_capital_fen) == ("13800138000", 12_500_000)
    assert (first.established, first.industries) == ("2015-03", ("冶金工贸", "有限空间"))
    assert (first.size, first.risk_level) == (EnterpriseSize.SMALL, RiskLevel.RED)
    assert (first.has_major_hazard_source, first.staff_total) == (True, 35)
    assert first.kind is PlaceKind.ENTERPRISE
    assert (second.code, second.no_code_reason, second.kind) == ("", "无", PlaceKind.PLACE)
    assert (second.established, second.staff_total) == ("2015-03-05", 0)
    assert second.has_major_hazard_source is None
    assert intake.skipped == {"空行": 2, "合计行": 1, "注释行": 1, "重复的表头": 1}
    assert intake.unknown_columns == [("企业", "吉祥物")]


@pytest.mark.parametrize("value", ["9.1E+17", 9.1e17, 913501000000000000, "9.135E+17"])
def test_a_code_in_scientific_notation_is_refused_naming_its_cell(tmp_path, value):
    (problem,) = read(tmp_path, ["名称", "信用代码"], ["甲", CODE], ["乙", value]).problems
    assert (problem.sheet, problem.row, problem.column, problem.field) == ("企业", 3, "信用代码", "code")
    assert "E+17" in problem.value
    assert "丢失" in problem.message
    assert problem.remedy


def test_old_numbers_stored_as_numbers_are_fine(tmp_path):
    intake = read(tmp_path, ["名称", "注册号"], ["甲", 110108000000016], ["乙", 440301103097413.0])
    assert intake.problems == []
    assert [row.facts.code for row in intake.rows] == ["110108000000016", "440301103097413"]


def test_every_problem_is_listed_in_reading_order(tmp_path):
    intake = read(
        tmp_path,
        ["名称", "信用代码", "职工人数", "单位规模", "成立时间", "注册资本", "是否有重大危险源", "手机号码"],
        ["甲", "91350100M000100Y4Z", "若干", "超大", "2015-02-30", "很多", "也许", "1.38E+10"],
        [None, CODE, -1, None, None, None, None, None],
    )
    assert {(p.row, p.field) for p in intake.problems} == {
        (2, "code"), (2, "staff_total"), (2, "size"), (2, "established"), (2, "registered_capital_fen"),
        (2, "has_major_hazard_source"), (2, "principal_phone"), (3, "staff_total"), (3, "name"),
    }  # fmt: skip
    assert [p.row for p in intake.problems] == sorted(p.row for p in intake.problems)


def test_errors_and_formulas_without_result_are_problems_only_where_they_matter(tmp_path):
    intake = read(
        tmp_path, ["序号", "名称", "职工人数"], ["=ROW()", "甲", "=1+1"], ["合计", None, "=SUM(C2:C2)"]
    )
    (problem,) = intake.problems
    assert (problem.row, problem.column) == (2, "职工人数")
    assert "公式" in problem.message


def test_merged_cells_give_their_value_to_each_row(tmp_path):
    rows = (["村", "名称"], ["东村", "甲"], [None, "乙"], ["西村", "丙"])
    for intake in (
        read(tmp_path, *rows, merge=["A2:A3"]),
        read_enterprises(xls(tmp_path / "a.xls", rows[0], [None, "甲"], [None, "乙"], rows[3], merges=[(1,
        2, 0, 0, "东村")])),
        read_enterprises(
            ods(
                tmp_path / "a.ods", rows[0], [ods_cell("东村", 'table:number-rows-spanned="2"'), "甲"],
                ["<table:covered-table-cell/>", "乙"], rows[3],
            )
        ),
    ):  # fmt: skip
        assert [(r.facts.village, r.facts.name) for r in intake.rows] == [
            ("东村", "甲"),
            ("东村", "乙"),
            ("西村", "丙"),
        ]


def test_a_sheet_a_village(tmp_path):
    rows = [["名称", "地址"], ["乙", "x"]]
    intake = read(
        tmp_path,
        ["名称", "地址"],
        ["甲", "y"],
        title="东村",
        **{"西社区": rows, "汇总": [["名称", "地址"], ["丙", "z"]], "杂": [["吃饭"]]},
    )
    assert [(r.sheet, r.facts.village) for r in intake.rows] == [
        ("东村", "东村"),
        ("西社区", "西社区"),
        ("汇总", ""),
    ]
    assert [w.sheet for w in intake.warnings] == ["杂"]


def test_one_village_typed_in_leaves_the_other_rows_theirs(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ("单位名称", "职工人数"), ("甲厂", 1), ("乙厂", 2), title="西槽头村")
    fixes = {("西槽头村", 2, "village"): "马村"}
    intake = read_enterprises(path, fixes=fixes)
    assert [row.facts.village for row in intake.rows] == ["马村", "西槽头村"]
    refusal = Refusal("village", "本单位没有这个村。", "请改。")
    assert [row.problem(refusal).value for row in intake.rows] == ["马村", "西槽头村"]
    intake = read_enterprises(path)
    assert [row.problem(refusal).value for row in intake.rows] == ["西槽头村", "西槽头村"]


def test_duplicates_within_the_file(tmp_path):
    intake = read(
        tmp_path,
        ["名称", "信用代码"],
        ["甲（一）厂", CODE],
        ["乙", CODE],
        ["甲(一)厂", None],
        ["甲(一)厂", OTHER],
    )
    assert [(p.row, p.field) for p in intake.problems] == [(3, "code"), (4, "name")]
    assert "第2行" in intake.problems[0].message
    assert [(w.row, w.field) for w in intake.warnings] == [(5, "name")]


def test_ambiguous_columns_are_a_problem_until_mapped(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["名称", "备注", "备注"], ["甲", "一", "二"])
    intake = read_enterprises(path)
    assert "分不清" in intake.problems[0].message
    columns = intake.columns["企业"]
    columns.columns[2] = "note"
    columns.ambiguous.clear()
    again = read_enterprises(path, {"企业": columns})
    assert again.problems == []
    assert again.rows[0].facts.note == "二"


def test_a_map_by_hand_reads_a_sheet_without_a_known_header(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["户主招牌", "在哪"], ["甲", "东村"], ["乙", "西村"])
    by_hand = ColumnMap("企业", 1, {0: "name", 1: "village", 99: "note"})
    intake = read_enterprises(path, {"企业": by_hand})
    assert [(r.facts.name, r.facts.village) for r in intake.rows] == [("甲", "东村"), ("乙", "西村")]
    assert read_enterprises(path, {"企业": ColumnMap("企业", 1, {0: ""})}).rows == []


def test_fixes_and_skips(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["名称", "信用代码"], ["甲", "9.1E+17"], ["乙", "x"])
    fixes = {("企业", 2, "code"): CODE, ("企业", 2, "village"): "东村"}
    intake = read_enterprises(path, skip={("企业", 3)}, fixes=fixes)
    assert intake.problems == []
    assert [(r.facts.code, r.facts.village) for r in intake.rows] == [(CODE, "东村")]
    assert intake.skipped == {"按要求跳过的行": 1}


def test_rules_of_entry_apply_with_today(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["名称", "成立时间", "职工人数", "培训人数"], ["甲", "2027", 3, 5])
    intake = read_enterprises(path, today=TODAY)
    assert [(p.row, p.column) for p in intake.problems] == [(2, "成立时间")]
    assert [(w.row, w.column) for w in intake.warnings] == [(2, "培训人数")]


def test_what_a_row_gives_is_known(tmp_path):
    row = read(tmp_path, ["名称", "村", "备注"], ["甲", None, "x"]).rows[0]
    assert (row.given("note"), row.given("village"), row.given("code")) == (True, False, False)


def test_the_wrong_kind_and_no_header_are_refused(tmp_path):
    with pytest.raises(InputRefused) as wrong:
        read(tmp_path, ["企业名称", "检查日期", "隐患描述", "整改期限"], ["甲", "2026-01-01", "乱", ""])
    assert "检查记录表" in wrong.value.problems[0].message
    with pytest.raises(InputRefused) as nothing:
        read(tmp_path, ["姓名", "工资"], ["张三", 1])
    assert "表头" in nothing.value.problems[0].message
    with pytest.raises(InputRefused):
        read(tmp_path)


def test_old_fonts_private_hanzi_are_mended(tmp_path):
    intake = read(tmp_path, ["名称", "主要负责人"], ["甲", "王\ue81e"])
    assert intake.rows[0].facts.principal == "王\u9fb4"


def test_true_and_one_are_not_mixed_up(tmp_path):
    intake = read(tmp_path, ["名称", "备注"], ["甲", True], ["乙", 1], ["丙", False], ["丁", 0])
    assert [r.facts.note for r in intake.rows] == ["TRUE", "1", "FALSE", "0"]


def test_progress_counts_and_can_cancel(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["名称", "村"], *[[f"厂{i}", "东村"] for i in range(50)])
    seen = []
    read_enterprises(path, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 50)
    assert (50, 50) in seen

    def stop(done, total):
        raise Cancelled("停")

    with pytest.raises(Cancelled):
        read_enterprises(path, progress=stop)
