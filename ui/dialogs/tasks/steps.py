"""推进情况 of a task, line by line: the day, what was done, by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from hazard_desk.rules.dates import parse_typed_date
from hazard_desk.rules.task_states import StepFacts
from hazard_desk.rules.unreadable import Unreadable
from ui.dialogs.campaigns.lines import ReadLines

_DAY, _PERSON = 0, 2


class StepsField(ReadLines):
    """A step a line."""

    titles = ("日期", "做了什么", "经办人")
    widths = (96, 0, 84)

    def __init__(self, *, today: Callable[[], date] = date.today) -> None:
        """Make the field empty; `today` is what short forms of days are read from."""
        super().__init__("steps", "推进情况", what="行", shown_rows=4)
        self._today = today
        self.reads = {_DAY: lambda text: _iso(parse_typed_date(text, self._today()))}

    def suggest_persons(self, names: Sequence[str]) -> None:
        """Offer these names while 经办人 is typed."""
        self.editor.suggest(_PERSON, names)

    def begin_line(self) -> None:
        """Begin a new line with today's day, the cursor where its words go."""
        row = self.editor.rowCount() - 1
        self.editor.go_to(row, _DAY)
        item = self.editor.item(row, _DAY)
        if item is None or not item.text():
            self.set_raw([*self.editor.filled_rows(), [_iso(self._today()), "", ""]])
        self.editor.go_to(self.editor.rowCount() - 2, 1)

    def value(self) -> tuple[StepFacts, ...]:
        """Return the steps; a day that can't be read counts as none."""
        return tuple(StepFacts(self._day(day), text, person) for day, text, person in self.lines())

    def set_value(self, value: Any) -> None:
        """Show these steps."""
        self.editor.show_rows([(_iso(one.stepped_on), one.text, one.person) for one in value or ()])

    def _day(self, text: str) -> date | None:
        try:
            return parse_typed_date(text, self._today())
        except Unreadable:
            return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
