"""Bar charts as pictures, drawn once and used alike on the page, in the workbook and in the Word file.

Bars lie, so that a long name stands beside its bar and is never cut. Each value is written at its bar, and
the series differ in tone and in hatching: a chart says the same printed in black and white.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hazard_desk.forms.faces import MM_PER_PT, SANS, SERIF, Face, Typeface, pc_faces
from hazard_desk.forms.report import BarChart
from hazard_desk.forms.sheet import Diagram, printed
from hazard_desk.forms.wrapping import wrap

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DPI = 300
"""As fine as office printers draw letters."""

_INK = (0, 0, 0)
_FILLS = ((31, 78, 121), (189, 215, 238), (255, 255, 255), (128, 128, 128))
"""Dark, light, white, grey: tones that stay apart without colour."""

_HATCHED = (False, True, True, False)
_TEXT_PT = 9.0
_LINE_MM = 4.2
_BAR_MM, _STACK_MM = 3.8, 5.0
_GAP_MM = 2.6  # between two labels
_EDGE_MM = 1.0
_BESIDE_MM = 1.5  # between a bar and what stands beside it
_LABEL_SHARE = 0.36  # of the width, at most
_SWATCH_MM = 6.0
_HATCH_MM = 1.1


def draw_chart(chart: BarChart, width_mm: float, most_mm: float) -> tuple[Diagram, ...]:
    """Return the chart as pictures `width_mm` wide, none higher than `most_mm`, all in one scale.

    One picture unless there are more labels than fit. A chart that shows nothing is refused (ValueError).
    """
    if not chart.shows_something:
        raise ValueError("a chart of nothing")
    plan = _Plan(chart, width_mm)
    return tuple(plan.draw(begin, end) for begin, end in plan.pieces(most_mm))


@dataclass(frozen=True, slots=True)
class _Group:
    """A label with its bars: for each the lengths of its segments, and the words at its end."""

    lines: tuple[str, ...]
    bars: tuple[tuple[tuple[int, float], ...], ...]  # of a bar: (series, value)
    ends: tuple[str, ...]


class _Plan:
    """Measures a chart; draws it piece by piece."""

    def __init__(self, chart: BarChart, width_mm: float) -> None:
        self.chart = chart
        self.width = width_mm
        label_mm = width_mm * _LABEL_SHARE
        self.groups = [self._group(at, label_mm) for at in range(len(chart.labels))]
        self.labels = max((_mm(line) for group in self.groups for line in group.lines), default=0.0)
        ends = max((_mm(end) for group in self.groups for end in group.ends), default=0.0)
        self.bars_at = _EDGE_MM + self.labels + _BESIDE_MM
        longest = max(sum(value for _, value in bar) for group in self.groups for bar in group.bars)
        self.scale = (width_mm - self.bars_at - _BESIDE_MM - ends - _EDGE_MM) / longest
        self.bar_mm = _STACK_MM if chart.stacked or len(chart.series) == 1 else _BAR_MM

    def _group(self, at: int, label_mm: float) -> _Group:
        chart = self.chart
        lines = tuple(wrap(_face().settable(chart.labels[at]), label_mm, _mm)) or ("",)
        values = [one.values[at] for one in chart.series]
        if chart.stacked:
            words = "　".join(
                f"{one.name} {_said(value)}" for one, value in zip(chart.series, values, strict=True)
            )
            ends: tuple[str, ...] = (words if len(values) > 1 else _said(values[0]),)
            bars: tuple[tuple[tuple[int, float], ...], ...] = (
                tuple((number, float(value)) for number, value in enumerate(values)),
            )
        else:
            ends = tuple(_said(value) for value in values)
            bars = tuple(((number, float(value)),) for number, value in enumerate(values))
        return _Group(lines, bars, ends)

    def _height(self, group: _Group) -> float:
        return max(len(group.bars) * self.bar_mm, len(group.lines) * _LINE_MM) + _GAP_MM

    @property
    def _legend_mm(self) -> float:
        return _LINE_MM * len(self._legend()) + 2.0 if len(self.chart.series) > 1 else 0.0

    def _legend(self) -> list[list[tuple[int, float]]]:
        """Return the rows of the legend: each series with its place in mm."""
        rows: list[list[tuple[int, float]]] = [[]]
        x = self.bars_at
        for number, one in enumerate(self.chart.series):
            needed = _SWATCH_MM + _BESIDE_MM + _mm(_face().settable(one.name)) + 6.0
            if rows[-1] and x + needed > self.width:
                rows.append([])
                x = self.bars_at
            rows[-1].append((number, x))
            x += needed
        return rows

    def pieces(self, most_mm: float) -> list[tuple[int, int]]:
        """Return which groups stand on which picture, as even as can be."""
        room = most_mm - self._legend_mm - 2 * _EDGE_MM
        whole = sum(map(self._height, self.groups))
        count = max(1, -(-int(whole * 1000) // int(room * 1000)))
        even = whole / count
        out: list[tuple[int, int]] = []
        begin, used = 0, 0.0
        for at, group in enumerate(self.groups):
            height = self._height(group)
            if at > begin and (used + height > room or (used >= even and len(out) < count - 1)):
                out.append((begin, at))
                begin, used = at, 0.0
            used += height
        return [*out, (begin, len(self.groups))]

    def draw(self, begin: int, end: int) -> Diagram:
        """Draw the groups from `begin` up to `end`."""
        from PIL import Image, ImageDraw

        groups = self.groups[begin:end]
        top = _EDGE_MM + self._legend_mm
        height = top + sum(map(self._height, groups)) + _EDGE_MM
        image = Image.new("RGB", (_px(self.width), _px(height)), (255, 255, 255))
        pen = ImageDraw.Draw(image)
        self._draw_legend(image, pen)
        y = top
        for group in groups:
            self._draw_group(image, pen, group, y)
            y += self._height(group)
        axis = _px(self.bars_at)
        pen.line((axis, _px(top), axis, _px(y)), _INK, 3)
        target = io.BytesIO()
        _few_colours(image).save(target, "PNG", optimize=True, dpi=(DPI, DPI))
        return Diagram(target.getvalue(), image.width, image.height, self._words(begin, end))

    def _draw_legend(self, image: Image, pen: ImageDraw) -> None:
        if len(self.chart.series) < 2:
            return
        for row, places in enumerate(self._legend()):
            y = _EDGE_MM + row * _LINE_MM
            for number, x in places:
                _fill(image, pen, number, (x, y + 0.5, x + _SWATCH_MM, y + _LINE_MM - 0.5))
                name = _face().settable(self.chart.series[number].name)
                _write(pen, name, x + _SWATCH_MM + _BESIDE_MM, y + _LINE_MM / 2)

    def _draw_group(self, image: Image, pen: ImageDraw, group: _Group, y: float) -> None:
        height = self._height(group)
        first = y + (height - len(group.lines) * _LINE_MM) / 2
        for number, line in enumerate(group.lines):
            x = _EDGE_MM + self.labels - _mm(line)
            _write(pen, line, x, first + (number + 0.5) * _LINE_MM)
        at = y + (height - len(group.bars) * self.bar_mm) / 2
        for bar, words in zip(group.bars, group.ends, strict=True):
            x = self.bars_at
            for number, value in bar:
                if value:
                    _fill(image, pen, number, (x, at + 0.3, x + value * self.scale, at + self.bar_mm - 0.3))
                    x += value * self.scale
            _write(pen, _face().settable(words), x + _BESIDE_MM, at + self.bar_mm / 2)
            at += self.bar_mm

    def _words(self, begin: int, end: int) -> str:
        """Return what the picture says, for those who can't see it."""
        said = []
        for at in range(begin, end):
            values = "，".join(f"{one.name} {_said(one.values[at])}" for one in self.chart.series)
            said.append(f"{self.chart.labels[at]}：{values}")
        return "；".join(said)


