"""What a column of a record table shows of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import Qt

from ui.theme import Meaning

Row = Any  # a plain row of a query: a mapping, a named tuple or a dataclass with an `id`


class Align(Enum):
    """Where a column's text stands: figures to the right, marks in the middle."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (remembered and sorted by), its title, and what it makes of a row.

    Without `text` it shows the row's value of the same key. `meaning` colours the cell; `spoken` says
    for a screen reader what the text alone doesn't; `ground` puts the pale ground under it too.
    """

    key: str
    title: str
    width: int = 120
    align: Align = Align.LEFT
    text: Callable[[Row], str] | None = None
    meaning: Callable[[Row], Meaning | None] | None = None
    ground: bool = False
    spoken: Callable[[Row], str] | None = None
    tooltip: Callable[[Row], str] | None = None
    sortable: bool = True
    hidden: bool = False  # until the user shows it

    def shown(self, row: Row) -> str:
        """Return the text for this row."""
        if self.text is not None:
            return self.text(row)
        found = value_of(row, self.key)
        return "" if found is None else str(found)


def value_of(row: Row, key: str) -> Any:
    """Return what a plain row holds under this key."""
    return row[key] if isinstance(row, Mapping) else getattr(row, key)
