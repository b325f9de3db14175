"""A deadline: a date that says when it falls on a day off, and that is counted in working days on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from hazard_desk.rules.settings import Duration
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.working_days import DayTable, count_on, deadline_warning, typed_working_days
from hazard_desk.terms import DurationUnit
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background


class DeadlineField(DateField):
    """A date field that also takes +5个工作日 (+5w); a day off is said under it, and never changed by itself.

    The holidays are read through the `background` of the page or dialog that it stands in.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        wide: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Make the field empty; until the holidays have been read it says nothing of them."""
        super().__init__(name, label, required=required, wide=wide, today=today)
        self.editor.setPlaceholderText("如 20260131、+7、+5个工作日")
        self._table: DayTable | None = None
        self._background: Background | None = None
        self.changed.connect(self._tell)

    def use_day_table(self, table: DayTable) -> None:
        """Count and warn by these days."""
        self._table = table
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the holidays when first seen."""
        super().showEvent(event)
        if self._background is None:
            self._background = _background_of(self)
            if self._background is not None:
                self._background.changed.connect(self._on_changed)
                self._read_table()

    def _on_changed(self, changes: Changes) -> None:
        if "holiday" in changes.nouns:
            self._read_table()

    def _read_table(self) -> None:
        from hazard_desk.services.holidays import day_table

        if self._background is not None:
            self._background.read(day_table, done=self.use_day_table, owner=self)

    def _read(self, text: str) -> object:
        count = typed_working_days(text)
        if count is None:
            return super()._read(text)
        if self._table is None:
            raise Unreadable("节假日还没有读出来。", "请稍等再试，或直接填日期。")
        return count_on(self._today(), Duration(count, DurationUnit.WORKING_DAYS), self._table)

    def _tell(self) -> None:
        day = self.value()
        warning = None
        # What is over needs no warning: the day named on paper stands.
        if isinstance(day, date) and self._table is not None and day >= self._today():
            warning = deadline_warning(day, self._table)
        if warning is None:
            self.show_hint("")
        elif warning.proposed is None:
            self.show_hint(warning.words)
        else:
            proposed = warning.proposed
            self.show_hint(
                warning.words, f"改为{proposed.month}月{proposed.day}日", lambda: self.set_value(proposed)
            )


def _background_of(widget: QWidget) -> Background | None:
    """Return the background of the nearest page or dialog round a widget."""
    from ui.background import Background

    owner = widget.parentWidget()
    while owner is not None:
        found = getattr(owner, "background", None) or getattr(owner, "_background", None)
        if isinstance(found, Background):
            return found
        owner = owner.parentWidget()
    return None
