"""A table over rows that are all in memory, with the colours that a short list lacks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from ui.tables.columns import Column
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable


class StableIds:
    """Gives a row the same id at every reading, by what it is; tables keep their selection by ids."""

    def __init__(self) -> None:
        """Start without any."""
        self._ids: dict[Hashable, int] = {}

    def id_of(self, what: Hashable) -> int:
        """Return its id."""
        return self._ids.setdefault(what, len(self._ids))


class RowsTable(RecordTable):
    """Shows plain rows with an `id` each, in the order given; keeps the current one over a new reading."""

    def __init__(self, columns: Sequence[Column], name: str, settings: Any, stretched: str = "") -> None:
        """Show these columns; the one called `stretched` takes the room left over."""
        self._rows: dict[int, Any] = {}
        self.records = IdsTableModel(tuple(columns), self._fetch)
        super().__init__(self.records, name, settings)
        self.records.setParent(self)
        self._stretched = next((at for at, column in enumerate(columns) if column.key == stretched), None)
        if self._stretched is None:
            self.horizontalHeader().setStretchLastSection(True)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self._rows = {row.id: row for row in rows}
        self.records.refresh()
        self.records.set_ids(row.id for row in rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the one column the room left over; where there is none, its own width, and a scroll bar."""
        super().resizeEvent(event)
        at, header = self._stretched, self.horizontalHeader()
        if at is None:
            return
        own = self.records.columns[at].width
        others = sum(header.sectionSize(place) for place in range(header.count()) if place != at)
        fits = others + own <= self.viewport().width()
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        if header.sectionResizeMode(at) is not mode:
            header.setSectionResizeMode(at, mode)
            if not fits:
                header.resizeSection(at, own)

    @property
    def rows(self) -> list[Any]:
        """Return the rows shown."""
        return list(self._rows.values())

    def chosen(self) -> list[Any]:
        """Return the rows that are selected."""
        return [self._rows[known] for known in self.selected_ids if known in self._rows]

    def current(self) -> Any:
        """Return the row that the keyboard is on, or None."""
        known = self.current_id
        return self._rows.get(known) if known is not None else None

    def _fetch(
        self, ids: list[int], done: Callable[[Sequence[Any]], None], _failed: Callable[[Exception], None]
    ) -> None:
        done([self._rows[known] for known in ids if known in self._rows])
