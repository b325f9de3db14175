"""The enterprise of a record, or a unit that the registry doesn't hold in the field below."""

from __future__ import annotations

from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.fields import TextField

_UNPICKED = "请从列表里选定一家。"
_WAY_OUT = "企业档案里没有的单位，写在下一栏。"


class UnitPicker(EnterprisePicker):
    """Picks from the registry; what was typed and isn't there can be moved to the field of other units."""

    def __init__(self, label: str, find: Find, other: TextField) -> None:
        """Be required only as long as `other` is empty."""
        super().__init__("enterprise_id", label, find, required=True)
        self._other = other

    def problem(self) -> str:
        """Say that what is typed picks no enterprise."""
        return _UNPICKED if super().problem() else ""

    def is_empty(self) -> bool:
        """Tell whether no unit is named, here or below."""
        return super().is_empty() and not self._other.text()

    def show_error(self, text: str) -> None:
        """Show the error, and under it the way out for a unit that isn't in the registry."""
        super().show_error(text)
        if text == _UNPICKED:
            self.show_hint(_WAY_OUT, "移到下一栏", self.move_down)
        elif self.hint == _WAY_OUT:
            self.show_hint("")

    def move_down(self) -> None:
        """Name the unit as it was typed, in the field below."""
        typed = self.editor.text().strip()
        self.choose(None)
        self._other.set_value(typed)
        self._other.setFocus()
