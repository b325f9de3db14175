"""The right side for F6: its places, what the program reckons for each, what is printed, and the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.pages.reports.entry_editor import EntryEditor
from ui.pages.reports.slot_words import slot_words
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.services.form_filling.dispatch import Slot

_COMPUTED = 1
_HOW = "双击一处或按 F2，填写或改动；点统计的数字或按空格，看是哪些记录"
_FILED = "这一周已定稿：在这里改的，点“更正…”以后才进报表；按空格看是哪些记录"
_TITLES = [("这一处", 252, Align.LEFT), ("统计", 48, Align.RIGHT), ("表里印", 80, Align.LEFT)]


class SlotPanel(QWidget):
    """One row a place under the words of its category, in the order of the form.

    A double click, Enter or F2 opens the editor below.
    """

    save_wanted = Signal(object)  # an `EntryWanted`
    rows_wanted = Signal(str)  # the place whose reckoned figure is to be explained

    def __init__(self, settings: Any) -> None:
        """Start without places."""
        super().__init__()
        self._slots: tuple[Slot, ...] = ()
        self._places: list[str] = []
        self._rows: dict[int, int] = {}  # of a row of the list, its place; a category has none
        self._key = ""
        self.words = QLabel(_HOW)
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.list = ShortList(_TITLES, "reports/slots", settings)
        self.list.setAccessibleName("周调度统计表的各处")
        self.list.setSelectionMode(ShortList.SelectionMode.SingleSelection)
        self.list.opened.connect(self.open_slot)
        self.list.clicked.connect(self._on_click)
        self.list.panel_wanted.connect(self._explain)
        shortcut = QShortcut(QKeySequence("F2"), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self._open_current)
        self.editor = EntryEditor()
        self.editor.save_wanted.connect(self.save_wanted)
        self.editor.closed.connect(self.list.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addWidget(self.editor)

    def show_slots(self, slots: Sequence[Slot], key: str, *, filed: bool = False) -> None:
        """Show these places; `key` tells weeks and campaigns apart, `filed` that the paper is final."""
        self.words.setText(_FILED if filed else _HOW)
        self._slots = tuple(slots)
        words = slot_words(slots)
        self._places = [said.place for said in words]
        lines: list[Line] = []
        self._rows = {}
        category = ""
        for at, (slot, said) in enumerate(zip(slots, words, strict=True)):
            if slot.category != category:
                category = slot.category
                lines.append(Line(len(lines), (f"【{category}】", "", "")))
            self._rows[len(lines)] = at
            tip = f"{category} · {said.place}\n{said.explanation}"
            lines.append(Line(len(lines), (said.place, said.computed, said.shown), tip=tip))
        self.list.show_lines(lines)
        same, self._key = key == self._key, key
        open_one = self.editor.slot
        if open_one is None:
            return
        names = [slot.name for slot in slots]
        if same and open_one.name in names:
            at = names.index(open_one.name)
            self.editor.refresh(self._slots[at], self._places[at])
        else:
            self.editor.leave()

    def open_slot(self, row: int) -> None:
        """Open the editor for this row of the list."""
        at = self._rows.get(row)
        if at is not None:
            self.list.go_to(row)
            self.editor.open_slot(self._slots[at], self._places[at], self._key)
            QTimer.singleShot(0, self, lambda: self.list.go_to(row))  # the editor takes room from the list

    def row_of(self, name: str) -> int:
        """Return the row of the list that shows this place; KeyError where there is none."""
        for row, at in self._rows.items():
            if self._slots[at].name == name:
                return row
        raise KeyError(name)

    def go_to_category(self, category: str) -> None:
        """Stand on the first place of a row of the form."""
        for row, at in self._rows.items():
            if self._slots[at].category == category:
                self.list.go_to(row)
                self.list.setFocus()
                return

    def place_of(self, name: str) -> tuple[Slot, str]:
        """Return a place and its words; KeyError where there is none."""
        for slot, words in zip(self._slots, self._places, strict=True):
            if slot.name == name:
                return slot, words
        raise KeyError(name)

    def _on_click(self, index: QModelIndex) -> None:
        if index.column() == _COMPUTED:
            self._explain(index.row())

    def _explain(self, row: int) -> None:
        at = self._rows.get(row)
        if at is not None and self._slots[at].computed is not None:
            self.rows_wanted.emit(self._slots[at].name)

    def _open_current(self) -> None:
        current = self.list.current_id
        if current is not None:
            self.open_slot(current)
