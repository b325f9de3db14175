"""A sheet's face → its layout."""

from __future__ import annotations

import hashlib
import re

from hazard_desk.intake.headers import header_key
from hazard_desk.issued_tables.body_finding import Body, find_body
from hazard_desk.issued_tables.faces import Face, squeezed
from hazard_desk.issued_tables.header_finding import Block, find_header, is_numbering
from hazard_desk.issued_tables.layout_facts import HeadColumn, MarkedCell, SheetLayout
from hazard_desk.issued_tables.marks import find_marked
from hazard_desk.issued_tables.units import counts_money, money_unit_of_sheet, unit_in

_ANNEX = re.compile(r"^(?:附件|附表|附)[\d一二三四五六七八九十]*:?$|^表[\d一二三四五六七八九十]+:?$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def recognise_sheet(face: Face, header: Block | None = None) -> SheetLayout:
    """Return the sheet's layout; `header` are its header rows set by hand, (0, 0) for none.

    Rows set by hand that hold no word (another edition of the table, a row lower) are no header: then it is
    looked for.
    """
    is_blank = header is not None and header[0] and not any(map(face.row, range(header[0], header[1] + 1)))
    block = find_header(face) if header is None or is_blank else (header if header[0] else None)
    if block is None:
        marked = _marked(face, range(0))
        return SheetLayout(
            sheet=face.name,
            title=_title(face, face.last + 1),
            header_first=0,
            header_last=0,
            columns=(),
            first_row=0,
            last_row=0,
            keys=(),
            total_row=None,
            footer_first=None,
            number_column=None,
            marked=marked,
            fingerprint=_fingerprint((), marked),
            hidden_columns=face.hidden_columns,
            day_marks=_day_marks(face, marked),
        )
    first, last = block
    paths = header_paths(face, first, last)
    number_column = next((column for column, path in paths.items() if is_numbering(path[-1])), None)
    body = find_body(face, last, list(paths), [path[-1] for path in paths.values()], number_column)
    columns = _columns(face, first, paths, body)
    end = max(body.last, body.total or 0)
    marked = _marked(face, range(first, end + 1))
    return SheetLayout(
        sheet=face.name,
        title=_title(face, first),
        header_first=first,
        header_last=last,
        columns=columns,
        first_row=body.first,
        last_row=body.last,
        keys=tuple(body.keys),
        total_row=body.total,
        footer_first=body.footer,
        number_column=number_column,
        marked=marked,
        fingerprint=_fingerprint(columns, marked),
        free_rows=tuple(body.free),
        naming_column=body.naming_column,
        hidden_columns=face.hidden_columns,
        formula_columns=_formula_columns(face, list(paths), body),
        day_marks=_day_marks(face, marked),
    )


def _day_marks(face: Face, marked: tuple[MarkedCell, ...]) -> tuple[tuple[int, int], ...]:
    """Return the marked cells that show a day in figures."""
    return tuple(place for cell in marked if (place := (cell.row, cell.column)) in face.day_cells)


def _formula_columns(face: Face, columns: list[int], body: Body) -> tuple[int, ...]:
    """Return the columns that the table works out: in its first data row, or in most of them."""
    rows = sorted({*body.free, *(row for row, _ in body.keys)})
    found = []
    for column in columns:
        calculated = [row for row in rows if (row, column) in face.calculated]
        if calculated and (calculated[0] == rows[0] or len(calculated) * 2 > len(rows)):
            found.append(column)
    return tuple(found)


def header_paths(face: Face, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """Return column → the texts above it, top first; a text over several columns stands over each of them."""
    across = [column for row in range(first, last + 1) for column in face.row(row)]
    right = max(face.right(row, column) for row in range(first, last + 1) for column in face.row(row))
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(min(across), right + 1):
        if _is_lower_right(face, last, column):
            continue
        levels = []
        for row in range(first, last + 1):
            text = face.text(row, column) or _spread_loosely(face, row, last, column)
            levels.append("".join(text.split()))
        path = tuple(t for i, t in enumerate(levels) if t and (i == 0 or t != levels[i - 1]))
        if path:
            paths[column] = path
    return paths


def _is_lower_right(face: Face, last: int, column: int) -> bool:
    """Say whether the column is only the further part of a column that spans several, merged as one."""
    head = face.head_of.get((last, column), (last, column))
    return head[1] != column


def _spread_loosely(face: Face, row: int, last: int, column: int) -> str:
    """Return the text to the left that reaches over an empty cell with words below it, nothing merged."""
    if row == last or face.is_covered(row, column) or not face.text(last, column):
        return ""
    left = column - 1
    while left >= 0 and not face.text(row, left):
        if not face.text(last, left):
            return ""
        left -= 1
    if left < 0 or (row, left) in face.areas or face.is_covered(row, left):
        return ""
    return face.text(row, left) if face.text(last, left) else ""


def _columns(
    face: Face, header_first: int, paths: dict[int, tuple[str, ...]], body: Body
) -> tuple[HeadColumn, ...]:
    above = (text for (row, _), text in face.texts.items() if row < header_first)
    of_sheet = next((unit for text in above if (unit := money_unit_of_sheet(text))), "")
    return tuple(
        HeadColumn(
            column,
            path,
            path[-1],
            body.units.get(column)
            or next((u for t in reversed(path) if (u := unit_in(t))), "")
            or (of_sheet if any(map(counts_money, path)) else ""),
        )
        for column, path in paths.items()
    )


def _title(face: Face, before: int) -> str:
    """Return the first line that stands alone above the table (or on top of a form), without its blanks."""
    lines = []
    for row in range(1, before):
        cells = face.row(row)
        plain = [squeezed(text) for text in cells.values()]
        plain = [text for text in plain if not _ANNEX.match(text)]
        if len(plain) == 1 and ":" not in plain[0] and not plain[0].endswith("。"):
            lines.append(plain[0])
        elif len(plain) > 2 and before > face.last:
            break  # the form itself
    return lines[0] if lines else ""


def _marked(face: Face, table_rows: range) -> tuple[MarkedCell, ...]:
    return tuple(MarkedCell(*found) for found in find_marked(face, table_rows))


def _fingerprint(columns: tuple[HeadColumn, ...], marked: tuple[MarkedCell, ...]) -> str:
    """Return what tells one template from another: its header (of a form its labels)."""
    if columns:
        said = [f"{c.position}:{plain_path(c.path)}|{c.unit}" for c in columns]
    else:
        said = [_plain(each.label) for each in marked]
    return hashlib.sha256("\n".join(said).encode("utf-8")).hexdigest()[:32]


def plain_path(path: tuple[str, ...]) -> str:
    """Return a column's header as it is compared with others: no blanks and brackets, no year."""
    return ">".join(map(_plain, path))


def _plain(text: str) -> str:
    return _YEAR.sub("", header_key(text))
