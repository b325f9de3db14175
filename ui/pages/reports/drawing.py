"""A report on paper: drawn on another thread, away from the office file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hazard_desk.forms.geometry import Layout
    from hazard_desk.forms.pictures import Picture
    from hazard_desk.forms.preflight import Unprintable
    from hazard_desk.forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report on paper: the PDF, where everything stands in it, and what can't be printed."""

    pdf: bytes
    layout: Layout
    unprintable: tuple[Unprintable, ...]


def draw_report(sheet: Sheet) -> Drawn:
    """Return the pages as they will print; needs no office file."""
    from hazard_desk.forms.layout import lay_out
    from hazard_desk.forms.pdf import draw
    from hazard_desk.forms.preflight import unprintable

    return Drawn(draw(sheet), lay_out(sheet), tuple(unprintable(sheet)))


def page_pictures(pdf: bytes, pages: int, dpi: float) -> list[Picture]:
    """Return a picture of every page."""
    from hazard_desk.forms.pictures import page_picture

    return [page_picture(pdf, number, dpi=dpi) for number in range(1, pages + 1)]
