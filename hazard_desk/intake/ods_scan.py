"""What python-calamine does not tell of an .ods: merged cells, errors, formulas without a result, bounds.

Streamed through expat, which neither fetches external entities nor lets internal ones explode.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from hazard_desk.intake.containers import open_parts, refuse, unpack, verify_rest
from hazard_desk.intake.defects import UNCALCULATED, BadCell, SheetScan, column_letters


def scan_ods(path: Path, content: bytes) -> dict[str, SheetScan]:
    """Return sheet name → merges, bad cells and the exact bounds of what is filled."""
    archive = open_parts(path, content)
    part = next(p for p in archive.infolist() if p.filename.lower() == "content.xml")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        for piece in unpack(path, content, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _Doctype:
        raise refuse(
            path, "文件里有不该出现的外部引用，可能有害。", "请在表格软件里打开后另存为 .xlsx。"
        ) from None
    except (expat.ExpatError, ValueError):
        raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份。") from None
    verify_rest(path, content, archive.infolist(), {part.filename}.__contains__)
    return reader.scans


class _Doctype(Exception):
    """The file declares a document type, which no spreadsheet program writes."""


class _Reader:
    """Follows table, row and cell; repeated rows and cells count as often as they are repeated."""

    def __init__(self) -> None:
        self.scans: dict[str, SheetScan] = {}
        self._scan = SheetScan(merges=[])
        self._row = self._column = self._repeat_row = 0
        self._cell: dict[str, str] | None = None
        self._words: list[str] = []

    def doctype(self, *_: object) -> None:
        raise _Doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._words = []
        elif tag == "table:table-row":
            self._column = 0
            self._repeat_row = int(attributes.get("table:number-rows-repeated", "1"))
        elif tag == "table:table":
            self._scan = SheetScan(merges=[])
            self.scans[attributes.get("table:name", "")] = self._scan
            self._row = 0

    def text(self, words: str) -> None:
        if self._cell is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._repeat_row
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            cell, self._cell = self._cell, None
            repeat = int(cell.get("table:number-columns-repeated", "1"))
            if len(cell) > 1 or self._words or cell.keys() - {"table:number-columns-repeated"}:
                self._close(cell, "".join(self._words).strip(), repeat)
            self._column += repeat

    def _close(self, cell: dict[str, str], words: str, repeat: int) -> None:
        scan, row, column = self._scan, self._row, self._column
        down = int(cell.get("table:number-rows-spanned", "1"))
        across = int(cell.get("table:number-columns-spanned", "1"))
        if (down > 1 or across > 1) and scan.merges is not None:
            scan.merges.append(((row, column), (row + down - 1, column + across - 1)))
        kind = cell.get("office:value-type")
        if "table:formula" in cell:
            if words.startswith(("#", "Err:")) or cell.get("calcext:value-type") == "error":
                scan.bad_cells[row, column] = BadCell(words or "#ERROR!")
            elif kind is None:
                scan.bad_cells[row, column] = BadCell(UNCALCULATED)
        if kind is not None or words:
            last_row, last_column = row + self._repeat_row, column + repeat
            if last_row > scan.rows or last_column > scan.columns:
                scan.far_cell = f"{column_letters(last_column - 1)}{last_row}"
            scan.rows, scan.columns = max(scan.rows, last_row), max(scan.columns, last_column)
