"""The words of a call: help, wrong words, where the office is, and what goes to which stream."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from hazard_desk import __version__
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import OFFICE_NAME, ROOT, Desk, command, fingerprint, outside

COMMANDS = (
    "init", "demo", "template", "import", "list", "stats", "forms", "export", "file-week", "filings",
    "assign-round", "collect", "tables", "table", "fill", "check", "backup", "restore", "journal", "undo",
    "redo",
)  # fmt: skip

# The English that belongs on the page: the program, its words, file types, and metavars that are words.
ALLOWED = {
    "hazard-desk", "hazard", "desk", "json", "pdf", "xlsx", "xls", "ods", "docx", "out", "file", "form",
    "forms", "n", "s", "h", "help", "office", "version", "name", "villages", "seed", "enterprises",
    "inspections", "criteria", "hazards", "dry", "run", "update", "campaign", "search", "filter", "limit",
    "week", "ending", "cumulative", "blank", "since", "enterprise", "inspection", "round", "half", "document",
    "photos", "ranked", "assign", "previous", "pair", "correct", "with", "later", "noun", "until", "handler",
    "folder", "due", "to", "hazdesk", "db", "password", "self", "test",
    *COMMANDS,
}  # fmt: skip


def english(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Za-z]+", text)} - ALLOWED


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=lambda w: "".join(w) or "all")
def test_help_is_chinese_and_needs_no_office(nowhere: Desk, words: list[str]) -> None:
    said = nowhere(*words, "--help")
    assert said.code == 0
    assert said.err == ""
    assert said.out.startswith("用法：")
    assert english(said.out) == set()
    assert nowhere(*words, "-h").out == said.out
    assert not nowhere.folder.exists()


def test_help_names_every_command(nowhere: Desk) -> None:
    page = nowhere("--help").out
    assert all(re.search(rf"^    {name}\s+\S", page, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nope"], "nope"),
        (["list"], "enterprises"),
        (["list", "people"], "people"),
        (["list", "enterprises", "--limit"], "--limit"),
        (["list", "enterprises", "--limit", "-1"], "-1"),
        (["list", "enterprises", "--limit", "²"], "²"),
        (["list", "enterprises", "--limit", "ten"], "ten"),
        (["list", "enterprises", "--bogus"], "--bogus"),
        (["list", "enterprises", "--lim", "3"], "--lim"),
        (["list", "enterprises", "hazards"], "hazards"),
        (["init"], "--name"),
        (["demo", "--enterprises", "many"], "many"),
        (["demo", "--seed", "x"], "x"),
        (["stats", "--week-ending", "2025"], "2025"),
        (["stats", "--week-ending", "2025-02-30"], "2025-02-30"),
        (["stats", "--week-ending", "2025-W10-5"], "2025-W10-5"),
        (["stats", "--week-ending", "20250307"], "20250307"),
        (["journal", "--since", "gestern"], "gestern"),
        (["import", "enterprises"], "FILE"),
        (["import", "people", "a.xlsx"], "people"),
        (["export"], "FORM"),
        (["export", "weekly-statistics"], "OUT"),
        (["template", "inspections"], "OUT"),
        (["check", "--json=1"], "--json"),
    ],
    ids=" ".join,
)
def test_wrong_words_are_said_in_chinese(desk: Desk, words: list[str], told: str) -> None:
    before = fingerprint(desk.folder)
    said = desk(*words)
    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert "--help" in said.err
    assert english(said.err.replace(told, "")) == set()
    assert fingerprint(desk.folder) == before


def test_wrong_words_with_json_are_one_object_too(desk: Desk) -> None:
    said = desk("list", "people", "--json")
    assert said.code == 2
    assert "people" in said.data["error"]["message"]
    assert "--help" in said.data["error"]["remedy"]


def test_json_stands_after_the_command(desk: Desk) -> None:
    assert desk("--json", "check").code == 2


def test_version_needs_no_office(nowhere: Desk) -> None:
    said = nowhere.bare("--version")
    assert (said.code, said.out.strip()) == (0, f"隐患台 {__version__}")


def test_forms_and_templates_need_no_office(nowhere: Desk, tmp_path: Path) -> None:
    listed = nowhere.done("forms")["forms"]
    assert {
        "id": "weekly-statistics",
        "number": "F4",
        "title": "镇（街道）、部门大排查大整治行动统计表",
    } in listed
    for kind in ("enterprises", "inspections", "round"):
        out = tmp_path / f"{kind}.xlsx"
        assert nowhere.done("template", kind, out) == {"file": str(out)}
        assert out.stat().st_size > 3000
    assert not nowhere.folder.exists()


def test_a_template_is_xlsx_and_nothing_else(nowhere: Desk, tmp_path: Path) -> None:
    said = nowhere("template", "enterprises", tmp_path / "空白表.xls")
    assert said.code == 2
    assert ".xlsx" in said.err
    assert not (tmp_path / "空白表.xls").exists()


# ---- init -----------------------------------------------------------------------------------------


def test_villages_are_split_at_every_comma(nowhere: Desk) -> None:
    said = nowhere.done(
        "init", "--name", OFFICE_NAME, "--villages", "西槽头村,东槽头村，杨家庄村、 东槽头村 ,,"
    )
    assert said == {"office": str(nowhere.folder), "villages": 3}
    problems = nowhere.problems("import", "enterprises", _one(nowhere.folder.parent, "杨家村"))
    assert "杨家庄村" in problems[0]["remedy"]


def _one(folder: Path, village: str) -> Path:
    from tests.cli.desk import enterprises

    return enterprises(folder / "一家.xlsx", {"单位名称": "某某厂", "所属村（社区）": village})


@pytest.mark.parametrize("name", ["", "   ", "\u3000"])
def test_an_office_without_a_name_is_not_made(nowhere: Desk, name: str) -> None:
    said = nowhere("init", "--name", name)
    assert said.code == 2
    assert "单位名称" in said.err
    assert not nowhere.folder.exists() or not any(nowhere.folder.iterdir())


def test_a_second_init_changes_nothing(desk: Desk) -> None:
    before = fingerprint(desk.folder)
    said = desk("init", "--name", "别的乡人民政府", "--json")
    assert said.code == 3
    assert "已经有台账" in said.data["error"]["message"]
    assert fingerprint(desk.folder) == before


def test_init_beside_other_files_leaves_them_alone(nowhere: Desk) -> None:
    nowhere.folder.mkdir()
    other = nowhere.folder / "旧台账.xls"
    other.write_bytes(b"theirs")
    nowhere.done("init", "--name", OFFICE_NAME)
    assert other.read_bytes() == b"theirs"
    assert {path.name for path in nowhere.folder.iterdir()} == {
        "旧台账.xls", "office.db", "office.closed.json", "attachments", "backups", "out",
    }  # fmt: skip


def test_init_where_a_file_stands_is_refused(nowhere: Desk) -> None:
    nowhere.folder.write_text("a file, not a folder")
    said = nowhere("init", "--name", OFFICE_NAME)
    assert said.code == 3
    assert "Traceback" not in said.err
    assert nowhere.folder.read_text() == "a file, not a folder"


# ---- which office ---------------------------------------------------------------------------------


def test_no_office_is_said_with_its_folder(nowhere: Desk) -> None:
    for words in (["check"], ["list", "hazards"], ["stats"], ["journal"], ["undo"], ["demo"]):
        said = nowhere(*words, "--json")
        assert said.code == 3
        assert str(nowhere.folder) in said.data["error"]["message"]
        assert "init" in said.data["error"]["remedy"]
        assert not nowhere.folder.exists()


def test_the_environment_names_the_office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAZARD_DESK_OFFICE", str(desk.folder))
    assert desk.bare("check").code == 0


def test_the_option_goes_before_the_environment(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAZARD_DESK_OFFICE", str(tmp_path / "没有"))
    assert desk("check").code == 0
    said = desk.bare("check")
    assert said.code == 3
    assert "没有" in said.err


def test_without_a_word_it_is_the_office_used_last(desk: Desk) -> None:
    assert desk.bare("check").code == 0


def test_looking_into_another_office_does_not_make_it_the_usual_one(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "另一份"
    assert desk.bare("--office", other, "init", "--name", "别的乡人民政府").code == 0
    desk.done("demo", "--enterprises", "1")
    assert desk.bare("--office", other, "list", "enterprises").code == 0
    assert desk.bare("list", "enterprises", "--json").data["total"] == 1


def test_without_anything_it_is_the_folder_in_the_documents(nowhere: Desk, home: Path) -> None:
    assert nowhere.bare("init", "--name", OFFICE_NAME).code == 0
    assert (home / "文档" / "隐患台账" / "office.db").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Windows keeps these folders in its registry")
def test_a_process_of_its_own_finds_the_office_used_last(nowhere: Desk) -> None:
    assert outside("--office", nowhere.folder, "init", "--name", OFFICE_NAME).code == 0
    said = outside("check", "--json")
    assert (said.code, said.data["ok"]) == (0, True)


# ---- streams --------------------------------------------------------------------------------------


def test_every_command_prints_one_object(desk: Desk, tmp_path: Path) -> None:
    desk.done("demo", "--enterprises", "3")
    calls: list[list[object]] = [
        ["list", "enterprises"],
        ["list", "inspections"],
        ["list", "hazards"],
        ["stats"],
        ["forms"],
        ["template", "inspections", tmp_path / "t.xlsx"],
        ["export", "weekly-statistics", tmp_path / "f4.xlsx"],
        ["check"],
        ["journal"],
        ["undo"],
        ["redo"],
    ]
    for words in calls:
        said = desk(*words, "--json")
        assert said.code == 0
        assert said.out.count("\n") == 1
        assert isinstance(json.loads(said.out), dict)
        assert said.err == ""


def test_a_notice_goes_to_stderr(desk: Desk) -> None:
    (desk.folder / "office.closed.json").unlink()
    said = desk("check", "--json")
    assert said.code == 0
    assert "没有正常退出" in said.err
    assert said.data["ok"] is True
    assert desk("check", "--json").err == said.err  # who only reads leaves the telling to the window as well
    OfficeFile.open(desk.folder).close()
    assert desk("check", "--json").err == ""


def test_people_read_chinese(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "3")
    for words, told in (
        (["list", "enterprises"], "共 3 条"),
        (["stats"], "覆盖率"),
        (["check"], "台账文件完好"),
        (["journal"], "填入演示数据"),
        (["forms"], "统计表"),
        (["undo"], "撤销"),
    ):
        said = desk(*words)
        assert said.code == 0
        assert told in said.out
        with pytest.raises(json.JSONDecodeError):
            json.loads(said.out)


def test_a_pipe_of_another_code_page_still_gets_utf8(desk: Desk) -> None:
    said = outside("--office", desk.folder, "list", "people", PYTHONIOENCODING="gbk")
    assert said.code == 2
    assert "参数" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="a broken pipe is POSIX's word")
def test_who_reads_no_further_is_not_shouted_at(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "40")
    reading, writing = os.pipe()
    os.close(reading)
    words = command("--office", desk.folder, "list", "enterprises", "--json")
    ended = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, timeout=60)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_an_error(desk: Desk) -> None:
    words = command("--office", desk.folder, "check", "--json")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60)
    assert ended.returncode == 1
    assert "结果写不出去" in ended.stderr.decode("utf-8")
    assert b"Traceback" not in ended.stderr


# ---- demo -----------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_office(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, third = Desk(tmp_path / "乙", capsys), Desk(tmp_path / "丙", capsys)
    for one, seed in ((desk, 7), (other, 7), (third, 8)):
        if one is not desk:
            one.done("init", "--name", OFFICE_NAME)
        assert one.done("demo", "--enterprises", "15", "--seed", seed)["enterprises"] == 15
    for kind in ("enterprises", "inspections", "hazards"):
        assert desk.rows(kind) == other.rows(kind)
        assert desk.rows(kind)
    assert desk.rows("enterprises") != third.rows("enterprises")


def test_the_demo_has_three_months_and_every_state(desk: Desk) -> None:
    assert desk.done("demo")["enterprises"] == 120
    found = desk.rows("enterprises")
    assert len(found) == 120
    assert len({row["code"] for row in found if row["code"]}) == sum(bool(row["code"]) for row in found)
    days = [date.fromisoformat(row["date"]) for row in desk.rows("inspections")]
    assert max(days) <= date.today()
    assert (max(days) - min(days)).days > 75
    states = {row["state"] for row in desk.rows("hazards")}
    assert states >= {"登记", "整改中", "待复查", "已销号", "已移送", "已作废"}
    assert all(value > 0 for value in desk.done("stats")["cumulative"].values())


def test_a_demo_goes_into_an_empty_office_only(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "2")
    (problem,) = desk.problems("demo", "--enterprises", "2")
    assert "已经有企业" in problem["message"]
    assert "空台账" in problem["remedy"]
