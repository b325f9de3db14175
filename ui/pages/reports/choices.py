"""The left side of the reports page: which form, what in it, and what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.forms.catalogue import About
from hazard_desk.forms.contents import Content, contents_of
from hazard_desk.services.report_reading import (
    CROSS_SUMMARY,
    HAZARD_LIST,
    RANKED_FORMS,
    WEEKLY_STATISTICS,
    Wanted,
    is_of_pairs,
)
from hazard_desk.terms import PartyKind
from ui import theme
from ui.pages.reports.form_list import FormList
from ui.pages.reports.overview import Overview
from ui.pages.reports.papers_list import PapersList
from ui.pages.reports.pick_list import PickList, round_pick, visit_pick
from ui.pages.reports.week_chooser import WeekChooser
from ui.widgets.enterprise_picker import EnterprisePicker, Find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.report_reading import Report, Week

WIDTH = 248
_OFFERS_WIDTH = 460  # the enterprises found reach out over the page: names are longer than this column
_ALL_RECORDS = "全部记录"
_AS_WORDED = "按这一轮"
_ALL_ROUNDS = "全部轮次"
_ALL_PAIRS = "全部组"
_OF_ROUNDS = (About.ROUND, About.PAIR)


class _Column(QWidget):
    """What is scrolled: lists in it give way before it's scrolled as a whole.

    With words that wrap in it, a scroll area would else take the heights that the lists would like for those
    that they need.
    """

    def __init__(self, giving: Sequence[QWidget]) -> None:
        super().__init__()
        self._giving = giving

    def heightForWidth(self, width: int) -> int:
        given = sum(
            max(widget.sizeHint().height() - widget.minimumHeight(), 0)
            for widget in self._giving
            if widget.isVisibleTo(self)
        )
        return super().heightForWidth(width) - given


class Choices(QScrollArea):
    """Tells what is wanted; shows what could be had."""

    wanted = Signal(object)  # a `Wanted`
    not_inspected_wanted = Signal()

    def __init__(self, find: Find) -> None:
        """Build it with nothing chosen but F4 of the present week; ask `find` for enterprises."""
        super().__init__()
        self._wanted = Wanted()
        self._contents: dict[str, Content] = {}  # of each form, what was looked at last
        self._showing = False
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what stands in it
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.papers = PapersList()
        self.papers_heading = QLabel("本周报送")
        self.forms = FormList()
        self.forms.chosen.connect(self._on_form)
        self.contents = self._make_contents()
        self.week = WeekChooser()
        self.week.chosen.connect(lambda end: self._ask(week_end=end))
        self.campaign = _combo("专项行动")
        self.campaign.activated.connect(
            lambda at: self._ask(campaign=self.campaign.itemText(at) if at > 0 else None)
        )
        self.ranked = _combo("排名对象")
        for of in PartyKind:
            self.ranked.addItem(of.label, of)
        self.ranked.activated.connect(lambda at: self._ask(ranked=PartyKind(self.ranked.itemData(at))))
        self.days = QLabel()
        self.days.setToolTip("在“打分排队”里选的；点“本周”“累计”，改按报送周统计")
        self.round = _combo("轮次")
        self.round.activated.connect(lambda at: self._ask_round(self.round.itemText(at) if at > 0 else None))
        self.pair = _combo("检查方→受检方")
        self.pair.activated.connect(lambda at: self._ask(pair_id=self.pair.itemData(at)))
        self.enterprise = EnterprisePicker("enterprise_id", "企业", find, required=False)
        self.enterprise.list.setMinimumWidth(_OFFERS_WIDTH)
        self.enterprise.picked.connect(self._on_enterprise)
        self.enterprise.entered.connect(self._after_enterprise)
        self.visits = PickList("检查记录")
        self.visits.chosen.connect(lambda known: self._ask(inspection_id=known))
        self.photos = QCheckBox()
        self.photos.setToolTip("在清单后面附上现场照片，整改前后并排；照片在检查记录、隐患的“附件”里加")
        self.photos.clicked.connect(lambda checked: self._ask(photos=checked))
        self.rounds = PickList("交叉检查轮次")
        self.rounds.chosen.connect(self._ask_round)
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        theme.set_role(self.missing, "secondary")
        self.overview = Overview()
        self.overview.not_inspected_wanted.connect(self.not_inspected_wanted)
        self.coverage = self.overview.coverage
        self.not_inspected_button = self.overview.not_inspected_button
        self._lay_out()

    def _make_contents(self) -> dict[Content, QPushButton]:
        group = QButtonGroup(self)
        buttons = {}
        for content in Content:
            button = QPushButton(content.value)
            button.setCheckable(True)
            button.setStyleSheet("padding-left: 4px; padding-right: 4px;")
            button.clicked.connect(
                lambda _checked=False, content=content: self._ask(content=content, span=None)
            )
            group.addButton(button)
            buttons[content] = button
        return buttons

    def _lay_out(self) -> None:
        contents = QWidget()
        row = QHBoxLayout(contents)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL_GAP)
        for button in self.contents.values():
            row.addWidget(button, 1)
        self._campaign_part = _part("专项行动", self.campaign)
        self._ranked_part = _part("排名对象", self.ranked)
        self._days_part = _part("统计时间", self.days)
        self._round_part = _part("轮次", self.round)
        self._pair_part = _part("哪一组", self.pair)
        self._week_part = _part("报送周", self.week)
        self._enterprise_part = _part("企业", self.enterprise)
        self._visits_part = _part("检查记录", self.visits)
        self._rounds_part = _part("交叉检查轮次", self.rounds)
        inner = _Column((self.forms, self.visits, self.rounds))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(_part(self.papers_heading, self.papers))
        column.addWidget(self._week_part)
        column.addWidget(_part("报表", self.forms))
        column.addWidget(_part("内容", contents))
        column.addWidget(self.photos)
        for part in (
            self._days_part,
            self._ranked_part,
            self._campaign_part,
            self._round_part,
            self._pair_part,
            self._enterprise_part,
        ):
            column.addWidget(part)
        for part in (self._visits_part, self._rounds_part):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            column.addWidget(part, 1)
        column.addWidget(self.missing)
        column.addWidget(self.overview)
        column.addStretch()
        self.setWidget(inner)
        self._show_parts(Wanted())

    # ---- what is wanted --------------------------------------------------------------------------------

    @property
    def now(self) -> Wanted:
        """Return what is wanted at present."""
        return self._wanted

    def want(self, wanted: Wanted) -> None:
        """Take up what another page wants to be shown; it isn't read yet."""
        self._wanted = wanted
        self._show_parts(wanted)

    def _ask(self, **other: object) -> None:
        if self._showing:
            return
        # Whatever else is chosen is no longer that old version of a paper.
        self._wanted = replace(self._wanted, paper_id=None, **other)  # type: ignore[arg-type]
        self._contents[self._wanted.form_id] = self._wanted.content
        self._show_parts(self._wanted)
        self.wanted.emit(self._wanted)

    def _on_form(self, form_id: str) -> None:
        content = self._contents.get(form_id, contents_of(form_id)[0])
        # The round of the arrangement must not narrow the summary without being chosen there, nor the lists
        # of one village any other form.
        self._ask(
            form_id=form_id,
            content=content,
            round_name=None,
            round_id=None,
            pair_id=None,
            lists=(),
            villages=(),
            span=self._wanted.span if form_id in RANKED_FORMS else None,
        )

    def _ask_round(self, name: str | None) -> None:
        self._ask(round_name=name, round_id=None, pair_id=None)

    def _on_enterprise(self, row: EnterpriseRow | None) -> None:
        known = row.id if row is not None else None
        if known != self._wanted.enterprise_id:
            self._ask(enterprise_id=known, inspection_id=None)

    def _after_enterprise(self) -> None:
        if self._wanted.form.about is About.VISIT:
            self.visits.setFocus()

    def focus_search(self) -> None:
        """Put the cursor where an enterprise is looked for, where the form is of one."""
        if self._enterprise_part.isVisible():
            self.enterprise.setFocus()
            self.enterprise.editor.selectAll()
        else:
            self.forms.setFocus()

    # ---- what could be had -----------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show what this report is of, and what is known round it."""
        self._showing = True  # whatever is set here was not chosen by the user
        try:
            self._wanted = report.wanted
            self._show_parts(report.wanted)
            self.week.show_week(report.week_end, report.present_week_end, report.weekday)
            self._show_campaigns(report)
            self._show_rounds(report)
            self._show_subject(report)
            self.photos.setEnabled(report.photo_count > 0)
            self.photos.setChecked(report.wanted.photos and report.photo_count > 0)
            many = f"{report.photo_count} 张" if report.photo_count else "还没有照片"
            self.photos.setText(f"附整改前后照片（{many}）")
            if report.counted is not None:
                self.overview.show_statistics(report.counted, report.week_end)
        finally:
            self._showing = False

    def show_week(self, week: Week, shown: PaperRow | None) -> None:
        """Show the papers of this week, standing on the one that is shown."""
        present = week.week_end == week.present_week_end
        self.papers_heading.setText("本周报送" if present else f"{week.week_end} 那一周报送")
        self.papers.show_week(week, shown)

    def _show_parts(self, wanted: Wanted) -> None:
        about = wanted.form.about
        self.forms.show_form(wanted.form_id)
        for content, button in self.contents.items():
            button.setVisible(content in contents_of(wanted.form_id))
        self.contents[wanted.content].setChecked(True)
        if wanted.span is not None and wanted.content is not Content.BLANK:
            self._check_no_content()
        self._week_part.setVisible(about in (About.WEEK, About.PLAN) and wanted.span is None)
        self._ranked_part.setVisible(wanted.form_id in RANKED_FORMS)
        self.ranked.setCurrentIndex(self.ranked.findData(wanted.ranked))
        self._days_part.setVisible(wanted.span is not None)
        self.days.setText(_days_words(wanted))
        self._campaign_part.setVisible(about in (About.WEEK, *_OF_ROUNDS) and self.campaign.count() > 1)
        self._round_part.setVisible(about is About.WEEK and wanted.form_id == CROSS_SUMMARY)
        named = wanted.round_name is not None and self.pair.count() > 1
        self._pair_part.setVisible(is_of_pairs(wanted.form_id) and named)
        self._enterprise_part.setVisible(about in (About.ENTERPRISE, About.VISIT))
        self._visits_part.setVisible(about is About.VISIT and self.visits.count() > 0)
        self._rounds_part.setVisible(about in _OF_ROUNDS and self.rounds.count() > 0)
        self.photos.setVisible(wanted.form_id == HAZARD_LIST and wanted.content is not Content.BLANK)
        self.overview.setVisible(wanted.form_id == WEEKLY_STATISTICS)

    def _check_no_content(self) -> None:
        """Let no content stand out: other days are shown than the week's, or all to its end."""
        group = self.contents[Content.WEEK].group()
        group.setExclusive(False)
        for button in self.contents.values():
            button.setChecked(False)
        group.setExclusive(True)

    def _show_campaigns(self, report: Report) -> None:
        names, chosen = report.campaigns, report.wanted.campaign
        of_round = report.form.about in _OF_ROUNDS
        self.campaign.clear()
        # What is of a round is counted by its visits: the campaign is only named in the title.
        self.campaign.addItems([_AS_WORDED if of_round else _ALL_RECORDS, *names])
        for at, name in enumerate(names, start=1):
            self.campaign.setItemData(at, name, Qt.ItemDataRole.ToolTipRole)
        self.campaign.setCurrentIndex(names.index(chosen) + 1 if chosen in names else 0)
        none = "标题用这一轮的专项行动，没有的照表格文字" if of_round else "不分专项行动，统计全部记录"
        self.campaign.setToolTip(chosen or none)
        self._campaign_part.setVisible(bool(names) and report.form.about in (About.WEEK, *_OF_ROUNDS))

    def _show_rounds(self, report: Report) -> None:
        names, chosen = [row.name for row in report.rounds], report.wanted.round_name
        self.round.clear()
        self.round.addItems([_ALL_ROUNDS, *names])
        self.round.setCurrentIndex(names.index(chosen) + 1 if chosen in names else 0)
        self._round_part.setVisible(report.form.about is About.WEEK and bool(names))
        self.rounds.show_picks([round_pick(row) for row in report.rounds], chosen)
        self._rounds_part.setVisible(report.form.about in _OF_ROUNDS and bool(names))
        self._show_pairs(report)

    def _show_pairs(self, report: Report) -> None:
        self.pair.clear()
        self.pair.addItem(_ALL_PAIRS)
        for known, words in report.pairs:
            self.pair.addItem(words, known)
            self.pair.setItemData(self.pair.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        offers = self.pair.view()
        offers.setMinimumWidth(min(offers.sizeHintForColumn(0) + theme.PAGE_MARGIN, _OFFERS_WIDTH))
        self.pair.setCurrentIndex(max(self.pair.findData(report.wanted.pair_id), 0))
        self.pair.setToolTip(report.pair)
        self._pair_part.setVisible(is_of_pairs(report.wanted.form_id) and bool(report.pairs))

    def _show_subject(self, report: Report) -> None:
        about = report.form.about
        if about in (About.ENTERPRISE, About.VISIT):
            picked = self.enterprise.chosen
            if report.enterprise is not None or picked is not None:
                # Not what is being typed: the report is the blank one meanwhile.
                self.enterprise.choose(report.enterprise)
            self.visits.show_picks([visit_pick(row) for row in report.visits], report.wanted.inspection_id)
        self._visits_part.setVisible(about is About.VISIT and bool(report.visits))
        self.missing.setText(_missing(report))
        self.missing.setVisible(bool(self.missing.text()))


def _days_words(wanted: Wanted) -> str:
    """Return which days a ranking tells of that was asked for elsewhere."""
    if wanted.span is None:
        return ""
    return f"{f'{wanted.span.start} 至' if wanted.span.start else '截至'} {wanted.span.end}"


def _missing(report: Report) -> str:
    """Say why a form is blank that was to be filled."""
    if not report.blank or report.wanted.content is Content.BLANK:
        return ""
    if report.form.about in _OF_ROUNDS and not report.rounds:
        return "还没有交叉检查轮次，先显示空白表。请到“交叉检查”里安排一轮。"
    if report.form.about is About.PAIR:
        return "这一轮还没有登记检查，先显示空白表。可以选一组，出有抬头的空白表。"
    if report.enterprise is None:
        return "没有选企业，先显示空白表。"
    return "这家企业还没有检查记录，先显示空白表。"


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def _part(words: str | QLabel, widget: QWidget) -> QWidget:
    """Return a widget under its heading, to be shown and hidden together."""
    label = QLabel(words) if isinstance(words, str) else words
    theme.set_role(label, "heading")
    part = QWidget()
    part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.SMALL_GAP)
    column.addWidget(label)
    column.addWidget(widget, 1)
    return part
