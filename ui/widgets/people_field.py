"""Names of several persons in one line, offered while typing, kept apart by 、."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from hazard_desk.rules.names import split_persons
from ui.widgets.drop_field import DropField
from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS
from ui.widgets.suggestions import found_by

_SEPARATOR = re.compile(r"[、，,；;/／|\s]")
_OFFERED = 8


class PeopleField(DropField):
    """Persons by name: known ones are found by pinyin initials, others typed; 、 or a blank parts them."""

    editor: QLineEdit

    def __init__(
        self, name: str, label: str, *, required: bool = False, wide: bool = False, most: int = 0
    ) -> None:
        """Make the field empty; `most` bounds the number of persons (0: no bound)."""
        super().__init__(name, label, QLineEdit(), required=required, wide=wide)
        self._names: tuple[str, ...] = ()
        self._most = most
        self.editor.setPlaceholderText(
            "姓名或拼音首字母，用顿号或空格隔开" if most != 1 else "姓名或拼音首字母"
        )
        self.list = DropList(self.editor)
        self.list.taken.connect(self._take)
        self.editor.textChanged.connect(self._on_text)
        self.editor.textEdited.connect(lambda _text: self._offer())

    def suggest(self, names: Sequence[str]) -> None:
        """Offer these names while typing."""
        self._names = tuple(names)

    # ---- the protocol --------------------------------------------------------------------------------

    def value(self) -> tuple[str, ...]:
        """Return the names, each once."""
        return split_persons(self.editor.text())

    def joined(self) -> str:
        """Return the names as the forms print them."""
        return "、".join(self.value())

    def set_value(self, value: Any) -> None:
        """Show these names: several, or one text of names."""
        names = split_persons(value) if isinstance(value, str) else tuple(value or ())
        self.editor.setText("、".join(names))
        self.editor.setCursorPosition(0)
        self.show_error("")
        self.list.hide()

    def raw(self) -> object:
        """Return the text as it stands."""
        return self.editor.text()

    def set_raw(self, raw: object) -> None:
        """Put the text back."""
        self.editor.setText(str(raw or ""))
        self.list.hide()

    def on_left(self) -> None:
        """Show the names as they were understood."""
        self.list.hide()
        shown = self.joined()
        if shown != self.editor.text():
            self.editor.setText(shown)
        self.show_error(self.problem())

    def problem(self) -> str:
        """Say that there are more persons than the form has room for."""
        if self._most and len(self.value()) > self._most:
            return f"最多 {self._most} 人。"
        return ""

    # ---- offering --------------------------------------------------------------------------------------

    def _span(self) -> tuple[int, int]:
        """Return where the name that the cursor is in begins and ends."""
        text, cursor = self.editor.text(), self.editor.cursorPosition()
        ends = [found.start() for found in _SEPARATOR.finditer(text)]
        start = max((end + 1 for end in ends if end < cursor), default=0)
        return start, min((end for end in ends if end >= cursor), default=len(text))

    def _offer(self) -> None:
        start, end = self._span()
        typed = self.editor.text()[start:end].strip()
        chosen = set(self.value()) - {typed}
        found = (
            [name for name in self._names if name not in chosen and found_by(name, typed)] if typed else []
        )
        found.sort(key=lambda name: not name.startswith(typed))
        # A name typed out needs no list; Chinese characters may be a new name, so none is taken unasked.
        offers = [Offer(name, name) for name in found[:_OFFERED]] if found != [typed] else []
        self.list.offer(offers, at_first=typed.isascii())

    def _take(self, name: str) -> None:
        start, end = self._span()
        text = self.editor.text()
        rest = text[end:]
        follow = "" if self._most == 1 or rest else "、"
        self.editor.setText(text[:start] + name + follow + rest)
        self.editor.setCursorPosition(start + len(name) + len(follow))
        self.list.hide()

    def _on_text(self) -> None:
        if self.error:
            self.show_error(self.problem())
        self.changed.emit()

    # ---- keys ------------------------------------------------------------------------------------------

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Take the offered name first; the next Enter leaves."""
        return self.list.current() is None and super().takes_enter(event)

    def on_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take from it, close it; a separator takes the offered name too."""
        key = event.key()
        if not self.list.is_open:
            return False
        if (
            key in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        current = self.list.current()
        if key in ENTER_KEYS or key == Qt.Key.Key_Escape:
            if key == Qt.Key.Key_Escape:
                self.list.hide()
            elif current is not None:
                self._take(current)
            return True
        if current is not None and (key == Qt.Key.Key_Tab or _SEPARATOR.fullmatch(event.text() or "x")):
            self._take(current)
            return key != Qt.Key.Key_Tab
        return False
