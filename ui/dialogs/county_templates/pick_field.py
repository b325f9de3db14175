"""What a column or cell of the template is filled with: picked by name or initials, or typed words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.widgets.drop_field import DropField
from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS
from ui.widgets.suggestions import found_by

_LIST_WIDTH = 380


class PickField(DropField):
    """One of a list; typing finds by any part of the words or the initials, ↓ shows all, Delete empties.

    What is typed is offered as fixed words, too. Leaving takes what is meant beyond doubt (the line that was
    gone to, the very words, the only one found), else the words as they are: 无 is no 无代码原因.
    """

    editor: QLineEdit

    def __init__(
        self,
        name: str,
        label: str,
        offers: Sequence[Offer],
        fixed: Callable[[str], Any],
        blank: Any,
        words: Mapping[Any, Sequence[str]] | None = None,
    ) -> None:
        """Offer these; `fixed` makes a value of typed words, `blank` is the value of an empty line.

        `words` are other words that find an offer, by its value.
        """
        super().__init__(name, label, QLineEdit())
        self._offers = list(offers)
        self._fixed = fixed
        self._blank = blank
        self._words = words or {}
        self._value = blank
        self._shown = ""
        self._gone_to = False  # a line of the list, by keys
        self.editor.setPlaceholderText("空着")
        self.list = DropList(self.editor, _LIST_WIDTH)
        self.list.taken.connect(self._take)
        self.editor.textEdited.connect(lambda _text: self._on_typed())

    # ---- the protocol --------------------------------------------------------------------------------

    def value(self) -> Any:
        """Return what is picked."""
        return self._value

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is picked."""
        return bool(self._value == self._blank)

    def set_value(self, value: Any) -> None:
        """Show this as picked, in the words of its offer, else its own."""
        self._value = value
        self._shown = "" if value == self._blank else self._words_of(value)
        self.editor.setText(self._shown)
        self.editor.setCursorPosition(0)
        self.editor.setToolTip(self._shown)
        self.list.hide()

    def raw(self) -> object:
        """Return the text."""
        return self.editor.text()

    def set_raw(self, raw: object) -> None:
        """Take the text as typed words."""
        self.editor.setText(str(raw))
        self._settle()

    def set_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these from now on; what is picked stays."""
        self._offers = list(offers)

    def on_left(self) -> None:
        """Take what is meant; nothing typed is left undecided."""
        self._settle()

    # ---- inside --------------------------------------------------------------------------------------

    def _words_of(self, value: Any) -> str:
        return next((one.text for one in self._offers if one.value == value), "") or _own_words(value)

    def _on_typed(self) -> None:
        typed = self.editor.text().strip()
        if typed:
            self._offer(typed)
        else:  # emptied: Enter is to leave it so
            self.list.hide()
        self.show_hint("")

    def _offer(self, typed: str) -> None:
        self._gone_to = False
        found = self._found(typed)
        exact = [one for one in found if one.text == typed]
        begins = [one for one in found if one not in exact and one.text.startswith(typed)]
        rest = [one for one in found if one not in exact and one not in begins]
        listed = [*exact, *begins, *rest]
        if typed:
            listed.append(Offer(self._fixed(typed), f"固定文字：{typed}"))
        self.list.offer(listed)

    def _found(self, typed: str) -> list[Offer]:
        return [
            one
            for one in self._offers
            if any(found_by(words, typed) for words in (one.text, *self._words.get(one.value, ())))
        ]

    def _take(self, value: Any) -> None:
        self._pick(value)
        self.entered.emit()

    def _pick(self, value: Any) -> None:
        before = self._value
        self.set_value(value)
        if value != before:
            self.changed.emit()

    def _settle(self) -> None:
        """Decide what was typed."""
        typed = self.editor.text().strip()
        if typed == self._shown:
            self.editor.setText(self._shown)
            self.list.hide()
        elif not typed:
            self._pick(self._blank)
        else:
            self._pick(self._meant(typed))

    def _meant(self, typed: str) -> Any:
        current = self.list.current()
        if current is not None and self._gone_to:
            return current
        found = self._found(typed)
        exact = [one for one in found if one.text == typed]
        if exact or (len(found) == 1 and len(typed) > 1):
            return (exact or found)[0].value
        return self._fixed(typed)

    # ---- keys ----------------------------------------------------------------------------------------

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Leave on Enter unless the list is open: then it takes from that first."""
        return super().takes_enter(event) and not self.list.is_open

    def on_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take from it, close it."""
        key = event.key()
        if key in ENTER_KEYS and self.list.is_open:
            current = self.list.current()
            if current is not None:
                self._take(current)
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.list.is_open:
                self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
                self._gone_to = True
            else:
                self._offer("")
            return True
        if key == Qt.Key.Key_Escape and self.list.is_open:
            self.list.hide()
            self.editor.setText(self._shown)
            self.editor.selectAll()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select what stands there when the keyboard or mouse comes, so that typing takes its place."""
        handled = super().eventFilter(watched, event)
        if watched is self.editor and event.type() == QEvent.Type.FocusIn:
            self.editor.selectAll()
        return handled


def _own_words(value: Any) -> str:
    label = getattr(value, "label", "")
    return str(label or getattr(value, "what", ""))
