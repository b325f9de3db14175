"""What is wrong with a measured sheet, in words; for a sound one there is nothing to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hazard_desk.forms.faces import MM_PER_PT, FontSet
from hazard_desk.forms.geometry import Box, Layout, Page, PlacedCell, TextLine
from hazard_desk.forms.sheet import BINDING_MM, PRINTABLE_MM, Orientation, Role

ASCENT, DESCENT = 0.88, 0.20
"""How far letters of the shipped faces reach above and below their baseline, in em."""

SLACK = 0.02  # mm


def ink(line: TextLine, fonts: FontSet) -> Box:
    """Return the box that the letters of a line fill."""
    face = fonts.heading if line.heading else fonts.text
    em = line.size_pt * MM_PER_PT
    width = face.width_mm(line.text.rstrip(), line.size_pt)
    return Box(line.x, line.baseline - ASCENT * em, width, (ASCENT + DESCENT) * em)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right - SLACK
        and other.x < one.right - SLACK
        and one.y < other.bottom - SLACK
        and other.y < one.bottom - SLACK
    )


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x - SLACK
        and inner.y >= outer.y - SLACK
        and inner.right <= outer.right + SLACK
        and inner.bottom <= outer.bottom + SLACK
    )


def white_edge(layout: Layout) -> Box:
    """Return what is left of the paper within the printable and the binding edge."""
    sheet = layout.sheet
    upright = sheet.orientation is Orientation.PORTRAIT
    left, top = (BINDING_MM, PRINTABLE_MM) if upright else (PRINTABLE_MM, BINDING_MM)
    return Box(left, top, sheet.width_mm - PRINTABLE_MM - left, sheet.height_mm - PRINTABLE_MM - top)


def squeezed(text: str) -> str:
    return "".join(text.split())


def faults(layout: Layout, fonts: FontSet) -> list[str]:
    """Return everything that must not be: off the paper, out of its cell, one on the other, lost, torn."""
    return [
        *(fault for page in layout.pages for fault in _on_page(layout, page, fonts)),
        *_lost(layout, fonts),
        *_torn(layout),
        *_furniture(layout),
        *(f"under the seal: {placed}" for placed in layout.under_seal()),
    ]


def _on_page(layout: Layout, page: Page, fonts: FontSet) -> Iterator[str]:
    edge = white_edge(layout)
    for rule in page.rules:
        half = rule.weight_pt * MM_PER_PT / 2
        box = Box(
            min(rule.x1, rule.x2) - half,
            min(rule.y1, rule.y2) - half,
            abs(rule.x1 - rule.x2) + 2 * half,
            abs(rule.y1 - rule.y2) + 2 * half,
        )
        if not inside(box, edge):
            yield f"page {page.number}: a rule leaves the paper at {box}"
    for placed in page.cells:
        for line in placed.lines:
            if not inside(ink(line, fonts), placed.box):
                yield f"page {page.number}: {line} leaves its cell {placed.box}"
        if placed.mark is not None:
            side = placed.mark.side
            drawn = Box(placed.mark.x - side / 2, placed.mark.y - side / 2, side, side)
            if not inside(drawn, placed.box):
                yield f"page {page.number}: {placed.mark} leaves its cell {placed.box}"
        if placed.photo is not None and not inside(placed.photo.box, placed.box):
            yield f"page {page.number}: {placed.photo} leaves its cell {placed.box}"
    boxes = sorted(
        ((ink(line, fonts), line) for line in page.lines if line.text.strip()), key=lambda pair: pair[0].y
    )
    for box, line in boxes:
        if not inside(box, edge):
            yield f"page {page.number}: {line} leaves the paper"
    open_: list[tuple[Box, TextLine]] = []
    for box, line in boxes:
        open_ = [(other, its) for other, its in open_ if other.bottom > box.y + SLACK]
        for other, its in open_:
            if overlap(box, other):
                yield f"page {page.number}: {line} lies on {its}"
        open_.append((box, line))
    table = _table(page)
    if table is None:
        return
    in_cells = {line for placed in page.cells for line in placed.lines}
    for box, line in boxes:
        if line not in in_cells and overlap(box, table):
            yield f"page {page.number}: {line} lies on the table"


def _table(page: Page) -> Box | None:
    if not page.cells:
        return None
    left, top = min(p.box.x for p in page.cells), min(p.box.y for p in page.cells)
    right, bottom = max(p.box.right for p in page.cells), max(p.box.bottom for p in page.cells)
    return Box(left, top, right - left, bottom - top)


def _repeats(layout: Layout, placed: PlacedCell) -> bool:
    cell = placed.cell
    return layout.sheet.returns(cell.row) or (cell.role is Role.LABEL and cell.rowspan > 1)


def _lost(layout: Layout, fonts: FontSet) -> Iterator[str]:
    """Every text must come back from its lines, white space aside."""
    sheet = layout.sheet
    found: dict[tuple[int, int], str] = defaultdict(str)
    for page in layout.pages:
        for placed in page.cells:
            at = (placed.cell.row, placed.cell.column)
            text = "".join(line.text for line in placed.lines)
            found[at] = text if _repeats(layout, placed) else found[at] + text
            if placed.mark is not None:
                found[at] += placed.mark.mark.value
    for cell in sheet.cells:
        face = fonts.heading if cell.heading else fonts.text
        if squeezed(found[cell.row, cell.column]) != squeezed(face.settable(cell.text)):
            yield f"lost in row {cell.row}, column {cell.column}: {cell.text!r}"
    first, last = layout.pages[0], layout.pages[-1]
    texts = "".join(line.text for line in first.texts)
    for words in (sheet.annex, sheet.title):
        if squeezed(fonts.heading.settable(words)) not in squeezed(texts):
            yield f"lost above the table: {words!r}"
    texts = "".join(line.text for line in last.texts)
    for words in sheet.notes:
        if squeezed(fonts.text.settable(words)) not in squeezed(texts):
            yield f"lost below the table: {words!r}"
    placed_fields = [*first.fields, *(last.fields if last is not first else ())]
    for item in (*sheet.head.fields, *sheet.footer):
        place = next((place for place in placed_fields if place.field is item), None)
        said = "".join(line.text for line in place.lines) if place else ""
        if squeezed(said) != squeezed(fonts.text.settable(item.label + item.text)):
            yield f"lost at {item.label}"


def _torn(layout: Layout) -> Iterator[str]:
    """A row stands on two pages only where none could hold it."""
    sheet = layout.sheet
    pages: dict[int, set[int]] = defaultdict(set)
    for page in layout.pages:
        for placed in page.cells:
            if placed.cell.rowspan == 1:
                pages[placed.cell.row].add(page.number)
    room = sheet.height_mm - sheet.margins.bottom - sheet.margins.top
    room -= sum(layout.row_heights[sheet.lead_rows : sheet.body_starts])
    for row, numbers in pages.items():
        if row < sheet.lead_rows and numbers != {1}:
            yield f"lead row {row} stands on pages {sorted(numbers)}"
        again = sheet.returns(row)
        if row >= sheet.body_starts and len(numbers) > 1 and layout.row_heights[row] <= room and not again:
            yield f"row {row} is torn over pages {sorted(numbers)}"
    missing = set(range(len(sheet.rows))) - set(pages)
    if missing and all(cell.rowspan == 1 for cell in sheet.cells):
        yield f"rows {sorted(missing)} stand on no page"


def _furniture(layout: Layout) -> Iterator[str]:
    """The header of the table, 第 x 页 共 y 页 and the running head, on each page that is to have them."""
    sheet, count = layout.sheet, len(layout.pages)
    header = [(cell.row, cell.column) for cell in sheet.cells if sheet.is_header(cell.row)]
    for page in layout.pages:
        numbers = [line.text for line in page.texts if "页 共" in line.text]
        wanted = count > 1 or sheet.numbered
        if numbers != ([f"第 {page.number} 页 共 {count} 页"] if wanted else []):
            yield f"page {page.number} of {count} is numbered {numbers}"
        at = [(p.cell.row, p.cell.column) for p in page.cells if sheet.is_header(p.cell.row)]
        if page.cells and sorted(at) != sorted(header):
            yield f"page {page.number} has no header"
