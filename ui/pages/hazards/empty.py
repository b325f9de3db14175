"""The list without a row: one sentence and the next action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ui.widgets.empty_list import EmptyList


class EmptyLedger(EmptyList):
    """Says why there is nothing, and offers what helps: enter a visit, or clear the filters."""

    visits_wanted = Signal()
    all_wanted = Signal()  # the same search among all hazards
    clear_wanted = Signal()

    def __init__(self) -> None:
        """Lay it out."""
        self.visits_button = QPushButton("去检查记录")
        self.all_button = QPushButton("在全部隐患里找")
        self.clear_button = QPushButton()
        super().__init__([self.visits_button, self.all_button, self.clear_button])
        self.visits_button.clicked.connect(self.visits_wanted)
        self.all_button.clicked.connect(self.all_wanted)
        self.clear_button.clicked.connect(self.clear_wanted)

    def say(self, view: str, *, in_view: bool, nothing_at_all: bool, narrowed: bool) -> None:
        """Say that the office has no hazard, that a view (`in_view`: not 全部) has none, or no match."""
        if nothing_at_all:
            self.words.setText("还没有隐患。在检查记录里录入一次检查，写下的隐患就列在这里。")
        elif narrowed:
            where = f"“{view}”里" if in_view else ""
            self.words.setText(f"{where}没有符合的隐患。换个词，或清除筛选再看。")
        else:
            self.words.setText(f"“{view}”现在没有隐患。")
        self.visits_button.setVisible(nothing_at_all)
        self.all_button.setVisible(narrowed and in_view)
        self.clear_button.setText("清除筛选" if narrowed else "看全部隐患")
        self.clear_button.setVisible(not nothing_at_all)
