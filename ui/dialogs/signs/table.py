"""The matrix of enterprises and the seven: cells set by keys, several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from hazard_desk.terms import NO_VILLAGE_LABEL, SignState
from ui import theme
from ui.tables.columns import Align, Column
from ui.tables.header_state import Settings
from ui.tables.ids_model import IdsTableModel
from ui.tables.record_table import RecordTable
from ui.tables.ringed_cells import RingedCells
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.signs import SignRow, SignSeen

SIGNS = {SignState.PRESENT: "√", SignState.FAULTY: "○", SignState.MISSING: "×"}
_MEANINGS = {
    SignState.PRESENT: Meaning.CLOSED,
    SignState.FAULTY: Meaning.DUE_SOON,
    SignState.MISSING: Meaning.OVERDUE,
}
_KEYS = {
    **dict.fromkeys(("1", "v", "√", "✓"), SignState.PRESENT),
    **dict.fromkeys(("2", "o", "○"), SignState.FAULTY),
    **dict.fromkeys(("3", "x", "×"), SignState.MISSING),
}
KEYS_LEGEND = "1 √ 已设置 · 2 ○ 不规范 · 3 × 未设置 · Delete 清除登记 · 回车看那次检查"
FIRST_SIGN = 2  # the columns before it are 企业 and 所属村
_EDGE = "  "


def seen_words(seen: SignSeen | None) -> str:
    """Return how a sign stands, since when and from where that is known."""
    if seen is None:
        return "没有查过，也没有登记"
    source = f"检查 {seen.number}" if seen.inspection_id is not None else "在这里登记"
    note = f"，{seen.note}" if seen.note else ""
    return f"{seen.state.label}，{seen.seen_on:%Y-%m-%d}，{source}{note}"


def columns(items: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns: whose, the seven, and how many of them are there."""
    return (
        Column("name", "企业", width=210, sortable=False),
        Column(
            "village", "所属村", width=90, text=lambda row: row.village or NO_VILLAGE_LABEL, sortable=False
        ),
        *(
            Column(
                f"sign{place}",
                _in_two_lines(item),
                width=104,
                align=Align.CENTRE,
                text=partial(_shown, place),
                meaning=partial(_meaning, place),
                ground=True,
                spoken=partial(_spoken, place, item),
                tooltip=partial(_spoken, place, item),
                sortable=False,
            )
            for place, item in enumerate(items)
        ),
        Column(
            "present",
            "齐全",
            width=60,
            align=Align.RIGHT,
            text=lambda row: f"{row.present}/{len(row.seen)}",
            meaning=lambda row: Meaning.CLOSED if row.present == len(row.seen) else None,
            tooltip=lambda row: f"七项里已设置 {row.present} 项",
            sortable=False,
        ),
    )


def _shown(place: int, row: SignRow) -> str:
    seen = row.seen[place]
    return "" if seen is None else f"{SIGNS[seen.state]} {seen.state.label}"


def _meaning(place: int, row: SignRow) -> Meaning | None:
    seen = row.seen[place]
    return None if seen is None else _MEANINGS[seen.state]


def _spoken(place: int, item: str, row: SignRow) -> str:
    return f"{item}：{seen_words(row.seen[place])}"


def _in_two_lines(item: str) -> str:
    """Break a long name before its last words: 安全风险分级 / 管控告知牌."""
    tail = 5 if len(item) > 9 else 3
    return f"{item[:-tail]}\n{item[-tail:]}"


class _SignCells(RingedCells):
    """A ring round the cell that the keyboard is on; the names keep off the edges of their columns."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give the text the room that other lists give it."""
        super().initStyleOption(option, index)
        option.text = f"{_EDGE}{option.text}{_EDGE}"


