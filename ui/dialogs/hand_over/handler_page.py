"""The last step of 换人交接: who is the handler (经办人) from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.messages import Messages
from ui.widgets.push_button import push_button
from ui.widgets.suggestions import PinyinCompleter

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.preferences import Preferences

_DRAFT_KEY = "hand-over/handler"
_WORDS = "从改动的时候起，操作记录里记新的经办人。以前的记录仍是原来的经办人，不会改变。"
_AFTER = (
    "接收人接手后：在“工具”菜单的“单位设置”里核对联系电话，在“名册”里加上自己；"
    "设有台账包密码的，可以在“备份与恢复”里换一个新的。"
)


class HandlerPage(QWidget):
    """The present handler, and the name of the next."""

    done = Signal()

    def __init__(self, background: Background, messages: Messages, preferences: Preferences) -> None:
        """Build it empty."""
        super().__init__()
        self._background = background
        self._messages = messages
        self._drafts = preferences.drafts
        self._handler = ""
        self.present = QLabel()
        self.present.setTextFormat(Qt.TextFormat.PlainText)
        self.name = QLineEdit()
        self.name.setAccessibleName("新的经办人")
        self.name.setPlaceholderText("姓名，或拼音首字母")
        self.name.setMaximumWidth(280)
        self.completer = PinyinCompleter(self.name)
        self.name.setCompleter(self.completer)
        self.name.setText(str(self._drafts.get(_DRAFT_KEY) or ""))
        self.name.textEdited.connect(lambda text: self._drafts.keep(_DRAFT_KEY, text))
        self.name.textChanged.connect(lambda _text: self._show_button())
        self.name.returnPressed.connect(self.change)
        self.change_button = push_button("改为新的经办人", "回车", self.change)
        theme.set_role(self.change_button, "primary")
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        words, after = QLabel(_WORDS), QLabel(_AFTER)
        theme.set_role(after, "secondary")
        for label in (words, after):
            label.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.PAGE_MARGIN)
        form.setVerticalSpacing(theme.LABEL_GAP)
        form.addRow("现在的经办人：", self.present)
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(self.name, 1)
        row.addWidget(self.change_button)
        row.addStretch()
        form.addRow("新的经办人：", row)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE_GAP, theme.GROUP_GAP, theme.WIDE_GAP, 0)
        column.setSpacing(theme.PAGE_MARGIN)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.result)
        column.addStretch()
        column.addWidget(after)

    def show_handler(self, handler: str, people: Sequence[Choice]) -> None:
        """Show who it is now, and offer the people of the office."""
        self._handler = handler
        self.present.setText(handler or "没有填")
        self.completer.set_texts([one.name for one in people])
        self._show_button()

    def _show_button(self) -> None:
        name = self.name.text().strip()
        self.change_button.setEnabled(bool(name) and name != self._handler)

    def change(self) -> None:
        """Let the journal name the new handler from now on."""
        from hazard_desk.services.offices import set_handler

        if not self.change_button.isEnabled():
            return
        self.change_button.setEnabled(False)
        self._background.write(
            set_handler,
            self.name.text().strip(),
            done=self._on_changed,
            failed=self._on_failed,
            owner=self,
        )

    def _on_changed(self, changes: Changes) -> None:
        before, self._handler = self._handler, self.name.text().strip()
        self._drafts.forget(_DRAFT_KEY)
        self.present.setText(self._handler)
        self.result.setText(f"{changes.summary}。" + (f"原来的经办人是{before}。" if before else ""))
        self._show_button()
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        self._messages.show_error(error)
        self._show_button()
