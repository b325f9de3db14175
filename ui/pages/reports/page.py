"""报表导出: what is wanted at the left, the page in the middle, its figures at the right, rows below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.report_reading import Content, read_report
from ui import theme
from ui.messages import Messages
from ui.pages.page import Page
from ui.pages.reports.choices import Choices
from ui.pages.reports.drawing import draw_report, page_pictures
from ui.pages.reports.figure_words import amount_words, figure_words, made_of
from ui.pages.reports.lists import Details, FigureList
from ui.pages.reports.preview import PagePreview
from ui.pages.reports.saving import file_stem, save_report

if TYPE_CHECKING:
    from hazard_desk.forms.pictures import Picture
    from hazard_desk.services.report_reading import Report, Wanted
    from hazard_desk.services.reporting import FigureRow
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn
    from ui.printing.paper import Job
    from ui.printing.printing import Printing

_FIGURES_WIDTH = 308
_DETAILS_HEIGHT = 208
_SEAL = "reports/seal"
_LINKED = ("inspection", "illegal_act", "penalty", "accountability", "admonition", "typical_case")


class ReportsPage(Page):
    """The official forms: seen, opened figure by figure, printed, saved."""

    title: ClassVar[str] = "报表导出"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            *_LINKED,
            *(f"{noun}_campaign" for noun in _LINKED),
            "campaign",
            "duty",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "hazard",
            "inspection_leader",
            "inspector",
            "office",
            "person",
            "recheck",
        }
    )

    def __init__(
        self, background: Background, messages: Messages, settings: Any, parent: QWidget | None = None
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        self.report: Report | None = None
        self.drawn: Drawn | None = None
        self._opened: tuple[Figure, bool] | None = None
        self._printing: Printing | None = None
        self.choices = Choices()
        self.choices.wanted.connect(self._on_wanted)
        self.choices.not_inspected_wanted.connect(self.open_not_inspected)
        self.preview = PagePreview()
        self.preview.figure_wanted.connect(self._open_from_page)
        self.preview.pictures_wanted.connect(self._make_pictures)
        self.preview.zoomed.connect(self._show_zoom)
        self.figures = FigureList(settings)
        self.figures.figure_wanted.connect(self.open_figure)
        self.details = Details(settings)
        self.details.closed.connect(self.close_details)
        self.details.record_wanted.connect(self._show_behind)
        self.details.hide()
        self._make_buttons()
        self._lay_out()
        self._set_ready(False)

    # ---- building --------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.check = QPushButton()
        theme.set_role(self.check, "link")
        self.check.clicked.connect(self.open_unprintable)
        self.check.hide()
        self.fine = QLabel()
        theme.set_role(self.fine, "secondary")
        self.calibrate_button = QPushButton("打印校准…")
        theme.set_role(self.calibrate_button, "link")
        self.calibrate_button.setToolTip("打印机印偏了，量一次就能校正")
        self.xlsx_button = QPushButton("另存为 Excel")
        self.pdf_button = QPushButton("另存为 PDF")
        for button in (self.xlsx_button, self.pdf_button):
            button.setIcon(theme.icon("export", theme.SECONDARY))
        self.print_button = QPushButton("打印")
        self.print_button.setIcon(theme.icon("print", theme.GROUND))
        self.print_button.setToolTip("Ctrl+P")
        theme.set_role(self.print_button, "primary")
        self.calibrate_button.clicked.connect(self.calibrate)
        self.xlsx_button.clicked.connect(lambda: self.save(".xlsx"))
        self.pdf_button.clicked.connect(lambda: self.save(".pdf"))
        self.print_button.clicked.connect(self.print)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print)
        self.fit_button = QPushButton("适合宽度")
        self.fit_button.setCheckable(True)
        self.true_button = QPushButton("100 %")
        self.true_button.setToolTip("和纸上一样大")
        self.smaller_button = QPushButton("缩小")
        self.larger_button = QPushButton("放大")
        for button in (self.smaller_button, self.larger_button):
            button.setToolTip("按住 Ctrl 转滚轮也可以")
        for button in (self.fit_button, self.true_button, self.smaller_button, self.larger_button):
            theme.set_role(button, "link")
        self.fit_button.clicked.connect(self.preview.fit_width)
        self.true_button.clicked.connect(lambda: self.preview.set_zoom(1.0))
        self.smaller_button.clicked.connect(self.preview.zoom_out)
        self.larger_button.clicked.connect(self.preview.zoom_in)
        self.zoom_label = QLabel()
        theme.set_role(self.zoom_label, "secondary")
        self.seal_box = QCheckBox("显示印章位置")
        self.seal_box.setToolTip("只在屏幕上显示，不打印")
        self.seal_box.setChecked(self.settings.value(_SEAL) is not False)
        self.preview.view.show_seal(self.seal_box.isChecked())
        self.seal_box.toggled.connect(self._on_seal)

    def _lay_out(self) -> None:
        title = QLabel(self.title)
        theme.set_role(title, "title")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(title)
        head.addSpacing(theme.LABEL_GAP)
        head.addWidget(self.fine)
        head.addWidget(self.check)
        head.addStretch()
        for button in (self.calibrate_button, self.xlsx_button, self.pdf_button, self.print_button):
            head.addWidget(button)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.addWidget(self._make_page_area())
        self.across.addWidget(self._make_figures_area())
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
        layout.addLayout(head)
        layout.addLayout(body, 1)

    def _make_page_area(self) -> QWidget:
        tools = QHBoxLayout()
        tools.setSpacing(theme.SMALL_GAP)
        for button in (self.fit_button, self.true_button, self.smaller_button, self.larger_button):
            tools.addWidget(button)
        tools.addWidget(self.zoom_label)
        tools.addStretch()
        tools.addWidget(self.seal_box)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(tools)
        column.addWidget(self.preview, 1)
        area.setMinimumWidth(360)
        return area

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
        area.setMinimumWidth(240)
        return area

    # ---- reading ---------------------------------------------------------------------------------------

    def _on_wanted(self, wanted: Wanted) -> None:
        if self._opened is not None and self.report is not None:
            figure, cumulative = self._opened
            if wanted.content is not self.report.wanted.content:
                # The rows below follow the form: else they would explain another figure than it shows.
                cumulative = wanted.content is Content.CUMULATIVE
            self._opened = (figure, cumulative)
        self.reload()

    def reload(self) -> None:
        """Read the report that is wanted."""
        self._set_ready(False)
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
        self.report = report
        self.choices.show_report(report)
        cumulative = report.wanted.content is Content.CUMULATIVE
        self.figures.show_figures(report.counted, cumulative=cumulative)
        coverage = report.counted.coverage
        self.status_changed.emit(
            f"{report.counted.week_period.start} 至 {report.week_end} · 在营 {coverage.in_operation} 家 · "
            f"已检查 {coverage.inspected} · 未检查 {coverage.not_inspected}"
        )
        if self._opened is not None:
            self.open_figure(self._opened[0].value, self._opened[1])
        elif self.details.isVisible():
            self.close_details()
        self.background.work(
            draw_report,
            report.sheet,
            done=lambda drawn: self._on_drawn(report, drawn),
            failed=self.messages.show_error,
            owner=self,
        )

    def _on_drawn(self, report: Report, drawn: Drawn) -> None:
        if report is not self.report:
            return  # another one has been asked for meanwhile
        self.drawn = drawn
        clickable = report.wanted.content is not Content.BLANK
        names = {figure.value: words.label for figure, words in figure_words().items()} if clickable else {}
        self.preview.show_layout(drawn.layout, names)
        self._show_check(drawn)
        self._set_ready(True)

    def _make_pictures(self, dpi: float, ratio: float) -> None:
        drawn = self.drawn
        if drawn is None:
            return

        def done(pictures: list[Picture]) -> None:
            # While the window is drawn wider several are on their way: the last one counts.
            if drawn is self.drawn and abs(dpi - self.preview.dpi) < 1.0:
                self.preview.view.show_pictures(pictures, ratio)

        self.background.work(
            page_pictures,
            drawn.pdf,
            len(drawn.layout.pages),
            dpi,
            done=done,
            failed=self.messages.show_error,
            owner=self,
        )

    def _show_check(self, drawn: Drawn) -> None:
        found = len(drawn.unprintable)
        self.check.setVisible(found > 0)
        self.check.setText(f"有 {found} 个字打印不出来，点这里看")
        self.check.setIcon(theme.icon("warning", theme.Meaning.DUE_SOON.value.ink))
        pages = len(drawn.layout.pages)
        self.fine.setText("" if found else f"A4 {_lying(drawn)} {pages} 页，每个字都能打印")

    def _set_ready(self, ready: bool) -> None:
        for button in (self.calibrate_button, self.xlsx_button, self.pdf_button, self.print_button):
            button.setEnabled(ready)

    def _show_zoom(self, zoom: float, fits: bool) -> None:
        self.zoom_label.setText(f"{round(zoom * 100)} %")
        self.fit_button.setChecked(fits)

    def _on_seal(self, shown: bool) -> None:
        self.settings.setValue(_SEAL, shown)
        self.preview.view.show_seal(shown)

    # ---- figures ---------------------------------------------------------------------------------------

    def _open_from_page(self, key: str) -> None:
        if self.report is not None:
            self.open_figure(key, self.report.wanted.content is Content.CUMULATIVE)

    def open_figure(self, key: str, cumulative: bool) -> None:
        """List the rows that make this figure."""
        from hazard_desk.services.reporting import figure_rows

        report = self.report
        if report is None:
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
        if report is not self.report:
            return
        self._opened = (figure, cumulative)
        counted = report.counted
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

    def open_not_inspected(self) -> None:
        """List the enterprises in operation that nobody has inspected."""
        from hazard_desk.services.reporting import not_inspected

        report = self.report
        if report is None:
            return
        self._opened = None
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
            self._opened = None
            self.preview.view.select(None)
            self.details.show_characters(self.drawn.unprintable)
            self.details.show()

    def close_details(self) -> None:
        """Put the rows away."""
        self._opened = None
        self.preview.view.select(None)
        self.details.hide()
        self.preview.setFocus()

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
        sheet = self.drawn.layout.sheet
        return Job(
            self.drawn.pdf, len(self.drawn.layout.pages), sheet.width_mm, sheet.height_mm, self._stem()
        )

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

    def _stem(self) -> str:
        from hazard_desk.forms.catalogue import FORMS

        assert self.report is not None
        form = FORMS[self.report.wanted.form_id]
        return file_stem(self.report, form.number, form.title)

    def save(self, ending: str) -> None:
        """Ask where to save the page that is shown, and save it there."""
        report = self.report
        if report is None or not self.pdf_button.isEnabled():
            return
        kind = {".pdf": "PDF 文件 (*.pdf)", ".xlsx": "Excel 工作簿 (*.xlsx)"}[ending]
        folder = report.folder if report.folder.is_dir() else report.folder.parent
        words = "另存为 PDF" if ending == ".pdf" else "另存为 Excel"
        dialog = QFileDialog(self.window(), words, str(folder), kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        # Where the system's own dialog isn't used: Qt's Chinese leaves these two in English.
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
        dialog.selectFile(f"{self._stem()}{ending}")
        dialog.fileSelected.connect(lambda path: self._save_to(report, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_to(self, report: Report, path: Path) -> None:
        self.background.work(
            save_report,
            report.sheet,
            path,
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


def _lying(drawn: Drawn) -> str:
    sheet = drawn.layout.sheet
    return "横向" if sheet.width_mm > sheet.height_mm else "纵向"
