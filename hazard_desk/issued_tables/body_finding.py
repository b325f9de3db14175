"""What lies below a header: unit and number rows, examples, the rows to fill, the total, the notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hazard_desk.intake.headers import header_key
from hazard_desk.intake.rows import is_example, is_note, is_total
from hazard_desk.issued_tables.faces import Face, squeezed
from hazard_desk.issued_tables.header_finding import is_number_row, is_units_row
from hazard_desk.issued_tables.marks import MARK
from hazard_desk.issued_tables.units import is_unit, unit_of

_TOTAL = re.compile(r"^(?:[^\d、。]{0,4}(?:合计|总计|共计|总数|累计))(?:\([^()]*\))?:?$")
_SUBTOTAL = re.compile(r"小计")
_SIGNED = re.compile(r"签字|签章|签名|盖章|填表人|填报人|制表人|审核人|联系人:|联系电话:")
_WHO = (
    "企业名称",
    "单位名称",
    "被检查单位",
    "名称",
    "企业",
    "单位",
    "村",
    "姓名",
    "乡",
    "镇",
    "主体",
    "对象",
    "项目",
)
_COUNTS = re.compile(r"(?:数|率|额|次|比重|占比|日期|金|款)(?:\(.*\))?$")
_LONG_LINE = 24


@dataclass(slots=True)
class Body:
    """The rows of a table below its header; see `SheetLayout`."""

    first: int
    last: int
    units: dict[int, str] = field(default_factory=dict)
    keys: list[tuple[int, str]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    subtotals: list[int] = field(default_factory=list)
    naming_column: int | None = None
    total: int | None = None
    footer: int | None = None


def find_body(
    face: Face, header_last: int, columns: Sequence[int], labels: Sequence[str], number_column: int | None
) -> Body:
    """Return what lies below the header; `columns` are the table's, with their `labels`."""
    first, units, total = _after_header(face, header_last, columns)
    body = Body(first, first - 1, units, total=total)
    _walk(face, body, header_last, columns)
    body.naming_column = _naming_column(face, body, columns, labels, number_column)
    for row in range(body.first, body.last + 1):
        if row in body.subtotals or row in face.hidden_rows:
            continue
        name = "" if body.naming_column is None else face.row(row).get(body.naming_column, "")
        if name and not MARK.search(name):
            body.keys.append((row, name.strip()))
        elif _is_free(face, row, columns, number_column):
            body.free.append(row)
    return body


def _after_header(
    face: Face, header_last: int, columns: Sequence[int]
) -> tuple[int, dict[int, str], int | None]:
    """Return the first row for data, the units that a row of them says, and a total that stands on top."""
    units: dict[int, str] = {}
    total: int | None = None
    row = header_last + 1
    while row <= face.last and face.row(row):
        if is_units_row(face, row):
            units |= _units_of(face, row, columns)
        elif is_total_row(face, row, columns) and total is None:
            if not any(_may_hold_data(face, below, columns) for below in (row + 1, row + 2)):
                break  # a total below a table that has no row yet
            total = row
        elif not is_number_row(face, row) and not is_example_row(face, row):
            break
        row += 1
    return row, units, total


def _units_of(face: Face, row: int, columns: Sequence[int]) -> dict[int, str]:
    found = {column: face.text(row, column) for column in columns}
    return {column: unit_of(text) for column, text in found.items() if text and is_unit(text)}


def _may_hold_data(face: Face, row: int, columns: Sequence[int]) -> bool:
    cells = face.row(row)
    if not cells:
        return any(face.is_boxed(row, column) for column in columns)
    return not is_footer(face, row, columns) and not is_total_row(face, row, columns)


def is_example_row(face: Face, row: int) -> bool:
    """Say whether the row only shows how to fill one in (示例, 例)."""
    texts = [text for _, text in sorted(face.row(row).items())][:3]
    return any(is_example(text) or squeezed(text) in ("例", "示例", "样例", "举例") for text in texts)


