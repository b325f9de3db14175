"""The head of the list of hazards: search as you type, filters, the calendar's button, printing and steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from hazard_desk.terms import NO_VILLAGE_LABEL, HazardLevel, Remedy, Term
from ui import theme
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.page_head import PageHead
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice

_PAUSE_MS = 200
_NOT_FILLED = "未填"


class FilterBar(QWidget):
    """Title, search, filters and actions; `changed` says that the list is another one."""

    changed = Signal()
    day_cleared = Signal()

    def __init__(self, title: str) -> None:
        """Start with every filter open."""
        super().__init__()
        self._villages: Sequence[Choice] = ()
        self._campaigns: Sequence[Choice] = ()
        self._heading = QLabel(title)
        self.search = SearchBox("查找隐患", "隐患、企业、责任人、编号、拼音首字母")
        self.filters = {
            "villages": FilterButton("村", self._village_options),
            "levels": FilterButton("类型", lambda: _term_options(HazardLevel)),
            "remedies": FilterButton("整改方式", lambda: _term_options(Remedy)),
            "campaigns": FilterButton("专项行动", lambda: _options(self._campaigns)),
        }
        self.day_button = QPushButton()
        self.day_button.setToolTip("只看这一天到期的；再点一次取消（日历里按 Esc）")
        self.day_button.setIcon(theme.icon("close", theme.SECONDARY))
        self.day_button.hide()
        self.clear_button = QPushButton("清除筛选")
        theme.set_role(self.clear_button, "link")
        self.clear_button.hide()
        self.calendar_button = QPushButton(theme.icon("calendar", theme.SECONDARY), "期限日历")
        self.calendar_button.setCheckable(True)
        self.calendar_button.setToolTip("每天有几条隐患到期（Ctrl+L）")
        self.steps_button = QPushButton("办理…")
        self.steps_button.setToolTip("整改、回查、延期、移送、挂牌、作废……（F9）")
        theme.set_role(self.steps_button, "primary")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        for button in self.filters.values():
            button.changed.connect(self.changed)
        self.day_button.clicked.connect(self.day_cleared)
        self.clear_button.clicked.connect(self.clear)
        self.offer((), ())

    def lay_out(self, print_button: QPushButton) -> None:
        """Lay it out, with the page's button for printing among the actions."""
        self.setLayout(
            PageHead(
                self._heading,
                self.search,
                (*self.filters.values(), self.day_button, self.clear_button),
                (self.calendar_button, print_button, self.steps_button),
            )
        )

    def offer(self, villages: Sequence[Choice], campaigns: Sequence[Choice]) -> None:
        """Offer the office's villages and campaigns; what there is none of has no button."""
        self._villages, self._campaigns = villages, campaigns
        self.filters["villages"].setVisible(bool(villages))
        self.filters["campaigns"].setVisible(bool(campaigns))

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the search or a filter hides something."""
        return (
            bool(self.search.text().strip())
            or any(button.chosen() for button in self.filters.values())
            or not self.day_button.isHidden()
        )

    def chosen(self) -> dict[str, Any]:
        """Return what the filters ask for, by the names that the query has for them."""
        return {name: tuple(button.chosen()) for name, button in self.filters.items()}

    def show_day(self, day: date | None) -> None:
        """Say that only what is due on this day is listed, or nothing."""
        self.day_button.setVisible(day is not None)
        if day is not None:
            self.day_button.setText(f"{day.month}月{day.day}日到期")

    def clear(self) -> None:
        """Open every filter and empty the search, and tell once."""
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)
        for button in self.filters.values():
            blocked = button.blockSignals(True)
            button.set_chosen([])
            button.blockSignals(blocked)
        self._pause.stop()
        if self.day_button.isHidden():
            self.changed.emit()
        else:
            self.day_cleared.emit()

    def _village_options(self) -> list[Option]:
        from hazard_desk.services.registry import NO_VILLAGE

        return [*_options(self._villages), Option(NO_VILLAGE, NO_VILLAGE_LABEL)]


def _options(choices: Sequence[Choice]) -> list[Option]:
    return [Option(choice.id, choice.name) for choice in choices]


def _term_options(terms: type[Term]) -> list[Option]:
    return [*(Option(term, term.label) for term in terms), Option(None, _NOT_FILLED)]
