"""Where a reference points after rows were put in: A1 references of formulas, areas and names (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_ROW = 1_048_576
MAX_COLUMN = 16_383
"""The last column, counted from 0."""

_LONGEST = 65_536  # eight times what Excel takes
_REFERENCE = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_SCAN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<many>(?<![\w.])[^\W\d][\w.]*:[^\W\d][\w.]*!"
    + _REFERENCE
    + rf"(?::{_REFERENCE})?)"  # Sheet1:Sheet3!A1
    r"|(?P<sheet>'(?:[^']|''){1,300}'!|(?<![\w.\]])(?:\[\d+\])?[\w.\u00b7]+!)?"
    r"(?:(?<![\w.$:\\!\]])|(?<=!))(?P<ref>"
    rf"{_REFERENCE}:{_REFERENCE}|{_REFERENCE}"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9]\d{0,6}:\$?[1-9]\d{0,6})(?![\w.(\[!\\])"
    r"|(?P<braces>\[(?:[^\[\]]|\[[^\[\]]*\])*\])"
)
_CORNER = re.compile(r"^(\$?)([A-Za-z]{0,3})(\$?)(\d*)$")


@dataclass(frozen=True, slots=True)
class Shift:
    """`count` rows were put in above row `at` of a sheet; `first` is the table's first data row.

    The rows put in belong to the data above them: an area that ends with the last data row (`at` - 1) grows
    over them. `first` == `at` says that there was no data row, and then nothing grows.
    """

    sheet: str
    at: int
    count: int
    first: int

    def row(self, row: int) -> int:
        """Return where a row stands now."""
        return min(MAX_ROW, row + self.count) if row >= self.at else row

    def rows(self, top: int, bottom: int, *, grows: bool) -> tuple[int, int]:
        """Return where an area of rows stands now; one that ends with the data grows where it may."""
        if grows and bottom == self.at - 1 and self.first < self.at and self._holds_data(top, bottom):
            return top, min(MAX_ROW, bottom + self.count)
        return self.row(top), self.row(bottom)

    def _holds_data(self, top: int, bottom: int) -> bool:
        return top < bottom or self.first == bottom


def shift_formula(formula: str, own_sheet: str, shift: Shift, *, row: int | None = None) -> str:
    """Return a formula (without =) of `own_sheet` as it reads after the shift.

    `row` is where the formula stands. In the last data row only an area fastened to its end (C$5:C$14) grows:
    a running total (C$5:C14) stays its own.
    """
    in_last = row == shift.at - 1 and _same(own_sheet, shift.sheet)

    def move(sheet: str, reference: str) -> str:
        if not _same(sheet or own_sheet, shift.sheet):
            return reference
        return shift_area(reference, shift, fastened_only=in_last)

    return rewritten(formula, move)


def shift_area(reference: str, shift: Shift, *, fastened_only: bool = False, single: bool = False) -> str:
    """Return one reference of the shifted sheet; `single` lets a lone cell of the last data row grow, too."""
    corners = [_CORNER.match(corner) for corner in reference.split(":")]
    first, last = corners[0], corners[-1]
    if first is None or last is None or not first[4] or not last[4]:
        return reference  # whole columns
    top, bottom = int(first[4]), int(last[4])
    if top > bottom:
        return reference
    one_column = first[2].upper() == last[2].upper()
    grows = (len(corners) > 1 and (top < bottom or one_column)) or (
        single and shift.first <= top and top == bottom
    )
    if fastened_only and not _is_fastened(last):
        grows = False
    if single and grows and bottom == shift.at - 1 and shift.first < shift.at:
        new_top, new_bottom = top, min(MAX_ROW, bottom + shift.count)
    else:
        new_top, new_bottom = shift.rows(top, bottom, grows=grows)
    head, tail = (f"{c[1]}{c[2]}{c[3]}{r}" for c, r in ((first, new_top), (last, new_bottom)))
    return head if len(corners) == 1 and new_top == new_bottom else f"{head}:{tail}"


def shift_places(places: str, shift: Shift) -> str:
    """Return a list of areas (sqref: of a validation or a conditional format) after the shift."""
    return " ".join(shift_area(place, shift, single=True) for place in places.split())


def move_formula(formula: str, down: int) -> str:
    """Return a formula as it reads when it is copied `down` rows: what isn't fastened goes along."""

    def move(_sheet: str, reference: str) -> str:
        corners = []
        for corner in reference.split(":"):
            found = _CORNER.match(corner)
            if found is None or not found[4] or _is_fastened(found):
                corners.append(corner)
                continue
            row = int(found[4]) + down
            if not 1 <= row <= MAX_ROW:
                return "#REF!"
            corners.append(f"{found[1]}{found[2]}{row}")
        return ":".join(corners)

    return rewritten(formula, move)


def rows_named(formula: str) -> set[int]:
    """Return the rows of single cells that the formula names on its own sheet (=C5+C6: nothing to grow)."""
    found: set[int] = set()

    def note(sheet: str, reference: str) -> str:
        corner = _CORNER.match(reference)
        if not sheet and corner is not None and corner[4]:
            found.add(int(corner[4]))
        return reference

    rewritten(formula, note)
    return found


def rewritten(formula: str, move: Callable[[str, str], str]) -> str:
    """Return the formula with each reference replaced by what `move(sheet, reference)` makes of it."""
    if len(formula) > _LONGEST:
        return formula

    def piece(found: re.Match[str]) -> str:
        reference = found["ref"]
        if reference is None:
            return found[0]
        prefix = found["sheet"] or ""
        moved = move(_plain(prefix), reference)
        return moved if moved == "#REF!" else prefix + moved

    return _SCAN.sub(piece, formula)


def _is_fastened(corner: re.Match[str]) -> bool:
    return bool(corner[3] or (corner[1] and not corner[2]))  # A$5, or $5 of a whole row


def _plain(prefix: str) -> str:
    name = prefix.removesuffix("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
