"""放回扫描件: the signed and stamped paper comes back, from one or several files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.filings.scan_files import ScanFilesField
from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 620


class ScanForm(DialogForm):
    """The files in their order, and the day on the stamp."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts, "放回")
        self.files = self.add_field(ScanFilesField("files", "扫描件"))
        self.stamped_on = self.add_field(DateField("stamped_on", "盖章日期", required=True))


class ScanDialog(FormDialog):
    """Merges the files into one PDF at the paper; 已盖章 from then on."""

    form: ScanForm
    done_with = Signal(object)  # Changes

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it for no paper."""
        super().__init__(background, messages, parent)
        self._paper_id = 0
        self.setWindowTitle("放回盖章的扫描件")
        self.form = self.hold(ScanForm(self.preferences.drafts))
        self.form.save_wanted.connect(lambda _then_new: self._save())

    def open_for(self, paper: PaperRow, name: str, files: Sequence[Path], today: date) -> None:
        """Ask for the scan of this paper, beginning with these files in the order of their names."""
        self._paper_id = paper.id
        self.form.about.setText(f"{name}，{paper.week_end} 那一周。几个文件合成一份 PDF，照片自动摆正成 A4。")
        values = {"files": sorted(files, key=lambda file: file.name), "stamped_on": paper.stamped_on or today}

        def begin() -> None:
            self.form.begin("放回盖章的扫描件", values, key=f"filings/scan/{paper.id}")
            if files:  # what was dropped is what is wanted, not a draft of another day
                self.form.set_values(values)

        self.show_form(_WIDTH, begin)
        self.open()
        if files:
            self.form.save_button.setFocus()

    def _save(self) -> None:
        from hazard_desk.services.filing.stages import attach_scan

        def done(changes: Changes) -> None:
            self.done_with.emit(changes)

        self.write(
            attach_scan,
            self._paper_id,
            self.form.files.value(),
            self.form.stamped_on.value(),
            done=done,
            what="正在合成扫描件",
        )
