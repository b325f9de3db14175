"""The rows of a spreadsheet that hold facts: which sheets, which rows, and where each value stood."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.cells import Reader, read_column, shown
from hazard_desk.intake.headers import ColumnMap, Words, find_columns, header_key
from hazard_desk.intake.reading import Cell, Grid, Progress, open_workbook

Fixes = Mapping[tuple[str, int, str], str]
"""(sheet, row from 1, field) → the text that the user typed instead, in the window's import preview."""

_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "总数", "合计数", "累计", "总合计", "本页合计", "本页小计"}
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填写说明|注意|注意事项)\d*[::]|^(?:填报|填表|制表|审核|报送|联系|统计)"
    r"(?:单位|人|人员|日期|时间|负责人|领导|电话)?(?:\((?:盖章|签字|签章|公章)\))?[::]|^单位(?:\(盖章\)|盖章)?[::]"
    r"|^(?:主要领导|负责人|领导)(?:签字|\(签字\))[::]|^第\d+页"
)
EXAMPLE_MARK = "【示例】"
GUIDE_SHEET = "填写说明"
_EXAMPLE = re.compile(r"^[\[(【（<]?(?:示例|样例|例)[\])】）>::]|^(?:示例|样例)")
_SUSPICIOUS = frozenset("合总小共累本注备说填制审报联统主负领第[【(（<示样例单 \t\u3000\n")
_VILLAGE_SHEET = re.compile(r"^[^\d\W]{1,10}(?:村|社区|居委会|村委会|居民委员会|村民委员会)$")


@dataclass(slots=True)
class SheetRows:
    """One sheet's data rows: `numbers` (from 1) beside `cells`; `columns` says what stands where."""

    columns: ColumnMap
    numbers: list[int]
    cells: list[list[Cell]]
    village: str = ""  # of a sheet that is named after one, for rows that name no other

    def values(self, column: int) -> list[Cell]:
        """Return one column's raw values."""
        return [row[column] for row in self.cells]


