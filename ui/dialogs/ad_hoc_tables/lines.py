"""Lines that are added below a heading and taken away again: conditions, groups, figures, sorting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.field import Field
from ui.widgets.push_button import push_button

_CROSS = 26


class Line(QWidget):
    """Some fields in a row, and at its right the button that takes the row away."""

    changed = Signal()
    removed = Signal()
    left = Signal()  # Enter in its last field

    def __init__(self, what: str) -> None:
        """Make it without fields; `what` is what its button takes away."""
        super().__init__()
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SMALL_GAP)
        self._below = QHBoxLayout()
        self._below.setContentsMargins(theme.WIDE_GAP, 0, _CROSS + theme.SMALL_GAP, 0)
        self._below.setSpacing(theme.SMALL_GAP)
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(theme.SMALL_GAP)
        both.addLayout(self._row)
        both.addLayout(self._below)
        self._fields: list[Field] = []
        self._cross = push_button("", f"去掉这一行{what}（Ctrl+-）", self.removed.emit, "close")
        self._cross.setAccessibleName(f"去掉{what}")
        self._cross.setAutoDefault(False)
        self._cross.setFixedWidth(_CROSS)
        theme.set_role(self._cross, "link")
        self._row.addWidget(self._cross)

    def add_field(self, field: Field, stretch: int, *, below: bool = False) -> None:
        """Put a field in front of the button, or into a row below; Enter in it goes on."""
        if below:
            self._below.addWidget(field, stretch)
        else:
            self._row.insertWidget(self._row.count() - 1, field, stretch)
        field.show()  # at once: Enter may come before the next turn of the loop
        field.entered.connect(lambda: self.go_on_from(field))
        self._fields.append(field)

    def take_fields(self, count_kept: int) -> None:
        """Take away the fields behind the first ones."""
        for field in self._fields[count_kept:]:
            self._row.removeWidget(field)
            self._below.removeWidget(field)
            field.hide()
            field.deleteLater()
        del self._fields[count_kept:]

    def go_on_from(self, field: Field) -> None:
        """Go to the next field in sight, or leave the line."""
        shown = [one for one in self._fields if not one.isHidden()]
        place = shown.index(field) + 1 if field in shown else len(shown)
        if place < len(shown):
            shown[place].setFocus()
        else:
            self.left.emit()

    def focus_first(self) -> None:
        """Put the keyboard where the line begins."""
        self._fields[0].setFocus()

    def raw(self) -> Any:
        """Return what stands in the line, as JSON can hold it."""
        raise NotImplementedError


AnyLine = TypeVar("AnyLine", bound=Line)


class Section(QWidget):
    """A heading with its buttons at the right, and room for what stands below."""

    def __init__(self, title: str, beside: Sequence[QWidget]) -> None:
        """Lay out the heading and what stands beside it."""
        super().__init__()
        self.heading = QLabel(title)
        self.heading.setStyleSheet("font-weight: 600;")
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL_GAP)
        head.addWidget(self.heading)
        head.addStretch()
        for widget in beside:
            head.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.SMALL_GAP)
        self.body.addLayout(head)


def add_button(words: str, tip: str, act: Callable[[], object]) -> QPushButton:
    """Return a link with ＋ that adds something."""
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setIcon(theme.icon("add", theme.ACCENT))
    theme.set_role(button, "link")
    button.clicked.connect(lambda _checked=False: act())
    return button


class LineBox(QWidget, Generic[AnyLine]):
    """Lines one below the other; none at first."""

    changed = Signal()
    left = Signal()  # Enter at the end of a line

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self.lines: list[AnyLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SMALL_GAP)
        self.hide()

    def add(self, line: AnyLine) -> AnyLine:
        """Put a line at the end."""
        self.lines.append(line)
        self._column.addWidget(line)
        line.changed.connect(self.changed)
        line.left.connect(self.left)
        line.removed.connect(lambda: self.remove(line))
        self.show()
        return line

    def remove(self, line: AnyLine) -> None:
        """Take a line away; the keyboard goes to the one that takes its place."""
        if line not in self.lines:
            return
        place = self.lines.index(line)
        had_keyboard = line.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._drop(line)
        if had_keyboard:
            if self.lines:
                self.lines[min(place, len(self.lines) - 1)].focus_first()
            else:
                self.left.emit()
        self.setVisible(bool(self.lines))
        self.changed.emit()

    def clear(self) -> None:
        """Take every line away, without a word."""
        for line in list(self.lines):
            self._drop(line)
        self.hide()

    def line_with_keyboard(self) -> AnyLine | None:
        """Return the line that the keyboard is in."""
        focused = self.window().focusWidget()
        return next((line for line in self.lines if focused and line.isAncestorOf(focused)), None)

    def raw(self) -> list[Any]:
        """Return what stands in the lines."""
        return [line.raw() for line in self.lines]

    def _drop(self, line: AnyLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
