"""The window of one or several lists beside their forms: its size, its keys, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from ui import theme
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Message, Messages
from ui.preferences import Preferences
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.tab_order import tab_as_placed

if TYPE_CHECKING:
    from ui.background import Background

_SIZE = (1350, 680)


def preferences_of(parent: QWidget | None) -> Preferences:
    """Return the habits and drafts of the window that opens the dialog."""
    for owner in (parent, parent.window()) if parent is not None else ():
        # A page of the window has them as its settings.
        for name in ("preferences", "settings"):
            kept = getattr(owner, name, None)
            if isinstance(kept, Preferences):
                return kept
    return Preferences()


def press_focused_button(event: QKeyEvent) -> bool:
    """Let Enter press the button it is on, and nothing else; tell whether the key was Enter."""
    if event.key() not in ENTER_KEYS:
        return False
    focused = QApplication.focusWidget()
    if isinstance(focused, QPushButton) and event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    ):
        focused.click()
    event.accept()
    return True


class DeskDialog(Dialog):
    """Ctrl+N, Ctrl+F and Ctrl+Z go to the list in sight; Esc closes and keeps what was typed as a draft."""

    keeps_size = True

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None) -> None:
        """Make it as large as the screen allows; `background` and `messages` are the main window's."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.desks: list[ListBesideForm] = []
        self.preferences = preferences_of(parent)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(880, room.width() - 24), min(440, room.height() - 48))
        self.setSizeGripEnabled(False)
        for keys, act in (
            ("Ctrl+N", lambda: self.desk.new_record()),
            ("Ctrl+F", lambda: self.desk.focus_search()),
            ("Ctrl+Z", lambda: self.desk.undo_removal()),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.finished.connect(self.deleteLater)

    @property
    def desk(self) -> ListBesideForm:
        """Return the list in sight."""
        return self.desks[0]

    def add_desk(self, desk: ListBesideForm) -> None:
        """Serve this list."""
        self.desks.append(desk)
        desk.escaped.connect(self.reject)
        for button in desk.findChildren(QPushButton):
            # Or Enter in any line would press the first button of the dialog.
            button.setAutoDefault(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list when it comes into sight."""
        super().showEvent(event)
        for desk in self.desks:
            tab_as_placed(desk.left)  # what a list adds to its head was made last
        if not event.spontaneous():
            self.desk.reload()
            self.desk.focus_search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def papers_button(self, papers: Mapping[str, str], tip: str, show: Callable[[str], None]) -> QPushButton:
        """Return 打印…, which offers these forms (id → words) for `show`; Ctrl+P opens it."""
        button = QPushButton("打印…")
        button.setIcon(theme.icon("print", theme.SECONDARY))
        button.setToolTip(tip)
        menu = QMenu(button)
        for form_id, words in papers.items():
            menu.addAction(words, partial(show, form_id))
        button.setMenu(menu)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(button.showMenu)
        return button

    def leave(self, wish: SignalInstance, *what: object) -> None:
        """Close, then ask the window for it; what was typed stays as a draft."""
        self.reject()
        wish.emit(*what)

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft, and the window says so."""
        kept = [desk.what for desk in self.desks if desk.keep_drafts()]
        super().reject()
        if kept:
            self.messages.say(
                Message(
                    f"{'、'.join(kept)}里有没有保存的内容，已留作草稿。",
                    "还没有写入台账。",
                    "再次打开时可以接着填。",
                )
            )
