"""附件 of one record or of several that belong together, such as a hazard with its rechecks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.messages import Message, Messages, MessageStrip
from ui.widgets.attachment_strip import CONCERNED_BY, AttachmentStrip
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from hazard_desk.services.attaching import Owner
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1080, 640)
_LIST_WIDTH = 230
_TITLE = Qt.ItemDataRole.UserRole


class AttachmentsDialog(Dialog):
    """The strip of attachments in a window of its own; of several records, a list of them beside it."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None,
        owners: Sequence[tuple[Owner, str]],
    ) -> None:
        """Show the attachments of these records, each under its title; `messages` are the window's."""
        super().__init__(parent)
        if not owners:
            raise ValueError("no record to show the attachments of")
        self._background = background
        self._owners = list(owners)
        self._window_messages = messages
        self.setWindowTitle(f"附件：{owners[0][1]}")
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.setMinimumSize(min(720, room.width() - 24), min(420, room.height() - 48))
        self.message_strip = MessageStrip()
        self.messages = Messages(self, self.message_strip)
        self.strip = AttachmentStrip(background, self.messages)
        self.list = QListWidget()
        self.list.setAccessibleName("记录")
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setWordWrap(True)
        for _, title in owners:
            item = QListWidgetItem(title)
            item.setToolTip(title)
            item.setData(_TITLE, title)
            self.list.addItem(item)
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_owner)
        background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        heading = QLabel(self._owners[0][1])
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        theme.set_role(heading, "heading")
        self.list.setVisible(len(self._owners) > 1)
        heading.setVisible(len(self._owners) == 1)
        row = QHBoxLayout()
        row.setSpacing(theme.PAGE_MARGIN)
        row.addWidget(self.list)
        row.addWidget(self.strip, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.PAGE_MARGIN] * 4)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(heading)
        layout.addWidget(self.message_strip)
        layout.addLayout(row, 1)
        self.close_button = QPushButton("关闭")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout.addLayout(foot)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the first record's attachments."""
        super().showEvent(event)
        if not event.spontaneous():
            self.list.setCurrentRow(0)
            self._read_counts()
            self.strip.take_focus()

    def _on_owner(self, at: int) -> None:
        if 0 <= at < len(self._owners):
            self.strip.show_of(self._owners[at][0])

    # ---- how many each has -----------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.nouns & CONCERNED_BY:
            self._read_counts()

    def _read_counts(self) -> None:
        from hazard_desk.services.attaching import attachment_counts

        if len(self._owners) < 2:
            return
        nouns = {owner.noun for owner, _ in self._owners}
        owners = [owner for owner, _ in self._owners]

        def count(reading: Any) -> dict[tuple[str, int], int]:
            return {
                (noun, known): number
                for noun in nouns
                for known, number in attachment_counts(
                    reading, noun, [owner.id for owner in owners if owner.noun == noun]
                ).items()
            }

        self._background.read(count, done=self._show_counts, key=f"attachment-counts/{id(self)}", owner=self)

    def _show_counts(self, counts: dict[tuple[str, int], int]) -> None:
        for at, (owner, title) in enumerate(self._owners):
            number = counts.get((owner.noun, owner.id), 0)
            self.list.item(at).setText(f"{title}（{number}）" if number else title)

    def reject(self) -> None:
        """Close; files that are still being attached go on, and the window says so."""
        adding = self.strip.is_adding
        super().reject()
        if adding:
            self._window_messages.say(
                Message("附件还在往里加。", "加完才算数，这期间请不要拔掉手机或U盘。", "加不进去会另外提示。")
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)
