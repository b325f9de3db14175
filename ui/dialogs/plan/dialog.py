"""年度检查计划 and 本周走访, a tab each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout, QWidget

from ui.dialogs.plan.week_route import WeekRoute
from ui.dialogs.plan.year_plan import YearPlan
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.messages import Messages

if TYPE_CHECKING:
    from ui.background import Background

Start = Literal["year", "week"]


class PlanDialog(DeskDialog):
    """The plan of a year, and the route of this week that follows from it."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None = None,
        start: Start = "year",
    ) -> None:
        """Begin with the tab `start`."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("年度检查计划和本周走访")
        self.year = YearPlan(background, self.preferences)
        self.week = WeekRoute(background, self.preferences)
        self.add_desk(self.year)
        for button in self.week.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.year, "年度计划")
        self.tabs.addTab(self.week, self.week.what)
        self.tabs.setCurrentIndex(1 if start == "week" else 0)
        self.tabs.currentChanged.connect(lambda _at: self._on_tab())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def _on_tab(self) -> None:
        self.desk.reload()
        if self.desk is self.week:
            self.week.focus_list()

    @property
    def desk(self) -> Any:
        """Return the tab in sight: both answer to the keys of the dialog."""
        return self.tabs.currentWidget()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the tab in sight, and put the keyboard into it."""
        super().showEvent(event)
        if not event.spontaneous() and self.desk is self.week:
            self.week.focus_list()


def week_visits(background: Background, messages: Messages, parent: QWidget | None = None) -> PlanDialog:
    """Return the dialog with 本周走访 in sight."""
    return PlanDialog(background, messages, parent, "week")
