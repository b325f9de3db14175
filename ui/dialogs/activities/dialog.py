"""活动: all of them in one list, the form of the chosen one beside it, and the ledger on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.terms import ActivityKind
from ui import theme
from ui.dialogs.activities.form import ActivityForm
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.push_button import push_button
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.activities import ActivityRecord, ActivityRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_FORM_ID = "activity-ledger"
_SPANS = {"all": "全部", "week": "本周", "month": "本月", "year": "本年"}
_SUMS = (
    ("participants", "参加 {} 人"),
    ("enterprises", "企业 {} 家"),
    ("materials", "发放资料 {} 份"),
    ("media_reports", "媒体报道 {} 篇"),
)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _more(row: ActivityRow) -> str:
    """Return what a line can't show: the place, whom it names, what it was about."""
    named = "、".join(row.named)
    return "\n".join(part for part in (row.name, row.place, row.organiser, named, row.content) if part)


_COLUMNS = (
    Column("held_on", "日期", width=90),
    Column("kind", "类别", width=122, text=lambda row: row.kind.label),
    Column("name", "名称", width=150, tooltip=_more),
    Column("participants", "人数", width=56, align=Align.RIGHT, text=lambda row: _number(row.participants)),
    Column("enterprises", "企业", width=56, align=Align.RIGHT, text=lambda row: _number(row.enterprises)),
    Column("evidence", "附件", width=56, align=Align.RIGHT, text=lambda row: _number(row.evidence or None)),
    Column("place", "地点", width=110, hidden=True),
    Column("organiser", "组织单位（人）", width=110, hidden=True),
    Column("village", "村", width=80, hidden=True),
)


