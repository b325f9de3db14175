"""期限日历: a month, and on each day how many open hazards are due."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.hazard_life import SOON_DAYS
from hazard_desk.rules.working_days import DayTable, is_working_day
from hazard_desk.terms import WEEKDAY_LABELS, DayKind
from ui import theme
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.following_up.finding import DueDay

_WEEKS = 6
_LINE_ROOM = 6
_COLUMN = 46


class DeadlineCalendar(QFrame):
    """Arrows, PageUp and PageDown move, Enter or a click filters the list to the day, Esc takes it back."""

    day_chosen = Signal(object)  # date
    left = Signal()  # Esc: the day is taken back, or the calendar closed

    def __init__(self, today: date) -> None:
        """Show the month of today, without deadlines."""
        super().__init__()
        theme.set_role(self, "band")
        self._today = today
        self._month = today.replace(day=1)
        self._due: dict[date, DueDay] = {}
        self._table = DayTable()
        self._chosen: date | None = None
        self.title = QLabel()
        theme.set_role(self.title, "heading")
        self.grid = _Grid()
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.set_role(self.note, "secondary")
        self._lay_out()
        self.grid.days_wanted.connect(self._move_by)
        self.grid.months_wanted.connect(self.turn)
        self.grid.taken.connect(self._take)
        self.grid.escaped.connect(self.left)
        self.grid.today_wanted.connect(lambda: self.go_to(self._today))
        self.grid.cellClicked.connect(lambda _row, _column: self._take())
        self.grid.itemSelectionChanged.connect(self._say_day)
        self.go_to(today)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        for words, tip, act in (
            ("上月", "PageUp", lambda: self.turn(-1)),
            ("今天", "Home", lambda: self.go_to(self._today)),
            ("下月", "PageDown", lambda: self.turn(1)),
        ):
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            theme.set_role(button, "link")
            button.clicked.connect(lambda _checked=False, act=act: act())
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LABEL_GAP, theme.SMALL_GAP, theme.LABEL_GAP, theme.LABEL_GAP)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addLayout(head)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.note)
        layout.addStretch(0)
        self.setFixedWidth(7 * _COLUMN + 2 * theme.LABEL_GAP + 4)
        self.setFocusProxy(self.grid)

    # ---- what is shown -------------------------------------------------------------------------------

    @property
    def current(self) -> date:
        """Return the day that the keyboard is on."""
        return self._first + timedelta(days=self.grid.currentRow() * 7 + self.grid.currentColumn())

    @property
    def chosen(self) -> date | None:
        """Return the day that the list is filtered to."""
        return self._chosen

    @property
    def _first(self) -> date:
        return next(iter(Calendar().itermonthdates(self._month.year, self._month.month)))

    def show_deadlines(self, days: Sequence[DueDay]) -> None:
        """Show these days' numbers."""
        self._due = {day.day: day for day in days}
        self._draw()

    def show_day_table(self, table: DayTable) -> None:
        """Mark the days that are not what their weekday says."""
        self._table = table
        self._draw()

    def choose(self, day: date | None) -> None:
        """Mark the day that the list is filtered to, or none."""
        self._chosen = day
        self._draw()

    def go_to(self, day: date) -> None:
        """Put the keyboard on this day, in its month."""
        if day.year < date.min.year + 1 or day.year > date.max.year - 1:
            return
        self._month = day.replace(day=1)
        self._draw()
        row, column = divmod((day - self._first).days, 7)
        self.grid.setCurrentCell(row, column)

    def turn(self, months: int) -> None:
        """Go on by months, staying on the day of the month where it has that day."""
        place = self._month.year * 12 + self._month.month - 1 + months
        year, month = divmod(place, 12)
        for number in range(self.current.day, 0, -1):
            try:
                self.go_to(date(year, month + 1, number))
            except ValueError:
                continue
            return

    def _move_by(self, days: int) -> None:
        self.go_to(self.current + timedelta(days=days))

    def _take(self) -> None:
        self.day_chosen.emit(self.current)

    def text_of(self, day: date) -> str:
        """Return what stands in a day's cell: 26 休, 逾期 3, 重大 1."""
        due = self._due.get(day)
        lines = [f"{day.day}{self._mark(day)}", "", ""]
        if due is not None:
            lines[1] = f"逾期 {due.count}" if day < self._today else f"{due.count} 条"
            lines[2] = f"重大 {due.major}" if due.major else ""
        return "\n".join(lines)

    def _mark(self, day: date) -> str:
        special = self._table.days.get(day)
        if special is not None and (special.kind is DayKind.WORKDAY) != (day.weekday() < 5):
            return " 休" if special.kind is DayKind.HOLIDAY else " 班"
        return ""

    def _draw(self) -> None:
        self.title.setText(f"{self._month.year}年{self._month.month}月到期的隐患")
        blocked = self.grid.blockSignals(True)
        for number in range(_WEEKS * 7):
            day = self._first + timedelta(days=number)
            item = self.grid.cell(number)
            item.setText(self.text_of(day))
            item.setForeground(self._ink(day))
            item.setBackground(QColor(theme.SELECTION) if day == self._chosen else self._ground(day))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.spoken(day))
            item.setToolTip(self.spoken(day))
            font = item.font()
            font.setBold(day == self._today)
            font.setUnderline(day == self._today)
            item.setFont(font)
        self.grid.blockSignals(blocked)
        self._say_day()

    def _ink(self, day: date) -> QColor:
        due = self._due.get(day)
        if due is not None and day < self._today:
            return Meaning.OVERDUE.ink
        if due is not None and due.major:
            return Meaning.MAJOR.ink
        if due is not None and day <= self._today + timedelta(days=SOON_DAYS):
            return Meaning.DUE_SOON.ink
        if day.month != self._month.month or not is_working_day(day, self._table):
            return Meaning.VOID.ink
        return Meaning.PLAIN.ink

    def _ground(self, day: date) -> QColor:
        return QColor(theme.GROUND if day.month == self._month.month else theme.BAND)

    def spoken(self, day: date) -> str:
        """Return all that a cell shows as one sentence."""
        special = self._table.days.get(day)
        named = f"（{special.name}）" if special is not None and special.name else ""
        rest = "" if is_working_day(day, self._table) else "，休息日"
        due = self._due.get(day)
        if due is None:
            said = "没有隐患到期"
        else:
            major = f"，其中重大 {due.major} 条" if due.major else ""
            said = f"{due.count} 条未整改的隐患到期{major}" + ("，已逾期" if day < self._today else "")
        today = "，今天" if day == self._today else ""
        return f"{day.isoformat()} {WEEKDAY_LABELS[day.weekday()]}{named}{rest}{today}：{said}。"

    def _say_day(self) -> None:
        if self.grid.currentItem() is None:
            return
        keys = "回车只看这一天，Esc 取消。" if self._chosen is None else "正在只看一天，Esc 取消。"
        self.note.setText(f"{self.spoken(self.current)}\n{keys}")


