"""Where a batch is saved: the folder used last, else the office's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from ui.background import Background
    from ui.tables.header_state import Settings

_FOLDER = "form-batch/folder"


class FileChooser:
    """Asks for a file or a folder over one window."""

    def __init__(self, background: Background, settings: Settings, over: QWidget) -> None:
        """Ask over this widget's window."""
        self._background = background
        self._settings = settings
        self._over = over

    def ask_file(self, stem: str, chosen: Callable[[Path], object]) -> None:
        """Ask for the PDF to save to."""

        def show(folder: Path) -> None:
            dialog = file_dialog(self._over, "存为一个 PDF", folder)
            dialog.setNameFilter("PDF 文件 (*.pdf)")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("pdf")
            dialog.selectFile(f"{stem}.pdf")
            dialog.fileSelected.connect(lambda path: self._take(Path(path), Path(path).parent, chosen))
            dialog.open()

        self._with_folder(show)

    def ask_folder(self, chosen: Callable[[Path], object]) -> None:
        """Ask for the folder that the files go into."""

        def show(folder: Path) -> None:
            dialog = file_dialog(self._over, "选择放文件的文件夹", folder)
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
            dialog.fileSelected.connect(lambda path: self._take(Path(path), Path(path), chosen))
            dialog.open()

        self._with_folder(show)

    def _take(self, path: Path, folder: Path, chosen: Callable[[Path], object]) -> None:
        self._settings.setValue(_FOLDER, str(folder))
        chosen(path)

    def _with_folder(self, show: Callable[[Path], object]) -> None:
        from hazard_desk.services.reporting import output_folder

        kept = self._settings.value(_FOLDER)
        if isinstance(kept, str) and Path(kept).is_dir():
            show(Path(kept))
            return
        self._background.read(
            output_folder,
            done=lambda folder: show(folder if folder.is_dir() else folder.parent),
            owner=self._over,
        )
