"""Fields that are chosen from a list: one, several, yes or no or unknown."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from hazard_desk.terms import Term
from ui import theme
from ui.widgets.check_list import CheckListPopup, Option
from ui.widgets.field import Field
from ui.widgets.suggestions import found_by

_NOT_FILLED = "未填"
_TYPING_S = 1.2  # letters typed within this time belong to one word


class _Combo(QComboBox):
    """A combo box that finds by pinyin initials, and leaves the wheel to the form round it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        self._typed = ""
        self._typed_at = 0.0
        self.currentTextChanged.connect(self.setToolTip)  # there may be no room for all of it

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the form must not change what the pointer happens to pass over.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace or event.key() == Qt.Key.Key_Delete:
            self.setCurrentIndex(0)
        elif not self.find_typed(event.text()):
            super().keyPressEvent(event)

    def find_typed(self, text: str) -> bool:
        """Go to the entry whose words or initials begin with what is being typed, else hold it somewhere."""
        if not text.isalnum():
            return False
        now = time.monotonic()
        self._typed = (self._typed if now - self._typed_at < _TYPING_S else "") + text.lower()
        self._typed_at = now
        rows = range(self.count())
        begun = (row for row in rows if _begins(self.itemText(row), self._typed))
        holding = (row for row in rows if found_by(self.itemText(row), self._typed))
        row = next(begun, next(holding, None))
        if row is not None:
            self.setCurrentIndex(row)
        return True


def _begins(text: str, typed: str) -> bool:
    from hazard_desk.rules.readings import initials

    if text.lower().startswith(typed):
        return True
    return typed.isascii() and any(letters.startswith(typed) for letters in initials(text))


class ChoiceField(Field):
    """One of a list, or none; letters find an entry by its pinyin initials, Delete empties."""

    editor: _Combo

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[Any, str]] | type[Term],
        *,
        required: bool = False,
        wide: bool = False,
        optional: bool = True,
    ) -> None:
        """Offer `choices` (value, words) or the members of a Term; `optional` adds an empty choice."""
        super().__init__(name, label, _Combo(), required=required, wide=wide)
        self._values: list[Any] = []
        self._choices: list[tuple[Any, str]] = []
        self._also: tuple[Any, str] | None = None  # what the record names and isn't offered otherwise
        self._optional = optional
        self.set_choices(choices)
        self.editor.currentIndexChanged.connect(lambda _index: self._on_index())

    def set_choices(self, choices: Sequence[tuple[Any, str]] | type[Term]) -> None:
        """Offer these from now on; the present choice stays where it's among them."""
        self._choices = [one if isinstance(one, tuple) else (one, one.label) for one in choices]
        self._fill()

    def offer_also(self, value: Any, words: str) -> None:
        """Offer this one too where it isn't among the others: it stays chosen in the record that names it."""
        self._also = (value, words) if value is not None else None
        self._fill()

    def _fill(self) -> None:
        pairs: list[tuple[Any, str]] = [(None, _NOT_FILLED)] if self._optional else []
        pairs += self._choices
        if self._also is not None and self._also[0] not in (value for value, _words in pairs):
            pairs.append(self._also)
        before = self.value()
        self.editor.blockSignals(True)
        self.editor.clear()
        self._values = [value for value, _words in pairs]
        for row, (_value, words) in enumerate(pairs):
            self.editor.addItem(words)
            self.editor.setItemData(row, words, Qt.ItemDataRole.ToolTipRole)
        if self._optional:
            self.editor.setItemData(0, QColor(theme.SECONDARY), Qt.ItemDataRole.ForegroundRole)
        self.editor.blockSignals(False)
        self.set_value(before)

    def value(self) -> Any:
        """Return the value chosen, or None."""
        index = self.editor.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: Any) -> None:
        """Choose this value; one that isn't offered counts as none."""
        for index, offered in enumerate(self._values):
            if offered == value and type(offered) is type(value):
                self.editor.setCurrentIndex(index)
                return
        if self._values:
            self.editor.setCurrentIndex(0)

    def raw(self) -> object:
        """Return the words chosen, "" for none."""
        return "" if self.value() is None else self.editor.currentText()

    def set_raw(self, raw: object) -> None:
        """Choose the entry with these words."""
        index = self.editor.findText(str(raw)) if raw else 0
        self.editor.setCurrentIndex(max(index, 0))

    def on_key(self, event: QKeyEvent) -> bool:
        """Open the list on Space and F4."""
        if event.key() == Qt.Key.Key_Space:
            self.editor.showPopup()
            return True
        return False

    def _on_index(self) -> None:
        self.show_error("")
        self.changed.emit()


