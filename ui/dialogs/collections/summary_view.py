"""汇总表: all rows as they stand, to be looked through and given out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.collections.rows_table import RowsTable, StableIds
from ui.tables.columns import Column
from ui.theme import Meaning
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.facts import ExpectedColumn
    from hazard_desk.services.collecting.merging import MergedRow
    from hazard_desk.services.collecting.record import CollectionRecord


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    row: MergedRow


def _text_at(at: int) -> Callable[[_Row], str]:
    def text(one: _Row) -> str:
        cell = one.row.cells[at]
        return "待定" if cell.conflict else cell.text

    return text


def _meaning_at(at: int) -> Callable[[_Row], Meaning | None]:
    def meaning(one: _Row) -> Meaning | None:
        cell = one.row.cells[at]
        if cell.conflict:
            return Meaning.DUE_SOON
        return Meaning.CLOSED if cell.decided else None

    return meaning


def _tip_at(at: int) -> Callable[[_Row], str]:
    def tip(one: _Row) -> str:
        cell = one.row.cells[at]
        lines = [f"{side.text}（{side.words}）" for side in cell.sides]
        lines += [f"{cell.ours}（台账）"] if cell.ours else []
        return "\n".join(lines)

    return tip


class SummaryView(QWidget):
    """The merged rows; each cell tells which file it comes from."""

    paper_wanted = Signal(str)  # print, .pdf or .xlsx

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__()
        self._ids = StableIds()
        self._columns: tuple[ExpectedColumn, ...] = ()
        self.table: RowsTable | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.xlsx_button = push_button(
            "存为 Excel…", "汇总表，带合计和来源", lambda: self.paper_wanted.emit(".xlsx"), "export"
        )
        theme.set_role(self.xlsx_button, "primary")
        self.xlsx_button.setIcon(theme.icon("export", theme.GROUND))
        self.pdf_button = push_button("PDF…", "存为 PDF", lambda: self.paper_wanted.emit(".pdf"))
        self.print_button = push_button(
            "打印", "打印汇总表", lambda: self.paper_wanted.emit("print"), "print"
        )
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.words, 1)
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            head.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(
            theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP
        )
        self._column.setSpacing(theme.LABEL_GAP)
        self._column.addLayout(head)

    def show_record(self, record: CollectionRecord) -> None:
        """Show the rows of this 收表."""
        table = record.table
        if self.table is None or table.columns != self._columns:
            self._columns = table.columns
            self._make_table()
        assert self.table is not None
        self.table.show_rows([_Row(self._ids.id_of((record.id, row.key)), row) for row in table.rows])
        waiting = len(table.conflicts)
        said = f"{table.files} 份表，{len(table.rows)} 行"
        self.words.setText(f"{said}；{waiting} 处冲突没定，导出时写“待定”，不计入合计" if waiting else said)
        for button in (self.print_button, self.pdf_button, self.xlsx_button):
            button.setEnabled(bool(table.rows))

    def _make_table(self) -> None:
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        columns = [
            Column(
                f"c{at}",
                column.label,
                width=164 if column.field == "code" else 132 if column.key else 104,
                text=_text_at(at),
                meaning=_meaning_at(at),
                tooltip=_tip_at(at),
                sortable=False,
            )
            for at, column in enumerate(self._columns)
            if not column.counted
        ]
        columns.append(
            Column("files", "来源文件", width=160, text=lambda one: "、".join(one.row.files), sortable=False)
        )
        self.table = RowsTable(columns, "", None)
        self.table.setAccessibleName("汇总表")
        self.table.set_empty_text("还没有收到表。")
        self._column.addWidget(self.table, 1)
