"""Measuring a `Sheet`: from a description to pages of lines, boxes and rules with places in mm."""

from __future__ import annotations

from dataclasses import dataclass, field

from hazard_desk.forms.faces import MM_PER_PT, FontSet, Typeface, office_fonts
from hazard_desk.forms.geometry import (
    Box,
    Circle,
    Layout,
    Page,
    PlacedCell,
    PlacedField,
    PlacedMark,
    PlacedPhoto,
    Rule,
    TextLine,
    seal_on,
)
from hazard_desk.forms.paging import Strip, break_pages
from hazard_desk.forms.sheet import Align, Cell, Diagram, Frame, HeadField, Mark, Photo, Role, Scan, Sheet
from hazard_desk.forms.wrapping import wrap

PAD_X_MM = 1.2
PAD_Y_MM = 1.1
MIN_FIGURE_PT = 6.0
TITLE_LEADING = 1.3
NOTE_LEADING = 1.45
HEAD_LEADING = 1.4
ASCENT = 0.88  # of the shipped faces: the letter's em box above its baseline

FRAME_PT = 1.2
INNER_PT = 0.5

MIN_TITLE_GAP_MM = 7.0
HEAD_TO_TABLE_MM = 2.5
TABLE_TO_NOTES_MM = 3.0
FOOTER_GAP_MM = 6.0
PAGE_NUMBER_MM = 6.0
"""From the foot of the pages to the foot of their numbers: letters reach a little lower, and the edge of the
paper can't be printed on."""

RUNNING_HEAD_MM = 1.8
"""From the foot of the running head to the table: as near as it can be, to leave the binding edge white."""

SEAL_CLEARANCE_MM = 1.0
"""White kept between the seal and the title above it."""


class LayoutError(ValueError):
    """The sheet's contents can't be put on its paper at all."""


@dataclass(slots=True)
class _Measured:
    """A cell's lines before they have a place."""

    cell: Cell
    lines: list[str]
    size_pt: float
    leading: float

    @property
    def line_mm(self) -> float:
        return self.size_pt * MM_PER_PT * self.leading

    @property
    def height(self) -> float:
        return len(self.lines) * self.line_mm + 2 * PAD_Y_MM if self.lines else 0.0


@dataclass(slots=True)
class _Draft:
    """A page being filled."""

    cells: list[PlacedCell] = field(default_factory=list)
    fields: list[PlacedField] = field(default_factory=list)
    texts: list[TextLine] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def lay_out(sheet: Sheet, fonts: FontSet | None = None) -> Layout:
    """Measure a sheet with the given faces (default: those it asks for, backed by this PC's).

    LayoutError where a header or a cell can't be put on the paper at all.
    """
    return _Setter(sheet, fonts or office_fonts(sheet.body_face, sheet.heading_face)).lay_out()


