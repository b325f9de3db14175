"""Looks a sheet over before it is printed: characters that no face at hand can print."""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.forms.faces import FontSet, office_fonts
from hazard_desk.forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A character that would print as 〓, and where (in Chinese, for the clerk)."""

    where: str
    character: str


def unprintable(sheet: Sheet, fonts: FontSet | None = None) -> list[Unprintable]:
    """Return every character of the sheet that would print as 〓, in reading order.

    Once for each place; empty when the sheet is fit to print. Control characters from damaged files count.
    """
    fonts = fonts or office_fonts(sheet.body_face, sheet.heading_face)
    body, heading = fonts.text, fonts.heading
    places = [
        ("附件号", sheet.annex, heading),
        ("标题", sheet.title, heading),
        *((_field_name(item.label), item.label + item.text, body) for item in sheet.head.fields),
        *(
            (f"表格第 {cell.row + 1} 行第 {cell.column + 1} 列", cell.text, body)
            for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column))
        ),
        *((f"表下第 {number} 条说明", note, body) for number, note in enumerate(sheet.notes, start=1)),
        *((_field_name(item.label), item.label + item.text, body) for item in sheet.footer),
        ("页眉", sheet.running_head, body),
    ]
    return [
        Unprintable(where, character)
        for where, text, typeface in places
        for character in typeface.missing(text)
    ]


def _field_name(label: str) -> str:
    """Return a head field's label without what follows the word itself."""
    return label.split("（")[0].rstrip("：: ") or "表头"
