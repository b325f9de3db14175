"""References over several sheets at once (=SUM(一月:三月!C5)): rows put in can't be followed by them."""

from __future__ import annotations

import re

from hazard_desk.issued_tables.book import WORKBOOK, Book
from hazard_desk.issued_tables.package import local
from hazard_desk.issued_tables.references import Shift, shift_area

_PLACE = r"(?P<ref>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})?)(?![\w.(])"
_SPAN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?:'(?P<quoted>(?:[^'\[\]]|''){1,300})'|(?<![\w.\]'])(?P<plain>[^\W\d][\w.]*:[^\W\d][\w.]*))!" + _PLACE
)


def notes_on_spans(book: Book, shift: Shift) -> list[str]:
    """Return a note for each sheet with a formula over several sheets that should have moved and didn't."""
    found: dict[str, list[str]] = {}
    for name in book.parts:
        sheet = book.sheet(name)
        for _, _, formula in [] if sheet is None else sheet.formulas():
            if _is_left(formula.text or "", book.order, shift):
                found.setdefault(f"工作表“{name}”", []).append(formula.text)
    for element in book.package.tree(WORKBOOK).iter():
        if local(element) == "definedName" and _is_left(element.text or "", book.order, shift):
            found.setdefault("名称管理器", []).append(element.text)
    return [
        f"{where}的公式 ={texts[0]}{f' 等 {len(texts)} 个' if len(texts) > 1 else ''} 跨几张工作表引用"
        f"“{shift.sheet}”，那里插入 {shift.count} 行后没有跟着改，请核对。"
        for where, texts in found.items()
    ]


def _is_left(formula: str, order: list[str], shift: Shift) -> bool:
    if ":" not in formula or "!" not in formula:
        return False
    return any(
        _reaches((found["quoted"] or "").replace("''", "'") or found["plain"] or "", order, shift.sheet)
        and shift_area(found["ref"], shift) != found["ref"]
        for found in _SPAN.finditer(formula)
        if found["ref"]
    )


def _reaches(span: str, order: list[str], sheet: str) -> bool:
    """Say whether the sheet stands between the two that are named, or is one of them."""
    first, colon, last = span.partition(":")
    places = {name.casefold(): at for at, name in enumerate(order)}
    ends = sorted(places.get(name.casefold(), -1) for name in (first, last))
    return bool(colon) and ends[0] >= 0 and ends[0] <= places.get(sheet.casefold(), -1) <= ends[1]
