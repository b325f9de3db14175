"""本周报送 at its desk: reads the week, shows where its papers stand, and carries out their next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.messages import Kind, Message
from ui.pages.reports.stage_words import Deed, paper_name, print_mark, to_print
from ui.undoing import say_undoable

if TYPE_CHECKING:
    from hazard_desk.services.filing.obligations import PaperDue
    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.report_reading import Report, Wanted, Week
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages
    from ui.pages.reports.choices import Choices
    from ui.pages.reports.filing_panel import FilingPanel
    from ui.pages.reports.output import Output

_PRINTED = "reports/printed"
_REMEMBERED = 60


class FilingRoom(QObject):
    """The papers list, the stage and the checks follow the report in sight; a step is one write."""

    wanted = Signal(object)  # a `Wanted`
    shown = Signal()  # the week has been read, and the panel says what it says

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        over: QWidget,
        choices: Choices,
        panel: FilingPanel,
        output: Output,
    ) -> None:
        """Dialogs open over the window of `over`; papers are printed by `output`."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._settings = settings
        self._over = over
        self._choices = choices
        self._panel = panel
        self._output = output
        self._report: Report | None = None
        self._wants_focus = False
        self._looking = 0  # counts what was wanted: of a paper that is looked for the last one counts
        self.week: Week | None = None
        self.paper: PaperRow | None = None  # in sight, or its draft; None where it's none of the week's
        choices.papers.paper_wanted.connect(self._want_paper)
        panel.stage.deed_wanted.connect(self.do)
        panel.stage.reprint_wanted.connect(self.print_shown)
        panel.stage.correction_wanted.connect(self.open_correction)
        panel.stage.version_wanted.connect(self._want_version)

    # ---- what is shown ---------------------------------------------------------------------------------

    def outdate(self) -> None:
        """Read the week again with the next report: something has changed."""
        self.week = None

    def show_report(self, report: Report) -> None:
        """Follow this report; its week is read where it isn't the one that is known."""
        self._report = report
        if self.week is not None and self.week.week_end == report.week_end:
            self._show()
            return
        from hazard_desk.services.report_reading import read_week

        self._background.read(
            read_week,
            report.week_end,
            done=self._on_week,
            failed=self._messages.show_error,
            key="reports/week",
            owner=self,
        )

    def _on_week(self, week: Week) -> None:
        self.week = week
        if self._report is not None and self._report.week_end == week.week_end:
            self._show()

    def _show(self) -> None:
        week, report = self.week, self._report
        assert week is not None
        assert report is not None
        of_week = week.paper_of(report)
        old = report.paper is not None and report.paper.id not in {paper.id for paper in week.papers}
        self.paper = report.paper if old else of_week
        self._choices.show_week(week, None if old else of_week)
        if self.paper is not None:
            self._panel.stage.show_paper(week, self.paper, report.versions, self._printed)
            self._panel.checks.show_week(week)
            self._panel.checks.setVisible(not old)  # they are of the newest version
        self.shown.emit()
        if self._wants_focus:
            self._wants_focus = False
            self._panel.stage.button.setFocus()

    @property
    def next_deed(self) -> Deed:
        """Return the next step of the paper in sight."""
        return self._panel.stage.step.deed if self.paper is not None else Deed.NONE

    def open_week(self, week_end: date | None, *, focus: bool = False) -> None:
        """Go to the first paper of a week that is not done, of the present week where none is named.

        With `focus` the keyboard goes to its next step.
        """
        from hazard_desk.services.report_reading import next_paper

        self._looking += 1
        look = self._looking

        def found(wanted: Wanted) -> None:
            if look == self._looking:
                self.wanted.emit(wanted)
                self._wants_focus = focus

        self._background.read(
            next_paper,
            week_end,
            done=found,
            failed=self._messages.show_error,
            key="reports/next",
            owner=self,
        )

    def stay(self) -> None:
        """Go to no other paper: something else is wanted meanwhile."""
        self._looking += 1
        self._wants_focus = False

    def _wanted_of(self, paper: PaperRow) -> Wanted:
        from hazard_desk.services.report_reading import wanted_of

        week = self.week
        wanted = wanted_of(paper)
        if week is not None and paper.week_end == week.present_week_end:
            return replace(wanted, week_end=None)  # the page goes along when the next week begins
        return wanted

    def _want_paper(self, paper: PaperRow) -> None:
        self.wanted.emit(self._wanted_of(paper))

    def open_due(self, due: PaperDue) -> None:
        """Show the paper of the week that is due so."""
        for paper in self.week.papers if self.week is not None else ():
            if (paper.form_id, paper.campaign_id) == (due.form_id, due.campaign_id):
                self._want_paper(paper)
                return

    def _want_version(self, paper_id: int) -> None:
        assert self._report is not None
        for paper in self._report.versions:
            if paper.id == paper_id:
                newest = paper is self._report.versions[0]
                self.wanted.emit(replace(self._wanted_of(paper), paper_id=None if newest else paper.id))

    # ---- the steps -------------------------------------------------------------------------------------

    def do(self, deed: Deed) -> None:
        """Carry out a step of the paper in sight, or open the dialog that it takes."""
        acts = {
            Deed.FILE: self.file,
            Deed.PRINT: self.print_all,
            Deed.SCAN: self.open_scan,
            Deed.REPORT: self.open_report,
        }
        if deed in acts:
            acts[deed]()

    def file(self) -> None:
        """定稿: freeze the week and keep its papers."""
        from hazard_desk.services.filing.filing import file_week

        week = self.week
        if week is None or not self._panel.stage.button.isEnabled():
            return
        self._panel.stage.button.setEnabled(False)

        def failed(error: Exception) -> None:
            self._panel.stage.button.setEnabled(True)
            self._messages.show_error(error)

        self._background.write(
            file_week,
            week.week_end,
            done=self._done,
            failed=failed,
            owner=self,
            what="正在定稿",
        )

    def _done(self, changes: Changes) -> None:
        """Say what was done; what was noticed in filing stands in the checks already."""
        self._wants_focus = True
        say_undoable(self._background, self._messages, self, changes)

    @property
    def _printed(self) -> list[str]:
        kept = self._settings.value(_PRINTED)
        return [mark for mark in kept if isinstance(mark, str)] if isinstance(kept, list) else []

    def print_all(self) -> None:
        """Print every paper of the week that was not printed yet, each a job of its own."""
        week = self.week
        if week is None:
            return
        papers = to_print(week, self._printed)
        if papers:
            self._output.print_papers(papers, lambda: self._mark_printed(papers))

    def print_shown(self) -> None:
        """Print the page in sight, whatever it is."""
        paper = self._filed_paper()
        self._output.print(lambda: self._mark_printed([paper] if paper is not None else []))

    def _mark_printed(self, papers: Sequence[PaperRow]) -> None:
        marks = dict.fromkeys([*self._printed, *map(print_mark, papers)])
        self._settings.setValue(_PRINTED, list(marks)[-_REMEMBERED:])
        if self._report is not None and self.week is not None:
            self._show()

    def open_scan(self, files: Sequence[Path] = ()) -> None:
        """Ask for the stamped scan of the paper in sight, beginning with these files."""
        from ui.dialogs.filings.scan import ScanDialog

        paper = self._filed_paper()
        if paper is not None:
            dialog = ScanDialog(self._background, self._messages, self._over.window())
            dialog.done_with.connect(self._done)
            dialog.open_for(paper, paper_name(paper), files, self._today)

    def open_report(self) -> None:
        """Ask when the paper in sight was handed in, and to whom."""
        from ui.dialogs.filings.reported import ReportedDialog

        paper = self._filed_paper()
        if paper is not None:
            dialog = ReportedDialog(self._background, self._messages, self._over.window())
            dialog.done_with.connect(self._done)
            dialog.open_for(paper, paper_name(paper), self._today)

    def open_correction(self) -> None:
        """Open 更正 of the week."""
        from ui.dialogs.filings.correction import CorrectionDialog

        if self.week is not None and self.week.state.filed:
            dialog = CorrectionDialog(self._background, self._messages, self._over.window())
            dialog.done_with.connect(self._done)
            dialog.open_for(self.week)

    @property
    def _today(self) -> date:
        assert self.week is not None
        return self.week.today

    def _filed_paper(self) -> PaperRow | None:
        """Return the paper in sight where it is the one that counts and was filed."""
        paper, week = self.paper, self.week
        if paper is None or week is None or not paper.id or paper.id not in {one.id for one in week.papers}:
            return None
        return paper

    # ---- files dropped on the page ---------------------------------------------------------------------

    def may_take(self, mime: QMimeData) -> bool:
        """Whether what is dragged over the page are files, as scans are."""
        return self.week is not None and any(url.isLocalFile() for url in mime.urls())

    def take(self, mime: QMimeData) -> None:
        """Take files that were dropped for the scan of the paper in sight."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if self._filed_paper() is None:
            self._messages.say(
                Message(
                    "这一页还不能放回扫描件。",
                    "拖来的文件没有加进来，台账数据没有变化。",
                    "请先在左边“本周报送”里打开那张已定稿的报表，再把扫描件拖到页面上。",
                    Kind.WARNING,
                )
            )
            return
        self.open_scan(files)
