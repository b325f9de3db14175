"""What every field of an entry form has: a label, a value, an error under it, and the keys of a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme

ENTER_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Field(QWidget):
    """One field: an editor, and under it an error or a hint.

    `name` is the field of the facts, `label` the words of the paper form. `raw()` is what stands in the
    editor, readable or not, as JSON can hold it: drafts are kept of that.
    """

    changed = Signal()  # the content is another one, whoever changed it; never while a word is composed
    entered = Signal()  # Enter: the next field, please

    def __init__(
        self, name: str, label: str, editor: QWidget, *, required: bool = False, wide: bool = False
    ) -> None:
        """Put `editor` over the (empty) line for errors; `wide` asks for both columns of the form."""
        super().__init__()
        self.name = name
        self.label = label
        self.required = required
        self.wide = wide
        self.editor = editor
        self._composing = False
        self._hint_action: Callable[[], object] | None = None
        editor.setAccessibleName(label)
        editor.installEventFilter(self)
        self.setFocusProxy(editor)
        self._error = QLabel()
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        theme.set_role(self._error, "error")
        self._error.hide()
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        theme.set_role(self._hint, "secondary")
        self._hint_button = QPushButton()
        theme.set_role(self._hint_button, "link")
        self._hint_button.setStyleSheet("min-height: 14px; height: 14px; padding: 0 2px;")
        self._hint_button.clicked.connect(self._take_hint)
        self._hint_row = QWidget()
        row = QHBoxLayout(self._hint_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self._hint_button)
        row.addWidget(self._hint, 1)
        self._hint_row.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL_GAP // 2)
        layout.addWidget(editor)
        layout.addWidget(self._error)
        layout.addWidget(self._hint_row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    # ---- the protocol --------------------------------------------------------------------------------

    def value(self) -> Any:
        """Return the value as the facts hold it; what can't be read counts as empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show this value."""
        raise NotImplementedError

    def raw(self) -> Any:
        """Return what stands in the editor, as JSON can hold it."""
        raise NotImplementedError

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned."""
        raise NotImplementedError

    def problem(self) -> str:
        """Say why what stands in the editor can't be read; "" where it can."""
        return ""

    def is_empty(self) -> bool:
        """Tell whether nothing stands in the field."""
        return self.raw() in ("", None, [])

    # ---- what is said under the field ------------------------------------------------------------------

    @property
    def error(self) -> str:
        """Return the error that stands under the field."""
        return self._error.text()

    @property
    def hint(self) -> str:
        """Return the hint that stands under the field."""
        return self._hint.text()

    def show_error(self, text: str) -> None:
        """Show this error under the field, or take it away with ""."""
        if text == self._error.text():
            return
        self._error.setText(text)
        self._error.setVisible(bool(text))
        theme.set_invalid(self.editor, bool(text))
        self._place_hint()
        self.editor.setAccessibleDescription(text)

    def show_hint(self, text: str, button: str = "", action: Callable[[], object] | None = None) -> None:
        """Show this hint under the field, with a button that takes it up; "" takes it away."""
        self._hint.setText(text)
        self._hint_action = action
        self._hint_button.setText(button)
        self._hint_button.setVisible(action is not None)
        self._hint_button.setAccessibleName(f"{self.label}：{button}")
        self._place_hint()

    def _place_hint(self) -> None:
        # Under an error only a way out is worth its line.
        wanted = bool(self._hint.text()) and (not self._error.text() or self._hint_action is not None)
        self._hint_row.setVisible(wanted)

    def _take_hint(self) -> None:
        if self._hint_action is not None:
            self._hint_action()
            self.setFocus()

    # ---- keys ------------------------------------------------------------------------------------------

    @property
    def composing(self) -> bool:
        """Tell whether an input method is in the middle of a word."""
        return self._composing

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Tell whether this press of Enter means the next field (a field of several lines differs)."""
        return event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )

    def on_key(self, event: QKeyEvent) -> bool:
        """Do what this field does on a key of its own, and say whether it did."""
        return False

    def on_left(self) -> None:
        """Tidy up what was typed when the keyboard goes elsewhere."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the editor the keys of a form."""
        if watched is not self.editor:
            return super().eventFilter(watched, event)
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
        elif event.type() == QEvent.Type.FocusOut:
            self._composing = False
            self.on_left()
        elif isinstance(event, QKeyEvent) and not self._composing:
            if event.type() == QEvent.Type.ShortcutOverride:
                return self._overrides(event)
            if event.type() == QEvent.Type.KeyPress:
                if event.key() in ENTER_KEYS and self.takes_enter(event):
                    self.on_left()
                    self.entered.emit()
                    return True
                return self.on_key(event)
        return super().eventFilter(watched, event)

    def _overrides(self, event: QKeyEvent) -> bool:
        """Keep Enter from a shortcut of the window where it means the next field."""
        if event.key() in ENTER_KEYS and self.takes_enter(event):
            event.accept()
            return True
        return False
