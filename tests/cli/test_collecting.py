"""The collect command: begun from a template, a folder taken in, who is missing, what contradicts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.desk import Desk, fingerprint

HEADS = ["序号", "村名", "户数", "检查日期"]
NAME = "用气安全检查统计表"


def table(path: Path, *rows: list[object], heads: list[str] = HEADS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([NAME], heads, *rows):
        sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


@pytest.fixture
def villages(nowhere: Desk) -> Desk:
    nowhere.done("init", "--name", "文水县西槽头乡人民政府", "--villages", "马村,东马村,上庄村")
    return nowhere


def test_a_folder_is_taken_in(villages: Desk, tmp_path: Path) -> None:
    sent = table(tmp_path / "发" / "表.xlsx", [1, "马村"], [2, "东马村"], [3, "上庄村"])
    folder = tmp_path / "交回"
    table(folder / "马村.xlsx", [1, "马村", 12, "2026.3.5"], [2, "东马村", 3, "2026-03-06"])
    table(folder / "东马村.xlsx", [1, "东马村", 4, "2026年3月6日"])
    (folder / "说明.docx").write_bytes(b"PK\x03\x04")
    said = villages.done("collect", NAME, folder, "--template", sent, "--due", "2099-01-01")
    assert said["counts"]["taken"] == 2
    assert (said["expected"], said["returned"]) == (3, ["马村", "东马村"])
    assert [one["name"] for one in said["missing"]] == ["上庄村"]
    assert [one["file"] for one in said["unread"]] == ["说明.docx"]
    assert [(one["row"], one["column"]) for one in said["conflicts"]] == [("东马村", "户数")]
    assert [side["text"] for side in said["conflicts"][0]["returned"]] == ["3", "4"]
    again = villages.done("collect", NAME, folder)
    assert (again["counts"]["taken"], again["counts"]["present"]) == (0, 2)


def test_a_dry_run_writes_nothing_and_a_table_can_be_had(villages: Desk, tmp_path: Path) -> None:
    sent = table(tmp_path / "发" / "表.xlsx", [1, "马村"], [2, "东马村"])
    folder = tmp_path / "交回"
    folder.mkdir()
    villages.done("collect", NAME, folder, "--template", sent)
    table(folder / "马村.xlsx", [1, "马村", 12, "2026.3.5"])
    table(folder / "谁的.xlsx", [1, None, 3, None])
    before = fingerprint(villages.folder)
    said = villages.done("collect", NAME, folder, "--dry-run")
    assert (said["dry_run"], said["returned"]) == (True, [])
    assert any("谁的.xlsx" in notice for notice in said["notices"])
    assert fingerprint(villages.folder) == before
    out = tmp_path / "汇总.xlsx"
    told = villages("collect", NAME, folder, "--out", out)
    assert told.code == 0
    assert "已交 1/3" in told.out
    assert "未交：上庄村" in told.out
    page = openpyxl.load_workbook(out).active
    assert page is not None
    assert any("马村.xlsx" in str(cell.value) for line in page.iter_rows() for cell in line)


def test_what_is_wrong_is_said(villages: Desk, tmp_path: Path) -> None:
    unknown = villages("collect", "没有的表", tmp_path)
    assert unknown.code == 1
    assert "没有名为「没有的表」的收表" in unknown.err
    sent = table(tmp_path / "发" / "表.xlsx", [1, "马村"])
    villages.done("collect", NAME, tmp_path / "发", "--template", sent)
    assert villages("collect", NAME, tmp_path / "发", "--template", sent).code == 2
    assert villages("collect", NAME, tmp_path / "没有的文件夹").code == 1
    assert villages("collect", NAME, tmp_path / "发", "--template", sent, "--dry-run").code == 2