def _few_colours(image: Image) -> Image:
    """Return the picture with a table of colours, a third as large; its ground stays pure white."""
    small = image.quantize(32)
    colours = small.getpalette() or []
    ground: Any = small.getpixel((0, 0))
    colours[3 * ground : 3 * ground + 3] = [255] * 3
    small.putpalette(colours)
    return small


def _said(value: int | Decimal) -> str:
    return printed(value)


def _px(mm: float) -> int:
    return round(mm / 25.4 * DPI)


def _mm(text: str) -> float:
    return _face().width_mm(text, _TEXT_PT)


@cache
def _face() -> Typeface:
    return Typeface((SANS, SERIF, *pc_faces()))


@cache
def _font(face: Face) -> FreeTypeFont:
    from PIL import ImageFont

    # The plain engine: the other one isn't everywhere, and would set the same text otherwise.
    size = _TEXT_PT * DPI / 72
    return ImageFont.truetype(str(face.path), size, face.index, layout_engine=ImageFont.Layout.BASIC)


def _write(pen: ImageDraw, text: str, x: float, middle: float) -> None:
    """Write a line from `x` on, its letters about the height `middle`."""
    baseline = middle + 0.36 * _TEXT_PT * MM_PER_PT
    for face, run, length in _face().runs(text):
        pen.text((_px(x), _px(baseline)), run, _INK, _font(face), anchor="ls")
        x += length * _TEXT_PT * MM_PER_PT


def _fill(image: Image, pen: ImageDraw, series: int, box_mm: Sequence[float]) -> None:
    """Draw a bar in the tone of its series, hatched where that has hatching, with a line round it."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = map(_px, box_mm)
    width, height = max(right - left, 2), max(bottom - top, 2)
    kind = series % len(_FILLS)
    tile = Image.new("RGB", (width, height), _FILLS[kind])
    drawn = ImageDraw.Draw(tile)
    if _HATCHED[kind]:
        step = _px(_HATCH_MM)
        rising = series % 2 == 1
        for offset in range(-height, width + height, step):
            ends = (offset, height, offset + height, 0) if rising else (offset, 0, offset + height, height)
            drawn.line(ends, _FILLS[0], 3)
    image.paste(tile, (left, top))
    pen.rectangle((left, top, left + width, top + height), outline=_INK, width=2)
