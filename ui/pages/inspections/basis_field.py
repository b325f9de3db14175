"""判定依据: typed, or quoted from an item of 判定标准, which the hazard then keeps.

While something may apply, a line says so; Down looks at it and Enter takes it. Nothing is decided here:
taking an item fills in 判定依据 and touches no other field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui import theme
from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.criteria import CriterionRow

_LIST_WIDTH = 640


class BasisField(TextField):
    """A line of text, and the id of the item it quotes for as long as the quotation stands in it."""

    library_wanted = Signal()  # the whole library, please (F4)

    def __init__(self, name: str, label: str) -> None:
        """Make the field empty."""
        super().__init__(name, label, longest=1000)
        self._criterion: int | None = None
        self._cited = ""
        self._offered: list[CriterionRow] = []
        self.list = DropList(self.editor, _LIST_WIDTH)
        self.list.taken.connect(self._take_offer)
        look = QAction(theme.icon("search", theme.SECONDARY), "查判定标准（F4）", self)
        look.triggered.connect(self.library_wanted)
        self.editor.addAction(look, QLineEdit.ActionPosition.TrailingPosition)
        self.editor.textEdited.connect(lambda _text: self.list.hide())
        self.changed.connect(self._say_offers)

    # ---- contents --------------------------------------------------------------------------------------

    @property
    def criterion_id(self) -> int | None:
        """Return the id of the item quoted, None where the quotation was taken out."""
        quoted = self._criterion is not None and bool(self._cited) and self._cited in self.editor.text()
        return self._criterion if quoted else None

    def quote(self, criterion_id: int | None) -> None:
        """Say which item the text that stands here quotes."""
        self._criterion, self._cited = criterion_id, self.text()

    def take(self, row: CriterionRow) -> None:
        """Put the quotation of an item into the text, in place of the one before or behind what was typed."""
        text = self.text()
        if self.criterion_id is not None:
            text = text.replace(self._cited, row.citation)
        elif text and row.citation not in text:
            text = f"{text}；{row.citation}"
        elif not text:
            text = row.citation
        self.editor.setText(text)
        self._criterion, self._cited = row.id, row.citation
        self.list.hide()
        self._say_offers()
        self.changed.emit()

    def raw(self) -> object:
        """Return the text, and what it quotes."""
        if self.criterion_id is None:
            return self.editor.text()
        return {"text": self.editor.text(), "criterion": self._criterion, "cited": self._cited}

    def set_raw(self, raw: object) -> None:
        """Put both back."""
        kept: dict[str, Any] = raw if isinstance(raw, dict) else {"text": str(raw or "")}
        self._criterion, self._cited = kept.get("criterion"), kept.get("cited", "")
        self.editor.setText(kept["text"])
        self._say_offers()

    def set_value(self, value: object) -> None:
        """Show this text, which quotes nothing."""
        self._criterion, self._cited = None, ""
        super().set_value(value)

    # ---- what may apply --------------------------------------------------------------------------------

    def offer(self, rows: Sequence[CriterionRow]) -> None:
        """Say that these may apply; they are listed when the keyboard is here."""
        self._offered = list(rows)
        self._say_offers()
        if not rows:
            self.list.hide()
        elif self.editor.hasFocus() and not self.text():
            self._open()

    def _say_offers(self) -> None:
        waiting = self._offered and self.criterion_id is None
        self.show_hint(f"可能适用 {len(self._offered)} 条，↓ 选（由您判定）" if waiting else "")

    def _open(self) -> None:
        offers = [
            Offer(row, f"{row.place}　{row.words}", f"可能适用 · {row.document_number or row.standard}")
            for row in self._offered
        ]
        self.list.offer(offers, at_first=False)

    def _take_offer(self, row: CriterionRow) -> None:
        self.take(row)

    # ---- keys ------------------------------------------------------------------------------------------

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Go on with Enter unless it takes a line of the list."""
        return super().takes_enter(event) and self.list.current() is None

    def on_key(self, event: QKeyEvent) -> bool:
        """Open the library on F4; move in what may apply, take from it, close it."""
        key = event.key()
        if key == Qt.Key.Key_F4:
            self.library_wanted.emit()
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if not self.list.is_open and self._offered:
                self._open()
            if self.list.is_open:
                self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape and self.list.is_open:
            self.list.hide()
            return True
        row = self.list.current()
        if key in ENTER_KEYS and row is not None:
            self.take(row)
            self.entered.emit()
            return True
        return False

    def on_left(self) -> None:
        """Close the list."""
        self.list.hide()
        super().on_left()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show what may apply when the keyboard comes; keep Esc and Enter while they belong to the list."""
        if watched is self.editor:
            if event.type() == QEvent.Type.FocusIn and self._offered and not self.text():
                self._open()
            if (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.ShortcutOverride
                and self.list.is_open
                and (event.key() == Qt.Key.Key_Escape or event.key() in ENTER_KEYS)
            ):
                event.accept()
                return True
        return super().eventFilter(watched, event)
