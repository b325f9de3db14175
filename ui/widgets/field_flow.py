"""Fields in the order of the paper form, flowing over three columns; those out of the way leave no hole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from ui import theme
from ui.widgets.field import Field

COLUMNS = 3


class FieldFlow(QWidget):
    """Some fields with their labels; Enter goes from one to the next that is in sight."""

    finished = Signal()  # Enter in the last field
    reached = Signal(object)  # the field that the keyboard was sent to

    def __init__(self, fields: Sequence[Field], spans: dict[str, int], label_width: int) -> None:
        """Lay out `fields`; `spans` says how many columns a field takes, one without it."""
        super().__init__()
        self.fields = {field.name: field for field in fields}
        self._spans = spans
        self._words: dict[str, QLabel] = {}
        self._shown: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.LABEL_GAP)
        self._grid.setVerticalSpacing(theme.LABEL_GAP)
        for column in range(COLUMNS):
            self._grid.setColumnMinimumWidth(2 * column, label_width)
            self._grid.setColumnStretch(2 * column + 1, 1)
        for field in fields:
            words = _label_of(field, label_width)
            for widget in (words, field):
                widget.setParent(self)
                widget.hide()
            self._words[field.name] = words
            field.entered.connect(lambda field=field: self.go_to_next(field))
        # From field to field, not from editor to editor: Qt then keeps what is in a field together, and Tab
        # leaves the last one instead of going round.
        for before, after in pairwise(self.fields.values()):
            QWidget.setTabOrder(before, after)

    def show_only(self, wanted: Collection[str]) -> None:
        """Show these fields and close the ranks."""
        shown = [name for name in self.fields if name in wanted]
        if shown == self._shown:
            return
        self._shown = shown
        for name, field in self.fields.items():
            self._grid.removeWidget(self._words[name])
            self._grid.removeWidget(field)
        row = column = 0
        for name in shown:
            span = self._spans.get(name, 1)
            if column + span > COLUMNS:
                row, column = row + 1, 0
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(self._words[name], row, 2 * column, top)
            self._grid.addWidget(self.fields[name], row, 2 * column + 1, 1, 2 * span - 1, top)
            row, column = (row, column + span) if column + span < COLUMNS else (row + 1, 0)
        for name, field in self.fields.items():
            self._words[name].setVisible(name in shown)
            field.setVisible(name in shown)

    @property
    def shown(self) -> Sequence[str]:
        """Return the names of the fields in sight, in their order."""
        return tuple(self._shown)

    def go_to(self, name: str) -> None:
        """Put the cursor into this field."""
        field = self.fields[name]
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self.reached.emit(field)

    def go_to_next(self, field: Field) -> None:
        """Go to the field after this one that is in sight."""
        place = self._shown.index(field.name) + 1
        if place < len(self._shown):
            self.go_to(self._shown[place])
        else:
            self.finished.emit()

    def current(self) -> Field | None:
        """Return the field that the keyboard is in."""
        focused = QApplication.focusWidget()
        return next((field for field in self.fields.values() if field.editor is focused), None)


def _label_of(field: Field, width: int) -> QLabel:
    words = QLabel(field.label + (" <span style='color:#C62828'>*</span>" if field.required else ""))
    words.setTextFormat(Qt.TextFormat.RichText if field.required else Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setFixedWidth(width)
    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    words.setContentsMargins(0, (theme.FIELD_HEIGHT - words.fontMetrics().height()) // 2, 0, 0)
    words.setBuddy(field.editor)
    return words
