"""A spreadsheet file → grids of raw values, one a visible sheet; refused before it can do harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

from hazard_desk.errors import InputRefused
from hazard_desk.intake.containers import Kind, read_bytes, recognise, refuse
from hazard_desk.intake.defects import BadCell, SheetScan
from hazard_desk.intake.ods_scan import scan_ods
from hazard_desk.intake.xls_scan import scan_xls
from hazard_desk.intake.xlsx_scan import scan_xlsx

MAX_CELLS = 12_000_000
"""Rows × columns up to the farthest filled cell of a sheet: 200,000 rows of 60 columns; more is refused."""

MAX_ROWS = 300_000
"""Rows up to the last filled one: fifty thousand enterprises are a lot; each row is looked at by itself."""

Cell = str | int | float | bool | datetime | date | time | timedelta | BadCell
Merge = tuple[tuple[int, int], tuple[int, int]]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Grid:
    """A sheet's raw values, from its first row and column on (index 0); "" for an empty cell.

    `merges` are (first, last) corners, both included; `BadCell`s stand where there is no usable value.
    """

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class Workbook:
    """The visible sheets of a file, and the names of hidden ones, which are not read."""

    grids: list[Grid]
    hidden: list[str]


def open_workbook(path: Path) -> Workbook:
    """Read all visible sheets of an .xlsx, .xls or .ods, told by content; refuse anything else.

    Raises `InputRefused` naming the file and, where a sheet is too large, the sheet and its farthest cell.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    content = read_bytes(path)
    kind = recognise(path, content)
    by_name: dict[str, SheetScan] = {}
    in_order: list[SheetScan] = []
    if kind is Kind.XLSX:
        by_name = scan_xlsx(path, content, MAX_CELLS, MAX_ROWS)
    elif kind is Kind.ODS:
        by_name = scan_ods(path, content)
    else:
        in_order = scan_xls(path, content)
    for name, scan in by_name.items():
        if scan.rows * scan.columns > MAX_CELLS or scan.rows > MAX_ROWS:
            raise _too_large(path, name, scan)
    workbook = Workbook([], [])
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as source:
            for index, sheet in enumerate(source.sheets_metadata):
                if sheet.visible != SheetVisibleEnum.Visible:
                    workbook.hidden.append(sheet.name)
                    continue
                if not str(sheet.typ).endswith("WorkSheet"):
                    continue
                data = source.get_sheet_by_index(index)
                scan = by_name.get(sheet.name) or (in_order[index] if index < len(in_order) else SheetScan())
                rows = cast(list[list[Cell]], data.to_python(skip_empty_area=False))
                merges = data.merged_cell_ranges if scan.merges is None else scan.merges
                workbook.grids.append(_grid(sheet.name, rows, merges or [], scan))
    except PasswordError:
        raise refuse(path, "文件加了密码。", "请在表格软件里打开，去掉密码，另存后再导入。") from None
    except CalamineError:
        raise refuse(
            path, "文件已损坏，读不完整。", "请在表格软件里打开后另存为 .xlsx，或重新要一份。"
        ) from None
    except BaseException as failure:
        # a panic inside the parser comes as a BaseException of a type that can't be imported
        if type(failure).__name__ != "PanicException":
            raise
        raise refuse(
            path, "文件已损坏，读不完整。", "请在表格软件里打开后另存为 .xlsx，或重新要一份。"
        ) from None
    return workbook


def _grid(name: str, rows: list[list[Cell]], merges: list[Merge], scan: SheetScan) -> Grid:
    width = max(map(len, rows), default=0)
    for (row, column), bad in scan.bad_cells.items():
        if row < len(rows) and column < width and rows[row][column] == "":
            rows[row][column] = bad
        elif row < len(rows) + 1000 and column < width + 1000:  # an error beside or below all values
            width = max(width, column + 1)
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([""] * (width - len(rows[row])))
            rows[row][column] = bad
    for line in rows:
        if len(line) < width:
            line.extend([""] * (width - len(line)))
    return Grid(name, rows, merges)


def _too_large(path: Path, sheet: str, scan: SheetScan) -> InputRefused:
    farthest = scan.far_cell or f"第{scan.rows}行"
    return refuse(
        path,
        f"工作表“{sheet}”的内容一直到 {farthest}，"
        f"共{scan.rows}行{scan.columns}列，超过上限（{MAX_CELLS // 10000}万格，{MAX_ROWS // 10000}万行）。",
        f"请看 {farthest}：是误填的（空格也算）就清空它，并删除表格下方和右侧多余的行列；"
        "真有这么多，请分成几个文件导入。",
    )
