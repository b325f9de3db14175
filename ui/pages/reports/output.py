"""What leaves the reports page: papers printed, files saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.pages.reports.saving import FILES, file_stem, save_filed, save_report
from ui.pages.reports.stage_words import paper_name
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.report_reading import Report
    from ui.background import Background
    from ui.messages import Messages
    from ui.pages.reports.drawing import Drawn
    from ui.printing.paper import Job
    from ui.printing.printing import Printing


class Output(QObject):
    """Prints and saves what the page shows, and the papers of a week; a filed paper leaves as it was kept."""

    def __init__(self, background: Background, messages: Messages, settings: Any, over: QWidget) -> None:
        """Open its dialogs over the window of this widget."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._settings = settings
        self._over = over
        self._printing: Printing | None = None
        self._shown: tuple[Report, Drawn] | None = None

    def show(self, shown: tuple[Report, Drawn] | None) -> None:
        """Take this report and its pages for what is printed and saved; None while others are made."""
        self._shown = shown

    # ---- printing --------------------------------------------------------------------------------------

    @property
    def printing(self) -> Printing:
        """Return what prints; the printers are asked for at first use only."""
        if self._printing is None:
            from ui.printing.printing import Printing

            self._printing = Printing(self._background, self._messages, self._settings, self._over)
        return self._printing

    def _job(self) -> Job | None:
        from ui.printing.paper import Job

        if self._shown is None:
            return None
        report, drawn = self._shown
        return Job(drawn.pdf, drawn.sizes, file_stem(report))

    def print(self, printed: Callable[[], object] = lambda: None) -> None:
        """Print the page that is shown; `printed` hears that it has gone to the printer."""
        job = self._job()
        if job is not None:
            self.printing.start_all([job], lambda: self.save(".pdf"), printed)

    def print_papers(self, papers: Sequence[PaperRow], printed: Callable[[], object]) -> None:
        """Print filed papers as they were kept, each a job of its own, after one print dialog."""
        from ui.pages.reports.kept_jobs import kept_jobs

        def got(jobs: list[Job]) -> None:
            self.printing.start_all(jobs, lambda: self.save(".pdf"), printed)

        self._background.work(
            kept_jobs,
            [(paper.pdf, _job_title(paper)) for paper in papers if paper.pdf is not None],
            done=got,
            failed=self._messages.show_error,
            owner=self,
        )

    def calibrate(self) -> None:
        """Open 打印校准."""
        job = self._job()
        if job is not None:
            self.printing.calibrate(job, lambda: self.save(".pdf"))

    # ---- saving ----------------------------------------------------------------------------------------

    def save(self, ending: str) -> None:
        """Ask where to save the page that is shown, and save it there."""
        if self._shown is None:
            return
        report = self._shown[0]
        words, kind = FILES[ending]
        folder = report.folder if report.folder.is_dir() else report.folder.parent
        dialog = file_dialog(self._over, words, folder)
        dialog.setNameFilter(kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        dialog.selectFile(f"{file_stem(report)}{ending}")
        dialog.fileSelected.connect(lambda path: self.save_to(report, Path(path)))
        dialog.open()

    def save_to(self, report: Report, path: Path) -> None:
        """Save a report here: as it was filed, where it was."""
        kept = report.paper.kept_as(path.suffix.lower()) if report.paper is not None else None
        work: tuple[Any, ...] = (save_report, report.sheets, path, report.prose)
        if kept is not None:
            work = (save_filed, kept, path)
        self._background.work(
            *work, done=self._saved, failed=self._messages.show_error, owner=self, what="正在保存"
        )

    def _saved(self, path: Path) -> None:
        self._messages.say_done(
            f"已保存「{path.name}」。",
            "",
            "打开文件夹",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )


def _job_title(paper: PaperRow) -> str:
    """Return what a paper is called in the printer's queue, which shows several of a week."""
    return " ".join(filter(None, (paper_name(paper), paper.campaign or "", str(paper.week_end))))
