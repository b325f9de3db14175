"""Hostile spreadsheets, through everything that reads one: imports, templates of others, returned tables."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.xlsx import draw
from hazard_desk.intake.cells import shown
from hazard_desk.intake.criteria import read_criteria
from hazard_desk.intake.holidays import read_holiday_sheet
from hazard_desk.intake.reading import open_workbook
from hazard_desk.intake.rounds import is_arrangement, read_lines, read_month, read_round
from hazard_desk.intake.template import CRITERIA, ENTERPRISES, INSPECTIONS, ROUND, write_template
from hazard_desk.issued_tables.filling import SheetFill, filled_bytes
from hazard_desk.issued_tables.layout import read_layout
from hazard_desk.issued_tables.reading import read_rows
from hazard_desk.services.collecting.reading import read_folder
from hazard_desk.services.collecting.returning import take_in
from hazard_desk.services.collecting.sheets import merged_sheet
from hazard_desk.services.importing.batch import ImportOptions, plan_import, read_file
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.county_tables import enterprise_table, several_sheets
from tests.faults.hostile.child import Wrong, said
from tests.faults.hostile.mutating import (
    EDGES,
    FORMULAS,
    members,
    packed,
    spoilt_archive,
    spoilt_bytes,
    spoilt_xml,
)
from tests.intake.sheets import ods, xls, xlsx
from tests.services.collecting.returned_folder import Look, begin, filled, make_office, write

TODAY = date(2026, 11, 22)
_WRITTEN = "=WRITTEN+1"  # what is filled into the tables of others
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)<")


class Spreadsheets:
    """Good sheets of every kind, an office that reads them, and the ways to spoil them."""

    def __init__(self, given: Path, traps: tuple[str, ...]) -> None:
        """Make the good files and the office in `given`."""
        given.mkdir(parents=True)
        self._traps = traps
        self._seeds = _good_files(given / "seeds")
        (given / "returned").mkdir()
        self._office: OfficeFile = make_office(given / "office", lambda: datetime(2026, 11, 22, 9, 0), (0, 1))
        self._collection, self._facts = begin(self._office, given / "seeds" / "sent.xlsx")

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return a spoilt sheet, most often with its own ending."""
        name, data = random.choice(self._seeds)
        others = [other for _, other in self._seeds]
        ending = name.rpartition(".")[2]
        if ending == "xls":
            data = spoilt_bytes(random, data, others)
        elif random.random() < 0.12:
            data = packed([(n, self._made_huge(random, n, part)) for n, part in members(data).items()])
        else:
            data = spoilt_archive(random, data, lambda n, part: self._spoilt_part(random, n, part), others)
        if random.random() < 0.1:
            ending = random.choice(("xlsx", "xls", "ods", "et", "xlsm", "csv"))
        return f"文件{random.randrange(10**6)}.{ending}", data

    def _spoilt_part(self, random: Random, name: str, part: bytes) -> bytes:
        if name.endswith((".xml", ".rels")) and random.random() < 0.9:
            return spoilt_xml(random, part, self._traps)
        return spoilt_bytes(random, part)

    def _made_huge(self, random: Random, name: str, part: bytes) -> bytes:
        """Say in a sheet that it is enormous, in one of the ways that a sheet has."""
        if name == "content.xml":
            many = random.choice(("1048576", "1000000000", "16384", "99999999999999999999"))
            attribute = random.choice(
                ("columns-repeated", "rows-repeated", "rows-spanned", "columns-spanned")
            )
            target = b"<table:table-row" if attribute == "rows-repeated" else b"<table:table-cell"
            count = random.choice((1, 3, 10**6))
            return part.replace(target, target + f' table:number-{attribute}="{many}"'.encode(), count)
        if not name.startswith("xl/worksheets/sheet"):
            return part
        kind = random.randrange(9)
        if kind == 0:
            merges = b"".join(
                b'<mergeCell ref="A%d:XFD1048576"/>' % (n + 1) for n in range(random.choice((1, 50, 20_000)))
            )
            return part.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
        if kind == 1:
            wide = b"".join(
                b'<c r="%s1"><v>1</v></c>' % _letters(n) for n in range(0, 16384, random.choice((1, 7)))
            )
            return part.replace(b"<sheetData>", b'<sheetData><row r="1">' + wide + b"</row>", 1)
        if kind == 2:
            row = b'<row r="%d"><c r="%s%d" t="inlineStr"><is><t>x</t></is></c></row>'
            at = random.choice((1048576, 1048577, 200_000, 2**31, 2**32 + 1))
            return part.replace(
                b"</sheetData>", row % (at, random.choice((b"A", b"XFD", b"XFE")), at) + b"</sheetData>"
            )
        if kind == 3:
            rows = b"".join(
                b'<row r="%d" spans="1:16384" ht="14"/>' % n for n in range(500, random.choice((900, 90_000)))
            )
            return part.replace(b"</sheetData>", rows + b"</sheetData>")
        if kind == 4:
            columns = b"".join(
                b'<col min="%d" max="%d" width="9"/>' % (n, random.choice((n, 16384, 2**31)))
                for n in range(1, random.choice((3, 16384)))
            )
            part = re.sub(rb"<cols>.*?</cols>", b"", part)
            return part.replace(b"<sheetData>", b"<cols>" + columns + b"</cols><sheetData>", 1)
        if kind == 5:
            shared = random.choice((b"999999", b"-1", b"4294967296", b"1e3", b""))
            return re.sub(rb't="s"><v>\d+</v>', b't="s"><v>' + shared + b"</v>", part)
        if kind == 6:
            formula = random.choice((b'"="&amp;A1', b"A1+" * 3000 + b"A1", b"(" * 5000 + b"A1" + b")" * 5000))
            cell = b'<c r="A2"><f t="shared" ref="A2:XFD1048576" si="0">%s</f></c>' % formula
            more = b"".join(b'<c r="%s2"><f t="shared" si="0"/></c>' % _letters(n) for n in range(1, 500))
            return re.sub(
                rb'<row r="2"[^>]*>.*?</row>', b'<row r="2">' + cell + more + b"</row>", part, count=1
            )
        if kind == 7:
            text = random.choice((b"x", b"\xe5\x8e\x82 ", b"&#10;")) * random.choice((32_767, 400_000))
            return part.replace(b"<v>", b"<v>" + text, random.choice((1, 5)))
        value = random.choice(EDGES).replace("&", "").replace("<", "").encode("utf-8", "surrogatepass")
        return re.sub(
            rb"<v>[^<]*</v>", b"<v>" + value.replace(b"\\", b"/") + b"</v>", part, count=random.choice((1, 9))
        )

    # ---- what the program does with it -----------------------------------------------------------

    def known(self) -> list[tuple[str, bytes]]:
        """Return what once asked for a pebibyte, took for ever, or had no refusal."""
        data = dict(self._seeds)["rich.xlsx"]
        parts = members(data)
        sheet = parts["xl/worksheets/sheet1.xml"]

        def with_sheet(xml: bytes, **others: bytes) -> bytes:
            return packed(list({**parts, "xl/worksheets/sheet1.xml": xml, **others}.items()))

        def with_cell(row: bytes, cell: bytes) -> bytes:
            more = b"<row %s><c %s><v>1</v></c></row></sheetData>" % (row, cell)
            return with_sheet(sheet.replace(b"</sheetData>", more))

        formula = b'<c r="A2"><f t="shared" ref="A2:SF2" si="0">%s</f></c>' % (b"A1+" * 3000 + b"A1")
        shared = b"".join(b'<c r="%s2"><f t="shared" si="0"/></c>' % _letters(n) for n in range(1, 500))
        workbook = parts["xl/workbook.xml"].replace("封面".encode(), b"Sheet")
        open_sheet = dict(self._seeds)["open.ods"]
        content = members(open_sheet)["content.xml"]
        rows = content.replace(
            b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">', 3
        )
        return [
            ("行号太大.xlsx", with_cell(b'r="2147483648"', b'r="XFD2147483648"')),
            ("行号绕回.xlsx", with_cell(b"", b'r="XFD4294967295"')),
            ("小写.xlsx", with_cell(b'r="1048576"', b'r="xfd1048576"')),
            ("空格.xlsx", with_cell(b'r = "9"', b'r\t=\n"XFD1048576"')),
            ("另一种引号.xlsx", with_cell(b"r=\n'9'", b"\tr\n=\n'XFD1048576'")),
            ("同名.xlsx", with_sheet(sheet, **{"xl/workbook.xml": workbook})),
            (
                "公式多.xlsx",
                with_sheet(
                    re.sub(rb'<row r="2".*?</row>', b'<row r="2">' + formula + shared + b"</row>", sheet)
                ),
            ),
            ("行多.ods", packed(list({**members(open_sheet), "content.xml": rows}.items()))),
        ]

    def deeds(self, random: Random) -> tuple[Callable[[Path], object], ...]:
        """Read it in every way that there is."""
        others = (read_round, read_lines, is_arrangement, _month, read_criteria, read_holiday_sheet)
        return (
            self._imported_as("enterprises"),
            self._imported_as("inspections"),
            self._as_grids,
            random.choice(others),
            self._as_template,
            lambda path: brief(read_rows(path)),
            self._as_return,
        )

    def _imported_as(self, kind: str) -> Callable[[Path], object]:
        def deed(path: Path) -> object:
            intake = read_file(kind, path, TODAY)
            plan = self._office.ask(plan_import, kind, intake, ImportOptions())
            return brief(intake) + brief(plan)

        return deed

    def _as_grids(self, path: Path) -> str:
        """Export what was read: none of it may have become a formula."""
        grids = open_workbook(path).grids
        texts = [shown(cell) for grid in grids for row in grid.rows[:40] for cell in row[:12] if cell != ""]
        form = load_texts("hazard-list")
        keys = [column["key"] for column in form["columns"]]
        rows = [dict.fromkeys(keys[1:3], text[:500]) for text in [*texts[:30], *FORMULAS]]
        refuse_formulas(draw(ledger_sheet(form, rows, title=form["title"])))
        return "".join(texts)

    def _as_template(self, path: Path) -> str:
        layout = read_layout(path)
        fills = [
            SheetFill(
                sheet.sheet,
                sheet,
                [{column.position: _WRITTEN for column in sheet.columns}] * 3 if sheet.columns else [],
                marks=dict.fromkeys(sheet.marked[:20], _WRITTEN),
            )
            for sheet in layout.sheets[:3]
        ]
        data, report = filled_bytes(path, fills)
        refuse_formulas(data, b"WRITTEN")
        return brief(layout) + str(report) + _xml_of(data)

    def _as_return(self, path: Path) -> str:
        read = read_folder([path], self._facts)
        if read.unread:
            problem = read.unread[0].problems[0]
            said(HazardDeskError(problem.message, "", problem.remedy))
            return problem.message
        drawn: list[bytes] = []

        def taking(work: UnitOfWork) -> Changes:
            take_in(work, self._collection, read.returns)
            drawn.append(draw(merged_sheet(work, self._collection)))
            raise _Undone

        try:
            self._office.run(taking)
        except _Undone:
            refuse_formulas(drawn[0], *(formula[1:7].encode() for formula in FORMULAS[:2]))
        return brief(read)


