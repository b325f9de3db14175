"""A record form that is all of a dialog: one deed, no next record."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hazard_desk.errors import InputRefused, OfficeFileError
from ui import theme
from ui.messages import Kind, Message, Messages, message_of
from ui.widgets.drafts import Drafts
from ui.widgets.record_form import RecordForm


class DialogForm(RecordForm):
    """Saves by Ctrl+S or Ctrl+Enter, leaves by Esc; what was typed is kept as a draft."""

    def __init__(self, drafts: Drafts | None, deed: str) -> None:
        """Make a form without fields; `deed` is what its one button says."""
        self._deed = deed
        super().__init__(drafts)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, theme.LABEL_GAP)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.about)

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        for words in bar.findChildren(QLabel):
            words.setText(f"Ctrl+S {self._deed} · Esc 取消，已填的留作草稿 · Ctrl+; 今天")
        self.save_button.setText(f"{self._deed}(&S)")
        self.save_next_button.hide()
        return bar

    def show_refusal(self, error: Exception, messages: Messages) -> None:
        """Mark the fields at fault and say the rest in the strip; `messages` tells what stops all work."""
        self.set_busy(False)
        if isinstance(error, OfficeFileError):
            messages.show_error(error)
        elif not isinstance(error, InputRefused):
            self.strip.show_message(message_of(error))  # the window's own is behind this dialog
        elif homeless := self.show_problems(error.problems):
            said = "".join(f"{problem.message}{problem.remedy}" for problem in homeless)
            self.strip.show_message(Message(said, "没有改动任何数据。", "", Kind.WARNING))

    def wanted_height(self) -> int:
        """Return the height at which nothing is scrolled, at the width that the form has."""
        layout = self.layout()
        assert layout is not None
        rest = layout.heightForWidth(self.width()) - self.scroll_area.sizeHint().height()
        return rest + self._body.sizeHint().height() + theme.WIDE_GAP
