"""隐患台账: find hazards by what is due, and take one or many of them a step on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from hazard_desk.errors import RecordMissing
from ui import theme
from ui.dialogs.form_batch import FormBatchOffer
from ui.messages import Kind, Message, Messages
from ui.pages.hazards.calendar import DeadlineCalendar
from ui.pages.hazards.columns import columns
from ui.pages.hazards.empty import EmptyLedger
from ui.pages.hazards.filter_bar import FilterBar
from ui.pages.hazards.links import open_documents, open_photos
from ui.pages.hazards.side_panel import HazardPanel
from ui.pages.hazards.steps import CALENDAR_KEY, MENU_KEY, Steps
from ui.pages.page import Page
from ui.tables.ids_model import IdsTableModel, rows_through
from ui.tables.record_table import RecordTable
from ui.widgets.view_bar import ViewBar

if TYPE_CHECKING:
    from hazard_desk.services.following_up.finding import DueDay, HazardQuery
    from hazard_desk.services.following_up.history import HazardRecord
    from hazard_desk.services.offices import Choice
    from ui.background import Background

_PANEL_WIDTH = 320
_ROOM_FOR_BOTH = 1100  # calendar and side panel, with enough of the table between them
_ALL, _OPEN = "全部", "未整改"


class HazardsPage(Page):
    """The ledger of all hazards, with their calendar and their next steps."""

    title: ClassVar[str] = "隐患台账"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "hazard",
            "recheck",
            "hazard_move",
            "inspection",
            "enterprise",
            "village",
            "campaign",
            "document",
            "document_hazard",
            "attachment_link",
            "holiday",
            "office",
        }
    )

    def __init__(
        self,
        background: Background,
        messages: Messages,
        settings: Any,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(background, messages, settings, parent)
        from hazard_desk.services.following_up.finding import VIEWS, hazard_rows
        from hazard_desk.services.following_up.starting import visits_of

        self._today = today
        self._columns = columns(today)
        self._sort, self._ascending = self._kept_sort()
        self._day: date | None = None
        self._view_before_day = _ALL
        self._wanted: int | None = None  # to be selected when the list has been read
        self._went_from: int | None = None  # the row whose hazard may have left the view
        self.bar = FilterBar(self.title)
        self.views = ViewBar({view: view for view in VIEWS})
        self.model = IdsTableModel(self._columns, rows_through(background, hazard_rows, self), self)
        self.table = RecordTable(self.model, "hazards", settings, freeze_first=True)
        self.table.setAccessibleName("隐患列表")
        self.table.show_sorted(self._sort, self._ascending)
        self.calendar = DeadlineCalendar(today())
        self.panel = HazardPanel()
        self.empty = EmptyLedger()
        self.steps = Steps(self, self.table)
        self.printing = FormBatchOffer(
            self,
            self.table,
            self.model,
            visits=True,
            visits_of=visits_of,
            add_to_menu=self.steps.add_to_menu,
        )
        self._lay_out()
        self._connect()

    # ---- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.bar.lay_out(self.printing.button)
        area = QWidget()
        self._table_stack = QStackedLayout(area)
        self._table_stack.addWidget(self.table)
        self._table_stack.addWidget(self.empty)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.calendar, area, self.panel):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        width = self._kept("panel_width", _PANEL_WIDTH)
        shown = self._kept("panel", True) is not False
        self.panel.setVisible(shown)
        self.calendar.setVisible(self._kept("calendar", False) is True)
        self.bar.calendar_button.setChecked(self._kept("calendar", False) is True)
        self.splitter.setSizes([0, 10_000, width if isinstance(width, int) and width > 0 else _PANEL_WIDTH])
        self.printing.listen(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.bar)
        layout.addWidget(self.views)
        layout.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.bar.changed.connect(self.reload_list)
        self.bar.day_cleared.connect(lambda: self.choose_day(None))
        self.bar.search.left_downwards.connect(self._enter_table)
        self.bar.steps_button.clicked.connect(lambda: self.steps.open_menu(self.bar.steps_button))
        self.bar.calendar_button.toggled.connect(self._show_calendar)
        self.views.chosen.connect(lambda _view: self._on_view())
        self.model.fetch_failed.connect(self.messages.show_error)
        self.table.sort_requested.connect(self._sort_by)
        self.table.selection_changed.connect(lambda _ids: self._on_selection())
        self.table.opened.connect(self._open_visit)
        self.table.panel_wanted.connect(lambda _id: self._show_panel(self.panel.isHidden()))
        self.calendar.day_chosen.connect(lambda day: self.choose_day(None if day == self._day else day))
        self.calendar.left.connect(self._leave_calendar)
        self.panel.visit_wanted.connect(lambda visit_id: self.record_wanted.emit("inspection", visit_id))
        self.panel.enterprise_wanted.connect(lambda found: self.record_wanted.emit("enterprise", found))
        self.panel.move_wanted.connect(self.steps.begin)
        self.panel.steps_wanted.connect(lambda: self.steps.open_menu(self.panel.steps_button))
        self.panel.dossier_wanted.connect(self.steps.open_dossier)
        self.panel.documents_wanted.connect(lambda hazard_id: open_documents(self, [hazard_id]))
        self.panel.photos_wanted.connect(lambda record: open_photos(self, record))
        self.panel.close_wanted.connect(lambda: self._show_panel(False))
        self.empty.visits_wanted.connect(lambda: self.list_wanted.emit("inspection", ""))
        self.empty.all_wanted.connect(self._find_in_all)
        self.empty.clear_wanted.connect(self._open_filters)
        self.splitter.splitterMoved.connect(lambda _at, _index: self._keep_panel_width())
        self.steps.listen(self)
        for keys, act in (
            (MENU_KEY, lambda: self.steps.open_menu(self.bar.steps_button)),
            (CALENDAR_KEY, self.bar.calendar_button.toggle),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        leave = QShortcut(QKeySequence("Esc"), self.table)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self._on_escape)

    # ---- settings --------------------------------------------------------------------------------------

    def _kept(self, name: str, default: Any) -> Any:
        kept = self.settings.value(f"hazards/{name}") if self.settings is not None else None
        return default if kept is None else kept

    def _keep(self, name: str, value: Any) -> None:
        if self.settings is not None:
            self.settings.setValue(f"hazards/{name}", value)

    def _kept_sort(self) -> tuple[str, bool]:
        kept = self._kept("sort", None)
        known = {column.key for column in self._columns}
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in known:
            return str(kept[0]), bool(kept[1])
        return "inspected_on", False

    # ---- what the window asks --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list, its counts, the calendar and what the filters offer."""
        from hazard_desk.services.holidays import day_table
        from hazard_desk.services.offices import campaigns, villages

        self.reload_list()
        read = partial(self.background.read, owner=self, failed=self.messages.show_error)
        read(day_table, done=self.calendar.show_day_table, key="hazards/days")
        offered: dict[str, list[Choice]] = {}

        def gather(name: str, choices: list[Choice]) -> None:
            offered[name] = choices
            if len(offered) == 2:
                self.bar.offer(offered["villages"], offered["campaigns"])

        read(villages, done=partial(gather, "villages"), key="hazards/villages")
        read(campaigns, done=partial(gather, "campaigns"), key="hazards/campaigns")

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def new_record(self) -> None:
        """Say where hazards come from: they are entered with their visit."""
        self.messages.say(
            Message("隐患随检查一起录入。", "", "请到检查记录里新增检查，写下的隐患就列在这里。", Kind.INFO),
            "去检查记录",
            lambda: self.list_wanted.emit("inspection", ""),
        )

    def show_record(self, record_id: int) -> None:
        """Select this hazard and show all of it beside the list."""
        self._wanted = record_id
        self._show_panel(True)
        self.show_everything()

    def show_view(self, view_name: str) -> None:
        """Show the list of this saved view and nothing else."""
        self.views.set_current(view_name or _ALL)
        self._forget_day()
        self.bar.clear()
        self.table.setFocus()  # who came for the list goes on in it by keys

    def show_everything(self) -> None:
        """Show every hazard again."""
        self.show_view(_ALL)

    # ---- the list --------------------------------------------------------------------------------------

    def query(self) -> HazardQuery:
        """Return what the list is asked for."""
        from hazard_desk.services.following_up.finding import HazardQuery

        return HazardQuery(
            text=self.bar.search.text(),
            view=self.views.current,
            due_since=self._day,
            due_until=self._day,
            sort=self._sort,
            ascending=self._ascending,
            **self.bar.chosen(),
        )

    def reload_list(self) -> None:
        """Read what matches the search, the filters, the day and the view."""
        from dataclasses import replace

        from hazard_desk.services.following_up.finding import deadlines, find_hazards, hazard_counts

        query = self.query()
        read = partial(self.background.read, owner=self, failed=self.messages.show_error)
        read(find_hazards, query, done=self._on_ids, key="hazards/ids")
        read(hazard_counts, query, done=self._on_counts, key="hazards/counts")
        if not self.calendar.isHidden():
            any_day = replace(query, due_since=None, due_until=None)
            read(deadlines, any_day, done=self._on_deadlines, key="hazards/deadlines")
        self.bar.clear_button.setVisible(self.bar.is_narrowed)

    def _on_ids(self, ids: Sequence[int]) -> None:
        current = self.table.current_id
        before = self.model.row_of(current) if current is not None else None
        had_focus = self.table.hasFocus()
        self.model.set_ids(ids)
        if self._wanted is not None:
            self.table.go_to(self._wanted)
            self._wanted = None
        elif len(ids) and not self.table.selected_ids:
            # A step may have taken the hazard out of this view: the next one moves up into its place.
            self.table.go_to(ids[min(before or 0, len(ids) - 1)])
        self._table_stack.setCurrentWidget(self.table if len(ids) else self.empty)
        view = self.views.current
        nothing = not len(ids) and view == _ALL and not self.bar.is_narrowed
        narrowed = self.bar.is_narrowed
        self.empty.say(view, in_view=view != _ALL, nothing_at_all=nothing, narrowed=narrowed)
        if had_focus and not len(ids):
            (self.empty.visits_button if nothing else self.empty.clear_button).setFocus()
        self._on_selection()

    def _find_in_all(self) -> None:
        self._forget_day()
        self.views.set_current(_ALL)
        self.reload_list()
        self.table.setFocus()

    def _open_filters(self) -> None:
        if self.bar.is_narrowed:
            self.bar.clear()
        else:
            self.show_everything()

    def _on_counts(self, counts: dict[str, int]) -> None:
        self.views.show_counts(counts)

    def _on_deadlines(self, days: list[DueDay]) -> None:
        self.calendar.show_deadlines(days)

    def _on_view(self) -> None:
        if self._day is not None and self.views.current != _OPEN:
            self._forget_day()
        self.reload_list()

    def _sort_by(self, key: str, ascending: bool) -> None:
        self._sort, self._ascending = key, ascending
        self._keep("sort", [key, ascending])
        self.reload_list()

    def _enter_table(self) -> None:
        if len(self.model.ids):
            if self.table.current_id is None:
                self.table.go_to(self.model.id_at(0))
            self.table.setFocus()

    def _open_visit(self, hazard_id: int) -> None:
        """Go to the visit that found the hazard: its own fields are edited there."""
        row = self.model.row_of(hazard_id)
        record = self.model.record(row) if row is not None else None
        if record is not None:
            self.record_wanted.emit("inspection", record.inspection_id)

    # ---- the calendar ----------------------------------------------------------------------------------

    def choose_day(self, day: date | None) -> None:
        """List what is open and due on this day; None goes back to the view before."""
        if day is not None:
            if self._day is None:
                self._view_before_day = self.views.current
            self._day = day
            self.views.set_current(_OPEN)
            self.bar.show_day(day)
            self.calendar.choose(day)
        elif self._day is not None:
            self.views.set_current(self._view_before_day)
            self._forget_day()
        self.reload_list()

    def _forget_day(self) -> None:
        self._day = None
        self.bar.show_day(None)
        self.calendar.choose(None)

    def _show_calendar(self, shown: bool) -> None:
        self.calendar.setVisible(shown)
        self._keep("calendar", shown)
        if shown:
            if self.width() < _ROOM_FOR_BOTH:
                self._show_panel(False)
            self.reload_list()
            self.calendar.setFocus()
        else:
            if self._day is not None:
                self.choose_day(None)
            self.table.setFocus()

    def _leave_calendar(self) -> None:
        if self._day is not None:
            self.choose_day(None)
        else:
            self.bar.calendar_button.setChecked(False)

    # ---- selection and panel ---------------------------------------------------------------------------

    def _on_selection(self) -> None:
        ids = self.table.selected_ids
        chosen = f"已选 {len(ids)} 条 · " if ids else ""
        shown = len(self.model.ids)
        listed = f"{shown} 条符合条件" if self.bar.is_narrowed else f"共 {shown} 条"
        self.status_changed.emit(f"{chosen}{listed}")
        self.bar.steps_button.setEnabled(bool(ids))
        if len(ids) != 1 or self.panel.isHidden():
            self.panel.show_nothing(len(ids))
            return
        from hazard_desk.services.following_up.history import hazard_record

        self.background.read(
            hazard_record,
            ids[0],
            done=self._show_in_panel,
            failed=self._panel_failed,
            key="hazards/panel",
            owner=self,
        )

    def _show_in_panel(self, record: HazardRecord) -> None:
        if self.table.selected_ids == [record.row.id]:
            self.panel.show_record(record, self._today())

    def _panel_failed(self, error: Exception) -> None:
        self.panel.show_nothing()
        if not isinstance(error, RecordMissing):  # it went to the recycle bin a moment ago
            self.messages.show_error(error)

    def _show_panel(self, shown: bool) -> None:
        if shown == (not self.panel.isHidden()):
            return
        self.panel.setVisible(shown)
        self._keep("panel", shown)
        self._on_selection()
        self.table.setFocus()

    def _on_escape(self) -> None:
        if self._day is not None:
            self.choose_day(None)
        else:
            self._show_panel(False)

    def _keep_panel_width(self) -> None:
        if not self.panel.isHidden():
            self._keep("panel_width", self.splitter.sizes()[2])
