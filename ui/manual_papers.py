"""The manual on paper: the book and 速查卡 printed by the program's own printing, or saved as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.manual_pages import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.background import Background
    from ui.messages import Messages
    from ui.preferences import Preferences
    from ui.printing.printing import Printing


class _NoOffice:
    """Stands where an office would: the manual needs none."""

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the manual writes nothing")

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the manual reads no records")


class ManualPapers(QObject):
    """Prints and saves over one window. Its threads begin at the first use and end with `close`."""

    def __init__(self, over: QWidget, messages: Messages, preferences: Preferences) -> None:
        """Print over this window."""
        super().__init__(over)
        self._over = over
        self._messages = messages
        self._preferences = preferences
        self._own: Background | None = None
        self._printing: Printing | None = None

    @property
    def _background(self) -> Background:
        if self._own is None:
            from ui.background import Background

            self._own = Background(_NoOffice(), self)
        return self._own

    def print_paper(self, name: str) -> None:
        """Print one of the PDFs; without a printer it is offered as a file."""
        from ui.printing.paper import Job
        from ui.printing.printing import Printing

        def start(read: tuple[bytes, tuple[tuple[float, float], ...]]) -> None:
            if self._printing is None:
                self._printing = Printing(self._background, self._messages, self._preferences, self._over)
            self._printing.start(Job(*read, Path(name).stem), lambda: self.save(name))

        self._background.work(_read, name, done=start, failed=self._messages.show_error, owner=self)

    def save(self, name: str) -> None:
        """Ask where to, and save one of the PDFs."""
        from ui.widgets.file_dialog import file_dialog, for_leaving

        dialog = file_dialog(self._over, "另存为 PDF", for_leaving())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF 文件 (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self._write(name, Path(chosen)))
        dialog.open()

    def _write(self, name: str, target: Path) -> None:
        def done(_path: object) -> None:
            self._messages.say_done(f"已存为 {target}。")

        self._background.work(
            _copy, name, target, done=done, failed=self._messages.show_error, owner=self, what="正在保存"
        )

    def close(self) -> None:
        """Wait for what is under way."""
        if self._own is not None:
            self._own.close(stop=True)
            self._own = self._printing = None


def _read(name: str) -> tuple[bytes, tuple[tuple[float, float], ...]]:
    from hazard_desk.forms.pictures import page_sizes

    pdf = (FOLDER / name).read_bytes()
    return pdf, tuple(page_sizes(pdf))


def _copy(name: str, target: Path) -> Path:
    from hazard_desk.whole_files import copy_whole
    from ui.pages.reports.saving import explaining

    with explaining(target):
        copy_whole(FOLDER / name, target)
    return target