class _Setter:
    """Sets one sheet; keeps what its steps share."""

    def __init__(self, sheet: Sheet, fonts: FontSet) -> None:
        self.sheet = sheet
        self.fonts = fonts
        self.left = sheet.margins.left + (sheet.usable_width_mm - sheet.table_width_mm) / 2
        self.right = self.left + sheet.table_width_mm
        self.floor = sheet.height_mm - sheet.margins.bottom
        self.xs = [self.left]
        for width in sheet.columns:
            self.xs.append(self.xs[-1] + width)

    def lay_out(self) -> Layout:
        sheet = self.sheet
        measured = [self._measure(cell) for cell in sheet.cells]
        heights = self._row_heights(measured)
        top = _Draft()
        title_y = self._set_annex(top)
        head_y, head_height = self._set_title_and_head(top, title_y)
        table_y = head_y + head_height + (HEAD_TO_TABLE_MM if sheet.head.fields else 0.0)
        table_y = max(table_y, self._table_clear_of_seal(top.fields, heights))
        closing_height = self._set_closing(_Draft(), 0.0)
        self._fill_page(heights, self.floor - table_y - closing_height)
        pages = self._break(measured, heights, table_y, closing_height)
        drafts = [top] + [_Draft() for _ in pages[1:]]
        self._set_table(drafts, pages, measured, heights, table_y)
        one_page = len(pages) == 1
        last_y = self._table_bottom(pages[-1], heights, table_y if one_page else sheet.margins.top, one_page)
        self._set_closing(drafts[-1], last_y)
        self._set_page_numbers(drafts)
        self._set_folios(drafts)
        return Layout(
            sheet=sheet,
            pages=tuple(
                Page(number, tuple(d.cells), tuple(d.fields), tuple(d.texts), tuple(d.rules))
                for number, d in enumerate(drafts, start=1)
            ),
            row_heights=tuple(heights),
            title_height=head_y - title_y,
            head_height=head_height,
            table_gap=table_y - head_y - head_height,
        )

    # -- measuring -----------------------------------------------------------------------------

    def _measure(self, cell: Cell) -> _Measured:
        size, leading = cell.size_pt or self.sheet.table_pt, cell.leading or self.sheet.leading
        if isinstance(cell.content, Mark | Photo | Scan | Diagram):
            return _Measured(cell, [], size, leading)
        face = self._face(cell)
        width = self.xs[cell.column + cell.colspan] - self.xs[cell.column] - 2 * PAD_X_MM
        if cell.role is Role.NUMBER:
            # A figure is never torn: it gets smaller.
            while size > MIN_FIGURE_PT and face.width_mm(face.settable(cell.text), size) > width:
                size -= 0.5
        return _Measured(cell, self._lines(cell.text, width, size, face), size, leading)

    def _face(self, cell: Cell) -> Typeface:
        return self.fonts.heading if cell.heading else self.fonts.text

    def _lines(self, text: str, width: float, size_pt: float, face: Typeface) -> list[str]:
        def measure(piece: str) -> float:
            return face.width_mm(piece, size_pt)

        return wrap(face.settable(text), width, measure)

    def _row_heights(self, measured: list[_Measured]) -> list[float]:
        """Every row as high as its cells need; what a spanning cell lacks is shared by its rows."""
        heights = list(self.sheet.rows)
        for item in measured:
            if item.cell.rowspan == 1:
                heights[item.cell.row] = max(heights[item.cell.row], item.height)
        for item in sorted(measured, key=lambda item: item.cell.rowspan):
            span = range(item.cell.row, item.cell.row + item.cell.rowspan)
            lacking = item.height - sum(heights[row] for row in span)
            if item.cell.rowspan > 1 and lacking > 0:
                for row in span:
                    heights[row] += lacking / item.cell.rowspan
        return heights

    def _fill_page(self, heights: list[float], room: float) -> None:
        """Share the room that the table leaves on its only page among the rows that may stretch."""
        left = room - sum(heights)
        if left > 0 and self.sheet.stretch:
            weights = sum(weight for _, weight in self.sheet.stretch)
            for row, weight in self.sheet.stretch:
                heights[row] += left * weight / weights

    # -- above the table -----------------------------------------------------------------------

    def _set_annex(self, draft: _Draft) -> float:
        """Set 附件 N in the upper left corner; return where the title begins."""
        y = self.sheet.margins.top
        if not self.sheet.annex:
            return y
        size = self.sheet.annex_pt
        text = self.fonts.heading.settable(self.sheet.annex)
        baseline = y + ASCENT * size * MM_PER_PT
        draft.texts.append(TextLine(text, self.left, baseline, size, heading=True))
        return y + size * MM_PER_PT * HEAD_LEADING + 1.0

    def _set_title_and_head(self, draft: _Draft, y: float) -> tuple[float, float]:
        """Set title and head line, far enough apart for the seal; return the head line's y and height."""
        sheet, size = self.sheet, self.sheet.title_pt
        line_mm = size * MM_PER_PT * TITLE_LEADING
        ink: list[Box] = []
        for text in self._lines(sheet.title, sheet.usable_width_mm, size, self.fonts.heading):
            width = self.fonts.heading.width_mm(text, size)
            x = (sheet.margins.left + sheet.width_mm - sheet.margins.right - width) / 2
            baseline = y + (line_mm - size * MM_PER_PT) / 2 + ASCENT * size * MM_PER_PT
            draft.texts.append(TextLine(text, x, baseline, size, heading=True))
            ink.append(Box(x, y, width, line_mm))
            y += line_mm
        if not sheet.head.fields:
            return y + MIN_TITLE_GAP_MM / 2, 0.0
        places, height = self._place_head(y)
        gap = MIN_TITLE_GAP_MM
        for place in places:
            if place.field.role is Role.SEAL:
                gap = max(gap, *(_gap_below(box, seal_on(place.value), y) for box in ink), 0.0)
        places, height = self._place_head(y + gap)
        draft.fields.extend(places)
        return y + gap, height

    def _table_clear_of_seal(self, fields: list[PlacedField], heights: list[float]) -> float:
        """Return the least y of the table at which no figure and no room to write lies under the seal."""
        seals = [seal_on(place.value) for place in fields if place.field.role is Role.SEAL]
        least = 0.0
        for seal in seals:
            for cell in self.sheet.cells:
                if cell.role in (Role.LABEL, Role.SEAL):
                    continue
                above = sum(heights[: cell.row])
                if above > 2 * seal.radius:
                    continue
                left, right = self.xs[cell.column], self.xs[cell.column + cell.colspan]
                reach = _reach(seal, left, right)
                if reach > 0:
                    least = max(least, seal.y + reach - above)
        return least

    def _place_head(self, y: float) -> tuple[list[PlacedField], float]:
        head, size = self.sheet.head, self.sheet.head_pt
        measure = self.fonts.text.width_mm
        places: list[PlacedField] = []
        end = self.right
        if head.right is not None:
            label = measure(self.fonts.text.settable(head.right.label), size)
            places.append(self._place_field(head.right, self.right, y, end - self.left, from_right=True))
            end -= label + places[-1].value.width + 6.0
        if head.middle is not None:
            width = measure(self.fonts.text.settable(head.middle.label + head.middle.text), size)
            # The middle of the line, unless the unit's name reaches there: then close to the date.
            begin = self.left + self._field_width(head.left) + 6.0 if head.left else self.left
            x = max(begin, (self.left + self.right - width) / 2)
            x = min(x, end - width)
            places.append(self._place_field(head.middle, x, y, width + 0.1))
            end = x - 6.0
        if head.left is not None:
            places.append(self._place_field(head.left, self.left, y, end - self.left))
        places.reverse()  # as they are read
        return places, max(place.value.height for place in places)

    def _field_width(self, item: HeadField) -> float:
        text = self.fonts.text.settable(item.label + item.text)
        return self.fonts.text.width_mm(text, self.sheet.head_pt) + (0.0 if item.text else item.blank_mm)

    def _place_field(
        self, item: HeadField, x: float, y: float, room: float, from_right: bool = False
    ) -> PlacedField:
        """Set a label and what follows it in a row; `x` is the left end, or the right one."""
        face, size = self.fonts.text, self.sheet.head_pt
        line_mm = size * MM_PER_PT * HEAD_LEADING
        label = face.settable(item.label)
        label_width = face.width_mm(label, size)
        if label_width > room:
            raise LayoutError(f"no room for {item.label}")
        lines = self._lines(item.text, room - label_width, size, face)
        width = max(
            (face.width_mm(line, size) for line in lines), default=min(item.blank_mm, room - label_width)
        )
        if from_right:
            x -= label_width + width
        height = max(1, len(lines)) * line_mm
        baseline = y + (line_mm - size * MM_PER_PT) / 2 + ASCENT * size * MM_PER_PT
        set_lines = [TextLine(label, x, baseline, size)] if label else []
        for number, line in enumerate(lines):
            set_lines.append(TextLine(line, x + label_width, baseline + number * line_mm, size))
        return PlacedField(
            item,
            Box(x, y, label_width, line_mm),
            Box(x + label_width, y, width, height),
            tuple(set_lines),
        )

    # -- the table -----------------------------------------------------------------------------

    def _break(
        self, measured: list[_Measured], heights: list[float], table_y: float, closing: float
    ) -> list[list[Strip]]:
        sheet = self.sheet
        header = sum(heights[sheet.lead_rows : sheet.body_starts])
        first = self.floor - table_y - header - sum(heights[: sheet.lead_rows])
        later = self.floor - sheet.margins.top - header
        if later < 15.0 or first < 0:
            raise LayoutError("the header leaves no room for rows on the paper")
        lines: dict[int, list[tuple[int, float]]] = {}
        glued = {row for first_row, last_row in sheet.together for row in range(first_row, last_row)}
        for item in measured:
            cell = item.cell
            if cell.rowspan == 1:
                lines.setdefault(cell.row, []).append((len(item.lines), item.line_mm))
            elif cell.role is not Role.LABEL and item.lines:
                # A long text over several rows would be torn; its rows stay together where they can.
                glued.update(range(cell.row, cell.row + cell.rowspan - 1))
        return break_pages(
            heights=heights,
            start=sheet.body_starts,
            lines=lines,
            glued=glued,
            first=first,
            later=later,
            closing=closing,
            padding=2 * PAD_Y_MM,
            again={row: head for head, last in sheet.inner_headers for row in range(head + 1, last + 1)},
        )

    def _set_table(
        self,
        drafts: list[_Draft],
        pages: list[list[Strip]],
        measured: list[_Measured],
        heights: list[float],
        table_y: float,
    ) -> None:
        sheet = self.sheet
        by_row: dict[int, list[_Measured]] = {}
        for item in measured:
            for row in range(item.cell.row, item.cell.row + item.cell.rowspan):
                by_row.setdefault(row, []).append(item)
        done: dict[int, int] = {}  # id of a measured cell → lines set on earlier pages
        last_page = {}
        for number, strips in enumerate(pages):
            for strip in strips:
                last_page[strip.row] = number
        for number, (draft, strips) in enumerate(zip(drafts, pages, strict=True)):
            y = table_y if number == 0 else self.sheet.margins.top
            if number and not strips:
                continue  # a page of notes alone has no table
            tops: dict[int, float] = {}
            bottoms: dict[int, float] = {}
            before = range(sheet.lead_rows if number else 0, sheet.body_starts)
            for strip in [Strip(row, heights[row]) for row in before] + strips:
                tops.setdefault(strip.row, y)
                y += strip.height
                bottoms[strip.row] = y
            seen: set[int] = set()
            for row in tops:
                for item in by_row.get(row, ()):
                    if id(item) in seen:
                        continue
                    seen.add(id(item))
                    draft.cells.append(self._place_cell(item, tops, bottoms, done))
                    self._demand_all_set(item, number, last_page, done)
            draft.rules.extend(_rules(draft.cells))

    def _place_cell(
        self,
        item: _Measured,
        tops: dict[int, float],
        bottoms: dict[int, float],
        done: dict[int, int],
    ) -> PlacedCell:
        cell = item.cell
        rows = [row for row in range(cell.row, cell.row + cell.rowspan) if row in tops]
        x, y = self.xs[cell.column], tops[rows[0]]
        box = Box(x, y, self.xs[cell.column + cell.colspan] - x, bottoms[rows[-1]] - y)
        room = int((box.height - 2 * PAD_Y_MM) / item.line_mm + 1e-6)
        repeats = self.sheet.returns(cell.row) or (cell.role is Role.LABEL and cell.rowspan > 1)
        if repeats and len(item.lines) <= room:
            lines = item.lines  # a group's label stands on each page its rows reach
            done[id(item)] = len(lines)
        else:
            begin = done.get(id(item), 0)
            lines = item.lines[begin : begin + max(room, 0)]
            done[id(item)] = begin + len(lines)
        set_lines = tuple(self._set_lines(item, lines, box))
        return PlacedCell(cell, box, set_lines, _mark(item, box), _photo(cell, box))

    def _set_lines(self, item: _Measured, lines: list[str], box: Box) -> list[TextLine]:
        face = self._face(item.cell)
        size_mm = item.size_pt * MM_PER_PT
        above = PAD_Y_MM if item.cell.top else (box.height - len(lines) * item.line_mm) / 2
        placed = []
        for number, line in enumerate(lines):
            width = face.width_mm(line, item.size_pt)
            match item.cell.alignment:
                case Align.START:
                    x = box.x + PAD_X_MM
                case Align.CENTRE:
                    x = box.x + (box.width - width) / 2
                case Align.END:
                    x = box.right - PAD_X_MM - width
            baseline = box.y + above + number * item.line_mm + (item.line_mm - size_mm) / 2 + ASCENT * size_mm
            placed.append(TextLine(line, x, baseline, item.size_pt, item.cell.heading))
        return placed

    def _demand_all_set(
        self, item: _Measured, page: int, last_page: dict[int, int], done: dict[int, int]
    ) -> None:
        """Never lose a line of a stamped form in silence."""
        last_row = item.cell.row + item.cell.rowspan - 1
        finished = item.cell.row < self.sheet.body_starts or last_page[last_row] == page
        if finished and done[id(item)] < len(item.lines):
            where = f"row {item.cell.row}, column {item.cell.column}"
            raise LayoutError(f"the text of the cell at {where} is too long for its rows")

    def _table_bottom(self, strips: list[Strip], heights: list[float], y: float, one_page: bool) -> float:
        if not strips and self.sheet.body_starts < len(heights):
            return y  # the notes went to a page of their own
        first = 0 if one_page else self.sheet.lead_rows
        return y + sum(heights[first : self.sheet.body_starts]) + sum(strip.height for strip in strips)

    # -- below the table -----------------------------------------------------------------------

    def _set_closing(self, draft: _Draft, y: float) -> float:
        """Set notes and signatures below the table from `y` on; return where they end."""
        sheet, face, size = self.sheet, self.fonts.text, self.sheet.note_pt
        line_mm = size * MM_PER_PT * NOTE_LEADING
        if sheet.notes:
            y += TABLE_TO_NOTES_MM
        for note in sheet.notes:
            mark = _note_mark(note)
            indent = face.width_mm(face.settable(mark), size)
            lines = self._lines(note.removeprefix(mark), sheet.table_width_mm - indent, size, face)
            for number, line in enumerate(lines):
                baseline = y + (line_mm - size * MM_PER_PT) / 2 + ASCENT * size * MM_PER_PT
                if number == 0:
                    draft.texts.append(TextLine(face.settable(mark) + line, self.left, baseline, size))
                else:
                    draft.texts.append(TextLine(line, self.left + indent, baseline, size))
                y += line_mm
        if sheet.footer:
            y += FOOTER_GAP_MM
            labels = [face.width_mm(face.settable(item.label), sheet.head_pt) for item in sheet.footer]
            room = (sheet.table_width_mm - sum(labels)) / len(sheet.footer)  # to write, behind each label
            places = [
                self._place_field(item, self.left + sum(labels[:at]) + at * room, y, labels[at] + room - 2.0)
                for at, item in enumerate(sheet.footer)
            ]
            draft.fields.extend(places)
            y += max(place.value.height for place in places)
        return y

    def _set_page_numbers(self, drafts: list[_Draft]) -> None:
        """Set 第 x 页 共 y 页 from two pages up or where asked for, the running head from page two on."""
        sheet, face, size = self.sheet, self.fonts.text, 9.0
        if len(drafts) < 2 and not sheet.numbered:
            return
        for number, draft in enumerate(drafts, start=1):
            text = face.settable(f"第 {number} 页 共 {len(drafts)} 页")
            x = (sheet.width_mm - face.width_mm(text, size)) / 2
            draft.texts.append(TextLine(text, x, self.floor + PAGE_NUMBER_MM, size))
            if number > 1 and sheet.running_head:
                lines = self._lines(sheet.running_head, sheet.table_width_mm, size, face)
                draft.texts.append(TextLine(lines[0], self.left, sheet.margins.top - RUNNING_HEAD_MM, size))

    def _set_folios(self, drafts: list[_Draft]) -> None:
        """Set 总第 x 页 in the corner of the pages of a bound file, beside the form's own numbers."""
        sheet, face, size = self.sheet, self.fonts.text, 9.0
        for number, draft in enumerate(drafts if sheet.folio else (), start=sheet.folio):
            text = face.settable(f"总第 {number} 页")
            x = sheet.width_mm - sheet.margins.right - face.width_mm(text, size)
            draft.texts.append(TextLine(text, x, self.floor + PAGE_NUMBER_MM, size))


