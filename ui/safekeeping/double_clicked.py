"""A file that was double-clicked (台账包): offered for 恢复 as soon as it can be asked; her yes decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog

from ui.messages import Kind, Message, Messages

_LATER = "请先办完现在打开的窗口，关上以后会接着问是否用它恢复。"


class DoubleClicked(QObject):
    """Keeps the file until it can be asked about: while an office is being opened, or a dialog is open."""

    def __init__(self, messages: Messages, ask: Callable[[Path], bool], parent: QObject) -> None:
        """`ask` opens the dialog that asks for the decision, or returns False where it can't yet."""
        super().__init__(parent)
        self._messages = messages
        self._ask = ask
        self._file: Path | None = None

    def offer(self, file: Path) -> None:
        """Ask about this file, now or as soon as can be; one that isn't there is said at once."""
        if not _is_there(file):
            self._messages.show_dialog(
                Message(
                    f"找不到文件 {file}，可能已被移动、删除，或者U盘已经拔掉。",
                    "没有恢复，也没有改动任何数据。",
                    "请找到台账包（.hazdesk）或备份（.db）后再双击一次，或在“备份与恢复”里选择。",
                    Kind.ERROR,
                )
            )
            return
        self._file = file
        self.ask_now()

    def ask_now(self) -> None:
        """Ask about the file that waits, if there is one and nothing stands before it."""
        if self._file is None:
            return
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QDialog):
            modal.finished.connect(self.ask_now, Qt.ConnectionType.QueuedConnection)
            self._messages.say(Message(f"收到文件 {self._file.name}。", "还没有恢复。", _LATER))
            return
        file, self._file = self._file, None
        if not self._ask(file):
            self._file = file


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name that no system has
        return False
