"""Dividing the rows of a table among pages.

A row is torn only if it is taller than a whole page, and then between lines. The notes and signatures
that close a form never stand on a page without a row of the table, where that can be helped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of the grid, or the part of a torn row that stands on one page."""

    row: int
    height: float


def break_pages(
    *,
    heights: list[float],
    start: int,
    lines: dict[int, list[tuple[int, float]]],
    glued: set[int],
    first: float,
    later: float,
    closing: float,
    padding: float,
    again: Mapping[int, int] = MappingProxyType({}),
) -> list[list[Strip]]:
    """Return the strips of every page for the rows from `start` on.

    `heights` of the rows, `first` and `later` the room for rows on the first and on other pages, `closing`
    the room of what follows the table: all in mm. `lines` gives for each row the number and height of the
    lines of its cells, `glued` the rows that stay on one page with the next, `padding` the white above and
    below the lines of a cell. `again` names the row that comes once more before a row with which a page
    begins. The last page may be empty: then only the closing stands on it.
    """
    pages: list[list[Strip]] = [[]]
    left = first
    groups = _groups(start, len(heights), glued)

    def head(row: int) -> list[Strip]:
        found = again.get(row)
        # A header that fills the page would leave no room for what it heads.
        return [] if found is None or heights[found] > later / 3 else [Strip(found, heights[found])]

    def room(row: int) -> float:
        return later - sum(strip.height for strip in head(row))

    for number, group in enumerate(groups):
        height = sum(heights[row] for row in group)
        last = number == len(groups) - 1
        # The last row goes along with the closing, unless that would leave a page without rows.
        along = last and bool(pages[-1]) and height + closing <= room(group[0])
        needed = height + closing if along else height
        if needed > left + 1e-6 and needed <= room(group[0]) + 1e-6:
            pages.append(head(group[0]))
            left = room(group[0])
        for row in group:
            if heights[row] <= left + 1e-6:
                pages[-1].append(Strip(row, heights[row]))
                left -= heights[row]
            elif heights[row] <= room(row) + 1e-6:
                pages.append([*head(row), Strip(row, heights[row])])
                left = room(row) - heights[row]
            else:
                left = _tear(
                    row, heights[row], lines.get(row, []), pages, left, head(row), room(row), padding
                )
    if closing > left + 1e-6:
        pages.append([])
    return pages


def _groups(start: int, end: int, glued: set[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for row in range(start, end):
        if groups and row - 1 in glued and row > start:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _tear(
    row: int,
    height: float,
    cells: list[tuple[int, float]],
    pages: list[list[Strip]],
    left: float,
    head: list[Strip],
    later: float,
    padding: float,
) -> float:
    """Spread a row taller than a page over as many as it takes; return the room left on the last one.

    `head` comes first on each page that begins with the row, and leaves `later` for it.
    """
    remaining = list(cells)
    # Fewer than three lines at the foot of a page are not worth the tear.
    if left < padding + 3 * max((line for _, line in cells), default=0.0) or left < later / 4:
        pages.append(list(head))
        left = later
    owed = height
    while True:
        needed = max((count * line + padding for count, line in remaining if count > 0), default=0.0)
        # A row that is tall by its own wish, not by its text, keeps its height over the pages.
        needed = max(needed, min(owed, left)) if not any(count for count, _ in cells) else needed
        if needed <= left + 1e-6:
            pages[-1].append(Strip(row, needed))
            return left - needed
        pages[-1].append(Strip(row, left))
        owed -= left
        remaining = [(count - int((left - padding) / line + 1e-6), line) for count, line in remaining]
        pages.append(list(head))
        left = later
