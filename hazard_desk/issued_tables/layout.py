"""What a foreign workbook looks like: where its header stands, where rows go, which cells wait for words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hazard_desk.errors import InputRefused
from hazard_desk.intake.reading import open_workbook
from hazard_desk.issued_tables.book import Book
from hazard_desk.issued_tables.faces import face_of
from hazard_desk.issued_tables.layout_facts import HeadColumn, MarkedCell, SheetLayout, WorkbookLayout
from hazard_desk.issued_tables.losses import losses_of_writing
from hazard_desk.issued_tables.package import refuse
from hazard_desk.issued_tables.recognising import recognise_sheet

__all__ = ["HeadColumn", "MarkedCell", "SheetLayout", "WorkbookLayout", "read_layout"]


def read_layout(path: Path, header_rows: Mapping[str, tuple[int, int]] | None = None) -> WorkbookLayout:
    """Recognise a template; `header_rows` are those set by hand (sheet → first, last; (0, 0): no table).

    Raises `InputRefused` for anything but a sound .xlsx without macros and password.
    """
    book = Book(path)
    for name in book.parts:  # damaged or too large ones are refused before anything else reads them
        book.sheet(name)
    try:
        workbook = open_workbook(path)
    except InputRefused as refused:
        raise refuse(path, refused.problems[0].message) from None
    sheets = []
    for grid in workbook.grids:
        sheet = book.sheet(grid.name)
        if sheet is not None:
            face = face_of(grid, sheet, book)
            if face.texts:
                sheets.append(recognise_sheet(face, (header_rows or {}).get(grid.name)))
    if not sheets:
        raise refuse(path, "里面没有可见的、有内容的工作表。", "请核对选的文件。")
    return WorkbookLayout(tuple(sheets), tuple(workbook.hidden), losses_of_writing(book))
