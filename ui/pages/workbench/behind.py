"""The rows behind a number that was opened, below the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.office_dialogs import SHOWN_NOUNS
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList

if TYPE_CHECKING:
    from hazard_desk.services.behind import BehindRow

_TITLES = [("日期", 96, Align.LEFT), ("企业（单位）", 240, Align.LEFT), ("内容", 480, Align.LEFT)]


class Behind(QWidget):
    """A sentence and the records; a double click or Enter shows one where it belongs."""

    record_wanted = Signal(str, int)
    closed = Signal()

    def __init__(self, settings: Any) -> None:
        """Start with nothing opened."""
        super().__init__()
        self.title = QLabel()
        theme.set_role(self.title, "heading")
        hint = QLabel("双击一行看原记录")
        theme.set_role(hint, "secondary")
        self.close_button = QPushButton("收起")
        theme.set_role(self.close_button, "link")
        self.close_button.setToolTip("Esc")
        self.close_button.clicked.connect(lambda: self.closed.emit())
        self.table = ShortList(_TITLES, "workbench/behind", settings)
        self.table.setAccessibleName("构成这个数字的记录")
        self.table.set_empty_text("没有这样的记录。")
        self.table.opened.connect(self._open)
        head = QHBoxLayout()
        head.setSpacing(theme.PAGE_MARGIN)
        head.addWidget(self.title)
        head.addWidget(hint, 1)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL_GAP, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def show_rows(self, title: str, rows: Sequence[BehindRow], counted: str = "条") -> None:
        """Show these records under this title; `counted` is what they are counted in."""
        self.title.setText(f"{title}：{len(rows)} {counted}" if rows else f"{title}：没有")
        self.table.clearSelection()
        self.table.show_lines(
            [
                Line(
                    at,
                    (row.on.isoformat() if row.on else "", row.enterprise, " ".join(row.text.split())),
                    (row.noun, row.id) if row.noun in SHOWN_NOUNS else None,
                )
                for at, row in enumerate(rows)
            ]
        )
        self.table.scrollToTop()
        if rows:
            self.table.go_to(0)

    def _open(self, at: int) -> None:
        record = self.table.lines[at].record
        if record is not None:
            self.record_wanted.emit(*record)
