"""A record form that stands beside a list: filled as the list is gone through, entered only when asked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.widgets.drafts import Drafts
from ui.widgets.record_form import RecordForm

_KEYS = "Ctrl+S 保存 · Ctrl+Enter 保存并新增"


class EntryForm(RecordForm):
    """Adds 移入回收站, and an Esc that first puts aside what was typed and then closes the dialog."""

    escaped = Signal()  # Esc with nothing typed
    removal_wanted = Signal()

    def __init__(self, drafts: Drafts) -> None:
        """Make a form without fields; `drafts` keeps what was typed and not saved."""
        self._takes_focus = True
        super().__init__(drafts)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(super().leave)
        self.cancel_button.setToolTip("没有保存的内容留作草稿")

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.keys_label.setText(_KEYS)
        self.remove_button = QPushButton("移入回收站")
        self.remove_button.setIcon(theme.icon("delete", theme.SECONDARY))
        self.remove_button.setToolTip("可以撤销（Ctrl+Z）")
        self.remove_button.clicked.connect(self.removal_wanted)
        row = bar.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(self.remove_button)
        return bar

    def show_stored(self, title: str, values: dict[str, Any], *, key: str, subtitle: str = "") -> None:
        """Show a stored record; the keyboard stays where it is."""
        self._takes_focus = False
        self.begin(title, values, key=key, subtitle=subtitle)
        self._takes_focus = True
        self.remove_button.show()

    def begin_new(
        self, title: str, values: dict[str, Any], *, key: str, previous: dict[str, Any], subtitle: str = ""
    ) -> None:
        """Begin a new record."""
        self.begin(title, values, key=key, previous=previous, subtitle=subtitle)
        self.remove_button.hide()

    def focus_first(self) -> None:
        """Put the cursor into the first field, unless the list is being gone through."""
        if self._takes_focus:
            super().focus_first()

    def leave(self) -> None:
        """Put aside what was typed; with nothing typed there is nothing to stay for."""
        if any(field.composing for field in self.fields.values()):
            return
        if self.is_changed:
            super().leave()
        else:
            self.escaped.emit()