class _Undone(Exception):
    """The step is rolled back: the next file finds the office as this one did."""


def brief(read: Any) -> str:
    """Return what was read as text, of each long list the beginning."""
    told = (getattr(read, field.name) for field in dataclasses.fields(read))
    return "".join(str(one[:30] if isinstance(one, list | tuple) else one)[:50_000] for one in told)


def _month(path: Path) -> object:
    return read_month(path, TODAY)


def refuse_formulas(data: bytes, *marks: bytes) -> None:
    """Raise where a cell of the workbook is a formula (that has one of these marks in it)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                for formula in _FORMULA.findall(archive.read(name)):
                    if not marks or any(mark in formula for mark in marks):
                        raise Wrong(f"a formula goes out: {formula[:100]!r} in {name}")


def _xml_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return "".join(archive.read(name)[:500_000].decode(errors="replace") for name in names)


def _letters(column: int) -> bytes:
    from hazard_desk.intake.defects import column_letters

    return column_letters(column).encode()


def _good_files(folder: Path) -> list[tuple[str, bytes]]:
    """Make one good file of each kind that the program reads."""
    folder.mkdir()
    rows = [["单位名称", "单位所在地", "职工人数", "主要负责人", "注册资金（万元）", "成立时间"]]
    rows += [[f"{n}号厂", f"村东{n}号", n, "张三", 1.5 * n, date(2015, 3, 1 + n)] for n in range(8)]
    xlsx(folder / "enterprises.xlsx", *rows)
    rows = [["企业名称", "检查日期", "检查人员", "隐患描述", "隐患类型", "限期整改时间"]]
    rows += [
        [f"{n}号厂", date(2026, 3, 1 + n), "张三、李四", f"第{n}处", "一般", "2026.4.1"] for n in range(8)
    ]
    xlsx(folder / "inspections.xlsx", *rows)
    for kind in (ENTERPRISES, INSPECTIONS, ROUND, CRITERIA):
        write_template(kind, folder / f"template-{kind}.xlsx")
    xlsx(folder / "holidays.xlsx", ["日期", "类型", "名称"], ["2026-10-01至2026-10-07", "放假", "国庆节"])
    enterprise_table(folder / "county.xlsx")
    several_sheets(folder / "several.xlsx")
    write(folder / "returned.xlsx", [filled(0, 0), filled(0, 1)], Look())
    write(folder / "returned.xls", [filled(1, 0), filled(1, 1)], Look())
    plain: list[list[Any]] = [["企业名称", "地址", "职工人数"], *([f"{n}号厂", "村东", n] for n in range(5))]
    xls(folder / "old.xls", *plain, merges=[(7, 9, 0, 1, "合计")], hidden=["封面"])
    ods(folder / "open.ods", *plain)
    _rich(folder / "rich.xlsx")
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]


def _rich(path: Path) -> None:
    """Write a workbook with something of everything beside values."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(["企业名称", "检查日期", "罚款（万元）", "备注"])
    for number in range(6):
        page.append([f"{number}号厂", datetime(2026, 3, 1 + number), 1.5 * number, "=SUM(C2:C3)"])
    page.merge_cells("A8:D8")
    page["A8"] = "合计"
    page["B2"].number_format = 'yyyy"年"m"月"d"日"'
    page["A2"].comment = Comment("批注", "某人")
    page["A2"].hyperlink = "http://127.0.0.1/"
    choice = DataValidation(type="list", formula1='"甲,乙"')
    page.add_data_validation(choice)
    choice.add("D2:D9")
    page.auto_filter.ref = "A1:D7"
    page.freeze_panes = "A2"
    book.create_sheet("封面").sheet_state = "hidden"
    book.save(path)
