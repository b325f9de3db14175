"""Workbooks as other programs write them, and as no program should: filled soundly, or refused in words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from hazard_desk.errors import InputRefused
from hazard_desk.issued_tables.filling import FillReport, SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import read_layout
from hazard_desk.issued_tables.reading import read_rows
from hazard_desk.issued_tables.references import rewritten
from tests.issued_tables.drawn_sheets import boxes, put, rewrite

SHEET = "xl/worksheets/sheet1.xml"
Change = Callable[[str], str]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A header in row 1, three boxed rows, the total in row 5."""
    return drawn(tmp_path / "a.xlsx")


def drawn(path: Path, rows: int = 3, **more: object) -> Path:
    book = openpyxl.Workbook()
    last = rows + 2
    put(book.active, {"A1": "序号", "B1": "企业名称", "C1": "隐患数", "D1": "日期", f"A{last}": "合计"})
    put(book.active, {f"C{last}": f"=SUM(C2:C{last - 1})", **more})
    boxes(book.active, f"A1:D{last}")
    book.save(path)
    return path


def write(path: Path, count: int, value: date | str = "文") -> FillReport:
    layout = read_layout(path).sheets[0]
    rows = [{1: f"企业{number}", 2: number, 3: value} for number in range(1, count + 1)]
    return fill_workbook(path, [SheetFill(layout.sheet, layout, rows)], path.with_name("b.xlsx"))


def fill(path: Path, count: int, value: date | str = "文") -> tuple[Worksheet, FillReport]:
    report = write(path, count, value)
    return openpyxl.load_workbook(path.with_name("b.xlsx")).worksheets[0], report


def xml_of(path: Path, part: str = SHEET) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode("utf-8")


def attribute(old: str, new: str) -> Change:
    return lambda xml: xml.replace(old, new, 1)


def column(sheet: Worksheet, letter: str) -> list[Any]:
    return [cell.value for cell in sheet[letter]]


