"""Measured pages as plain geometry: millimetres from the upper left corner of the page.

The PDF is drawn from these, and the preview asks them which figure lies under the pointer.
"""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.forms.sheet import SEAL_RADIUS_MM, Cell, Diagram, HeadField, Mark, Photo, Role, Scan, Sheet


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies in the box or on its edge."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Circle:
    """Where the seal goes: middle and radius in mm, and on which page."""

    x: float
    y: float
    radius: float
    page: int = 1

    def touches(self, box: Box) -> bool:
        """Whether the circle covers any part of the box."""
        dx = max(box.x - self.x, 0.0, self.x - box.right)
        dy = max(box.y - self.y, 0.0, self.y - box.bottom)
        return bool(dx * dx + dy * dy < self.radius * self.radius)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of settable text: left end and baseline in mm."""

    text: str
    x: float
    baseline: float
    size_pt: float
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of the table, thickness in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight_pt: float


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark to be drawn: its middle and the side of the square it fills, in mm."""

    mark: Mark
    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """A photo, a page of a PDF or a diagram to be drawn, and the box that it fills."""

    photo: Photo | Scan | Diagram
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell, or the part of it that stands on this page, with the lines, the mark or the photo set in it."""

    cell: Cell
    box: Box
    lines: tuple[TextLine, ...]
    mark: PlacedMark | None = None
    photo: PlacedPhoto | None = None


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A place of the head line or footer: its printed label and the room of what is filled in."""

    field: HeadField
    label: Box
    value: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: everything that is drawn on it."""

    number: int
    cells: tuple[PlacedCell, ...]
    fields: tuple[PlacedField, ...]
    texts: tuple[TextLine, ...]  # annex, title, notes, page number
    rules: tuple[Rule, ...]

    @property
    def marks(self) -> tuple[PlacedMark, ...]:
        """Every mark drawn on the page."""
        return tuple(placed.mark for placed in self.cells if placed.mark is not None)

    @property
    def photos(self) -> tuple[PlacedPhoto, ...]:
        """Every photo on the page."""
        return tuple(placed.photo for placed in self.cells if placed.photo is not None)

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """Every line of text on the page."""
        in_fields = (line for place in self.fields for line in place.lines)
        in_cells = (line for placed in self.cells for line in placed.lines)
        return (*self.texts, *in_fields, *in_cells)


@dataclass(frozen=True, slots=True)
class Layout:
    """A measured sheet."""

    sheet: Sheet
    pages: tuple[Page, ...]
    row_heights: tuple[float, ...]  # of every row of the grid, as if it stood on one page
    title_height: float  # from the title's upper edge to the head line, the seal's room included
    head_height: float
    table_gap: float  # from the head line to the table; wider where a seal goes

    def cell_at(self, page: int, x_mm: float, y_mm: float) -> str | None:
        """Return the key of the figure or place at a point of a page (counted from 1), or None."""
        if not 1 <= page <= len(self.pages):
            return None
        for placed in self.pages[page - 1].cells:
            if placed.cell.key is not None and placed.box.contains(x_mm, y_mm):
                return placed.cell.key
        for place in self.pages[page - 1].fields:
            if place.field.key is not None and place.value.contains(x_mm, y_mm):
                return place.field.key
        return None

    def box_of(self, key: str) -> tuple[int, Box]:
        """Return the page number and box of the cell or head field with this key; else KeyError."""
        for page in self.pages:
            for placed in page.cells:
                if placed.cell.key == key:
                    return page.number, placed.box
            for place in page.fields:
                if place.field.key == key:
                    return page.number, place.value
        raise KeyError(key)

    def seal_circle(self) -> Circle | None:
        """Return where the township seal goes, the first of two, or None for a form without one."""
        return next(iter(self.seal_circles()), None)

    def seal_circles(self) -> list[Circle]:
        """Return where seals go, from the top.

        The middle is that of the unit's name: a form is stamped on the name. A document has name and date in
        one cell, which the seal covers both (骑年盖月).
        """
        found = []
        for page in self.pages:
            for place in page.fields:
                if place.field.role is Role.SEAL:
                    found.append(seal_on(place.value, page.number))
            for placed in page.cells:
                if placed.cell.role is Role.SEAL:
                    found.append(seal_on(placed.box, page.number))
        return found

    def under_seal(self) -> list[PlacedCell | PlacedField]:
        """Return the figures and rooms for handwriting that a seal would cover; must be empty."""
        free = (Role.LABEL, Role.SEAL)
        covered: list[PlacedCell | PlacedField] = []
        for circle in self.seal_circles():
            page = self.pages[circle.page - 1]
            covered += [p for p in page.cells if p.cell.role not in free and circle.touches(p.box)]
            covered += [p for p in page.fields if p.field.role not in free and circle.touches(p.value)]
        return covered


def seal_on(box: Box, page: int = 1) -> Circle:
    """Return the seal pressed on the middle of a box."""
    return Circle(box.x + box.width / 2, box.y + box.height / 2, SEAL_RADIUS_MM, page)
