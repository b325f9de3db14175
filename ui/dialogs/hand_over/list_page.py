"""The second step of 换人交接: the list as it prints, given out on paper, as PDF or as Word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.documents.preview import ask_file, save_prose, say_saved
from ui.messages import Messages
from ui.pages.reports.drawing import draw_report
from ui.pages.reports.page_area import PageArea
from ui.pages.reports.saving import FILES, save_report
from ui.printing.paper import Job
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from pathlib import Path

    from hazard_desk.forms.report import Report
    from hazard_desk.forms.sheet import Sheet
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn
    from ui.preferences import Preferences
    from ui.printing.printing import Printing

FORM_ID = "hand-over-list"
_WORDS = (
    "清单打印后由移交人、接收人、监交人签字，双方各留一份。“其他需要说明的事项”一栏由移交人手写，"
    "或存为 Word 填好再打印。"
)


class ListPage(QWidget):
    """The pages, and the ways out."""

    report_wanted = Signal(object)  # a `Wanted`
    given_out = Signal()  # printed, or put into a file

    def __init__(self, background: Background, messages: Messages, preferences: Preferences) -> None:
        """Build it empty; `show_list` fills it."""
        super().__init__()
        self._background = background
        self._messages = messages
        self._preferences = preferences
        self._prose: Report | None = None
        self._sheets: tuple[Sheet, ...] = ()
        self._printing: Printing | None = None
        self.drawn: Drawn | None = None
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self.area = PageArea(background, messages.show_error, preferences, name="交接清单")
        self.print_button = push_button("打印(&P)…", "Ctrl+P", self.print, "print")
        self.pdf_button = push_button("存为 PDF…", "", self.save_pdf)
        self.word_button = push_button("存为 Word…", "填好“其他需要说明的事项”再打印", self.save_word)
        self.page_button = push_button(
            "到报表导出里看", "关闭这个窗口，在报表导出里看同一张清单", self.leave, "open"
        )
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        for button in (self.print_button, self.pdf_button, self.word_button, self.page_button):
            bar.addWidget(button)
            button.setEnabled(False)
        self.paper = QLabel()
        theme.set_role(self.paper, "secondary")
        bar.addWidget(self.paper, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE_GAP, theme.PAGE_MARGIN, theme.WIDE_GAP, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(words)
        column.addLayout(bar)
        column.addWidget(self.area, 1)

    def show_list(self, done: Callable[[], object]) -> None:
        """Make the list as things stand now; `done` hears when it is there."""
        from hazard_desk.services.form_filling import FormRequest, form_sheets
        from hazard_desk.services.form_filling.reports import requested_report

        def make(reading: Any) -> tuple[Report, tuple[Sheet, ...]]:
            request = FormRequest(FORM_ID)
            return requested_report(reading, request), form_sheets(reading, request)

        def draw(made: tuple[Report, tuple[Sheet, ...]]) -> None:
            self._prose, self._sheets = made
            self._background.work(
                draw_report,
                self._sheets,
                done=lambda drawn: self._show(drawn, done),
                failed=self._messages.show_error,
                owner=self,
            )

        self._background.read(
            make, done=draw, failed=self._messages.show_error, key="hand-over/list", owner=self
        )

    def _show(self, drawn: Drawn, done: Callable[[], object]) -> None:
        self.drawn = drawn
        self.area.show_drawn(drawn, {}, "")
        self.paper.setText(drawn.paper)
        for button in (self.print_button, self.pdf_button, self.word_button, self.page_button):
            button.setEnabled(True)
        done()

    @property
    def _title(self) -> str:
        return self._prose.name if self._prose is not None else ""

    def print(self) -> None:
        """Print it."""
        if self.drawn is None:
            return
        if self._printing is None:
            from ui.printing.printing import Printing

            self._printing = Printing(self._background, self._messages, self._preferences, self)
        job = Job(self.drawn.pdf, self.drawn.sizes, self._title)
        self._printing.start_all([job], self.save_pdf, self.given_out.emit)

    def save_pdf(self) -> None:
        """Ask for a PDF file and put it there."""
        words, kind = FILES[".pdf"]
        ask_file(self._background, self, words, kind, self._title, self.save_to)

    def save_to(self, path: Path) -> None:
        """Put the list into this file."""
        self._background.work(
            save_report,
            self._sheets,
            path,
            done=self._on_saved,
            failed=self._messages.show_error,
            owner=self,
            what="正在保存",
        )

    def _on_saved(self, path: Path) -> None:
        say_saved(self._messages, path)
        self.given_out.emit()

    def save_word(self) -> None:
        """Ask for a Word file, in which the open paragraph can be written."""
        if self._prose is not None:
            save_prose(self._background, self._messages, self, self._prose, self.given_out.emit)

    def leave(self) -> None:
        """Show it among the reports."""
        from hazard_desk.forms.contents import contents_of
        from hazard_desk.services.report_reading import Wanted

        self.report_wanted.emit(Wanted(FORM_ID, contents_of(FORM_ID)[0]))
