"""工作台: left what is to be done today, right four pictures of how far things are; each opens its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.clock import moment
from ui.pages.page import Page
from ui.pages.workbench.bar_list import BarList
from ui.pages.workbench.behind import Behind
from ui.pages.workbench.first_steps import FirstStepsList
from ui.pages.workbench.task_list import TaskList
from ui.pages.workbench.week_chart import WeekChart
from ui.pages.workbench.words import (
    BarRow,
    enterprise_rows,
    leader_rows,
    own_rows,
    state_rows,
    task_words,
)
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.coverage_bar import CoverageBar

if TYPE_CHECKING:
    from datetime import date

    from hazard_desk.services.behind import BehindRow
    from hazard_desk.services.first_steps import FirstSteps
    from hazard_desk.services.workbench import TaskLine, WorkbenchFacts
    from ui.background import Background
    from ui.messages import Messages

_CAMPAIGN = "workbench/campaign"
_ALL = ""  # of the campaigns: every record
_TASKS_WIDTH = 380
_FIRST_STEPS_WIDTH = 600
_TWO_COLUMNS = 720  # the pictures' width from which they stand side by side
_BEHIND_HEIGHT = 240
_EVERY_MS = 30_000


class WorkbenchPage(Page):
    """The first tab."""

    title: ClassVar[str] = "工作台"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "activity",
            "campaign",
            "campaign_industry",
            "campaign_village",
            "collection",
            "collection_party",
            "cross_member",
            "cross_pair",
            "cross_party",
            "cross_party_village",
            "cross_round",
            "cross_sample",
            "duty",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "filed_paper",
            "filing",
            "hazard",
            "hazard_move",
            "holiday",
            "inspection",
            "inspection_campaign",
            "inspection_leader",
            "inspector",
            "office",
            "person",
            "recheck",
            "report_obligation",
            "returned_sheet",
            "self_check",
            "setting",
            "task",
            "task_step",
            "tip_off",
            "typical_case",
            "village",
        }
    )

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        parent: QWidget | None = None,
        *,
        now: Callable[[], datetime] = moment,
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        self._now = now
        self.facts: WorkbenchFacts | None = None
        self._reopen: Callable[[], None] | None = None
        self._came_from: QWidget | None = None
        self._make_head()
        self.tasks = TaskList()
        self.tasks.wanted.connect(self._open_task)
        self.coverage = CoverageBar()
        self.coverage.left_wanted.connect(self.open_uncovered)
        self.weeks = WeekChart()
        self.weeks.wanted.connect(self._open_week)
        self.states = BarList("隐患的状态")
        self.states.wanted.connect(self._open_row)
        self.quotas = BarList("本月检查指标")
        self.quotas.wanted.connect(self._open_row)
        self.quotas_heading = QLabel()
        self.behind = Behind(settings)
        self.behind.closed.connect(self.close_behind)
        self.behind.record_wanted.connect(self.record_wanted)
        self.behind.hide()
        self._lay_out()
        self._ticking = QTimer(self, interval=_EVERY_MS)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()

    # ---- building --------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        heading = QLabel(self.title)
        theme.set_role(heading, "title")
        self.day = QLabel()
        theme.set_role(self.day, "secondary")
        self.campaign_label = QLabel("专项行动")
        self.campaign = ChoiceField("campaign", "专项行动", [(_ALL, "全部记录")], optional=False)
        self.campaign.setFixedWidth(300)
        self.campaign.editor.setToolTip("排查覆盖、每周发现和整改、隐患状态只统计这个专项行动的检查")
        self.campaign_label.setBuddy(self.campaign.editor)
        self.campaign.changed.connect(self._on_campaign)
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.LABEL_GAP)
        self.head.addWidget(heading)
        self.head.addSpacing(theme.LABEL_GAP)
        self.head.addWidget(self.day)
        self.head.addStretch()
        self.head.addWidget(self.campaign_label)
        self.head.addWidget(self.campaign)
        self._show_campaigns([])

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        heading = QLabel("今天要办的事")
        _make_heading(heading)
        self.nothing = QLabel("没有逾期、到期和待回查的隐患。")
        theme.set_role(self.nothing, "secondary")
        self.left_steps = self._make_first_steps()
        self.left_steps.hide()
        column.addWidget(self.left_steps)
        column.addWidget(heading)
        column.addWidget(self.nothing)
        column.addWidget(self.tasks, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.WIDE_GAP)
        left.setMinimumWidth(260)
        left.setMaximumWidth(_TASKS_WIDTH)
        across.addWidget(left, 2)
        across.addWidget(self._make_pictures(), 3)
        upper = QWidget()
        upper.setLayout(across)
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.setChildrenCollapsible(False)
        self.down.addWidget(upper)
        self.down.addWidget(self.behind)
        self.down.setStretchFactor(0, 1)
        self.down.setStretchFactor(1, 0)
        self.down.setSizes([10_000, _BEHIND_HEIGHT])
        body = QWidget()
        page = QVBoxLayout(body)
        page.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        page.setSpacing(theme.LABEL_GAP)
        page.addLayout(self.head)
        page.addWidget(self.down, 1)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(body)
        self.empty = self._make_empty()
        self.stack.addWidget(self.empty)

    def _make_pictures(self) -> QWidget:
        weeks, states, quotas = QWidget(), QWidget(), QWidget()
        weeks_heading, states_heading = QLabel("每周发现和整改（近 12 周）"), QLabel("隐患状态")
        for area, heading, picture in (
            (weeks, weeks_heading, self.weeks),
            (states, states_heading, self.states),
            (quotas, self.quotas_heading, self.quotas),
        ):
            _make_heading(heading)
            column = QVBoxLayout(area)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.SMALL_GAP)
            column.addWidget(heading)
            column.addWidget(picture)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GROUP_GAP)
        for area in (self.coverage, weeks, states):
            column.addWidget(area)
        column.addStretch()
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        self._grid.setHorizontalSpacing(theme.WIDE_GAP)
        self._grid.setVerticalSpacing(theme.GROUP_GAP)
        self._quotas_area = quotas
        self._grid.addWidget(first, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(quotas, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(2, 1)
        self.pictures = QScrollArea()
        self.pictures.setFrameShape(QFrame.Shape.NoFrame)
        self.pictures.setWidgetResizable(True)
        self.pictures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pictures.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pictures.setWidget(inside)
        self.pictures.installEventFilter(self)
        self._place_columns()
        return self.pictures

    def _make_empty(self) -> QWidget:
        words = QLabel("还没有企业。先建档，建好以后，每天要办的事就列在这里。")
        theme.set_role(words, "secondary")
        self.first_steps = self._make_first_steps()
        self.begin_button = self.first_steps.buttons["enterprises"]
        theme.set_role(self.begin_button, "primary")
        column = QWidget()
        column.setFixedWidth(_FIRST_STEPS_WIDTH)
        inside = QVBoxLayout(column)
        inside.setSpacing(theme.PAGE_MARGIN)
        inside.addStretch()
        inside.addWidget(self.first_steps)
        inside.addWidget(words)
        inside.addStretch(2)
        empty = QWidget()
        layout = QHBoxLayout(empty)
        layout.addStretch()
        layout.addWidget(column)
        layout.addStretch()
        return empty

    def _make_first_steps(self) -> FirstStepsList:
        steps = FirstStepsList("开始使用，先做这几步")
        steps.dialog_wanted.connect(self.dialog_wanted)
        steps.list_wanted.connect(self.list_wanted)
        return steps

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the pictures side by side or below each other as there is room."""
        if watched is self.pictures and event.type() is QEvent.Type.Resize:
            self._place_columns()
        return super().eventFilter(watched, event)

    def _place_columns(self) -> None:
        quotas = self._quotas_area
        side_by_side = self.pictures.width() >= _TWO_COLUMNS
        self._grid.removeWidget(quotas)
        self._grid.addWidget(
            quotas, 0 if side_by_side else 1, 1 if side_by_side else 0, Qt.AlignmentFlag.AlignTop
        )
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if side_by_side else 0)
        self._grid.setHorizontalSpacing(theme.WIDE_GAP if side_by_side else 0)

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read it all anew."""
        kept = self.settings.value(_CAMPAIGN) if self.settings is not None else None
        self.background.read(
            _look,
            kept if isinstance(kept, str) else _ALL,
            done=self._show,
            failed=self.messages.show_error,
            key="workbench",
            owner=self,
        )

    def focus_search(self) -> None:
        """Go to what is to do: the page has nothing to search."""
        (self.begin_button if self.stack.currentWidget() is self.empty else self.tasks).setFocus()

    def _show(self, found: tuple[list[str], WorkbenchFacts, FirstSteps]) -> None:
        campaigns, facts, there = found
        keeps_focus = self.begin_button.hasFocus() or self.tasks.hasFocus()
        self.facts = facts
        self._show_campaigns(campaigns, facts.campaign)
        self.stack.setCurrentIndex(0 if facts.enterprises else 1)
        for steps in (self.first_steps, self.left_steps):
            steps.show_steps(there)
        self.left_steps.setVisible(not there.visits)  # with the first visit the office is no longer new
        if keeps_focus:
            self.focus_search()
        self._show_tasks()
        self.coverage.show_coverage(facts.coverage)
        self.weeks.show_weeks(facts.weeks)
        self.states.show_rows(state_rows(facts.states))
        self.quotas_heading.setText(f"{facts.today.month} 月检查指标（还剩 {facts.days_left} 个工作日）")
        self.quotas.show_rows(_quota_rows(facts))
        if self._reopen is not None and self.behind.isVisibleTo(self):
            self._reopen()

    def _show_tasks(self) -> None:
        facts = self.facts
        if facts is None:
            return
        from hazard_desk.terms import WEEKDAY_LABELS

        now = self._now()
        self.day.setText(f"{facts.today.month}月{facts.today.day}日 {WEEKDAY_LABELS[facts.today.weekday()]}")
        weekday = facts.week_end.weekday()
        self.tasks.show_lines([task_words(line, weekday, now, facts.days) for line in facts.tasks])
        to_do = sum(line.count > 0 for line in facts.tasks if line.report is None or not line.report.present)
        hazards = {"overdue", "due_today", "due_soon", "to_recheck"}
        self.nothing.setVisible(not any(line.task in hazards for line in facts.tasks))
        self.status_changed.emit(f"要办 {to_do} 项" if to_do else "今天没有到期要办的事")

    def _tick(self) -> None:
        """Count down to the report; on another day, everything is another."""
        if self.facts is None or not self.isVisible():
            return
        if self._now().date() != self.facts.today:
            self.reload()
        else:
            self._show_tasks()

    def activate(self) -> None:
        """Load what is stale; a page left open overnight is."""
        if self.facts is not None and self._now().date() != self.facts.today:
            self._stale = True
        super().activate()

    # ---- the campaign ----------------------------------------------------------------------------------

    def _show_campaigns(self, names: Sequence[str], chosen: str | None = None) -> None:
        blocked = self.campaign.blockSignals(True)
        self.campaign.set_choices([(_ALL, "全部记录"), *((name, name) for name in names)])
        self.campaign.set_value(chosen or _ALL)
        self.campaign.blockSignals(blocked)
        for widget in (self.campaign_label, self.campaign):
            widget.setVisible(bool(names))

    def _on_campaign(self) -> None:
        if self.settings is not None:
            self.settings.setValue(_CAMPAIGN, self.campaign.value())
        self.close_behind()
        self.reload()

    # ---- opening ---------------------------------------------------------------------------------------

    def _open_task(self, at: int) -> None:
        if self.facts is None or at >= len(self.facts.tasks):
            return
        line: TaskLine = self.facts.tasks[at]
        if line.list_of is not None:
            self.list_wanted.emit(*line.list_of)
            return
        from hazard_desk.services.workbench import task_rows

        self._open_rows(self.tasks.lines[at].title, task_rows, line.task)

    def open_uncovered(self) -> None:
        """Show the enterprises that coverage misses."""
        facts = self.facts
        if facts is None:
            return
        if facts.campaign is None:
            self.list_wanted.emit("enterprise", "not_inspected")
            return
        from hazard_desk.services.workbench import uncovered

        self._open_rows(f"“{facts.campaign}”还没有检查的企业", uncovered, facts.week_end, facts.campaign)

    def _open_week(self, end: date) -> None:
        from hazard_desk.services.workbench import week_rows

        if self.facts is not None:
            self._open_rows(f"截至 {end} 的一周发现和整改的隐患", week_rows, end, self.facts.campaign)

    def _open_row(self, key: str) -> None:
        facts = self.facts
        if facts is None:
            return
        what, _, name = key.partition(":")
        if what == "coverage":
            self.open_uncovered()
        elif what == "view":
            self.list_wanted.emit("enterprise", name)
        elif what == "state":
            self._open_state(name)
        elif what == "leader":
            leader = facts.leaders[int(name)]
            self._open_ids(f"{leader.person}本月的检查", "inspection", leader.visit_ids)
        else:
            quota = next(one for one in facts.own if one.key == name)
            row = next(one for one in self.quotas.rows if one.key == key)
            self._open_ids(f"本月{row.label}", quota.noun, quota.ids)

    def _open_state(self, view: str) -> None:
        assert self.facts is not None
        if self.facts.campaign is None:
            self.list_wanted.emit("hazard", view)
            return
        from hazard_desk.services.workbench import state_rows as rows_of_state

        self._open_rows(f"“{self.facts.campaign}”{view}的隐患", rows_of_state, view, self.facts.campaign)

    def _open_ids(self, title: str, noun: str, ids: Sequence[int]) -> None:
        from hazard_desk.services.behind import rows_behind

        self._open_rows(title, rows_behind, noun, ids)

    def _open_rows(self, title: str, query: Callable[..., list[BehindRow]], *args: Any) -> None:
        self._reopen = None
        shown = self.behind.isVisibleTo(self)
        if not shown:
            self._came_from = QApplication.focusWidget()

        def show(rows: list[BehindRow], focus: bool = True) -> None:
            self.behind.show_rows(title, rows)
            self.behind.show()
            if focus:
                self.behind.table.setFocus()
            self._reopen = again

        read = partial(
            self.background.read,
            query,
            *args,
            failed=self.messages.show_error,
            key="workbench/behind",
            owner=self,
        )

        def again() -> None:
            read(done=lambda rows: show(rows, focus=False))

        read(done=show)

    def close_behind(self) -> None:
        """Put the rows away and go back to where they were opened."""
        if not self.behind.isVisibleTo(self):
            return
        self.behind.hide()
        self._reopen = None
        (self._came_from or self.tasks).setFocus()


def _make_heading(label: QLabel) -> None:
    theme.set_role(label, "heading")
    label.setFixedHeight(theme.ROW_HEIGHT)  # that of the coverage's, which has a button beside it


def _look(reading: Any, wanted: str) -> tuple[list[str], WorkbenchFacts, FirstSteps]:
    """Read the campaigns and the facts of the one wanted, of all records where it is gone.

    Imported here, on the reading thread: the window doesn't wait for it.
    """
    from hazard_desk.services.first_steps import first_steps
    from hazard_desk.services.offices import campaigns
    from hazard_desk.services.workbench import workbench

    names = [choice.name for choice in campaigns(reading)]
    return names, workbench(reading, wanted if wanted in names else None), first_steps(reading)


def _quota_rows(facts: WorkbenchFacts) -> list[BarRow]:
    leaders = "领导带队检查" if facts.leaders else "领导带队检查：名册里还没有填了职务类别的领导"
    groups = (
        (leaders, leader_rows(facts.leaders)),
        ("本乡镇（街道）", own_rows(facts.own, facts.coverage)),
        ("企业（在营的企业里达标的）", enterprise_rows(facts.asked)),
    )
    return [row for title, rows in groups for row in (BarRow(title), *rows)]
