"""The conditions of a question, a line each: column, test, value; all of them, or one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from hazard_desk.rules.table_question import ColumnKind, Condition, Test, fitting_tests, word_of
from ui.dialogs.ad_hoc_tables.condition_values import (
    Suggest,
    put_back,
    raw_values,
    value_fields,
    values_of,
)
from ui.dialogs.ad_hoc_tables.lines import Line, LineBox, Section, add_button
from ui.widgets.choice_fields import ChoiceField

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import NounSpec
    from ui.widgets.field import Field

_USUAL = {ColumnKind.TERM: Test.IN, ColumnKind.TEXT: Test.CONTAINS}
_SHORT = {Test.SPAN: "在", Test.IN: "属于"}  # the line has no room for more, and its spans say the rest
_COLUMN, _TEST, _VALUE = 10, 8, 11  # how the room of a line is shared


class ConditionLine(Line):
    """One condition. While its value is missing or can't be read, it doesn't count yet."""

    def __init__(self, noun: NounSpec, suggest: Suggest, today: Callable[[], date]) -> None:
        """Begin with the noun's first column."""
        super().__init__("条件")
        self._specs = {one.key: one for one in noun.columns}
        self._suggest = suggest
        self._today = today
        self._values: list[Field] = []
        self._restoring = False
        self.column = ChoiceField(
            "column", "条件的项目", [(one.key, one.label) for one in noun.columns], optional=False
        )
        self.test = ChoiceField("test", "怎么比", [], optional=False)
        self.add_field(self.column, _COLUMN)
        self.add_field(self.test, _TEST)
        self.column.changed.connect(self._on_column)
        self.test.changed.connect(self._on_test)
        self._offer_tests()

    @property
    def values(self) -> list[Field]:
        """Return the fields of what is compared with."""
        return self._values

    def condition(self) -> Condition | None:
        """Return the condition, or None while it isn't whole."""
        values = values_of(self._values, self._specs[self.column.value()].kind)
        if values is None:
            return None
        return Condition(self.column.value(), self.test.value(), values)

    def raw(self) -> dict[str, Any]:
        """Return what stands in the line."""
        return {
            "column": self.column.value(),
            "test": self.test.value().value,
            "values": raw_values(self._values),
        }

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put back what `raw` returned."""
        self._restoring = True
        try:
            self.column.set_value(raw["column"])
            self._offer_tests()
            self.test.set_value(Test(raw["test"]))
            self._make_values()
            put_back(self._values, raw["values"])
        finally:
            self._restoring = False

    def _on_column(self) -> None:
        if not self._restoring:
            self._offer_tests()
            self.changed.emit()

    def _on_test(self) -> None:
        if not self._restoring:
            kept = raw_values(self._values)
            before = [type(field) for field in self._values]
            self._make_values()
            # What was typed stays where the same kind of field takes it: 包含 becomes 不包含.
            if [type(field) for field in self._values][: len(before)] == before:
                put_back(self._values, kept)
            self.changed.emit()

    def _offer_tests(self) -> None:
        spec = self._specs[self.column.value()]
        tests = fitting_tests(spec.kind)
        restoring, self._restoring = self._restoring, True
        self.test.set_choices([(one, _SHORT.get(one) or word_of(one, spec.kind)) for one in tests])
        self.test.set_value(_USUAL.get(spec.kind, tests[0]))
        self._restoring = restoring
        self._make_values()

    def _make_values(self) -> None:
        self.take_fields(2)
        spec = self._specs[self.column.value()]
        self._values = value_fields(spec, self.test.value(), self._suggest, self._today)
        for field in self._values:
            self.add_field(field, _VALUE, below=len(self._values) > 1)  # two have no room behind the rest
            field.changed.connect(self._tell)

    def _tell(self) -> None:
        if not self._restoring:
            self.changed.emit()


class Conditions(Section):
    """All conditions, and whether all of them must hold."""

    changed = Signal()

    def __init__(self, suggest: Suggest, today: Callable[[], date] = date.today) -> None:
        """Start without a noun."""
        self.joint = QComboBox()
        self.joint.setAccessibleName("几个条件怎样算")
        self.joint.addItems(["全部满足", "满足任一"])
        self.add_button = add_button("加条件(&T)", "再加一个条件，如 状态 是 整改中", self.begin_line)
        super().__init__("条件", (self.joint, self.add_button))
        self.joint.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._noun: NounSpec | None = None
        self._suggest = suggest
        self._today = today
        self.box: LineBox[ConditionLine] = LineBox()
        self.box.changed.connect(self._on_changed)
        self.box.left.connect(self.add_button.setFocus)
        self.body.addWidget(self.box)
        self.joint.hide()

    def set_noun(self, noun: NounSpec | None) -> None:
        """Ask of this noun's columns; the conditions go."""
        self._noun = noun
        self.box.clear()
        self._show_joint()

    def begin_line(self) -> None:
        """Add a condition and put the keyboard into it."""
        line = self.add_line()
        if line is not None:
            line.focus_first()
            self._on_changed()

    def add_line(self, raw: Mapping[str, Any] | None = None) -> ConditionLine | None:
        """Add a condition, as it was or new."""
        if self._noun is None:
            return None
        line = ConditionLine(self._noun, self._suggest, self._today)
        if raw is not None:
            line.set_raw(raw)
        self.box.add(line)
        self._show_joint()
        return line

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions that are whole."""
        found = (line.condition() for line in self.box.lines)
        return tuple(one for one in found if one is not None)

    def missing(self) -> int | None:
        """Return the place of the first condition that isn't whole, None where all are."""
        return next((at for at, line in enumerate(self.box.lines) if line.condition() is None), None)

    def take_up(self, at: int) -> None:
        """Put the keyboard where something is missing in this condition."""
        line = self.box.lines[at]
        if line.values:
            line.values[0].setFocus()
        else:
            line.focus_first()

    @property
    def any_of(self) -> bool:
        """Tell whether one condition is enough."""
        return len(self.box.lines) > 1 and self.joint.currentIndex() == 1

    def set_any_of(self, any_of: bool) -> None:
        """Say whether one condition is enough."""
        self.joint.setCurrentIndex(1 if any_of else 0)

    def _on_changed(self) -> None:
        self._show_joint()
        self.changed.emit()

    def _show_joint(self) -> None:
        self.joint.setVisible(len(self.box.lines) > 1)
        missing = len(self.box.lines) - len(self.conditions())
        self.heading.setText("条件" if not missing else f"条件（{missing} 个没填完，先不算）")
