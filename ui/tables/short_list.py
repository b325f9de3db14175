"""A short list that is in memory whole, on the one kind of table that the window has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ui.tables.columns import Align, Column
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a short list that is in memory whole; `record` is what a double click shows.

    `tip` is said of every cell of the row; without one, each says its own text.
    """

    id: int
    texts: tuple[str, ...]
    record: tuple[str, int] | None = None
    tip: str = ""


class ShortList(RecordTable):
    """A record table over lines that are all there."""

    def __init__(self, titles: Sequence[tuple[str, int, Align]], name: str, settings: Any) -> None:
        """Show columns of these titles, widths and alignments."""
        self._lines: list[Line] = []
        columns = [
            Column(str(at), title, width, align, text=_text_at(at), tooltip=_tip_at(at), sortable=False)
            for at, (title, width, align) in enumerate(titles)
        ]
        self.records = IdsTableModel(columns, self._fetch)
        super().__init__(self.records, name, settings)
        self.records.setParent(self)
        self.horizontalHeader().setStretchLastSection(True)

    @property
    def lines(self) -> list[Line]:
        """Return the lines shown."""
        return self._lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; their ids count from 0."""
        self._lines = list(lines)
        self.records.refresh()
        self.records.set_ids(line.id for line in self._lines)

    def _fetch(
        self, ids: list[int], done: Callable[[Sequence[Line]], None], _failed: Callable[[Exception], None]
    ) -> None:
        done([self._lines[at] for at in ids if at < len(self._lines)])


def _text_at(at: int) -> Callable[[Line], str]:
    return lambda line: line.texts[at]


def _tip_at(at: int) -> Callable[[Line], str]:
    return lambda line: line.tip or line.texts[at]
