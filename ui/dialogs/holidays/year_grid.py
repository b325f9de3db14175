"""A year as twelve months; one day is current, days off and worked weekends bear their word."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.terms import WEEKDAY_LABELS, DayKind
from ui import theme

_MOST_ACROSS = 4
_CELL = QSize(32, 21)
_TITLE, _WEEKDAYS = 22, 18
_GAP = theme.GROUP_GAP
_MONTH = QSize(_CELL.width() * 7, _TITLE + _WEEKDAYS + _CELL.height() * 6)
_MARK_PIXELS = 11
_MARKS = {DayKind.HOLIDAY: "休", DayKind.WORKDAY: "班"}
_MEANINGS = {DayKind.HOLIDAY: theme.Meaning.CLOSED, DayKind.WORKDAY: theme.Meaning.DUE_SOON}
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class YearGrid(QWidget):
    """Arrows move; Space, or a click on the day that is current, asks for the day's next kind."""

    moved = Signal(object)  # the day that is current now
    toggled = Signal(object)  # the day whose kind is to change
    entered = Signal()  # Enter: on to the day's name
    year_wanted = Signal(int)

    def __init__(self) -> None:
        """Show no year yet."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("全年的日子")
        self._year = date.today().year
        self._today = date.today()
        self._current = self._today
        self._days: Mapping[date, HolidayDay] = {}
        self._across = _MOST_ACROSS

    def fit_into(self, width: int) -> None:
        """Put as many months into a row as there is room for."""
        across = max(1, min(_MOST_ACROSS, (width + _GAP) // (_MONTH.width() + _GAP)))
        while 12 % across:
            across -= 1
        self._across = across
        self.resize(self.sizeHint())
        self.update()

    @property
    def current(self) -> date:
        """Return the day that the keyboard is on."""
        return self._current

    def show_year(self, year: int, days: Mapping[date, HolidayDay]) -> None:
        """Show a year with its special days; the current day stays the same day of the year."""
        self._year, self._days = year, days
        if self._current.year != year:
            last = monthrange(year, self._current.month)[1]
            self._current = date(year, self._current.month, min(self._current.day, last))
        self._tell()
        self.update()

    def go_to(self, day: date) -> None:
        """Make a day current; one of another year asks for that year."""
        if day.year != self._year:
            self._current = day
            self.year_wanted.emit(day.year)
            return
        self._current = day
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(day_words(self._current, self._days.get(self._current)))
        self.moved.emit(self._current)

    # ---- places ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for twelve months."""
        across, down = self._across, 12 // self._across
        return QSize(
            across * _MONTH.width() + (across - 1) * _GAP, down * _MONTH.height() + (down - 1) * _GAP
        )

    def _corner(self, month: int) -> QPoint:
        row, column = divmod(month - 1, self._across)
        return QPoint(column * (_MONTH.width() + _GAP), row * (_MONTH.height() + _GAP))

    def rect_of(self, day: date) -> QRect:
        """Return where a day of the year shown stands."""
        first = date(day.year, day.month, 1).weekday()
        row, column = divmod(first + day.day - 1, 7)
        corner = self._corner(day.month)
        return QRect(
            corner.x() + column * _CELL.width(),
            corner.y() + _TITLE + _WEEKDAYS + row * _CELL.height(),
            _CELL.width(),
            _CELL.height(),
        )

    def day_at(self, place: QPoint) -> date | None:
        """Return the day that stands there."""
        for month in range(1, 13):
            for number in range(1, monthrange(self._year, month)[1] + 1):
                day = date(self._year, month, number)
                if self.rect_of(day).contains(place):
                    return day
        return None

    # ---- painting --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the months."""
        painter = QPainter(self)
        for month in range(1, 13):
            self._paint_month(painter, month)
        painter.end()

    def _paint_month(self, painter: QPainter, month: int) -> None:
        corner = self._corner(month)
        centre = Qt.AlignmentFlag.AlignCenter
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(theme.INK))
        painter.drawText(QRect(corner, QSize(_MONTH.width(), _TITLE)), centre, f"{month}月")
        painter.setFont(self._small())
        painter.setPen(QColor(theme.SECONDARY))
        for at, label in enumerate(WEEKDAY_LABELS):
            place = QRect(corner.x() + at * _CELL.width(), corner.y() + _TITLE, _CELL.width(), _WEEKDAYS)
            painter.drawText(place, centre, label.removeprefix("周"))
        for number in range(1, monthrange(self._year, month)[1] + 1):
            self._paint_day(painter, date(self._year, month, number))

    def _paint_day(self, painter: QPainter, day: date) -> None:
        place = self.rect_of(day).adjusted(1, 1, -1, -1)
        special = self._days.get(day)
        ink = QColor(theme.SECONDARY if day.weekday() > 4 else theme.INK)
        if special is not None:
            meaning = _MEANINGS[special.kind]
            painter.fillRect(place, meaning.ground)
            ink = meaning.ink
        font = QFont(self.font())
        font.setUnderline(day == self._today)
        if day == self._today:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(ink)
        number = place.adjusted(0, 0, -_MARK_PIXELS, 0) if special is not None else place
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if special is not None:
            painter.setFont(self._small())
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place.adjusted(0, 0, -2, 0), side, _MARKS[special.kind])
        if day == self._current:
            painter.setPen(QPen(QColor(theme.ACCENT), 2 if self.hasFocus() else 1))
            painter.drawRect(place)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_MARK_PIXELS)
        return font

    # ---- hands -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, change the year by Page Up and Page Down, the kind by Space."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go_to(self._current + timedelta(days=_STEPS[key]))
        elif key == Qt.Key.Key_PageUp:
            self.year_wanted.emit(self._year - 1)
        elif key == Qt.Key.Key_PageDown:
            self.year_wanted.emit(self._year + 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(self._current.replace(day=1))
        elif key == Qt.Key.Key_End:
            self.go_to(self._current.replace(day=monthrange(self._year, self._current.month)[1]))
        elif key == Qt.Key.Key_Space:
            self.toggled.emit(self._current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the day that is clicked; on the day that is current, change its kind."""
        day = self.day_at(event.position().toPoint())
        if day is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if day == self._current:
            self.toggled.emit(day)
        else:
            self.go_to(day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the current day anew."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the current day anew."""
        super().focusOutEvent(event)
        self.update()


def day_words(day: date, special: HolidayDay | None) -> str:
    """Say what a day is: 2026-10-01 周四，放假（国庆节）."""
    said = f"{day} {WEEKDAY_LABELS[day.weekday()]}，"
    if special is None:
        return said + ("平常上班" if day.weekday() < 5 else "平常休息")
    return said + special.kind.label + (f"（{special.name}）" if special.name else "")
