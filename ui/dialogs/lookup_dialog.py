"""A dialog to look things up in: it reads when it is shown, and again when what it shows has changed."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.messages import Messages
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background


class LookupDialog(Dialog):
    """Head, what is looked at, and a bar of buttons; F5 reads again, Enter presses no button by chance."""

    keeps_size = True

    # Tables (by name) whose change makes what is shown stale.
    concerned_by: ClassVar[Set[str]]

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None,
        title: str,
        size: tuple[int, int],
    ) -> None:
        """Make it so large as the screen allows; nothing is read yet."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.background = background
        self.messages = messages
        room = self.screen().availableGeometry()
        self.resize(min(size[0], room.width() - 24), min(size[1], room.height() - 48))
        QShortcut(QKeySequence("F5"), self).activated.connect(self.reload)
        background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)

    def lay_out(self, head: QLayout, body: QWidget | QLayout, bar: QLayout) -> None:
        """Set one below the other; the body takes the room."""
        column = QVBoxLayout(self)
        gap = theme.PAGE_MARGIN
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(theme.LABEL_GAP)
        column.addLayout(head)
        if isinstance(body, QWidget):
            column.addWidget(body, 1)
        else:
            column.addLayout(body, 1)
        column.addLayout(bar)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # or Enter in any line would press the first one

    def reload(self) -> None:
        """Read what it shows; each says how."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the keyboard where one begins; each says where."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Read when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()
            self.focus_first()

    def _on_changed(self, changes: Changes) -> None:
        if self.concerned_by & changes.nouns and self.isVisible():
            self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
