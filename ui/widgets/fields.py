"""Fields that are typed into: text, several lines, dates, numbers, money.

Lengths are counted in characters here (QLineEdit counts 𬱖 as two), and nothing is cut off: what is too
long or can't be read stays and is said under the field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from unicodedata import normalize

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QCompleter, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hazard_desk.rules.dates import parse_partial_date, parse_typed_date
from hazard_desk.rules.money import format_wan, read_money
from hazard_desk.rules.unreadable import Unreadable
from ui import theme
from ui.widgets.field import ENTER_KEYS, Field
from ui.widgets.suggestions import PinyinCompleter

_MOST_COUNT = 10_000_000


class TextField(Field):
    """One line of text; `suggestions` are offered while typing, by their words or pinyin initials."""

    editor: QLineEdit

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        wide: bool = False,
        longest: int = 200,
        placeholder: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        """Make the field empty; more than `longest` characters are refused."""
        super().__init__(name, label, QLineEdit(), required=required, wide=wide)
        self._longest = longest
        self._completer: PinyinCompleter | None = None
        self.editor.setPlaceholderText(placeholder)
        self.editor.textChanged.connect(self._on_text)
        if suggestions:
            self.suggest(suggestions)

    def suggest(self, suggestions: Sequence[str]) -> None:
        """Offer these texts while typing; another one may be typed all the same."""
        if self._completer is None:
            self._completer = PinyinCompleter(self)
            self.editor.setCompleter(self._completer)
        self._completer.set_texts(suggestions)

    @property
    def completer(self) -> QCompleter | None:
        """Return what offers the suggestions, or None where there are none."""
        return self._completer

    def on_key(self, event: QKeyEvent) -> bool:
        """Offer every suggestion on Down and F4."""
        if self._completer is None or event.key() not in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            return False
        self._completer.setCompletionPrefix("")
        self._completer.complete()
        return True

    def text(self) -> str:
        """Return the text without blanks round it."""
        return self.editor.text().strip()

    def value(self) -> object:
        """Return the text."""
        return self.text()

    def set_value(self, value: object) -> None:
        """Show this text."""
        self.editor.setText(str(value or ""))
        self.editor.setCursorPosition(0)

    def raw(self) -> object:
        """Return the text as it stands."""
        return self.editor.text()

    def set_raw(self, raw: object) -> None:
        """Put the text back."""
        self.editor.setText(str(raw or ""))

    def problem(self) -> str:
        """Say that the text is too long."""
        length = len(self.text())
        return f"最多 {self._longest} 字，现在 {length} 字。" if length > self._longest else ""

    def on_left(self) -> None:
        """Say what is wrong with the text, once the user has left it."""
        self.show_error(self.problem())

    def _on_text(self) -> None:
        if self.error:
            self.show_error(self.problem())
        self.changed.emit()


class _Lines(QPlainTextEdit):
    """A text edit that asks for as many lines as it was given, and Tab leaves."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().lineSpacing() * self._lines + 16)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class LinesField(Field):
    """Text of several lines: Enter is a new line, Tab or Ctrl+Enter leaves."""

    editor: _Lines

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        lines: int = 3,
        longest: int = 4000,
        placeholder: str = "",
        wide: bool = True,
    ) -> None:
        """Make the field empty, `lines` high, over both columns unless told otherwise."""
        super().__init__(name, label, _Lines(lines), required=required, wide=wide)
        self._longest = longest
        self.editor.setPlaceholderText(placeholder)
        self.editor.textChanged.connect(self._on_text)
        self._last = ""

    def value(self) -> str:
        """Return the text without blanks round it."""
        return self.editor.toPlainText().strip()

    def set_value(self, value: object) -> None:
        """Show this text."""
        self.editor.setPlainText(str(value or ""))

    def raw(self) -> object:
        """Return the text as it stands."""
        return self.editor.toPlainText()

    def set_raw(self, raw: object) -> None:
        """Put the text back."""
        self.editor.setPlainText(str(raw or ""))

    def problem(self) -> str:
        """Say that the text is too long."""
        length = len(self.value())
        return f"最多 {self._longest} 字，现在 {length} 字。" if length > self._longest else ""

    def on_left(self) -> None:
        """Say what is wrong with the text, once the user has left it."""
        self.show_error(self.problem())

    def takes_enter(self, event: QKeyEvent) -> bool:
        """Leave on Ctrl+Enter only."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _on_text(self) -> None:
        # QPlainTextEdit says "changed" for a preedit and for formats too.
        text = self.editor.toPlainText()
        if text == self._last:
            return
        self._last = text
        if self.error:
            self.show_error(self.problem())
        self.changed.emit()


class _ReadField(TextField):
    """One line that stands for a value: read when the user leaves it, and then shown in its one form."""

    def _read(self, text: str) -> object:
        raise NotImplementedError

    def _show(self, value: object) -> str:
        raise NotImplementedError

    def value(self) -> object:
        """Return what the text means; None for an empty or unreadable one."""
        try:
            return self._read(self.text())
        except Unreadable:
            return None

    def set_value(self, value: object) -> None:
        """Show this value in its one form."""
        self.editor.setText(self._show(value))
        self.show_error("")

    def problem(self) -> str:
        """Say why the text can't be read."""
        try:
            self._read(self.text())
        except Unreadable as unreadable:
            return unreadable.message + unreadable.remedy
        return ""

    def on_left(self) -> None:
        """Show what the text was taken for, or why it can't be read."""
        problem = self.problem()
        self.show_error(problem)
        if not problem:
            shown = self._show(self.value())
            if shown != self.editor.text():
                self.editor.setText(shown)


