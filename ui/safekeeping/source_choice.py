"""Asks for the file that one restores from: a 台账包 or a 备份, on a stick or anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.widgets.file_dialog import file_dialog

FILTER = "台账包和备份 (*.hazdesk *.db)"


def choose_source(over: QWidget, folder: Path | None, chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask, beginning where it was found last, else in `folder`.

    `chosen` hears the file, and nothing where there is none.
    """
    dialog = file_dialog(over, "选择台账包或备份", folder, purpose="restore")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(FILTER)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog
