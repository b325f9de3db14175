"""Opens a template and puts together what is known of it: its layout, and how each sheet is to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hazard_desk.intake.cells import shown
from hazard_desk.intake.defects import BadCell
from hazard_desk.intake.reading import Cell, Grid, open_workbook
from hazard_desk.issued_tables.layout import SheetLayout, WorkbookLayout, read_layout

TOP_ROWS = 40
"""So many rows of a sheet are shown to find one's way."""


@dataclass(frozen=True, slots=True)
class SheetTop:
    """The first rows of a sheet as texts, and its merged cells: ((top, left), (bottom, right)), from 0."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class TemplateLook:
    """A template that was opened; `tops` by sheet."""

    path: Path
    layout: WorkbookLayout
    tops: Mapping[str, SheetTop]


def look_into(path: Path) -> TemplateLook:
    """Open a template; InputRefused where it can't be used."""
    layout = read_layout(path)
    grids = {grid.name: grid for grid in open_workbook(path).grids}
    return TemplateLook(
        path, layout, {sheet.sheet: _top(sheet.sheet, grids.get(sheet.sheet)) for sheet in layout.sheets}
    )


def with_header(path: Path, sheet: str, first: int, last: int) -> SheetLayout:
    """Return a sheet's layout with the header in these rows, as it was set by hand; (0, 0) is no table."""
    layout = read_layout(path, {sheet: (first, last)})
    return next(one for one in layout.sheets if one.sheet == sheet)


def _top(name: str, grid: Grid | None) -> SheetTop:
    if grid is None:
        return SheetTop(name, (), ())
    rows = tuple(tuple(map(_text, row)) for row in grid.rows[:TOP_ROWS])
    merges = tuple(merge for merge in grid.merges if merge[0][0] < TOP_ROWS)
    return SheetTop(name, rows, merges)


def _text(cell: Cell) -> str:
    """Return a cell in words; a formula that nobody has worked out yet is only named."""
    return "（公式）" if isinstance(cell, BadCell) else shown(cell)
