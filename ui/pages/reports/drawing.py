"""A report on paper: drawn on another thread, away from the office file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hazard_desk.forms.geometry import Layout
    from hazard_desk.forms.pictures import Picture
    from hazard_desk.forms.preflight import Unprintable
    from hazard_desk.forms.sheet import Sheet
    from ui.pages.reports.kept import KeptLayout


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report on paper: the PDF, where everything stands in its sheets, and what can't be printed."""

    pdf: bytes
    layouts: tuple[Layout | KeptLayout, ...]
    unprintable: tuple[Unprintable, ...]

    @property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of every page of the PDF in mm."""
        return tuple(
            (layout.sheet.width_mm, layout.sheet.height_mm) for layout in self.layouts for _ in layout.pages
        )

    @property
    def paper(self) -> str:
        """What it prints on: A4 横向 1 页."""
        lying = {width > height for width, height in self.sizes}
        words = "横、纵向" if len(lying) > 1 else "横向" if True in lying else "纵向"
        return f"A4 {words} {len(self.sizes)} 页"


def draw_report(sheets: Sequence[Sheet]) -> Drawn:
    """Return the pages as they will print; needs no office file."""
    from hazard_desk.forms.layout import lay_out
    from hazard_desk.forms.pdf import draw

    missing = [found for sheet in sheets for found in _unprintable(sheet)]
    return Drawn(draw(sheets), tuple(lay_out(sheet) for sheet in sheets), tuple(missing))


def _unprintable(sheet: Sheet) -> list[Unprintable]:
    """Return what the sheet's faces can't print, by form, enterprise and place."""
    from hazard_desk.forms.catalogue import FORMS
    from hazard_desk.forms.preflight import unprintable

    form = FORMS[sheet.form_id]
    of = "，".join(filter(None, (f"{form.number} {form.short}".strip(), sheet.subject)))
    return [replace(found, where=f"{of}，{found.where}") for found in unprintable(sheet)]


def page_picture(pdf: bytes, page: int, dpi: float) -> Picture:
    """Return a picture of one page, counted from 1."""
    from hazard_desk.forms import pictures

    return pictures.page_picture(pdf, page, dpi=dpi)