def _gap_below(ink: Box, seal: Circle, y: float) -> float:
    """Return the least gap below `y` that keeps a seal, now placed for a gap of 0, clear of `ink`."""
    reach = _reach(seal, ink.x, ink.right)
    return ink.bottom + reach - seal.y if reach else 0.0


def _reach(seal: Circle, left: float, right: float) -> float:
    """Return how far above and below its middle a seal reaches between two x, its clearance included."""
    radius = seal.radius + SEAL_CLEARANCE_MM
    aside = max(left - seal.x, 0.0, seal.x - right)
    return float((radius * radius - aside * aside) ** 0.5) if aside < radius else 0.0


def _mark(item: _Measured, box: Box) -> PlacedMark | None:
    """Place the mark a cell holds in its middle, as large as a letter."""
    content = item.cell.content
    if not isinstance(content, Mark):
        return None
    return PlacedMark(content, box.x + box.width / 2, box.y + box.height / 2, item.size_pt * MM_PER_PT)


def _photo(cell: Cell, box: Box) -> PlacedPhoto | None:
    """Place the picture a cell holds in its middle, as large as it fits."""
    photo = cell.content
    if not isinstance(photo, Photo | Scan | Diagram):
        return None
    across, down = box.width - 2 * PAD_X_MM, box.height - 2 * PAD_Y_MM
    scale = min(across / max(photo.width, 1), down / max(photo.height, 1))
    width, height = photo.width * scale, photo.height * scale
    x, y = box.x + (box.width - width) / 2, box.y + (box.height - height) / 2
    return PlacedPhoto(photo, Box(x, y, width, height))


