"""What belongs to a 典型案例 beside its record: its paper as a Word file, and its attachments."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.messages import Messages
from ui.widgets.attachment_strip import CONCERNED_BY

if TYPE_CHECKING:
    from hazard_desk.forms.report import Report
    from hazard_desk.store.changes import Changes
    from ui.background import Background


class CasePapers(QObject):
    """Counts and opens the attachments of a case, and saves its paper."""

    counted = Signal(int, int)  # the case and how many attachments it has

    def __init__(self, background: Background, messages: Messages, over: QWidget) -> None:
        """Ask and say over this widget."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._over = over
        self._case: int | None = None
        background.changed.connect(self._on_changed)

    def count(self, case_id: int) -> None:
        """Count the attachments of this case, now and whenever they change."""
        from hazard_desk.services.attaching import attachment_counts

        self._case = case_id

        def read(reading: Any) -> int:
            return attachment_counts(reading, "typical_case", [case_id]).get(case_id, 0)

        self._background.read(
            read,
            done=partial(self.counted.emit, case_id),
            key="enforcement/case-attachments",
            owner=self._over,
        )

    def _on_changed(self, changes: Changes) -> None:
        if self._case is not None and self._over.isVisible() and changes.nouns & CONCERNED_BY:
            self.count(self._case)

    def open_attachments(self, case_id: int, title: str) -> None:
        """Show the photos and scans of this case, to add to them."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        owners = [(Owner("typical_case", case_id), f"典型案例 {title}")]
        AttachmentsDialog(self._background, self._messages, self._over.window(), owners).open()

    def save_word(self, case_id: int) -> None:
        """Ask for a Word file and put the case's paper into it, as it is stored."""
        from hazard_desk.services.form_filling.enforcement import case_report

        self._background.read(
            case_report, case_id, done=self._ask, failed=self._messages.show_error, owner=self._over
        )

    def _ask(self, report: Report) -> None:
        from ui.dialogs.documents.preview import save_prose

        save_prose(self._background, self._messages, self._over, report)
