"""What isn't a sound .xlsx is refused in words; no template is written to; a file is whole or not there."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from hazard_desk import whole_files
from hazard_desk.errors import InputRefused, UsageError
from hazard_desk.issued_tables.filling import SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import read_layout
from tests.intake.sheets import ods, xls, xlsx
from tests.issued_tables.drawn_sheets import rewrite
from tests.issued_tables.list_templates import PLAIN


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "模板.xlsx"
    PLAIN.make(path)
    return path


def refused(path: Path) -> InputRefused:
    with pytest.raises(InputRefused) as raised:
        read_layout(path)
    error = raised.value
    assert path.name in error.what
    assert "导入" not in str(error) + error.problems[0].remedy
    assert error.meaning == "没有写任何文件。"
    return error


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
def test_an_old_workbook_is_to_be_saved_anew_whatever_its_name(tmp_path: Path, suffix: str) -> None:
    path = xls(tmp_path / f"a{suffix}", ["序号", "企业名称"])
    error = refused(path)
    assert ".xls 格式" in error.what
    assert "另存为 .xlsx" in error.problems[0].remedy


def test_other_formats_are_named(tmp_path: Path, template: Path) -> None:
    assert ".ods 格式" in refused(ods(tmp_path / "a.ods", ["序号", "企业名称"])).what
    (tmp_path / "a.et").write_bytes(template.read_bytes())
    assert ".et" in refused(tmp_path / "a.et").what
    (tmp_path / "a.csv").write_text("序号,企业名称\n", encoding="utf-8")
    assert "文本" in refused(tmp_path / "a.csv").what


def test_macros_are_refused_even_under_another_name(template: Path) -> None:
    rewrite(
        template,
        {
            "[Content_Types].xml": lambda xml: xml.replace(
                "spreadsheetml.sheet.main+xml", "macroEnabled.main+xml"
            )
        },
    )
    assert "宏" in refused(template).what


def test_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le")
    )
    assert "密码" in refused(path).what


@pytest.mark.parametrize("cut", [100, 3000, -40])
def test_a_damaged_file_is_told(template: Path, cut: int) -> None:
    template.write_bytes(template.read_bytes()[:cut])
    assert "损坏" in refused(template).what or "识别" in refused(template).what


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_damaged_xml_and_entities_are_told(template: Path, part: str) -> None:
    rewrite(template, {part: lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml})
    assert "有害" in refused(template).what or "损坏" in refused(template).what
    rewrite(template, {part: lambda xml: xml[:-20]})
    refused(template)


def test_a_bomb_is_not_unpacked(tmp_path: Path, template: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("xl/media/image9.xml", "w", force_zip64=True) as file:
            for _ in range(80):
                file.write(bytes(2**20))
    assert "大得不正常" in refused(path).what


def test_a_workbook_with_nothing_to_see_is_told(tmp_path: Path) -> None:
    assert "没有可见" in refused(xlsx(tmp_path / "a.xlsx")).what
    assert "找不到" in refused(tmp_path / "nothing.xlsx").what


def test_a_lock_file_beside_it_does_not_matter(template: Path) -> None:
    (template.parent / f"~${template.name}").write_bytes(b"x" * 165)
    assert read_layout(template).sheets[0].header_first == 4


@pytest.mark.parametrize("way", ["same", "case", "hard", "symbolic", "dots"])
def test_the_template_itself_is_never_written_to(template: Path, tmp_path: Path, way: str) -> None:
    before = template.read_bytes()
    out = tmp_path / "out.xlsx"
    if way == "same":
        out = template
    elif way == "case":
        out = template.with_name("模板.XLSX")
    elif way == "hard":
        os.link(template, out)
    elif way == "symbolic":
        out.symlink_to(template)
    else:
        out = tmp_path / "x" / ".." / template.name
        (tmp_path / "x").mkdir()
    with pytest.raises(UsageError, match="模板本身"):
        fill_workbook(template, [], out)
    assert template.read_bytes() == before


def test_only_an_xlsx_is_written(template: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"不能保存为「\.xls」"):
        fill_workbook(template, [], tmp_path / "a.xls")


def test_a_full_disk_leaves_what_was_there(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(whole_files.os, "fsync", full)
    with pytest.raises(OSError, match="no room"):
        fill_workbook(template, [], out)
    assert out.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xlsx", "模板.xlsx"]


def test_a_signature_is_named_before_and_gone_after(template: Path, tmp_path: Path) -> None:
    rewrite(
        template,
        {
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>",
                '<Override PartName="/_xmlsignatures/sig1.xml" ContentType="application/x-sig"/></Types>',
            ),
            "_rels/.rels": lambda xml: xml.replace(
                "</Relationships>",
                '<Relationship Id="rSig" Type="http://x/digital-signature/origin"'
                ' Target="_xmlsignatures/origin.sigs"/></Relationships>',
            ),
        },
        {"_xmlsignatures/sig1.xml": b"<s/>", "_xmlsignatures/origin.sigs": b""},
    )
    assert read_layout(template).losses == ("数字签名 1 处",)
    report = fill_workbook(template, [], tmp_path / "out.xlsx")
    assert report.losses == ("数字签名 1 处",)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert not any("signature" in name for name in archive.namelist())
        assert b"sig" not in archive.read("_rels/.rels")
        assert b"sig" not in archive.read("[Content_Types].xml")


def test_a_sheet_that_is_gone_is_told(template: Path, tmp_path: Path) -> None:
    sheet = read_layout(template).sheets[0]
    with pytest.raises(UsageError, match="没有工作表"):
        fill_workbook(template, [SheetFill("别的", sheet)], tmp_path / "out.xlsx")


def test_control_characters_and_over_long_texts_do_no_harm(template: Path, tmp_path: Path) -> None:
    sheet = read_layout(template).sheets[0]
    rows = [{1: "坏\x00\x1f字\ud800", 7: "长" * 40_000}, {1: "第一行\r\n第二行"}]
    fill_workbook(template, [SheetFill("Sheet1", sheet, rows)], tmp_path / "out.xlsx")
    read = openpyxl.load_workbook(tmp_path / "out.xlsx")["Sheet1"]
    assert read["B5"].value == "坏\ufffd\ufffd字\ufffd"
    assert len(read["H5"].value) == 32_767
    assert read["B6"].value == "第一行\n第二行"
