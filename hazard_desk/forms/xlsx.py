"""Draws any sheet as a workbook; the only module that knows openpyxl.

Same texts, spans, widths and heights as the PDF, ready to print on the same paper. The PDF is the master:
a workbook is set again by whatever program and fonts the other PC has.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable
from copy import copy
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hazard_desk.forms.faces import MM_PER_PT, PC_FACES, REPLACEMENT, FontSet, office_fonts
from hazard_desk.forms.geometry import Layout
from hazard_desk.forms.layout import (
    FRAME_PT,
    HEAD_LEADING,
    HEAD_TO_TABLE_MM,
    INNER_PT,
    PAD_Y_MM,
    TABLE_TO_NOTES_MM,
    lay_out,
)
from hazard_desk.forms.photo_files import picture_file
from hazard_desk.forms.sheet import (
    Align,
    Cell,
    Content,
    DateStyle,
    Diagram,
    Frame,
    HeadField,
    Orientation,
    Photo,
    Role,
    Scan,
    Sheet,
)
from hazard_desk.forms.wrapping import wrap
from hazard_desk.workbooks import workbook_bytes

BODY_FONT = "宋体"
TITLE_FONT = "黑体"
"""Every Chinese Windows has both; nothing can be embedded in a workbook."""

MAX_ROW_PT = 409.0
"""A workbook's row can't be higher."""

_PART_PT = 130.0
"""A row that is too high becomes several of at most this: small ones, so that they fill the pages."""

_TALLER = 1.05
"""宋体 in a workbook runs a little looser than in the PDF; the last line must not be cut."""

_NARROWER = 0.99
"""So that rounded pixels don't make the print shrink to fit."""

_CELL_WHITE_MM = 1.5
"""What a workbook leaves free beside a text, left and right together."""

_BREAK_SPARE_MM = 4.0
"""A page that ends with less white may run over in a workbook; no break is forced after it."""

_PLAIN_LEADING = 1.3
"""How far a workbook sets its lines apart by itself."""

_DATE_FORMATS = {DateStyle.WORDS: 'yyyy"年"m"月"d"日"', DateStyle.DOTS: "yyyy.m.d"}

_PAPER_SIZES = {"A4": 9, "A3": 8, "A2": 66, "A1": 66, "A0": 66}
"""As workbooks number them; they know nothing larger than A2, and fit what is wider to the width."""

_HORIZONTAL = {Align.START: "left", Align.CENTRE: "center", Align.END: "right"}
_TOLD_CELLS = 5000
_FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def draw(
    sheets: Sheet | Iterable[Sheet],
    fonts: FontSet | None = None,
    before_each: Callable[[int], None] = lambda _done: None,
    within: Callable[[int, int], None] = lambda _done, _total: None,
) -> bytes:
    """Return a workbook with one worksheet for each sheet; no sheet at all is refused (ValueError).

    Sheets of nothing but pages of PDF files have no worksheet: a workbook can't show them.
    `fonts`, `before_each` and `within` as for `pdf.draw`.
    """
    several = [sheets] if isinstance(sheets, Sheet) else [one for one in sheets if not one.only_scans]
    if not several:
        raise ValueError("no sheet to draw")
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "隐患台 Hazard Desk"
    book.properties.title = _clean(several[0].title).replace("\n", "")
    taken: set[str] = set()
    for number, sheet in enumerate(several):
        before_each(number)
        faces = fonts or office_fonts(sheet.body_face, sheet.heading_face)
        name = sheet.outline[-1] if sheet.outline else f"{sheet.subject} {sheet.title}".strip()
        page = book.create_sheet(_sheet_name(name, taken))
        taken.add(page.title.casefold())
        _Drawing(page, lay_out(sheet, faces), faces, within).draw()
    return workbook_bytes(book)


