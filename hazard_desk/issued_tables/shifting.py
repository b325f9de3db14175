"""Puts rows into a sheet: whatever in the workbook points to a place behind them points there again."""

from __future__ import annotations

import html
import re
from typing import Any

from hazard_desk.issued_tables.book import WORKBOOK, Book
from hazard_desk.issued_tables.package import local
from hazard_desk.issued_tables.references import Shift, shift_area, shift_formula, shift_places
from hazard_desk.issued_tables.sheet_xml import SheetXml, area, whole_number

_FORMULA_TEXTS = frozenset({"f", "formula", "formula1", "formula2"})
_AREAS = frozenset({"autoFilter", "sortState", "sortCondition", "hyperlink", "table", "location", "dataRef"})
_VML_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(</(?:\w+:)?Anchor>)")
_VML_ROW = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d{1,7})(\s*</(?:\w+:)?Row>)")
_CONTROL_FORMULAS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")


def shift_book(book: Book, shift: Shift) -> None:
    """Move rows down by `shift` and mend every reference to them; the rows put in are still missing."""
    for name in book.parts:
        sheet = book.sheet(name) if _concerned(book, book.parts[name], name, shift) else None
        if sheet is not None:
            sheet.unshare_formulas()
            _shift_formulas(sheet, name, shift)
            book.touch(name)
    own = book.sheet(shift.sheet)
    if own is not None:
        own.shift_rows(shift.at, shift.count)
    for name in book.parts:
        sheet = book.sheet(name) if _concerned(book, book.parts[name], name, shift) else None
        if sheet is not None:
            _shift_outside_cells(sheet.root, name, shift)
        _shift_related(book, book.parts[name], name, shift, set())
    _shift_workbook(book, shift)


def _concerned(book: Book, part: str, name: str, shift: Shift) -> bool:
    """Say whether a part may refer to the shifted sheet (its own, or one that names it); others stay."""
    if name.casefold() == shift.sheet.casefold():
        return True
    said = book.package.parts[part]
    if said.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16: not looked into
    words = html.unescape(said.decode("utf-8", "replace")).casefold()
    return shift.sheet.casefold().replace("'", "''") in words


def _shift_formulas(sheet: SheetXml, name: str, shift: Shift) -> None:
    is_own = name.casefold() == shift.sheet.casefold()
    for number, _, formula in sheet.formulas():
        if formula.text:
            formula.text = shift_formula(formula.text, name, shift, row=number)
        if not is_own:
            continue
        for attribute in ("ref", "r1", "r2"):  # r1, r2: the cells that a data table varies
            if formula.get(attribute):
                still = formula.get("t") != "array"  # an array formula down all rows goes on down new ones
                formula.set(attribute, shift_area(formula.get(attribute), shift, fastened_only=still))


def _shift_outside_cells(root: Any, name: str, shift: Shift) -> None:
    """Mend what a sheet says beside its cells: merges, formats by condition, filters, links, breaks."""
    is_own = name.casefold() == shift.sheet.casefold()
    outside = (each for child in root if local(child) != "sheetData" for each in child.iter())
    for element in outside:
        kind = local(element)
        if not kind:
            continue
        if kind in _FORMULA_TEXTS and element.text:
            element.text = shift_formula(element.text, name, shift)
        elif kind == "cfvo" and element.get("type") == "formula":
            element.set("val", shift_formula(element.get("val", ""), name, shift))
        if element.get("location") and kind == "hyperlink":
            element.set("location", shift_formula(element.get("location"), name, shift))
        if is_own:
            _shift_own(element, kind, shift)


def _shift_own(element: Any, kind: str, shift: Shift) -> None:
    if kind == "mergeCell":
        element.set("ref", _shifted_merge(element.get("ref", ""), shift))
    elif kind in _AREAS and element.get("ref"):
        element.set("ref", shift_area(element.get("ref"), shift))
    elif kind == "sqref" and element.text:
        element.text = shift_places(element.text, shift)
    elif kind == "selection":
        for attribute in ("activeCell", "sqref"):
            if element.get(attribute):
                still = Shift(shift.sheet, shift.at, shift.count, shift.at)
                element.set(attribute, " ".join(shift_area(p, still) for p in element.get(attribute).split()))
    elif element.get("sqref"):
        element.set("sqref", shift_places(element.get("sqref"), shift))
    if element.get("topLeftCell"):
        element.set("topLeftCell", shift_area(element.get("topLeftCell"), shift))
    if kind == "brk" and local(element.getparent()) == "rowBreaks":
        line = whole_number(element.get("id"))
        element.set("id", str(line + shift.count if line >= shift.at - 1 else line))
    if kind in ("from", "to"):
        _shift_corner(element, shift)


def _shifted_merge(reference: str, shift: Shift) -> str:
    """Return a merged area; one down all data rows (a town's name beside its villages) grows with them."""
    found = area(reference)
    if found is not None and found[0] == shift.first < found[2] == shift.at - 1:
        return shift_area(reference, shift)
    return shift_area(reference, Shift(shift.sheet, shift.at, shift.count, shift.at))


