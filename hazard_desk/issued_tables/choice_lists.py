"""The choice lists of a sheet (下拉选项): what was written that nobody could have chosen there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hazard_desk.intake.defects import column_letters
from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.package import local, near
from hazard_desk.issued_tables.sheet_xml import Merge, area

_RANGE = re.compile(r"^(?:(?P<sheet>'(?:[^']|'')+'|[\w.]+)!)?(?P<area>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)$")
_MOST_CHOICES = 5_000


def notes_on_choices(book: Book, name: str, written: Mapping[tuple[int, int], str]) -> list[str]:
    """Return a note for each column with something that isn't among its choices; `written`: place → text."""
    sheet = book.sheet(name)
    if sheet is None or not written:
        return []
    odd: dict[int, list[tuple[int, str]]] = {}
    for element in list(sheet.root.iter("{*}dataValidation")):
        choices = _choices(book, name, element)
        if not choices:
            continue
        for top, left, bottom, right in _areas(element):
            for (row, column), text in written.items():
                if top <= row <= bottom and left <= column <= right and text.strip() not in choices:
                    odd.setdefault(column, []).append((row, text))
    return [
        f"工作表“{name}”{column_letters(column)} 列有 {len(cells)} 格的内容不在该表的下拉选项里"
        f"（如第 {cells[0][0]} 行“{cells[0][1][:20]}”），请核对。"
        for column, cells in sorted(odd.items())
    ]


def _areas(element: Any) -> list[Merge]:
    stated = element.get("sqref") or next((e.text for e in element if local(e) == "sqref"), "") or ""
    return [each for each in map(area, stated.split()) if each is not None]


def _choices(book: Book, own: str, element: Any) -> frozenset[str]:
    """Return the words to choose from; none where they can't be told (a name, a function)."""
    if element.get("type") != "list":
        return frozenset()
    formula = next((e for e in element if local(e) == "formula1"), None)
    text = "".join(formula.itertext()).strip() if formula is not None else ""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return frozenset(word.strip() for word in text[1:-1].split(","))
    found = _RANGE.match(text)
    place = area(found["area"]) if found else None
    if found is None or place is None:
        return frozenset()
    sheet_name = found["sheet"] or own
    if sheet_name.startswith("'"):
        sheet_name = sheet_name[1:-1].replace("''", "'")
    sheet = book.sheet(sheet_name)
    top, left, bottom, right = place
    if sheet is None or (bottom - top + 1) * (right - left + 1) > _MOST_CHOICES:
        return frozenset()
    words = set()
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = sheet.cell(row, column)
            if cell is None:
                continue
            if cell.find(near(cell, "f")) is not None:
                return frozenset()  # calculated: not known here
            words.add(book.text_of(cell).strip() or (cell.findtext(near(cell, "v")) or "").strip())
    return frozenset(words - {""})
