"""The question as it is put together: which records, what of them, how counted, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hazard_desk.rules.table_question import Question, SortBy, problems
from ui import theme
from ui.dialogs.ad_hoc_tables.column_choice import ColumnChoice
from ui.dialogs.ad_hoc_tables.condition_values import Suggest
from ui.dialogs.ad_hoc_tables.conditions import Conditions
from ui.dialogs.ad_hoc_tables.grouping import Grouping, Sorting
from ui.widgets.choice_fields import ChoiceField

if TYPE_CHECKING:
    from hazard_desk.rules.refusal import Refusal
    from hazard_desk.rules.table_question import NounSpec

_CHOOSE = "请选择"


class QuestionPanel(QScrollArea):
    """All parts one below the other. `suggest` is asked for the values of a column of `noun`."""

    changed = Signal()
    noun_chosen = Signal()  # by the user

    def __init__(
        self,
        suggest: Callable[[str, str, Callable[[Any], None]], None],
        today: Callable[[], date] = date.today,
    ) -> None:
        """Start without a noun."""
        super().__init__()
        self._nouns: dict[str, NounSpec] = {}
        self._restoring = False
        self.noun_choice = ChoiceField("noun", "查什么", [(None, _CHOOSE)], optional=False)
        self.noun_choice.editor.setMaxVisibleItems(24)
        self.columns = ColumnChoice()
        self.conditions = Conditions(self._suggest_with(suggest), today)
        self.grouping = Grouping()
        self.sorting = Sorting()
        self._parts = (self.columns, self.conditions, self.grouping, self.sorting)
        self._lay_out()
        self.noun_choice.changed.connect(self._on_noun)
        self.noun_choice.entered.connect(self.columns.add_button.setFocus)
        self.columns.changed.connect(self._on_part)
        self.conditions.changed.connect(self._on_part)
        self.grouping.changed.connect(self._on_grouping)
        self.sorting.changed.connect(self._on_part)
        self._show_parts()
        # A line that was just added gets its place only with the next turns of the loop.
        self._into_sight = QTimer(self, singleShot=True, interval=20)
        self._into_sight.timeout.connect(self._show_keyboard)
        self.changed.connect(self._into_sight.start)

    def _lay_out(self) -> None:
        words = QLabel("查什么(&Q)")
        words.setBuddy(self.noun_choice.editor)
        words.setStyleSheet("font-weight: 600;")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(words)
        head.addWidget(self.noun_choice, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.LABEL_GAP, theme.LABEL_GAP, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        for part in self._parts:
            line = QFrame()
            line.setFrameShape(QFrame.Shape.HLine)
            column.addWidget(line)
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def offer_nouns(self, nouns: tuple[NounSpec, ...]) -> None:
        """Let these kinds of records be asked for."""
        self._nouns = {one.key: one for one in nouns}
        self._restoring = True
        self.noun_choice.set_choices([(None, _CHOOSE), *((one.key, one.label) for one in nouns)])
        self._restoring = False

    # ---- the question --------------------------------------------------------------------------------

    @property
    def noun(self) -> NounSpec | None:
        """Return what kind of records is asked for."""
        return self._nouns.get(self.noun_choice.value())

    def question(self) -> Question | None:
        """Return the question as far as it is whole; None without a noun."""
        noun = self.noun
        if noun is None:
            return None
        counted = self.grouping.is_counted
        return Question(
            noun=noun.key,
            columns=() if counted else self.columns.keys(),
            conditions=self.conditions.conditions(),
            any_of=self.conditions.any_of,
            groups=self.grouping.keys(),
            reckoned=self.grouping.reckoned(),
            sort=self.sorting.sort(),
            total=self.sorting.total.isChecked(),
        )

    def problems(self) -> list[Refusal]:
        """Return why the question can't be asked as it stands."""
        question, noun = self.question(), self.noun
        return problems(question, noun) if question is not None and noun is not None else []

    def show_question(self, question: Question) -> list[str]:
        """Show this question; returns the keys of columns that there are no longer."""
        noun = self._nouns.get(question.noun)
        if noun is None:
            self.clear()
            return [question.noun]
        named = [
            *question.columns,
            *question.groups,
            *(one.column for one in question.conditions),
            *(one.column for one in question.reckoned if one.column),
        ]
        gone = [key for key in named if noun.column(key) is None]
        self.set_raw(
            {
                "noun": question.noun,
                "columns": question.columns or ([] if question.is_counted else noun.default_columns),
                "conditions": [
                    {"column": one.column, "test": one.test.value, "values": list(one.values)}
                    for one in question.conditions
                    if one.column not in gone
                ],
                "any_of": question.any_of,
                "groups": [key for key in question.groups if key not in gone],
                "reckoned": [
                    {"measure": one.measure.value, "column": one.column, "label": one.label}
                    for one in question.reckoned
                    if one.column not in gone
                ],
                "sort": [
                    {"column": key, "ascending": one.ascending}
                    for one in question.sort
                    if (key := _still_sorted_by(one.column, question, gone))
                ],
                "total": question.total,
            }
        )
        return gone

    def raw(self) -> dict[str, Any]:
        """Return everything that stands here, whole or not, as a draft can hold it."""
        return {
            "noun": self.noun_choice.value(),
            "columns": list(self.columns.keys()),
            "conditions": self.conditions.box.raw(),
            "any_of": self.conditions.any_of,
            "groups": self.grouping.groups.raw(),
            "reckoned": self.grouping.figures.raw(),
            "sort": self.sorting.box.raw(),
            "total": self.sorting.total.isChecked(),
        }

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put back what `raw` returned."""
        self._restoring = True
        try:
            self.noun_choice.set_value(raw["noun"])
            self._begin_noun()
            noun = self.noun
            if noun is None:
                return
            self.columns.set_keys(raw["columns"])
            for one in raw["conditions"]:
                if noun.column(one["column"]) is not None:
                    self.conditions.add_line(one)
            self.conditions.set_any_of(raw["any_of"])
            for key in raw["groups"]:
                if noun.column(key) is not None:
                    self.grouping.add_group(key)
            for one in raw["reckoned"]:
                if not one["column"] or noun.column(one["column"]) is not None:
                    self.grouping.add_figure(one)
            self._offer_sorting()
            self.sorting.set_sort([SortBy(one["column"], one["ascending"]) for one in raw["sort"]])
            self.sorting.total.setChecked(raw["total"])
        finally:
            self._restoring = False
            self._show_parts()
        self.changed.emit()

    def clear(self) -> None:
        """Ask nothing yet."""
        self._restoring = True
        self.noun_choice.set_value(None)
        self._begin_noun()
        self._restoring = False
        self._show_parts()
        self.changed.emit()

    def sort_by(self, key: str, ascending: bool) -> None:
        """Sort by this alone."""
        self._restoring = True
        self.sorting.set_sort([SortBy(key, ascending)])
        self._restoring = False
        self.changed.emit()

    # ---- inside --------------------------------------------------------------------------------------

    def _suggest_with(self, suggest: Callable[[str, str, Callable[[Any], None]], None]) -> Suggest:
        def of_noun(column: str, done: Callable[[Any], None]) -> None:
            if self.noun is not None:
                suggest(self.noun.key, column, done)

        return of_noun

    def _on_noun(self) -> None:
        if self._restoring:
            return
        self._restoring = True
        self._begin_noun()
        if self.noun is not None:
            self.columns.set_keys(self.noun.default_columns)
            self._offer_sorting()
        self._restoring = False
        self._show_parts()
        self.noun_chosen.emit()
        self.changed.emit()

    def _begin_noun(self) -> None:
        for part in (self.columns, self.conditions, self.grouping):
            part.set_noun(self.noun)
        self.sorting.box.clear()
        self.sorting.total.setChecked(False)

    def _on_grouping(self) -> None:
        if not self._restoring:
            self._restoring = True
            self._offer_sorting()
            self._restoring = False
            self._show_parts()
            self.changed.emit()

    def _on_part(self) -> None:
        if not self._restoring:
            self.changed.emit()

    def _show_keyboard(self) -> None:
        focused = self.window().focusWidget()
        inner = self.widget()
        if focused is not None and inner is not None and inner.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, theme.WIDE_GAP)

    def _offer_sorting(self) -> None:
        if self.noun is not None:
            self.sorting.offer(self.noun, self.grouping.keys(), self.grouping.reckoned())

    def _show_parts(self) -> None:
        for part in self._parts:
            part.setEnabled(self.noun is not None)
        self.columns.set_needed(not self.grouping.is_counted)


def _still_sorted_by(key: str, question: Question, gone: Sequence[str]) -> str:
    """Return what is sorted by once figures of columns that are gone are left out; "" where it went too."""
    if not key.startswith("#"):
        return "" if key in gone else key
    kept = [at for at, one in enumerate(question.figures) if one.column not in gone]
    at = int(key[1:])
    return f"#{kept.index(at)}" if at in kept else ""
