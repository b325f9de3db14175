"""Ten templates of ten shapes: recognised, filled, and read again by two other programs.

Each is filled as openpyxl made it, and once more as LibreOffice saves it: texts shared, other names of parts,
other habits.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText
from python_calamine import CalamineWorkbook

from hazard_desk.issued_tables.filling import FillReport, SheetFill, fill_workbook
from hazard_desk.issued_tables.layout import WorkbookLayout, read_layout
from tests.issued_tables.calculated_templates import CALCULATED
from tests.issued_tables.cases import Case
from tests.issued_tables.drawn_sheets import boxes, put
from tests.issued_tables.list_templates import LISTS
from tests.issued_tables.other_templates import OTHERS

CASES = {case.name: case for case in (*LISTS, *CALCULATED, *OTHERS)}
# openpyxl says what it would lose; we only look through it.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
each = pytest.mark.parametrize("name", CASES)


@dataclass(frozen=True)
class Done:
    case: Case
    template: Path
    out: Path
    layout: WorkbookLayout
    report: FillReport


def do(case: Case, template: Path, out: Path) -> Done:
    before = hashlib.sha256(template.read_bytes()).hexdigest()
    found = read_layout(template)
    report = fill_workbook(template, case.fills(found), out)
    assert hashlib.sha256(template.read_bytes()).hexdigest() == before
    return Done(case, template, out, found, report)


def saved_by_libreoffice(folder: Path, books: list[Path], place: str) -> list[Path]:
    """Return the workbooks as LibreOffice calculates and saves them in `place`; it starts once."""
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / place),
            *map(str, books),
        ],
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        timeout=100,
        check=False,
    )
    saved = [folder / place / book.name for book in books]
    assert all(path.exists() for path in saved), done.stdout.decode() + done.stderr.decode()
    return saved


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    folder = tmp_path_factory.mktemp("filled")
    done = {}
    for name, case in CASES.items():
        case.make(folder / f"{name}.xlsx")
        done[name] = do(case, folder / f"{name}.xlsx", folder / f"{name}_out.xlsx")
    return done


@pytest.fixture(scope="module")
def calculated(
    filled: dict[str, Done], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Path]]:
    if shutil.which("soffice") is None:
        pytest.skip("soffice is not installed")
    folder = tmp_path_factory.mktemp("soffice")
    books = [path for done in filled.values() for path in (done.out, done.template)]
    saved = saved_by_libreoffice(folder, books, "saved")
    again = [
        do(done.case, template, folder / f"{name}_again.xlsx")
        for (name, done), template in zip(filled.items(), saved[1::2], strict=True)
    ]
    assert [done.layout.losses for done in again] == [()] * len(again)
    found = dict(zip(filled, saved[::2], strict=True))
    found |= {f"{name}.again": done.out for name, done in zip(filled, again, strict=True)}
    more = saved_by_libreoffice(folder, [found[f"{name}.again"] for name in filled], "again")
    found |= {f"{name}.again": path for name, path in zip(filled, more, strict=True)}
    return found


def plain(value: Any) -> Any:
    """Return a value as it is compared, whichever library read it."""
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return str(value) if isinstance(value, CellRichText) else value


def by_calamine(path: Path) -> Mapping[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(path) as book:
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }


def value_at(rows: list[list[Any]], place: str) -> Any:
    letters = place.rstrip("0123456789")
    row, column = int(place[len(letters) :]) - 1, openpyxl.utils.column_index_from_string(letters) - 1
    return plain(rows[row][column]) if row < len(rows) and column < len(rows[row]) else ""


@each
def test_the_layout_is_what_a_person_sees(name: str, filled: dict[str, Done]) -> None:
    found = [dataclasses.replace(sheet, fingerprint="") for sheet in filled[name].layout.sheets]
    for sheet, expected in zip(found, CASES[name].layouts, strict=True):
        for part in dataclasses.fields(sheet):
            assert getattr(sheet, part.name) == getattr(expected, part.name), (sheet.sheet, part.name)


@each
def test_nothing_is_lost_and_what_is_kept_is_named(name: str, filled: dict[str, Done]) -> None:
    done = filled[name]
    assert done.layout.losses == done.report.losses == ()
    assert (len(done.report.kept), len(done.report.notes)) == (done.case.kept, done.case.notes)
    assert done.report.inserted_rows == sum(count for _, count in done.case.moved.values())


@each
def test_another_library_reads_what_was_written(name: str, filled: dict[str, Done]) -> None:
    found = by_calamine(filled[name].out)
    formulas = openpyxl.load_workbook(filled[name].out)
    for sheet, cells in CASES[name].cells.items():
        for place, expected in cells.items():
            if formulas[sheet][place].data_type != "f":
                assert value_at(found[sheet], place) == plain(expected), (sheet, place)


@pytest.mark.parametrize("name", [*CASES, *(f"{name}.again" for name in CASES)])
def test_libreoffice_reads_and_calculates_it(name: str, calculated: dict[str, Path]) -> None:
    found = by_calamine(calculated[name])
    for sheet, cells in CASES[name.removesuffix(".again")].cells.items():
        for place, expected in cells.items():
            assert value_at(found[sheet], place) == plain(expected), (sheet, place)


@each
def test_all_else_is_as_it_was(name: str, filled: dict[str, Done]) -> None:
    done = filled[name]
    before = openpyxl.load_workbook(done.template, rich_text=True)
    after = openpyxl.load_workbook(done.out, rich_text=True)
    assert after.sheetnames == before.sheetnames
    for old in before.worksheets:
        new = after[old.title]
        at, count = done.case.moved.get(old.title, (10**6, 0))
        for row in old.iter_rows():
            for cell in row:
                twin = new.cell(cell.row + (count if cell.row >= at else 0), cell.column)
                text = plain(cell.value)
                if text is not None and text not in done.case.changed and cell.data_type != "f":
                    assert plain(twin.value) == text, cell.coordinate
                assert (cell.data_type == "f") == (twin.data_type == "f"), cell.coordinate
                assert repr(twin.font) == repr(cell.font), cell.coordinate
                assert repr(twin.fill) == repr(cell.fill)
                assert repr(twin.alignment) == repr(cell.alignment)
                if cell.row != at - 1:  # the last line moves to the last row put in
                    assert repr(twin.border) == repr(cell.border), cell.coordinate
        for letters, width in old.column_dimensions.items():
            assert new.column_dimensions[letters].width == width.width
            assert new.column_dimensions[letters].hidden == width.hidden
        for number, height in old.row_dimensions.items():
            now = new.row_dimensions[number + (count if number >= at else 0)].height
            assert now == height.height or (number < at and (now or 0) > (height.height or 15))
        assert new.sheet_state == old.sheet_state
        assert new.freeze_panes == old.freeze_panes
        assert new.protection.sheet == old.protection.sheet
        if at < 10**6:
            for area in old.merged_cells.ranges:
                if area.min_row >= at:
                    area.shift(0, count)
                assert str(area) in map(str, new.merged_cells.ranges), area
        else:
            assert sorted(map(str, new.merged_cells.ranges)) == sorted(map(str, old.merged_cells.ranges))


@each
def test_parts_that_nobody_changed_are_the_same_bytes(name: str, filled: dict[str, Done]) -> None:
    with zipfile.ZipFile(filled[name].template) as one, zipfile.ZipFile(filled[name].out) as other:
        assert other.namelist() == one.namelist()
        assert other.testzip() is None
        untouched = ("docProps/", "_rels/.rels", "xl/theme/", "xl/media/", "xl/drawings/_rels", "[Content")
        for part in one.namelist():
            if part.startswith(untouched):
                assert other.read(part) == one.read(part), part


def test_validations_and_conditional_formats_reach_over_the_rows_put_in(filled: dict[str, Done]) -> None:
    sheet = openpyxl.load_workbook(filled["choices"].out)["隐患清单"]
    validations = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert validations == {"D4:D7": '"一般隐患,重大隐患"', "G4:G7": "$J$9:$J$10"}
    formats = {
        str(area.sqref): [rule.formula for rule in rules]
        for area, rules in sheet.conditional_formatting._cf_rules.items()
    }
    assert formats == {"F4:F7": [["$F$8/2"]], "A4:G7": [['$G4="否"']]}
    assert sheet.auto_filter.ref == "A3:G7"
    assert sheet["F8"].value == "=SUM(F4:F7)"
    assert {"B4:C4", "B5:C5", "B6:C6", "B7:C7"} <= set(map(str, sheet.merged_cells.ranges))
    assert sheet["E7"].number_format == 'yyyy"年"m"月"d"日"'
    assert sheet.row_dimensions[7].height == 30
    assert sheet.row_dimensions[5].height > 60  # a long text is not cut off


def test_page_settings_reach_over_the_rows_put_in(filled: dict[str, Done]) -> None:
    book = openpyxl.load_workbook(filled["plain"].out)
    sheet = book["Sheet1"]
    assert sheet.print_area == "'Sheet1'!$A$1:$H$14"
    assert sheet.print_title_rows == "$4:$4"
    assert [each.id for each in sheet.row_breaks.brk] == [11]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["B7"].value == "=兴旺煤业"
    assert sheet["B7"].data_type == "s"
    assert sheet["B7"].quotePrefix
    assert sheet["C7"].data_type == "s"


def test_the_thick_line_stays_below_the_last_row(tmp_path: Path) -> None:
    template = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    put(book.active, {"A1": "序号", "B1": "企业名称"})
    boxes(book.active, "A1:B4", thick=True)
    book.save(template)
    found = read_layout(template).sheets[0]
    fill_workbook(
        template, [SheetFill("Sheet", found, [{1: f"企业{i}"} for i in range(6)])], tmp_path / "b.xlsx"
    )
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    lines = [sheet[f"B{row}"].border.bottom.style for row in range(2, 8)]
    assert lines == ["thin"] * 5 + ["medium"]


def test_what_lies_upon_the_sheet_goes_along(filled: dict[str, Done]) -> None:
    with zipfile.ZipFile(filled["pictures"].out) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode("utf-8")
        chart = archive.read("xl/charts/chart1.xml").decode("utf-8")
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
        notes = archive.read("xl/comments/comment1.xml").decode("utf-8")
        looks = archive.read("xl/drawings/commentsDrawing1.vml").decode("utf-8")
    assert "请于每月5日前报" in drawing
    rows = [part.split("<")[0] for part in drawing.replace("xdr:", "").split("<row>")[1:]]
    assert rows == ["15", "0", "12", "12", "14"]  # the logo stays; chart, stamp and text box are four lower
    assert "'通报'!$B$4:$B$10" in chart
    assert "'通报'!B3" in chart
    assert "通报!B11:D11" in sheet
    assert ">E11<" in sheet
    assert 'ref="B3"' in notes
    assert 'ref="B11"' in notes
    assert [part.split("<")[0] for part in looks.split("Row>")[1::2]] == ["2", "10"]


def test_formulas_everywhere_point_to_what_they_pointed_to(filled: dict[str, Done]) -> None:
    book = openpyxl.load_workbook(filled["over-sheets"].out)
    summary, sheet = book["汇总"], book["明 细"]
    assert summary["B4"].value == "='明 细'!F17"
    assert summary["C4"].value == "=AVERAGE('明 细'!F5:F16)"
    assert book.defined_names["挂牌"].attr_text == "COUNTIF('明 细'!$C$5:$C$16,\"是\")"
    assert [sheet[f"F{row}"].value for row in (5, 9, 16)] == ["=D5*E5", "=D9*E9", "=D16*E16"]
    assert [sheet[f"G{row}"].value for row in (5, 9, 16)] == ["=SUM(F$5:F5)", "=SUM(F$5:F9)", "=SUM(F$5:F16)"]
    assert sheet["H16"].value == "=IF(F$17=0,0,F16/F$17)"
    assert sheet["F16"].number_format == "#,##0.00"


def test_a_rich_text_keeps_its_underlined_gap(filled: dict[str, Done]) -> None:
    text = openpyxl.load_workbook(filled["loose"].out, rich_text=True)["Sheet1"]["A3"].value
    assert isinstance(text, CellRichText)
    assert [(str(part), part.font.u) for part in text] == [
        ("单位名称：", None),
        ("泰化建材厂  ", "single"),
        ("填 报 人：", None),
        ("小李", "single"),
    ]


def test_days_are_counted_from_1904_where_the_workbook_does(filled: dict[str, Done]) -> None:
    book = openpyxl.load_workbook(filled["rowless"].out)
    assert book.epoch.year == 1904
    assert book["打非治违"]["A5"].value.date() == date(2026, 6, 1)
