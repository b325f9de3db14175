"""Finds the header of a table nobody has told us the words of: by its shape."""

from __future__ import annotations

import re
from itertools import pairwise

from hazard_desk.intake.headers import HEADER_SEARCH_ROWS, header_key
from hazard_desk.intake.rows import is_example, is_note, is_total
from hazard_desk.issued_tables.faces import Face, squeezed
from hazard_desk.issued_tables.marks import MARK
from hazard_desk.issued_tables.units import is_unit

DEEPEST = 4
_LONGEST_LABEL = 60
_INFORMS = re.compile(r"^(?!其中).{1,16}:")
_FIGURES = re.compile(r"^[\d.,%/\-年月日号]+$|\d{5}")
_ANSWER = re.compile(
    r"^年月日$|\d{5}|^\d{4}[-./年]\d{1,2}[-./月]\d{1,2}|(?:公司|合作社|经营部|门市部|村委会)$|。$"
)
_NUMBER_LABEL = frozenset({"序号", "编号", "序", "no", "号"})
Block = tuple[int, int]
"""First and last row of a header, from 1."""


def find_header(face: Face) -> Block | None:
    """Return the rows of the sheet's header, None where nothing looks like one."""
    first = min((row for row, _ in face.texts), default=0)
    best: Block | None = None
    best_score = 0.0
    for start in range(first, min(face.last, first + HEADER_SEARCH_ROWS) + 1):
        if not _may_begin(face, start):
            continue
        block = (start, _last_of(face, start))
        score = _score(face, block)
        # What stands below a header is as wide as it: only what is clearly more of a header wins over it.
        if score > best_score * (1.2 if best else 1.0):
            best, best_score = block, score
    return best


def is_label(text: str) -> bool:
    """Say whether a text can head a column or a box."""
    plain = squeezed(text)
    return (
        0 < len(plain) <= _LONGEST_LABEL
        and not _FIGURES.search(plain)
        and not _INFORMS.match(plain)
        and "{{" not in plain
        and not MARK.fullmatch(plain)
        and not plain.endswith((":", "年月日"))
    )


def _may_begin(face: Face, row: int) -> bool:
    cells = face.row(row)
    labels = [column for column, text in cells.items() if is_label(text)]
    if len(labels) < 2 or len(labels) * 3 < len(cells) * 2:
        return False
    if any(_ANSWER.search(squeezed(text)) for text in cells.values()):
        return False  # a form, filled in or waiting for a day, or a row of data
    start = cells[min(cells)]
    if is_note(start) or is_total(start) or is_example(start):
        return False
    return not is_units_row(face, row) and not is_number_row(face, row)


def _last_of(face: Face, start: int) -> int:
    """Return the last row of the header that begins at `start`."""
    last = max(face.bottom(start, column) for column in face.row(start))
    last = min(last, start + DEEPEST - 1)
    while last - start + 1 < DEEPEST and _continues(face, start, last):
        below = [face.bottom(last + 1, column) for column in face.row(last + 1)]
        last = min(max([last + 1, *below]), start + DEEPEST - 1)
    return last


def _continues(face: Face, start: int, last: int) -> bool:
    """Say whether the row below still is header: it divides what is merged, or fills what was left empty."""
    below = last + 1
    cells = face.row(below)
    if not cells or is_units_row(face, below) or is_number_row(face, below):
        return False
    if not all(is_label(text) for text in cells.values()):
        return False
    parts: set[int] = set()
    divided = False
    for column in face.row(last):
        right = face.right(last, column)
        if right > column and face.bottom(last, column) == last:
            span = set(range(column, right + 1))
            parts |= span
            divided = divided or len(span & set(cells)) > 1
    if divided and set(cells) <= parts:
        return True
    left, right = _extent(face, start, last)
    empty = {c for c in range(left, right + 1) if not _any_text(face, start, last, c)}
    before_empty = {c for c in range(left, right + 1) if c + 1 in empty and c not in empty}
    reached = {c for column in cells for c in range(column, face.right(below, column) + 1)}
    return bool(empty & set(cells)) and reached <= empty | before_empty | parts


def _extent(face: Face, first: int, last: int) -> tuple[int, int]:
    left, right = 10**6, 0
    for row in range(first, last + 1):
        for column in face.row(row):
            left, right = min(left, column), max(right, face.right(row, column))
    return left, right


def _any_text(face: Face, first: int, last: int, column: int) -> str:
    return next((t for row in range(first, last + 1) if (t := face.text(row, column))), "")


def _score(face: Face, block: Block) -> float:
    first, last = block
    left, right = _extent(face, first, last)
    while (last, right + 1) in face.boxed and (first, right + 1) in face.boxed:
        right += 1
    headed = [c for c in range(left, right + 1) if _any_text(face, first, last, c)]
    if len(headed) < 2 or len(headed) < 0.75 * (right - left + 1):
        return 0.0
    heads = {face.head_of.get((last, c), (last, c)) for c in headed}
    if len(heads) < 2:
        return 0.0
    score = float(len(heads))
    texts = {header_key(_any_text(face, first, last, c)) for c in headed}
    if texts & _NUMBER_LABEL:
        score += 3
    if len(texts) * 2 < len(headed) and first == last:
        score /= 2  # the same word again and again is rather data
    return score


def is_units_row(face: Face, row: int) -> bool:
    """Say whether the row says what each column counts in (万元, 人 …)."""
    texts = [squeezed(text) for text in face.row(row).values()]
    texts = [text for text in texts if text.strip(":") not in ("单位", "计量单位", "-", "—", "/")]
    return bool(texts) and all(is_unit(text) for text in texts)


def is_number_row(face: Face, row: int) -> bool:
    """Say whether the row only numbers the columns: 1 2 3 …, or 甲 乙 1 2."""
    texts = [squeezed(face.row(row)[column]).strip("()（）栏") for column in sorted(face.row(row))]
    stems = "甲乙丙丁戊己庚辛"
    count = 0
    while count < len(texts) and count < len(stems) and texts[count] == stems[count]:
        count += 1
    figures = texts[count:]
    if len(texts) < 3 or not figures:
        return len(texts) >= 2 and count == len(texts)
    plain = [re.split(r"[=＝]", text)[0] for text in figures]  # 3=1+2
    if not all(text.isdecimal() and len(text) <= 4 for text in plain):
        return False
    numbers = [int(text) for text in plain]
    return numbers[0] in (0, 1, 2) and all(b - a == 1 for a, b in pairwise(numbers))


def is_numbering(label: str) -> bool:
    """Say whether a column of this label numbers the rows (序号)."""
    return header_key(label) in _NUMBER_LABEL - {"编号"}
