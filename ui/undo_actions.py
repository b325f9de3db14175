"""撤销 and 重做 in the menu 编辑: each says what it would take back, and is dim where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages

UNDO, REDO = "撤销", "重做"
REDO_WORDS = "重做（Ctrl+Y）"
_LONGEST = 32  # characters of a summary in a menu


class UndoActions(QObject):
    """Keeps two actions of a window level with the journal of the office that is open."""

    def __init__(self, messages: Messages, undo: QAction, redo: QAction, parent: QObject) -> None:
        """Begin without an office: both are dim."""
        super().__init__(parent)
        self._messages = messages
        self._background: Background | None = None
        self.undo_action = undo
        self.redo_action = redo
        self.forget()

    def attach(self, background: Background) -> None:
        """Follow what this background writes."""
        self._background = background
        background.changed.connect(self._on_changed)
        self._read()

    def forget(self) -> None:
        """Offer nothing: the office is closed."""
        self._background = None
        self._show(self.undo_action, UNDO, "")
        self._show(self.redo_action, REDO, "")

    # ---- what they would do ----------------------------------------------------------------------------

    def _on_changed(self, _changes: Changes) -> None:
        # Pressed before the words have been read, the keys do what they say all the same, or say why not.
        self.undo_action.setEnabled(True)
        self.redo_action.setEnabled(True)
        self._read()

    def _read(self) -> None:
        from hazard_desk.services.journal import what_can_be_redone, what_can_be_taken_back

        if self._background is None:
            return
        for query, action, word in (
            (what_can_be_taken_back, self.undo_action, UNDO),
            (what_can_be_redone, self.redo_action, REDO),
        ):
            self._background.read(
                query,
                done=partial(self._show, action, word),
                failed=self._messages.show_error,
                key=f"window/{word}",
                owner=self,
            )

    def _show(self, action: QAction, word: str, summary: str) -> None:
        if self._background is None:
            summary = ""  # an answer that comes after the office was closed
        cut = summary if len(summary) <= _LONGEST else f"{summary[: _LONGEST - 1]}…"
        action.setText(f"{word}：{cut}".replace("&", "&&") if summary else word)
        action.setEnabled(bool(summary))

    # ---- doing it --------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the newest operation that stands."""
        from hazard_desk.services.journal import undo_last

        self._write(undo_last, lambda said: self._messages.say_done(said, "", REDO_WORDS, self.redo))

    def redo(self) -> None:
        """Do again what was taken back last; where typing was taken back, that."""
        from hazard_desk.services.journal import redo_last

        focused = QApplication.focusWidget()
        # On some systems a field leaves this key to the window, even with typing to bring back.
        if isinstance(focused, QLineEdit) and focused.isRedoAvailable():
            focused.redo()
            return
        if isinstance(focused, QPlainTextEdit) and focused.document().isRedoAvailable():
            focused.redo()
            return
        self._write(redo_last, self._messages.say_done)

    def _write(self, operation: Callable[..., Changes], say: Callable[[str], object]) -> None:
        if self._background is not None:
            self._background.write(
                operation,
                done=lambda changes: say(f"{changes.summary}。"),
                failed=self._messages.show_error,
                owner=self,
            )
