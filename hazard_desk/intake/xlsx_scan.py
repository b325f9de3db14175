"""A fast look over the raw sheets of an .xlsx, for what python-calamine does not tell.

calamine returns "" for #REF! and for a formula without a stored result, and lays every sheet out as one
rectangle up to its farthest cell: one stray cell in XFD1048576 would ask for 500 GB. A tokenising parser
would take longer than the reading itself, so this looks for a few byte patterns in the unpacked stream.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from hazard_desk.intake.containers import open_parts, refuse, unpack, verify_rest, whole
from hazard_desk.intake.defects import UNCALCULATED, BadCell, SheetScan, column_index

# These three run over every byte: they begin with a literal, which the engine looks for ten times faster.
_ROW = re.compile(rb'<row[^>]*? r="(\d{1,9})"')
_ROW_ELSEWHERE = re.compile(rb'row\b[^>]*?\br="(\d{1,9})"')
_WIDE_CELL = re.compile(rb'r="([A-Z]{2,3})\d')
_DEEP_CELL = re.compile(rb'r="[A-Z]{1,3}([1-9]\d{5,8})"')
_FILLED_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,9})[\"'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"
)
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\b[^>/]*>([^<]*)<)?"
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,9})[\"']")
# No program writes any other place; calamine takes lower case, and counts what has more digits modulo 2³².
_NO_PLACE = re.compile(rb' r="(?![A-Z]{0,3}[0-9]{0,7}")')
_NO_PLACE_IN_TAG = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^<>]*? r="(?![A-Z]{0,3}[0-9]{0,7}")')
# One byte is looked for thirty times faster than two: most sheets have none of these.
_OTHER_BLANKS = (b"\t", b"\n", b"\r")
_OTHER_QUOTE = re.compile(rb"=\s*'")
_BLANK_AT_EQUALS = re.compile(rb"=(?:\s|(?<=\s=))")
_BLANKS_ABOUT = re.compile(rb"\s+r\s*=\s*\"")
_LONGEST_ROW = 32 * 2**20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def scan_xlsx(path: Path, content: bytes, max_cells: int, max_rows: int) -> dict[str, SheetScan]:
    """Return sheet name → what its raw text tells; every XML part is unpacked once and its size verified.

    The bounds count formatted blank cells too; only where they exceed the limits is a second, slower look
    taken at the cells that really hold something.
    """
    archive = open_parts(path, content)
    parts = {part.filename.lower(): part for part in archive.infolist()}
    seen: set[str] = set()
    scans: dict[str, SheetScan] = {}
    for name, target in _sheet_parts(path, content, parts):
        part = parts.get(target)
        if part is None:
            continue
        seen.add(part.filename)
        scan = _scan_sheet(path, _pieces(path, content, part))
        if scan.rows * scan.columns > max_cells or scan.rows > max_rows:
            _measure_exactly(scan, _pieces(path, content, part))
        scans[name] = scan
    verify_rest(path, content, archive.infolist(), seen.__contains__)
    return scans


def _sheet_parts(path: Path, content: bytes, parts: dict[str, zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    workbook = _tree(path, content, parts.get("xl/workbook.xml"))
    relations = _tree(path, content, parts.get("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet") or sheet.tag == "sheet":
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
            target = target[1:] if target.startswith("/") else "xl/" + target.removeprefix("./")
            yield sheet.get("name", ""), target.lower()


def _tree(path: Path, content: bytes, part: zipfile.ZipInfo | None) -> Element:
    if part is None:
        raise refuse(path, "文件不完整，缺少工作簿的目录。", "请在表格软件里打开后另存为 .xlsx。")
    text = whole(path, content, part)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # no spreadsheet program writes one
        raise refuse(path, "文件里有不该出现的外部引用，可能有害。", "请在表格软件里打开后另存为 .xlsx。")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError):  # the latter: an encoding it doesn't know
        raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份。") from None


def _cut(path: Path, content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the sheet's text cut after whole rows, so that no cell is cut in two."""
    rest = b""
    for piece in unpack(path, content, part):
        rest = rest + piece if rest else piece
        cut = rest.rfind(b"row>") + 4
        if cut > 3:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST_ROW:
            yield rest
            rest = b""
    yield rest


def _pieces(path: Path, content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the sheet's text cut after whole rows, places written in the one way that is looked for."""
    for piece in _cut(path, content, part):
        if b"'" in piece and _OTHER_QUOTE.search(piece) is not None:
            piece = piece.replace(b"'", b'"')
        if _BLANK_AT_EQUALS.search(piece) is not None or any(
            blank in piece and blank + b"r=" in piece for blank in _OTHER_BLANKS
        ):
            piece = _BLANKS_ABOUT.sub(b' r="', piece)
        yield piece


def _scan_sheet(path: Path, pieces: Iterable[bytes]) -> SheetScan:
    scan = SheetScan(columns=26)
    for piece in pieces:
        if _NO_PLACE.search(piece) is not None and _NO_PLACE_IN_TAG.search(piece) is not None:
            raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份，或在表格软件里修复后另存。")
        rows = _ROW.findall(piece)
        scan.rows = max([scan.rows, *map(int, rows)])
        if not rows:
            rows = _ROW_ELSEWHERE.findall(piece)
            scan.rows = max([scan.rows + piece.count(b"row>"), *map(int, rows)])  # numbers may be left out
        deep = _DEEP_CELL.findall(piece)
        if deep:
            scan.rows = max(scan.rows, max(map(int, deep)))
        wide = set(_WIDE_CELL.findall(piece))
        if wide:
            scan.columns = max(scan.columns, max(column_index(w.decode()) + 1 for w in wide))
        if b'"e"' in piece:
            for attributes, text in _ERROR_CELL.findall(piece):
                _note(scan, attributes, BadCell(text.decode("utf-8", "replace") or "#ERROR!"))
        if b"<f" in piece or b":f" in piece:
            for attributes, value in _FORMULA_CELL.findall(piece):
                if not value and b't="str"' not in attributes:
                    _note(scan, attributes, BadCell(UNCALCULATED))
    return scan


def _note(scan: SheetScan, attributes: bytes, bad: BadCell) -> None:
    place = _REFERENCE.search(attributes)
    if place is not None:
        scan.bad_cells.setdefault((int(place[2]) - 1, column_index(place[1].decode())), bad)


def _measure_exactly(scan: SheetScan, pieces: Iterable[bytes]) -> None:
    rows = columns = farthest = 0
    for piece in pieces:
        for letters, number in set(_FILLED_CELL.findall(piece)):
            row, column = int(number), column_index(letters.decode()) + 1
            if row * column > farthest:
                farthest, scan.far_cell = row * column, (letters + number).decode()
            rows, columns = max(rows, row), max(columns, column)
    scan.rows, scan.columns = rows, columns
