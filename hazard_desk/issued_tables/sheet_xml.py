"""One sheet's XML: its rows and cells by place, what they hold, how to write into one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.intake.defects import column_index, column_letters
from hazard_desk.issued_tables.package import local, near
from hazard_desk.issued_tables.references import move_formula, rewritten

_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ZERO_DAY = date(1899, 12, 30)
_ZERO_DAY_1904 = date(1904, 1, 1)

Merge = tuple[int, int, int, int]
"""top, left, bottom, right: rows from 1, columns from 0, all included."""


class SheetXml:
    """A sheet's tree with its cells by place; rows count from 1, columns from 0."""

    def __init__(self, root: Any) -> None:
        """Look the sheet through once; places that the file leaves out are written in."""
        self.root = root
        data = self.child("sheetData")
        self.data = data if data is not None else root.makeelement(near(root, "sheetData"))
        if data is None:
            root.append(self.data)
        self.rows: dict[int, Any] = {}
        self._cells: dict[int, dict[int, Any]] = {}
        number = 0
        for row in self.data.iterchildren(near(root, "row")):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self.rows[number] = row
            cells = self._cells[number] = {}
            column = -1
            for cell in row.iterchildren(near(root, "c")):
                place = _PLACE.match(cell.get("r") or "")
                column = column_index(place[1]) if place else column + 1
                cell.set("r", f"{column_letters(column)}{number}")
                cells[column] = cell
        self._columns = [
            (int(each.get("min")) - 1, int(each.get("max")) - 1, each)
            for each in root.iterfind(f"{near(root, 'cols')}/{near(root, 'col')}")
        ]

    def child(self, name: str) -> Any:
        """Return the sheet's child of this name, None where there is none."""
        return self.root.find(near(self.root, name))

    @property
    def last(self) -> int:
        """The last row that the sheet has anything in."""
        return max(self.rows, default=0)

    def cell(self, row: int, column: int) -> Any:
        """Return the cell's element, None where the file has none."""
        return self._cells.get(row, {}).get(column)

    def columns_in(self, row: int) -> list[int]:
        """Return the columns for which the row has an element, in order."""
        return sorted(self._cells.get(row, ()))

    def style(self, row: int, column: int) -> int:
        """Return the number of the cell's format: its own, else its row's, else its column's."""
        cell = self.cell(row, column)
        if cell is not None:
            return int(cell.get("s") or 0)
        element = self.rows.get(row)
        if element is not None and element.get("customFormat") in ("1", "true"):
            return int(element.get("s") or 0)
        for first, last, each in self._columns:
            if first <= column <= last:
                return int(each.get("style") or 0)
        return 0

    def width(self, column: int) -> float:
        """Return the column's width in characters; 0 where it is hidden."""
        for first, last, each in self._columns:
            if first <= column <= last:
                return 0.0 if each.get("hidden") in ("1", "true") else float(each.get("width") or 8.43)
        settings = self.child("sheetFormatPr")
        return float((settings.get("defaultColWidth") if settings is not None else None) or 8.43)

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
        return value is not None and bool((value.text or "").strip())

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
            number.text = str((value - (_ZERO_DAY_1904 if since_1904 else _ZERO_DAY)).days)
        else:
            number.text = format(value, "f") if isinstance(value, Decimal) else str(value)
        cell.append(number)

    def shift_rows(self, at: int, count: int) -> None:
        """Move the rows from `at` on down; elements, not what refers to them."""
        for number in sorted((n for n in self.rows if n >= at), reverse=True):
            row, cells = self.rows.pop(number), self._cells.pop(number)
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
        formulas: dict[int, str] = {}
        for column, cell in self._cells[pattern].items():
            formula = cell.find(near(cell, "f"))
            if formula is not None and formula.text and formula.get("t") in (None, "normal"):
                formulas[column] = formula.text
        for number in numbers:
            row = model.makeelement(model.tag, dict(model.attrib))
            row.set("r", str(number))
            cells: dict[int, Any] = {}
            for column in self.columns_in(pattern):
                cell = row.makeelement(near(row, "c"), {"r": f"{column_letters(column)}{number}"})
                style = self._cells[pattern][column].get("s")
                if style:
                    cell.set("s", style)
                if column in formulas:
                    formula = cell.makeelement(near(cell, "f"))
                    formula.text = move_formula(formulas[column], number - pattern)
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
        for number in sorted(self._cells):
            for column in self.columns_in(number):
                formula = self.formula(number, column)
                if formula is None or formula.get("t") != "shared":
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
            if not 0 <= column < 16384:
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


def texts_named(root: Any, names: frozenset[str]) -> list[Any]:
    """Return all elements below `root` whose name without namespace is one of these."""
    return [each for each in root.iter() if local(each) in names]
