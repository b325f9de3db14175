"""A report as a page: upright A4 with the margins, letters and lines of official documents (GB/T 9704).

One grid serves prose and tables alike: its columns are the edges of every table of the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hazard_desk.forms.charts import draw_chart
from hazard_desk.forms.layout import PAD_X_MM, PAD_Y_MM
from hazard_desk.forms.report import BarChart, Heading, OpenParagraph, Paragraph, Report, Table, numbered
from hazard_desk.forms.sheet import (
    SEAL_RADIUS_MM,
    Align,
    Cell,
    Content,
    DateStyle,
    Diagram,
    Frame,
    Margins,
    Orientation,
    Role,
    Sheet,
)

TEXT_MM = 156.0
"""版心: what the text is wide (GB/T 9704 5.2.2); tables stand out by the white in their cells."""

BODY_PT, TITLE_PT, CAPTION_PT, TABLE_PT = 16.0, 22.0, 12.0, 10.5  # 3号, 2号, 小四, 五号
LINE_PT = 29.0  # 22 lines on a page of 225 mm
MOST_CHART_MM = 170.0
INDENT = "　　"

_MARGINS = Margins(top=37.0, right=26.0 - PAD_X_MM, bottom=35.0, left=28.0 - PAD_X_MM)
_WIDTH_MM = TEXT_MM + 2 * PAD_X_MM
_UNITS = 80  # the edges of tables are set to so many parts of the width, so that few columns become slivers
_TABLE_LEADING = 1.35
_ROW_MM, _BLANK_ROW_MM, _HEADER_MM = 7.5, 9.5, 9.0
_LINE_MM = 10.2  # to write on
_SPACE_MM = 4.0
_SEAL_MM = 2 * SEAL_RADIUS_MM + 2.0
_SEAL_FROM = 36  # of the units
_TOGETHER_LINES = 3


def report_sheet(report: Report) -> Sheet:
    """Return the page of a report."""
    page = _Page(_edges(report))
    if report.subtitle:
        page.words(report.subtitle, Align.CENTRE)
    if report.addressee:
        page.words(report.addressee, Align.START)
    closing = None
    for at, (words, part) in enumerate(numbered(report.parts)):
        if report.closing and at == len(report.parts) - report.closing:
            closing = len(page.rows)
        match part:
            case Heading():
                page.heading(words, part.level)
            case Paragraph(text):
                page.paragraph(text)
            case OpenParagraph():
                page.open_paragraph(part)
            case Table():
                page.table(words, part)
            case BarChart():
                page.chart(words, part)
    signature = report.signature
    page.ending("\n".join(filter(None, (signature.label, signature.name, signature.date))), closing)
    return Sheet(
        form_id=report.form_id,
        title="\n".join(report.title),
        columns=page.columns,
        rows=tuple(page.rows),
        cells=tuple(page.cells),
        together=tuple(page.together),
        inner_headers=tuple(page.inner_headers),
        subject=report.subject,
        running_head="　".join(filter(None, (report.name, report.subject))),
        orientation=Orientation.PORTRAIT,
        margins=_MARGINS,
        title_pt=TITLE_PT,
        table_pt=TABLE_PT,
        leading=LINE_PT / BODY_PT,
        numbered=True,
    )


def _edges(report: Report) -> list[int]:
    """Return where the columns of the grid begin and end, in units of the width."""
    edges = {0, _SEAL_FROM, _UNITS}
    for part in report.parts:
        if isinstance(part, Table):
            edges.update(_table_edges(part))
    return sorted(edges)


def _table_edges(table: Table) -> list[int]:
    """Return the edges of a table's columns in units; each column has one unit at least."""
    count, whole = len(table.columns), sum(column.share for column in table.columns)
    edges, reached = [0], 0.0
    for at, column in enumerate(table.columns, start=1):
        reached += column.share
        edges.append(min(max(round(reached / whole * _UNITS), edges[-1] + 1), _UNITS - (count - at)))
    return edges