def is_total_row(face: Face, row: int, columns: Sequence[int]) -> bool:
    """Say whether the row adds the others up: 合计, 合　计, 全乡合计, 总计（家）."""
    for _, text in sorted(face.row(row).items())[:3]:
        plain = squeezed(text)
        if (is_total(text) or _TOTAL.match(plain)) and not _SUBTOTAL.search(plain):
            return True
    return False


def is_subtotal_row(face: Face, row: int) -> bool:
    """Say whether the row adds up a part of the others (小计)."""
    return any(_SUBTOTAL.search(squeezed(text)) for text in face.row(row).values())


def is_footer(face: Face, row: int, columns: Sequence[int]) -> bool:
    """Say whether the row is a note, a line for signatures or the like, and no data."""
    cells = sorted(face.row(row).items())
    if not cells:
        return False
    column, text = cells[0]
    if is_note(text) or re.match(r"^(?:注|备注|说明)\d*[:.、]", squeezed(text)):
        return True
    if len(cells) <= 4 and all(squeezed(t).endswith(":") or re.search(r":", squeezed(t)) for _, t in cells):
        return True
    if len(cells) <= 4 and any(_SIGNED.search(squeezed(t)) for _, t in cells):
        return True
    width = len([c for c in columns if column <= c <= face.right(row, column)])
    return len(cells) == 1 and (
        width * 2 > len(columns) > 2 or (len(squeezed(text)) > _LONG_LINE and column == min(columns))
    )


def _walk(face: Face, body: Body, header_last: int, columns: Sequence[int]) -> None:
    """Go down the rows until the total or the notes; blank rows count where they are drawn as boxes."""
    drawn = sum(face.is_boxed(header_last, column) for column in columns) * 2 > len(columns)
    pending = 0
    for row in range(body.first, face.last + 1):
        cells = {c: t for c, t in face.row(row).items() if min(columns) <= c <= max(columns)}
        boxes = sum(face.is_boxed(row, column) for column in columns)
        is_drawn = boxes * 2 > len(columns)
        if not cells:
            covered = any(face.head_of.get((row, c), (row, c))[0] < row for c in columns)
            if is_drawn or covered:
                body.last, pending = row, 0
            else:
                pending += 1
            continue
        if body.total is None and is_total_row(face, row, columns):
            body.total = row
            if not drawn:
                body.last = row - 1
            break
        if is_footer(face, row, columns) or (drawn and pending):  # behind a gap it's no more of this table
            body.footer = row
            if not drawn and body.total is None:
                body.last = row - (2 if pending > 1 else 1)  # the blank line above the notes stays one
            break
        if is_subtotal_row(face, row):
            body.subtotals.append(row)
        body.last, pending = row, 0
    if body.footer is None:
        start = max(body.total or 0, body.last) + 1
        body.footer = next((row for row in range(start, face.last + 1) if face.row(row)), None)


def _naming_column(
    face: Face, body: Body, columns: Sequence[int], labels: Sequence[str], number_column: int | None
) -> int | None:
    """Return the column that says whom a row is about: filled most, else by its label."""
    rows = range(body.first, body.last + 1)

    def rank(index: int) -> tuple[int, bool, int, int]:
        column, key = columns[index], header_key(labels[index])
        filled = sum(
            1
            for row in rows
            if (text := face.row(row).get(column, ""))
            and face.bottom(row, column) == row
            and not squeezed(text).replace(".", "").isdecimal()
            and (row, column) not in face.calculated
        )
        word = next((i for i, who in enumerate(_WHO) if who in key), len(_WHO))
        counts = column in body.units or _COUNTS.search(key) is not None
        return -filled, counts, word, column

    candidates = [i for i, column in enumerate(columns) if column != number_column]
    return columns[min(candidates, key=rank)] if candidates else None


def _is_free(face: Face, row: int, columns: Sequence[int], number_column: int | None) -> bool:
    return all(
        column == number_column or (row, column) in face.calculated or face.bottom(row, column) > row
        for column in face.row(row)
        if column in columns
    )
