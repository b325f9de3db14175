"""Makes the pages of a report on another thread, one report at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.reports.drawing import draw_report
from ui.pages.reports.kept import read_kept

if TYPE_CHECKING:
    from hazard_desk.services.report_reading import Report
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn


class PageMaker(QObject):
    """Draws the report that was wanted last; one that is overtaken meanwhile is never shown.

    Of a paper that was filed (定稿), the kept PDF is taken and nothing is drawn.
    """

    made = Signal(object, object)  # the `Report` and its `Drawn`

    def __init__(
        self, background: Background, failed: Callable[[Exception], object], parent: QObject
    ) -> None:
        """Start without a report; `failed` hears what can't be drawn."""
        super().__init__(parent)
        self._background = background
        self._failed = failed
        self._wanted: Report | None = None
        self._making = False

    def wait(self) -> None:
        """Show nothing of what is under way: another report is being read."""
        self._wanted = None

    def make(self, report: Report) -> None:
        """Make the pages of this report, as soon as those under way are done."""
        self._wanted = report
        self._go_on()

    def _go_on(self) -> None:
        report = self._wanted
        if self._making or report is None:
            return
        self._making = True

        def done(drawn: Drawn) -> None:
            self._making = False
            if report is self._wanted:
                self.made.emit(report, drawn)
            else:
                self._go_on()

        def failed(error: Exception) -> None:
            self._making = False
            if report is self._wanted:
                self._failed(error)
            else:
                self._go_on()

        if report.kept is not None:
            kept, places = report.kept, report.places
            self._background.work(read_kept, kept, places, done=done, failed=failed, owner=self)
        else:
            self._background.work(draw_report, report.sheets, done=done, failed=failed, owner=self)
