"""Saved views under the search: a word and a live count each, one of them chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.flow_row import FlowRow


class ViewBar(QWidget):
    """视图 全部 128 · 未检查 23 · 资料不全 9, one of them checked."""

    chosen = Signal(str)

    def __init__(self, views: Mapping[str, str]) -> None:
        """Offer these views (key, words), the first one chosen."""
        super().__init__()
        self._words = dict(views)
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = FlowRow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        label = QLabel("视图")
        label.setMinimumHeight(theme.FIELD_HEIGHT)
        theme.set_role(label, "secondary")
        row.addWidget(label)
        for key, words in self._words.items():
            button = QPushButton(words)
            button.setCheckable(True)
            theme.set_role(button, "link")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[key] = button
        self.set_current(next(iter(self._words)))

    @property
    def current(self) -> str:
        """Return the key of the view that is chosen."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        """Choose this view without telling."""
        self._buttons[key].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Put the counts behind the words."""
        for key, button in self._buttons.items():
            button.setText(f"{self._words[key]} {counts[key]}" if key in counts else self._words[key])
        self.updateGeometry()

    def button(self, key: str) -> QPushButton:
        """Return the button of this view."""
        return self._buttons[key]