class _Drawing:
    """Draws one sheet on one worksheet; rows are filled from the top."""

    def __init__(
        self, page: Worksheet, layout: Layout, fonts: FontSet, within: Callable[[int, int], None]
    ) -> None:
        self.page = page
        self.within = within
        self.styles: dict[tuple[Any, ...], Any] = {}  # of single cells that look alike
        self.layout = layout
        self.sheet = layout.sheet
        self.fonts = fonts
        self.body_font = _workbook_font(self.sheet.body_face, BODY_FONT)
        self.title_font = _workbook_font(self.sheet.heading_face, TITLE_FONT)
        self.width = len(self.sheet.columns)
        self.row = 1
        self.tops: list[int] = []  # the worksheet's row on which each row of the table begins, and the end

    def draw(self) -> None:
        sheet = self.sheet
        for number, width in enumerate(sheet.columns, start=1):
            # A width of 1 is the 7 pixels of a figure in the workbook's own font (Calibri 11, 96 dpi).
            self.page.column_dimensions[get_column_letter(number)].width = round(
                width / 25.4 * 96 / 7 * _NARROWER, 3
            )
        if sheet.annex:
            self._line(sheet.annex, sheet.annex_pt, self.title_font, "left", sheet.annex_pt * 1.6)
        self._line(
            sheet.title,
            sheet.title_pt,
            self.title_font,
            "center",
            self.layout.title_height / MM_PER_PT,
            "top",
        )
        if sheet.head.fields:
            self._head()
        self._table()
        self._notes()
        if sheet.footer:
            self._footer()
        self._set_up_page()

    # -- rows ----------------------------------------------------------------------------------

    def _line(
        self, text: str, size: float, font: str, horizontal: str, height_pt: float, vertical: str = "center"
    ) -> None:
        self._span(text, 1, self.width, size, font, horizontal, vertical)
        self._height(self.row, height_pt)
        self.row += 1

    def _span(
        self,
        text: str,
        first: int,
        last: int,
        size: float,
        font: str,
        horizontal: str,
        vertical: str = "center",
        merged: bool = True,
    ) -> None:
        """Put a text on the current row over columns `first` to `last`.

        Not `merged` it stands in the first of them, in the last where it is set to the right, and runs over
        the empty cells beside it.
        """
        if not merged:
            first = last if horizontal == "right" else first
        elif last > first:
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        cell = self.page.cell(self.row, first)
        _fill(cell, text)
        cell.font = Font(name=font, size=size, bold=False)
        cell.alignment = Alignment(horizontal=horizontal, vertical=vertical, wrap_text=merged)

    def _height(self, row: int, height_pt: float) -> None:
        self.page.row_dimensions[row].height = round(min(height_pt, MAX_ROW_PT), 2)

    def _head(self) -> None:
        """Share the columns among the places of the head line as the page does."""
        shares = self._head_shares()
        fits = all(
            self._text_mm(_field_text(item)) <= self._room_mm(first, last) for item, _, first, last in shares
        )
        on_one_line = self.layout.head_height < 2 * self.sheet.head_pt * MM_PER_PT * HEAD_LEADING - 0.01
        # No edge of the columns parts a long name from the date: then neither gets an edge.
        loose = not fits and on_one_line and len(shares) == 2 and self.width > 1
        lines = 1
        for item, horizontal, first, last in shares:
            text = _field_text(item)
            self._span(text, first, last, self.sheet.head_pt, self.body_font, horizontal, merged=not loose)
            if not loose:
                settable = self.fonts.text.settable(text)
                lines = max(lines, len(wrap(settable, self._room_mm(first, last), self._text_mm)))
        height = max(self.layout.head_height / MM_PER_PT, lines * self.sheet.head_pt * HEAD_LEADING)
        self._height(self.row, height + 2 * HEAD_TO_TABLE_MM / MM_PER_PT)
        self.row += 1
        spare = self.layout.table_gap - 2 * HEAD_TO_TABLE_MM
        if spare > 0:  # room for the seal
            self._height(self.row, spare / MM_PER_PT)
            self.row += 1

    def _head_shares(self) -> list[tuple[HeadField, str, int, int]]:
        """Return each place of the head line with its alignment and its first and last column."""
        head = self.sheet.head
        places = {place.field: place for place in self.layout.pages[0].fields}
        left_edge = self.sheet.margins.left + (self.sheet.usable_width_mm - self.sheet.table_width_mm) / 2
        edges = [left_edge]
        for width in self.sheet.columns:
            edges.append(edges[-1] + width)
        shares: list[tuple[HeadField, str, int, int]] = []
        end = self.width
        for item, horizontal in ((head.right, "right"), (head.middle, "center")):
            if item is None:
                continue
            if end < 1:
                raise ValueError("the table has too few columns for its head line")
            begin_mm = places[item].label.x
            others = 1 if head.left is not None or (item is head.right and head.middle is not None) else 0
            begin = max(
                (number for number in range(1, end + 1) if edges[number - 1] <= begin_mm + 0.5), default=1
            )
            begin = max(begin, min(1 + others, end))
            shares.append((item, horizontal, begin, end))
            end = begin - 1
        if head.left is not None:
            if end < 1:
                raise ValueError("the table has too few columns for its head line")
            shares.append((head.left, "left", 1, end))
        return shares

    def _text_mm(self, text: str) -> float:
        typeface = self.fonts.text
        return typeface.width_mm(typeface.settable(text), self.sheet.head_pt)

    def _room_mm(self, first: int, last: int) -> float:
        """Return the room for text over columns `first` to `last`."""
        return sum(self.sheet.columns[first - 1 : last]) * _NARROWER - _CELL_WHITE_MM

    def _table(self) -> None:
        self._rows()
        for number, cell in enumerate(self.sheet.cells):
            if number % _TOLD_CELLS == 0:
                self.within(number, len(self.sheet.cells))
            first, last = self.tops[cell.row], self.tops[cell.row + cell.rowspan] - 1
            column = 1 + cell.column
            if last > first or cell.colspan > 1:
                self.page.merge_cells(
                    start_row=first,
                    end_row=last,
                    start_column=column,
                    end_column=column + cell.colspan - 1,
                )
            at: Any = self.page.cell(first, column)
            look = self._look(cell, first) if last == first and cell.colspan == 1 else None
            if look in self.styles:
                _put(at, cell.content)
                at._style = copy(self.styles[look])
                continue
            _fill(at, cell.content, cell.date_style, cell.decimals)
            font = self.title_font if cell.heading else self.body_font
            at.font = Font(name=font, size=cell.size_pt or self.sheet.table_pt)
            at.alignment = Alignment(
                horizontal=_HORIZONTAL[cell.alignment],
                vertical=self._vertical(cell),
                wrap_text=cell.role is not Role.NUMBER,
                shrink_to_fit=cell.role is Role.NUMBER,  # a torn figure would be a wrong one
            )
            self._frame(cell, first, last)
            if look is not None:
                self.styles[look] = copy(at._style)
        self._photos()
        self.row = self.tops[-1]

    def _look(self, cell: Cell, row: int) -> tuple[Any, ...]:
        """Return all that a single cell's style follows from; to make it anew takes most of the time."""
        edges = (
            row == self.tops[0],
            row == self.tops[-1] - 1,
            cell.column == 0,
            cell.column == self.width - 1,
        )
        set_as = (cell.heading, cell.size_pt, cell.alignment, self._vertical(cell), cell.role is Role.NUMBER)
        return (*edges, cell.frame, *set_as, cell.date_style, cell.decimals, _kind(cell.content))

    def _photos(self) -> None:
        """Hang each photo on its cell, where the page has it; one that is lost leaves the cell free."""
        for placed in (placed for page in self.layout.pages for placed in page.cells):
            picture = picture_file(placed.photo) if placed.photo else None
            if placed.photo is None or picture is None:
                continue
            cell, box = placed.cell, placed.photo.box
            at = AnchorMarker(
                cell.column,
                _emu((box.x - placed.box.x) * _NARROWER),
                self.tops[cell.row] - 1,
                _emu(box.y - placed.box.y),
            )
            image = Image(io.BytesIO(picture))
            size = XDRPositiveSize2D(_emu(box.width * _NARROWER), _emu(box.height * _NARROWER))
            image.anchor = OneCellAnchor(_from=at, ext=size)
            self.page.add_image(image)

    def _vertical(self, cell: Cell) -> str:
        # A workbook has no leading of its own: lines of running text are spread over their row.
        leading = cell.leading or self.sheet.leading
        spread = leading > _PLAIN_LEADING and cell.frame is Frame.NONE and cell.role is Role.VALUE
        return "top" if cell.top else "distributed" if spread else "center"

    def _rows(self) -> None:
        """Set the heights of the table's rows; one higher than a workbook's can be becomes several."""
        row = self.row
        for height in self._row_heights():
            self.tops.append(row)
            parts = 1 if height <= MAX_ROW_PT else ceil(height / _PART_PT)
            for _ in range(parts):
                self._height(row, height / parts)
                row += 1
        self.tops.append(row)

    def _row_heights(self) -> list[float]:
        """Return the rows' heights in points: the page's, higher where a text needs the room it has there."""
        heights = [height / MM_PER_PT for height in self.layout.row_heights]
        needed: dict[Cell, float] = {}
        for page in self.layout.pages:
            for placed in page.cells:
                cell, lines = placed.cell, placed.lines
                leading = cell.leading or self.sheet.leading
                text = len(lines) * lines[0].size_pt * leading * _TALLER if lines else 0.0
                # What returns on every page is counted once.
                again = self.sheet.returns(cell.row) or (cell.role is Role.LABEL and cell.rowspan > 1)
                before = needed.get(cell, 0.0)
                needed[cell] = max(before, text) if again else before + text
        for cell in sorted(needed, key=lambda cell: cell.rowspan):
            span = range(cell.row, cell.row + cell.rowspan)
            text = needed[cell]
            lacking = text + 2 * PAD_Y_MM / MM_PER_PT - sum(heights[row] for row in span) if text else 0.0
            for row in span if lacking > 0 else ():
                heights[row] += lacking / cell.rowspan
        return heights

    def _frame(self, cell: Cell, first: int, last: int) -> None:
        """Border every spot the cell covers: thick on the table's edge, thin between cells and below."""
        if cell.frame is Frame.NONE:
            return
        left, right = 1 + cell.column, cell.column + cell.colspan
        for row in range(first, last + 1):
            for column in range(left, right + 1):
                if cell.frame is Frame.BELOW:
                    self.page.cell(row, column).border = Border(bottom=_side(row == last, False))
                    continue
                self.page.cell(row, column).border = Border(
                    left=_side(column == left, column == 1),
                    right=_side(column == right, column == self.width),
                    top=_side(row == first, row == self.tops[0]),
                    bottom=_side(row == last, row == self.tops[-1] - 1),
                )

    def _notes(self) -> None:
        size = self.sheet.note_pt
        for number, note in enumerate(self.sheet.notes):
            length = self.fonts.text.width_mm(self.fonts.text.settable(note), size)
            lines = 1 + int(length / (self.sheet.table_width_mm * 0.97)) + note.count("\n")
            height = lines * size * 1.5 + (TABLE_TO_NOTES_MM / MM_PER_PT if number == 0 else 0.0)
            self._line(note, size, self.body_font, "left", height, "bottom" if lines == 1 else "center")

    def _footer(self) -> None:
        count = len(self.sheet.footer)
        if count > self.width:
            raise ValueError("the table has too few columns for its signatures")
        for number, item in enumerate(self.sheet.footer):
            first, last = 1 + number * self.width // count, (number + 1) * self.width // count
            self._span(_field_text(item), first, last, self.sheet.head_pt, self.body_font, "left", "bottom")
        self._height(self.row, self.sheet.head_pt * 3)
        self.row += 1

    # -- paper ---------------------------------------------------------------------------------

    def _set_up_page(self) -> None:
        page, sheet = self.page, self.sheet
        upright = sheet.orientation is Orientation.PORTRAIT
        page.page_setup.orientation = "portrait" if upright else "landscape"
        page.page_setup.paperSize = _PAPER_SIZES[sheet.paper.name]
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToWidth = 1
        # A form of one page stays on one; a list runs on.
        page.page_setup.fitToHeight = 1 if len(self.layout.pages) == 1 else 0
        for edge in ("top", "right", "bottom", "left"):
            setattr(page.page_margins, edge, getattr(sheet.margins, edge) / 25.4)
        page.page_margins.header = page.page_margins.footer = 8 / 25.4
        page.print_options.horizontalCentered = True
        page.print_area = f"A1:{get_column_letter(self.width)}{self.row - 1}"
        page.sheet_view.showGridLines = False
        if sheet.header_rows:
            page.print_title_rows = f"{self.tops[sheet.lead_rows]}:{self.tops[sheet.body_starts] - 1}"
        self._keep_groups_together()
        count = len(self.layout.pages)
        if count > 1 or sheet.numbered or sheet.folio:
            own = _HeaderFooterPart("第 &P 页 共 &N 页") if count > 1 or sheet.numbered else None
            numbers = HeaderFooterItem(center=own, right=_folios(sheet.folio, count))
            head = HeaderFooterItem(left=_HeaderFooterPart(header_text(sheet.running_head)))
            page.HeaderFooter = HeaderFooter(
                differentFirst=bool(sheet.running_head),
                oddHeader=head if sheet.running_head else None,
                oddFooter=numbers,
                firstFooter=numbers,
            )

    def _keep_groups_together(self) -> None:
        """Break the pages where the page itself does, if rows that stay together begin there."""
        sheet = self.sheet
        starts = {first for first, _ in sheet.together}
        floor = sheet.height_mm - sheet.margins.bottom
        for page, following in pairwise(self.layout.pages):
            last = max(
                (p.cell.row for p in page.cells), default=0
            )  # an inner header may come before it again
            rows = [p.cell.row for p in following.cells if p.cell.row >= max(sheet.body_starts, last)]
            spare = floor - max(placed.box.bottom for placed in page.cells)
            if rows and min(rows) in starts and spare >= _BREAK_SPARE_MM:
                self.page.row_breaks.append(Break(id=self.tops[min(rows)] - 1))


