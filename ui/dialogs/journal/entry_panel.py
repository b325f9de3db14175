"""One operation beside the list: what, when, by whom, every record it changed, and the ways back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.journal.changes_table import ChangesTable, lines_of
from ui.widgets.flow_row import FlowRow
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.journal import EntryRow, RowTold

FIRST, MORE = 50, 200
"""Records read at first, and at each wish for more; an import has thousands."""
_WHY_NOT = {
    "已撤销": "这一步已经撤销过；要恢复，选“撤销”那一步再重做",
    "撤销": "撤销的那一步已经重做过",
    "重做": "要再撤销，选原来那一步",
}
"""Why there is no way back from an operation, by `EntryRow.state`."""


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """An operation with the first of its records, and how many those are in all."""

    row: EntryRow
    many: int
    told: list[RowTold]


def look_at(reading: Any, entry_id: int) -> EntrySeen | None:
    """Return the operation with its first records; None where the journal has none of this id."""
    from hazard_desk.services.journal import changes_count, entry_changes, entry_rows

    rows = entry_rows(reading, [entry_id])
    if not rows:
        return None
    return EntrySeen(rows[0], changes_count(reading, entry_id), entry_changes(reading, entry_id, 0, FIRST))


class EntryPanel(QWidget):
    """Shows one operation, or that none is chosen."""

    undo_wanted = Signal(int, bool)  # the operation; whether that means doing again what it took back
    record_wanted = Signal(str, int)
    rows_back_wanted = Signal(int, object)  # the operation; rows (noun, key) that it took out
    more_wanted = Signal(int, int)  # the operation, how many of its records are shown
    nothing_to_open = Signal()

    def __init__(self) -> None:
        """Begin with none chosen."""
        super().__init__()
        self.seen: EntrySeen | None = None
        self._told: list[RowTold] = []
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.set_role(self.title, "heading")
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.table = ChangesTable()
        self.more_button = QPushButton()
        theme.set_role(self.more_button, "link")
        self.more_button.clicked.connect(self._ask_more)
        self.undo_button = push_button("撤销这一步(&U)", "", self._ask_undo, "undo")
        self.open_button = push_button("打开这条记录(&O)", "回车或双击", self.open_record, "open")
        self.back_button = push_button("放回这一行(&R)", "", self._ask_rows_back)
        self.table.record_wanted.connect(self.open_record)
        self.table.line_changed.connect(self._show_ways)
        self._lay_out()
        self.show_entry(None)

    def _lay_out(self) -> None:
        ways = QWidget()
        bar = FlowRow(ways, theme.LABEL_GAP)  # where the panel is narrow, in two lines
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        ways.setSizePolicy(policy)
        bar.addWidget(self.undo_button)
        bar.addWidget(self.back_button)
        bar.addWidget(self.open_button)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(theme.PAGE_MARGIN, 0, 0, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(ways)
        nothing = QLabel("在左边选一步，这里列出它改了什么。")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setWordWrap(True)
        theme.set_role(nothing, "secondary")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(nothing)
        self._stack.addWidget(shown)

    def show_entry(self, seen: EntrySeen | None) -> None:
        """Show this operation from its first record on; the same one again stays where it was scrolled to."""
        same = self.seen is not None and seen is not None and self.seen.row.id == seen.row.id
        self.seen = seen
        self._stack.setCurrentIndex(0 if seen is None else 1)
        self._told = list(seen.told) if seen is not None else []
        if seen is not None:
            row = seen.row
            self.title.setText(row.summary)
            by = f"经办人 {row.handler}" if row.handler else ""
            counted = f"改动 {seen.many:,} 条记录" if seen.many > 1 else ""
            said = (f"{row.at:%Y-%m-%d %H:%M:%S}", by, row.state, counted)
            self.words.setText(" · ".join(filter(None, said)))
            self._show_undo(row)
        self.table.show_lines(lines_of(self._told), stay=same)
        self._show_more()
        self._show_ways()

    def add_changes(self, entry_id: int, told: Sequence[RowTold]) -> None:
        """Show more records of the operation, below those that are there."""
        if self.seen is None or self.seen.row.id != entry_id:
            return
        self._told += told
        self.table.show_lines(lines_of(self._told), stay=True)
        self._show_more()

    def open_record(self) -> None:
        """Ask the window for the record that the keyboard is on, else for the first that can be shown."""
        record = self.table.record
        if record is None:
            self.nothing_to_open.emit()
        else:
            self.record_wanted.emit(*record)

    def _show_undo(self, row: EntryRow) -> None:
        redoes = row.can_be_redone
        self.undo_button.setText("重做这一步(&U)" if redoes else "撤销这一步(&U)")
        self.undo_button.setIcon(theme.icon("redo" if redoes else "undo", theme.SECONDARY))
        self.undo_button.setEnabled(redoes or row.can_be_taken_back)
        if redoes:
            tip = "再做一遍，记为新的一步"
        elif row.can_be_taken_back:
            tip = "只撤销这一步，后来的操作不动，记为新的一步"
        else:
            tip = _WHY_NOT.get(row.state, "建立台账这一步不能撤销")
        self.undo_button.setToolTip(tip)

    def _show_ways(self) -> None:
        self.open_button.setEnabled(self.table.record is not None)
        rows = len(self.table.lost_rows)
        self.back_button.setText(f"放回这 {rows:,} 行(&R)" if rows > 1 else "放回这一行(&R)")
        self.back_button.setEnabled(rows > 0)
        self.back_button.setToolTip(
            "把这一步去掉的这一行放回原处，定稿以后也可以；后来录入的不动，记为新的一步"
            if rows
            else "在上面选标明“可以放回”的一行"
        )

    def _show_more(self) -> None:
        left = self.seen.many - len(self._told) if self.seen is not None else 0
        self.more_button.setVisible(left > 0 and bool(self._told))
        self.more_button.setText(f"再看 {min(left, MORE)} 条（还有 {left:,} 条）")

    def _ask_undo(self) -> None:
        if self.seen is not None:
            self.undo_wanted.emit(self.seen.row.id, self.seen.row.can_be_redone)

    def _ask_rows_back(self) -> None:
        if self.seen is not None:
            self.rows_back_wanted.emit(self.seen.row.id, self.table.lost_rows)

    def _ask_more(self) -> None:
        if self.seen is not None:
            self.more_wanted.emit(self.seen.row.id, len(self._told))
