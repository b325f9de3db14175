"""A short list in the narrow column at the left, two lines an entry: the visits, the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from hazard_desk.rules.weekly_figures import is_supervisory

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.rounds import RoundRow
    from hazard_desk.services.inspecting.finding import InspectionRow

_ROW_HEIGHT = 40
_LEAST_ROWS = 3
_VALUE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Pick:
    """One entry: what it stands for, and its two lines."""

    value: Any
    first: str
    second: str


class PickList(QListWidget):
    """One of its entries is chosen, as soon as there are any."""

    chosen = Signal(object)  # the value of the entry

    def __init__(self, name: str) -> None:
        """Start empty; `name` is what a screen reader says."""
        super().__init__()
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LEAST_ROWS * _ROW_HEIGHT)
        self.currentItemChanged.connect(self._on_current)

    def show_picks(self, picks: Sequence[Pick], chosen: object) -> None:
        """Show these entries, standing on the chosen one, telling nobody."""
        blocked = self.blockSignals(True)
        self.clear()
        for pick in picks:
            item = QListWidgetItem(f"{pick.first}\n{pick.second}")
            item.setData(_VALUE, pick.value)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            item.setToolTip(f"{pick.first}\n{pick.second}")
            self.addItem(item)
            if pick.value == chosen:
                self.setCurrentItem(item)
        self.blockSignals(blocked)
        current = self.currentItem()
        if current is not None:
            self.scrollToItem(current)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_VALUE))


def visit_pick(row: InspectionRow) -> Pick:
    """Return a visit as an entry: day and number, then the team and what it found."""
    own = "" if is_supervisory(row.level, row.stage) else "企业自查"
    found = f"隐患 {row.hazards} 条" if row.hazards else "没有隐患"
    second = " · ".join(filter(None, (found, own, row.inspectors)))
    return Pick(row.id, f"{row.inspected_on}  {row.number}", second)


def round_pick(row: RoundRow) -> Pick:
    """Return a round as an entry: its name, then its days and how many pairs it has."""
    days = " 至 ".join(str(day) for day in (row.starts_on, row.ends_on) if day) or "没有填日期"
    return Pick(row.name, row.name, f"{days} · {len(row.pairs)} 组")
