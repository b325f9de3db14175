"""The dialog for a file or a folder, in Chinese wherever the system has none of its own; where it begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.preferences import Preferences


def file_dialog(over: QWidget, words: str, folder: Path | None = None, *, purpose: str = "") -> QFileDialog:
    """Return a dialog over this widget's window; it goes when it's closed.

    It begins where one was the last time for this `purpose`, else in `folder`, else where files lie that
    leave the PC: never in the working folder, which is the program's own and emptied by an update.
    """
    habits = _habits_of(over) if purpose else None
    key = f"files/{purpose}"
    last = habits.value(key) if habits is not None else None
    wished = (Path(last) if isinstance(last, str) else None, folder)
    begin = next((one for one in wished if one is not None and one.is_absolute() and one.is_dir()), None)
    dialog = QFileDialog(over.window(), words, str(begin or for_leaving()))
    # Where the system's own dialog isn't used: Qt's Chinese leaves these two in English.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
    if habits is not None:
        dialog.fileSelected.connect(lambda path: habits.setValue(key, str(Path(path).parent)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def for_leaving() -> Path:
    """Return where one begins to look for a file that comes from, or goes to, another PC."""
    places = QStandardPaths.StandardLocation
    for place in (places.DesktopLocation, places.DocumentsLocation):
        found = QStandardPaths.writableLocation(place)
        if found and Path(found).is_dir():
            return Path(found)
    return Path.home()


def _habits_of(over: QWidget) -> Preferences | None:
    """Return what the window remembers over which this stands, however many dialogs lie between."""
    owner: QWidget | None = over
    while owner is not None:
        for name in ("preferences", "settings"):
            kept = getattr(owner, name, None)
            if isinstance(kept, Preferences):
                return kept
        owner = owner.parentWidget()
    return None
