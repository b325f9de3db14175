"""The field that picks a record of any kind by words or pinyin initials, or takes what is typed as a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.widgets.drop_field import DropField
from ui.widgets.drop_list import DropList, Offer
from ui.widgets.field import ENTER_KEYS

if TYPE_CHECKING:
    from hazard_desk.services.labelled_batches import RecordWords

# Asks for the records that a text finds; the answer comes soon, unless a newer question overtakes it.
Find = Callable[[str, "Callable[[Sequence[RecordWords]], None]"], object]

_PAUSE_MS = 80
_AS_TEXT = object()
"""In the list: take what is typed as it stands."""


class RecordField(DropField):
    """A record, or a written line; the last offer of the list is always the line as it was typed."""

    taken = Signal()  # a record, or the line, was chosen

    editor: QLineEdit

    def __init__(self, find: Find) -> None:
        """Ask `find` for what is typed."""
        super().__init__("text", "记录或文字", QLineEdit(), required=True, wide=True)
        self._find = find
        self._chosen: RecordWords | None = None
        self._as_text = False
        self._searched: str | None = None  # what the list on the screen was found by
        self._enter_waits = False
        self.editor.setMaxLength(1000)
        self.editor.setPlaceholderText("企业、隐患、处罚等：名称、内容或拼音首字母；也可写一行文字")
        self.list = DropList(self.editor)
        self.list.taken.connect(self._take)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.editor.textEdited.connect(lambda _text: self._on_typed())

    # ---- the protocol --------------------------------------------------------------------------------

    @property
    def chosen(self) -> RecordWords | None:
        """Return the record that is picked; None where a line is written."""
        return self._chosen

    @property
    def text(self) -> str:
        """Return the line that is written; "" where a record is picked."""
        return "" if self._chosen is not None else self.editor.text().strip()

    def choose(self, record: RecordWords | None, text: str = "") -> None:
        """Show this record as picked, or else this line."""
        self._stop_looking()
        self._chosen = record
        self._as_text = record is None and bool(text)
        self.editor.setText(record.line if record is not None else text)
        self.editor.setCursorPosition(0)
        self.show_error("")
        self._describe()
        self.changed.emit()

    def value(self) -> Any:
        """Return the record, or the line."""
        return self._chosen or self.text

    def set_value(self, value: Any) -> None:
        """Show a line."""
        self.choose(None, str(value or ""))

    def raw(self) -> Any:
        """Return what stands here; a record by what is needed to show it again."""
        one = self._chosen
        if one is None:
            return self.editor.text()
        day = one.on.isoformat() if one.on else ""
        return [one.noun, one.record_id, one.kind, one.who, one.text, day]

    def set_raw(self, raw: Any) -> None:
        """Put it back."""
        from hazard_desk.services.labelled_batches import RecordWords

        if isinstance(raw, list) and len(raw) == 6:
            noun, record_id, kind, who, text, day = raw
            on = date.fromisoformat(day) if day else None
            self.choose(RecordWords(noun, record_id, kind, who, text, on))
        else:
            self.choose(None, str(raw or ""))

    def is_empty(self) -> bool:
        """Tell whether nothing is picked and nothing typed."""
        return not self.editor.text().strip()

    def on_left(self) -> None:
        """Close the list: what is typed and not picked is a line."""
        if not self._enter_waits:
            self._stop_looking()
            self._describe()

    # ---- looking -------------------------------------------------------------------------------------

    def _on_typed(self) -> None:
        self._chosen, self._as_text = None, False
        self.show_error("")
        self.show_hint("")
        self._enter_waits = False
        self._pause.start()
        self.changed.emit()

    def _search(self) -> None:
        text = self.text
        if not text:
            self.list.hide()
            return
        self._find(text, lambda records: self._on_found(text, records))

    def _on_found(self, text: str, records: Sequence[RecordWords]) -> None:
        if text != self.text or self._as_text or not self.editor.hasFocus():
            return
        self._searched = text
        offers = [Offer(one, one.line, _aside(one)) for one in records]
        self.list.offer([*offers, Offer(_AS_TEXT, text, "写成一行文字")])
        waited, self._enter_waits = self._enter_waits, False
        # Typed and Enter before the list was there: only what leaves no doubt is taken.
        if waited and len(records) < 2:
            self._take(records[0] if records else _AS_TEXT)

    def _take(self, value: Any) -> None:
        if value is _AS_TEXT:
            self.choose(None, self.editor.text().strip())
        else:
            self.choose(value)
        self.taken.emit()
        self.entered.emit()

    def _stop_looking(self) -> None:
        self._pause.stop()
        self._enter_waits = False
        self._searched = None
        self.list.hide()

    def _describe(self) -> None:
        if self._chosen is not None:
            self.show_hint(_aside(self._chosen))
        else:
            self.show_hint("一行文字，不连到记录。" if self.text else "")

    # ---- keys ----------------------------------------------------------------------------------------

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Leave on Enter only with something taken, or with nothing typed."""
        settled = self._chosen is not None or self._as_text or self.is_empty()
        return super().takes_enter(event) and settled

    def on_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take from it, close it."""
        key = event.key()
        if key in ENTER_KEYS and super().takes_enter(event):
            self._enter()
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.is_open:
            self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape and self.list.is_open:
            self._stop_looking()
            return True
        return False

    def _enter(self) -> None:
        current = self.list.current()
        if current is not None and self._searched == self.text:
            self._take(current)
        else:
            self._enter_waits = True
            self._pause.stop()
            self._search()


def _aside(record: RecordWords) -> str:
    """Return of what kind a record is, and its day."""
    return f"{record.kind} {record.on:%Y-%m-%d}" if record.on else record.kind
