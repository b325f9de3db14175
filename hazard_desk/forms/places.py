"""Where the figures of a form stand on its pages: kept with a paper that is filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hazard_desk.forms.geometry import Layout


@dataclass(frozen=True, slots=True)
class Place:
    """The box of a figure on a page counted from 1, in mm from the upper left corner."""

    key: str
    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


def places_of(layouts: Iterable[Layout]) -> list[Place]:
    """Return the places of all that has a key, page by page; the pages of several sheets run on."""
    found = []
    before = 0
    for layout in layouts:
        for page in layout.pages:
            boxes = [(placed.cell.key, placed.box) for placed in page.cells]
            boxes += [(placed.field.key, placed.value) for placed in page.fields]
            found += [
                Place(
                    key,
                    before + page.number,
                    *(round(side, 2) for side in (box.x, box.y, box.width, box.height)),
                )
                for key, box in boxes
                if key is not None
            ]
        before += len(layout.pages)
    return found