class SignTable(RecordTable):
    """Keys set the cells that are chosen; what was typed is cleared by Delete."""

    state_wanted = Signal(list, object)  # cells (enterprise id, place); a SignState, or None to clear
    cell_changed = Signal()  # the keyboard is on another cell

    def __init__(
        self,
        items: Sequence[str],
        fetch: Callable[[list[int], Callable[[Any], None], Callable[[Exception], None]], object],
        settings: Settings | None,
    ) -> None:
        """Show the seven; `fetch` reads the rows that are looked at."""
        self._signs = len(items)
        self._kept_place = 0
        self.signs = IdsTableModel(columns(items), fetch)
        super().__init__(self.signs, "signs", settings, freeze_first=True)
        self.signs.setParent(self)
        self.setAccessibleName("四牌一卡两栏")
        self.setSelectionBehavior(RecordTable.SelectionBehavior.SelectItems)
        self.setItemDelegate(_SignCells(self))
        self.setAlternatingRowColors(False)
        self.setShowGrid(True)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setTextElideMode(Qt.TextElideMode.ElideNone)  # it would join two lines before cutting them off
        height = theme.HEADER_HEIGHT + self.fontMetrics().lineSpacing()
        header.setFixedHeight(height)
        assert self._frozen is not None
        self._frozen.horizontalHeader().setFixedHeight(height)
        self._frozen.setItemDelegate(self.itemDelegate())
        self._frozen.setAlternatingRowColors(False)
        self._frozen.setShowGrid(True)
        self._frozen.lay_over()
        self._frozen.pressed.connect(lambda _index: self.setFocus())  # the keys that follow are meant for it
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.cell_changed.emit())

    @property
    def seen(self) -> tuple[SignRow, int] | None:
        """Return the row that the keyboard is on, and which of the seven; None outside of them."""
        index = self.currentIndex()
        place = index.column() - FIRST_SIGN
        row = self.signs.record(index.row()) if index.isValid() else None
        return (row, place) if row is not None and 0 <= place < len(row.seen) else None

    @property
    def _place(self) -> int:
        """Return which of the seven the keyboard is on, or nearest to."""
        return min(max(self.currentIndex().column() - FIRST_SIGN, 0), self._signs - 1)

    def chosen_cells(self) -> list[tuple[int, int]]:
        """Return the cells of the seven that are chosen; a whole line is all seven of it."""
        found: dict[tuple[int, int], None] = {}
        last = self.signs.columnCount() - 2
        for part in self.selectionModel().selection().toList():
            for row in range(part.top(), part.bottom() + 1):
                for column in range(max(part.left(), FIRST_SIGN), min(part.right(), last) + 1):
                    found[self.signs.id_at(row), column - FIRST_SIGN] = None
        return list(found)

    def go_to_cell(self, row: int, place: int) -> None:
        """Put the keyboard on one of the seven in a row."""
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.signs.index(row, FIRST_SIGN + place), alone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that set or clear; leave the rest to the list."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        state = _KEYS.get(normalize("NFKC", event.text()).lower()) if plain and event.text() else None
        clears = plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if state is None and not clears:
            super().keyPressEvent(event)
            return
        event.accept()
        cells = self.chosen_cells()
        if cells:
            self.state_wanted.emit(cells, state)
            if state is not None and len(cells) == 1:
                self._go_on()

    def _go_on(self) -> None:
        """Go to the next of the seven, after the last to the next enterprise: they are seen one by one."""
        at = self.currentIndex()
        if at.column() < self.signs.columnCount() - 2:
            self.go_to_cell(at.row(), at.column() + 1 - FIRST_SIGN)
        elif at.row() + 1 < self.signs.rowCount():
            self.go_to_cell(at.row() + 1, 0)

    def _go_to_row(self, row: int) -> None:
        # In the column where the keyboard is: a whole line chosen would be seven signs set by one key.
        if self.signs.rowCount():
            self.go_to_cell(row, self._place)

    def _keep_selection(self) -> None:
        self._kept_place = self._place
        super()._keep_selection()

    def _restore_selection(self) -> None:
        # One cell is chosen again, not the line that it's in.
        current, self._kept_current = self._kept_current, None
        self._kept_selection = set()
        super()._restore_selection()
        row = self.signs.row_of(current) if current is not None else None
        if row is not None:
            self.go_to_cell(row, self._kept_place)