def _note_mark(note: str) -> str:
    """Return the word a note begins with (注： 说明： 备注：); its further lines hang behind it."""
    begin, colon, _ = note.partition("：")
    return begin + colon if colon and len(begin) <= 2 else ""


def _rules(cells: list[PlacedCell]) -> list[Rule]:
    """Return every line that a page's cells ask for: those to write on, and the table's."""
    boxes = [placed.box for placed in cells if placed.cell.frame is Frame.BOX]
    below = [placed.box for placed in cells if placed.cell.frame is Frame.BELOW]
    rules = [Rule(box.x, box.bottom, box.right, box.bottom, INNER_PT) for box in below]
    return rules + [rule for table in _tables(boxes) for rule in _table_rules(table)]


def _tables(boxes: list[Box]) -> list[list[Box]]:
    """Part the boxes where white stands between them over the whole width: each part has its own frame."""
    tables: list[list[Box]] = []
    bottom = 0.0
    for box in sorted(boxes, key=lambda box: box.y):
        if tables and box.y <= bottom + 0.01:
            tables[-1].append(box)
            bottom = max(bottom, box.bottom)
        else:
            tables.append([box])
            bottom = box.bottom
    return tables


def _table_rules(boxes: list[Box]) -> list[Rule]:
    """Return the thin lines between the boxes and the thick frame round them, each once, in one piece."""
    left, right = min(b.x for b in boxes), max(b.right for b in boxes)
    top, bottom = min(b.y for b in boxes), max(b.bottom for b in boxes)
    level: dict[float, list[tuple[float, float]]] = {}
    upright: dict[float, list[tuple[float, float]]] = {}
    for box in boxes:
        for y in (box.y, box.bottom):
            if top + 0.01 < y < bottom - 0.01:
                level.setdefault(round(y, 3), []).append((box.x, box.right))
        for x in (box.x, box.right):
            if left + 0.01 < x < right - 0.01:
                upright.setdefault(round(x, 3), []).append((box.y, box.bottom))
    rules = [Rule(a, y, b, y, INNER_PT) for y, parts in level.items() for a, b in _joined(parts)]
    rules += [Rule(x, a, x, b, INNER_PT) for x, parts in upright.items() for a, b in _joined(parts)]
    rules += [
        Rule(left, top, right, top, FRAME_PT),
        Rule(left, bottom, right, bottom, FRAME_PT),
        Rule(left, top, left, bottom, FRAME_PT),
        Rule(right, top, right, bottom, FRAME_PT),
    ]
    return rules


def _joined(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join stretches that touch or overlap."""
    joined: list[tuple[float, float]] = []
    for begin, end in sorted(parts):
        if joined and begin <= joined[-1][1] + 0.01:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined
