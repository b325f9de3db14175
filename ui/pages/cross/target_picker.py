"""The choice of a 受检方 by keys: a line over its cell, found by name or pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS
from ui.widgets.suggestions import found_by

_LEAST_WIDTH = 300


class TargetPicker(QLineEdit):
    """Offers names while one types; Enter takes the current one, Esc and going elsewhere take none."""

    taken = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Stay hidden until it's opened."""
        super().__init__(parent)
        self.setAccessibleName("受检方")
        self.setPlaceholderText("名称或拼音首字母")
        self._offers: tuple[Offer, ...] = ()
        self._composing = False
        self.list = DropList(self, _LEAST_WIDTH)
        self.list.taken.connect(self._take)
        self.textChanged.connect(lambda _text: self._offer())
        self.hide()

    def open_at(self, cell: QRect, offers: Sequence[Offer], current: str = "") -> None:
        """Open over this cell and offer all; the one called `current` is gone to."""
        self._offers = tuple(offers)
        self.setGeometry(cell)
        blocked = self.blockSignals(True)
        self.clear()
        self.blockSignals(blocked)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._offer()
        at = next((place for place, offer in enumerate(self._offers) if offer.value == current), 0)
        self.list.setCurrentRow(at)

    def _offer(self) -> None:
        typed = self.text().strip()
        found = [offer for offer in self._offers if found_by(offer.text, typed)]
        found.sort(key=lambda offer: bool(typed) and not offer.text.startswith(typed))
        self.list.offer(found, nothing="没有这个受检方")

    def _take(self, name: str) -> None:
        self.close_list()
        self.taken.emit(name)

    def close_list(self) -> None:
        """Go away and give the keyboard back."""
        if self.isHidden():
            return
        self.list.hide()
        self.hide()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Enter and Esc from the window while the list is open."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (*ENTER_KEYS, Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether a word is being composed: its keys are the input method's."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take from it, leave."""
        key = event.key()
        if self._composing:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in ENTER_KEYS:
            current = self.list.current()
            if current is not None:
                self._take(current)
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            self.close_list()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave where the keyboard goes elsewhere; a click into the list keeps it here."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.close_list()
