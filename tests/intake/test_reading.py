"""Files of strangers: read what is a spreadsheet, refuse the rest with what to do."""

import os
import re
import struct
import sys
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from hazard_desk.errors import InputRefused
from hazard_desk.intake import containers
from hazard_desk.intake.defects import UNCALCULATED, column_index, column_letters
from hazard_desk.intake.reading import MAX_CELLS, open_workbook
from tests.intake.sheets import ods, ods_cell, rewrite, xls, xlsx

HEAD = ["单位名称", "统一社会信用代码"]


def refused(path, *words):
    with pytest.raises(InputRefused) as reason:
        open_workbook(path)
    assert all(problem.remedy for problem in reason.value.problems)
    for word in words:
        assert word in str(reason.value)
    return reason.value


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "0字节"),
        ("a.csv", "名称,代码\n甲,1".encode(), "CSV"),
        ("a.xlsx", "名称,代码\n甲,1".encode("gbk"), "CSV"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".et"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "网页"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 200, "损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是"),
        ("a.xlsx", bytes(range(256)) * 10, "不是"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content, word):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, word)


def test_missing_files_and_folders_are_refused(tmp_path):
    refused(tmp_path / "没有.xlsx", "找不到")
    refused(tmp_path, "文件夹")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices in folders are POSIX")
@pytest.mark.timeout(20)
def test_pipes_and_devices_are_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    refused(tmp_path / "管道.xlsx", "不是普通文件")
    (tmp_path / "零.xlsx").symlink_to("/dev/zero")
    refused(tmp_path / "零.xlsx", "不是普通文件")


def test_a_file_that_grows_while_it_is_read_is_read_to_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x" * 100)
    assert containers.read_bytes(path) == b"x" * 100
    monkeypatch.setattr(containers, "MAX_FILE_BYTES", 2**20)
    small = path.stat()
    path.write_bytes(b"x" * (2**20 + 5))
    monkeypatch.setattr(type(path), "stat", lambda *_args, **_more: small)
    refused(path, "超过1兆")


def test_the_name_doesnt_matter_the_content_does(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD).rename(tmp_path / "a.xls")
    assert open_workbook(path).grids[0].rows == [HEAD]


def test_truncated_files_are_refused(tmp_path):
    for path in (xlsx(tmp_path / "a.xlsx", HEAD, ["甲", "1"]), xls(tmp_path / "a.xls", HEAD)):
        whole = path.read_bytes()
        for share in (0.3, 0.7, 0.95):
            path.write_bytes(whole[: int(len(whole) * share)])
            refused(path)


def test_a_flipped_sheet_is_refused(tmp_path):
    path = rewrite(xlsx(tmp_path / "a.xlsx", HEAD), "xl/worksheets/sheet1.xml", lambda old: old[:-40])
    refused(path, "损坏")


def test_passwords_are_named(tmp_path):
    encrypted = tmp_path / "a.xlsx"
    encrypted.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le")
    )
    refused(encrypted, "密码")
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "x")
    stream = book.get_biff_data()
    first = 4 + struct.unpack("<H", stream[2:4])[0]
    XlsDoc().save(
        str(tmp_path / "b.xls"), stream[:first] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2) + stream[first:]
    )
    refused(tmp_path / "b.xls", "密码")


def test_word_and_zip_are_told_apart(tmp_path):
    for part, word in (("word/document.xml", "Word"), ("读我.txt", "压缩包"), ("xl/workbook.bin", ".xlsb")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(part, "x")
        refused(tmp_path / "a.xlsx", word)


def test_a_zip_bomb_is_refused_unread(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * (containers.RATIO_FREE_BYTES + 1))
    before = time.perf_counter()
    refused(path, "展开后")
    assert time.perf_counter() - before < 5


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 10_000_000)
    content = path.read_bytes()
    assert content.count(struct.pack("<I", 10_000_000)) == 2
    path.write_bytes(content.replace(struct.pack("<I", 10_000_000), struct.pack("<I", 1000)))
    refused(path, "展开后")


