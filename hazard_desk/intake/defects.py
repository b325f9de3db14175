"""What a parser would not tell: cells with an error or an uncalculated formula, and a sheet's bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

UNCALCULATED = "公式（没有计算结果）"


@dataclass(frozen=True, slots=True)
class BadCell:
    """Stands in the grid for a cell without a usable value: #REF!, #N/A, or a formula never calculated."""

    text: str

    def __str__(self) -> str:
        """Show what the cell shows."""
        return self.text


@dataclass(slots=True)
class SheetScan:
    """Rows and columns count from 0; `rows` and `columns` bound the filled area, as far as it is known."""

    bad_cells: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] | None = None
    rows: int = 0
    columns: int = 0
    far_cell: str = ""


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the column, counted from 0, that the letters name."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