def header_text(text: str) -> str:
    """Return a text for a page header, where a single & would begin a command."""
    return _clean(text).replace("\n", " ").replace("&", "&&")


def _field_text(item: HeadField) -> str:
    return item.label + item.text


def _emu(mm: float) -> int:
    """Return a length as drawings in workbooks count it."""
    return round(mm * 36_000)


def _side(of_cell: bool, of_table: bool) -> Side | None:
    if not of_cell:
        return None
    return Side(style="medium" if of_table and FRAME_PT > INNER_PT else "thin")


def _workbook_font(key: str, otherwise: str) -> str:
    return PC_FACES[key][0] if key in PC_FACES else otherwise


def _folios(first: int, count: int) -> _HeaderFooterPart | None:
    """Return which pages of a bound file a worksheet has; it can't count on from the one before."""
    if not first:
        return None
    return _HeaderFooterPart(f"总第 {first} 页" if count == 1 else f"总第 {first}–{first + count - 1} 页")


def _fill(
    cell: Any, content: Content, date_style: DateStyle = DateStyle.WORDS, decimals: int | None = None
) -> None:
    """Write numbers as numbers, days as days and every text as text, even one that looks like a formula."""
    _put(cell, content)
    if content is None or content == "" or isinstance(content, Photo | Scan | Diagram):
        return
    if isinstance(content, date):
        cell.number_format = _DATE_FORMATS[date_style]
    elif isinstance(content, str):
        cell.quotePrefix = content.startswith(_FORMULA_BEGINNINGS)
        # Kept as text when it is edited; but a workbook shows long cells of the kind text as ####.
        cell.number_format = "@" if len(content) <= 255 else "General"
    else:
        cell.number_format = f"0.{'0' * decimals}" if decimals else "General"


