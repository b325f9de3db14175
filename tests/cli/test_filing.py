"""file-week, filings, and what stats and export say of a week that was filed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from hazard_desk.model import Office
from hazard_desk.services.filing.stages import attach_scan, report_paper
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.cli.desk import Desk, enterprises, fingerprint, inspections
from tests.photo_samples import jpeg


def friday(weeks_ago: int) -> str:
    """Return the reporting day so many weeks before the last one that has passed."""
    today = date.today()
    last = today - timedelta(days=(today.weekday() - 4) % 7)
    return (last - timedelta(weeks=weeks_ago)).isoformat()


def before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


@pytest.fixture
def stocked(desk: Desk, tmp_path: Path) -> Desk:
    """An office with visits in the last week but one and in the last."""
    desk.done(
        "import",
        "enterprises",
        enterprises(tmp_path / "企业.xlsx", {"单位名称": "甲厂", "单位所在地": "村东"}),
    )
    rows = [
        {"企业名称": "甲厂", "检查日期": before(friday(back), 1), "检查人员": "张三、李四", "隐患描述": text}
        for back, text in ((2, "通道堵塞"), (1, "配电箱未上锁"))
    ]
    desk.done("import", "inspections", inspections(tmp_path / "检查.xlsx", *rows))
    return desk


def late_visit(desk: Desk, folder: Path, day: str) -> None:
    row = {"企业名称": "甲厂", "检查日期": day, "检查人员": "王五", "隐患描述": "灭火器过期"}
    desk.done("import", "inspections", inspections(folder / "补录.xlsx", row))


def test_a_week_is_filed_and_listed(stocked: Desk) -> None:
    week = friday(2)
    said = stocked.done("file-week", "--week-ending", week)
    assert (said["week_end"], said["version"], said["late"]) == (week, 1, 0)
    (paper,) = said["papers"]
    assert paper == {
        "form": "weekly-statistics",
        "title": "镇（街道）、部门大排查大整治行动统计表",
        "campaign": None,
        "scope": "本周",
        "state": "已定稿",
        "due_at": paper["due_at"],
        "stamped_on": None,
        "reported_on": None,
        "reported_to": "",
    }
    assert paper["due_at"].endswith("T15:00:00")
    assert any("没有定等级" in warning and "甲厂" in warning for warning in said["warnings"])
    (filing,) = stocked.done("filings")["filings"]
    assert {name: filing[name] for name in ("week_end", "version", "reason", "late", "papers")} == {
        "week_end": week,
        "version": 1,
        "reason": "",
        "late": 0,
        "papers": said["papers"],
    }
    assert filing["filed_at"].startswith(date.today().isoformat())
    page = stocked("filings").out
    assert f"{week} 第 1 版" in page
    assert "已定稿 镇（街道）、部门大排查大整治行动统计表" in page


def test_nothing_filed_is_said(desk: Desk) -> None:
    assert desk("filings").out == "还没有定稿过。\n"
    assert desk.done("filings") == {"filings": []}


def test_stats_tell_of_a_filed_week_as_it_was_filed(stocked: Desk, tmp_path: Path) -> None:
    first, second = friday(2), friday(1)
    stocked.done("file-week", "--week-ending", first)
    as_filed = stocked.done("stats", "--week-ending", first)
    assert (as_filed["filed"], as_filed["version"], as_filed["late"]) == (True, 1, 0)
    assert as_filed["week"]["general_found"] == 1
    late_visit(stocked, tmp_path, before(first, 2))
    again = stocked.done("stats", "--week-ending", first)
    assert again["week"] == as_filed["week"]
    assert again["cumulative"] == as_filed["cumulative"]
    then = stocked.done("stats", "--week-ending", second)
    assert (then["filed"], then["version"]) == (False, 0)
    assert then["late"] > 0
    assert then["week"]["general_found"] == 2
    assert f"补录 {then['late']} 条" in stocked("stats", "--week-ending", second).out
    assert "已定稿，第 1 版" in stocked("stats", "--week-ending", first).out
    assert stocked.done("file-week", "--week-ending", second)["late"] == then["late"]


def test_a_correction_is_a_new_version_and_later_weeks_follow_it(stocked: Desk) -> None:
    first, second = friday(2), friday(1)
    stocked.done("file-week", "--week-ending", first)
    stocked.done("file-week", "--week-ending", second)
    with OfficeFile.open(stocked.folder) as office:
        office.run(remove_inspection, 1)
    said = stocked("file-week", "--week-ending", first, "--correct", "重复登记")
    assert said.code == 0
    assert "第 2 版" in said.out
    assert f"{second}：" in said.out
    assert "--with-later" in said.out
    both = stocked.done("file-week", "--week-ending", first, "--correct", "重复登记", "--with-later")
    assert both["version"] == 3
    assert both["later"] == []
    versions = [
        (one["week_end"], one["version"], one["reason"]) for one in stocked.done("filings")["filings"]
    ]
    assert versions == [
        (second, 2, f"随 {first} 一周更正：重复登记"),
        (second, 1, ""),
        (first, 3, "重复登记"),
        (first, 2, "重复登记"),
        (first, 1, ""),
    ]
    assert stocked.done("stats", "--week-ending", second)["cumulative"]["general_found"] == 1


def test_errors_are_listed_and_nothing_is_filed(stocked: Desk) -> None:
    def nameless(work: UnitOfWork) -> Changes:
        work.session.get_one(Office, 1).name = ""
        return Changes("试验")

    with OfficeFile.open(stocked.folder) as office:
        office.run(nameless)
    (problem,) = stocked.problems("file-week", "--week-ending", friday(2))
    assert "没有单位名称" in problem["message"]
    assert problem["remedy"]
    assert stocked.done("filings") == {"filings": []}


@pytest.mark.parametrize(
    ("more", "told"),
    [([], "已经定稿"), (["--correct", " "], "已经定稿")],
)
def test_what_cannot_be_filed_is_a_problem(stocked: Desk, more: list[str], told: str) -> None:
    stocked.done("file-week", "--week-ending", friday(1))
    (problem,) = stocked.problems("file-week", "--week-ending", friday(1), *more)
    assert told in problem["message"]
    (problem,) = stocked.problems("file-week", "--week-ending", friday(2))
    assert problem["remedy"]
    (problem,) = stocked.problems("file-week", "--week-ending", friday(-2))
    assert "还没有开始" in problem["message"]


def test_wrong_words_are_usage(stocked: Desk) -> None:
    saved = fingerprint(stocked.folder)
    assert stocked("file-week").code == 2
    assert stocked("file-week", "--week-ending", before(friday(1), 1)).code == 2
    assert stocked("file-week", "--week-ending", friday(1), "--with-later").code == 2
    assert fingerprint(stocked.folder) == saved


def test_export_gives_the_kept_file(stocked: Desk, tmp_path: Path) -> None:
    week = friday(2)
    stocked.done("file-week", "--week-ending", week)
    late_visit(stocked, tmp_path, before(week, 2))
    pdf, again, book = tmp_path / "表.pdf", tmp_path / "再.pdf", tmp_path / "表.xlsx"
    for out in (pdf, again, book):
        said = stocked("export", "weekly-statistics", out, "--week-ending", week)
        assert said.code == 0
        assert f"{week} 一周已定稿（第 1 版），写出的是定稿时保存的文件" in said.err
    assert pdf.read_bytes() == again.read_bytes()
    kept = {path.read_bytes() for path in (stocked.folder / "attachments").glob("??/*")}
    assert {pdf.read_bytes(), book.read_bytes()} <= kept
    values = [cell.value for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert values.count(1) >= 2
    for other in (["--cumulative"], ["--blank"]):
        said = stocked("export", "weekly-statistics", tmp_path / "新.pdf", "--week-ending", week, *other)
        assert said.code == 0
        assert "定稿" not in said.err


def test_a_kept_file_that_is_gone_is_not_made_up(stocked: Desk, tmp_path: Path) -> None:
    week = friday(2)
    stocked.done("file-week", "--week-ending", week)
    for path in (stocked.folder / "attachments").glob("??/*.pdf"):
        path.unlink()
    out = tmp_path / "表.pdf"
    said = stocked("export", "weekly-statistics", out, "--week-ending", week, "--json")
    assert said.code == 1
    assert "不见了或已损坏" in said.problems[0]["message"]
    assert not out.exists()
    assert "报送的表" in stocked("check").err


def test_a_kept_file_that_cannot_be_written_is_said(stocked: Desk, tmp_path: Path) -> None:
    week = friday(2)
    stocked.done("file-week", "--week-ending", week)
    said = stocked("export", "weekly-statistics", tmp_path / "没有" / "表.pdf", "--week-ending", week)
    assert said.code == 1
    assert "写不进" in said.err


def test_stamped_and_reported_papers_say_so(stocked: Desk, tmp_path: Path) -> None:
    stocked.done("file-week", "--week-ending", friday(2))
    scan = tmp_path / "扫描.jpg"
    scan.write_bytes(jpeg())
    with OfficeFile.open(stocked.folder) as office:
        office.run(attach_scan, 1, [scan], date.today())
        office.run(report_paper, 1, date.today(), "区安委办邮箱")
    (paper,) = stocked.done("filings")["filings"][0]["papers"]
    today = date.today().isoformat()
    assert (paper["state"], paper["stamped_on"], paper["reported_on"], paper["reported_to"]) == (
        "已报送",
        today,
        today,
        "区安委办邮箱",
    )
    assert f"{today} 报送区安委办邮箱" in stocked("filings").out
