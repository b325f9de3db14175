"""What is opened below the page: the rows behind a figure, a place, a finding, a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from hazard_desk.forms.contents import Content
from hazard_desk.forms.sheet import printed
from hazard_desk.rules.weekly_figures import Figure
from ui.pages.reports.figure_words import amount_words, figure_words, made_of
from ui.pages.reports.slot_words import made_of_records

if TYPE_CHECKING:
    from hazard_desk.services.filing.checks import Finding
    from hazard_desk.services.form_filling.dispatch import SlotRow
    from hazard_desk.services.report_reading import Report, Wanted, Week
    from hazard_desk.services.reporting import FigureRow
    from ui.background import Background
    from ui.messages import Messages
    from ui.pages.reports.drawing import Drawn
    from ui.pages.reports.lists import Details
    from ui.pages.reports.preview import PagePreview
    from ui.pages.reports.slot_panel import SlotPanel


class RowsBelow(QObject):
    """Opens rows in the list below the page, and keeps them with the report that they explain."""

    record_wanted = Signal(str, int)

    def __init__(
        self,
        background: Background,
        messages: Messages,
        details: Details,
        preview: PagePreview,
        slots: SlotPanel,
        parent: QObject,
    ) -> None:
        """Show what is opened in `details`; a figure is marked in `preview`."""
        super().__init__(parent)
        self._background = background
        self._messages = messages
        self._details = details
        self._preview = preview
        self._slots = slots
        self._report: Report | None = None
        self._figure: tuple[Figure, bool] | None = None  # which is open, and whether the cumulative one
        self._slot: str | None = None  # of F6
        details.closed.connect(self.close)
        details.record_wanted.connect(self._show_behind)

    # ---- the report ------------------------------------------------------------------------------------

    def follow(self, wanted: Wanted) -> None:
        """Explain the figure that will be shown: the week's or the cumulative one."""
        if self._figure is not None and self._report is not None:
            figure, cumulative = self._figure
            if wanted.content is not self._report.wanted.content:
                cumulative = wanted.content is Content.CUMULATIVE
            self._figure = (figure, cumulative)

    def show_report(self, report: Report) -> None:
        """Open the same figure of this report; put away what belongs to another."""
        self._report = report
        if self._figure is not None and report.counted is not None:
            self.open_figure(self._figure[0].value, self._figure[1])
        elif self._slot is not None and report.slots:
            self.open_slot(self._slot)
        else:
            self.put_away()

    def close(self) -> None:
        """Put the rows away and go back to the page."""
        self.put_away()
        self._preview.setFocus()

    def put_away(self) -> None:
        """Put the rows away."""
        self._forget()
        self._details.hide()

    def _forget(self) -> None:
        self._figure = self._slot = None
        self._preview.view.select(None)

    def _ask(self, query: Any, *args: Any, done: Any) -> None:
        self._background.read(
            query, *args, done=done, failed=self._messages.show_error, key="reports/rows", owner=self
        )

    # ---- figures ---------------------------------------------------------------------------------------

    def open_figure(self, key: str, cumulative: bool) -> None:
        """List the rows that make this figure."""
        from hazard_desk.services.reporting import figure_rows

        report = self._report
        if report is None or report.counted is None:
            return
        figure = Figure(key)

        def query(reading: Any) -> list[FigureRow]:
            campaign = report.wanted.campaign
            return figure_rows(reading, figure, report.week_end, cumulative=cumulative, campaign=campaign)

        self._ask(query, done=lambda rows: self._show_figure(report, figure, cumulative, rows))

    def _show_figure(self, report: Report, figure: Figure, cumulative: bool, rows: list[FigureRow]) -> None:
        counted = report.counted
        if report is not self._report or counted is None:
            return
        self._figure, self._slot = (figure, cumulative), None
        value = (counted.cumulative if cumulative else counted.week)[figure]
        period = counted.cumulative_period if cumulative else counted.week_period
        since = f"{period.start} 至 {period.end}" if period.start else f"截至 {period.end}"
        scope = "累计" if cumulative else "本周"
        title = f"{figure_words()[figure].label} · {scope} {amount_words(figure, value)}"
        explained = f"{since}，{made_of(figure, rows, value)}{_changed(report, figure, cumulative)}"
        self._details.show_figure(figure, rows, title, explained)
        self._details.show()
        shown_on_page = cumulative == (report.wanted.content is Content.CUMULATIVE)
        self._preview.view.select(figure.value if shown_on_page else None)
        if shown_on_page:  # the rows below take room: the figure must not go under them
            QTimer.singleShot(0, self, lambda: self._preview.bring_into_sight(figure.value))

    def open_slot(self, name: str) -> None:
        """List the rows that make the reckoned figure of a place of F6."""
        from hazard_desk.services.form_filling.dispatch import slot_rows

        report = self._report
        if report is None or not report.slots:
            return

        def show(rows: list[SlotRow]) -> None:
            if report is not self._report:
                return
            self._figure, self._slot = None, name
            slot, place = self._slots.place_of(name)
            title = f"{slot.category} · {place} · 累计 {printed(slot.computed)}"
            self._details.show_slot(rows, title, f"截至 {report.week_end}，{made_of_records(slot, rows)}")
            self._details.show()

        self._ask(slot_rows, name, report.week_end, report.wanted.campaign, done=show)

    def open_not_inspected(self) -> None:
        """List the enterprises in operation that nobody has inspected."""
        from hazard_desk.services.reporting import not_inspected

        report = self._report
        if report is None:
            return
        self._forget()

        def show(found: list[tuple[int, str]]) -> None:
            explanation = f"截至 {report.week_end} 在营而没有检查记录（企业自查不算）"
            self._details.show_enterprises(found, f"未检查 {len(found)} 家", explanation)
            self._details.show()

        self._ask(not_inspected, report.week_end, report.wanted.campaign, done=show)

    def open_unprintable(self, drawn: Drawn) -> None:
        """List the characters that no face can print."""
        if drawn.unprintable:
            self._forget()
            self._details.show_characters(drawn.unprintable)
            self._details.show()

    # ---- the week --------------------------------------------------------------------------------------

    def open_finding(self, finding: Finding) -> None:
        """List the records that a check found."""
        self._forget()
        self._details.show_behind(finding.rows, finding.text, f"共 {len(finding.rows)} 条记录")
        self._details.show()

    def open_late(self, week: Week) -> None:
        """List what was entered after its own week had been filed, and counts in this one."""
        self._forget()
        self._details.show_late(
            week.late, f"补录 {len(week.late)} 条", "登记时自己的那一周已经定稿，算进这一周"
        )
        self._details.show()

    def open_differences(self, week: Week) -> None:
        """List where the records now say another thing than the filed week."""
        self._forget()
        self._details.show_differences(
            week.differences,
            f"{len(week.differences)} 处和现在的记录不同",
            "定稿的数字不变；要改报表，请点“更正…”",
        )
        self._details.show()

    # ---- records ---------------------------------------------------------------------------------------

    def _show_behind(self, noun: str, record_id: int) -> None:
        if noun != "hazard":
            self.record_wanted.emit(noun, record_id)
            return
        from hazard_desk.services.reporting import inspection_of_hazard

        def show(inspection_id: int | None) -> None:
            if inspection_id is not None:
                self.record_wanted.emit("inspection", inspection_id)

        self._background.read(
            inspection_of_hazard, record_id, done=show, failed=self._messages.show_error, owner=self
        )


def _changed(report: Report, figure: Figure, cumulative: bool) -> str:
    """Say what the form prints in place of the figure that these rows make."""
    if not report.figures or cumulative != (report.wanted.content is Content.CUMULATIVE):
        return ""
    entry = report.figures[list(Figure).index(figure)].entry
    return f"；表里改为 {entry.text}（{entry.reason}）" if entry is not None else ""
