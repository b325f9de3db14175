"""The form of one self-check: its days, who walked round, and the 28 answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from hazard_desk.terms import CheckMark
from ui import theme
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.self_check.marks import LEGEND, MarksTable, counted
from ui.widgets.drafts import Drafts
from ui.widgets.field import Field
from ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.self_checking import SelfCheckFacts


class SelfCheckForm(EntryForm):
    """One self-check of an enterprise."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields and the table of answers."""
        super().__init__(drafts)
        self.add_field(DateField("checked_on", "自查日期", required=True))
        self.add_field(TextField("checked_by", "自查人", longest=40))
        self.add_field(DateField("office_checked_on", "检查日期"))
        self.add_field(TextField("note", "备注", longest=500))
        self.marks = MarksTable()
        self.marks.changed.connect(self._count)
        self.marks.passed_end.connect(self.save_button.setFocus)
        legend = QLabel(LEGEND)
        theme.set_role(legend, "secondary")
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        legend.setToolTip(LEGEND)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(legend)
        column.addWidget(self.marks, 1)
        self.add_widget(holder)
        # The answers scroll for themselves, under their header, in all the room there is.
        self._groups.setStretch(self._groups.indexOf(holder), 1)
        self.keep_beside(self._raw_marks, self._put_raw_marks)

    def show_check(self, title: str, facts: SelfCheckFacts, *, key: str) -> None:
        """Show a stored self-check."""
        self.marks.put(facts.marks)
        self.show_stored(title, {name: getattr(facts, name) for name in self.fields}, key=key)
        self._count()

    def begin_check(self, title: str, *, key: str, previous: Mapping[str, Any]) -> None:
        """Begin a self-check without any answer: only what is on the paper is entered."""
        self.marks.put({})
        self.begin_new(title, {}, key=key, previous=dict(previous))
        self._count()

    def go_to_next(self, field: Field) -> None:
        """Go from the last field to the answers."""
        if field is list(self.fields.values())[-1]:
            self.marks.take_focus()
        else:
            super().go_to_next(field)

    def _count(self) -> None:
        own = [marks[0] for marks in self.marks.marks().values()]
        answered = sum(mark is not None for mark in own)
        self.subtitle.setText(f"自查结果：{counted(own)} · 未填 {self.marks.rowCount() - answered}")

    # ---- drafts ------------------------------------------------------------------------------------------

    def _raw_marks(self) -> dict[str, list[str]]:
        return {
            str(item): [mark.value if mark else "" for mark in marks]
            for item, marks in self.marks.marks().items()
        }

    def _put_raw_marks(self, raw: Mapping[str, list[str]]) -> None:
        marks: dict[int, tuple[CheckMark | None, CheckMark | None]] = {}
        for item, (own, office) in raw.items():
            marks[int(item)] = (CheckMark(own) if own else None, CheckMark(office) if office else None)
        self.marks.put(marks)
