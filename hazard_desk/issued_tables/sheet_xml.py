"""One sheet's XML: its rows and cells by place, what they hold, how to write into one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hazard_desk.intake.defects import column_index, column_letters
from hazard_desk.issued_tables.package import near
from hazard_desk.issued_tables.references import MAX_COLUMN, MAX_ROW, move_formula, rewritten

_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_DIGITS = "0123456789"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ZERO_DAY = date(1899, 12, 30)
_ZERO_DAY_1904 = date(1904, 1, 1)

Merge = tuple[int, int, int, int]
"""top, left, bottom, right: rows from 1, columns from 0, all included."""


class SheetXml:
    """A sheet's tree with its cells by place; rows count from 1, columns from 0."""

    def __init__(self, root: Any, blanks: frozenset[str] = frozenset()) -> None:
        """Look the sheet through once; places that the file leaves out are written in.

        `blanks` are the numbers of the workbook's texts that are nothing but blanks. ValueError where a row
        or cell says that it stands where no sheet has one.
        """
        self.root = root
        self._blanks = blanks
        data = self.child("sheetData")
        self.data = data if data is not None else root.makeelement(near(root, "sheetData"))
        if data is None:
            root.append(self.data)
        self.rows: dict[int, Any] = {}
        self._cells: dict[int, dict[int, Any]] = {}
        number = 0
        for row in self.data.iterchildren(near(root, "row")):
            number = int(row.get("r") or number + 1)
            if not 0 < number <= MAX_ROW or number in self.rows:
                raise ValueError(f"no place for row {number}")
            row.set("r", str(number))
            self.rows[number] = row
            self._cells[number] = _cells_by_place(row, number)
        self._columns = [
            (int(each.get("min") or 0) - 1, int(each.get("max") or 0) - 1, each)
            for each in root.iterfind(f"{near(root, 'cols')}/{near(root, 'col')}")
        ]

    def child(self, name: str) -> Any:
        """Return the sheet's child of this name, None where there is none."""
        return self.root.find(near(self.root, name))

    @property
    def last(self) -> int:
        """The last row that the sheet has anything in."""
        return max(self.rows, default=0)

    @property
    def edge(self) -> int:
        """The last column that any row has a cell in."""
        return max((max(cells) for cells in self._cells.values() if cells), default=0)

    @property
    def last_filled(self) -> int:
        """The last row with a value or a formula in it."""
        for row in sorted(self.rows, reverse=True):
            if any(self.holds_something(row, column) for column in self._cells[row]):
                return row
        return 0

    def cell(self, row: int, column: int) -> Any:
        """Return the cell's element, None where the file has none."""
        return self._cells.get(row, {}).get(column)

    def cells_in(self, row: int) -> Mapping[int, Any]:
        """Return the row's cells by column."""
        return self._cells.get(row, {})

    def columns_in(self, row: int) -> list[int]:
        """Return the columns for which the row has an element, in order."""
        return sorted(self._cells.get(row, ()))

    def style(self, row: int, column: int) -> int:
        """Return the number of the cell's format: its own, else its row's, else its column's."""
        cell = self.cell(row, column)
        if cell is not None:
            return whole_number(cell.get("s"))
        element = self.rows.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return whole_number(element.get("s"))
        for first, last, each in self._columns:
            if first <= column <= last:
                return whole_number(each.get("style"))
        return 0

    def width(self, column: int) -> float:
        """Return the column's width in characters; 0 where it is hidden."""
        for first, last, each in self._columns:
            if first <= column <= last:
                return 0.0 if is_hidden(each) else measure_of(each.get("width"), 8.43)
        settings = self.child("sheetFormatPr")
        return measure_of(None if settings is None else settings.get("defaultColWidth"), 8.43)

    def formula(self, row: int, column: int) -> Any:
        """Return the cell's formula element, None where it has none."""
        cell = self.cell(row, column)
        return None if cell is None else cell.find(near(cell, "f"))

    def holds_something(self, row: int, column: int) -> bool:
        """Say whether there is a value or formula in the cell; blanks alone are nothing."""
        cell = self.cell(row, column)
        if cell is None:
            return False
        if cell.find(near(cell, "f")) is not None:
            return True
        value = cell.find(near(cell, "v"))
        inline = cell.find(near(cell, "is"))
        if inline is not None:
            return bool("".join(inline.itertext()).strip())
        said = "" if value is None else (value.text or "").strip()
        return bool(said) and not (cell.get("t") == "s" and said in self._blanks)

    def formulas(self) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and element of every formula, in the order of the file."""
        for formula in self.data.iter(near(self.root, "f")):
            place = _PLACE.match(formula.getparent().get("r") or "")
            if place is not None:
                yield int(place[2]), _index(place[1]), formula

    def formula_signs(self) -> int:
        """Return how long all formulas are together, those written out that the file keeps once for many."""
        total = 0
        shared: dict[str, int] = {}
        for formula in self.data.iter(near(self.root, "f")):
            length = len(formula.text or "")
            if formula.get("t") == "shared":
                length = length or shared.get(formula.get("si", ""), 0)
                shared[formula.get("si", "")] = length
            total += length
        return total

    def spilled(self) -> list[Merge]:
        """Return the areas whose cells one formula fills together (array formulas, data tables)."""
        filling = (f for _, _, f in self.formulas() if f.get("t") in ("array", "dataTable"))
        areas = (area(formula.get("ref") or "") for formula in filling)
        return [each for each in areas if each is not None and each[:2] != each[2:]]

    def merges(self) -> list[Merge]:
        """Return the merged areas."""
        return [each for each in (area(m.get("ref", "")) for m in self._merge_elements()) if each is not None]

    def _merge_elements(self) -> list[Any]:
        merged = self.child("mergeCells")
        return [] if merged is None else list(merged.iterchildren(near(self.root, "mergeCell")))

    def add_merges(self, merges: list[Merge]) -> None:
        """Merge further areas; the sheet has some already."""
        merged = self.child("mergeCells")
        for merge in merges:
            merged.append(merged.makeelement(near(self.root, "mergeCell"), {"ref": area_text(merge)}))
        merged.set("count", str(len(self._merge_elements())))

    def make_row(self, number: int) -> Any:
        """Return the row's element, put in at its place where there is none."""
        row = self.rows.get(number)
        if row is None:
            row = self.data.makeelement(near(self.root, "row"), {"r": str(number)})
            self._put_in(row, number)
        return row

    def _put_in(self, row: Any, number: int) -> None:
        if number > self.last:
            self.data.append(row)
        else:
            self.rows[min(other for other in self.rows if other > number)].addprevious(row)
        self.rows[number] = row
        self._cells[number] = {}

    def make_cell(self, row: int, column: int) -> Any:
        """Return the cell's element, put in at its place with the format that holds there."""
        cell = self.cell(row, column)
        if cell is not None:
            return cell
        style = self.style(row, column)
        element = self.make_row(row)
        cell = element.makeelement(near(self.root, "c"), {"r": f"{column_letters(column)}{row}"})
        if style:
            cell.set("s", str(style))
        cells = self._cells[row]
        after = [other for other in cells if other > column]
        if after:
            cells[min(after)].addprevious(cell)
        else:
            element.append(cell)
        cells[column] = cell
        element.attrib.pop("spans", None)
        return cell

    def write(self, row: int, column: int, value: str | int | Decimal | date, *, since_1904: bool) -> None:
        """Put a value into the cell; its format stays. A text is a text, whatever it begins with."""
        cell = self.make_cell(row, column)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        for attribute in ("cm", "vm"):
            cell.attrib.pop(attribute, None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = cell.makeelement(near(cell, "t"))
            text.text = value
            if value != value.strip() or "\n" in value:
                text.set(_SPACE, "preserve")
            inline = cell.makeelement(near(cell, "is"))
            inline.append(text)
            cell.append(inline)
            return
        number = cell.makeelement(near(cell, "v"))
        if isinstance(value, date):
            number.text = self.number_of(value, since_1904=since_1904)
        else:
            number.text = format(value, "f") if isinstance(value, Decimal) else str(value)
        cell.append(number)

    def number_of(self, day: date, *, since_1904: bool) -> str:
        """Return the number that stands for a day in the file."""
        return str((day - (_ZERO_DAY_1904 if since_1904 else _ZERO_DAY)).days)

    def shift_rows(self, at: int, count: int) -> None:
        """Move the rows from `at` on down; elements, not what refers to them."""
        for number in sorted((n for n in self.rows if n >= at), reverse=True):
            row, cells = self.rows.pop(number), self._cells.pop(number)
            if number + count > MAX_ROW:  # nothing but a format stands in it: see `last_filled`
                self.data.remove(row)
                continue
            row.set("r", str(number + count))
            for column, cell in cells.items():
                cell.set("r", f"{column_letters(column)}{number + count}")
            self.rows[number + count], self._cells[number + count] = row, cells

    def copy_row(self, pattern: int, numbers: range) -> None:
        """Make rows that look like `pattern`: its height, formats and formulas, none of its values."""
        model = self.rows.get(pattern)
        if model is None:
            return
        before = max((n for n in self.rows if n < numbers.start), default=0)
        previous = self.rows.get(before)
        formulas: dict[int, tuple[str, bool]] = {}
        for column, cell in self._cells[pattern].items():
            formula = cell.find(near(cell, "f"))
            if formula is None or not formula.text:
                continue
            alone = formula.get("t") == "array" and formula.get("ref") == cell.get("r")
            if alone or formula.get("t") in (None, "normal"):
                formulas[column] = (formula.text, alone)
        for number in numbers:
            row = model.makeelement(model.tag, dict(model.attrib))
            row.set("r", str(number))
            for attribute in ("hidden", "collapsed"):
                row.attrib.pop(attribute, None)
            cells: dict[int, Any] = {}
            for column in self.columns_in(pattern):
                cell = row.makeelement(near(row, "c"), {"r": f"{column_letters(column)}{number}"})
                style = self._cells[pattern][column].get("s")
                if style:
                    cell.set("s", style)
                if column in formulas:
                    text, alone = formulas[column]
                    formula = cell.makeelement(near(cell, "f"))
                    formula.text = move_formula(text, number - pattern)
                    if alone:
                        formula.set("t", "array")
                        formula.set("ref", cell.get("r"))
                    cell.append(formula)
                row.append(cell)
                cells[column] = cell
            if previous is None:
                self.data.insert(0, row)
            else:
                previous.addnext(row)
            previous = row
            self.rows[number], self._cells[number] = row, cells

    def unshare_formulas(self) -> None:
        """Write out formulas that the file keeps once for many cells."""
        masters: dict[str, tuple[str, int, int]] = {}
        for number, column, formula in self.formulas():
            if formula.get("t") != "shared":
                continue
            index = formula.get("si", "")
            if formula.text:
                masters[index] = (formula.text, number, column)
            elif index in masters:
                text, row, origin = masters[index]
                formula.text = moved_across(move_formula(text, number - row), column - origin)
            for attribute in ("t", "si", "ref"):
                formula.attrib.pop(attribute, None)

    def measure(self) -> None:
        """State the sheet's extent anew."""
        dimension = self.child("dimension")
        filled = [n for n, cells in self._cells.items() if cells]
        if dimension is not None and filled:
            left = min(min(self._cells[n]) for n in filled)
            right = max(max(self._cells[n]) for n in filled)
            dimension.set("ref", area_text((min(filled), left, max(filled), right)))


def _cells_by_place(row: Any, number: int) -> dict[int, Any]:
    """Return a row's cells by column, each with its place written in."""
    cells: dict[int, Any] = {}
    column = -1
    line = str(number)
    for cell in row.iterchildren(near(row, "c")):
        said = cell.get("r") or ""
        letters = said.rstrip(_DIGITS)
        if letters.isascii() and letters.isalpha() and len(letters) <= 3:
            column = _index(letters.upper())
        else:
            column += 1
        if column > MAX_COLUMN or column in cells:
            raise ValueError(f"no place for cell {said}")
        if said != letters + line or not letters.isupper():
            cell.set("r", column_letters(column) + line)
        cells[column] = cell
    return cells


@cache
def _index(letters: str) -> int:
    return column_index(letters)


def whole_number(text: str | None) -> int:
    """Return the number that an attribute says, 0 where it says none."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def measure_of(text: str | None, usual: float) -> float:
    """Return the width or height that an attribute says, the usual one where it says none."""
    try:
        return float(text or usual)
    except ValueError:
        return usual


_ACROSS = re.compile(r"^(\$?)([A-Za-z]{1,3})(\$?\d*)$")


def moved_across(formula: str, right: int) -> str:
    """Return a formula as it reads when it is copied `right` columns."""

    def move(_sheet: str, reference: str) -> str:
        corners = []
        for corner in reference.split(":"):
            found = _ACROSS.match(corner)
            if found is None or found[1]:
                corners.append(corner)
                continue
            column = column_index(found[2].upper()) + right
            if not 0 <= column <= MAX_COLUMN:
                return "#REF!"
            corners.append(column_letters(column) + found[3])
        return ":".join(corners)

    return rewritten(formula, move) if right else formula


def area(reference: str) -> Merge | None:
    """Return the corners of A1 or A1:B2, None for anything else."""
    corners = [_PLACE.match(corner) for corner in reference.replace("$", "").split(":")]
    first, last = corners[0], corners[-1]
    if first is None or last is None:
        return None
    return int(first[2]), column_index(first[1]), int(last[2]), column_index(last[1])


def area_text(merge: Merge) -> str:
    """Return A1:B2."""
    top, left, bottom, right = merge
    return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"


def is_hidden(element: Any) -> bool:
    """Say whether a row or a column is hidden."""
    return element is not None and element.get("hidden") in ("1", "true")
