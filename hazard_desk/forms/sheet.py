"""The page description every official form is made of.

A `Sheet` says what stands on the paper and how large it is; it knows nothing of PDF, workbooks or the
screen. `layout.lay_out` measures it, `pdf` and `xlsx` draw it, so the three cannot disagree.
Lengths are millimetres, letter sizes are points (1 pt = 25.4/72 mm).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

SEAL_RADIUS_MM = 21.0
"""乡（镇）人民政府 has a round seal of 42 mm (国发〔1999〕25号)."""

PRINTABLE_MM = 8.0
"""No office printer is trusted with less white than this on any edge."""

BINDING_MM = 15.0
"""White on the edge that is punched or stapled: left of an upright page, top of a page on its side
(横排表格表头朝订口一边, GB/T 9704)."""


class SheetError(ValueError):
    """A sheet contradicts itself: spans that leave holes, columns wider than the paper and the like."""


class Orientation(StrEnum):
    """How the paper lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Align(StrEnum):
    """Where the lines of a cell stand between its left and right edge."""

    START = "start"
    CENTRE = "centre"
    END = "end"


class Role(StrEnum):
    """What a cell or a place on the head line is for."""

    LABEL = "label"  # printed words of the form
    VALUE = "value"  # text from the office's records, or room for handwriting
    NUMBER = "number"  # a figure; a real number in the workbook
    SIGNATURE = "signature"  # left free for a signature
    SEAL = "seal"  # the township seal is pressed on its middle


class Frame(StrEnum):
    """Which lines stand round a cell."""

    BOX = "box"  # the table's: between the cells, thicker at its edge
    BELOW = "below"  # a line under it: what is filled in, or written by hand, stands on it
    NONE = "none"  # running text


class Mark(StrEnum):
    """A mark that answers a question: drawn as lines, so that no face can lack it or draw it small.

    The value is the character that stands for it where nothing can be drawn (workbooks, read-outs).
    """

    TICK = "√"
    RING = "○"
    CROSS = "×"
    BOX = "□"  # to be ticked by hand


class DateStyle(StrEnum):
    """How a date in a cell is printed; a workbook shows a real date in the same way."""

    WORDS = "words"  # 2025年3月7日 (GB/T 9704: no leading zeros)
    DOTS = "dots"  # 2025.3.7, for narrow columns


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture file, with its size in pixels as seen upright; drawn as large as its cell lets it."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A page of a PDF file (counted from 1), its size in points as seen upright; drawn like a photo.

    A workbook can't hold one.
    """

    path: Path
    page: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture that the program drew (PNG), its size in pixels, and what it says in words."""

    png: bytes
    width: int
    height: int
    words: str = ""


Content = str | int | Decimal | date | Mark | Photo | Scan | Diagram | None
"""What a cell holds: text, a number, a day, a mark that answers, a picture, or None for a cell left free."""

