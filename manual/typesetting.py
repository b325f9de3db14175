"""Blocks of a chapter as strips of ink on paper: lines of text, rows of tables, pictures.

A strip knows its height and draws itself; who fills pages or columns with them decides where. Measures are
points. Lines are broken by the program's own rules (forms/wrapping.py), text is drawn by forms/pdf.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from hazard_desk.forms.faces import MM_PER_PT, FontSet, Typeface, font_set
from hazard_desk.forms.pdf import draw_text
from hazard_desk.forms.wrapping import wrap
from manual.png_on_paper import draw_png
from manual.reading import Block, Heading, Hint, Items, Paragraph, Picture, Span, Spans, Table, Typed, plain
from ui import theme

_ASCENT = 0.88  # of the shipped faces, and how far a line is over that
_DOT = "•"  # drawn: the faces have it too small to be seen
_MOST_OF_PAGE = 0.42  # of the height a picture takes
_PICTURE_SCALE = 0.18 / MM_PER_PT  # points a pixel: its letters come out at 6½ points


@dataclass
class Strip:
    """A piece that no page break divides. `together`: it stays with the next one."""

    height: float
    draw: Callable[[Any, float, float], None]  # canvas, left, top
    space: float = 0.0  # above, but not at the head of a page
    together: bool = False
    mark: str = ""  # slug#anchor that begins here
    repeats: Strip | None = None  # drawn again where a page begins within its table


@dataclass(frozen=True)
class Measures:
    """How large the text is."""

    size: float = 10.5
    lead: float = 1.62
    headings: tuple[float, float, float] = (19.0, 14.0, 11.5)
    gap: float = 6.0
    cell: float = 4.0


@dataclass
class Setter:
    """Turns blocks into strips of a width. `page_of` tells where a link leads, "" where nobody knows."""

    measures: Measures = field(default_factory=Measures)
    fonts: FontSet = field(default_factory=font_set)
    pictures: Path = Path()
    page_of: Callable[[str], str] = lambda _place: ""
    most_high: float = 700.0

    def strips(self, blocks: Sequence[Block], width: float, slug: str) -> Iterator[Strip]:
        """Yield the strips of these blocks."""
        for block in blocks:
            match block:
                case Heading():
                    yield from self._heading(block, width, slug)
                case Paragraph(spans):
                    yield from self.text(spans, width, space=self.measures.gap)
                case Items():
                    yield from self._items(block, width, slug)
                case Table():
                    yield from self.table(block, width)
                case Picture():
                    yield from self._picture(block, width)
                case Hint(inner):
                    yield from self._hint(inner, width, slug)
                case Typed(lines):
                    spans = tuple(Span(line + "\n") for line in lines)
                    yield from self.text(spans, width, space=self.measures.gap, indent=12)

    # ---- text --------------------------------------------------------------------------------------------

    def text(
        self,
        spans: Spans,
        width: float,
        *,
        size: float = 0.0,
        space: float = 0.0,
        bold: bool = False,
        indent: float = 0.0,
        centred: bool = False,
        colour: str = theme.INK,
    ) -> Iterator[Strip]:
        """Yield a strip a line; none of them stands alone at a page's foot or head where there are three."""
        size = size or self.measures.size
        room = width - indent
        lines = self.lines(spans, room, size, bold=bold)
        height = size * self.measures.lead
        for number, line in enumerate(lines):

            def draw(canvas: Any, left: float, top: float, line: list[Span] = line) -> None:
                begin = left + indent
                if centred:
                    begin += (room - self.length(line, size, bold=bold)) / 2
                self._draw_line(canvas, line, begin, top - (height + size * 0.72) / 2, size, bold, colour)

            few = len(lines) > 2 and number in (0, len(lines) - 2)
            yield Strip(
                height, draw, space if number == 0 else 0.0, together=few or len(lines) == 2 > number + 1
            )

    def lines(self, spans: Spans, width: float, size: float, *, bold: bool = False) -> list[list[Span]]:
        """Return the lines of running text, each with its spans."""
        referred = tuple(self._referred(spans))
        whole = "".join(span.text for span in referred)
        owners = [span for span in referred for _ in span.text]
        at = 0
        out: list[list[Span]] = []
        for line in wrap(whole, width, lambda text: self._widest(text, size)):
            pieces: list[tuple[str, Span]] = []
            for character in line:
                while whole[at] != character:  # white space that the break swallowed
                    at += 1
                owner = owners[at]
                if pieces and pieces[-1][1] is owner:
                    pieces[-1] = (pieces[-1][0] + character, owner)
                else:
                    pieces.append((character, owner))
                at += 1
            out.append([Span(text, of.strong or bold, of.key, of.link) for text, of in pieces])
        return out

    def _referred(self, spans: Spans) -> Iterator[Span]:
        """Yield the spans with the page behind each link: paper has no other way to follow it."""
        for at, span in enumerate(spans):
            yield Span(self.fonts.text.settable(span.text), span.strong, span.key, span.link)
            if span.link and (at + 1 == len(spans) or spans[at + 1].link != span.link):
                page = self.page_of(span.link)
                if page:
                    yield Span(f"（第{page}页）")

    def _face(self, span: Span, bold: bool = False) -> Typeface:
        return self.fonts.heading if span.strong or span.key or bold else self.fonts.text

    def _widest(self, text: str, size: float) -> float:
        """Return a length that holds in either face; that of Chinese characters is the same."""
        both = (self.fonts.text, self.fonts.heading)
        return sum(max(face.width_mm(one, size) for face in both) for one in text) / MM_PER_PT

    def length(self, line: Sequence[Span], size: float, *, bold: bool = False) -> float:
        """Return how long a line is."""
        return sum(self._face(span, bold).width_mm(span.text, size) for span in line) / MM_PER_PT

    def _draw_line(
        self, canvas: Any, line: list[Span], x: float, y: float, size: float, bold: bool, colour: str
    ) -> None:
        for span in line:
            face = self._face(span, bold)
            length = face.width_mm(span.text, size) / MM_PER_PT
            if span.key:
                canvas.setFillColor(theme.LINE)
                canvas.roundRect(x - 1, y - size * 0.22, length + 2, size * 1.15, 2, stroke=0, fill=1)
            canvas.setFillColor(theme.ACCENT if span.link else colour)
            draw_text(canvas, face, span.text, x, y, size)
            if span.link:
                box = (x, y - size * 0.2, x + length, y + size)
                canvas.linkRect("", span.link, box, relative=0, thickness=0)
            x += length
        canvas.setFillColor(theme.INK)

    # ---- the other blocks --------------------------------------------------------------------------------

    def _heading(self, heading: Heading, width: float, slug: str) -> Iterator[Strip]:
        size = self.measures.headings[heading.level - 1]
        space = (0.0, size * 1.3, size)[heading.level - 1]
        mark = f"{slug}#{heading.anchor}" if heading.level > 1 else slug
        for number, strip in enumerate(self.text(heading.spans, width, size=size, space=space, bold=True)):
            strip.together = True
            strip.mark = mark if number == 0 else ""
            yield strip

    def _items(self, items: Items, width: float, slug: str) -> Iterator[Strip]:
        indent = self.measures.size * 1.9
        for number, blocks in enumerate(items.items, start=1):
            sign = f"{number}." if items.ordered else _DOT
            inner = list(self.strips(blocks, width - indent, slug))
            for at, strip in enumerate(inner):
                yield self._shifted(strip, indent, sign if at == 0 else "", at == 0)

    def _shifted(self, strip: Strip, indent: float, sign: str, first: bool) -> Strip:
        size = self.measures.size

        def draw(canvas: Any, left: float, top: float) -> None:
            base = top - (size * self.measures.lead + size * 0.72) / 2
            if sign == _DOT:
                canvas.setFillColor(theme.INK)
                canvas.circle(left + size * 0.9, base + size * 0.36, size * 0.13, stroke=0, fill=1)
            elif sign:
                draw_text(canvas, self.fonts.text, sign, left + size * 0.5, base, size)
            strip.draw(canvas, left + indent, top)

        space = self.measures.gap / 2 if first else strip.space
        repeats = self._shifted(strip.repeats, indent, "", False) if strip.repeats else None
        return Strip(strip.height, draw, space, strip.together, strip.mark, repeats)

    def _hint(self, blocks: Sequence[Block], width: float, slug: str) -> Iterator[Strip]:
        """Yield the hint's strips on a ground; it joins where the strips do."""
        edge = 9.0
        inner = list(self.strips(blocks, width - 2 * edge, slug))
        for at, strip in enumerate(inner):
            above = edge * 0.6 if at == 0 else strip.space
            below = edge * 0.6 if at == len(inner) - 1 else 0.0
            height = strip.height + above + below

            def draw(
                canvas: Any,
                left: float,
                top: float,
                strip: Strip = strip,
                above: float = above,
                height: float = height,
            ) -> None:
                canvas.setFillColor(theme.SELECTION)
                canvas.rect(left, top - height, width, height, stroke=0, fill=1)
                canvas.setFillColor(theme.ACCENT)
                canvas.rect(left, top - height, 2.5, height, stroke=0, fill=1)
                canvas.setFillColor(theme.INK)
                strip.draw(canvas, left + edge, top - above)

            yield Strip(height, draw, self.measures.gap if at == 0 else 0.0, strip.together, strip.mark)

    def _picture(self, picture: Picture, width: float) -> Iterator[Strip]:
        path = self.pictures / f"{picture.id}.png"
        with Image.open(path) as opened:
            pixels = opened.size
        scale = min(_PICTURE_SCALE, width / pixels[0], self.most_high * _MOST_OF_PAGE / pixels[1])
        wide, high = pixels[0] * scale, pixels[1] * scale

        def draw(canvas: Any, left: float, top: float) -> None:
            draw_png(canvas, path, left + (width - wide) / 2, top - high, wide, high)

        yield Strip(high, draw, self.measures.gap * 1.3, together=True)
        caption = (Span(picture.caption),)
        yield from self.text(
            caption, width, size=self.measures.size * 0.85, space=1, centred=True, colour=theme.SECONDARY
        )

    def table(self, table: Table, width: float, *, least: float = 0.0) -> Iterator[Strip]:
        """Yield a strip a row, the header again on each page."""
        widths = self._columns(table, width, least)
        header = self._row(table.header, widths, bold=True) if any(table.header) else None
        if header is not None:
            header.space = self.measures.gap
            header.together = True
            yield header
        for number, cells in enumerate(table.rows):
            row = self._row(cells, widths)
            row.space = self.measures.gap if header is None and number == 0 else 0.0
            row.repeats = header
            row.together = number == 0 and len(table.rows) > 1
            yield row

    def _columns(self, table: Table, width: float, least: float) -> list[float]:
        """Return the columns' widths: narrow ones as wide as their text, the others share what is left."""
        size, edge = self.measures.size, 2 * self.measures.cell
        rows = [row for row in (table.header, *table.rows) if any(row)]
        wanted = [
            max(self._widest(plain(row[at]), size) + edge + 2 for row in rows) for at in range(len(rows[0]))
        ]
        if len(wanted) == 2 and least:
            return [least, width - least]
        out = [0.0] * len(wanted)
        left, open_ones = width, set(range(len(wanted)))
        while open_ones:
            share = left / len(open_ones)
            narrow = {at for at in open_ones if wanted[at] <= share}
            if not narrow:
                total = sum(wanted[at] for at in open_ones)
                # By the root: twice the text asks for more room, but not twice the room.
                roots = sum((wanted[at] / total) ** 0.5 for at in open_ones)
                for at in open_ones:
                    out[at] = left * (wanted[at] / total) ** 0.5 / roots
                return out
            for at in narrow:
                out[at] = wanted[at]
                left -= wanted[at]
            open_ones -= narrow
        return [one * width / sum(out) for one in out]

    def _row(self, cells: Sequence[Spans], widths: Sequence[float], *, bold: bool = False) -> Strip:
        size, edge = self.measures.size * 0.95, self.measures.cell
        lead = size * 1.42
        laid = [
            self.lines(cell, wide - 2 * edge, size, bold=bold)
            for cell, wide in zip(cells, widths, strict=True)
        ]
        height = max(len(lines) for lines in laid) * lead + 1.2 * edge

        def draw(canvas: Any, left: float, top: float) -> None:
            canvas.setStrokeColor(theme.BORDER)
            canvas.setLineWidth(0.4)
            x = left
            for lines, wide in zip(laid, widths, strict=True):
                if bold:
                    canvas.setFillColor(theme.BAND)
                    canvas.rect(x, top - height, wide, height, stroke=0, fill=1)
                canvas.rect(x, top - height, wide, height, stroke=1, fill=0)
                for number, line in enumerate(lines):
                    base = top - 0.6 * edge - number * lead - (lead + size * 0.72) / 2
                    self._draw_line(canvas, line, x + edge, base, size, bold, theme.INK)
                x += wide

        return Strip(height, draw)
