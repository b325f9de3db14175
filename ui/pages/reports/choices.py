"""The left side of the reports page: which form, what in it, which week, and how far the inspections are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.services.report_reading import WEEKLY_STATISTICS, Content, Wanted
from ui import theme
from ui.pages.reports.week_chooser import WeekChooser

if TYPE_CHECKING:
    from datetime import date

    from hazard_desk.services.quotas import QuotaRow
    from hazard_desk.services.report_reading import Report

WIDTH = 248
_FORM_HEIGHT = 44  # a title of two lines
_ALL_RECORDS = "全部记录"
_FORMS = (WEEKLY_STATISTICS,)  # those that this page can fill


class Choices(QScrollArea):
    """Tells what is wanted; shows what could be had."""

    wanted = Signal(object)  # a `Wanted`
    not_inspected_wanted = Signal()

    def __init__(self) -> None:
        """Build it with nothing chosen but the present week."""
        super().__init__()
        self._wanted = Wanted()
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.forms = self._make_forms()
        self.contents = self._make_contents()
        self.week = WeekChooser()
        self.week.chosen.connect(lambda end: self._ask(week_end=end))
        self.campaign_label = _heading("专项行动")
        self.campaign = QComboBox()
        self.campaign.setAccessibleName("专项行动")
        self.campaign.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.campaign.activated.connect(self._on_campaign)
        self.campaign_label.hide()
        self.campaign.hide()
        self.coverage = QLabel()
        self.coverage.setWordWrap(True)
        self.coverage_bar = QProgressBar()
        self.coverage_bar.setAccessibleName("排查覆盖率")
        self.coverage_bar.setRange(0, 1000)
        self.not_inspected_button = QPushButton()
        theme.set_role(self.not_inspected_button, "link")
        self.not_inspected_button.setStyleSheet("padding-left: 0;")
        self.not_inspected_button.clicked.connect(lambda: self.not_inspected_wanted.emit())
        self.quotas_heading = _heading("领导检查次数")
        self.quotas = QLabel()
        self.quotas.setTextFormat(Qt.TextFormat.RichText)
        self.quotas.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()

    def _make_forms(self) -> QListWidget:
        forms = QListWidget()
        forms.setAccessibleName("报表")
        forms.setWordWrap(True)
        forms.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for form_id in _FORMS:
            form = FORMS[form_id]
            item = QListWidgetItem(f"{form.number}  {form.title}")
            item.setData(Qt.ItemDataRole.UserRole, form_id)
            item.setSizeHint(QSize(0, _FORM_HEIGHT))
            forms.addItem(item)
        forms.setCurrentRow(0)
        forms.setFixedHeight(_FORM_HEIGHT * forms.count() + 2 * forms.frameWidth())
        return forms

    def _make_contents(self) -> dict[Content, QPushButton]:
        group = QButtonGroup(self)
        buttons = {}
        for content in Content:
            button = QPushButton(content.value)
            button.setCheckable(True)
            button.setChecked(content is Content.WEEK)
            button.setStyleSheet("padding-left: 4px; padding-right: 4px;")
            button.clicked.connect(lambda _checked=False, content=content: self._ask(content=content))
            group.addButton(button)
            buttons[content] = button
        return buttons

    def _lay_out(self) -> None:
        contents = QHBoxLayout()
        contents.setSpacing(theme.SMALL_GAP)
        for button in self.contents.values():
            contents.addWidget(button, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(_heading("报表"))
        column.addWidget(self.forms)
        column.addSpacing(theme.LABEL_GAP)
        column.addWidget(_heading("内容"))
        column.addLayout(contents)
        column.addSpacing(theme.LABEL_GAP)
        column.addWidget(_heading("报送周"))
        column.addWidget(self.week)
        column.addSpacing(theme.LABEL_GAP)
        column.addWidget(self.campaign_label)
        column.addWidget(self.campaign)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        column.addSpacing(theme.LABEL_GAP)
        column.addWidget(line)
        column.addWidget(_heading("排查覆盖"))
        column.addWidget(self.coverage)
        column.addWidget(self.coverage_bar)
        column.addWidget(self.not_inspected_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(theme.LABEL_GAP)
        column.addWidget(self.quotas_heading)
        column.addWidget(self.quotas)
        column.addStretch()
        self.setWidget(inner)

    # ---- what is wanted --------------------------------------------------------------------------------

    @property
    def now(self) -> Wanted:
        """Return what is wanted at present."""
        return self._wanted

    def _ask(self, **other: object) -> None:
        from dataclasses import replace

        self._wanted = replace(self._wanted, **other)  # type: ignore[arg-type]
        self.wanted.emit(self._wanted)

    def _on_campaign(self, index: int) -> None:
        self._ask(campaign=self.campaign.itemText(index) if index > 0 else None)

    # ---- what could be had -----------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show what this report is of, and what is known round it."""
        self._wanted = report.wanted
        self.contents[report.wanted.content].setChecked(True)
        self.week.show_week(report.week_end, report.present_week_end, report.weekday)
        self._show_campaigns(report.campaigns, report.wanted.campaign)
        self._show_coverage(report)
        self._show_quotas(report.counted.quotas, report.week_end)

    def _show_campaigns(self, names: tuple[str, ...], chosen: str | None) -> None:
        self.campaign_label.setVisible(bool(names))
        self.campaign.setVisible(bool(names))
        self.campaign.clear()
        self.campaign.addItems([_ALL_RECORDS, *names])
        for at, name in enumerate(names, start=1):
            self.campaign.setItemData(at, name, Qt.ItemDataRole.ToolTipRole)
        self.campaign.setCurrentIndex(names.index(chosen) + 1 if chosen in names else 0)
        self.campaign.setToolTip(chosen or "不分专项行动，统计全部记录")

    def _show_coverage(self, report: Report) -> None:
        coverage = report.counted.coverage
        self.coverage.setText(f"在营 {coverage.in_operation} 家 · 已检查 {coverage.inspected} 家")
        rate = coverage.rate
        self.coverage_bar.setValue(round((rate or 0) * 1000))
        self.coverage_bar.setFormat("—" if rate is None else f"{rate * 100:.1f} %")
        self.not_inspected_button.setText(f"未检查 {coverage.not_inspected} 家")
        self.not_inspected_button.setEnabled(coverage.not_inspected > 0)

    def _show_quotas(self, rows: list[QuotaRow], week_end: date) -> None:
        self.quotas_heading.setText(f"领导检查次数（{week_end.month} 月）")
        self.quotas_heading.setVisible(bool(rows))
        self.quotas.setVisible(bool(rows))
        self.quotas.setText(f"<table cellspacing='0' cellpadding='2'>{''.join(map(_quota, rows))}</table>")


def _quota(row: QuotaRow) -> str:
    tone = theme.Meaning.CLOSED if not row.shortfall else theme.Meaning.DUE_SOON
    left = "已完成" if not row.shortfall else f"还差 {row.shortfall} 次"
    return (
        f"<tr><td style='padding-right:8px' title='{escape(row.post.label)}'>{escape(row.person)}</td>"
        f"<td align='right' style='padding-right:8px'>{row.outings} / {row.target} 次</td>"
        f"<td align='right' style='padding-right:8px'>{row.visits} 家次</td>"
        f"<td style='color:{tone.value.ink}'>{left}</td></tr>"
    )


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    theme.set_role(label, "heading")
    return label
