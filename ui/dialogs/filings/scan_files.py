"""The files of a stamped scan, in the order of their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout

from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.widgets.attachment_words import LAST_FOLDER
from ui.widgets.dropped import dropped_files
from ui.widgets.field import Field
from ui.widgets.file_dialog import file_dialog
from ui.widgets.push_button import push_button

_FILTERS = ("扫描件和照片 (*.pdf *.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff)", "全部文件 (*)")
_ROWS = 5
_ROW_HEIGHT = 26


class _Files(QListWidget):
    """Delete takes a file out, Alt+Up and Alt+Down move it."""

    def __init__(self, field: ScanFilesField) -> None:
        super().__init__()
        self._field = field
        self.setAlternatingRowColors(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setFixedHeight(_ROWS * _ROW_HEIGHT + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take out or move the current file."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete:
            self._field.take_out()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._field.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class ScanFilesField(Field):
    """PDFs and pictures, by button or dragged here; they become one PDF in this order."""

    editor: QListWidget

    def __init__(self, name: str, label: str) -> None:
        """Start without files."""
        super().__init__(name, label, _Files(self), required=True, wide=True)
        self._files: list[Path] = []
        row = QHBoxLayout()
        self.choose_button = push_button(
            "选择文件…", "PDF 或照片，可以一次选几个", self.choose_files, "attach"
        )
        self.up_button = push_button("上移", "Alt+↑", lambda: self.shift(-1))
        self.down_button = push_button("下移", "Alt+↓", lambda: self.shift(1))
        self.out_button = push_button("去掉", "Delete", self.take_out)
        for button in (self.choose_button, self.up_button, self.down_button, self.out_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, row)
        self.setAcceptDrops(True)
        self.editor.currentRowChanged.connect(lambda _row: self._enable())
        self._enable()

    # ---- the protocol of a field -------------------------------------------------------------------------

    def value(self) -> tuple[Path, ...]:
        """Return the files in their order."""
        return tuple(self._files)

    def set_value(self, value: Any) -> None:
        """Show these files and no others."""
        self._show(list(dict.fromkeys(value or ())), 0)

    def raw(self) -> object:
        """Return the files as texts."""
        return [str(file) for file in self._files]

    def set_raw(self, raw: object) -> None:
        """Show the files of a draft that are still there."""
        names = raw if isinstance(raw, list) else []
        self.set_value([Path(name) for name in names if Path(name).is_file()])

    # ---- adding, ordering ----------------------------------------------------------------------------------

    def add(self, files: list[Path]) -> None:
        """Put these files behind those that are there."""
        if files:
            preferences_of(self).setValue(LAST_FOLDER, str(files[0].parent))
        self._show(list(dict.fromkeys([*self._files, *files])), len(self._files))

    def shift(self, by: int) -> None:
        """Move the current file up or down."""
        at = self.editor.currentRow()
        if 0 <= at < len(self._files) and 0 <= at + by < len(self._files):
            files = list(self._files)
            files.insert(at + by, files.pop(at))
            self._show(files, at + by)

    def take_out(self) -> None:
        """Take the current file out; it stays where it lies."""
        at = self.editor.currentRow()
        if 0 <= at < len(self._files):
            self._show(self._files[:at] + self._files[at + 1 :], at)

    def choose_files(self) -> None:
        """Ask for files."""
        kept = preferences_of(self).value(LAST_FOLDER)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path(pictures)
        dialog = file_dialog(self, "选择盖章的扫描件", folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(list(_FILTERS))
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _show(self, files: list[Path], current: int) -> None:
        self._files = files
        self.editor.clear()
        for number, file in enumerate(files, start=1):
            self.editor.addItem(f"{number}.  {file.name}")
            self.editor.item(number - 1).setToolTip(str(file))
        self.editor.setCurrentRow(min(current, len(files) - 1))
        many = f"按这个顺序合成一份，共 {len(files)} 个文件" if len(files) > 1 else ""
        self.show_hint(many if files else "把扫描件或照片拖到这里，或者点“选择文件…”。")
        self.show_error("")
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        at, last = self.editor.currentRow(), len(self._files) - 1
        self.up_button.setEnabled(at > 0)
        self.down_button.setEnabled(0 <= at < last)
        self.out_button.setEnabled(at >= 0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that were dropped; the originals stay."""
        if files := dropped_files(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.add(files)