def test_a_far_stray_cell_is_refused_by_name_not_by_crash(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(HEAD)
    workbook.active["XFD1048576"] = "误填"
    workbook.save(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "XFD1048576", "1048576行")
    many = ods_cell("x", 'table:number-columns-repeated="16384"')
    path = ods(tmp_path / "a.ods", HEAD, [many])
    rewrite(
        path,
        "content.xml",
        lambda old: old.replace(
            b"<table:table-row><table:table-cell table",
            b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table',
        ),
    )
    refused(path, "超过上限")


def test_far_formatted_blank_cells_dont_count(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(HEAD)
    workbook.active["ZZ900000"].number_format = "@"
    workbook.save(tmp_path / "a.xlsx")
    assert MAX_CELLS < 900_000 * 702
    assert open_workbook(tmp_path / "a.xlsx").grids[0].rows == [HEAD]


def test_errors_and_uncalculated_formulas_are_seen(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD, ["=1/0", "ok"])
    cell = open_workbook(path).grids[0].rows[1][0]
    assert str(cell) == UNCALCULATED
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda old: (
            old.replace(b'<c r="A2">', b'<c r="A2" t="e">')
            .replace(b"<v />", b"<v>#DIV/0!</v>")
            .replace(b"<v></v>", b"<v>#DIV/0!</v>")
        ),
    )
    assert str(open_workbook(path).grids[0].rows[1][0]) == "#DIV/0!"


def test_cached_formula_values_are_used(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD, ["=1+1", '=""'])
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda old: (
            old.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            .replace(b'<c r="B2">', b'<c r="B2" t="str">')
        ),
    )
    assert open_workbook(path).grids[0].rows[1] == [2, ""]


def test_errors_in_old_xls_are_seen(tmp_path):
    path = xls(tmp_path / "a.xls", HEAD, ["甲", 1.0])
    book = xlwt.Workbook()
    sheet = book.add_sheet("企业")
    sheet.write(0, 0, "单位名称")
    sheet.row(1).set_cell_error(0, 0x2A)
    sheet.row(1).set_cell_text(1, "x")
    book.save(str(path))
    assert str(open_workbook(path).grids[0].rows[1][0]) == "#N/A"


def test_ods_merges_errors_and_doctype(tmp_path):
    path = ods(
        tmp_path / "a.ods",
        HEAD,
        [ods_cell("甲", 'table:number-rows-spanned="2"'), "1"],
        ["<table:covered-table-cell/>", ods_cell("#N/A", 'table:formula="of:=NA()"')],
    )
    grid = open_workbook(path).grids[0]
    assert grid.merges == [((1, 0), (2, 0))]
    assert str(grid.rows[2][1]) in ("#N/A",)
    evil = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    refused(ods(tmp_path / "b.ods", HEAD, doctype=evil), "外部引用")


def test_external_entities_in_xlsx_stay_unread(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD, ["甲", "1"])
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    evil = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    rewrite(path, "xl/worksheets/sheet1.xml", lambda old: evil + old.replace("甲".encode(), b"&x;"))
    try:
        rows = open_workbook(path).grids[0].rows
    except InputRefused:
        return
    assert "机密" not in str(rows)


def test_hidden_sheets_are_named_not_read(tmp_path):
    assert open_workbook(xls(tmp_path / "a.xls", HEAD, hidden=["旧"])).hidden == ["旧"]


def test_two_hundred_thousand_blank_rows_are_quick(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", HEAD, ["甲", "1"])
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/><c r="C%d" s="0"/></row>' % (i, i, i, i)
        for i in range(3, 200_003)
    )
    rewrite(
        path, "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", blank + b"</sheetData>")
    )
    before = time.perf_counter()
    grid = open_workbook(path).grids[0]
    assert time.perf_counter() - before < 10
    assert grid.rows == [HEAD, ["甲", "1"]]


@given(st.integers(0, 16383))
def test_columns_have_letters(index):
    assert column_index(column_letters(index)) == index
    assert column_letters(0) == "A"
    assert column_letters(16383) == "XFD"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_no_garbage_crashes_the_reader(tmp_path, garbage, magic):
    path = tmp_path / "a.xlsx"
    path.write_bytes(magic + garbage)
    with pytest.raises(InputRefused):
        open_workbook(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.data())
def test_no_flipped_byte_crashes_the_reader(tmp_path, data):
    path = data.draw(st.sampled_from(["xlsx", "xls", "ods"]))
    made = {"xlsx": xlsx, "xls": xls, "ods": ods}[path](tmp_path / f"a.{path}", HEAD, ["甲", "1"])
    content = bytearray(made.read_bytes())
    # The file bears its time of making, so its length differs by a byte from run to run.
    place = data.draw(st.integers(0, 2**20)) % len(content)
    content[place] ^= data.draw(st.integers(1, 255))
    made.write_bytes(content)
    with suppress(InputRefused):  # read or refused; anything else fails
        open_workbook(made)


@pytest.mark.parametrize(("kind", "part"), [("xlsx", "xl/workbook.xml"), ("ods", "content.xml")])
def test_an_encoding_that_nobody_knows_is_refused(tmp_path, kind, part):
    made = {"xlsx": xlsx, "ods": ods}[kind](tmp_path / f"a.{kind}", HEAD, ["甲", "1"])
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = re.sub(rb"^<\?xml.*?\?>", b"", parts[part].lstrip(), flags=re.S)
    parts[part] = b'<?xml version="1.0" encoding="UTF-g"?>' + body
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputRefused):
        open_workbook(made)
