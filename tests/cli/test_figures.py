"""From the imported visits to F4: figures counted by hand here, then read from stats, XLSX and PDF."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from tests.cli.desk import OFFICE_NAME, Desk, enterprises, fingerprint, inspections

FIGURES = (
    "inspection_teams", "general_found", "general_rectified", "major_found", "major_rectified",
    "illegal_found", "illegal_handled", "enterprises_ordered", "fines_wan", "suspended", "licences_revoked",
    "closed", "disciplined", "prosecuted", "admonished", "exposed", "sanctioned", "typical_cases",
)  # fmt: skip

_ORDERED = {"整改方式": "限期整改", "整改责任人": "赵六", "限期整改时间": "2025-04-30", "隐患类型": "一般"}
_SUPERVISED = {
    "隐患类型": "重大", "整改方式": "挂牌督办", "挂牌督办单位": "县应急局", "挂牌督办级别": "区级",
    "整改措施": "停用", "整改责任人": "赵六", "限期整改时间": "2025-04-30", "整改资金（万元）": 2.5,
    "应急预案": "撤人",
}  # fmt: skip
_TOWN = {"检查层级": "镇（街道）定期查"}


def _visit(firm: str, day: str, team: str | None, **more: object) -> dict[str, object]:
    return {"企业名称": firm, "检查日期": day, "检查人员": team, **more}


# Weeks end on Friday: 28 Feb, 7 March, 14 March 2025. What each row counts for stands beside it.
ROWS: list[dict[str, object]] = [
    # found in the last week of February, put right in the first of March
    _visit("丁厂", "2025-02-20", "王强、李梅", **_TOWN, **_ORDERED, 隐患描述="早先",
           整改完成时间="2025-03-03"),
    # Saturday, the first day of the week, and Friday, its last
    _visit("甲厂", "2025-03-01", "王强、李梅", **_TOWN, **_ORDERED, 隐患描述="首日",
           整改完成时间="2025-03-07", 回查日期="2025-03-08", 回查人员="李梅", 回查结果="合格"),
    _visit("乙厂", "2025-03-07", "李梅 王强", **_TOWN, **_SUPERVISED, 隐患描述="末日重大"),
    _visit("乙厂", "2025-03-07", "李梅 王强", **_TOWN, 隐患描述="当场", 隐患类型="一般", 整改方式="现场整改",
           整改完成时间="2025-03-07"),
    # a visit without a hazard is a team out all the same
    _visit("丁厂", "2025-03-05", "陈䶮", **_TOWN),
    # without names no team; without level and stage still supervisory; 未定级 stands with the general ones
    _visit("甲厂", "2025-03-06", None, **{**_ORDERED, "隐患类型": None}, 隐患描述="未定级"),
    # the enterprise's own: by level, then by stage
    _visit("丙厂", "2025-03-04", "厂长甲", 检查层级="企业全面查", **_ORDERED, 隐患描述="自己查的",
           整改完成时间="2025-03-05"),
    _visit("丙厂", "2025-03-04", "厂长乙", **_TOWN, 检查环节="企业自查", **_SUPERVISED, 隐患描述="自查重大",
           整改完成时间="2025-03-06"),
    # second week: rectified, but the recheck failed
    _visit("甲厂", "2025-03-08", "王强", 检查层级="村（社区）巡回查", 检查环节="群众举报", **_ORDERED,
           隐患描述="没改好", 整改完成时间="2025-03-12", 回查日期="2025-03-13", 回查人员="王强",
           回查结果="不合格"),
    # found in the first week (cross-inspection), a major one put right in the second
    _visit("戊厂", "2025-03-06", "王强、李梅", 检查环节="交叉检查", **_SUPERVISED, 隐患描述="交叉重大",
           整改完成时间="2025-03-14"),
]  # fmt: skip
FIRMS = ("甲厂", "乙厂", "丙厂", "丁厂", "戊厂", "己厂")

WEEKS: dict[str, dict[str, int]] = {
    "2025-02-21": {"inspection_teams": 1, "general_found": 1, "enterprises_ordered": 1},
    "2025-02-28": {},
    "2025-03-07": {
        "inspection_teams": 2,  # {王强, 李梅} thrice, {陈䶮}
        "general_found": 3,  # 首日, 当场, 未定级
        "general_rectified": 3,  # 早先, 首日, 当场
        "major_found": 2,  # 末日重大, 交叉重大
        "enterprises_ordered": 1,  # 甲厂 twice
    },
    "2025-03-14": {
        "inspection_teams": 1,  # {王强} is another team than {王强, 李梅}
        "general_found": 1,  # 没改好
        "major_rectified": 1,  # 交叉重大
        "enterprises_ordered": 1,  # 甲厂
    },
    "2025-03-21": {},
}
CUMULATIVE = {
    "inspection_teams": 3,  # {王强, 李梅}, {陈䶮}, {王强}
    "general_found": 5,
    "general_rectified": 3,
    "major_found": 2,
    "major_rectified": 1,
    "enterprises_ordered": 2,  # 丁厂, 甲厂
}


def full(some: dict[str, int]) -> dict[str, int]:
    return {name: some.get(name, 0) for name in FIGURES}


@pytest.fixture
def march(desk: Desk, tmp_path: Path) -> Desk:
    firms = enterprises(tmp_path / "企业.xlsx", *({"单位名称": name} for name in FIRMS))
    desk.done("import", "enterprises", firms)
    desk.done("import", "inspections", inspections(tmp_path / "检查.xlsx", *ROWS))
    return desk


def stats(desk: Desk, week: str) -> dict[str, Any]:
    return desk.done("stats", "--week-ending", week)


def test_the_keys_of_stats_are_fixed(march: Desk) -> None:
    found = stats(march, "2025-03-07")
    assert list(found) == ["period", "filed", "late", "week", "cumulative", "coverage", "quotas", "version"]
    assert found["period"] == {"start": "2025-03-01", "end": "2025-03-07"}
    assert found["filed"] is False
    assert found["late"] == 0
    assert found["quotas"] == []
    for scope in ("week", "cumulative"):
        assert tuple(found[scope]) == FIGURES
        assert all(type(value) in (int, float) for value in found[scope].values())


@pytest.mark.parametrize("week", WEEKS)
def test_each_week_is_as_counted_by_hand(march: Desk, week: str) -> None:
    assert stats(march, week)["week"] == full(WEEKS[week])


def test_the_cumulative_is_as_counted_by_hand(march: Desk) -> None:
    assert stats(march, "2025-03-21")["cumulative"] == full(CUMULATIVE)
    assert stats(march, "2025-02-21")["cumulative"] == full(WEEKS["2025-02-21"])


def test_what_is_summed_adds_up_over_the_weeks(march: Desk) -> None:
    for name in ("general_found", "general_rectified", "major_found", "major_rectified"):
        weeks = sum(stats(march, week)["week"][name] for week in WEEKS)
        assert weeks == stats(march, "2025-03-21")["cumulative"][name]


def test_coverage_counts_supervisory_visits_to_enterprises_in_operation(march: Desk) -> None:
    assert stats(march, "2025-03-07")["coverage"] == {
        "in_operation": 6, "inspected": 4, "not_inspected": 2, "rate": pytest.approx(4 / 6),
    }  # fmt: skip
    # 丙厂 was only visited by itself, 己厂 by nobody
    assert {row["name"] for row in march.rows("enterprises", "--filter", "未检查")} == {"丙厂", "己厂"}


def test_a_rate_without_a_denominator_is_no_number(desk: Desk) -> None:
    assert stats(desk, "2025-03-07")["coverage"]["rate"] is None
    assert "—" in desk("stats", "--week-ending", "2025-03-07").out


def test_a_failed_recheck_withdraws_the_date(march: Desk) -> None:
    (row,) = march.rows("hazards", "--search", "没改好")
    assert (row["rectified_on"], row["rechecked_on"], row["state"]) == (None, "2025-03-13", "整改中")


def test_after_a_failed_recheck_the_second_try_counts_in_its_own_week(march: Desk, tmp_path: Path) -> None:
    again = {
        **ROWS[-2], "整改完成时间": "2025-03-18", "回查日期": "2025-03-19", "回查结果": "合格",
    }  # fmt: skip
    assert again["隐患描述"] == "没改好"
    march.done("import", "inspections", inspections(tmp_path / "再查.xlsx", again), "--update")
    (row,) = march.rows("hazards", "--search", "没改好")
    assert (row["rectified_on"], row["rechecked_on"], row["state"]) == ("2025-03-18", "2025-03-19", "已销号")
    weeks = [stats(march, week)["week"]["general_rectified"] for week in WEEKS]
    assert weeks == [0, 0, 3, 0, 1]
    assert stats(march, "2025-03-21")["cumulative"]["general_rectified"] == 4


def test_a_passed_recheck_without_date_or_person_closes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.done("import", "enterprises", enterprises(tmp_path / "企业.xlsx", {"单位名称": "甲厂"}))
    visit = _visit("甲厂", "2025-03-01", "王强", **_ORDERED, 整改完成时间="2025-03-02", 回查结果="合格")
    rows: list[dict[str, object]] = [
        {**visit, "隐患描述": "无日期无人"},
        {**visit, "隐患描述": "无人", "回查日期": "2025-03-03"},
        {**visit, "隐患描述": "无日期", "回查人员": "李梅"},
        {**visit, "隐患描述": "齐全", "回查日期": "2025-03-03", "回查人员": "李梅"},
    ]
    desk.done("import", "inspections", inspections(tmp_path / "检查.xlsx", *rows))
    closed = {row["description"] for row in desk.rows("hazards") if row["state"] == "已销号"}
    assert closed == {"齐全"}


def test_an_empty_stage_follows_the_level(march: Desk) -> None:
    stages = {
        (row["enterprise"], "、".join(row["inspectors"])): row["stage"] for row in march.rows("inspections")
    }
    assert stages["丙厂", "厂长甲"] == "企业自查"
    assert stages["丁厂", "陈䶮"] == "市县检查"
    assert stages["甲厂", "王强"] == "群众举报"


@pytest.mark.parametrize("day", ["2025-03-06", "2025-03-08", "2025-03-10"])
def test_another_day_than_the_reporting_day_is_wrong_usage(march: Desk, tmp_path: Path, day: str) -> None:
    out = tmp_path / "f4.pdf"
    for words in (["stats"], ["export", "weekly-statistics", out]):
        said = march(*words, "--week-ending", day, "--json")
        assert said.code == 2
        assert "周五" in said.data["error"]["message"]
        assert ("2025-03-07" if day < "2025-03-07" else "2025-03-14") in said.data["error"]["remedy"]
    assert not out.exists()


def test_without_a_week_it_is_the_present_one(march: Desk) -> None:
    from datetime import date, timedelta

    found = march.done("stats")
    end = date.fromisoformat(found["period"]["end"])
    assert end.weekday() == 4
    assert date.today() <= end < date.today() + timedelta(days=7)
    assert found["week"] == full({})


# ---- the form -------------------------------------------------------------------------------------


def _figures_of_xlsx(path: Path) -> list[str]:
    page = openpyxl.load_workbook(path).active
    assert page is not None
    rows = [[cell.value for cell in row if cell.value is not None] for row in page.iter_rows()]
    (figures,) = [row for row in rows if len(row) == 18 and all(_is_number(value) for value in row)]
    return [f"{float(str(value)):g}" for value in figures]


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _text_of_pdf(path: Path) -> str:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if shutil.which("pdftotext"):
        again = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, timeout=30)
        text += again.stdout.decode("utf-8")
    return text


@pytest.mark.parametrize(
    ("words", "scope"), [([], WEEKS["2025-03-07"]), (["--cumulative"], None)], ids=["week", "cumulative"]
)
def test_the_form_prints_the_figures_of_stats(
    march: Desk, tmp_path: Path, words: list[str], scope: dict[str, int] | None
) -> None:
    counted = stats(march, "2025-03-07")["week" if not words else "cumulative"]
    if scope is not None:
        assert counted == full(scope)
    wanted = [f"{value:g}" for value in counted.values()]
    for suffix in ("xlsx", "pdf"):
        out = tmp_path / f"统计表.{suffix}"
        said = march.done("export", "weekly-statistics", out, "--week-ending", "2025-03-07", *words)
        assert said == {"file": str(out)}
    assert _figures_of_xlsx(tmp_path / "统计表.xlsx") == wanted
    text = _text_of_pdf(tmp_path / "统计表.pdf")
    assert " ".join(wanted) in " ".join(text.split())
    assert OFFICE_NAME in text
    assert len(pypdf.PdfReader(tmp_path / "统计表.pdf").pages) == 1


def test_a_blank_form_has_no_figures(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "空白.xlsx"
    march.done("export", "weekly-statistics", out, "--blank")
    page = openpyxl.load_workbook(out).active
    assert page is not None
    assert not any(_is_number(cell.value) for row in page.iter_rows() for cell in row)


def test_looking_and_exporting_change_nothing(march: Desk, tmp_path: Path) -> None:
    before = fingerprint(march.folder)
    march.done("stats", "--week-ending", "2025-03-07")
    march.done("export", "weekly-statistics", tmp_path / "a.pdf", "--week-ending", "2025-03-07")
    march.done("list", "hazards")
    march.done("check")
    march.done("journal")
    assert fingerprint(march.folder) == before


@pytest.mark.parametrize(
    ("form", "out", "told"),
    [("no-such-form", "a.pdf", "weekly-statistics"), ("weekly-statistics", "a.docx", ".pdf")],
)
def test_what_cannot_be_exported_is_wrong_usage(
    desk: Desk, tmp_path: Path, form: str, out: str, told: str
) -> None:
    said = desk("export", form, tmp_path / out, "--json")
    assert said.code == 2
    assert told in said.data["error"]["remedy"]
    assert not (tmp_path / out).exists()


def test_an_export_into_no_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "没有" / "a.pdf"
    (problem,) = desk.problems("export", "weekly-statistics", out)
    assert str(out) in problem["message"]
    assert problem["remedy"]


def test_an_export_goes_over_the_old_file_or_leaves_it(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"old")
    desk.done("export", "weekly-statistics", out)
    assert out.read_bytes().startswith(b"%PDF")
    taken = tmp_path / "b.pdf"
    taken.mkdir()
    assert desk("export", "weekly-statistics", taken).code == 1
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


# ---- characters -----------------------------------------------------------------------------------

RARE = "䶮㛃𠅤𬱖"


def test_rare_characters_go_all_the_way(nowhere: Desk, tmp_path: Path) -> None:
    nowhere.done("init", "--name", f"{RARE}县西槽头乡人民政府")
    firms = enterprises(
        tmp_path / "企业.xlsx", *({"单位名称": f"{one}记饭店", "主要负责人": f"陈{one}"} for one in RARE)
    )
    nowhere.done("import", "enterprises", firms)
    for one in RARE:
        for words in (one, f"陈{one}", f"{one}记"):
            (row,) = nowhere.rows("enterprises", "--search", words)
            assert (row["name"], row["principal"]) == (f"{one}记饭店", f"陈{one}")
    for suffix in ("pdf", "xlsx"):
        said = nowhere("export", "weekly-statistics", tmp_path / f"a.{suffix}")
        assert (said.code, said.err) == (0, "")
    text = _text_of_pdf(tmp_path / "a.pdf")
    assert text.count(f"{RARE}县西槽头乡人民政府") >= 1
    if shutil.which("pdftotext"):
        plain = subprocess.run(
            ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True, timeout=30
        )
        assert f"{RARE}县西槽头乡人民政府" in plain.stdout.decode("utf-8")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    assert any(RARE in str(cell.value) for row in page.iter_rows() for cell in row)


def test_a_character_no_font_has_is_told_before_printing(nowhere: Desk, tmp_path: Path) -> None:
    nowhere.done("init", "--name", "\U0003134a县人民政府")
    said = nowhere("export", "weekly-statistics", tmp_path / "a.pdf", "--json")
    assert said.code == 0
    assert "\U0003134a" in said.err
    assert said.data == {"file": str(tmp_path / "a.pdf")}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t="])
def test_a_name_is_never_a_formula(nowhere: Desk, tmp_path: Path, sign: str) -> None:
    name = f'{sign}HYPERLINK("http://x","点我")乡人民政府'
    nowhere.done("init", f"--name={name}")
    nowhere.done("export", "weekly-statistics", tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in b"".join(archive.read(part) for part in archive.namelist() if "sheet" in part)
    (cell,) = [cell for cell in cells if "HYPERLINK" in str(cell.value)]
    text = str(cell.value)
    # where the name begins the cell, the mark that keeps it text must be there
    assert not text.startswith(sign) or cell.quotePrefix or cell.data_type in ("s", "inlineStr")


@pytest.mark.parametrize("sign", "=+-@")
def test_a_name_from_a_sheet_may_begin_with_a_sign(desk: Desk, tmp_path: Path, sign: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["单位名称", "单位所在地"])
    page.append(["x", "村东"])
    page["A2"].value = f"{sign}号饭店"
    page["A2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    desk.done("import", "enterprises", tmp_path / "a.xlsx")
    assert [row["name"] for row in desk.rows("enterprises")] == [f"{sign}号饭店"]
