"""Reads the rows of a sheet that came back filled in, by the columns that were expected of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.cells import read_lines, shown
from hazard_desk.intake.containers import refuse
from hazard_desk.intake.defects import BadCell
from hazard_desk.intake.headers import HEADER_SEARCH_ROWS, header_key
from hazard_desk.intake.reading import Grid, open_workbook
from hazard_desk.issued_tables.body_finding import is_example_row, is_footer, is_subtotal_row, is_total_row
from hazard_desk.issued_tables.faces import Face, face_of, squeezed
from hazard_desk.issued_tables.header_finding import Block, is_number_row, is_units_row
from hazard_desk.issued_tables.layout_facts import HeadColumn, SheetLayout
from hazard_desk.issued_tables.recognising import header_paths, plain_path, recognise_sheet
from hazard_desk.rules.unreadable import Unreadable

_LEAST_OVERLAP = 0.4


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row (from 1) of a returned sheet; `texts` by the columns expected, "" where the sheet lacks one.

    `extras` are header and text of the columns that its sheet has beside them.
    """

    sheet: str
    row: int
    texts: tuple[str, ...]
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A returned sheet: `columns` maps each expected column (by its index) to the position found, or None.

    `missing` are labels expected and not found, `extra` labels found and not expected. Without an
    expectation the sheet's own columns are those expected. Further sheets of the same header add their rows.
    """

    layout: SheetLayout
    rows: tuple[ReadRow, ...]
    problems: list[Problem]
    columns: tuple[int | None, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    grid: Grid
    face: Face
    layout: SheetLayout
    columns: tuple[int | None, ...]

    @property
    def overlap(self) -> int:
        return sum(column is not None for column in self.columns)


def read_rows(path: Path, expected: SheetLayout | None = None) -> ReadSheet:
    """Read a returned .xlsx, .xls or .ods; the sheet with the header expected, else the likest one.

    Raises `InputRefused` for a file that can't be read or has no sheet with a header of this kind.
    """
    matches = [match for grid in open_workbook(path).grids if (match := _match(grid, expected)) is not None]
    if not matches:
        raise _no_header(path, expected)
    best = max(match.overlap for match in matches)
    chosen = [match for match in matches if match.overlap == best] if expected is not None else matches[:1]
    first = chosen[0]
    wanted = first.layout.columns if expected is None else expected.columns
    problems: list[Problem] = []
    rows = [row for match in chosen for row in _rows_of(match, wanted, problems)]
    found = {column for column in first.columns if column is not None}
    return ReadSheet(
        layout=first.layout,
        rows=tuple(rows),
        problems=problems,
        columns=first.columns,
        missing=tuple(c.label for c, at in zip(wanted, first.columns, strict=True) if at is None),
        extra=tuple(c.label for c in first.layout.columns if c.position not in found),
    )


def _match(grid: Grid, expected: SheetLayout | None) -> _Match | None:
    face = face_of(grid)
    if not face.texts:
        return None
    layout = recognise_sheet(face)
    if expected is None:
        return (
            _Match(grid, face, layout, tuple(c.position for c in layout.columns)) if layout.columns else None
        )
    if layout.fingerprint == expected.fingerprint and layout.columns:
        return _Match(grid, face, layout, tuple(c.position for c in expected.columns))
    # Whoever fills a table in moves its columns, adds some, leaves others out: ask for the words themselves.
    depth = expected.header_last - expected.header_first + 1
    first = min(row for row, _ in face.texts)
    blocks: list[Block] = [(layout.header_first, layout.header_last)] if layout.columns else []
    for start in range(first, min(face.last, first + HEADER_SEARCH_ROWS) + 1):
        if face.row(start):
            blocks += [(start, min(face.last, start + d - 1)) for d in sorted({depth, 1, 2, 3})]
    scored = [(_columns_found(_head_columns(face, block), expected.columns), block) for block in blocks]
    columns, block = max(scored, key=lambda each: sum(c is not None for c in each[0]), default=((), (0, 0)))
    overlap = sum(column is not None for column in columns)
    if not overlap or overlap < _LEAST_OVERLAP * len(expected.columns):
        return None
    return _Match(grid, face, recognise_sheet(face, block), columns)


def _head_columns(face: Face, block: Block) -> list[HeadColumn]:
    return [HeadColumn(column, path, path[-1]) for column, path in header_paths(face, *block).items()]


def _columns_found(found: Sequence[HeadColumn], expected: Sequence[HeadColumn]) -> tuple[int | None, ...]:
    """Return where each expected column stands: by all its words, else by its last where that is alone."""
    free = list(found)
    places: dict[int, int] = {}
    for index, column in enumerate(expected):
        hit = next((f for f in free if plain_path(f.path) == plain_path(column.path)), None)
        if hit is not None:
            free.remove(hit)
            places[index] = hit.position
    labels = Counter(header_key(column.label) for column in found)
    wanted = Counter(header_key(column.label) for column in expected)
    for index, column in enumerate(expected):
        key = header_key(column.label)
        if index not in places and labels[key] == wanted[key] == 1:
            hit = next((f for f in free if header_key(f.label) == key), None)
            if hit is not None:
                free.remove(hit)
                places[index] = hit.position
    for index, column in enumerate(expected):  # 主要负责人 over 姓名, written into one cell
        if index not in places:
            hits = [f for f in free if header_key("".join(f.path)) == header_key("".join(column.path))]
            if len(hits) == 1:
                free.remove(hits[0])
                places[index] = hits[0].position
    return tuple(places.get(index) for index in range(len(expected)))


def _rows_of(match: _Match, wanted: Sequence[HeadColumn], problems: list[Problem]) -> list[ReadRow]:
    face, layout = match.face, match.layout
    own = [column.position for column in layout.columns]
    mapped = [column for column in match.columns if column is not None]
    data = [column for column in mapped if column != layout.number_column]
    rows = []
    for row in range(layout.header_last + 1, face.last + 1):
        cells = face.row(row)
        if not any(_says_something(match.grid, row, column) for column in data if column in cells):
            continue
        if _is_no_data(face, row, own) or _repeats_header(cells, layout):
            continue
        texts = []
        for head, column in zip(wanted, match.columns, strict=True):
            text, problem = ("", None) if column is None else _text(match, row, column, head.label)
            texts.append(text)
            if problem is not None:
                problems.append(problem)
        rows.append(ReadRow(match.grid.name, row, tuple(texts), _extras(match, row)))
    return rows


def _extras(match: _Match, row: int) -> tuple[tuple[str, str], ...]:
    """Return what stands in the columns that weren't expected; what can't be read there is left out."""
    line = match.grid.rows[row - 1]
    found = []
    for column in match.layout.columns:
        at = column.position
        if at in match.columns or at == match.layout.number_column or at >= len(line):
            continue
        cell = line[at]
        text = "" if isinstance(cell, BadCell) else shown(cell).strip()
        if text:
            found.append((" ".join(column.label.split()), text))
    return tuple(found)


def _says_something(grid: Grid, row: int, column: int) -> bool:
    """Say whether somebody wrote here: a formula that waits for its row gives 0 or nothing."""
    cell = grid.rows[row - 1][column]
    if isinstance(cell, BadCell):
        return cell.text.startswith("#")
    return not (isinstance(cell, int | float) and not isinstance(cell, bool) and cell == 0)


def _is_no_data(face: Face, row: int, columns: Sequence[int]) -> bool:
    return (
        is_units_row(face, row)
        or is_number_row(face, row)
        or is_example_row(face, row)
        or is_total_row(face, row, columns)
        or is_subtotal_row(face, row)
        or is_footer(face, row, columns)
    )


def _repeats_header(cells: dict[int, str], layout: SheetLayout) -> bool:
    words = {c.position: {header_key(text) for text in c.path} for c in layout.columns}
    same = sum(header_key(text) in words.get(column, ()) for column, text in cells.items())
    return same * 2 > len(cells)


def _text(match: _Match, row: int, column: int, label: str) -> tuple[str, Problem | None]:
    """Return a cell's text; of an area merged downwards each row has the value."""
    top, left = match.face.head_of.get((row, column), (row, column))
    if top <= match.layout.header_last or top > row:
        top, left = row, column
    grid = match.grid
    cell = grid.rows[top - 1][left] if top <= len(grid.rows) and left < len(grid.rows[top - 1]) else ""
    if isinstance(cell, str) and not squeezed(cell):
        return "", None
    try:
        return str(read_lines(cell)), None
    except Unreadable as reason:
        problem = Problem(
            reason.message, reason.remedy, sheet=grid.name, row=row, column=label, value=shown(cell)
        )
        return "", problem


def _no_header(path: Path, expected: SheetLayout | None) -> InputRefused:
    if expected is None:
        return refuse(path, "没有找到能认出的表头。", "请核对是不是要收的表。")
    words = "、".join(f"“{column.label}”" for column in expected.columns[:5])
    return refuse(path, f"里面没有所收的那张表（表头有{words}等）。", "请核对是不是交错了表。")
