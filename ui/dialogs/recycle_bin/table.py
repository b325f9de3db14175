"""The list of what lies in the bin: plain rows, numbered once, so that a choice survives a new reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView

from ui.tables.columns import Column
from ui.tables.header_state import Settings
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from hazard_desk.services.recycling import BinRow

_NAME = 1


@dataclass(frozen=True, slots=True)
class BinLine:
    """A removed record under a number of its own."""

    id: int
    row: BinRow


def columns() -> tuple[Column, ...]:
    """Return what it is and belongs to, when and by whom it was removed, and what went with it."""
    return (
        Column("noun", "种类", width=120, text=lambda line: line.row.noun_label, sortable=False),
        Column("name", "名称", width=300, text=lambda line: line.row.name, sortable=False),
        Column("owner", "属于", width=230, text=lambda line: line.row.owner, sortable=False),
        Column("removed", "移入时间", width=136, text=_removed, sortable=False),
        Column("handler", "经办人", width=84, text=lambda line: line.row.handler, sortable=False),
        Column("along", "一起移入的", width=180, text=lambda line: "、".join(line.row.along), sortable=False),
    )


def _removed(line: BinLine) -> str:
    return f"{line.row.removed_at:%Y-%m-%d %H:%M}" if line.row.removed_at else ""


class BinTable(RecordTable):
    """Several can be chosen and put back at once."""

    def __init__(self, settings: Settings | None) -> None:
        """Begin empty."""
        self._numbers: dict[tuple[str, str], int] = {}
        self._lines: dict[int, BinLine] = {}
        self.records = IdsTableModel(columns(), self._fetch)
        super().__init__(self.records, "recycle_bin", settings)
        self.records.setParent(self)
        self.setAccessibleName("回收站")
        self.horizontalHeader().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)

    @property
    def rows(self) -> list[BinRow]:
        """Return what is listed."""
        return [self._lines[number].row for number in self.records.ids]

    @property
    def chosen(self) -> list[BinRow]:
        """Return what is chosen, in the order of the list."""
        return [self._lines[number].row for number in self.selected_ids]

    def show_rows(self, rows: Sequence[BinRow]) -> None:
        """List these; where what was chosen has gone, the keyboard stays at its place."""
        at = self.currentIndex().row()
        numbers = [self._numbers.setdefault((row.noun, row.key), len(self._numbers)) for row in rows]
        self._lines = {number: BinLine(number, row) for number, row in zip(numbers, rows, strict=True)}
        self.records.refresh()
        self.records.set_ids(numbers)
        if numbers and not self.selected_ids:
            self.go_to(numbers[min(max(at, 0), len(numbers) - 1)])

    def _fetch(
        self, ids: list[int], done: Callable[[Sequence[BinLine]], None], _failed: Callable[[Exception], None]
    ) -> None:
        done([self._lines[number] for number in ids if number in self._lines])