class _Grid(QTableWidget):
    """Six weeks of cells; the keys that lead out of it are told."""

    days_wanted = Signal(int)
    months_wanted = Signal(int)
    today_wanted = Signal()
    taken = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_WEEKS, 7, parent)
        self.setAccessibleName("期限日历")
        self.setHorizontalHeaderLabels([label.removeprefix("周") for label in WEEKDAY_LABELS])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.setWordWrap(True)
        height = self.fontMetrics().lineSpacing() * 3 + _LINE_ROOM
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        for number in range(_WEEKS * 7):
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(*divmod(number, 7), item)
        # On a low screen it scrolls; it must not make the window higher than that.
        self.setMaximumHeight(theme.HEADER_HEIGHT + _WEEKS * height + 4)
        self.setMinimumHeight(theme.HEADER_HEIGHT + 2 * height)

    def cell(self, number: int) -> QTableWidgetItem:
        """Return the cell of a day, counted from the first one shown."""
        item = self.item(*divmod(number, 7))
        assert item is not None
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days and months, take a day, leave."""
        key = event.key()
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if key in days:
            self.days_wanted.emit(days[Qt.Key(key)])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.months_wanted.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Home:
            self.today_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()  # the keys of the page

    def event(self, event: QEvent) -> bool:
        """Take Space and Enter before a shortcut of the page does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.accept()
            return True
        return super().event(event)
