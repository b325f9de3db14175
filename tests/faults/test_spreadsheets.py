"""Files that are no spreadsheets, spreadsheets that are damaged, locked, hostile or far too large."""

from __future__ import annotations

import os
import re
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.cli.desk import Desk, command, credit_code, fingerprint
from tests.faults.compound import compound_file
from tests.faults.confined import LIMITED, without_override
from tests.intake.sheets import ods, rewrite

SHEET = "xl/worksheets/sheet1.xml"


def good(path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["单位名称", "单位所在地", "职工人数"])
    for number in range(200):
        page.append([f"{number}号厂", f"村东{number * 7919}号", number])
    book.save(path)
    return path


def cut(path: Path) -> None:
    good(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_sheet(path: Path) -> None:
    good(path)
    rewrite(path, SHEET, lambda old: old[: len(old) // 2])


def flipped(path: Path) -> None:
    good(path)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(SHEET)
    content = bytearray(path.read_bytes())
    middle = part.header_offset + 60 + part.compress_size // 2
    content[middle : middle + 40] = bytes(byte ^ 0xFF for byte in content[middle : middle + 40])
    path.write_bytes(content)


def word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")


def packed(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("企业.txt", "甲厂")


def locked_xls(path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("企业").write(0, 0, "单位名称")
    stream = book.get_biff_data()
    first = 4 + int.from_bytes(stream[2:4], "little")
    lock = (0x2F).to_bytes(2, "little") + (54).to_bytes(2, "little") + b"\1\0\1\0\1\0" + b"\7" * 48
    XlsDoc().save(str(path), stream[:first] + lock + stream[first:])


_LOCKED = b'"><manifest:encryption-data/></manifest:file-entry></'


def locked_ods(path: Path) -> None:
    ods(path, ["单位名称", "地址"], ["甲厂", "村东"])
    rewrite(
        path,
        "META-INF/manifest.xml",
        lambda old: old.replace(b'"/></', b'"><manifest:encryption-data/></manifest:file-entry></'),
    )


def locked_zip(path: Path) -> None:
    good(path)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + offset] |= 1
    path.write_bytes(content)


def laughing(part: str) -> Callable[[Path], None]:
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]>"
    )

    def change(old: bytes) -> bytes:
        old = old.replace(b"<t>1", b"<t>&j;", 1)
        return old.replace(b"?>", b"?>" + entities, 1) if b"?>" in old else entities + old

    def make(path: Path) -> None:
        good(path)
        rewrite(path, part, change)

    return make


def laughing_ods(path: Path) -> None:
    ods(
        path,
        ["单位名称", "地址"],
        ["甲厂", "村东"],
        doctype='<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
    )


def bomb(path: Path) -> None:
    good(path)
    rewrite(path, SHEET, lambda old: old.replace(b"</sheetData>", b" " * 120 * 2**20 + b"</sheetData>"))
    assert path.stat().st_size < 2**20


def lying_bomb(path: Path) -> None:
    """Say in the directory that the sheet is small."""
    bomb(path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    content = path.read_bytes()
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (5000).to_bytes(4, "little")))


def many_parts(path: Path) -> None:
    good(path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(10_001):
            archive.writestr(f"xl/media/{number}", b"")


def far_cell(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["单位名称", "单位所在地"])
    page.append(["甲厂", "村东"])
    page["XFD1048576"] = "误填"
    book.save(path)


def no_header(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["今日菜单", "价格"])
    page.append(["面条", 12])
    book.save(path)


def all_hidden(path: Path) -> None:
    good(path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("封面")
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(path)


REFUSED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "zero bytes": ("a.xlsx", lambda p: p.write_bytes(b""), "空的"),
    "one byte": ("a.xlsx", lambda p: p.write_bytes(b"\0"), "不是能识别的表格"),
    "cut zip": ("a.xlsx", cut, "损坏"),
    "cut sheet": ("a.xlsx", cut_sheet, "损坏"),
    "flipped bytes": ("a.xlsx", flipped, "损坏"),
    "text": ("a.xlsx", lambda p: p.write_text("单位名称\n甲厂\n", encoding="utf-8"), "文本"),
    "csv of the office program": (
        "a.xls",
        lambda p: p.write_bytes("单位名称,地址\r\n甲厂,村东".encode("gbk")),
        "文本",
    ),
    "pdf": ("a.xlsx", lambda p: p.write_bytes(b"%PDF-1.7\n\0"), "PDF"),
    "word": ("a.xlsx", word, "Word"),
    "zip": ("a.xlsx", packed, "压缩包"),
    "web page": ("a.xls", lambda p: p.write_text("<html><table><tr><td>单位名称"), "网页"),
    "picture": ("a.xlsx", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0"), "不是能识别的表格"),
    "encrypted xlsx": (
        "a.xlsx",
        lambda p: compound_file(p, EncryptionInfo=b"\4\0\4\0", EncryptedPackage=os.urandom(9000)),
        "密码",
    ),
    "compound file of something": ("a.xls", lambda p: compound_file(p, Contents=b"x"), "不是能识别的表格"),
    "compound file with a broken book": ("a.xls", lambda p: compound_file(p, Workbook=b"\xff" * 5000), ""),
    "encrypted xls": ("a.xls", locked_xls, "密码"),
    "encrypted ods": ("a.ods", locked_ods, "密码"),
    "encrypted zip": ("a.xlsx", locked_zip, "密码"),
    "laughs in the workbook": ("a.xlsx", laughing("xl/workbook.xml"), "有害"),
    "laughs in the sheet": ("a.xlsx", laughing(SHEET), "损坏"),
    "laughs in the relations": ("a.xlsx", laughing("xl/_rels/workbook.xml.rels"), "有害"),
    "laughs in an ods": ("a.ods", laughing_ods, ""),
    "bomb": ("a.xlsx", bomb, "大得不正常"),
    "lying bomb": ("a.xlsx", lying_bomb, "不正常"),
    "many parts": ("a.xlsx", many_parts, "不正常"),
    "far cell": ("a.xlsx", far_cell, "1200万格"),
    "no header": ("a.xlsx", no_header, "表头"),
    "all hidden": ("a.xlsx", all_hidden, "表头"),
    "missing": ("没有.xlsx", lambda p: None, "找不到"),
    "folder": ("a.xlsx", lambda p: p.mkdir(), "文件夹"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_it_is_refused_in_one_clear_message(desk: Desk, tmp_path: Path, fault: str) -> None:
    name, make, told = REFUSED[fault]
    path = tmp_path / name
    make(path)
    for kind in ("enterprises", "inspections"):
        started = time.monotonic()
        problems = desk.problems("import", kind, path)
        assert time.monotonic() - started < 5
        assert told in problems[0]["message"]
        assert all(problem["message"] for problem in problems)
        assert problems[0]["remedy"]
    said = desk("import", "enterprises", path)
    assert said.code == 1
    assert said.out == ""
    assert "没有写入任何数据" in said.err
    assert not re.search(r"Traceback|Error\b|Exception|\bline \d", said.err)
    if fault not in ("missing", "folder"):
        assert name in said.err


@LIMITED
@pytest.mark.parametrize("fault", ["bomb", "lying bomb", "laughs in the sheet", "far cell", "many parts"])
def test_a_hostile_file_takes_no_memory(desk: Desk, tmp_path: Path, fault: str) -> None:
    from tests.faults.confined import run_limited

    name, make, told = REFUSED[fault]
    make(tmp_path / name)
    before = fingerprint(desk.folder)
    said = run_limited(
        command("--office", desk.folder, "import", "enterprises", tmp_path / name, "--json"),
        memory=700 * 2**20,
    )
    assert said.code == 1, said.err
    assert told in said.problems[0]["message"]
    assert fingerprint(desk.folder) == before


@LIMITED
def test_an_unreadable_file_is_refused(desk: Desk, three: Path) -> None:
    three.chmod(0)
    said = without_override(command("--office", desk.folder, "import", "enterprises", three, "--json"))
    assert said.code == 1
    assert "读不出来" in said.problems[0]["message"]
    assert desk.rows("enterprises") == []


def test_two_hundred_thousand_formatted_blank_rows_are_nothing(desk: Desk, tmp_path: Path) -> None:
    path = good(tmp_path / "a.xlsx")
    blank = "".join(
        f'<row r="{row}" spans="1:8" ht="14.25">'
        + "".join(f'<c r="{column}{row}" s="0"/>' for column in "ABCDEFGH")
        + "</row>"
        for row in range(202, 200_202)
    ).encode()
    rewrite(path, SHEET, lambda old: old.replace(b"</sheetData>", blank + b"</sheetData>"))
    started = time.monotonic()
    said = desk.done("import", "enterprises", path)
    assert time.monotonic() - started < 15
    assert said["added"] == 200
    assert desk.done("list", "enterprises")["total"] == 200


def test_too_much_is_refused_with_the_limit_and_the_farthest_cell(desk: Desk, tmp_path: Path) -> None:
    far_cell(tmp_path / "a.xlsx")
    (problem,) = desk.problems("import", "enterprises", tmp_path / "a.xlsx")
    assert "XFD1048576" in problem["message"]
    assert "1048576行16384列" in problem["message"]
    assert "1200万格" in problem["message"]


# ---- formulas and errors --------------------------------------------------------------------------


def formulas(path: Path, cells: dict[str, str]) -> Path:
    """Write a sheet whose cells are given as raw XML."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "企业"
    page.append(["单位名称", "统一社会信用代码", "职工人数", "成立时间"])
    page.append(["甲厂", "x", 1, 2])
    book.save(path)

    def change(old: bytes) -> bytes:
        for place, cell in cells.items():
            old, count = re.subn(
                rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % place.encode(),
                cell.encode().replace(b"\\", b"\\\\"),
                old,
            )
            assert count == 1
        return old

    return rewrite(path, SHEET, change)


def test_a_formula_gives_the_value_that_was_stored(desk: Desk, tmp_path: Path) -> None:
    path = formulas(
        tmp_path / "a.xlsx",
        {
            "A2": '<c r="A2" t="str"><f>"甲"&amp;"厂"</f><v>算出的厂</v></c>',
            "B2": f'<c r="B2" t="str"><f>H2</f><v>{credit_code(1)}</v></c>',
            "C2": '<c r="C2"><f>20+5</f><v>25</v></c>',
            "D2": '<c r="D2" t="str"><f>"2015"</f><v>2015年</v></c>',
        },
    )
    desk.done("import", "enterprises", path)
    (row,) = desk.rows("enterprises")
    assert (row["name"], row["code"]) == ("算出的厂", credit_code(1))
    assert "职工人数（从业人数）" not in row["missing"]


def test_a_formula_without_a_value_is_named(desk: Desk, tmp_path: Path) -> None:
    path = formulas(
        tmp_path / "a.xlsx",
        {
            "B2": '<c r="B2"><f>H2</f></c>',
            "C2": '<c r="C2"><f>SUM(A1:A9)</f><v></v></c>',
            "D2": '<c r="D2"/>',
        },
    )
    problems = desk.problems("import", "enterprises", path)
    assert [(p["sheet"], p["row"], p["column"]) for p in problems] == [
        ("企业", 2, "统一社会信用代码"), ("企业", 2, "职工人数"),
    ]  # fmt: skip
    assert all("公式" in p["message"] and p["remedy"] for p in problems)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_an_error_cell_is_named(desk: Desk, tmp_path: Path, error: str) -> None:
    path = formulas(
        tmp_path / "a.xlsx",
        {
            "A2": f'<c r="A2" t="e"><f>X1</f><v>{error}</v></c>',
            "B2": '<c r="B2"/>',
            "C2": f'<c r="C2" t="e"><v>{error}</v></c>',
            "D2": '<c r="D2"/>',
        },
    )
    problems = desk.problems("import", "enterprises", path)
    named = {(p["row"], p["column"], p["value"]) for p in problems}
    assert named >= {(2, "单位名称", error), (2, "职工人数", error)}
    assert error in problems[0]["message"]


def test_an_error_cell_of_an_old_xls_and_an_ods_is_named(desk: Desk, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("企业")
    for column, text in enumerate(("单位名称", "职工人数")):
        page.write(0, column, text)
    page.write(1, 0, "甲厂")
    page.row(1).set_cell_error(1, "#DIV/0!")
    book.save(str(tmp_path / "a.xls"))
    (problem,) = desk.problems("import", "enterprises", tmp_path / "a.xls")
    assert (problem["row"], problem["column"], problem["value"]) == (2, "职工人数", "#DIV/0!")
    wrong = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    ods(tmp_path / "b.ods", ["单位名称", "职工人数"], ["甲厂", wrong])
    (problem,) = desk.problems("import", "enterprises", tmp_path / "b.ods")
    assert (problem["row"], problem["column"]) == (2, "职工人数")


def test_a_day_in_the_other_calendar_of_a_workbook(desk: Desk, tmp_path: Path) -> None:
    """Workbooks of old Macs count days from 1904."""
    desk.done("import", "enterprises", good(tmp_path / "企业.xlsx"))
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.append(["单位名称", "检查日期"])
    page.append(["1号厂", date(2025, 3, 5)])
    book.save(tmp_path / "a.xlsx")
    desk.done("import", "inspections", tmp_path / "a.xlsx")
    assert [row["date"] for row in desk.rows("inspections")] == ["2025-03-05"]


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses to read what another program holds")
def test_a_file_held_by_another_program_is_refused(desk: Desk, three: Path) -> None:
    import msvcrt

    with three.open("r+b") as held:
        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, three.stat().st_size)
        (problem,) = desk.problems("import", "enterprises", three)
        assert "关闭" in problem["remedy"]
        held.seek(0)
        msvcrt.locking(held.fileno(), msvcrt.LK_UNLCK, three.stat().st_size)
