"""A foreign workbook's sheets, formats and texts, on top of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hazard_desk.issued_tables.cell_formats import CellFormats
from hazard_desk.issued_tables.package import Package, damaged, local, near, refuse, too_large
from hazard_desk.issued_tables.sheet_xml import SheetXml, whole_number

WORKBOOK = "xl/workbook.xml"
MAX_FORMULA_SIGNS = 1_500_000
"""Of all formulas together: each is read several times when rows are put in; 50,000 times =C5*D5 is less."""


class Book:
    """The workbook as it is changed: every sheet by name."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Open the file (or its `content`); raise `InputRefused` for what can't be used."""
        self.package = Package(path, content)
        root = self.package.tree(WORKBOOK)
        related = self.package.related(WORKBOOK)
        self.parts: dict[str, str] = {}
        for sheet in root.iterfind(f"{near(root, 'sheets')}/{near(root, 'sheet')}"):
            identity = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            kind, part = related.get(identity, ("", ""))
            if kind == "worksheet" and self.package.has(part):
                self.parts[sheet.get("name", "")] = part
        self.order = [each.get("name", "") for each in root.iterfind(f"{near(root, 'sheets')}/*")]
        if len(set(self.order)) < len(self.order):  # no program can tell them apart
            raise damaged(path)
        if not self.parts:
            raise refuse(path, "里面没有工作表。", "请核对选的文件。")
        properties = root.find(near(root, "workbookPr"))
        self.since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        styles = next((part for kind, part in related.values() if kind == "styles"), None)
        self.formats = CellFormats(self.package, styles)
        strings = next((part for kind, part in related.values() if kind == "sharedStrings"), None)
        self._strings: list[Any] = []
        if strings is not None and self.package.has(strings):
            self._strings = list(self.package.tree(strings).iterchildren("{*}si"))
        self._blank_strings = frozenset(
            str(number) for number, item in enumerate(self._strings) if not _said(item).strip()
        )
        self._sheets: dict[str, SheetXml] = {}
        self._formula_signs = 0

    def sheet(self, name: str) -> SheetXml | None:
        """Return the sheet's cells, None where there is no such worksheet."""
        part = self.parts.get(name)
        if part is None:
            return None
        if name not in self._sheets:
            try:
                self._sheets[name] = SheetXml(self.package.tree(part), self._blank_strings)
            except ValueError:
                raise damaged(self.package.path) from None
            self._formula_signs += self._sheets[name].formula_signs()
            if self._formula_signs > MAX_FORMULA_SIGNS:
                raise too_large(self.package.path)
        return self._sheets[name]

    def touch(self, name: str) -> None:
        """Say that the sheet was changed."""
        self.package.touch(self.parts[name])

    def text_element(self, cell: Any) -> Any:
        """Return the element that holds a text cell's text (plain or in runs), None for other cells."""
        inline = cell.find(near(cell, "is"))
        if inline is not None:
            return inline
        value = cell.find(near(cell, "v"))
        if cell.get("t") != "s" or value is None:
            return None
        index = whole_number((value.text or "").strip())
        return self._strings[index] if index < len(self._strings) else None

    def text_of(self, cell: Any) -> str:
        """Return a text cell's text with all its blanks, "" for other cells."""
        element = self.text_element(cell)
        return "" if element is None else _said(element)

    def calculate_anew(self) -> None:
        """Drop what was calculated before; whoever opens the file calculates it."""
        package = self.package
        for kind, part in list(package.related(WORKBOOK).values()):
            if kind == "calcChain" and package.has(part):
                package.remove(part)
        for name, part in self.parts.items():
            changed = False
            sheet = self.sheet(name)
            for formula in [] if sheet is None else sheet.data.iter(near(sheet.root, "f")):
                if "[" in (formula.text or "") and "!" in (formula.text or ""):
                    continue  # from another workbook, which isn't at hand
                cell = formula.getparent()
                value = cell.find(near(cell, "v"))
                if value is not None:
                    cell.remove(value)
                    cell.attrib.pop("t", None)
                    changed = True
            if changed:
                package.touch(part)
        root = package.tree(WORKBOOK)
        settings = root.find(near(root, "calcPr"))
        if settings is None:
            settings = root.makeelement(near(root, "calcPr"))
            _put_behind(root, settings, ("definedNames", "externalReferences", "functionGroups", "sheets"))
        settings.set("fullCalcOnLoad", "1")
        package.touch(WORKBOOK)

    def drop_signatures(self) -> None:
        """Take digital signatures out: no changed file can keep them."""
        for part in [name for name in self.package.parts if name.lower().startswith("_xmlsignatures/")]:
            if self.package.has(part):
                self.package.remove(part)


def _said(element: Any) -> str:
    return "".join(piece.text or "" for piece in text_pieces(element))


def text_pieces(element: Any) -> list[Any]:
    """Return the elements whose texts make up a cell's text: its own, or those of its runs."""
    runs = element.iterchildren(near(element, "r"))
    return [
        *element.iterchildren(near(element, "t")),
        *(text for run in runs for text in run.iterchildren(near(run, "t"))),
    ]


def _put_behind(root: Any, element: Any, names: tuple[str, ...]) -> None:
    """Put the element behind the first of `names` that there is."""
    for name in names:
        found = [each for each in root if local(each) == name]
        if found:
            found[-1].addnext(element)
            return
    root.append(element)