class _Page:
    """The rows, built from the top."""

    def __init__(self, edges: list[int]) -> None:
        self.edges = edges
        self.columns = tuple((right - left) * _WIDTH_MM / _UNITS for left, right in pairwise(edges))
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []
        self.inner_headers: list[tuple[int, int]] = []
        self._heading: int | None = None  # the first row of headings that nothing stands below yet

    # -- parts -----------------------------------------------------------------------------------

    def heading(self, words: str, level: int) -> None:
        """Add a heading: in the face of titles, of the second level in that of the text."""
        if self._heading is None:
            self._heading = len(self.rows)
        self._line(INDENT + words, Role.LABEL, Align.START, heading=level == 1)

    def words(self, text: str, align: Align) -> None:
        """Add a line above the text."""
        self._line(text, Role.LABEL, align)

    def paragraph(self, text: str) -> None:
        """Add running text."""
        self._begin(len(self.rows))
        self._line(INDENT + text, Role.VALUE, Align.START)

    def open_paragraph(self, part: OpenParagraph) -> None:
        """Add what is to be written: the words that say so, in brackets, and lines to write on."""
        first = len(self.rows)
        self._line(f"{INDENT}【{part.label}】", Role.LABEL, Align.START)
        for _ in range(part.lines):
            self._add(None, Role.VALUE, Align.START, Frame.BELOW, height=_LINE_MM)
        self._begin(min(first + _TOGETHER_LINES, len(self.rows) - 1), first)
        self._space()

    def table(self, caption: str, table: Table) -> None:
        """Add a table; its header returns where it goes on overleaf."""
        first = len(self.rows)
        if caption:
            self._caption(caption)
        header = len(self.rows)
        edges = [self.edges.index(edge) for edge in _table_edges(table)]
        labels = [(column.label, Role.LABEL, Align.CENTRE) for column in table.columns]
        self._row(edges, labels, _HEADER_MM)
        for row in table.all_rows:
            self._row(
                edges,
                [
                    (
                        content,
                        Role.LABEL if table.stub and column is table.columns[0] else _role(content),
                        content_align(content, column.align),
                    )
                    for content, column in zip(row, table.columns, strict=True)
                ],
                _ROW_MM if any(content is not None for content in row) else _BLANK_ROW_MM,
            )
        last = len(self.rows) - 1
        if last > header:
            self.inner_headers.append((header, last))
        if table.total and last > header + 1:
            self.together.append((last - 1, last))
        self._begin(min(header + 1, last), first)
        self._space()

    def chart(self, caption: str, chart: BarChart) -> None:
        """Add a chart, its caption below it."""
        for picture in draw_chart(chart, TEXT_MM, MOST_CHART_MM):
            first = len(self.rows)
            self._add(picture, Role.VALUE, Align.CENTRE, Frame.NONE, height=_picture_mm(picture))
            if caption:
                self._caption(caption)
            self._begin(len(self.rows) - 1, first)
            self._space()

    def ending(self, text: str, first: int | None = None) -> None:
        """Add who signs and the date, with room for the seal on them; never alone on a page.

        From the row `first` on everything stays on that page.
        """
        row = len(self.rows)
        at = self.edges.index(_SEAL_FROM)
        self._cell(0, at, None, Role.LABEL, Align.START, Frame.NONE)
        self._cell(at, len(self.edges) - 1, text, Role.SEAL, Align.CENTRE, Frame.NONE, size_pt=BODY_PT)
        self.rows.append(_SEAL_MM)
        if row:
            self.together.append((max(row - _TOGETHER_LINES, 0) if first is None else first, row))

    # -- rows ------------------------------------------------------------------------------------

    def _begin(self, last: int, first: int | None = None) -> None:
        """Keep the rows with which a part begins on one page, with the headings above them."""
        start = self._heading if self._heading is not None else first
        if start is not None and start < last:
            self.together.append((start, last))
        self._heading = None

    def _line(self, text: str, role: Role, align: Align, *, heading: bool = False) -> None:
        self._add(text, role, align, Frame.NONE, heading=heading, size_pt=BODY_PT)

    def _caption(self, text: str) -> None:
        self._add(text, Role.LABEL, Align.CENTRE, Frame.NONE, heading=True, size_pt=CAPTION_PT, leading=1.5)

    def _space(self) -> None:
        self._add(None, Role.LABEL, Align.START, Frame.NONE, height=_SPACE_MM)

    def _row(self, edges: list[int], contents: Iterable[tuple[Content, Role, Align]], height: float) -> None:
        for (content, role, align), (begin, end) in zip(contents, pairwise(edges), strict=True):
            self._cell(begin, end, content, role, align, Frame.BOX, leading=_TABLE_LEADING)
        self.rows.append(height)

    def _add(
        self,
        content: Content,
        role: Role,
        align: Align,
        frame: Frame,
        *,
        height: float = 0.0,
        heading: bool = False,
        size_pt: float | None = None,
        leading: float | None = None,
    ) -> None:
        """Add a row of one cell."""
        end = len(self.edges) - 1
        self._cell(0, end, content, role, align, frame, heading=heading, size_pt=size_pt, leading=leading)
        self.rows.append(height)

    def _cell(
        self,
        begin: int,
        end: int,
        content: Content,
        role: Role,
        align: Align,
        frame: Frame,
        *,
        heading: bool = False,
        size_pt: float | None = None,
        leading: float | None = None,
    ) -> None:
        self.cells.append(
            Cell(
                len(self.rows),
                begin,
                content,
                role,
                colspan=end - begin,
                align=align,
                size_pt=size_pt,
                leading=leading,
                heading=heading,
                date_style=DateStyle.DOTS,
                frame=frame,
            )
        )


def _role(content: Content) -> Role:
    return Role.NUMBER if isinstance(content, int | Decimal | date) else Role.VALUE


def content_align(content: Content, align: Align) -> Align:
    """Return how a content stands: figures in the middle, as in every other table."""
    return Align.CENTRE if isinstance(content, int | Decimal) else align


def _picture_mm(picture: Diagram) -> float:
    return picture.height * TEXT_MM / picture.width + 2 * PAD_Y_MM
