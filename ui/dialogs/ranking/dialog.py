"""打分排队: whom, which days and weights at the top; the ranking; below it what a score is made of."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.errors import UsageError
from hazard_desk.rules.ranking import weight_name
from hazard_desk.rules.ranking_span import RankingSpan, days_of
from hazard_desk.rules.reporting_week import Period
from hazard_desk.terms import PartyKind
from ui import theme
from ui.dialogs.lookup_dialog import LookupDialog
from ui.dialogs.ranking.parts_box import PartsBox
from ui.dialogs.ranking.table import RankingTable
from ui.dialogs.ranking.weights import WeightsBar
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.fields import DateField
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.ranking import PartRows, Placed, RankingQuery, Standing
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (1320, 690)
_CAMPAIGN_WIDTH = 200
_DAY_WIDTH = 150
_PAUSE_MS = 150  # after the last key in a weight
_ALL_RECORDS = "全部记录"
_BUTTONS = {PartyKind.VILLAGE: "村（社区）", PartyKind.ENTERPRISE: "企业"}
_NOBODY = {
    PartyKind.VILLAGE: "还没有村（社区）。先在“工具”菜单的“名册”里填。",
    PartyKind.ENTERPRISE: "没有在营的企业。先在“企业档案”里建档。",
}


class RankingDialog(LookupDialog):
    """Weights are tried out at once and saved by their own button; paper comes of the saved ones."""

    record_wanted = Signal(str, int)
    report_wanted = Signal(object)  # report_reading.Wanted
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "campaign",
            "campaign_industry",
            "campaign_village",
            "collection",
            "collection_party",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "hazard",
            "inspection",
            "inspection_campaign",
            "inspector",
            "returned_sheet",
            "self_check",
            "setting",
            "village",
        }
    )

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it for the villages and the present month; it reads when shown."""
        super().__init__(background, messages, parent, "打分排队", _SIZE)
        self.preferences = settings = preferences_of(parent)
        self._window_messages = messages
        self._standing: Standing | None = None
        self._counting = False
        self._wanted_then = ""  # the form that was asked for while it was counted
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self._make_choices()
        self.weights = {of: WeightsBar(of) for of in PartyKind}
        self.tables = {of: RankingTable(of, settings) for of in PartyKind}
        self.parts = {of: PartsBox(of, settings) for of in PartyKind}
        for of in PartyKind:
            self._connect(of)
        self.said = QLabel()
        theme.set_role(self.said, "secondary")
        self.print_button = push_button(
            "打印、导出排名表(&P)",
            "到报表导出里打印，或另存为 PDF、Excel  Ctrl+P",
            partial(self._want_report, "ranking"),
            "print",
        )
        self.notice_button = push_button(
            "生成通报(&B)",
            "情况通报的初稿：到报表导出里核对，存为 Word 再改，或打印",
            partial(self._want_report, "ranking-notice"),
            "document",
        )
        self.close_button = push_button("关闭", "Esc", self.reject)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._score)
        self._lay_out_all()
        for keys, act in (
            ("Ctrl+P", partial(self._want_report, "ranking")),
            ("Ctrl+S", lambda: self.weights[self.of].save_button.click()),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._show_kind()

    def _make_choices(self) -> None:
        group = QButtonGroup(self)
        self.kinds: dict[PartyKind, QPushButton] = {}
        for of, words in _BUTTONS.items():
            button = QPushButton(words)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False: self._on_kind())
            group.addButton(button)
            self.kinds[of] = button
        self.kinds[PartyKind.VILLAGE].setChecked(True)
        self.span = QComboBox()
        self.span.setAccessibleName("统计时间")
        for span in RankingSpan:
            self.span.addItem(span.label, span)
        self.span.activated.connect(lambda _at: self._on_span())
        self.first = DateField("first", "开始日期")
        self.last = DateField("last", "结束日期")
        for field, following in ((self.first, self.last), (self.last, None)):
            field.setFixedWidth(_DAY_WIDTH)
            field.entered.connect(following.setFocus if following else lambda: self.table.setFocus())
            field.editor.editingFinished.connect(self._on_days)
        self.days = QLabel()
        theme.set_role(self.days, "secondary")
        self.campaign = QComboBox()
        self.campaign.setAccessibleName("专项行动")
        self.campaign.setFixedWidth(_CAMPAIGN_WIDTH)
        self.campaign.addItem(_ALL_RECORDS)
        self.campaign.activated.connect(lambda _at: self.reload())

    def _connect(self, of: PartyKind) -> None:
        bar, table, parts = self.weights[of], self.tables[of], self.parts[of]
        bar.changed.connect(self._on_weights)
        bar.save_wanted.connect(self._save_weights)
        table.selection_changed.connect(lambda _ids: self._show_parts())
        table.opened.connect(lambda _id: self.parts[self.of].focus_first())
        parts.rows_wanted.connect(self._read_rows)
        parts.enterprise_wanted.connect(lambda known: self._leave_for("enterprise", known))
        parts.record_wanted.connect(self._leave_for)

    def _lay_out_all(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        for button in self.kinds.values():
            head.addWidget(button)
        head.addSpacing(theme.LABEL_GAP)
        for widget in (self.span, self.first, self.last, self.days):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.campaign)
        self._bars, self._tables, self._boxes = QStackedWidget(), QStackedWidget(), QStackedWidget()
        for of in PartyKind:
            self._bars.addWidget(self.weights[of])
            self._tables.addWidget(self.tables[of])
            self._boxes.addWidget(self.parts[of])
        self._bars.setFixedHeight(self._bars.sizeHint().height())
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._tables)
        split.addWidget(self._boxes)
        split.setSizes([300, 220])
        for at, share in enumerate((3, 2)):
            split.setStretchFactor(at, share)
        top = QVBoxLayout()
        top.setSpacing(theme.LABEL_GAP)
        top.addWidget(self.strip)
        top.addLayout(head)
        top.addWidget(self._bars)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.print_button)
        bar.addWidget(self.notice_button)
        bar.addWidget(self.said, 1)
        bar.addWidget(self.close_button)
        self.lay_out(top, split, bar)

    # ---- what is asked for -------------------------------------------------------------------------------

    @property
    def of(self) -> PartyKind:
        """Return who is ranked."""
        return next(of for of, button in self.kinds.items() if button.isChecked())

    @property
    def table(self) -> RankingTable:
        """Return the ranking in sight."""
        return self.tables[self.of]

    @property
    def _campaign_name(self) -> str | None:
        return self.campaign.currentText() if self.campaign.currentIndex() > 0 else None

    @property
    def _span(self) -> RankingSpan:
        return RankingSpan(self.span.currentData())

    def _period(self) -> Period | None:
        """Return the days asked for; None where those typed can't be read yet."""
        if self._span is not RankingSpan.CHOSEN:
            return days_of(self._span, date.today())
        first, last = self.first.value(), self.last.value()
        return Period(first, last) if isinstance(first, date) and isinstance(last, date) else None

    def _query(self) -> RankingQuery | None:
        from hazard_desk.services.ranking import RankingQuery

        period = self._period()
        if period is None:
            return None
        return RankingQuery(self.of, period.start, period.end, self._campaign_name)

    def _on_weights(self) -> None:
        self.strip.dismiss()
        self._pause.start()

    def _on_kind(self) -> None:
        self.strip.dismiss()
        self._show_kind()
        self.reload()

    def _show_kind(self) -> None:
        chosen = self._span is RankingSpan.CHOSEN
        for field in (self.first, self.last):
            field.setVisible(chosen)
        self.days.setVisible(not chosen)
        for stack, of_kind in (
            (self._bars, self.weights),
            (self._tables, self.tables),
            (self._boxes, self.parts),
        ):
            stack.setCurrentWidget(of_kind[self.of])

    def _on_span(self) -> None:
        if self._span is RankingSpan.CHOSEN and self.first.is_empty():
            shown = self._standing.period if self._standing else days_of(RankingSpan.CHOSEN, date.today())
            self.first.set_value(shown.start)
            self.last.set_value(shown.end)
        self._show_kind()
        self.reload()
        if self._span is RankingSpan.CHOSEN:
            self.first.setFocus()

    def _on_days(self) -> None:
        period = self._period()
        if self._span is not RankingSpan.CHOSEN or period is None:
            return
        if period.start is not None and period.start > min(period.end, date.today()):
            self.messages.say(
                Message(
                    "结束日期早于开始日期，或者开始日期还没有到。",
                    "排名还是原来那段时间的。",
                    "请改正日期。",
                    kind=Kind.WARNING,
                )
            )
            return
        self.strip.dismiss()
        self.reload()

    # ---- reading -----------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin at the ranking."""
        self.table.setFocus()

    def reload(self) -> None:
        """Count anew what is asked for."""
        from hazard_desk.services.ranking import ranking_standing

        query = self._query()
        if query is not None:
            self._counting = True
            self.background.read(
                ranking_standing,
                query,
                done=self._on_standing,
                failed=self._on_failed,
                key="ranking/standing",
                owner=self,
            )

    def _on_failed(self, error: Exception) -> None:
        self._counting, self._wanted_then = False, ""
        self.messages.show_error(error)
        # Days that are no span can be put right; a campaign may be gone meanwhile.
        if self._campaign_name is not None and not isinstance(error, UsageError):
            self.campaign.setCurrentIndex(0)
            self.reload()

    def _on_standing(self, standing: Standing) -> None:
        was, self._standing = self._standing, standing
        self._counting = False
        self.campaign.clear()
        self.campaign.addItems([_ALL_RECORDS, *standing.campaigns])
        self.campaign.setCurrentText(standing.campaign or _ALL_RECORDS)
        self.campaign.setVisible(bool(standing.campaigns))
        start, end = standing.period.start, standing.period.end
        self.days.setText(f"{start} 至 {end}" if start else f"截至 {end}")
        self.weights[standing.of].show_stored(standing.weights)
        self._put_back_weights(standing.of)
        self.tables[standing.of].set_empty_text(_NOBODY[standing.of])
        asked_again = was is not None and was.query == standing.query
        self.parts[standing.of].count_anew(same_days=asked_again)
        self._score()
        form_id, self._wanted_then = self._wanted_then, ""
        if form_id:
            self._want_report(form_id)

    def _score(self) -> None:
        """Place everybody by the weights that stand above; nothing is read anew."""
        from hazard_desk.services.ranking import placed

        standing, weights = self._standing, self.weights[self.of].weights()
        if standing is None or standing.of is not self.of or weights is None:
            return
        self.background.work(placed, standing, weights, done=self._on_placed, owner=self)

    def _on_placed(self, lines: list[Placed]) -> None:
        standing = self._standing
        if standing is None or standing.of is not self.of or len(lines) != len(standing.subjects):
            return  # of what was asked for before
        self.table.show_lines(lines)
        if lines and self.table.current_id is None:
            self.table.go_to(lines[0].id)
        self._show_parts()
        self.said.setText(_words(standing))

    def _show_parts(self) -> None:
        weights = self.weights[self.of].weights()
        if weights is not None:
            self.parts[self.of].show_line(self.table.line(self.table.current_id), weights)

    def _read_rows(self, subject_id: int, part: str, counted: bool) -> None:
        from hazard_desk.services.ranking import part_rows

        if self._standing is not None:
            query = self._standing.query  # of the figures in sight, whatever was chosen meanwhile
            self.background.read(
                part_rows,
                query,
                subject_id,
                part,
                done=partial(self._on_rows, query, subject_id, part, counted),
                failed=self.messages.show_error,
                key="ranking/rows",
                owner=self,
            )

    def _on_rows(
        self, query: RankingQuery, subject_id: int, part: str, counted: bool, rows: PartRows
    ) -> None:
        standing = self._standing
        if standing is not None and standing.query == query and self.of is query.of:
            self.parts[query.of].show_rows(subject_id, part, counted, rows)

    # ---- weights and paper -------------------------------------------------------------------------------

    def _put_back_weights(self, of: PartyKind) -> None:
        """Show again the weights that were left unsaved the last time."""
        drafts, key = self.preferences.drafts, _draft_of(of)
        typed = drafts.get(key)
        if typed is None:
            return
        drafts.forget(key)  # kept anew when the dialog goes
        if isinstance(typed, dict):
            bar = self.weights[of]
            bar.put_back(typed)
            self.messages.say(
                Message("上次改了没有保存的权重已经恢复。", "还没有保存。", kind=Kind.INFO),
                "用保存的权重",
                bar.drop_typed,
            )

    def done(self, result: int) -> None:
        """Go; weights that were typed and not saved stay as a draft."""
        kept = False
        for of, bar in self.weights.items():
            typed = bar.typed()
            if typed is not None:
                self.preferences.drafts.keep(_draft_of(of), typed)
                kept = True
        super().done(result)
        if kept:
            self._window_messages.say(
                Message("改过的权重没有保存，已留作草稿。", "", "再次打开“打分排队”时可以接着改。")
            )

    def _save_weights(self, weights: dict[str, int]) -> None:
        from hazard_desk.services.settings import save_settings

        values = {weight_name(self.of, key): weight for key, weight in weights.items()}
        self.background.write(
            save_settings, values, done=self._on_saved, failed=self.messages.show_error, owner=self
        )

    def _on_saved(self, changes: Changes) -> None:
        self.messages.say_done(f"已保存权重：{changes.summary}。")
        self.table.setFocus()

    def _want_report(self, form_id: str) -> None:
        from hazard_desk.forms.contents import contents_of
        from hazard_desk.services.report_reading import Wanted

        bar = self.weights[self.of]
        if not bar.is_saved:
            self.messages.say(
                Message(
                    "权重改了，还没有保存。",
                    "排名表和通报用保存的权重，和现在看到的名次会不一样。",
                    "请先按“保存权重”，或恢复原来的数。",
                    kind=Kind.WARNING,
                )
            )
            bar.save_button.setFocus()
            return
        if self._counting:
            self._wanted_then = form_id  # paper is of what was chosen, not of what is still in sight
            return
        standing = self._standing
        if standing is None:
            return
        wanted = Wanted(
            form_id,
            contents_of(form_id)[0],
            campaign=standing.campaign or None,
            ranked=standing.of,
            span=standing.period,
        )
        self.accept()
        self.report_wanted.emit(wanted)

    def _leave_for(self, noun: str, record_id: int) -> None:
        self.accept()
        self.record_wanted.emit(noun, record_id)


def _draft_of(of: PartyKind) -> str:
    return f"ranking/weights/{of.value}"


def _words(standing: Standing) -> str:
    many = f"{len(standing.subjects)} {'个村（社区）' if standing.of is PartyKind.VILLAGE else '家在营企业'}"
    first, last = (f"{month.year}年{month.month}月" for month in (standing.months[0], standing.months[-1]))
    told = [many, f"每月任务统计 {first if first == last else f'{first}至{last}'}"]
    if standing.unplaced:
        told.append(f"另有 {standing.unplaced} 家没有填所属村")
    return "　".join(told)
