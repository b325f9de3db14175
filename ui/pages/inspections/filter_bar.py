"""The head of the list: search as you type, and the filters of visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.reporting_week import reporting_day_on_or_after, week_ending
from hazard_desk.terms import InspectionLevel, InspectionMode, SourceStage
from ui import theme
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.fields import DateField
from ui.widgets.page_head import PageHead
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice

_PAUSE_MS = 150
_FRIDAY = 4
PERIODS = (
    ("all", "全部时间"),
    ("week", "本周"),
    ("month", "本月"),
    ("quarter", "本季"),
    ("custom", "自定义"),
)


def span_of(period: str, today: date, weekday: int = _FRIDAY) -> tuple[date | None, date | None]:
    """Return the first and last day of a period; `weekday` is the office's reporting day."""
    if period == "week":
        week = week_ending(reporting_day_on_or_after(today, weekday))
        return week.start, week.end
    if period == "month":
        return today.replace(day=1), None
    if period == "quarter":
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), None
    return None, None


class FilterBar(QWidget):
    """Title, search, filters and the one primary action; `changed` says that the list is another one."""

    changed = Signal()
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, title: str, today: Callable[[], date] = date.today) -> None:
        """Start with every filter open."""
        super().__init__()
        self._today = today
        self._weekday = _FRIDAY
        self._villages: Sequence[Choice] = ()
        self._campaigns: Sequence[Choice] = ()
        heading = QLabel(title)
        self.search = SearchBox("查找检查", "编号、企业、人员、内容、拼音首字母")
        self.period = ChoiceField("period", "时间", PERIODS, optional=False)
        self.period.setFixedWidth(112)
        self.levels = FilterButton(
            "检查层级", lambda: [Option(level, level.label) for level in InspectionLevel]
        )
        self.stages = FilterButton("检查环节", lambda: [Option(stage, stage.label) for stage in SourceStage])
        self.modes = FilterButton("检查方式", lambda: [Option(mode, mode.label) for mode in InspectionMode])
        self.villages = FilterButton("村", lambda: [Option(one.id, one.name) for one in self._villages])
        self.campaigns = FilterButton(
            "专项行动", lambda: [Option(one.id, one.name) for one in self._campaigns]
        )
        self.open_only = QCheckBox("只看有未整改隐患")
        self.import_button = QPushButton(theme.icon("import", theme.SECONDARY), "导入")
        self.new_button = QPushButton(theme.icon("add", theme.GROUND), "新增检查")
        self.new_button.setToolTip("Ctrl+N")
        theme.set_role(self.new_button, "primary")
        self.since = DateField("since", "自", today=today)
        self.until = DateField("until", "至", today=today)
        self._lay_out(heading)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.period.changed.connect(self._on_period)
        for button in (self.levels, self.stages, self.modes, self.villages, self.campaigns):
            button.changed.connect(self.changed)
        self.open_only.toggled.connect(lambda _on: self.changed.emit())
        for day in (self.since, self.until):
            day.editor.editingFinished.connect(self._on_day)
            day.entered.connect(self.changed)
        self.import_button.clicked.connect(self.import_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.offer((), (), _FRIDAY)
        self._shown_days: tuple[date | None, date | None] = (None, None)

    def _lay_out(self, heading: QLabel) -> None:
        actions = QWidget()
        self._actions = QHBoxLayout(actions)
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._actions.setSpacing(theme.LABEL_GAP)
        filters = (
            self.period,
            self.levels,
            self.stages,
            self.modes,
            self.villages,
            self.campaigns,
            self.open_only,
        )
        row = PageHead(heading, self.search, filters, (self.import_button, actions, self.new_button))
        self._days = QWidget()
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(theme.LABEL_GAP)
        for word, field in (("检查日期自", self.since), ("至", self.until)):
            label = QLabel(word)
            label.setBuddy(field.editor)
            field.setFixedWidth(200)
            days.addWidget(label)
            days.addWidget(field)
        days.addStretch()
        self._days.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(row)
        layout.addWidget(self._days)

    def add_action(self, button: QPushButton) -> None:
        """Put a secondary action of the page's before the primary one."""
        self._actions.addWidget(button)

    def offer(self, villages: Sequence[Choice], campaigns: Sequence[Choice], weekday: int) -> None:
        """Offer the office's villages and campaigns; what there is none of has no button."""
        self._villages, self._campaigns, self._weekday = villages, campaigns, weekday
        self.villages.setVisible(bool(villages))
        self.campaigns.setVisible(bool(campaigns))

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything restricts the list."""
        buttons = (self.levels, self.stages, self.modes, self.villages, self.campaigns)
        return (
            bool(self.search.text().strip())
            or self.period.value() != "all"
            or self.open_only.isChecked()
            or any(button.chosen() for button in buttons)
        )

    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day asked for."""
        if self.period.value() == "custom":
            since, until = self.since.value(), self.until.value()
            return since if isinstance(since, date) else None, until if isinstance(until, date) else None
        return span_of(self.period.value(), self._today(), self._weekday)

    def _on_period(self) -> None:
        custom = self.period.value() == "custom"
        self._days.setVisible(custom)
        if custom and self.since.is_empty():
            self.since.set_value(self._today().replace(day=1))
        self.changed.emit()

    def _on_day(self) -> None:
        if self.days() != self._shown_days:
            self._shown_days = self.days()
            self.changed.emit()
