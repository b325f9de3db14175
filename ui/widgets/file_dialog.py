"""The dialog for a file or a folder, in Chinese wherever the system has none of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def file_dialog(over: QWidget, words: str, folder: Path) -> QFileDialog:
    """Return a dialog over this widget's window, beginning in `folder`; it goes when it's closed."""
    dialog = QFileDialog(over.window(), words, str(folder))
    # Where the system's own dialog isn't used: Qt's Chinese leaves these two in English.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
    dialog.finished.connect(dialog.deleteLater)
    return dialog