@dataclass(slots=True)
class Source:
    """What was found in a file: rows to read, and everything the user should know about the rest."""

    sheets: list[SheetRows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unknown_columns: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many data rows there are in all sheets."""
        return sum(len(sheet.numbers) for sheet in self.sheets)


def is_total(text: str) -> bool:
    """Say whether a row that begins with this text adds others up (合计, 小计 …)."""
    return unicodedata.normalize("NFKC", "".join(text.split())).strip(":") in _TOTALS


def is_note(text: str) -> bool:
    """Say whether a row that begins with this text is a note or a signature line below a table."""
    return _NOTE.match(unicodedata.normalize("NFKC", "".join(text.split()))) is not None


def is_example(text: str) -> bool:
    """Say whether a cell with this text stands in an example row."""
    return _EXAMPLE.match(text.strip()) is not None


def read_source(
    path: Path,
    words: Words,
    other: tuple[str, Words],
    mapping: Mapping[str, ColumnMap] | None,
    skip: Set[tuple[str, int]],
    fixes: Fixes,
) -> Source:
    """Open the file and find the rows that hold facts; `other` names the kind it may be mistaken for.

    A sheet in `mapping` is read by that map; every other visible sheet by its header. Raises `InputRefused`
    where no sheet has a header, or the header is rather that of the other kind of sheet.
    """
    workbook = open_workbook(path)
    source = Source()
    for name in workbook.hidden:
        source.warnings.append(Problem("工作表是隐藏的，没有读取。", "需要导入的请先取消隐藏。", sheet=name))
    mistaken = []
    for grid in workbook.grids:
        if not any(cell != "" for row in grid.rows for cell in row):
            continue
        columns = (mapping or {}).get(grid.name) or find_columns(grid, words)
        if not (mapping and grid.name in mapping):
            rival = find_columns(grid, other[1])
            if rival is not None and (columns is None or len(rival.columns) > len(columns.columns)):
                mistaken.append(grid.name)
                continue
        if columns is None and grid.name == GUIDE_SHEET:
            continue
        if columns is None:
            source.warnings.append(
                Problem(
                    "没有找到能认出的表头，这张工作表没有读取。", "如需导入，请核对表头。", sheet=grid.name
                )
            )
            continue
        source.sheets.append(sheet_rows(grid, columns, source, skip, fixes))
    if mistaken:
        raise InputRefused(
            [Problem(f"看起来是{other[0]}。", f"请按{other[0]}导入。", sheet=name) for name in mistaken]
        )
    if not source.sheets:
        wanted = "、".join("或".join(_label(words, name) for name in group) for group in words.required)
        raise InputRefused(
            [
                Problem(
                    "没有找到表头。", f"表头里至少要有{wanted}和另一栏；可用导入模板对照。", value=path.name
                ),
                *(Problem("没有找到能认出的表头。", "", sheet=grid.name) for grid in workbook.grids),
            ]
        )
    return source


def _label(words: Words, name: str) -> str:
    return next(key for key, (known, rank) in words.keys.items() if known == name and rank == 0)


def sheet_rows(
    grid: Grid, columns: ColumnMap, source: Source, skip: Set[tuple[str, int]], fixes: Fixes
) -> SheetRows:
    """Return the rows of one sheet that hold facts; what's odd about its columns is added to `source`."""
    width = len(grid.rows[0])
    columns.columns = {column: name for column, name in columns.columns.items() if name and column < width}
    if not columns.columns:
        return SheetRows(columns, [], [])  # the user has set every column aside
    for name, places in columns.ambiguous.items():
        heads = "、".join(f"“{columns.labels.get(c, '')}”" for c in places)
        source.problems.append(
            Problem(
                f"有{len(places)}列都像是同一项内容（{heads}），分不清用哪一列。",
                "请改表头，或在对应关系里指定。",
                sheet=grid.name,
                row=columns.header_rows,
                column=columns.labels.get(places[0], name),
            )
        )
    for column in columns.unknown:
        label = columns.labels.get(column, "")
        source.unknown_columns.append((grid.name, label))
        source.warnings.append(
            Problem(
                "不认识这一列，没有导入。", "如需导入，请改成模板里的表头。", sheet=grid.name, column=label
            )
        )
    named_after = columns.column_of("village") is None and _VILLAGE_SHEET.match(grid.name)
    _fill_merged(grid, columns.header_rows)
    _apply_fixes(grid, columns, fixes)
    rows = SheetRows(columns, [], [], grid.name if named_after else "")
    judge = _row_judge(grid, columns)
    for i in range(columns.header_rows, len(grid.rows)):
        row = grid.rows[i]
        if skip and (grid.name, i + 1) in skip:
            source.skipped["按要求跳过的行"] += 1
            continue
        kind = judge(i, row)
        if kind:
            source.skipped[kind] += 1
        else:
            rows.numbers.append(i + 1)
            rows.cells.append(row)
    return rows


def _fill_merged(grid: Grid, first: int) -> None:
    """Give the value of a vertically merged cell to each of its rows."""
    for (top, left), (bottom, _) in grid.merges:
        if top >= first and bottom > top and top < len(grid.rows):
            value = grid.rows[top][left] if left < len(grid.rows[top]) else ""
            if value != "":
                for row in grid.rows[top + 1 : bottom + 1]:
                    if row[left] == "":
                        row[left] = value


def _apply_fixes(grid: Grid, columns: ColumnMap, fixes: Fixes) -> None:
    for (sheet, number, name), text in fixes.items():
        if sheet != grid.name or not columns.header_rows < number <= len(grid.rows):
            continue
        column = columns.column_of(name)
        if column is None:  # the sheet has no such column: give it one
            column = len(grid.rows[0])
            columns.columns[column] = name
            for row in grid.rows:
                row.append("")
        grid.rows[number - 1][column] = text


def _row_judge(grid: Grid, columns: ColumnMap) -> Callable[[int, list[Cell]], str]:
    """Return a function that says why a row holds no facts, "" where it does."""
    mapped = list(columns.columns)
    names = (columns.column_of(name) for name in ("name", "enterprise", "code"))
    key = next((column for column in names if column is not None), mapped[0])
    key_words = _header_words(columns, key)
    banners = {
        top: left for (top, left), (_, right) in grid.merges if right - left + 1 > max(2, len(mapped) // 2)
    }
    suspicious = _SUSPICIOUS.union(word[:1] for word in columns.labels.get(key, "").split())

    def judge(i: int, row: list[Cell]) -> str:
        cell = row[key]
        first = row[0]
        if (
            type(cell) is str
            and cell
            and cell[0] not in suspicious
            and i not in banners
            and (type(first) is not str or not first or first[0] not in suspicious)
        ):
            return ""
        filled = [c for c in row if c != "" and not (isinstance(c, str) and not c.strip())]
        if not filled:
            return "空行"
        start = unicodedata.normalize("NFKC", "".join(shown(filled[0]).split()))
        if start.strip(":") in _TOTALS or (type(cell) is str and "".join(cell.split()) in _TOTALS):
            return "合计行"
        if type(cell) is str and _EXAMPLE.match(cell.strip()):
            return "示例行"
        if len(filled) <= 6 and _NOTE.match(start):
            return "注释行"
        if i in banners and len(filled) == 1:
            return "标题行"
        if type(cell) is str and header_key(cell) in key_words and _repeats_header(row, columns):
            return "重复的表头"
        if all(not shown(row[c]).strip() for c in mapped):
            return "空行"
        return ""

    return judge


def _repeats_header(row: list[Cell], columns: ColumnMap) -> bool:
    same = sum(header_key(shown(row[c])) in _header_words(columns, c) | {""} for c in columns.columns)
    return same * 2 > len(columns.columns)


def _header_words(columns: ColumnMap, column: int) -> set[str]:
    return {header_key(word) for word in columns.labels.get(column, "").split(" ")}


def read_fields(
    sheet: SheetRows,
    readers: Mapping[str, Reader | Callable[[str], Reader]],
    money: Set[str],
    problems: list[Problem],
    progress: Callable[[int], None],
) -> dict[str, list[Any]]:
    """Return field → its facts, one a row; what can't be read is added to `problems` with its cell.

    `money` names the fields whose reader is made for the unit in the column's header; `progress` is told
    the share of rows done so far, and may raise `Cancelled`.
    """
    found: dict[str, list[Any]] = {}
    columns = sheet.columns.columns
    for done, (column, name) in enumerate(columns.items()):
        reader: Any = readers[name]
        if name in money:
            reader = reader(sheet.columns.units.get(column, ""))
        values = sheet.values(column)
        found[name], failures = read_column(values, reader)
        problems += [
            Problem(
                failure.message,
                failure.remedy,
                sheet=sheet.columns.sheet,
                row=sheet.numbers[i],
                column=sheet.columns.labels.get(column, ""),
                value=shown(values[i]),
                field=name,
            )
            for i, failure in failures
        ]
        progress(len(sheet.numbers) * (done + 1) // len(columns))
    return found


def cell_problem(sheet: SheetRows, index: int, name: str, label: str, message: str, remedy: str) -> Problem:
    """Return a problem that points to a field's cell, or to the row if there is no such column."""
    column = sheet.columns.column_of(name)
    value = "" if column is None else shown(sheet.cells[index][column])
    if not value and name == "village":
        value = sheet.village
    return Problem(
        message,
        remedy,
        sheet=sheet.columns.sheet,
        row=sheet.numbers[index],
        column=label if column is None else sheet.columns.labels.get(column, label),
        value=value,
        field=name,
    )


def in_reading_order(problems: list[Problem], sheets: list[SheetRows]) -> list[Problem]:
    """Return the problems sheet by sheet, row by row, as the user will go through them."""
    order = {sheet.columns.sheet: i for i, sheet in enumerate(sheets)}
    return sorted(problems, key=lambda p: (order.get(p.sheet, -1), p.row or 0))


def share(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    """Return a progress that counts one sheet's rows on top of those `before` it."""
    return lambda done: progress(before + done, total)


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""
