"""The row that asks which kind of fact a new record is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from ui import theme
from ui.widgets.field import ENTER_KEYS


class KindRow(QWidget):
    """类别 and a button a kind: arrows go from one to the next, Enter or Down into the form."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """Offer these kinds (key, words), the first one chosen."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._keys = list(kinds)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        row.setSpacing(theme.SMALL_GAP)
        label = QLabel("类别")
        theme.set_role(label, "secondary")
        row.addWidget(label)
        row.addSpacing(theme.SMALL_GAP)
        for place, words in enumerate(kinds.values()):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setToolTip(f"Alt+{place + 1}")
            button.installEventFilter(self)
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch()
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def current(self) -> str:
        """Return the key of the kind that is chosen."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str) -> None:
        """Choose this kind without telling."""
        self._group.blockSignals(True)
        self._group.button(self._keys.index(key)).setChecked(True)
        self._group.blockSignals(False)

    def choose(self, place: int) -> None:
        """Choose the kind at this place, as a click does."""
        self._group.button(place).setChecked(True)

    def take_focus(self) -> None:
        """Put the keyboard on the kind that is chosen."""
        self._group.button(self._group.checkedId()).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_toggled(self, place: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(self._keys[place])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go into the form with Enter or Down."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (*ENTER_KEYS, Qt.Key.Key_Down)
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)
