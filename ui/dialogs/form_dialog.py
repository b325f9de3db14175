"""A record form that is all of a dialog: one deed, no next record; and the dialog round it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hazard_desk.errors import InputRefused, OfficeFileError
from ui import theme
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Kind, Message, Messages, message_of
from ui.widgets.dialog import Dialog
from ui.widgets.drafts import Drafts
from ui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background


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
        self.keys_label.setText(f"Ctrl+S {self._deed} · Esc 取消，已填的留作草稿 · Ctrl+; 今天")
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


_F = TypeVar("_F", bound=DialogForm)


class FormDialog(Dialog):
    """A dialog that is one form: written by one operation, closed when that is done, else kept as a draft."""

    form: DialogForm

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None) -> None:
        """Build it empty; `hold` gives it its form."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.preferences = preferences_of(parent)
        self.finished.connect(self.deleteLater)

    def hold(self, form: _F) -> _F:
        """Fill the dialog with this form, and return it."""
        form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(form)
        return form

    def take_size(self, width: int, height: int) -> None:
        """Take this size, or what the screen has of it."""
        room = self.screen().availableGeometry()
        self.resize(min(width, room.width() - 24), min(height, room.height() - 48))

    def show_form(self, width: int, begin: Callable[[], object]) -> None:
        """Let `begin` show a record at this width, and take the height that it needs."""
        self.take_size(width, 0)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        begin()
        self.take_size(width, self.form.wanted_height())

    def write(
        self,
        operation: Callable[..., Changes],
        *arguments: Any,
        done: Callable[[Changes], object],
        what: str = "",
    ) -> None:
        """Carry out the operation with what stands in the form; close, then `done`; or say why not."""

        def saved(changes: Changes) -> None:
            self.form.set_busy(False)
            self.form.saved()
            self.accept()
            done(changes)

        self.form.set_busy(True)
        self.background.write(
            operation,
            *arguments,
            done=saved,
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
            what=what,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft."""
        self.form.keep_draft()
        super().reject()
