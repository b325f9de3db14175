"""Tables as a county office sends them, made by hand: titles, merged headers, totals, boxes to fill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

_BOX = Border(*(Side(style="thin"),) * 4)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def enterprise_table(path: Path, *, rows: int = 3) -> Path:
    """A title, who and when, a header of two levels in other words than ours, a total, who signs."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "企业清单"
    _title(page, "工贸企业安全生产基本情况统计表", "A1:I1")
    page["A2"] = "填报单位（盖章）："
    page["G2"] = "填报时间：    年   月   日"
    page.merge_cells("A2:E2")
    page.merge_cells("G2:I2")
    _head(
        page,
        3,
        ["序号", "企业基本情况", None, None, None, None, "从业人数（人）", "资产总额（元）", "企业等级"],
    )
    _head(page, 4, [None, "企业全称", "统一社会信用代码", "地址", "企业负责人", "联系电话"])
    page.merge_cells("B3:F3")
    for letter in "AGHI":
        page.merge_cells(f"{letter}3:{letter}4")
    last = 5 + rows
    page[f"A{last}"] = "合计"
    page.merge_cells(f"A{last}:F{last}")
    page[f"G{last}"] = f"=SUM(G5:G{last - 1})"
    page[f"A{last + 1}"] = "填报人："
    _grid(page, 3, last, 9)
    book.save(path)
    return path


def village_table(path: Path, names: Sequence[str]) -> Path:
    """Villages that are named already, with figures to be put beside them."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "各村进展"
    _title(page, "各村隐患排查整治进展情况", "A1:E1")
    _head(page, 2, ["序号", "村（社区）", "企业数（家）", "网格员", "联系电话"])
    for at, name in enumerate(names, 3):
        page.cell(at, 1, at - 2)
        page.cell(at, 2, name)
    _grid(page, 2, 2 + len(names), 5)
    book.save(path)
    return path


def several_sheets(path: Path) -> Path:
    """An explanation, a list of hazards, and a form whose boxes are marked."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "填表说明"
    page["A1"] = "本表由乡镇填报。"
    hazards = book.create_sheet("附件1")
    _title(hazards, "隐患清单", "A1:E1")
    _head(hazards, 2, ["序号", "企业名称", "存在问题", "整改期限", "联系电话"])
    _grid(hazards, 2, 5, 5)
    boxes = book.create_sheet("附件2")
    boxes["A1"] = "周统计表"
    for at, (label, mark) in enumerate(
        (
            ("单位", "{{填报单位}}"),
            ("一般隐患排查", "{{本周一般隐患排查}}"),
            ("企业总数", "{{企业数}}"),
            ("日期", "{{填报日期}}"),
            ("挂钩情况", "{{挂钩情况}}"),
        ),
        2,
    ):
        boxes.cell(at, 1, label)
        boxes.cell(at, 2, mark)
    _grid(boxes, 2, 6, 2)
    book.save(path)
    return path


def plain_table(path: Path, heads: Sequence[str], *, sheet: str = "表") -> Path:
    """A header of one row over three empty rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    _head(page, 1, heads)
    _grid(page, 1, 4, len(heads))
    book.save(path)
    return path


def cells(path: Path, sheet: str | None = None) -> list[tuple[Any, ...]]:
    """Return a sheet's values row by row, trailing empty cells cut off."""
    book = openpyxl.load_workbook(path)
    page: Any = book[sheet] if sheet else book.active
    found = []
    for row in page.iter_rows(values_only=True):
        filled = [at for at, value in enumerate(row) if value is not None]
        found.append(tuple(row[: filled[-1] + 1]) if filled else ())
    return found


def _title(page: Worksheet, text: str, area: str) -> None:
    page["A1"] = text
    page["A1"].font = Font(size=16, bold=True)
    page["A1"].alignment = _CENTRE
    page.merge_cells(area)


def _head(page: Worksheet, row: int, texts: Sequence[str | None]) -> None:
    for at, text in enumerate(texts, 1):
        if text is not None:
            page.cell(row, at, text).alignment = _CENTRE


def _grid(page: Worksheet, first: int, last: int, columns: int) -> None:
    for row in range(first, last + 1):
        for column in range(1, columns + 1):
            page.cell(row, column).border = _BOX
