"""What one score is made of: a sentence a part, and the records that each counts or doesn't."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.ranking import NO_SCORE, PARTS
from hazard_desk.rules.ranking_words import LISTS, label_of, part_words
from hazard_desk.terms import PartyKind
from ui import theme
from ui.pages.workbench.behind import Behind
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.ranking import PartRows, Placed

_HINT = "选一行，看总分是怎么来的。"
_COUNTED = {"coverage": "家", "quota": "项", "self_check": "项", "leaders": "项", "returns": "份"}


class PartsBox(QStackedWidget):
    """The parts of the line that is chosen; behind them, the records of one part."""

    rows_wanted = Signal(int, str, bool)  # whose, which part, whether those counted
    enterprise_wanted = Signal(int)
    record_wanted = Signal(str, int)

    def __init__(self, of: PartyKind, settings: Any) -> None:
        """Start with nothing chosen."""
        super().__init__()
        self._of = of
        self._shown: Placed | None = None
        self._opened = ("", True)  # the part whose records were shown last, and whether those counted
        self.title = QLabel(_HINT)
        theme.set_role(self.title, "heading")
        self.enterprise_button = push_button("看企业档案", "这家企业的档案", self._want_enterprise)
        theme.set_role(self.enterprise_button, "link")
        self.sentences = {part.key: _sentence() for part in PARTS[of]}
        self.buttons: dict[tuple[str, bool], QPushButton] = {}
        self.behind = Behind(settings)
        self.behind.closed.connect(self.show_parts)
        self.behind.record_wanted.connect(self.record_wanted)
        self._parts = self._make_parts()
        self.addWidget(self._parts)
        self.addWidget(self.behind)
        self.show_line(None, {})

    def _make_parts(self) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(0)
        for row, part in enumerate(PARTS[self._of]):
            label = QLabel(part.label)
            theme.set_role(label, "secondary")
            grid.addWidget(label, row, 0)
            for column, counted in enumerate((True, False), start=1):
                button = push_button("", "", partial(self._want_rows, part.key, counted))
                theme.set_role(button, "link")
                self.buttons[part.key, counted] = button
                grid.addWidget(button, row, column)
            grid.addWidget(self.sentences[part.key], row, 3)
        grid.setColumnStretch(3, 1)
        grid.setRowStretch(len(self.sentences), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(2 * theme.FIELD_HEIGHT)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        head = QHBoxLayout()
        head.setSpacing(theme.PAGE_MARGIN)
        head.addWidget(self.title)
        head.addWidget(self.enterprise_button)
        head.addStretch()
        whole = QWidget()
        column_of_all = QVBoxLayout(whole)
        column_of_all.setContentsMargins(0, theme.SMALL_GAP, 0, 0)
        column_of_all.setSpacing(theme.SMALL_GAP)
        column_of_all.addLayout(head)
        column_of_all.addWidget(area, 1)
        return whole

    # ---- one line --------------------------------------------------------------------------------------

    @property
    def shown(self) -> Placed | None:
        """Return the line whose parts are in sight."""
        return self._shown

    def show_line(self, line: Placed | None, weights: Mapping[str, int]) -> None:
        """Show the parts of this line; the records of another one go out of sight."""
        if line is None or self._shown is None or line.id != self._shown.id:
            self.show_parts()
        self._shown = line
        self.enterprise_button.setVisible(line is not None and self._of is PartyKind.ENTERPRISE)
        self._parts.setEnabled(line is not None)
        self.title.setText(_HINT if line is None else _title(line))
        for at, part in enumerate(PARTS[self._of]):
            found = line.score.parts[at] if line is not None else None
            self.sentences[part.key].setText(part_words(self._of, found, weights) if found else "")
            for counted, words in zip((True, False), LISTS[part.key], strict=True):
                button = self.buttons[part.key, counted]
                measure = found.measure if found is not None else None
                left = 0 if measure is None else measure.denominator - measure.numerator
                many = 0 if measure is None else measure.numerator if counted else left
                button.setText(f"{words} {many}")
                button.setToolTip(f"看{words}的各条")
                button.setEnabled(many > 0)
                button.setVisible(measure is not None and measure.denominator > 0)

    def focus_first(self) -> None:
        """Put the keyboard on the first list that can be opened."""
        button = next((one for one in self.buttons.values() if one.isEnabled() and one.isVisible()), None)
        if button is not None:
            button.setFocus()

    def show_parts(self) -> None:
        """Show the parts again."""
        self.setCurrentWidget(self._parts)

    def count_anew(self, *, same_days: bool) -> None:
        """Ask anew for the records in sight; of other days, show the parts instead."""
        if self.currentWidget() is not self.behind:
            return
        if same_days:
            self._want_rows(*self._opened)
        else:
            self.show_parts()

    def show_rows(self, subject_id: int, part: str, counted: bool, rows: PartRows) -> None:
        """Show the records of a part; those of a line that is no longer chosen come too late."""
        if self._shown is None or self._shown.id != subject_id:
            return
        self._opened = (part, counted)
        words = LISTS[part][0 if counted else 1]
        title = f"{self._shown.ranked.name} · {label_of(self._of, part)} · {words}"
        self.behind.show_rows(title, rows.counted if counted else rows.others, _COUNTED.get(part, "条"))
        if self.currentWidget() is not self.behind:
            self.setCurrentWidget(self.behind)
            self.behind.table.setFocus()

    def _want_rows(self, part: str, counted: bool) -> None:
        if self._shown is not None:
            self.rows_wanted.emit(self._shown.id, part, counted)

    def _want_enterprise(self) -> None:
        if self._shown is not None:
            self.enterprise_wanted.emit(self._shown.id)


def _sentence() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setMinimumHeight(theme.FIELD_HEIGHT)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _title(line: Placed) -> str:
    score = line.score.printed
    told = f"总分 {score:.2f}" if score is not None else f"总分 {NO_SCORE}（各项都没有可数的）"
    return f"第 {line.place} 名　{line.ranked.name}　{told}"
