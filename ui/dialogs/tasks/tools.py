"""What can be done with a stored 重点任务, above its form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.task_states import OVER
from hazard_desk.terms import TaskState
from ui import theme
from ui.widgets.flow_row import FlowRow
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.tasks import CountedActivity

_MOST_SHOWN = 30


class TaskTools(QWidget):
    """记推进情况 · 完成 · 不涉及 / 重新打开 · 佐证材料 · 今年的活动 · 上移 · 下移."""

    step_wanted = Signal()
    finish_wanted = Signal()
    not_ours_wanted = Signal()
    reopen_wanted = Signal()
    evidence_wanted = Signal()
    activity_wanted = Signal(int)
    move_wanted = Signal(int)  # so many lines down

    def __init__(self) -> None:
        """Build the row."""
        super().__init__()
        self.step_button = push_button("记推进情况", "今天做了什么（Alt+L）", self.step_wanted.emit, "edit")
        self.finish_button = push_button(
            "登记完成", "填上完成日期并保存（Alt+K）", self.finish_wanted.emit, "check"
        )
        self.not_ours_button = push_button(
            "不涉及", "标为不涉及本单位并保存（Alt+B）", self.not_ours_wanted.emit, "close"
        )
        self.reopen_button = push_button(
            "重新打开", "去掉完成日期、不涉及并保存（Alt+B）", self.reopen_wanted.emit, "undo"
        )
        self.evidence_button = push_button(
            "佐证材料…", "照片、文件、签到表等（Alt+J）", self.evidence_wanted.emit, "attach"
        )
        self.activities_button = QPushButton()
        self.activities_button.setIcon(theme.icon("calendar", theme.SECONDARY))
        self.activities_button.setToolTip("今年计入这项任务的活动，点一个就打开（Alt+H）")
        self.activities_menu = QMenu(self.activities_button)
        self.activities_button.setMenu(self.activities_menu)
        self.up_button = push_button("上移", "Alt+↑", partial(self.move_wanted.emit, -1))
        self.down_button = push_button("下移", "Alt+↓", partial(self.move_wanted.emit, 1))
        holder = QWidget()
        row = FlowRow(holder, spacing=theme.LABEL_GAP)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        column.addWidget(holder)
        for keys, buttons in (
            ("Alt+L", (self.step_button,)),
            ("Alt+K", (self.finish_button,)),
            ("Alt+B", (self.not_ours_button, self.reopen_button)),
            ("Alt+J", (self.evidence_button,)),
            ("Alt+H", (self.activities_button,)),
            ("Alt+Up", (self.up_button,)),
            ("Alt+Down", (self.down_button,)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(_press, buttons))

    @property
    def buttons(self) -> Sequence[QPushButton]:
        """Return the buttons in their order."""
        return (
            self.step_button,
            self.finish_button,
            self.not_ours_button,
            self.reopen_button,
            self.evidence_button,
            self.activities_button,
            self.up_button,
            self.down_button,
        )

    def show_state(self, state: TaskState) -> None:
        """Offer what can be done in this state."""
        over = state in OVER
        self.finish_button.setVisible(not over)
        self.not_ours_button.setVisible(not over)
        self.reopen_button.setVisible(over)

    def show_evidence(self, count: int) -> None:
        """Say how many files are attached."""
        self.evidence_button.setText(f"佐证材料 {count}…" if count else "佐证材料…")

    def show_activities(self, activities: Sequence[CountedActivity], times_a_year: int | None) -> None:
        """Say how often something was done this year, of how many times; the menu opens each."""
        asked = f"/{times_a_year}" if times_a_year is not None else ""
        self.activities_button.setText(f"本年 {len(activities)}{asked} 次")
        self.activities_button.setVisible(bool(activities) or times_a_year is not None)
        self.activities_menu.clear()
        for one in activities[:_MOST_SHOWN]:
            words = f"{one.held_on:%m-%d} {one.kind.label}：{one.name}".replace("&", "&&")
            self.activities_menu.addAction(words, partial(self.activity_wanted.emit, one.id))
        if not activities:
            self.activities_menu.addAction("今年还没有登记计入的活动").setEnabled(False)
        elif len(activities) > _MOST_SHOWN:
            rest = len(activities) - _MOST_SHOWN
            self.activities_menu.addAction(f"还有 {rest} 次，在“活动”里看").setEnabled(False)


def _press(buttons: Sequence[QPushButton]) -> None:
    """Do what the button in sight does: a shortcut doesn't know that its button is hidden."""
    for button in buttons:
        if button.isVisible():
            button.showMenu() if button.menu() is not None else button.click()
            return
