"""The week of a report: one week back or forth, the present one, or any day from the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.reporting_week import reporting_day_on_or_after, week_ending
from hazard_desk.terms import WEEKDAY_LABELS
from ui import theme


class WeekChooser(QWidget):
    """Always lands on the office's reporting day, and never beyond the present week."""

    chosen = Signal(object)  # the week's last day

    def __init__(self) -> None:
        """Start without a week."""
        super().__init__()
        self._end: date | None = None
        self._present: date | None = None
        self._weekday = 4
        self._popup: QWidget | None = None
        self.previous_button = QPushButton("上一周")
        self.present_button = QPushButton("本周")
        self.next_button = QPushButton("下一周")
        self.span_button = QPushButton()
        self.span_button.setIcon(theme.icon("calendar", theme.SECONDARY))
        self.span_button.setToolTip("从日历里选一天，落到那一周的报送日")
        self.previous_button.clicked.connect(self._choose_previous)
        self.next_button.clicked.connect(self._choose_next)
        self.present_button.clicked.connect(lambda: self._choose(self._present))
        self.span_button.clicked.connect(self.open_calendar)
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL_GAP)
        for button in (self.previous_button, self.present_button, self.next_button):
            button.setStyleSheet("padding-left: 4px; padding-right: 4px;")
            row.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addWidget(self.span_button)
        layout.addLayout(row)
        self.setEnabled(False)

    @property
    def end(self) -> date | None:
        """Return the last day of the week shown."""
        return self._end

    def show_week(self, end: date, present: date, weekday: int) -> None:
        """Show the week that ends on `end`; `present` is the last day of the present one."""
        self._end, self._present, self._weekday = end, present, weekday
        week = week_ending(end)
        self.span_button.setText(f"{week.start} 至 {week.end}")
        self.span_button.setAccessibleName(
            f"报送周 {week.start} 至 {week.end}，{WEEKDAY_LABELS[weekday]}报送"
        )
        self.next_button.setEnabled(end < present)
        self.present_button.setEnabled(end != present)
        self.setEnabled(True)

    def open_calendar(self) -> QCalendarWidget:
        """Open the month of the week; any day of it chooses its week."""
        assert self._end is not None
        assert self._present is not None
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget()
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setMinimumWidth(320)
        calendar.setMaximumDate(_qdate(self._present))
        calendar.setSelectedDate(_qdate(self._end))
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(calendar)

        def choose(day: QDate) -> None:
            popup.close()
            picked = date(day.year(), day.month(), day.day())
            self._choose(reporting_day_on_or_after(picked, self._weekday))

        calendar.clicked.connect(choose)
        calendar.activated.connect(choose)
        popup.move(self.span_button.mapToGlobal(QPoint(0, self.span_button.height())))
        popup.show()
        calendar.setFocus()
        self._popup = popup
        return calendar

    def _choose_previous(self) -> None:
        if self._end is not None:
            self._choose(self._end - timedelta(days=7))

    def _choose_next(self) -> None:
        if self._end is not None:  # the reporting day may have changed since that week
            self._choose(reporting_day_on_or_after(self._end + timedelta(days=1), self._weekday))

    def _choose(self, end: date | None) -> None:
        if end is not None and end != self._end:
            self.chosen.emit(end)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
