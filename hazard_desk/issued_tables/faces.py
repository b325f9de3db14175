"""A sheet as somebody in front of it sees it: texts by place, merged areas, boxes, what is calculated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from hazard_desk.intake.cells import shown
from hazard_desk.intake.reading import Grid
from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.sheet_xml import Merge, SheetXml, is_hidden, whole_number

MOST_CELLS = 100_000
"""Of a merged or calculated area; a larger one is whole columns, and nothing to be seen in them."""
_WIDE = 250

Place = tuple[int, int]
"""Row from 1, column from 0."""


def squeezed(text: str) -> str:
    """Return a text without blanks and line breaks, its digits and letters half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(slots=True)
class Face:
    """What can be seen of one sheet. `boxed` and `calculated` are empty for a file that isn't an .xlsx.

    `texts` has the filled cells only; a merged area is seen at its upper left cell (`head_of` leads there).
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    areas: dict[Place, Place] = field(default_factory=dict)
    head_of: dict[Place, Place] = field(default_factory=dict)
    boxed: set[Place] = field(default_factory=set)
    calculated: set[Place] = field(default_factory=set)
    day_cells: set[Place] = field(default_factory=set)  # whose format shows a day in figures
    hidden_columns: tuple[int, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    last: int = 0
    by_row: dict[int, dict[int, str]] = field(default_factory=dict)

    def row(self, number: int) -> dict[int, str]:
        """Return the row's filled cells: column → text."""
        return self.by_row.get(number, {})

    def text(self, row: int, column: int) -> str:
        """Return what is seen at a place, that of the merged area which covers it included."""
        place = self.head_of.get((row, column), (row, column))
        return self.texts.get(place, "")

    def right(self, row: int, column: int) -> int:
        """Return the last column of the cell or of the merged area that begins here."""
        return self.areas.get((row, column), (row, column))[1]

    def bottom(self, row: int, column: int) -> int:
        """Return the last row of the cell or of the merged area that begins here."""
        return self.areas.get((row, column), (row, column))[0]

    def is_covered(self, row: int, column: int) -> bool:
        """Say whether the place belongs to a merged area that begins elsewhere."""
        return self.head_of.get((row, column), (row, column)) != (row, column)

    def is_boxed(self, row: int, column: int) -> bool:
        """Say whether the place is drawn as a box (or lies within a merged area that is)."""
        return self.head_of.get((row, column), (row, column)) in self.boxed or (row, column) in self.boxed


def face_of(grid: Grid, sheet: SheetXml | None = None, book: Book | None = None) -> Face:
    """Return the face of a sheet that was read; with its XML also what is drawn and calculated."""
    face = Face(grid.name)
    for number, row in enumerate(grid.rows, start=1):
        for column, cell in enumerate(row):
            if cell == "":
                continue
            text = shown(cell)
            if text.strip():
                face.texts[number, column] = text
                face.last = number
    merges = [(t + 1, left, b + 1, right) for (t, left), (b, right) in grid.merges]
    if sheet is not None:
        merges = sheet.merges()
    for top, left, bottom, right in merges:
        if (bottom - top + 1) * (right - left + 1) <= MOST_CELLS:
            face.areas[top, left] = (bottom, right)
    edge = max(map(len, grid.rows), default=0)
    face.head_of = heads(merges, edge if sheet is None else max(edge, sheet.edge))
    if sheet is not None and book is not None:
        _see_drawn(face, sheet, book)
    for place in [place for place in face.texts if face.is_covered(*place)]:
        del face.texts[place]
    for (number, column), text in face.texts.items():
        face.by_row.setdefault(number, {})[column] = text
    return face


def heads(merges: Iterable[Merge], edge: int) -> dict[Place, Place]:
    """Return of every place in a merged area its upper left cell; `edge` is the last column in use.

    Of an area over a whole row only so much as is in use: nobody looks for the rest.
    """
    return {
        (row, column): (top, left)
        for top, left, bottom, right in merges
        if (bottom - top + 1) * (right - left + 1) <= MOST_CELLS
        for row in range(top, bottom + 1)
        for column in range(left, min(right, max(edge, left + _WIDE)) + 1)
    }


def _see_drawn(face: Face, sheet: SheetXml, book: Book) -> None:
    formats = book.formats
    bordered: dict[int, bool] = {}
    in_figures: dict[int, bool] = {}
    edge = max((column for _, column in face.texts), default=-1)
    for number, row in sheet.rows.items():
        if is_hidden(row):
            face.hidden_rows.add(number)
        if row.get("customFormat") in ("1", "true") and formats.is_bordered(whole_number(row.get("s"))):
            said = sheet.cells_in(number)
            face.boxed.update((number, column) for column in range(edge + 1) if column not in said)
            face.last = max(face.last, number)
        for column, cell in sheet.cells_in(number).items():
            style = whole_number(cell.get("s"))
            if style not in bordered:
                bordered[style] = formats.is_bordered(style)
                in_figures[style] = formats.is_date(style) and not formats.says_days_in_words(style)
            if in_figures[style]:
                face.day_cells.add((number, column))
            if bordered[style]:
                face.boxed.add((number, column))
                face.last = max(face.last, number)
            if (number, column) in face.texts:  # with the blanks that a gap to fill in is made of
                text = book.text_of(cell)
                if text.strip():
                    face.texts[number, column] = text
    face.calculated.update((number, column) for number, column, _ in sheet.formulas())
    for top, left, bottom, right in sheet.spilled():
        if (bottom - top + 1) * (right - left + 1) <= MOST_CELLS:
            face.calculated.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
    right = max((column for _, column in {*face.texts, *face.boxed}), default=0)
    face.hidden_columns = tuple(column for column in range(right + 1) if sheet.width(column) == 0)
