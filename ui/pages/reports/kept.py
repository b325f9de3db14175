"""A paper as it was filed (定稿) or stamped: the PDF that is kept, and where its figures stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hazard_desk.forms.geometry import Box, Circle
    from hazard_desk.forms.places import Place
    from hazard_desk.services.attaching import AttachmentRow
    from ui.pages.reports.drawing import Drawn


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as it lies, in mm."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The one page of a `KeptLayout`."""

    number: int = 1


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """One page of a kept PDF, to the preview what a measured sheet is."""

    sheet: PageSize
    places: tuple[Place, ...] = ()
    pages: tuple[KeptPage, ...] = (KeptPage(),)

    @property
    def keys(self) -> list[str]:
        """The figures on the page, in the order of reading."""
        return [place.key for place in self.places]

    def cell_at(self, _page: int, x_mm: float, y_mm: float) -> str | None:
        """Return the key of the figure at a point, or None."""
        return next((place.key for place in self.places if _box(place).contains(x_mm, y_mm)), None)

    def box_of(self, key: str) -> tuple[int, Box]:
        """Return the page and the box of a figure; else KeyError."""
        for place in self.places:
            if place.key == key:
                return 1, _box(place)
        raise KeyError(key)

    def seal_circles(self) -> list[Circle]:
        """Return nothing: where the seal goes is no longer a question of the screen."""
        return []


def _box(place: Place) -> Box:
    from hazard_desk.forms.geometry import Box

    return Box(place.x_mm, place.y_mm, place.width_mm, place.height_mm)


def read_kept(kept: AttachmentRow, places: Sequence[Place] = ()) -> Drawn:
    """Return the kept pages as they are; refused where the file is gone or was changed since."""
    from pypdfium2 import PdfiumError

    from hazard_desk.forms.pictures import page_sizes
    from hazard_desk.services.filing.kept_files import kept_bytes, kept_file_lost
    from ui.pages.reports.drawing import Drawn

    pdf = kept_bytes(kept)
    try:
        sizes = page_sizes(pdf)
    except PdfiumError as error:
        raise kept_file_lost(kept) from error
    pages = (
        KeptLayout(PageSize(*size), tuple(place for place in places if place.page == number))
        for number, size in enumerate(sizes, start=1)
    )
    return Drawn(pdf, tuple(pages), ())
