"""The right side for F4: its 18 figures, and the editor where one is changed by hand with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.weekly_figures import Figure
from ui import theme
from ui.pages.reports.entry_editor import EntryEditor
from ui.pages.reports.figure_words import figure_words
from ui.pages.reports.lists import FigureList

if TYPE_CHECKING:
    from hazard_desk.services.form_filling.dispatch import Slot
    from hazard_desk.services.reporting import Statistics

_HOW = "点数字，看是哪些记录"
_FILED = "已定稿：改的在更正后才进报表"


class FiguresPanel(QWidget):
    """A click shows the rows behind a figure; F2 changes it, and what was counted stays beside it."""

    save_wanted = Signal(object)  # an `EntryWanted`

    def __init__(self, settings: Any) -> None:
        """Start without figures."""
        super().__init__()
        self._slots: tuple[Slot, ...] = ()
        self._key = ""
        self.words = QLabel(_HOW)
        theme.set_role(self.words, "secondary")
        self.list = FigureList(settings)
        self.list.change_wanted.connect(self.open_figure)
        self.change_button = QPushButton("改数…")
        self.change_button.setToolTip("F2：改动选中的数字，要写明原因；统计的数字也留着")
        theme.set_role(self.change_button, "link")
        self.change_button.clicked.connect(self._change_current)
        self.editor = EntryEditor()
        self.editor.save_wanted.connect(self.save_wanted)
        self.editor.closed.connect(self.list.setFocus)
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL_GAP)
        head.addWidget(self.words, 1)
        head.addWidget(self.change_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.editor)

    def show_figures(
        self, counted: Statistics, slots: Sequence[Slot], key: str, *, cumulative: bool, filed: bool
    ) -> None:
        """Show these figures; `key` tells weeks and campaigns apart, `filed` that the paper is final."""
        self.words.setText(_FILED if filed else _HOW)
        self._slots = tuple(slots)
        self.change_button.setEnabled(bool(slots))
        self.list.show_figures(counted, slots, cumulative=cumulative)
        same, self._key = key == self._key, key
        open_one = self.editor.slot
        if open_one is None:
            return
        at = next((at for at, slot in enumerate(slots) if slot.name == open_one.name), None)
        if same and at is not None:
            self.editor.refresh(self._slots[at], _place(at))
        else:
            self.editor.leave()

    def open_figure(self, at: int) -> None:
        """Open the editor for the figure at this place."""
        if at < len(self._slots):
            self.editor.open_slot(self._slots[at], _place(at), self._key)
            QTimer.singleShot(0, self, lambda: self.list.go_to(at))  # the editor takes room from the list

    def _change_current(self) -> None:
        current = self.list.current_id
        self.open_figure(current if current is not None else 0)


def _place(at: int) -> str:
    words = figure_words()[list(Figure)[at]]
    return f"{words.label}（{words.unit}）"
