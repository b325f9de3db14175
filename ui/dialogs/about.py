"""关于: what this is and which version; and the way to the log files."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk import __version__
from ui import theme
from ui.messages import Message, Messages


class About(QDialog):
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
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.GROUP_GAP, theme.WIDE_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(title)
        layout.addWidget(words)
        layout.addLayout(row)
        self.finished.connect(self.deleteLater)


def open_logs(messages: Messages) -> None:
    """Show the folder of the log files; they hold no names and no records."""
    from ui.incidents import log_folder

    folder = log_folder()
    with contextlib.suppress(OSError):  # then the message says where it would be
        folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        messages.say(Message(f"日志文件在：{folder}", "里面没有企业和人员的资料。"))