def _put(cell: Any, content: Content) -> None:
    """Write what a cell holds, without its style."""
    if content is None or content == "" or isinstance(content, Photo | Scan | Diagram):
        return
    if isinstance(content, str):
        cell.value = _clean(str(content))
        cell.data_type = "s"
    else:
        cell.value = content


def _kind(content: Content) -> tuple[Any, ...]:
    """Return what of a content its cell's format follows from."""
    if content is None or content == "" or isinstance(content, Photo | Scan | Diagram):
        return ()
    if isinstance(content, str):
        return ("text", content.startswith(_FORMULA_BEGINNINGS), len(content) <= 255)
    return ("day",) if isinstance(content, date) else ("number",)


def _clean(text: str) -> str:
    """Replace what a workbook can't hold: control characters of damaged files and halves of characters."""
    text = ILLEGAL_CHARACTERS_RE.sub(REPLACEMENT, text)
    return "".join(REPLACEMENT if "\ud800" <= character <= "\udfff" else character for character in text)


def _sheet_name(title: str, taken: Collection[str]) -> str:
    """Return a worksheet name not taken yet, of at most 31 characters and none that such names forbid.

    Excel doesn't tell capitals from small letters: the names taken are folded.
    """
    name = "".join(character for character in _clean(title) if character not in "[]:*?/\\\n'")[:31] or "表"
    number, unique = 2, name
    while unique.casefold() in taken:
        ending = f" {number}"
        unique, number = name[: 31 - len(ending)] + ending, number + 1
    return unique
