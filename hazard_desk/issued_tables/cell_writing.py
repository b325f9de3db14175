"""Writes values into the cells of a foreign sheet, in the formats that it has; what a cell holds stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from hazard_desk.issued_tables.book import Book, text_pieces
from hazard_desk.issued_tables.faces import heads, squeezed
from hazard_desk.issued_tables.kept_cells import KeptCells
from hazard_desk.issued_tables.layout_facts import MarkedCell
from hazard_desk.issued_tables.package import near
from hazard_desk.issued_tables.row_heights import fit_row
from hazard_desk.issued_tables.text_room import room_in, text_width

Content = str | int | Decimal | date | None
"""What can be written into a cell; codes and phones are texts, 万元 numbers; "" and None write nothing."""

_FORMULA_BEGINNINGS = ("=", "+", "-", "@")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_NUMBER_LIKE = re.compile(r"^(?:0\d+|\d{12,})$")
_PADDING = re.compile(r"[\s_＿年月日]+$")


class CellWriter:
    """Writes into one sheet and remembers what it left alone."""

    def __init__(self, book: Book, name: str, kept: KeptCells) -> None:
        """Write into the sheet `name`; cells that held something else are added to `kept`."""
        sheet = book.sheet(name)
        assert sheet is not None
        self.sheet = sheet
        self._book = book
        self._name = name
        self._kept = kept
        self.written: dict[
            tuple[int, int], str | int | Decimal | date
        ] = {}  # what stands there now, by place
        self._heads = heads(sheet.merges(), sheet.edge)
        self._spilled = sheet.spilled()
        self._rights = {(top, left): right for top, left, _, right in sheet.merges()}
        self._pattern_widths: dict[tuple[int, int], float] = {}

    @property
    def texts(self) -> dict[tuple[int, int], str]:
        """What was written as text, by place."""
        return {place: value for place, value in self.written.items() if isinstance(value, str)}

    def write_row(self, row: int, values: Mapping[int, Content]) -> None:
        """Write a row's values and make it as high as its texts need."""
        texts: dict[int, str] = {}
        for column, value in values.items():
            shown = self.write(row, column, value)
            if shown:
                texts[column] = shown
        self._fit(row, texts)

    def write_number(self, row: int, column: int | None, number: int, values: Mapping[int, Content]) -> None:
        """Write the row's number (序号), unless the cell has one already or the row brings its own."""
        if column is not None and column not in values and not self._holds(row, column):
            self.write(row, column, number)

    def write(self, row: int, column: int, value: Content) -> str:
        """Write one value; return it where it is a text. A cell with something else in it is left, named."""
        if value is None or value == "":
            return ""
        place = self._heads.get((row, column), (row, column))
        if place != (row, column) and place[0] != row:
            place = (row, column)  # within an area over several rows: named below, never written
            self._keep(row, column)
            return ""
        row, column = place
        if self._holds(row, column):
            if not self._says(row, column, value):
                self._keep(row, column)
            return ""
        return self._put(row, column, value)

    def _holds(self, row: int, column: int) -> bool:
        """Say whether a value or formula stands in the cell, or one that fills it from elsewhere."""
        return self.sheet.holds_something(row, column) or any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in self._spilled
        )

    def _says(self, row: int, column: int, value: str | int | Decimal | date) -> bool:
        """Say whether the very value stands there already; a formula may say something else tomorrow."""
        cell = self.sheet.cell(row, column)
        if cell is None or self.sheet.formula(row, column) is not None:
            return False
        if isinstance(value, datetime):
            value = value.date()
        if self._book.text_element(cell) is not None:
            said = self._book.text_of(cell).strip()
            return said in {str(value).strip(), in_words(value)}
        kept = (cell.findtext(near(cell, "v")) or "").strip()
        if cell.get("t") not in (None, "n"):
            return kept == str(value).strip()
        if isinstance(value, date):
            return kept == self.sheet.number_of(value, since_1904=self._book.since_1904)
        try:
            return Decimal(kept) == Decimal(str(value))
        except InvalidOperation:
            return False

    def write_mark(self, mark: MarkedCell, value: Content) -> None:
        """Write a value to a marked cell: into it, in place of its {{mark}}, or behind its label."""
        if value is None or value == "":
            return
        if not mark.mark:
            if self._write_behind_label(mark, value):
                return
            shown = self.write(mark.row, mark.column, self._as_said(mark, value))
            if shown:
                self._fit(mark.row, {mark.column: shown})
            return
        cell = self.sheet.cell(mark.row, mark.column)
        element = None if cell is None else self._book.text_element(cell)
        pieces = [] if element is None else text_pieces(element)
        whole = "".join(piece.text or "" for piece in pieces)
        start = whole.find(mark.mark)
        if start < 0:
            self._keep(mark.row, mark.column)
            return
        if whole.strip() == mark.mark.strip() and _label_end(mark.mark) == 0 and not isinstance(value, str):
            # Nothing but the mark: a number as itself.
            self._put(mark.row, mark.column, self._as_said(mark, value))
            return
        end = start + len(mark.mark)
        begin = start + _label_end(mark.mark)
        words = in_words(value)
        if end < len(whole.rstrip()) and begin > start:  # another label follows: it keeps its distance
            words += " " * max(2, end - begin - 2 * len(words))
        self._replace(cell, element, begin, end, words)
        self.written[mark.row, mark.column] = whole[:begin] + words + whole[end:]
        self._fit(mark.row, {mark.column: whole[:begin] + words + whole[end:]})

    def _write_behind_label(self, mark: MarkedCell, value: str | int | Decimal | date) -> bool:
        """Write into the label's own cell where the label flows over the empty one that is to be filled.

        What stood in that one would cut the label. A merged area lets no text flow, neither out nor in.
        """
        sheet, formats = self.sheet, self._book.formats
        row, column = mark.row, mark.column - 1
        cell = sheet.cell(row, column)
        style = sheet.style(row, column)
        if (
            cell is None
            or {(row, column), (row, mark.column)} & self._heads.keys()
            or self._holds(row, mark.column)
            or formats.wraps(style)
            or formats.shrinks(style)
            or formats.alignment(style) not in ("general", "left")
        ):
            return False
        element = self._book.text_element(cell)
        label = "" if element is None else self._book.text_of(cell).rstrip()
        says_it = squeezed(label).endswith(mark.label + ":") and "\n" not in label
        if not says_it or text_width(label) <= room_in(sheet.width(column), formats.font_size(style)):
            return False
        words = in_words(value)
        self._replace(cell, element, len(label), len(self._book.text_of(cell)), words)
        self.written[row, column] = label + words
        return True

    def _as_said(self, mark: MarkedCell, value: str | int | Decimal | date) -> str | int | Decimal | date:
        """Return a day in words, as a line of a form says it, unless the cell itself shows days."""
        is_day = self._book.formats.is_date(self.sheet.style(mark.row, mark.column))
        return value if is_day or not isinstance(value, date) else in_words(value)

    def _put(self, row: int, column: int, value: str | int | Decimal | date) -> str:
        formats, sheet = self._book.formats, self.sheet
        cell = sheet.make_cell(row, column)
        style = self.sheet.style(row, column)
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            if formats.is_text(style):
                value = value.isoformat()
            elif not formats.is_date(style):
                style = formats.as_day(style)
                if not formats.is_date(style):  # a workbook without formats would show a bare number
                    value = value.isoformat()
        if isinstance(value, str):
            value = _clean(value)
            if value.startswith(_FORMULA_BEGINNINGS) or _NUMBER_LIKE.match(value):
                style = formats.as_plain_text(style)
        if style:
            cell.set("s", str(style))
        sheet.write(row, column, value, since_1904=self._book.since_1904)
        self.written[row, column] = value
        return value if isinstance(value, str) else ""

    def _replace(self, cell: Any, element: Any, begin: int, end: int, words: str) -> None:
        """Put words in place of a stretch of a cell's text; the runs of a rich text keep their formats."""
        runs = [deepcopy(each) for each in element if _is_run_or_text(each)]
        inline = cell.makeelement(near(cell, "is"))
        inline.extend(runs)
        position = 0
        pending: str | None = _clean(words)
        pieces = text_pieces(inline)
        for number, piece in enumerate(pieces):
            text = piece.text or ""
            first, last = max(0, begin - position), min(len(text), end - position)
            position += len(text)
            holds = first < len(text) or (begin >= position and number + 1 == len(pieces))
            if holds and first <= len(text) and last >= 0:
                first = min(first, len(text))
                last = max(last, first)
                piece.text = text[:first] + (pending or "") + text[last:]
                pending = None
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        cell.append(inline)

    def _keep(self, row: int, column: int) -> None:
        self._kept.add(self._name, row, column)

    def _fit(self, row: int, texts: dict[int, str]) -> None:
        if texts and row in self.sheet.rows:
            widths = {column: self._width(row, column) for column in texts}
            fit_row(self.sheet, self._book.formats, row, texts, widths)

    def _width(self, row: int, column: int) -> float:
        right = self._rights.get((row, column), column)
        if (column, right) not in self._pattern_widths:
            self._pattern_widths[column, right] = sum(
                self.sheet.width(each) for each in range(column, right + 1)
            )
        return self._pattern_widths[column, right]


def _is_run_or_text(element: Any) -> bool:
    return element.tag in (near(element, "t"), near(element, "r"))


def _label_end(mark: str) -> int:
    """Return how long the label in front of a gap is; 0 for a {{mark}} or a bare date."""
    if mark.startswith(("{{", "【")):
        return 0
    found = re.search(r"[:：]", mark)
    return found.end() if found else 0


def in_words(value: str | int | Decimal | date) -> str:
    """Return a value as a line of a form says it: a day as 2026年3月5日."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _clean(text: str) -> str:
    """Replace what a workbook can't hold, and cut what no cell takes."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]
