"""重点任务分工表: the columns of S002's table, with whoever answers for each task here and by when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Cell, Content, Role, Sheet

_MERGED = ("chapter", "item")  # what the table says once beside several tasks
_CELL_WHITE_MM = 4.0
_LEADING = 1.3


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One row of the table."""

    chapter: str
    item: str
    content: str
    units: str
    responsible: str
    due_on: date | None


def task_plan(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    tasks: Sequence[PlannedTask] | None = None,
    not_ours: int = 0,
) -> Sheet:
    """Return the table; without `tasks` a blank one. `not_ours` tasks (不涉及) are told of below it."""
    rows: list[Mapping[str, Content]] = [
        {
            "chapter": task.chapter,
            "item": task.item,
            "content": task.content,
            "units": task.units,
            "responsible": task.responsible,
            "due_on": task.due_on,
        }
        for task in tasks or ()
    ]
    if tasks is not None and not rows:
        rows = [{"content": texts["nothing"]}]
    sheet = ledger_sheet(
        texts,
        rows,
        title=title_with_campaign(texts, campaign or "", LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=not_ours_note(texts, not_ours),
        least_rows=len(rows) or None,
    )
    keys = [str(column["key"]) for column in texts["columns"]]
    return _merged(sheet, [keys.index(key) for key in _MERGED], 1, len(rows), float(texts["row_mm"]))


def not_ours_note(texts: Mapping[str, Any], count: int) -> Sequence[str]:
    """Return the note on the tasks that aren't listed because they don't concern the office."""
    return (str(texts["not_ours"]).replace("{task_count}", str(count)),) if count else ()


def _merged(sheet: Sheet, columns: Sequence[int], first: int, count: int, row_mm: float) -> Sheet:
    """Return the sheet with equal neighbours of these columns in one cell, each column within the one before.

    Such a cell stands on each page that its rows reach, so its text has to fit beside a single row; a longer
    one is printed in each row.
    """
    at = {(cell.row, cell.column): cell for cell in sheet.cells}
    begins = {first}  # rows at which the column before has another text
    gone: set[tuple[int, int]] = set()
    for column in columns:
        starts = {first}
        start = first
        for row in range(first + 1, first + count + 1):
            ends = row == first + count
            if not ends and row not in begins and at[row, column].content == at[start, column].content:
                continue
            head = at[start, column]
            if row - start > 1 and head.content and _fits(sheet, head, row_mm):
                at[start, column] = replace(head, rowspan=row - start, role=Role.LABEL, align=head.alignment)
                gone |= {(below, column) for below in range(start + 1, row)}
            if not ends:
                start = row
                starts.add(row)
        begins |= starts
    return replace(sheet, cells=tuple(cell for place, cell in at.items() if place not in gone))


def _fits(sheet: Sheet, cell: Cell, row_mm: float) -> bool:
    """Say whether a text surely fits into one row of least height, each letter taken for a wide one."""
    letter = sheet.table_pt * MM_PER_PT
    # A line may end one letter early, so that no comma begins the next.
    across = max(int((sheet.columns[cell.column] - _CELL_WHITE_MM) / letter) - 1, 1)
    lines = sum(max(math.ceil(len(part) / across), 1) for part in cell.text.split("\n"))
    return lines * letter * _LEADING + _CELL_WHITE_MM <= row_mm
