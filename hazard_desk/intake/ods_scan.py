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
    parser = reader.parser
    try:
        for piece in unpack(path, content, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _Doctype:
        raise refuse(
            path, "文件里有不该出现的外部引用，可能有害。", "请在表格软件里打开后另存为 .xlsx。"
        ) from None
    except (expat.ExpatError, ValueError, LookupError):  # the last: an encoding that it doesn't know
        raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份。") from None
    verify_rest(path, content, archive.infolist(), {part.filename}.__contains__)
    return reader.scans


class _Doctype(Exception):
    """The file declares a document type, which no spreadsheet program writes."""


class _Reader:
    """Follows table, row and cell; repeated rows and cells count as often as they are repeated.

    A sheet has a million elements and a callback costs more than the parsing: what a cell says in words,
    and where it ends, is listened to only inside formulas.
    """

    def __init__(self) -> None:
        self.scans: dict[str, SheetScan] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.doctype
        self._scan = SheetScan(merges=[])
        self._row = self._column = 0
        self._row_repeat = 0
        self._formula: tuple[int, int, dict[str, str]] | None = None
        self._words: list[str] = []

    def doctype(self, *_: object) -> None:
        raise _Doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table-cell" or tag == "table:covered-table-cell":
            column = self._column
            if not attributes:
                self._column += 1
                return
            repeat = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += repeat
            if "office:value-type" in attributes:
                self._extend(self._row + self._row_repeat, column + repeat)
            if "table:number-rows-spanned" in attributes or "table:number-columns-spanned" in attributes:
                self._merge(column, attributes)
            if "table:formula" in attributes:
                self._formula = (self._row, column, attributes)
                self._words = []
                self.parser.CharacterDataHandler = self._words.append
                self.parser.EndElementHandler = self.end
        elif tag == "table:table-row":
            self._row += self._row_repeat
            self._column = 0
            self._row_repeat = int(attributes.get("table:number-rows-repeated", "1"))
        elif tag == "table:table":
            self._scan = SheetScan(merges=[])
            self.scans[attributes.get("table:name", "")] = self._scan
            self._row = self._row_repeat = 0

    def end(self, tag: str) -> None:
        if tag == "table:table-cell" and self._formula is not None:
            (row, column, attributes), self._formula = self._formula, None
            self.parser.CharacterDataHandler = None
            self.parser.EndElementHandler = None
            words = "".join(self._words).strip()
            if words.startswith(("#", "Err:")) or attributes.get("calcext:value-type") == "error":
                self._scan.bad_cells[row, column] = BadCell(words or "#ERROR!")
            elif "office:value-type" not in attributes:
                self._scan.bad_cells[row, column] = BadCell(UNCALCULATED)

    def _extend(self, rows: int, columns: int) -> None:
        scan = self._scan
        if rows > scan.rows or columns > scan.columns:
            scan.far_cell = f"{column_letters(columns - 1)}{rows}"
            scan.rows, scan.columns = max(scan.rows, rows), max(scan.columns, columns)

    def _merge(self, column: int, attributes: dict[str, str]) -> None:
        down = int(attributes.get("table:number-rows-spanned", "1"))
        across = int(attributes.get("table:number-columns-spanned", "1"))
        if (down > 1 or across > 1) and self._scan.merges is not None:
            self._scan.merges.append(((self._row, column), (self._row + down - 1, column + across - 1)))