class ActivityDesk(ListBesideForm):
    """The activities, newest first."""

    what, noun = "活动", "activities"
    concerned_by = frozenset(
        {
            "activity",
            "activity_enterprise",
            "activity_campaign",
            "campaign",
            "enterprise",
            "village",
            "task",
            "attachment_link",
            "office",
        }
    )
    stretched = "name"
    searched = ("name", "place", "organiser", "village", "media")
    search_hint = "查找名称、地点、单位、企业，或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._kind = ActivityKind.MEETING  # what a new record begins with
        self._campaigns: tuple[str, ...] = ()
        self._previous: dict[str, Any] = {}
        self._of_week: dict[int, bool] = {}  # what is told of in the current week, and whether it's 补录
        self._record_id: int | None = None  # of the stored record in the form
        super().__init__(background, _COLUMNS, preferences)
        self.entry = ActivityForm(preferences.drafts, self._find_enterprises)
        self.entry.enterprises.names_wanted.connect(self._name_enterprises)
        self.add_form(self.entry)
        self.filter = FilterButton("类别", self._filter_options)
        self.filter.changed.connect(self._show_found)
        self.spans = ViewBar(_SPANS)
        self.spans.chosen.connect(lambda _span: self._show_found())
        self.papers = QHBoxLayout()
        self.papers.setSpacing(theme.LABEL_GAP)
        self.papers.addWidget(self.filter)
        self.papers.addStretch()
        layout = self.left.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, self.papers)  # at 150 % the search has no room beside them
        layout.insertWidget(2, self.spans)
        self.count.setWordWrap(True)  # the sums are long, at 150 % longer than the list

    def _make_right(self) -> QWidget:
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, 0)
        self.attachments_button = push_button(
            "照片、材料…", "现场照片、签到表、通知、扫描件（Alt+J）", self.open_attachments, "attach"
        )
        QShortcut(QKeySequence("Alt+J"), self).activated.connect(self.open_attachments)
        row.addWidget(self.attachments_button)
        row.addStretch()
        self.tools.hide()
        return self.above_forms(self.tools, self._show_tools)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what the form offers, then the list."""
        from hazard_desk.services.activities import (
            activities_of_week,
            activity_places,
            activity_rows,
            last_campaigns,
        )
        from hazard_desk.services.offices import campaigns, villages
        from hazard_desk.services.reporting import current_week_end
        from hazard_desk.services.tasks import task_choices

        def offers(reading: Any) -> tuple[Any, ...]:
            names = [choice.name for choice in campaigns(reading)]
            return (names, villages(reading), task_choices(reading)), last_campaigns(reading)

        def rows(reading: Any) -> tuple[dict[int, bool], list[ActivityRow]]:
            of_week = activities_of_week(reading, current_week_end(reading))
            return {row.id: row.late for row in of_week}, activity_rows(reading)

        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(offers, done=lambda found: self._offer(*found), key="activities/offers")
        read(activity_places, done=self.entry.suggest, key="activities/places")
        read(rows, done=lambda found: self._on_rows(*found), key="activities/list")

    def _offer(self, offered: tuple[Any, ...], campaigns: tuple[str, ...]) -> None:
        self.entry.offer(*offered)
        self._campaigns = campaigns

    def _on_rows(self, of_week: dict[int, bool], rows: Sequence[ActivityRow]) -> None:
        self._of_week = of_week
        if rows and not self._previous:
            newest = rows[0]
            self._previous = {
                name: getattr(newest, name) for name in ("name", "place", "organiser", "media", "content")
            }
        self.show_rows(rows)
        self._show_tools()

    def seek(self, record_id: int) -> None:
        """Go to this record once the list has been read."""
        self._wanted = record_id
        self.filter.set_chosen(())
        self.spans.set_current("all")
        self.reload()

    def kept(self, row: Any) -> bool:
        """Tell whether its kind and its day are among those chosen."""
        kinds = self.filter.chosen()
        return (not kinds or row.kind in kinds) and self._is_within(row, self.spans.current)

    def _is_within(self, row: ActivityRow, span: str) -> bool:
        today, on = date.today(), row.held_on
        if span == "week":
            return row.id in self._of_week  # as the ledger and F6 tell: 补录 among them
        if span == "month":
            return (on.year, on.month) == (today.year, today.month)
        return span != "year" or on.year == today.year

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, and how many lie in each span."""
        super().show_rows(rows)
        self.spans.show_counts({span: sum(self._is_within(row, span) for row in rows) for span in _SPANS})

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many there are, and what their figures come to."""
        sums = [(sum(getattr(row, name) or 0 for row in rows), words) for name, words in _SUMS]
        said = [words.format(total) for total, words in sums if total]
        late = sum(self._of_week.get(row.id, False) for row in rows) if self.spans.current == "week" else 0
        return "，".join([f"{len(rows)} 项", *([f"其中补录 {late} 项"] if late else []), *said])

    def _words_of(self, row: Any) -> tuple[str, ...]:
        from hazard_desk.rules.readings import initials
        from hazard_desk.rules.search_text import comparable

        more = [comparable(row.content), *(comparable(name) for name in row.named)]
        letters = [one for name in row.named for one in initials(name)]
        return (*super()._words_of(row), *more, *letters)

    def _filter_options(self) -> list[Option]:
        span = self.spans.current
        found = Counter(row.kind for row in self._rows.values() if self._is_within(row, span))
        return [Option(kind, kind.label, found[kind]) for kind in ActivityKind if found[kind]]

    def name_of(self, row: Any) -> str:
        """Return its kind and its name."""
        return f"{row.kind.label}「{row.name}」"

    # ---- the form --------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one record and show it."""
        from hazard_desk.services.activities import activity_record

        def show(record: ActivityRecord) -> None:
            self._record_id = record.id
            self.entry.show_activity(record, key=f"activities/{record.id}")
            self.show_form(self.entry)

        self.read_record(row, show, activity_record, row.id)

    def show_form(self, form: EntryForm) -> None:
        """Bring the form into sight, with what can be done with a stored record."""
        super().show_form(form)
        self._show_tools()

    def _show_tools(self) -> None:
        row = self._rows.get(self._record_id or 0)
        self.tools.setVisible(self.form is not None and self._row is not None and row is not None)
        if row is not None:
            number = row.evidence
            self.attachments_button.setText(f"照片、材料 {number}…" if number else "照片、材料…")

    def begin_new(self) -> None:
        """Begin an empty one, of the kind and the campaigns of the one entered last."""
        self._record_id = None
        self.show_form(self.entry)
        self.entry.begin_activity(self._kind, self._campaigns, self._previous, key="activities/new")

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the activity."""
        from hazard_desk.services.activities import save_activity

        facts: ActivityFacts = self.entry.facts()
        assert facts.kind is not None
        self._kind, self._campaigns = facts.kind, facts.campaigns
        self._previous = form.values()
        return save_activity, facts, row.id if row is not None else None

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        if not then_new and changes.record_id is not None:
            self._record_id = changes.record_id
        super()._saved(form, changes, then_new)

    def let_through(self, row: Any) -> None:
        """Take away the filters that hide it."""
        if self.filter.chosen() and row.kind not in self.filter.chosen():
            self.filter.set_chosen(())
        if not self._is_within(row, self.spans.current):
            self.spans.set_current("all")

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the activity."""
        from hazard_desk.services.activities import remove_activity

        return remove_activity, row.id

    def open_attachments(self) -> None:
        """Show the photos and papers of the record in sight."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        row = self._row
        if row is not None and self.tools.isVisible():
            owner = Owner("activity", row.id), f"{row.kind.label} {row.name}"
            AttachmentsDialog(self.background, self.messages, self.window(), [owner]).open()

    # ---- enterprises -----------------------------------------------------------------------------------

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="activities/enterprises", owner=self
        )

    def _name_enterprises(self, ids: Sequence[int]) -> None:
        from hazard_desk.services.activities import enterprise_names

        self.background.read(
            enterprise_names,
            ids,
            done=self.entry.enterprises.show_names,
            failed=self.messages.show_error,
            owner=self,
        )


class ActivitiesDialog(DeskDialog):
    """活动（会议、培训、演练、宣传）."""

    report_wanted = Signal(object)  # report_reading.Wanted

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("活动（会议、培训、演练、宣传）")
        self.records = ActivityDesk(background, self.preferences)
        self.ledger_button = push_button(
            "台账", "到报表导出里看、打印、导出活动台账（Ctrl+P）", self.show_ledger, "report"
        )
        self.records.papers.addWidget(self.ledger_button)
        self.add_desk(self.records)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.show_ledger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.records)

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show this activity."""
        self.records.seek(record_id)

    def show_ledger(self) -> None:
        """Show the ledger as it prints: of the week where the list is of the week, else of all."""
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        of_week = self.records.spans.current == "week"
        self.leave(self.report_wanted, Wanted(_FORM_ID, Content.WEEK if of_week else Content.CUMULATIVE))