class DateField(_ReadField):
    """A day: 20260131, 0131, 31, +7, 今天; Ctrl+; enters today; the calendar opens from its button or F4."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        wide: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Make the field empty; `today` is what short forms are read from."""
        super().__init__(name, label, required=required, wide=wide, placeholder="如 20260131、31、+7、今天")
        self._today = today
        self._calendar: _CalendarPopup | None = None
        open_calendar = QAction(theme.icon("calendar", theme.SECONDARY), "选日期（F4）", self)
        open_calendar.triggered.connect(self.open_calendar)
        self.editor.addAction(open_calendar, QLineEdit.ActionPosition.TrailingPosition)

    def on_key(self, event: QKeyEvent) -> bool:
        """Enter today on Ctrl+;, open the calendar on F4 or Alt+Down."""
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Semicolon, 0xFF1B) and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.set_value(self._today())
            return True
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and modifiers & Qt.KeyboardModifier.AltModifier):
            self.open_calendar()
            return True
        return False

    def open_calendar(self) -> _CalendarPopup:
        """Open the month that the field's day is in."""
        popup = self._calendar = self._calendar or _CalendarPopup(self)
        current = self.value()
        shown = current if isinstance(current, date) else self._today()
        popup.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        popup.move(self.editor.mapToGlobal(QPoint(0, self.editor.height())))
        popup.show()
        popup.calendar.setFocus()
        return popup

    def _read(self, text: str) -> object:
        return parse_typed_date(text, self._today())

    def _show(self, value: object) -> str:
        return value.isoformat() if isinstance(value, date) else ""


class _CalendarPopup(QWidget):
    """A month to pick a day from."""

    def __init__(self, field: DateField) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self._field = field
        self.calendar = QCalendarWidget()
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)

    def _choose(self, day: QDate) -> None:
        self._field.set_value(date(day.year(), day.month(), day.day()))
        self.close()
        self._field.setFocus()


class PartialDateField(_ReadField):
    """A day as exactly as it is known: 2015, 2015-03 or 2015-03-05 (成立时间)."""

    def __init__(self, name: str, label: str, *, required: bool = False, wide: bool = False) -> None:
        """Make the field empty."""
        super().__init__(
            name, label, required=required, wide=wide, placeholder="如 2015、2015-03、2015-03-05"
        )

    def value(self) -> str:
        """Return the day as far as it is known, "" for an empty or unreadable text."""
        return str(super().value() or "")

    def _read(self, text: str) -> object:
        return parse_partial_date(text)

    def _show(self, value: object) -> str:
        return str(value or "")


class NumberField(_ReadField):
    """A whole number, not negative; empty is not zero."""

    def __init__(
        self, name: str, label: str, *, required: bool = False, wide: bool = False, unit: str = "人"
    ) -> None:
        """Make the field empty; `unit` stands in its right corner until something is typed."""
        super().__init__(name, label, required=required, wide=wide)
        self._unit = unit

    def _read(self, text: str) -> object:
        plain = "".join(normalize("NFKC", text).split()).replace(",", "")
        if self._unit and plain.endswith(self._unit):
            plain = plain.removesuffix(self._unit)
        if not plain:
            return None
        if not (plain.isascii() and plain.isdigit()):
            raise Unreadable("这里只填数字。", "没有的填 0，不清楚的留空。")
        number = int(plain)
        if number > _MOST_COUNT:
            raise Unreadable("数字太大。", "请核对是不是多打了几位。")
        return number

    def _show(self, value: object) -> str:
        return "" if value is None else str(value)


class MoneyField(_ReadField):
    """An amount typed and shown in 万元, kept as integer 分."""

    def __init__(self, name: str, label: str, *, required: bool = False, wide: bool = False) -> None:
        """Make the field empty."""
        super().__init__(name, label, required=required, wide=wide, placeholder="万元，如 12.5")

    def _read(self, text: str) -> object:
        return read_money(text)

    def _show(self, value: object) -> str:
        return format_wan(value) if isinstance(value, int) else ""


__all__ = [
    "ENTER_KEYS",
    "DateField",
    "Field",
    "LinesField",
    "MoneyField",
    "NumberField",
    "PartialDateField",
    "TextField",
]
