"""One setting of 指标与期限: its fields, its value, and its way back to the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from hazard_desk.rules.document_numbers import NumberPattern
from hazard_desk.rules.settings import Duration, SettingSpec
from hazard_desk.terms import DurationUnit
from ui import theme
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.field import Field
from ui.widgets.fields import NumberField, TextField

Value = int | str | Duration


class SettingEntry(QObject):
    """Holds the fields of a setting; a duration has two, the count and its unit."""

    changed = Signal()

    def __init__(self, spec: SettingSpec, example: Callable[[str], str]) -> None:
        """Make the fields that the shipped value asks for; `example` makes a number of a pattern."""
        super().__init__()
        self.spec = spec
        self._example = example
        self.unit: ChoiceField | None = None
        self.main: Field
        if isinstance(spec.default, str):
            self.main = TextField(spec.name, spec.label, required=not spec.may_be_empty, longest=200)
            self.main.changed.connect(self.show_example)
        else:
            self.main = NumberField(spec.name, spec.label, required=True, unit="")
        if isinstance(spec.default, Duration):
            units = [(unit, _unit_words(unit)) for unit in DurationUnit]
            self.unit = ChoiceField(f"{spec.name}.unit", f"{spec.label}：单位", units, optional=False)
        self.restore_button = QPushButton("恢复出厂值")
        theme.set_role(self.restore_button, "link")
        self.restore_button.setAutoDefault(False)
        self.restore_button.setToolTip(f"出厂值：{value_words(spec.default)}")
        self.restore_button.setAccessibleName(f"{spec.label}：恢复出厂值 {value_words(spec.default)}")
        self.restore_button.clicked.connect(self.restore)
        for field in self.fields:
            field.changed.connect(self._on_changed)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields in the order of the keyboard."""
        return (self.main, self.unit) if self.unit is not None else (self.main,)

    def value(self) -> Value | None:
        """Return what stands in the fields; None where it can't be read or nothing stands there."""
        main = self.main.value()
        if isinstance(self.spec.default, Duration):
            assert self.unit is not None
            return Duration(main, self.unit.value()) if isinstance(main, int) else None
        if main == "":
            return "" if self.spec.may_be_empty else None
        return main if isinstance(main, type(self.spec.default)) else None

    def set_value(self, value: Value) -> None:
        """Show this value."""
        if isinstance(value, Duration):
            assert self.unit is not None
            self.main.set_value(value.count)
            self.unit.set_value(value.unit)
        else:
            self.main.set_value(value)
        self.main.show_error("")
        self._on_changed()

    def raw(self) -> list[Any]:
        """Return what stands in the fields, readable or not."""
        return [field.raw() for field in self.fields]

    def set_raw(self, raw: object) -> None:
        """Put back what `raw` returned."""
        if isinstance(raw, list) and len(raw) == len(self.fields):
            for field, one in zip(self.fields, raw, strict=True):
                field.set_raw(one)
            self._on_changed()

    def problem(self) -> str:
        """Say why what stands here can't be a value of this setting."""
        if self.main.is_empty():
            return "" if self.spec.may_be_empty else "这一项必须填写，或恢复出厂值。"
        if self.main.problem():
            return self.main.problem()
        return self.spec.problem(str(self.main.value())) if isinstance(self.spec.default, str) else ""

    def restore(self) -> None:
        """Show the shipped value; it's saved with the others."""
        self.set_value(self.spec.default)
        self.main.setFocus()

    def show_example(self) -> None:
        """Show the number that the pattern would give, or how another text is written."""
        if not self.spec.is_pattern:
            self.main.show_hint(self.spec.hint)
            return
        pattern = str(self.main.value())
        self.main.show_hint(f"例：{self._example(pattern)}" if not self.spec.problem(pattern) else "")

    def _on_changed(self) -> None:
        self.restore_button.setEnabled(self.value() != self.spec.default)
        self.changed.emit()


def example_number(pattern: str, short_name: str, year: int) -> str:
    """Return the first number of a year by this pattern; without a short name its place is seen."""
    return NumberPattern(pattern, short_name or "简称", year).number(1)


def value_words(value: Value) -> str:
    """Return a setting's value in words."""
    return value.words if isinstance(value, Duration) else str(value) or "不填"


def _unit_words(unit: DurationUnit) -> str:
    return "个月" if unit is DurationUnit.MONTHS else unit.label
