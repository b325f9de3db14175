"""The formats of a foreign workbook: what a cell's format says, and further ones beside it where needed."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from hazard_desk.issued_tables.package import Package, near
from hazard_desk.issued_tables.sheet_xml import measure_of, whole_number

_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_DAYS_IN_WORDS = {27, 28, 31, 36, 50, 51, 54, 57, 58}
TEXT_FORMAT = 49
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_FORMAT = "yyyy\\-mm\\-dd"
_SIDES = ("left", "right", "top", "bottom")


class CellFormats:
    """The table of formats; a new one is put at its end, so that all others stay as they are."""

    def __init__(self, package: Package, part: str | None) -> None:
        """Take the workbook's styles part; a workbook may be without one."""
        self._package = package
        self._part = part
        self._made: dict[tuple[int, str], int] = {}
        self.root: Any = package.tree(part) if part is not None and package.has(part) else None
        self._formats = [] if self.root is None else self._list("cellXfs")
        self._borders = [] if self.root is None else self._list("borders")
        self._fonts = [] if self.root is None else self._list("fonts")
        self._codes = {
            whole_number(each.get("numFmtId")): each.get("formatCode", "")
            for each in ([] if self.root is None else self._list("numFmts"))
        }

    def _list(self, name: str) -> list[Any]:
        found = self.root.find(near(self.root, name))
        return [] if found is None else list(found)

    def _format(self, style: int) -> Any:
        return self._formats[style] if 0 <= style < len(self._formats) else None

    def number_format(self, style: int) -> int:
        """Return the number of the format's number format; 0 is General."""
        found = self._format(style)
        return 0 if found is None else whole_number(found.get("numFmtId"))

    def is_date(self, style: int) -> bool:
        """Say whether the format shows a number as a day."""
        number = self.number_format(style)
        if number in self._codes:
            code = _NOT_CODE.sub("", self._codes[number]).lower()
            return "y" in code or ("d" in code and "m" in code)
        return number in _DATE_IDS

    def is_text(self, style: int) -> bool:
        """Say whether the format takes everything for a text."""
        number = self.number_format(style)
        return number == TEXT_FORMAT or self._codes.get(number) == "@"

    def is_bordered(self, style: int) -> bool:
        """Say whether a cell of this format has a line on at least one side."""
        return any(self._lines(style))

    def is_boxed(self, style: int) -> bool:
        """Say whether it has lines on at least three sides, as the cell of a table or a box to fill in."""
        return sum(self._lines(style)) >= 3

    def _lines(self, style: int) -> list[bool]:
        found = self._format(style)
        number = 0 if found is None else whole_number(found.get("borderId"))
        if not 0 < number < len(self._borders):
            return []
        border = self._borders[number]
        sides = [border.find(near(border, side)) for side in _SIDES]
        return [side is not None and side.get("style") not in (None, "none") for side in sides]

    def code(self, style: int) -> str:
        """Return the code of the number format, "" for one of the built-in ones."""
        return str(self._codes.get(self.number_format(style), ""))

    def says_days_in_words(self, style: int) -> bool:
        """Say whether the format shows a day as 2026年3月5日."""
        number = self.number_format(style)
        return "年" in self._codes[number] if number in self._codes else number in _DAYS_IN_WORDS

    def wraps(self, style: int) -> bool:
        """Say whether a text is broken into lines."""
        return self._aligned(style, "wrapText") in ("1", "true")

    def shrinks(self, style: int) -> bool:
        """Say whether a text that is too long is shown smaller."""
        return self._aligned(style, "shrinkToFit") in ("1", "true")

    def alignment(self, style: int) -> str:
        """Return on which side a text stands: left, right, center …; "general" where nothing is said."""
        return self._aligned(style, "horizontal") or "general"

    def _aligned(self, style: int, what: str) -> str:
        found = self._format(style)
        alignment = None if found is None else found.find(near(found, "alignment"))
        return "" if alignment is None else str(alignment.get(what, ""))

    def font_size(self, style: int) -> float:
        """Return the size of the letters in points."""
        found = self._format(style)
        number = 0 if found is None else whole_number(found.get("fontId"))
        font = self._fonts[number] if 0 <= number < len(self._fonts) else None
        size = None if font is None else font.find(near(font, "sz"))
        return 11.0 if size is None else max(1.0, measure_of(size.get("val"), 11.0))

    def as_day(self, style: int) -> int:
        """Return a format like this one that shows days as yyyy-mm-dd."""

        def change(found: Any) -> None:
            found.set("numFmtId", str(self._day_format()))
            found.set("applyNumberFormat", "1")

        return self._like(style, "day", change)

    def as_row_below(self, style: int) -> int:
        """Return a format for the row below a header of this one: its lines, no bold letters, no colour."""

        def change(found: Any) -> None:
            found.set("fontId", "0")
            found.set("fillId", "0")

        return self._like(style, "row", change)

    def as_plain_text(self, style: int) -> int:
        """Return a format like this one whose text stays a text when somebody edits the cell."""
        return self._like(style, "text", lambda found: found.set("quotePrefix", "1"))

    def _like(self, style: int, what: str, change: Any) -> int:
        found = self._format(style)
        if found is None or self.root is None or self._part is None:
            return style
        if (style, what) not in self._made:
            new = deepcopy(found)
            change(new)
            parent = found.getparent()
            parent.append(new)
            self._formats.append(new)
            parent.set("count", str(len(self._formats)))
            self._package.touch(self._part)
            self._made[style, what] = len(self._formats) - 1
        return self._made[style, what]

    def _day_format(self) -> int:
        for number, code in self._codes.items():
            if code == _DAY_FORMAT:
                return number
        number = max([163, *self._codes]) + 1
        self._codes[number] = _DAY_FORMAT
        formats = self.root.find(near(self.root, "numFmts"))
        if formats is None:
            formats = self.root.makeelement(near(self.root, "numFmts"))
            self.root.insert(0, formats)
        formats.append(
            formats.makeelement(
                near(self.root, "numFmt"), {"numFmtId": str(number), "formatCode": _DAY_FORMAT}
            )
        )
        formats.set("count", str(len(formats)))
        return number
