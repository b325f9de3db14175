"""报表导出: what is wanted at the left, the page in the middle, its figures at the right, rows below."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.forms.sheet import printed
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.report_reading import WEEKLY_DISPATCH, Content, read_report
from ui import theme
from ui.messages import Messages
from ui.pages.page import Page
from ui.pages.reports.choices import Choices
from ui.pages.reports.drawing import draw_report
from ui.pages.reports.figure_words import amount_words, figure_words, made_of
from ui.pages.reports.head_bar import HeadBar
from ui.pages.reports.lists import Details, FigureList
from ui.pages.reports.page_area import PageArea
from ui.pages.reports.saving import FILES, file_stem, save_report
from ui.pages.reports.slot_panel import SlotPanel
from ui.pages.reports.slot_words import made_of_records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hazard_desk.services.form_filling.dispatch import SlotRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.report_reading import Report, Wanted
    from hazard_desk.services.reporting import FigureRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn
    from ui.pages.reports.entry_editor import EntryWanted
    from ui.printing.paper import Job
    from ui.printing.printing import Printing

_FIGURES_WIDTH = 308
_SLOTS_WIDTH = 432
_DETAILS_HEIGHT = 208
_LINKED = ("inspection", "illegal_act", "penalty", "accountability", "admonition", "typical_case")


class ReportsPage(Page):
    """The official forms: seen, opened figure by figure, printed, saved."""

    title: ClassVar[str] = "报表导出"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            *_LINKED,
            *(f"{noun}_campaign" for noun in _LINKED),
            "attachment_link",
            "campaign",
            "conflict",
            "cross_member",
            "cross_pair",
            "cross_party",
            "cross_party_village",
            "cross_round",
            "cross_sample",
            "duty",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "form_entry",
            "form_setting",
            "form_wording",
            "hazard",
            "holiday",
            "industry",
            "inspection_leader",
            "inspector",
            "office",
            "person",
            "plan_entry",
            "recheck",
            "self_check",
            "self_check_mark",
            "setting",
            "village",
        }
    )

    def __init__(
        self, background: Background, messages: Messages, settings: Any, parent: QWidget | None = None
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        self.report: Report | None = None
        self.drawn: Drawn | None = None
        self._drawing: Report | None = None
        self._reading = False
        self._opened: tuple[Figure, bool] | None = None
        self._opened_slot: str | None = None  # of F6
        self._printing: Printing | None = None
        self.choices = Choices(self._find_enterprises)
        self.choices.wanted.connect(self._on_wanted)
        self.choices.not_inspected_wanted.connect(self.open_not_inspected)
        self.area = PageArea(background, messages.show_error, settings)
        self.preview = self.area.preview
        self.preview.figure_wanted.connect(self._open_from_page)
        self.figures = FigureList(settings)
        self.figures.figure_wanted.connect(self.open_figure)
        self.slots = SlotPanel(settings)
        self.slots.save_wanted.connect(self._save_entry)
        self.slots.rows_wanted.connect(self.open_slot_rows)
        self.details = Details(settings)
        self.details.closed.connect(self.close_details)
        self.details.record_wanted.connect(self._show_behind)
        self.details.hide()
        self._make_head()
        self._lay_out()
        self.head.set_ready(False)

    # ---- building --------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.head = HeadBar(self.title)
        self.check, self.pdf_button = self.head.check, self.head.pdf_button
        self.xlsx_button, self.print_button = self.head.xlsx_button, self.head.print_button
        self.check.clicked.connect(self.open_unprintable)
        self.head.wording_button.clicked.connect(self.open_wording)
        self.head.calibrate_button.clicked.connect(self.calibrate)
        self.xlsx_button.clicked.connect(lambda: self.save(".xlsx"))
        self.pdf_button.clicked.connect(lambda: self.save(".pdf"))
        self.head.word_button.clicked.connect(lambda: self.save(".docx"))
        self.print_button.clicked.connect(self.print)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print)

    def _lay_out(self) -> None:
        self.side = QStackedWidget()
        self.side.addWidget(self._make_figures_area())
        self.side.addWidget(self.slots)
        self.side.setMinimumWidth(240)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.addWidget(self.area)
        self.across.addWidget(self.side)
        self.across.setStretchFactor(0, 1)
        self.across.setStretchFactor(1, 0)
        self.across.setSizes([10_000, _FIGURES_WIDTH])
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.setChildrenCollapsible(False)
        self.down.addWidget(self.across)
        self.down.addWidget(self.details)
        self.down.setStretchFactor(0, 1)
        self.down.setStretchFactor(1, 0)
        self.down.setSizes([10_000, _DETAILS_HEIGHT])
        body = QHBoxLayout()
        body.setSpacing(theme.LABEL_GAP)
        body.addWidget(self.choices)
        body.addWidget(self.down, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(body, 1)
        layout.insertWidget(0, self.head)  # last in the order of Tab: the keyboard begins at the forms

    def _make_figures_area(self) -> QWidget:
        words = QLabel("点数字，看是哪些记录")
        theme.set_role(words, "secondary")
        words.setFixedHeight(theme.FIELD_HEIGHT)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(theme.LABEL_GAP, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(words)
        column.addWidget(self.figures, 1)
        return area

    # ---- what is wanted --------------------------------------------------------------------------------

    def show_form(
        self,
        form_id: str,
        enterprise_id: int | None = None,
        inspection_id: int | None = None,
        *,
        round_id: int | None = None,
        pair_id: int | None = None,
    ) -> None:
        """Show a form of an enterprise, a visit, a round of cross-inspection or one of its pairs, filled in.

        A visit names its enterprise itself, a pair its round.
        """
        from hazard_desk.services.report_reading import contents_of

        content = contents_of(form_id)[0]
        wanted = replace(
            self.choices.now,
            form_id=form_id,
            content=content,
            inspection_id=inspection_id,
            round_name=None,
            round_id=round_id,
            pair_id=pair_id,
        )
        if enterprise_id is not None:
            wanted = replace(wanted, enterprise_id=enterprise_id)
        self.show_wanted(wanted)

    def show_wanted(self, wanted: Wanted) -> None:
        """Show just this."""
        self.choices.want(wanted)
        self._stale = False
        self.reload()

    def show_view(self, view_name: str) -> None:
        """Show the form with this id."""
        self.show_form(view_name)

    def focus_search(self) -> None:
        """Put the cursor where an enterprise is looked for."""
        self.choices.focus_search()

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(enterprises_to_pick, text, done=done, key="reports/pick", owner=self)

    def _on_wanted(self, wanted: Wanted) -> None:
        if self._opened is not None and self.report is not None:
            figure, cumulative = self._opened
            if wanted.content is not self.report.wanted.content:
                # The rows below follow the form: else they would explain another figure than it shows.
                cumulative = wanted.content is Content.CUMULATIVE
            self._opened = (figure, cumulative)
        self.reload()

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the report that is wanted."""
        self._reading = True
        self.head.set_ready(False)
        self.preview.view.set_outdated()
        self.background.read(
            read_report,
            self.choices.now,
            done=self._on_report,
            failed=self.messages.show_error,
            key="reports/report",
            owner=self,
        )

    def _on_report(self, report: Report) -> None:
        self._reading = False
        before, self.report = self.report, report
        self.choices.show_report(report)
        self._show_side(report)
        self.status_changed.emit(_status(report))
        if self._opened is not None and report.counted is not None:
            self.open_figure(self._opened[0].value, self._opened[1])
        elif self._opened_slot is not None and report.slots:
            self.open_slot_rows(self._opened_slot)
        else:
            self._put_details_away()
        if before is None or _subject(before) != _subject(report):
            self.preview.to_top()
        self._draw()

    def _show_side(self, report: Report) -> None:
        """Show the figures of F4, the places of F6; nothing beside the others."""
        shown = report.counted is not None or bool(report.slots)
        focused = self.focusWidget()
        if not shown and focused is not None and self.side.isAncestorOf(focused):
            self.choices.forms.setFocus()  # else the keyboard would go on to whatever button comes next
        self.side.setVisible(shown)
        self.area.setContentsMargins(0, 0, theme.LABEL_GAP if shown else 0, 0)
        if report.counted is not None:
            self.figures.show_figures(report.counted, cumulative=report.wanted.content is Content.CUMULATIVE)
            self._give_side(0, _FIGURES_WIDTH)
        elif report.slots:
            self.slots.show_slots(report.slots, f"{report.week_end}/{report.campaign_id}")
            self._give_side(1, _SLOTS_WIDTH)

    def _give_side(self, which: int, width: int) -> None:
        if self.side.currentIndex() != which or not self.side.width():
            self.side.setCurrentIndex(which)
            self.across.setSizes([max(self.across.width() - width, 0), width])

    def _draw(self) -> None:
        if self._drawing is not None or self.report is None:
            return  # one at a time: the last one that was asked for comes next
        report = self._drawing = self.report

        def done(drawn: Drawn) -> None:
            self._drawing = None
            if report is not self.report:
                self._draw()
            elif not self._reading:
                self._on_drawn(report, drawn)

        def failed(error: Exception) -> None:
            self._drawing = None
            if report is self.report:
                self.messages.show_error(error)
            else:
                self._draw()

        self.background.work(draw_report, report.sheets, done=done, failed=failed, owner=self)

    def _on_drawn(self, report: Report, drawn: Drawn) -> None:
        self.drawn = drawn
        names, tip = _places(report)
        self.area.show_drawn(drawn, names, tip)
        self.head.show_check(drawn)
        self.head.word_button.setVisible(report.prose is not None)
        self.head.set_ready(True)

    # ---- figures ---------------------------------------------------------------------------------------

    def _open_from_page(self, key: str) -> None:
        report = self.report
        if report is not None and report.slots:
            self.slots.go_to_category(_places(report)[0][key])
        elif report is not None:
            self.open_figure(key, report.wanted.content is Content.CUMULATIVE)

    def open_figure(self, key: str, cumulative: bool) -> None:
        """List the rows that make this figure."""
        from hazard_desk.services.reporting import figure_rows

        report = self.report
        if report is None or report.counted is None:
            return
        figure = Figure(key)

        def query(reading: Any) -> list[FigureRow]:
            wanted = report.wanted
            return figure_rows(
                reading, figure, report.week_end, cumulative=cumulative, campaign=wanted.campaign
            )

        self.background.read(
            query,
            done=lambda rows: self._show_rows(report, figure, cumulative, rows),
            failed=self.messages.show_error,
            key="reports/rows",
            owner=self,
        )

    def _show_rows(self, report: Report, figure: Figure, cumulative: bool, rows: list[FigureRow]) -> None:
        counted = report.counted
        if report is not self.report or counted is None:
            return
        self._opened = (figure, cumulative)
        value = (counted.cumulative if cumulative else counted.week)[figure]
        period = counted.cumulative_period if cumulative else counted.week_period
        since = f"{period.start} 至 {period.end}" if period.start else f"截至 {period.end}"
        scope = "累计" if cumulative else "本周"
        title = f"{figure_words()[figure].label} · {scope} {amount_words(figure, value)}"
        self.details.show_figure(figure, rows, title, f"{since}，{made_of(figure, rows, value)}")
        self.details.show()
        shown_on_page = cumulative == (report.wanted.content is Content.CUMULATIVE)
        self.preview.view.select(figure.value if shown_on_page else None)
        if shown_on_page:  # the rows below take room: the figure must not go under them
            QTimer.singleShot(0, self, lambda: self.preview.bring_into_sight(figure.value))

    def open_slot_rows(self, name: str) -> None:
        """List the rows that make the reckoned figure of a place of F6."""
        from hazard_desk.services.form_filling.dispatch import slot_rows

        report = self.report
        if report is None or not report.slots:
            return

        def show(rows: list[SlotRow]) -> None:
            if report is not self.report:
                return
            self._opened, self._opened_slot = None, name
            slot, place = self.slots.place_of(name)
            title = f"{slot.category} · {place} · 累计 {printed(slot.computed)}"
            self.details.show_slot(rows, title, f"截至 {report.week_end}，{made_of_records(slot, rows)}")
            self.details.show()

        self.background.read(
            slot_rows,
            name,
            report.week_end,
            report.wanted.campaign,
            done=show,
            failed=self.messages.show_error,
            key="reports/rows",
            owner=self,
        )

    def open_not_inspected(self) -> None:
        """List the enterprises in operation that nobody has inspected."""
        from hazard_desk.services.reporting import not_inspected

        report = self.report
        if report is None:
            return
        self._opened = self._opened_slot = None
        self.preview.view.select(None)

        def show(found: list[tuple[int, str]]) -> None:
            explanation = f"截至 {report.week_end} 在营而没有检查记录（企业自查不算）"
            self.details.show_enterprises(found, f"未检查 {len(found)} 家", explanation)
            self.details.show()

        self.background.read(
            not_inspected,
            report.week_end,
            report.wanted.campaign,
            done=show,
            failed=self.messages.show_error,
            key="reports/rows",
            owner=self,
        )

    def open_unprintable(self) -> None:
        """List the characters that no face can print."""
        if self.drawn is not None and self.drawn.unprintable:
            self._opened = self._opened_slot = None
            self.preview.view.select(None)
            self.details.show_characters(self.drawn.unprintable)
            self.details.show()

    def close_details(self) -> None:
        """Put the rows away and go back to the page."""
        self._put_details_away()
        self.preview.setFocus()

    def _put_details_away(self) -> None:
        self._opened = self._opened_slot = None
        self.preview.view.select(None)
        self.details.hide()

    def _show_behind(self, noun: str, record_id: int) -> None:
        if noun != "hazard":
            self.record_wanted.emit(noun, record_id)
            return
        from hazard_desk.services.reporting import inspection_of_hazard

        def show(inspection_id: int | None) -> None:
            if inspection_id is not None:
                self.record_wanted.emit("inspection", inspection_id)

        self.background.read(
            inspection_of_hazard, record_id, done=show, failed=self.messages.show_error, owner=self
        )

    # ---- the office's own words and figures --------------------------------------------------------------

    def open_wording(self) -> None:
        """Open 表格文字 for the form that is chosen."""
        from ui.dialogs.form_wording import FormWordingDialog

        FormWordingDialog(self.background, self.messages, self.choices.now.form_id, self.window()).open()

    def _save_entry(self, entry: EntryWanted) -> None:
        from hazard_desk.services.form_entries import save_entry

        report = self.report
        editor = self.slots.editor
        if report is None:
            return

        def done(changes: Changes) -> None:
            editor.saved()
            self.messages.say_done(f"{changes.summary}。")

        def failed(error: Exception) -> None:
            editor.refused()
            self.messages.show_error(error)

        self.background.write(
            save_entry,
            WEEKLY_DISPATCH,
            report.week_end,
            report.campaign_id,
            entry.slot,
            entry.text,
            entry.computed,
            entry.reason,
            done=done,
            failed=failed,
            owner=self,
        )

    # ---- printing and saving ---------------------------------------------------------------------------

    @property
    def printing(self) -> Printing:
        """Return what prints; the printers are asked for at first use only."""
        if self._printing is None:
            from ui.printing.printing import Printing

            self._printing = Printing(self.background, self.messages, self.settings, self)
        return self._printing

    def _job(self) -> Job | None:
        from ui.printing.paper import Job

        if self.report is None or self.drawn is None or not self.print_button.isEnabled():
            return None
        return Job(self.drawn.pdf, self.drawn.sizes, file_stem(self.report))

    def print(self) -> None:
        """Print the page that is shown."""
        job = self._job()
        if job is not None:
            self.printing.start(job, lambda: self.save(".pdf"))

    def calibrate(self) -> None:
        """Open 打印校准."""
        job = self._job()
        if job is not None:
            self.printing.calibrate(job, lambda: self.save(".pdf"))

    def save(self, ending: str) -> None:
        """Ask where to save the page that is shown, and save it there."""
        report = self.report
        if report is None or not self.pdf_button.isEnabled():
            return
        words, kind = FILES[ending]
        folder = report.folder if report.folder.is_dir() else report.folder.parent
        dialog = QFileDialog(self.window(), words, str(folder), kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        # Where the system's own dialog isn't used: Qt's Chinese leaves these two in English.
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
        dialog.selectFile(f"{file_stem(report)}{ending}")
        dialog.fileSelected.connect(lambda path: self._save_to(report, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_to(self, report: Report, path: Path) -> None:
        self.background.work(
            save_report,
            report.sheets,
            path,
            report.prose,
            done=self._saved,
            failed=self.messages.show_error,
            owner=self,
            what="正在保存",
        )

    def _saved(self, path: Path) -> None:
        self.messages.say_done(
            f"已保存「{path.name}」。",
            "",
            "打开文件夹",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )


def _subject(report: Report) -> tuple[object, ...]:
    wanted = report.wanted
    return (
        wanted.form_id,
        wanted.enterprise_id,
        wanted.inspection_id,
        wanted.round_name,
        wanted.pair_id,
    )


def _status(report: Report) -> str:
    """Return what stands at the lower edge of the window for this report."""
    if report.counted is not None:
        coverage = report.counted.coverage
        return (
            f"{report.counted.week_period.start} 至 {report.week_end} · 在营 {coverage.in_operation} 家 · "
            f"已检查 {coverage.inspected} · 未检查 {coverage.not_inspected}"
        )
    return file_stem(report)


def _places(report: Report) -> tuple[dict[str, str], str]:
    """Return the places of the page that lead somewhere, in words by their keys, and what a click does."""
    if report.counted is not None and not report.blank:
        return {figure.value: words.label for figure, words in figure_words().items()}, "点一下看是哪些记录"
    if report.slots:
        (sheet,) = report.sheets
        words_of = {cell.row: cell.text.replace("\n", "") for cell in sheet.cells if cell.column == 1}
        found = {cell.key: words_of[cell.row] for cell in sheet.cells if cell.key is not None}
        return found, "点一下到右边填写"
    return {}, ""
