"""The cells that held something else and were left: summed up by column, to be looked through."""

from __future__ import annotations

from hazard_desk.intake.defects import column_letters

_NAMED = 3


class KeptCells:
    """Gathers the cells of all sheets, each once, in the order in which they were come by."""

    def __init__(self) -> None:
        """Start without any."""
        self._rows: dict[tuple[str, int], dict[int, None]] = {}

    def add(self, sheet: str, row: int, column: int) -> None:
        """Name a cell."""
        self._rows.setdefault((sheet, column), {})[row] = None

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence for each column of each sheet."""
        return tuple(
            f"工作表“{sheet}”{_places(column_letters(column), list(rows))}"
            for (sheet, column), rows in self._rows.items()
        )


def _places(letters: str, rows: list[int]) -> str:
    named = "、".join(f"{letters}{row}" for row in rows[:_NAMED])
    if len(rows) == 1:
        return f"{named} 已有内容，没有覆盖。"
    more = "等" if len(rows) > _NAMED else ""
    return f"{letters} 列 {len(rows)} 格已有内容，没有覆盖：{named}{more}。"
