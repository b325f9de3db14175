"""Step 4 完成: which file was written, what in it deserves a look, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.push_button import push_button


class DonePage(QWidget):
    """Says what was done; the file and its folder can be opened."""

    another_wanted = Signal()

    def __init__(self) -> None:
        """Start with nothing done."""
        super().__init__()
        self.path: Path | None = None
        icon = QLabel()
        icon.setPixmap(theme.icon("check", theme.Meaning.CLOSED.value.ink).pixmap(theme.ICON_PIXELS))
        self.title = QLabel()
        theme.set_role(self.title, "title")
        self.summary = QLabel()
        self.where = QLabel()
        theme.set_role(self.where, "secondary")
        for label in (self.title, self.summary, self.where):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = push_button("打开(&O)", "用 WPS 或 Excel 打开填好的表", self._open, "open")
        self.folder_button = push_button(
            "打开所在文件夹(&D)", "看填好的表在哪里", self._open_folder, "folder"
        )
        self.another_button = push_button("再填一张(&N)", "另选一张表样", self.another_wanted.emit)
        self.details_title = QLabel("打开以后请看一眼")
        theme.set_role(self.details_title, "heading")
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("打开以后请看一眼")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(icon)
        head.addWidget(self.title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        for button in (self.open_button, self.folder_button, self.another_button):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.WIDE_GAP, theme.WIDE_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.PAGE_MARGIN)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.where)
        layout.addLayout(buttons)
        layout.addWidget(self.details_title)
        layout.addWidget(self.details, 1)
        layout.addStretch(1)

    def show_done(self, path: Path, summary: str, details: Sequence[str]) -> None:
        """Say what was written where."""
        self.path = path
        self.title.setText(f"已填好「{path.name}」")
        self.summary.setText(summary)
        self.where.setText(str(path.parent))
        self.details.setPlainText("\n".join(details))
        self.details.setMaximumHeight((len(details) + 2) * self.details.fontMetrics().lineSpacing())
        self.details.setVisible(bool(details))
        self.details_title.setVisible(bool(details))

    def _open(self) -> None:
        if self.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path)))

    def _open_folder(self) -> None:
        if self.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.parent)))
