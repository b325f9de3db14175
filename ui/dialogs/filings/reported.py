"""登记已报送: when a stamped paper was handed in, and to whom."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hazard_desk.rules.report_days import due_words
from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.filing.papers import PaperRow
    from ui.background import Background

_WIDTH = 560


class ReportedForm(DialogForm):
    """A day and a recipient."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts, "登记")
        self.on = self.add_field(DateField("reported_on", "报送日期", required=True, wide=True))
        self.to = self.add_field(TextField("reported_to", "报送给", required=True, wide=True, longest=200))


class ReportedDialog(FormDialog):
    """已报送 ends the way of a paper."""

    form: ReportedForm
    done_with = Signal(object)  # Changes

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it for no paper."""
        super().__init__(background, messages, parent)
        self._paper_id = 0
        self.setWindowTitle("登记已报送")
        self.form = self.hold(ReportedForm(self.preferences.drafts))
        self.form.save_wanted.connect(lambda _then_new: self._save())

    def open_for(self, paper: PaperRow, name: str, today: date) -> None:
        """Ask when this paper was handed in; today and its recipient are there already."""
        self._paper_id = paper.id
        due = paper.due_at
        by = f"，应于 {due_words(due)}报送" if due is not None else ""
        self.form.about.setText(f"{name}，{paper.week_end} 那一周{by}。")
        values = {"reported_on": today, "reported_to": paper.reported_to or paper.recipient}
        begin = partial(self.form.begin, "登记已报送", values, key=f"filings/reported/{paper.id}")
        self.show_form(_WIDTH, begin)
        self.open()
        if values["reported_to"]:
            self.form.save_button.setFocus()

    def _save(self) -> None:
        from hazard_desk.services.filing.stages import report_paper

        on, to = self.form.on.value(), self.form.to.text()
        self.write(report_paper, self._paper_id, on, to, done=self.done_with.emit)