def _shift_corner(corner: Any, shift: Shift) -> None:
    """Move one corner of something that lies upon the sheet; it keeps its size where rows go in behind it."""
    row = next((each for each in corner if local(each) == "row"), None)
    if row is None or not (row.text or "").strip().isdecimal():
        return
    if local(corner) == "to":
        start = next((each for each in corner.getparent() if local(each) == "from"), None)
        first = None if start is None else next((each for each in start if local(each) == "row"), None)
        if first is not None and whole_number(first.text) < shift.at - 1:
            return
    if whole_number(row.text) >= shift.at - 1:
        row.text = str(whole_number(row.text) + shift.count)


def _shift_related(book: Book, part: str, name: str, shift: Shift, seen: set[str]) -> None:
    """Mend the parts that hang on a sheet: drawings, charts, notes, tables, controls."""
    package = book.package
    is_own = name.casefold() == shift.sheet.casefold()
    for kind, target in package.related(part).values():
        if target in seen or not package.has(target):
            continue
        seen.add(target)
        if not _concerned(book, target, name, shift):
            pass
        elif kind == "vmlDrawing":
            if is_own:
                package.set_bytes(target, _shifted_vml(package.parts[target], shift))
        elif kind in ("drawing", "chart", "chartEx", "table", "comments", "threadedComment", "ctrlProp"):
            root = package.tree(target)
            if kind == "drawing":
                _shift_drawing(root, name, shift, is_own=is_own)
            elif kind in ("comments", "threadedComment"):
                if is_own:
                    _shift_places_of(root, shift)
            elif kind == "ctrlProp":
                for attribute in _CONTROL_FORMULAS:
                    if root.get(attribute):
                        root.set(attribute, shift_formula(root.get(attribute), name, shift))
            elif kind == "table":
                _shift_table(root, name, shift, is_own=is_own)
            else:
                _shift_texts(root, name, shift)
            package.touch(target)
        elif kind in ("pivotTable", "pivotCacheDefinition"):
            _shift_pivot(package.tree(target), kind, shift, is_own=is_own)
            package.touch(target)
        _shift_related(book, target, name, shift, seen)


def _shift_drawing(root: Any, name: str, shift: Shift, *, is_own: bool) -> None:
    for element in root.iter():
        if is_own and local(element) in ("from", "to"):
            _shift_corner(element, shift)
        if element.get("textlink"):
            element.set("textlink", shift_formula(element.get("textlink"), name, shift))
    _shift_texts(root, name, shift)


def _shift_texts(root: Any, name: str, shift: Shift) -> None:
    for element in root.iter():
        if local(element) in _FORMULA_TEXTS and element.text:
            element.text = shift_formula(element.text, name, shift)


def _shift_places_of(root: Any, shift: Shift) -> None:
    still = Shift(shift.sheet, shift.at, shift.count, shift.at)
    for element in root.iter():
        if local(element) in ("comment", "threadedComment") and element.get("ref"):
            element.set("ref", shift_area(element.get("ref"), still))


def _shift_table(root: Any, name: str, shift: Shift, *, is_own: bool) -> None:
    for element in root.iter():
        if is_own and local(element) in _AREAS and element.get("ref"):
            element.set("ref", shift_area(element.get("ref"), shift))
        if local(element) in ("calculatedColumnFormula", "totalsRowFormula") and element.text:
            element.text = shift_formula(element.text, name, shift)


def _shift_pivot(root: Any, kind: str, shift: Shift, *, is_own: bool) -> None:
    for element in root.iter():
        if kind == "pivotTable" and is_own and local(element) == "location":
            still = Shift(shift.sheet, shift.at, shift.count, shift.at)
            element.set("ref", shift_area(element.get("ref", ""), still))
        is_source = local(element) == "worksheetSource" and element.get("ref")
        if is_source and element.get("sheet", "").casefold() == shift.sheet.casefold():
            element.set("ref", shift_area(element.get("ref"), shift))


def _shifted_vml(data: bytes, shift: Shift) -> bytes:
    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [part.strip() for part in found[2].split(b",")]
        if len(numbers) == 8 and all(n.isdigit() for n in numbers) and int(numbers[2]) >= shift.at - 1:
            numbers[2] = str(int(numbers[2]) + shift.count).encode()
            numbers[6] = str(int(numbers[6]) + shift.count).encode()
        return found[1] + b", ".join(numbers) + found[3]

    def row(found: re.Match[bytes]) -> bytes:
        number = int(found[2])
        return found[1] + str(number + shift.count if number >= shift.at - 1 else number).encode() + found[3]

    return _VML_ROW.sub(row, _VML_ANCHOR.sub(anchor, data))


def _shift_workbook(book: Book, shift: Shift) -> None:
    root = book.package.tree(WORKBOOK)
    for element in root.iter():
        if local(element) == "definedName" and element.text:
            local_id = element.get("localSheetId")
            index = whole_number(local_id) if local_id else -1
            own = book.order[index] if 0 <= index < len(book.order) else ""
            element.text = shift_formula(element.text, own, shift)
    book.package.touch(WORKBOOK)
    for kind, target in book.package.related(WORKBOOK).values():
        if kind == "pivotCacheDefinition" and book.package.has(target):
            _shift_pivot(book.package.tree(target), kind, shift, is_own=False)
            book.package.touch(target)
