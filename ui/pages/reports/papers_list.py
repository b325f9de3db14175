"""本周报送: the papers of the week with their states, above the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent

from ui.pages.reports.pick_list import Pick, PickList
from ui.pages.reports.stage_words import paper_name, state_words

if TYPE_CHECKING:
    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.report_reading import Week

_MOST_ROWS = 4
_ROW_HEIGHT = 40
_FRAME = 4


class PapersList(PickList):
    """As high as its papers, up to four; the one in sight is marked, if it is one of them."""

    paper_wanted = Signal(object)  # a `PaperRow`

    def __init__(self) -> None:
        """Start empty."""
        super().__init__("本周报送")
        self._papers: tuple[PaperRow, ...] = ()
        self.chosen.connect(lambda at: self.paper_wanted.emit(self._papers[at]))
        self.itemActivated.connect(lambda _item: self._want_current())
        self._fit()

    def show_week(self, week: Week, shown: PaperRow | None) -> None:
        """Show the papers of this week, standing on the one that is shown."""
        self._papers = week.papers
        at = next((at for at, paper in enumerate(week.papers) if paper is shown), None)
        self.show_picks(
            [
                Pick(number, paper_name(paper), state_words(week, paper))
                for number, paper in enumerate(week.papers)
            ],
            at,
        )
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a paper; the page goes there by Enter or an arrow, not by passing through."""
        blocked = self.blockSignals(True)
        super().focusInEvent(event)
        self.blockSignals(blocked)

    def _want_current(self) -> None:
        if 0 <= self.currentRow() < len(self._papers):
            self.paper_wanted.emit(self._papers[self.currentRow()])

    def _fit(self) -> None:
        rows = min(max(len(self._papers), 1), _MOST_ROWS)
        self.setFixedHeight(rows * _ROW_HEIGHT + _FRAME)
