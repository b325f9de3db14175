"""报表导出: what is wanted at the left, the page in the middle, its stage and figures at the right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from hazard_desk.forms.contents import Content
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.report_reading import Wanted, read_report
from ui import theme
from ui.messages import Messages
from ui.pages.page import Page
from ui.pages.reports.choices import Choices
from ui.pages.reports.figure_words import figure_words
from ui.pages.reports.figures_panel import FiguresPanel
from ui.pages.reports.filing_panel import FilingPanel
from ui.pages.reports.filing_room import FilingRoom
from ui.pages.reports.head_bar import HeadBar
from ui.pages.reports.lists import Details
from ui.pages.reports.output import Output
from ui.pages.reports.page_maker import PageMaker
from ui.pages.reports.rows import RowsBelow
from ui.pages.reports.saving import file_stem
from ui.pages.reports.side_by_side import SideBySide
from ui.pages.reports.side_column import SideColumn
from ui.pages.reports.slot_panel import SlotPanel
from ui.pages.reports.slot_words import explanation
from ui.pages.reports.stage_words import Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hazard_desk.services.filing.findings import Finding
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.report_reading import Report, Week
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn
    from ui.pages.reports.entry_editor import EntryWanted

_FIGURES_WIDTH = 308
_SLOTS_WIDTH = 432
_DETAILS_HEIGHT = 208
_LINKED = ("inspection", "illegal_act", "penalty", "accountability", "admonition", "typical_case")
_PAPERS = ("filing", "filed_fact", "filed_paper", "report_obligation", "opening_statement", "opening_figure")


class ReportsPage(Page):
    """The official forms: seen, opened figure by figure, filed, printed, stamped, reported, saved."""

    title: ClassVar[str] = "报表导出"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            *_LINKED,
            *(f"{noun}_campaign" for noun in _LINKED),
            *_PAPERS,
            "activity",
            "activity_campaign",
            "activity_enterprise",
            "attachment_link",
            "batch",
            "batch_item",
            "campaign",
            "campaign_industry",
            "campaign_village",
            "collection",
            "collection_party",
            "conflict",
            "cross_member",
            "cross_pair",
            "cross_party",
            "cross_party_village",
            "cross_round",
            "cross_sample",
            "document",
            "document_hazard",
            "duty",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "form_entry",
            "form_setting",
            "form_wording",
            "hazard",
            "hazard_move",
            "holiday",
            "industry",
            "inspection_check",
            "inspection_leader",
            "inspector",
            "office",
            "person",
            "plan_entry",
            "recheck",
            "returned_sheet",
            "self_check",
            "self_check_mark",
            "setting",
            "sign_status",
            "support_pair",
            "support_pair_campaign",
            "task",
            "task_step",
            "template_mapping",
            "tip_off",
            "tip_off_campaign",
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
        self.choices = Choices(self._find_enterprises)
        self.choices.wanted.connect(self._on_wanted)
        self.pages = SideBySide(background, messages.show_error, settings)
        self.area = self.pages.area
        self.preview = self.area.preview
        self.counted = FiguresPanel(settings)
        self.counted.save_wanted.connect(self._save_entry)
        self.figures = self.counted.list
        self.slots = SlotPanel(settings)
        self.slots.save_wanted.connect(self._save_entry)
        self.details = Details(settings)
        self.details.hide()
        self.rows = RowsBelow(background, messages, self.details, self.preview, self.slots, self)
        self.output = Output(background, messages, settings, self)
        self.panel = FilingPanel()
        self.filing = FilingRoom(background, messages, settings, self, self.choices, self.panel, self.output)
        self._maker = PageMaker(background, messages.show_error, self)
        self._maker.made.connect(self._on_drawn)
        self._make_head()
        self._lay_out()
        self._connect_rows()
        self.filing.wanted.connect(self.show_wanted)
        self.filing.shown.connect(self._show_side)
        self._to_print = False
        self.setAcceptDrops(True)
        self.head.set_ready(False)

    # ---- building --------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.head = HeadBar(self.title)
        self.check, self.pdf_button = self.head.check, self.head.pdf_button
        self.xlsx_button, self.print_button = self.head.xlsx_button, self.head.print_button
        self.check.clicked.connect(self._open_unprintable)
        self.head.wording_button.clicked.connect(self.open_wording)
        self.head.calibrate_button.clicked.connect(self.output.calibrate)
        self.xlsx_button.clicked.connect(lambda: self.output.save(".xlsx"))
        self.pdf_button.clicked.connect(lambda: self.output.save(".pdf"))
        self.head.word_button.clicked.connect(lambda: self.output.save(".docx"))
        self.print_button.clicked.connect(lambda: self.filing.print_shown())
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print)

    def _connect_rows(self) -> None:
        rows = self.rows
        rows.record_wanted.connect(self.record_wanted)
        self.choices.not_inspected_wanted.connect(rows.open_not_inspected)
        self.preview.figure_wanted.connect(self._open_from_page)
        self.figures.figure_wanted.connect(rows.open_figure)
        self.slots.rows_wanted.connect(rows.open_slot)
        checks = self.panel.checks
        checks.finding_wanted.connect(self._open_finding)
        checks.late_wanted.connect(lambda: self._open_of_week(rows.open_late))
        checks.differences_wanted.connect(lambda: self._open_of_week(rows.open_differences))

    def _lay_out(self) -> None:
        self.side = SideColumn(self.panel, self.counted, self.slots)
        self.side.hide()
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.addWidget(self.pages)
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
        from hazard_desk.forms.contents import contents_of

        content = contents_of(form_id)[0]
        wanted = replace(
            self.choices.now,
            form_id=form_id,
            content=content,
            inspection_id=inspection_id,
            round_name=None,
            round_id=round_id,
            pair_id=pair_id,
            paper_id=None,
        )
        if enterprise_id is not None:
            wanted = replace(wanted, enterprise_id=enterprise_id)
        self.show_wanted(wanted)

    def show_wanted(self, wanted: Wanted) -> None:
        """Show just this."""
        self.choices.want(wanted)
        if self._stale:
            self._stale = False
            self.filing.outdate()
        self._on_wanted(wanted)

    def go_to_printing(self) -> None:
        """Put the keyboard on 打印 as soon as what is wanted can be printed."""
        self._to_print = True

    def show_view(self, view_name: str) -> None:
        """Show the form with this id, or the papers of the week that ends on this day."""
        try:
            week_end = date.fromisoformat(view_name)
        except ValueError:
            self.show_form(view_name)
        else:
            self._stale = False
            self.filing.open_week(week_end, focus=True)

    def focus_search(self) -> None:
        """Put the cursor where an enterprise is looked for."""
        self.choices.focus_search()

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(enterprises_to_pick, text, done=done, key="reports/pick", owner=self)

    def _on_wanted(self, wanted: Wanted) -> None:
        self.filing.stay()
        self._to_print = False
        self.rows.follow(wanted)
        self._read()

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the report that is wanted and its week; at first that of the week's first paper."""
        self.filing.outdate()
        if self.report is None and self.choices.now == Wanted():
            self.filing.open_week(None)
        else:
            self._read()

    def _read(self) -> None:
        self._maker.wait()
        self.output.show(None)
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
        before, self.report = self.report, report
        self.choices.show_report(report)
        self._fill_side(report)
        self.filing.show_report(report)
        self.status_changed.emit(_status(report))
        self.rows.show_report(report)
        if before is None or _subject(before) != _subject(report):
            self.preview.to_top()
        self._maker.make(report)

    def _on_drawn(self, report: Report, drawn: Drawn) -> None:
        self.drawn = drawn
        names, tip = _places(report)
        self.area.show_drawn(drawn, names, tip)
        self.preview.view.mark_changed(_changed(report))
        scan = report.paper.scan if report.paper is not None else None
        stamped = f"盖章 {report.paper.stamped_on}" if report.paper and report.paper.stamped_on else ""
        self.pages.show_scan(scan, stamped)
        self.head.show_check(drawn)
        self.head.word_button.setVisible(report.prose is not None)
        self.head.set_ready(True)
        self.output.show((report, drawn))
        if self._to_print:  # not before: a button that can't be pressed takes no keyboard
            self._to_print = False
            self.print_button.setFocus()

    # ---- the right side --------------------------------------------------------------------------------

    def _fill_side(self, report: Report) -> None:
        """Fill in the figures of F4, the places of F6; there is nothing beside the others."""
        if report.counted is not None:
            self.counted.show_figures(
                report.counted,
                report.figures,
                f"{report.week_end}/{report.campaign_id}",
                cumulative=report.wanted.content is Content.CUMULATIVE,
                filed=report.paper is not None,
            )
        elif report.slots:
            key = f"{report.week_end}/{report.campaign_id}"
            self.slots.show_slots(report.slots, key, filed=report.paper is not None)
        if self.filing.week is None or self.filing.week.week_end != report.week_end:
            self._show_side()  # the panel follows when its week has been read

    def _show_side(self) -> None:
        report = self.report
        if report is None:
            return
        is_paper = self.filing.paper is not None
        # The figures are those of the newest version: beside an older page they would be taken for its own.
        filled = (report.counted is not None or bool(report.slots)) and not _is_old(report)
        focused = self.focusWidget()
        shown = filled or is_paper
        if not shown and focused is not None and self.side.isAncestorOf(focused):
            self.choices.forms.setFocus()  # else the keyboard would go on to whatever button comes next
        self.side.setVisible(shown)
        self.pages.setContentsMargins(0, 0, theme.LABEL_GAP if shown else 0, 0)
        self.side.show_parts(panel=is_paper, below=filled)
        self.head.set_primary(not is_paper)
        if report.slots:
            self._give_side(1, _SLOTS_WIDTH)
        elif shown:
            self._give_side(0, _FIGURES_WIDTH)

    def _give_side(self, which: int, width: int) -> None:
        if self.side.below.currentIndex() != which or not self.side.width():
            self.side.below.setCurrentIndex(which)
            self.across.setSizes([max(self.across.width() - width, 0), width])

    def _open_unprintable(self) -> None:
        if self.drawn is not None:
            self.rows.open_unprintable(self.drawn)

    def _open_finding(self, found: Finding) -> None:
        """Show the records that a check is about, or the paper that is to be filled in."""
        if found.paper is not None:
            self.filing.open_due(found.paper)
        else:
            self.rows.open_finding(found)

    def _open_of_week(self, show: Callable[[Week], None]) -> None:
        if self.filing.week is not None:
            show(self.filing.week)

    def _open_from_page(self, key: str) -> None:
        report = self.report
        if report is not None and report.slots:
            self.slots.go_to_category(_places(report)[0][key])
        elif report is not None:
            self.rows.open_figure(key, report.wanted.content is Content.CUMULATIVE)

    # ---- the office's own words and figures --------------------------------------------------------------

    def open_wording(self) -> None:
        """Open 表格文字 for the form that is chosen."""
        from ui.dialogs.form_wording import FormWordingDialog

        FormWordingDialog(self.background, self.messages, self.choices.now.form_id, self.window()).open()

    def _save_entry(self, entry: EntryWanted) -> None:
        from hazard_desk.services.form_entries import save_entry

        report = self.report
        editor = self.counted.editor if report is not None and report.figures else self.slots.editor
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
            report.wanted.form_id,
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

    # ---- printing, and the scan that comes back ----------------------------------------------------------

    def print(self) -> None:
        """Print what is to be printed next: the papers of the week, else the page that is shown."""
        if self.filing.next_deed is Deed.PRINT:
            self.filing.print_all()
        else:
            self.filing.print_shown()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files: the stamped scan of the paper in sight."""
        if self.filing.may_take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files that were dropped; the originals stay."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.filing.take(event.mimeData())


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


def _is_old(report: Report) -> bool:
    """Say whether it's a version of before a 更正, which is only looked at."""
    return report.paper is not None and bool(report.versions) and report.paper.id != report.versions[0].id


def _places(report: Report) -> tuple[dict[str, str], str]:
    """Return the places of the page that lead somewhere, in words by their keys, and what a click does."""
    if _is_old(report):
        return {}, ""
    if report.counted is not None and not report.blank:
        return {figure.value: words.label for figure, words in figure_words().items()}, "点一下看是哪些记录"
    if report.slots:
        (sheet,) = report.sheets
        words_of = {cell.row: cell.text.replace("\n", "") for cell in sheet.cells if cell.column == 1}
        found = {cell.key: words_of[cell.row] for cell in sheet.cells if cell.key is not None}
        return found, "点一下到右边填写"
    return {}, ""


def _changed(report: Report) -> dict[str, str]:
    """Return of each figure that was changed by hand what is said of it on the screen."""
    if report.paper is not None:
        return {
            one.key: f"统计是 {one.computed}，改成 {one.value}：{one.reason}"
            + (f"（{one.handler}）" if one.handler else "")
            for one in report.overridden
        }
    return {
        figure.value: explanation(slot).replace("\n", "；")
        for figure, slot in zip(Figure, report.figures, strict=False)
        if slot.entry is not None
    }
