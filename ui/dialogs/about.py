"""关于: what this is and which version; and the way to the log files."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk import __version__
from ui import theme
from ui.messages import Message, Messages
from ui.widgets.dialog import Dialog


class About(Dialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay it out."""
        super().__init__(parent)
        self.setWindowTitle("关于隐患台")
        title = QLabel("隐患台")
        theme.set_role(title, "title")
        words = QLabel(
            f"版本 {__version__}\n乡镇安全生产隐患台账：一处录入，各表都对。\n"
            f"离线使用，不联网。\n\n本程序以 Apache-2.0 许可发布。\n界面使用 Qt {qVersion()}（LGPL-3）。"
        )
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        row = QHBoxLayout()
        if (notices := notices_file()) is not None:
            licences = QPushButton("第三方许可…")
            licences.clicked.connect(lambda: self._open(notices))
            row.addWidget(licences)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.GROUP_GAP, theme.WIDE_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(title)
        layout.addWidget(words)
        layout.addLayout(row)
        self.finished.connect(self.deleteLater)
        self._words = words
        close.setFocus()

    def _open(self, notices: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(notices))):
            self._words.setText(f"第三方软件和字体的许可在这个文件里：\n{notices}")


def notices_file() -> Path | None:
    """Return the licences of what is inside; they lie beside the installed program only."""
    path = Path(sys.executable).with_name("第三方许可.txt")
    return path if getattr(sys, "frozen", False) and path.is_file() else None


def open_logs(messages: Messages) -> None:
    """Show the folder of the log files; they hold no names and no records."""
    from ui.incidents import log_folder

    folder = log_folder()
    with contextlib.suppress(OSError):  # then the message says where it would be
        folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        messages.say(Message(f"日志文件在：{folder}", "里面没有企业和人员的资料。"))
