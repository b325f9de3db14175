"""What leaves the dialog: the table printed, as a workbook, as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.dialogs.documents.preview import ask_file, say_saved
from ui.messages import Kind, Message, Messages
from ui.pages.reports.saving import FILES, explaining
from ui.printing.paper import Job

if TYPE_CHECKING:
    from hazard_desk.forms.geometry import Layout
    from hazard_desk.forms.sheet import Sheet
    from hazard_desk.rules.table_question import Question
    from ui.background import Background, Progress
    from ui.preferences import Preferences
    from ui.printing.printing import Printing


_LONGEST_MM = 421  # of A3


def draw_table(sheet: Sheet, title: str, progress: Progress | None = None) -> tuple[Job, tuple[str, ...]]:
    """Return the pages as they will print, and the characters that no face has; needs no office file."""
    from hazard_desk.forms.pdf import draw
    from hazard_desk.forms.preflight import unprintable

    sizes: list[tuple[float, float]] = []

    def within(done: int, total: int) -> None:
        if progress is not None:
            progress.report(done, total)

    def laid_out(layout: Layout) -> None:
        sizes.extend((sheet.width_mm, sheet.height_mm) for _ in layout.pages)

    pdf = draw([sheet], laid_out=laid_out, within=within)
    missing = tuple(dict.fromkeys(found.character for found in unprintable(sheet)))
    return Job(pdf, tuple(sizes), title), missing


def save_table(sheet: Sheet, path: Path, progress: Progress | None = None) -> Path:
    """Write the file and return its path; OutputError says in plain words why it can't be written."""
    from hazard_desk.services.ad_hoc_tables.saving import save_answer_sheet

    with explaining(path):
        return save_answer_sheet(sheet, path, progress)


def _title(question: Question) -> str:
    from hazard_desk.services.ad_hoc_tables.sheets import title_of

    return title_of(question)


class Output(QObject):
    """Makes the page of a question anew each time, in the background, and gives it out."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        preferences: Preferences,
        over: QWidget,
        given_out: Callable[[], object],
    ) -> None:
        """Open its dialogs over this widget; `given_out` hears that a table has left."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._preferences = preferences
        self._over = over
        self._given_out = given_out
        self._printing: Printing | None = None

    def save(self, question: Question, many: int, ending: str) -> None:
        """Ask for a file of this kind, and put the table of so many rows into it."""
        words, kind = FILES[ending]
        ask_file(
            self._background,
            self._over,
            words,
            kind,
            _title(question),
            lambda path: self.save_to(question, many, path),
        )

    def save_to(self, question: Question, many: int, path: Path) -> None:
        """Put the table into this file: a workbook or a PDF by its ending."""
        self._with_sheet(
            question,
            many,
            lambda sheet: self._background.work(
                save_table,
                sheet,
                path,
                done=self._saved,
                failed=self._messages.show_error,
                owner=self,
                what="正在保存",
            ),
        )

    def print(self, question: Question, many: int) -> None:
        """Print the table."""
        self._with_sheet(
            question,
            many,
            lambda sheet: self._background.work(
                draw_table,
                sheet,
                _title(question),
                done=lambda drawn: self._print(question, many, *drawn),
                failed=self._messages.show_error,
                owner=self,
                what="正在排版",
            ),
        )

    def _with_sheet(self, question: Question, many: int, use: Callable[[Sheet], object]) -> None:
        from hazard_desk.services.ad_hoc_tables import answer_sheet

        def make(reading: Any, progress: Progress) -> Sheet:
            return answer_sheet(
                reading, question, before_each=lambda done: progress.report(done, max(many, done + 1))
            )

        self._background.read(make, done=use, failed=self._messages.show_error, owner=self, what="正在取数")

    def _saved(self, path: Path) -> None:
        say_saved(self._messages, path)
        self._given_out()

    def _print(self, question: Question, many: int, job: Job, missing: tuple[str, ...]) -> None:
        if max(job.pages[0]) > _LONGEST_MM:
            self._messages.say(
                Message(
                    "列太多，A3 纸也放不下，印出来看不清。",
                    "没有打印。",
                    "请去掉一些列，或导出 Excel。",
                    Kind.WARNING,
                ),
                "导出 Excel",
                lambda: self.save(question, many, ".xlsx"),
            )
            return
        if missing:
            self._messages.say(
                Message(
                    f"「{'、'.join(missing)}」没有字体能印，会印成〓。",
                    "台账数据没有变化。",
                    "打印后请手写补上。",
                    Kind.WARNING,
                )
            )
        if self._printing is None:
            from ui.printing.printing import Printing

            self._printing = Printing(self._background, self._messages, self._preferences, self._over)
        self._printing.start_all([job], lambda: self.save(question, many, ".pdf"), self._given_out)