class YesNoField(ChoiceField):
    """是, 否, or not known yet."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        wide: bool = False,
        yes: str = "是",
        no: str = "否",
    ) -> None:
        """Make the field unknown."""
        super().__init__(name, label, [(True, yes), (False, no)], required=required, wide=wide)


class _JoinedBox(QComboBox):
    """Looks like a combo box; shows the chosen entries joined by 、 and opens a list to tick."""

    def __init__(self, field: MultiChoiceField) -> None:
        super().__init__()
        self._field = field
        self.full = ""
        self.addItem("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def show_joined(self, full: str) -> None:
        self.full = full
        self.setToolTip(full)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width() - 52, 40)
        words = self.full or _NOT_FILLED
        self.setItemText(0, self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def showPopup(self) -> None:
        self._field.open()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._field.set_value(())
        elif event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Space) or (
            event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self._field.open()
        elif text.isalnum():
            self._field.open(text)
        elif event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()


class MultiChoiceField(Field):
    """Several of a list, shown joined by 、; the list is searched by words or pinyin initials.

    The values are a tuple, in the order in which they were chosen. `free` takes entries the list lacks.
    """

    editor: _JoinedBox

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[Any, str]] | Sequence[str] = (),
        *,
        required: bool = False,
        wide: bool = False,
        free: bool = False,
    ) -> None:
        """Offer `choices` (value, words), or texts that are their own values."""
        super().__init__(name, label, _JoinedBox(self), required=required, wide=wide)
        self._free = free
        self._words: dict[Hashable, str] = {}
        self._chosen: list[Hashable] = []
        self.popup = CheckListPopup(self, free=free, what=label)
        self.popup.ticked.connect(self._take)
        self.popup.closed.connect(self.editor.setFocus)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]] | Sequence[str]) -> None:
        """Offer these from now on; what is chosen stays chosen."""
        pairs = [(one, one) if isinstance(one, str) else one for one in choices]
        kept = {value: self._words[value] for value in self._chosen if value in self._words}
        self._words = {**dict(pairs), **kept}
        self._show()

    def value(self) -> tuple[Any, ...]:
        """Return the values chosen, in the order in which they were chosen."""
        return tuple(self._chosen)

    def set_value(self, value: Any) -> None:
        """Choose these values."""
        wanted = list(dict.fromkeys(value or ()))
        if wanted == self._chosen:
            return
        self._chosen = wanted
        for one in wanted:
            self._words.setdefault(one, str(one))
        self._show()
        self.show_error("")
        self.changed.emit()

    def raw(self) -> object:
        """Return the words chosen."""
        return [self._words[value] for value in self._chosen]

    def set_raw(self, raw: object) -> None:
        """Choose the entries with these words; unknown ones only where the field is free."""
        by_words = {words: value for value, words in self._words.items()}
        found = [
            by_words.get(words, words)
            for words in (raw if isinstance(raw, list) else [])
            if words in by_words or self._free
        ]
        self.set_value(found)

    def joined(self) -> str:
        """Return the words as they are shown and printed."""
        return "、".join(self._words[value] for value in self._chosen)

    def open(self, typed: str = "") -> CheckListPopup:
        """Open the list to tick, looking for what was typed."""
        options = [Option(value, words) for value, words in self._words.items()]
        self.popup.fill(options, self._chosen)
        self.popup.open_under(self.editor, typed)
        return self.popup

    def _take(self) -> None:
        ticked = self.popup.chosen()
        stayed = [value for value in self._chosen if value in ticked]
        self.set_value([*stayed, *(value for value in ticked if value not in stayed)])

    def _show(self) -> None:
        self.editor.show_joined(self.joined())


__all__ = ["ChoiceField", "MultiChoiceField", "YesNoField"]
