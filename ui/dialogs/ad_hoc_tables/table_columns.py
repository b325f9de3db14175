"""A column of an answer as the table on the screen shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hazard_desk.rules.table_question import ColumnKind
from ui.tables.columns import Align, Column

if TYPE_CHECKING:
    from hazard_desk.services.ad_hoc_tables import AnswerColumn

_FIGURES = (ColumnKind.NUMBER, ColumnKind.MONEY)
_LETTER, _NARROW_LETTER = 13, 8  # px; of a hanzi, of a digit or Latin letter
_EDGES, _SORT_MARK = 24, 18
_NARROWEST, _WIDEST = 64, 260


def shown(value: object) -> str:
    """Return a value as it reads on the screen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return " ".join(str(value).split())


def table_columns(
    columns: Sequence[AnswerColumn],
    values_of: Callable[[Any], Sequence[object]],
    sample: Sequence[Sequence[object]] = (),
) -> list[Column]:
    """Return a column of the table for each of the answer; `values_of` takes a row apart.

    They are as wide as the rows of the `sample` ask for, within reason.
    """

    def text_at(at: int) -> Callable[[Any], str]:
        return lambda row: shown(values_of(row)[at])

    return [
        Column(
            one.key,
            one.label,
            _width(one.label, [shown(row[at]) for row in sample]),
            Align.RIGHT if one.kind in _FIGURES else Align.LEFT,
            text=text_at(at),
        )
        for at, one in enumerate(columns)
    ]


def _width(label: str, texts: Sequence[str]) -> int:
    longest = max((_pixels(text) for text in texts), default=0)
    return max(_NARROWEST, min(max(_pixels(label) + _SORT_MARK, longest) + _EDGES, _WIDEST))


def _pixels(text: str) -> int:
    return sum(_NARROW_LETTER if letter.isascii() else _LETTER for letter in text)
