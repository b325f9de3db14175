"""节假日: every year with its source, a year to go through day by day, and import of a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.working_days import HolidayDay
from hazard_desk.terms import DayKind
from ui import theme
from ui.dialogs.holidays.year_grid import YearGrid, day_words
from ui.dialogs.rosters.desk_dialog import press_focused_button
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.dialog import Dialog
from ui.widgets.field import ENTER_KEYS
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.holidays import HolidayYear
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIDE_WIDTH = 268
_YEARS_SHOWN = 6
_SAID: dict[DayKind | None, str] = {DayKind.HOLIDAY: "放假", DayKind.WORKDAY: "上班", None: "平常"}
_YEAR = Qt.ItemDataRole.UserRole


class HolidaysDialog(Dialog):
    """Every change is written at once, and taken back by Ctrl+Z."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when it is shown."""
        super().__init__(parent)
        self.setWindowTitle("节假日")
        self.background = background
        self._years: dict[int, HolidayYear] = {}
        self._year = date.today().year
        self._done: list[int] = []  # journal entries made here, the newest last
        self._loading = False
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.grid = YearGrid()
        self.grid.moved.connect(lambda _day: self._show_day())
        self.grid.toggled.connect(self._toggle)
        self.grid.year_wanted.connect(self.go_to_year)
        self.years = QListWidget()
        self.years.setAccessibleName("年份")
        self.years.currentItemChanged.connect(lambda item: self._on_year(item))
        self.day = QLabel()
        theme.set_role(self.day, "heading")
        group = QButtonGroup(self)
        self.kinds: dict[DayKind | None, QRadioButton] = {}
        for kind, words in _SAID.items():
            button = self.kinds[kind] = QRadioButton(words)
            group.addButton(button)
            button.clicked.connect(lambda _checked=False, kind=kind: self._mark(self.grid.current, kind))
        self.name = QLineEdit()
        self.name.setAccessibleName("名称")
        self.name.setPlaceholderText("如 国庆节")
        self.name.editingFinished.connect(self._keep_name)
        self.name.installEventFilter(self)
        self.grid.entered.connect(self.name.setFocus)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.set_role(self.summary, "secondary")
        self.import_button = QPushButton("从表格导入…")
        self.import_button.setIcon(theme.icon("import", theme.SECONDARY))
        self.import_button.setToolTip("表头：日期、类型（放假/上班）、名称；表里的年份整年替换")
        self.import_button.clicked.connect(self._choose_file)
        self.close_button = QPushButton("关闭")
        self.close_button.setToolTip("Esc")
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo)
        background.changed.connect(self._on_changed)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.grid)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().installEventFilter(self)
        keys = QLabel("方向键移动 · 空格或再点一次换类别 · 回车填名称 · PageUp/PageDown 换年 · Ctrl+Z 撤销")
        theme.set_role(keys, "secondary")
        left = QVBoxLayout()
        left.setSpacing(theme.LABEL_GAP)
        left.addWidget(self.area, 1)
        left.addWidget(keys)
        kinds = QHBoxLayout()
        for choice in self.kinds.values():
            kinds.addWidget(choice)
        kinds.addStretch()
        named = QHBoxLayout()
        label = QLabel("名称")
        label.setBuddy(self.name)
        named.addWidget(label)
        named.addWidget(self.name, 1)
        side = QWidget()
        side.setFixedWidth(_SIDE_WIDTH)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.LABEL_GAP)
        heading = QLabel("年份")
        theme.set_role(heading, "heading")
        right.addWidget(heading)
        self.years.setFixedHeight(_YEARS_SHOWN * theme.ROW_HEIGHT + 4)
        right.addWidget(self.years)
        right.addWidget(self.summary)
        right.addSpacing(theme.GROUP_GAP)
        right.addWidget(self.day)
        right.addLayout(kinds)
        right.addLayout(named)
        right.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self.import_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        right.addLayout(buttons)
        for button in (self.import_button, self.close_button):
            button.setAutoDefault(False)
        body = QHBoxLayout()
        margin = theme.GROUP_GAP
        body.setContentsMargins(margin, margin, margin, margin)
        body.setSpacing(theme.WIDE_GAP)
        body.addLayout(left, 1)
        body.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addLayout(body, 1)
        room = self.screen().availableGeometry()
        wanted = self.grid.sizeHint()
        width, height = wanted.width() + _SIDE_WIDTH + 80, wanted.height() + 80
        self.resize(min(width, room.width() - 24), min(height, room.height() - 48))

    # ---- reading ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the years when it comes into sight."""
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()
            self.grid.setFocus()

    def reload(self) -> None:
        """Read every year."""
        from hazard_desk.services.holidays import holiday_years

        self.background.read(
            holiday_years,
            done=self._show,
            failed=self.messages.show_error,
            key="holidays/years",
            owner=self,
        )

    def _on_changed(self, changes: Changes) -> None:
        if "holiday" in changes.nouns and self.isVisible():
            self.reload()

    def _show(self, years: Sequence[HolidayYear]) -> None:
        self._years = {year.year: year for year in years}
        if self._year not in self._years:
            self._year = min(self._years, key=lambda year: abs(year - self._year))
        self._loading = True
        self.years.clear()
        for year in years:
            item = QListWidgetItem(f"{year.year} 年　{year.source.value}")
            item.setData(_YEAR, year.year)
            self.years.addItem(item)
            if year.year == self._year:
                self.years.setCurrentItem(item)
        self._loading = False
        self._show_year()

    def _show_year(self) -> None:
        year = self._years[self._year]
        self.grid.show_year(year.year, {one.day: one for one in year.days})
        off = sum(one.kind is DayKind.HOLIDAY for one in year.days)
        if year.days:
            self.summary.setText(f"放假 {off} 天（含周末），调休上班 {len(year.days) - off} 天。")
        else:
            self.summary.setText("放假通知印发后在这里录入或导入。在那以前，期限只按周末计算，并且会提示。")

    def go_to_year(self, year: int) -> None:
        """Show another year, where it is listed."""
        if year in self._years and year != self._year:
            self._year = year
            for at in range(self.years.count()):
                if self.years.item(at).data(_YEAR) == year:
                    self.years.setCurrentRow(at)
            self._show_year()
        elif year not in self._years and self.grid.current.year == year:
            self.grid.go_to(date(self._year, 1 if year < self._year else 12, 1 if year < self._year else 31))

    def _on_year(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._loading:
            self._year = item.data(_YEAR)
            self._show_year()

    # ---- the day ---------------------------------------------------------------------------------------

    def _special(self, day: date) -> HolidayDay | None:
        year = self._years.get(day.year)
        return next((one for one in year.days if one.day == day), None) if year is not None else None

    def _show_day(self) -> None:
        day = self.grid.current
        special = self._special(day)
        self.day.setText(day_words(day, special).partition("，")[0])
        self.kinds[special.kind if special is not None else None].setChecked(True)
        self.name.setText(special.name if special is not None else "")
        place = self.grid.rect_of(day)
        self.area.ensureVisible(place.center().x(), place.center().y(), place.width(), 2 * place.height())
        self.name.setEnabled(special is not None)

    def _toggle(self, day: date) -> None:
        """Give a day its next kind: a weekday is off or not; a weekend day may also be worked."""
        special = self._special(day)
        now = special.kind if special is not None else None
        if day.weekday() < 5:
            following = DayKind.HOLIDAY if now is None else None
        else:
            following = {None: DayKind.WORKDAY, DayKind.WORKDAY: DayKind.HOLIDAY, DayKind.HOLIDAY: None}[now]
        self._mark(day, following)

    def _mark(self, day: date, kind: DayKind | None) -> None:
        special = self._special(day)
        name = special.name if special is not None else ""
        if not name and kind is DayKind.HOLIDAY:
            name = self._name_beside(day)
        self._write(day, kind, name)

    def _name_beside(self, day: date) -> str:
        for step in (-1, 1):
            beside = self._special(day + timedelta(days=step))
            if beside is not None and beside.kind is DayKind.HOLIDAY:
                return beside.name
        return ""

    def _keep_name(self) -> None:
        special = self._special(self.grid.current)
        if special is not None and self.name.text().strip() != special.name:
            self._write(special.day, special.kind, self.name.text().strip())

    def _write(self, day: date, kind: DayKind | None, name: str) -> None:
        from hazard_desk.services.holidays import mark_day

        self.background.write(
            mark_day, day, kind, name, done=self._written, failed=self.messages.show_error, owner=self
        )

    def _written(self, changes: Changes) -> None:
        if changes.entry_id is not None:
            self._done.append(changes.entry_id)
        else:
            self._show_day()

    def undo(self) -> None:
        """Take back the newest change made here."""
        from hazard_desk.services.journal import undo

        if self._done:
            self.background.write(
                undo,
                self._done.pop(),
                done=lambda changes: self.messages.say_done(f"{changes.summary}。"),
                failed=self.messages.show_error,
                owner=self,
            )

    # ---- import ----------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        dialog = file_dialog(self, "导入节假日", purpose="holidays")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("表格 (*.xlsx *.xls *.ods)")
        dialog.fileSelected.connect(lambda path: self.import_file(Path(path)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Read a sheet and take over its years, all of it or nothing."""
        from hazard_desk.intake.holidays import read_holiday_sheet

        self.background.work(
            read_holiday_sheet,
            path,
            done=self._take_over,
            failed=self.messages.show_error,
            owner=self,
            what="正在读表格",
        )

    def _take_over(self, days: list[HolidayDay]) -> None:
        from hazard_desk.services.holidays import import_holidays

        def imported(changes: Changes) -> None:
            self._year = days[-1].day.year
            if changes.entry_id is None:
                self.messages.say(Message("表里的节假日与现在的一样。", "没有改动。", kind=Kind.INFO))
                return
            self._done.append(changes.entry_id)
            self.messages.say_done(f"{changes.summary}。", "", "撤销（Ctrl+Z）", self.undo)

        self.background.write(
            import_holidays, days, done=imported, failed=self.messages.show_error, owner=self
        )

    # ---- keys ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the months to the room; go back to the days on Enter in the name."""
        if watched is self.area.viewport() and event.type() == QEvent.Type.Resize:
            self.grid.fit_into(self.area.viewport().width())
        if (
            watched is self.name
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in ENTER_KEYS
        ):
            self.grid.setFocus()  # which keeps the name
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; a name typed last is kept."""
        self._keep_name()
        super().reject()