def test_a_cell_that_holds_an_empty_shared_text_is_empty(template: Path) -> None:
    """Programs that export tables write one text "" for every cell they leave empty."""
    blank = r'<c r="[BCD][234]"([^>]*?)(?: t="\w+")?(?:/>|></c>)'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{namespace}"><si><t>x</t></si><si><t>　</t></si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    place = 0

    def empty(found: re.Match[str]) -> str:
        nonlocal place
        place += 1
        return re.sub(r"(?:/>|></c>)$", ' t="s"><v>1</v></c>', re.sub(r' t="\w+"', "", found[0]))

    rewrite(
        template,
        {
            SHEET: lambda xml: re.sub(blank, empty, xml),
            "xl/_rels/workbook.xml.rels": attribute(
                "</Relationships>",
                '<Relationship Id="rS" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>'
                "</Relationships>",
            ),
            "[Content_Types].xml": attribute(
                "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            ),
        },
        {"xl/sharedStrings.xml": texts.encode()},
    )
    assert place == 9
    read, report = fill(template, 4)
    assert column(read, "B") == ["企业名称", "企业1", "企业2", "企业3", "企业4", None]
    assert not report.kept


def test_rows_formatted_down_to_the_last_are_not_pushed_out(template: Path) -> None:
    end = '<row r="1048575" hidden="1"/><row r="1048576" hidden="1"><c r="A1048576"/></row></sheetData>'
    rewrite(template, {SHEET: lambda xml: xml.replace("</sheetData>", end)})
    write(template, 5)
    rows = [int(row) for row in re.findall(r'<row r="(\d+)"', xml_of(template.with_name("b.xlsx")))]
    assert rows == sorted(rows)
    assert rows[-1] <= 1_048_576
    rewrite(template, {SHEET: lambda xml: xml.replace('<c r="A1048576"/>', '<c r="A1048576"><v>7</v></c>')})
    with pytest.raises(InputRefused, match="30万行"):  # nobody's table is that long
        write(template, 5)


def test_a_day_in_a_workbook_without_formats_is_said_in_full(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "xl/styles.xml"}
    parts["xl/_rels/workbook.xml.rels"] = re.sub(
        rb"<Relationship [^>]*styles[^>]*/>", b"", parts["xl/_rels/workbook.xml.rels"]
    )
    parts["[Content_Types].xml"] = re.sub(rb"<Override [^>]*styles[^>]*/>", b"", parts["[Content_Types].xml"])
    parts[SHEET] = re.sub(rb' s="\d+"', b"", parts[SHEET])
    with zipfile.ZipFile(template, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    read, _ = fill(template, 2, date(2026, 3, 1))
    assert "2026-03-01" in column(read, "D")
    assert not any(isinstance(value, int) and value > 46_000 for value in column(read, "D"))


def test_cells_that_one_array_formula_fills_are_left_to_it(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.xlsx", D2=ArrayFormula("D2:D4", "=C2:C4*2"))
    read, report = fill(path, 4)
    assert column(read, "B")[1:5] == ["企业1", "企业2", "企业3", "企业4"]
    assert column(read, "D")[2:4] == [None, None]
    assert report.kept == ("工作表“Sheet”D 列 4 格已有内容，没有覆盖：D2、D3、D4等。",)
    assert '<f t="array" ref="D2:D5">C2:C5*2</f>' in xml_of(tmp_path / "b.xlsx")


def test_an_array_formula_of_each_row_goes_into_further_rows(tmp_path: Path) -> None:
    each = {f"D{row}": ArrayFormula(f"D{row}", f"=SUM(C{row}*2)") for row in range(2, 5)}
    fill(drawn(tmp_path / "a.xlsx", **each), 5)
    xml = xml_of(tmp_path / "b.xlsx")
    assert re.findall(r'<f t="array" ref="(D\d)">(.*?)</f>', xml) == [
        (f"D{row}", f"SUM(C{row}*2)") for row in range(2, 7)
    ]


def test_the_cell_that_a_data_table_varies_moves_with_its_row(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.xlsx", F8=1, F9="=F8*2", F10=DataTableFormula(ref="F10:F11", r1="F8"))
    fill(path, 5)
    assert re.search(r'<f [^>]*ref="F12:F13"[^>]*r1="F10"', xml_of(tmp_path / "b.xlsx"))


def test_the_total_of_a_single_row_takes_in_all_rows(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.xlsx", rows=1, C3="=SUM(C2)", D3="=SUBTOTAL(3,$D2)+C3+MAX(D3)")
    read, _ = fill(path, 3)
    assert read["C5"].value == "=SUM(C2:C4)"
    assert read["D5"].value == "=SUBTOTAL(3,$D2:$D4)+C5+MAX(D5)"


def test_rows_made_like_a_hidden_one_are_seen(template: Path) -> None:
    rewrite(
        template,
        {SHEET: lambda xml: re.sub(r'<row r="([34])"', r'<row r="\1" hidden="1" outlineLevel="1"', xml)},
    )
    read, _ = fill(template, 4)
    shown = [cell.row for cell in read["B"] if not read.row_dimensions[cell.row].hidden and cell.value]
    assert len(shown) == 5  # the header and four rows


def test_boxes_may_be_drawn_by_the_format_of_the_row(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.xlsx")

    def by_row(xml: str) -> str:
        style = re.search(r'<c r="B2" s="(\d+)"', xml)
        assert style
        return re.sub(
            r'<row r="([234])"[^>]*>.*?</row>', rf'<row r="\1" s="{style[1]}" customFormat="1"/>', xml
        )

    rewrite(path, {SHEET: by_row})
    layout = read_layout(path).sheets[0]
    assert (layout.free_rows, layout.total_row) == ((2, 3, 4), 5)
    read, report = fill(path, 3)
    assert read["D3"].border.left.style == "thin"
    assert report.inserted_rows == 0


def test_a_sheet_that_does_not_name_the_filled_one_stays_as_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件'1'"
    put(sheet, {"A1": "序号", "B1": "企业名称", "C1": "隐患数", "A5": "合计"})
    boxes(sheet, "A1:C5")
    put(book.create_sheet("说明"), {"A1": "填表说明", "A9": "附件一"})
    put(book.create_sheet("汇总"), {"A1": "=SUM('附件''1'''!C2:C4)"})
    path = tmp_path / "a.xlsx"
    book.save(path)
    fill(path, 5)
    assert xml_of(path, "xl/worksheets/sheet2.xml") == xml_of(tmp_path / "b.xlsx", "xl/worksheets/sheet2.xml")
    assert "SUM('附件''1'''!C2:C6)" in xml_of(tmp_path / "b.xlsx", "xl/worksheets/sheet3.xml")


def test_a_mark_outside_of_the_extent_widens_it(template: Path) -> None:
    rewrite(template, {SHEET: lambda xml: xml.replace('ref="A1:D5"', 'ref="A1:C1"')})
    layout = read_layout(template).sheets[0]
    fill_workbook(template, [SheetFill("Sheet", layout, cells={(9, 8): "值"})], template.with_name("b.xlsx"))
    assert '<dimension ref="A1:I9"/>' in xml_of(template.with_name("b.xlsx"))


@pytest.mark.parametrize(
    "change",
    [
        attribute('<row r="3"', '<row r="abc"'),
        attribute('<row r="3"', '<row r="99999999999"'),
        attribute('<row r="3"', '<row r="2"'),
        attribute('r="B3"', 'r="A3"'),
        attribute('r="B3"', 'r="XFE3"'),
        attribute("<sheetData>", '<cols><col min="a" max="b"/></cols><sheetData>'),
        attribute("</sheetData>", "<row/>" * 3_000_001 + "</sheetData>"),
    ],
    ids=["no-row", "far-row", "row-twice", "cell-twice", "far-cell", "no-column", "endless"],
)
def test_places_that_no_sheet_has_are_told(template: Path, change: Change) -> None:
    rewrite(template, {SHEET: change})
    began = process_time()
    with pytest.raises(InputRefused, match=r"已损坏|太大"):
        read_layout(template)
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "change",
    [
        attribute("<sheetData>", '<cols><col min="1" max="3" width="wide"/></cols><sheetData>'),
        attribute('<row r="3"', '<row ht="hoch" r="3"'),
        lambda xml: re.sub(r'(<c r="[BCD]\d") s="\d+"', r'\1 s="9999"', xml),
        lambda xml: re.sub(r'(<c r="[BCD]\d") s="\d+"', r'\1 s="x"', xml),
        attribute("</sheetData>", '</sheetData><rowBreaks><brk id="x"/></rowBreaks>'),
    ],
    ids=["width", "height", "far-format", "no-format", "break"],
)
def test_measures_that_say_nothing_do_no_harm(template: Path, change: Change) -> None:
    rewrite(template, {SHEET: change})
    write(template, 5, date(2026, 3, 1))
    xml = xml_of(template.with_name("b.xlsx"))
    assert re.findall(r"企业\d", xml) == [f"企业{number}" for number in range(1, 6)]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_a_part_in_an_encoding_that_not_everybody_reads_is_told(template: Path, part: str) -> None:
    with zipfile.ZipFile(template) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = etree.tostring(etree.fromstring(parts[part]), encoding="gb18030", xml_declaration=True)
    with zipfile.ZipFile(template, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputRefused, match="已损坏"):
        read_layout(template)
    if part != SHEET:
        with pytest.raises(InputRefused, match="已损坏"):
            read_rows(template)


def test_names_that_lead_out_of_the_file_are_not_handed_on(template: Path) -> None:
    with zipfile.ZipFile(template, "a") as archive:
        archive.writestr("../../evil.txt", b"x")
    with pytest.raises(InputRefused, match="有害"):
        read_layout(template)


@pytest.mark.parametrize("text", ["a" * 60_000, "'" * 9_000, "'a" * 30_000, "[" * 60_000, "a.:" * 20_000])
def test_no_formula_takes_for_ever(text: str) -> None:
    began = process_time()
    assert rewritten(text, lambda _, reference: reference) == text
    assert process_time() - began < 5


def test_whole_rows_merged_by_the_hundred_take_no_time(template: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{row}:XFD{row}"/>' for row in range(7, 307))
    rewrite(
        template,
        {SHEET: attribute("</sheetData>", f'</sheetData><mergeCells count="300">{merges}</mergeCells>')},
    )
    began = process_time()
    write(template, 5)
    assert process_time() - began < 4
    assert '<mergeCell ref="A9:XFD9"/>' in xml_of(template.with_name("b.xlsx"))


def test_a_comment_among_the_types_of_parts_does_no_harm(template: Path) -> None:
    rewrite(
        template,
        {
            "[Content_Types].xml": attribute(
                "</Types>",
                '<!-- x --><Override PartName="/xl/calcChain.xml" ContentType="application/calc"/></Types>',
            ),
            "xl/_rels/workbook.xml.rels": attribute(
                "</Relationships>",
                '<!-- x --><Relationship Id="rC" Type="http://x/calcChain" Target="calcChain.xml"/>'
                "</Relationships>",
            ),
        },
        {"xl/calcChain.xml": b'<calcChain><c r="C5" i="1"/></calcChain>'},
    )
    fill(template, 2)
    assert "calcChain" not in xml_of(template.with_name("b.xlsx"), "[Content_Types].xml")


@pytest.mark.parametrize("rows", [(7, 7), (900, 901), (3, 2)])
def test_header_rows_set_by_hand_that_are_blank_are_looked_for(template: Path, rows: tuple[int, int]) -> None:
    assert read_layout(template, {"Sheet": rows}).sheets == read_layout(template).sheets
