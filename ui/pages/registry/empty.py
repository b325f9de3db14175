"""The registry without a row: one sentence and the next action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ui.widgets.empty_list import EmptyList


class EmptyRegistry(EmptyList):
    """Says why there is nothing, and offers what helps: import, begin, or clear the filters."""

    import_wanted = Signal()
    new_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self) -> None:
        """Lay it out."""
        self.import_button = QPushButton("从已有的表格导入")
        self.new_button = QPushButton("新增第一家企业")
        self.clear_button = QPushButton("清除筛选")
        super().__init__([self.import_button, self.new_button, self.clear_button])
        self.import_button.clicked.connect(self.import_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.clear_button.clicked.connect(self.clear_wanted)

    def say(self, nothing_at_all: bool) -> None:
        """Say that the registry is empty, or that nothing matches."""
        self.words.setText("还没有企业。" if nothing_at_all else "没有符合的企业。换个词，或清除筛选再看。")
        self.import_button.setVisible(nothing_at_all)
        self.new_button.setVisible(nothing_at_all)
        self.clear_button.setVisible(not nothing_at_all)
