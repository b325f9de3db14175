"""The first step of 换人交接: what is open, kind by kind, and the way to each of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from ui import theme
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hazard_desk.services.handing_over import HandOver, OpenGroup, OpenRow
    from ui.preferences import Preferences

_LEFT = 292
_COLUMNS = [
    ("单位（对象）", 220, Align.LEFT),
    ("情况", 366, Align.LEFT),
    ("期限", 92, Align.LEFT),
    ("逾期", 84, Align.LEFT),
    ("责任人", 110, Align.LEFT),
]


class OpenPage(QWidget):
    """The kinds at the left with their counts, the rows of the one chosen at the right."""

    row_wanted = Signal(object)  # an `OpenRow`
    list_wanted = Signal(str, str)  # noun and saved view

    def __init__(self, preferences: Preferences) -> None:
        """Build it empty."""
        super().__init__()
        self._found: HandOver | None = None
        self._groups: list[OpenGroup] = []
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("没有办完的事项")
        self.kinds.setFixedWidth(_LEFT)
        self.kinds.currentRowChanged.connect(lambda _row: self._show_rows())
        self.table = ShortList(_COLUMNS, "hand-over/rows", preferences)
        self.table.setAccessibleName("这一类里的各条")
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(lambda _ids: self._show_buttons())
        self.open_button = push_button("看原记录", "回车或双击", self._open_current, "open")
        self.list_button = push_button("打开这张清单", "到隐患台账里看这些隐患", self._open_list, "filter")
        self.more = QLabel()
        self.more.setWordWrap(True)
        theme.set_role(self.more, "secondary")
        self._lay_out()

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(theme.LABEL_GAP)
        body.addWidget(self.kinds)
        body.addWidget(self.table, 1)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.open_button)
        bar.addWidget(self.list_button)
        bar.addWidget(self.more, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.words)
        column.addLayout(body, 1)
        column.addLayout(bar)

    def show_found(self, found: HandOver, words: Mapping[str, str], long_lists: str, drafts: int) -> None:
        """Show what is open; `words` name the kinds, `long_lists` says what is only counted."""
        from hazard_desk.services.handing_over import Open

        self._found = found
        self._groups = [found.group(kind) for kind in Open]
        count = sum(len(group.rows) for group in self._groups)
        late = sum(group.late for group in self._groups)
        self.words.setText(
            f"到今天（{found.today}）还有 {count} 项没有办完，{late} 项已逾期。同一条隐患可能列在几类里。"
            if count
            else f"到今天（{found.today}）没有未办完的事项。"
        )
        kept = max(self.kinds.currentRow(), 0)
        self.kinds.clear()
        for group in self._groups:
            behind = f"（逾期 {group.late}）" if group.late else ""
            self.kinds.addItem(f"{words[group.kind.value]}　{len(group.rows)}{behind}")
        first = next((at for at, group in enumerate(self._groups) if group.rows), 0)
        self.kinds.setCurrentRow(kept if self._groups[kept].rows else first)
        unsaved = f"另有填了没有保存的内容 {drafts} 份，打开原来的窗口就能看到。" if drafts else ""
        self.more.setText(long_lists + unsaved)

    @property
    def _group(self) -> OpenGroup | None:
        at = self.kinds.currentRow()
        return self._groups[at] if 0 <= at < len(self._groups) else None

    def _show_rows(self) -> None:
        group = self._group
        if group is None:
            return
        self.table.set_empty_text("这一类没有未办完的。")
        self.table.clearSelection()
        self.table.show_lines(
            [
                Line(
                    at,
                    (
                        row.subject,
                        row.text,
                        row.day.isoformat() if row.day else "",
                        f"逾期 {row.late} 天" if row.late else "",
                        row.person,
                    ),
                )
                for at, row in enumerate(group.rows)
            ]
        )
        self._show_buttons()

    def _show_buttons(self) -> None:
        group = self._group
        rows = group.rows if group is not None else ()
        self.open_button.setEnabled(bool(rows) and self.table.current_id is not None)
        self.list_button.setVisible(group is not None and group.list_of is not None)
        self.list_button.setEnabled(bool(rows))

    def _open_current(self) -> None:
        if self.table.current_id is not None:
            self._open(self.table.current_id)

    def _open(self, at: int) -> None:
        group = self._group
        if group is not None and 0 <= at < len(group.rows):
            row: OpenRow = group.rows[at]
            self.row_wanted.emit(row)

    def _open_list(self) -> None:
        group = self._group
        if group is not None and group.list_of is not None:
            self.list_wanted.emit(*group.list_of)
