"""What a pair takes along and hands over on paper: blank lists, filled ones, the report as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.pages.cross.paper_menu import HAZARD_LIST, VISIT_SHEET

if TYPE_CHECKING:
    from hazard_desk.forms.report import Report
    from hazard_desk.services.cross_inspecting.following import SampleRow
    from hazard_desk.services.form_filling.batches import Batch
    from ui.background import Background
    from ui.dialogs.form_batch.run import BatchRun
    from ui.messages import Messages


class PairPapers(QObject):
    """Prints through the one batch printing; says what it can't."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        over: QWidget,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Work over this widget's window."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._settings = settings
        self._over = over
        self._today = today
        self._run: BatchRun | None = None

    def print_blank(self, rows: Sequence[SampleRow]) -> None:
        """Print 附件5 to be filled in by hand, headed with each enterprise; without any, one for all."""
        from hazard_desk.services.form_filling.batches import BatchRequest

        if not rows:
            self._start(None, HAZARD_LIST, "空白问题隐患清单", 1, "份", gather=_one_blank)
            return
        request = BatchRequest((HAZARD_LIST,), enterprises=_ids(rows), blank=True)
        self._start(request, HAZARD_LIST, "空白问题隐患清单", len(rows), "家")

    def print_visit_sheets(self, rows: Sequence[SampleRow]) -> None:
        """Print 检查前提示单 of these enterprises."""
        from hazard_desk.services.form_filling.batches import BatchRequest

        request = BatchRequest((VISIT_SHEET,), enterprises=_ids(rows))
        self._start(request, VISIT_SHEET, "检查前提示单", len(rows), "家")

    def print_filled(self, rows: Sequence[SampleRow]) -> None:
        """Print 附件5 of what was found at these enterprises."""
        from hazard_desk.services.form_filling.batches import BatchRequest

        visits = tuple(visit_id for row in rows for visit_id in row.visit_ids)
        request = BatchRequest((HAZARD_LIST,), inspections=visits)
        self._start(request, HAZARD_LIST, "问题隐患清单", len(visits), "次检查")

    def _start(
        self, request: Any, form_id: str, words: str, count: int, unit: str, gather: Any = None
    ) -> None:
        from ui.dialogs.form_batch.choice import Choice, Deed
        from ui.dialogs.form_batch.run import BatchRun

        if self._run is None:
            self._run = BatchRun(self._background, self._messages, self._settings, self._over)
        stem = f"{words} {count} {unit} {self._today()}"
        way = {"gather": gather} if gather is not None else {}
        self._run.start(request, Choice((form_id,)), Deed.PRINT, stem, unit, **way)

    # ---- the report ------------------------------------------------------------------------------------

    def save_word(self, round_id: int, pair_id: int | None = None) -> None:
        """Ask for a Word file and put 专题报告 of a pair, or of the whole round, into it."""
        from hazard_desk.services.form_filling.reports import cross_report

        self._background.read(
            cross_report,
            round_id,
            pair_id,
            done=self._ask_word,
            failed=self._messages.show_error,
            owner=self._over,
        )

    def _ask_word(self, report: Report) -> None:
        from ui.dialogs.documents.preview import save_prose

        save_prose(self._background, self._messages, self._over, report)


def _ids(rows: Sequence[SampleRow]) -> tuple[int, ...]:
    return tuple(row.enterprise_id for row in rows)


def _one_blank(reading: Any, _request: Any) -> Batch:
    """Return one blank list for any enterprise; how many copies, the printer asks."""
    from hazard_desk.services.form_filling import FormRequest, form_sheets
    from hazard_desk.services.form_filling.batches import Batch, Entry

    sheets = tuple(form_sheets(reading, FormRequest(HAZARD_LIST, blank=True)))
    return Batch((Entry("空白问题隐患清单", sheets),))
