"""What a condition compares with: the field that fits the column's kind and the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from hazard_desk.rules.table_question import NO, SPANS, YES, ColumnKind, Test, read_value
from hazard_desk.rules.unreadable import Unreadable
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import ColumnSpec
    from ui.widgets.field import Field

Suggest = Callable[[str, Callable[[Sequence[str]], None]], None]
"""Asks for the values that stand in a column of the noun; they come soon, or never."""

_NUMBERS = (ColumnKind.NUMBER, ColumnKind.MONEY)
_ENDS = ("起，如 0101", "止，如 31")
_HINTS = {ColumnKind.NUMBER: "数字", ColumnKind.MONEY: "万元"}


class _AmountField(TextField):
    """A number or an amount in 万元, as it is typed."""

    def __init__(self, label: str, kind: ColumnKind) -> None:
        super().__init__("value", label, placeholder=_HINTS[kind])
        self._kind = kind

    def problem(self) -> str:
        return "" if not self.text() or _is_read(self.text(), self._kind) else "只填数字。"


def value_fields(spec: ColumnSpec, test: Test, suggest: Suggest, today: Callable[[], date]) -> list[Field]:
    """Return the fields that this test of this column needs; none for 没有填."""
    label = f"{spec.label}的值"
    if test in (Test.EMPTY, Test.FILLED):
        return []
    if test is Test.SPAN:
        return [ChoiceField("value", label, [(one, one) for one in SPANS], optional=False)]
    if test is Test.IN:
        several = MultiChoiceField("value", label, spec.choices, free=spec.kind is not ColumnKind.TERM)
        if spec.kind is ColumnKind.TEXT:
            suggest(spec.key, _while_there(several, several.set_choices))
        return [several]
    if spec.kind is ColumnKind.TERM:
        return [ChoiceField("value", label, [(one, one) for one in spec.choices], optional=False)]
    if spec.kind is ColumnKind.FLAG:
        return [ChoiceField("value", label, [(one, one) for one in (YES, NO)], optional=False)]
    hints = _ENDS if test is Test.BETWEEN else ("",)
    if spec.kind is ColumnKind.DATE:
        return [_day_field(label, hint, today) for hint in hints]
    if spec.kind in _NUMBERS:
        return [_AmountField(label, spec.kind) for _ in hints]
    text = TextField("value", label, placeholder="文字，或拼音首字母")
    suggest(spec.key, _while_there(text, text.suggest))
    return [text]


def _day_field(label: str, hint: str, today: Callable[[], date]) -> DateField:
    field = DateField("value", label, today=today)
    if hint:
        field.editor.setPlaceholderText(hint)
    return field


def _while_there(field: Field, take: Callable[[Sequence[str]], None]) -> Callable[[Sequence[str]], None]:
    """Return a taker for what comes late: by then another column may be compared."""

    def taken(texts: Sequence[str]) -> None:
        if isValid(field):
            take(texts)

    return taken


def raw_values(fields: Sequence[Field]) -> list[str]:
    """Return what stands in the fields, readable or not."""
    found: list[str] = []
    for field in fields:
        raw: Any = field.raw()
        found += [str(one) for one in raw] if isinstance(raw, list) else [str(raw)]
    return found


def put_back(fields: Sequence[Field], raw: Sequence[str]) -> None:
    """Put back what `raw_values` returned, or the values of a question."""
    if len(fields) == 1 and isinstance(fields[0], MultiChoiceField):
        fields[0].set_raw([one for one in raw if one])
        return
    for field, text in zip(fields, raw, strict=False):
        field.set_raw(text)


def values_of(fields: Sequence[Field], kind: ColumnKind) -> tuple[str, ...] | None:
    """Return the values as a question holds them; None while they aren't all there and readable."""
    found: list[str] = []
    for field in fields:
        if field.is_empty() or field.problem():
            return None
        value: Any = field.value()
        if isinstance(value, tuple):
            found += [str(one) for one in value]
            if kind in (*_NUMBERS, ColumnKind.DATE) and not all(_is_read(one, kind) for one in found):
                return None
        else:
            found.append(value.isoformat() if isinstance(value, date) else str(value))
    return tuple(found)


def _is_read(text: str, kind: ColumnKind) -> bool:
    try:
        read_value(text, kind)
    except Unreadable:
        return False
    return True
