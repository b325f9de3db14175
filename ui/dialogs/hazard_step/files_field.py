"""Photos and scans chosen while a step is entered: they are attached to what the step makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton

from ui import theme
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.widgets.attachment_words import FILTERS, LAST_FOLDER
from ui.widgets.dropped import dropped_files
from ui.widgets.field import Field
from ui.widgets.file_dialog import file_dialog

_NAMED = 4


class FilesField(Field):
    """Files by button or dragged here; they are read when the step is made, and stay where they are."""

    editor: QPushButton

    def __init__(self, name: str, label: str) -> None:
        """Start without files."""
        super().__init__(name, label, QPushButton("选择文件…"), wide=True)
        self.editor.setIcon(theme.icon("attach", theme.SECONDARY))
        self.editor.setToolTip("选择，或把照片、扫描件拖到这里")
        self.editor.setAutoDefault(False)
        self.editor.setMaximumWidth(160)
        self.editor.clicked.connect(self.choose_files)
        self._files: list[Path] = []
        self.setAcceptDrops(True)

    def value(self) -> tuple[Path, ...]:
        """Return the files chosen."""
        return tuple(self._files)

    def set_value(self, value: Any) -> None:
        """Choose these files and no others."""
        self._files = list(dict.fromkeys(value or ()))
        names = "、".join(file.name for file in self._files[:_NAMED])
        more = f"等 {len(self._files)} 个" if len(self._files) > _NAMED else ""
        if self._files:
            self.show_hint(f"{names}{more}", "不附了", lambda: self.set_value(()))
        else:
            self.show_hint("")
        self.show_error("")
        self.changed.emit()

    def raw(self) -> object:
        """Return the files as texts."""
        return [str(file) for file in self._files]

    def set_raw(self, raw: object) -> None:
        """Choose the files of a draft that are still there."""
        names = raw if isinstance(raw, list) else []
        self.set_value([Path(name) for name in names if Path(name).is_file()])

    def choose_files(self) -> None:
        """Ask for files."""
        preferences = preferences_of(self)
        kept = preferences.value(LAST_FOLDER)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path(pictures)
        dialog = file_dialog(self, "选择照片、扫描件或文档", folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(list(FILTERS))
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def add(self, files: list[Path]) -> None:
        """Choose these files too."""
        if files:
            preferences_of(self).setValue(LAST_FOLDER, str(files[0].parent))
        self.set_value([*self._files, *files])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Choose the files that were dropped; the originals stay."""
        if files := dropped_files(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.add(files)
