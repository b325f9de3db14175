"""临时报表 as a page: any columns and rows, as wide as their contents ask, never cut off.

Upright where they fit, else on its side, then in smaller type, then on larger paper. Its title and columns
are what was asked for; the few words that the program adds stand here, as it is no form of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.layout import PAD_X_MM
from hazard_desk.forms.sheet import (
    A4,
    LANDSCAPE_MARGINS,
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    DateStyle,
    HeadLine,
    Orientation,
    Paper,
    Role,
    Sheet,
    printed,
)

A3 = Paper("A3", 297.0, 420.0)
A2 = Paper("A2", 420.0, 594.0)
A1 = Paper("A1", 594.0, 841.0)
A0 = Paper("A0", 841.0, 1189.0)

_WORDS = {"unit_label": "填报单位：", "date_label": "填报时间："}
_NUMBER, _TOTAL = "序号", "合计"
NOTHING = "没有符合条件的记录"
_WHITE_MM = 2 * PAD_X_MM + 0.6  # beside a text in its cell, both sides together, and to spare
_HEADER_MM, _ROW_MM = 10.0, 8.0
_LONGEST_WANTED = 44  # halves of a character: a longer text is set in several lines
_LEAST, _LEAST_TEXT, _LEAST_TERM = 4.0, 14.0, 8.0
_LEAST_TEXT_AT_ALL, _LEAST_TERM_AT_ALL = 8.0, 4.0
_UPRIGHT_COLUMNS = 6  # more would stand too close on an upright page
_MIDDLE_FROM = 4  # columns that the head line needs for a place in its middle


class Kind(Enum):
    """How the contents of a column are set."""

    TEXT = "text"
    SHORT = "short"  # one of a few words
    FIGURE = "figure"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """What stands above a column, and how its contents are set."""

    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Width:
    """What a column would like, what it needs to look well and at least, in halves of a character."""

    want: float
    need: float
    least: float


def ad_hoc_table(
    title: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Content]],
    *,
    unit_name: str = "",
    filled_on: date | None = None,
    counted: str = "",
    sums: Sequence[Content] | None = None,
    notes: Sequence[str] = (),
    faces: tuple[str, str] = ("", ""),
) -> Sheet:
    """Return the table with 序号 before each row; without rows, one sentence says that there are none.

    `counted` says between 填报单位 and the date how many rows there are. `sums` is the row 合计.
    """
    widths = [_Width(*[max(_halves(_NUMBER), _halves(str(len(rows)))) + 1] * 3)]
    widths += [_width(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
    paper, orientation, size, millimetres = _laid_out(widths)
    labels = (_NUMBER, *(one.label for one in columns))
    cells = [Cell(0, at, _header(label, millimetres[at], size)) for at, label in enumerate(labels)]
    for number, row in enumerate(rows, 1):
        cells.append(Cell(number, 0, number, Role.NUMBER))
        cells += [_cell(number, at, column.kind, row[at - 1]) for at, column in enumerate(columns, 1)]
    body = len(rows)
    if not rows:
        body = 1
        cells.append(Cell(1, 0, NOTHING, Role.VALUE, colspan=len(widths), align=Align.CENTRE))
    total = _total(body + 1, columns, sums) if sums is not None and rows else []
    has_total = bool(total)
    cells += total
    upright = orientation is Orientation.PORTRAIT
    head = HeadLine()
    if unit_name or filled_on:
        middle = counted if len(widths) >= _MIDDLE_FROM else ""
        head = unit_and_date({**_WORDS, "date_blank": ""}, unit_name, filled_on, middle=middle)
    return Sheet(
        form_id="ad-hoc-table",
        title=title,
        head=head,
        columns=tuple(millimetres),
        rows=(_HEADER_MM, *[_ROW_MM] * (body + has_total)),
        header_rows=1,
        together=((body, body + 1),) if has_total else (),
        cells=tuple(cells),
        notes=tuple(notes),
        running_head=title.replace("\n", ""),
        orientation=orientation,
        paper=paper,
        margins=PORTRAIT_MARGINS if upright else LANDSCAPE_MARGINS,
        table_pt=size,
        body_face=faces[0],
        heading_face=faces[1],
    )


def _cell(row: int, at: int, kind: Kind, content: Content) -> Cell:
    if kind is Kind.FIGURE or isinstance(content, int | Decimal):
        return Cell(row, at, content, Role.NUMBER)
    centred = kind in (Kind.DAY, Kind.SHORT)
    return Cell(
        row,
        at,
        content,
        Role.VALUE,
        align=Align.CENTRE if centred else Align.START,
        date_style=DateStyle.DOTS,
    )


def _total(row: int, columns: Sequence[TableColumn], sums: Sequence[Content]) -> list[Cell]:
    """Return the row of sums, none without a sum; its label runs over the columns before the first."""
    first = next((at for at, value in enumerate(sums, 1) if value is not None), 0)
    if not first:
        return []
    cells = [Cell(row, 0, _TOTAL, Role.VALUE, colspan=first, align=Align.CENTRE)]
    for at in range(first, len(columns) + 1):
        cells.append(_cell(row, at, columns[at - 1].kind, sums[at - 1]))
    return cells


# ---- how wide --------------------------------------------------------------------------------------------


_WIDE = re.compile(r"[A-Z%&@#MWmw]")


def _halves(text: str) -> float:
    """Return how wide a text is at most, in halves of a Chinese character."""
    if text.isascii():  # figures and capitals are wider than a half
        return len(text) * 1.1 + 0.38 * len(_WIDE.findall(text))
    narrow = sum(character < "\u0100" for character in text)
    return 2 * (len(text) - narrow) + 1.48 * narrow


def _width(column: TableColumn, contents: Sequence[Content]) -> _Width:
    longest = unbreakable = 0.0
    for content in contents:
        if content is None:
            continue
        if isinstance(content, str):
            length = max(map(_halves, content.split("\n")), default=0.0)
            longest = max(longest, length)
            if length > unbreakable and content.isascii():
                unbreakable = max(unbreakable, max(map(_halves, content.split()), default=0.0))
        else:
            longest = max(longest, _halves(printed(content, DateStyle.DOTS)))
    label = _halves(column.label)
    # 风险等级 in two lines, a longer label in three, in four where there is little room.
    header = max(map(_halves, _broken(column.label, 2 if label <= 16 else 3)))
    low_header = max(map(_halves, _broken(column.label, 2 if label <= 8 else 4)))
    wished_header = label if label <= 16 else max(map(_halves, _broken(column.label, 2)))
    if column.kind in (Kind.FIGURE, Kind.DAY):
        need = least = longest
    elif column.kind is Kind.SHORT:
        need, least = min(longest, _LEAST_TERM), min(longest, _LEAST_TERM_AT_ALL)
    else:
        whole = min(unbreakable, _LONGEST_WANTED)
        need = max(min(longest, _LEAST_TEXT), whole)
        least = max(min(longest, _LEAST_TEXT_AT_ALL), whole)
    need, least = max(need, header, _LEAST), max(least, low_header, _LEAST)
    return _Width(max(need, min(max(longest, wished_header), _LONGEST_WANTED)), need, least)


def _broken(label: str, lines: int) -> list[str]:
    """Return a label in so many lines, as long as each other; a bracket begins a line where it can."""
    if lines <= 1 or len(label) <= lines:
        return [label]
    size = -(-len(label) // lines)
    at = label.find("（")
    if lines == 2 and at > 0 and max(at, len(label) - at) <= size + 3:
        return [label[:at], label[at:]]
    edges = [round(len(label) * line / lines) for line in range(lines + 1)]
    return [label[start:end] for start, end in pairwise(edges)]


def _header(label: str, width_mm: float, size: float) -> str:
    """Return a label broken so that it fills its column well."""
    room = (width_mm - _WHITE_MM) / (size * MM_PER_PT / 2)
    for lines in range(1, len(label) + 1):
        parts = _broken(label, lines)
        if max(map(_halves, parts)) <= room + 0.01:
            return "\n".join(parts)
    return label


_SETTINGS: tuple[tuple[Paper, float, bool], ...] = (
    (A4, 10.5, False),
    (A4, 9.0, False),
    (A4, 8.0, False),
    (A4, 8.0, True),  # most printers hold A4 alone: before A3, as little as will do
    (A3, 9.0, False),
    (A3, 8.0, False),
    (A3, 7.0, False),
    (A3, 7.0, True),  # and no township prints on larger paper
    (A2, 7.0, True),
    (A1, 7.0, True),
    (A0, 7.0, True),
)
"""Papers on their side, the size of letters, whether columns get no more than the least."""


def _laid_out(widths: Sequence[_Width]) -> tuple[Paper, Orientation, float, list[float]]:
    """Return the first paper and letter size on which every column has what it needs."""
    upright = A4.width_mm - PORTRAIT_MARGINS.left - PORTRAIT_MARGINS.right
    few = len(widths) - 1 <= _UPRIGHT_COLUMNS
    wants, needs = [one.want for one in widths], [one.need for one in widths]
    if _taken(wants, 10.5) <= upright or (few and _taken(needs, 10.5) <= upright):
        return A4, Orientation.PORTRAIT, 10.5, _shared(wants, needs, 10.5, upright)
    for paper, size, tight in _SETTINGS:
        least = [one.least for one in widths] if tight else needs
        room = paper.height_mm - LANDSCAPE_MARGINS.left - LANDSCAPE_MARGINS.right
        if _taken(least, size) <= room or (paper, size, tight) == _SETTINGS[-1]:
            break
    return paper, Orientation.LANDSCAPE, size, _shared(wants, least, size, room)


def _millimetres(halves: float, size: float) -> float:
    return halves * size * MM_PER_PT / 2 + _WHITE_MM


def _taken(halves: Sequence[float], size: float) -> float:
    return sum(_millimetres(one, size) for one in halves)


def _shared(wants: Sequence[float], needs: Sequence[float], size: float, room: float) -> list[float]:
    """Share the paper: each what it needs, the rest by what each would like, then by what each has."""
    given = [_millimetres(need, size) for need in needs]
    if sum(given) > room:  # more columns than any paper holds
        return [width * room / sum(given) for width in given]
    more = [_millimetres(want, size) - width for want, width in zip(wants, given, strict=True)]
    share = min(1.0, (room - sum(given)) / sum(more)) if sum(more) else 0.0
    given = [width + extra * share for width, extra in zip(given, more, strict=True)]
    left, others = room - sum(given), sum(given[1:])
    # 序号 stays as narrow as it is; what is left widens the others alike.
    return [given[0], *(width + left * width / others for width in given[1:])]