_ALIGN_OF_ROLE = {
    Role.LABEL: Align.CENTRE,
    Role.VALUE: Align.START,
    Role.NUMBER: Align.CENTRE,
    Role.SIGNATURE: Align.START,
    Role.SEAL: Align.CENTRE,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper size, upright, in mm."""

    name: str
    width_mm: float
    height_mm: float


A4 = Paper("A4", 210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Margins:
    """White on the four edges in mm."""

    top: float
    right: float
    bottom: float
    left: float


LANDSCAPE_MARGINS = Margins(top=20.0, right=15.0, bottom=15.0, left=15.0)
PORTRAIT_MARGINS = Margins(top=18.0, right=15.0, bottom=15.0, left=20.0)
LANDSCAPE_WIDTH_MM, PORTRAIT_WIDTH_MM = 267.0, 175.0
"""What lies between these margins, on A4."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid, at a row and column counted from 0.

    A line break in a text is kept. `key` names the figure behind the cell, so that a preview can open it.
    `top` sets the text to the upper edge instead of the middle. `size_pt` and `leading` None take those of
    the sheet. `heading` sets the text in the face of titles. `decimals` are printed of a Decimal, however
    many it has; None prints those that it needs.
    """

    row: int
    column: int
    content: Content = None
    role: Role = Role.LABEL
    rowspan: int = 1
    colspan: int = 1
    key: str | None = None
    align: Align | None = None
    top: bool = False
    size_pt: float | None = None
    leading: float | None = None
    heading: bool = False
    date_style: DateStyle = DateStyle.WORDS
    frame: Frame = Frame.BOX
    decimals: int | None = None

    @property
    def text(self) -> str:
        """What is printed: a number without trailing zeros, zero as 0 (零报告), None as nothing."""
        if self.decimals is not None and isinstance(self.content, Decimal):
            return f"{self.content:.{self.decimals}f}"
        return printed(self.content, self.date_style)

    @property
    def alignment(self) -> Align:
        """The alignment asked for, else the one usual for the role."""
        return self.align or _ALIGN_OF_ROLE[self.role]


@dataclass(frozen=True, slots=True)
class HeadField:
    """A place on the line between title and table: printed label, then what is filled in.

    Where `text` is empty, `blank_mm` stays free for handwriting. Role SEAL puts the seal over the middle
    of the text or of that room.
    """

    label: str
    text: str = ""
    role: Role = Role.VALUE
    blank_mm: float = 40.0
    key: str | None = None


@dataclass(frozen=True, slots=True)
class HeadLine:
    """The line above the table; each of the three places may be missing."""

    left: HeadField | None = None
    middle: HeadField | None = None
    right: HeadField | None = None

    @property
    def fields(self) -> tuple[HeadField, ...]:
        """The places that are there, from left to right."""
        return tuple(field for field in (self.left, self.middle, self.right) if field is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form, ready to be measured and drawn.

    `columns` are widths and `rows` least heights in mm. The first `lead_rows` rows stand on the first page
    only, the `header_rows` after them return on every page. Of `together`, each pair of a first and a last
    row stays on one page where a page can hold it. Of `inner_headers`, each is the header of a table within
    the page and that table's last row: it returns where the table goes on overleaf. `footer` is the line of
    signatures below the notes (off by default: the official forms have none unless they print one).
    `running_head` stands small on the second page and later ones; `numbered` numbers even the page of a form
    that has one only. `leading` is the height of a line in letter sizes. `subject` says whose form it is,
    where several lie in one file. `folio` is the number of its first page in a file that is bound of many
    sheets (总第 x 页), 0 in none. `outline` is where its bookmark stands, from the whole down to the sheet
    itself; without one the bookmark is its subject and title. The two faces are keys of `faces.PC_FACES`;
    empty takes the shipped ones. A sheet that contradicts itself is refused with SheetError.
    """

    form_id: str
    title: str
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[Cell, ...]
    header_rows: int = 0
    lead_rows: int = 0
    together: tuple[tuple[int, int], ...] = ()
    inner_headers: tuple[tuple[int, int], ...] = ()
    stretch: tuple[tuple[int, float], ...] = ()
    subject: str = ""
    body_face: str = ""
    heading_face: str = ""
    annex: str = ""
    head: HeadLine = HeadLine()
    notes: tuple[str, ...] = ()
    footer: tuple[HeadField, ...] = ()
    running_head: str = ""
    orientation: Orientation = Orientation.LANDSCAPE
    paper: Paper = A4
    margins: Margins = LANDSCAPE_MARGINS
    annex_pt: float = 14.0
    title_pt: float = 20.0
    head_pt: float = 12.0
    table_pt: float = 10.5
    note_pt: float = 10.5
    leading: float = 1.3
    numbered: bool = False
    folio: int = 0
    outline: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be drawn as described."""
        self._check_paper()
        self._check_grid()

    @property
    def width_mm(self) -> float:
        """Width of the page as it lies."""
        upright = self.orientation is Orientation.PORTRAIT
        return self.paper.width_mm if upright else self.paper.height_mm

    @property
    def height_mm(self) -> float:
        """Height of the page as it lies."""
        upright = self.orientation is Orientation.PORTRAIT
        return self.paper.height_mm if upright else self.paper.width_mm

    @property
    def usable_width_mm(self) -> float:
        """Width between the left and right margin."""
        return self.width_mm - self.margins.left - self.margins.right

    @property
    def table_width_mm(self) -> float:
        """Sum of the columns."""
        return sum(self.columns)

    @property
    def body_starts(self) -> int:
        """The first row that is neither lead nor header."""
        return self.lead_rows + self.header_rows

    @property
    def only_scans(self) -> bool:
        """Whether the sheet is there for pages of PDF files and nothing else."""
        return any(isinstance(cell.content, Scan) for cell in self.cells)

    def is_header(self, row: int) -> bool:
        """Whether a row returns on every page."""
        return self.lead_rows <= row < self.body_starts

    def returns(self, row: int) -> bool:
        """Whether a row may stand on several pages, its whole text on each: a header."""
        return self.is_header(row) or any(row == header for header, _ in self.inner_headers)

    def cell(self, key: str) -> Cell:
        """Return the cell with this key; KeyError where there is none."""
        for cell in self.cells:
            if cell.key == key:
                return cell
        raise KeyError(key)

    def with_footer(self, *labels: str) -> Sheet:
        """Return the sheet with a line of signatures, a place for each label (单位负责人（签字）： …)."""
        return replace(self, footer=tuple(HeadField(label, role=Role.SIGNATURE) for label in labels))

    def _check_paper(self) -> None:
        edges = self.margins
        for name, width in (
            ("top", edges.top),
            ("right", edges.right),
            ("bottom", edges.bottom),
            ("left", edges.left),
        ):
            if width < PRINTABLE_MM:
                raise SheetError(f"{name} margin {width} mm is less than a printer leaves ({PRINTABLE_MM})")
        binding = edges.left if self.orientation is Orientation.PORTRAIT else edges.top
        if binding < BINDING_MM:
            raise SheetError(f"binding margin {binding} mm is less than {BINDING_MM}")
        if not self.columns or min(self.columns) <= 0:
            raise SheetError("every column needs a width")
        if any(height < 0 for height in self.rows):
            raise SheetError("a row height is negative")
        if self.table_width_mm > self.usable_width_mm + 0.05:
            raise SheetError(
                f"columns take {self.table_width_mm:.1f} mm, the paper has {self.usable_width_mm:.1f}"
            )

    def _check_grid(self) -> None:
        if min(self.header_rows, self.lead_rows) < 0 or self.body_starts > len(self.rows):
            raise SheetError(f"{self.lead_rows} + {self.header_rows} header rows of {len(self.rows)}")
        if any(not self.body_starts <= first <= last < len(self.rows) for first, last in self.together):
            raise SheetError("rows to keep together lie outside the body of the table")
        last = self.body_starts - 1
        for header, end in self.inner_headers:
            if not last < header < end < len(self.rows):
                raise SheetError("the tables within the page overlap, or lie outside its body")
            last = end
        if any(not 0 <= row < len(self.rows) or weight <= 0 for row, weight in self.stretch):
            raise SheetError("a row to stretch lies outside the table, or has no weight")
        width, height = len(self.columns), len(self.rows)
        taken: set[tuple[int, int]] = set()
        keys: set[str] = set()
        for cell in self.cells:
            where = f"cell at row {cell.row}, column {cell.column}"
            if cell.rowspan < 1 or cell.colspan < 1 or cell.row < 0 or cell.column < 0:
                raise SheetError(f"{where}: place and spans must be positive")
            if cell.row + cell.rowspan > height or cell.column + cell.colspan > width:
                raise SheetError(f"{where} reaches outside the grid of {height}×{width}")
            for edge in (self.lead_rows, self.body_starts):
                if cell.row < edge < cell.row + cell.rowspan:
                    raise SheetError(f"{where} reaches out of the repeated header")
            if cell.key is not None and cell.key in keys:
                raise SheetError(f"{where}: key {cell.key!r} is used twice")
            if cell.key is not None:
                keys.add(cell.key)
            for spot in spots(cell):
                if spot in taken:
                    raise SheetError(f"{where} lies on another cell at {spot}")
                taken.add(spot)
        if len(taken) != width * height:
            hole = next((r, c) for r in range(height) for c in range(width) if (r, c) not in taken)
            raise SheetError(f"no cell covers row {hole[0]}, column {hole[1]}")


def spots(cell: Cell) -> Iterable[tuple[int, int]]:
    """Yield every (row, column) of the grid that the cell covers."""
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            yield row, column


def printed(content: Content, date_style: DateStyle = DateStyle.WORDS) -> str:
    """Return how a content is printed; a Decimal loses trailing zeros and never shows an exponent.

    A picture has no words of its own.
    A float or a truth value is refused with TypeError: money and counts are never floats here.
    """
    if content is None or isinstance(content, Photo | Scan | Diagram):
        return ""
    if isinstance(content, str):
        return str(content)  # a mark: the character that stands for it
    if isinstance(content, date):
        if date_style is DateStyle.DOTS:
            return f"{content.year}.{content.month}.{content.day}"
        return f"{content.year}年{content.month}月{content.day}日"
    if isinstance(content, bool) or not isinstance(content, int | Decimal):
        raise TypeError(f"a cell holds text, int, Decimal or date, not {type(content).__name__}")
    if isinstance(content, int):
        return str(content)
    if not content.is_finite():
        raise TypeError("a cell can't hold NaN or infinity")
    text = format(content, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
