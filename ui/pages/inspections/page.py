"""检查记录: find visits, look at one, enter the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.facts import InspectionFacts
from ui import theme
from ui.dialogs.form_batch import FormBatchOffer
from ui.pages.inspections.columns import COLUMNS
from ui.pages.inspections.criterion_offers import CriterionOffers
from ui.pages.inspections.filter_bar import FilterBar
from ui.pages.inspections.form import InspectionForm
from ui.pages.inspections.side_panel import VisitPanel
from ui.pages.inspections.wording import still_missing
from ui.pages.page import Page
from ui.tables.ids_model import FetchRows, IdsTableModel
from ui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from hazard_desk.services.checklists import ListOffer
    from hazard_desk.services.cross_inspecting.following import PairChoice
    from hazard_desk.services.inspecting.finding import InspectionQuery
    from hazard_desk.services.inspecting.offering import EnterpriseGlance, EntryChoices
    from hazard_desk.services.inspecting.record import InspectionRecord
    from hazard_desk.services.offices import Choice, OfficeRow
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages

_PANEL_WIDTH = 320
_SORT = "inspections/sort"
_PANEL = "inspections/panel"
_NONE_YET = "还没有检查记录。按 Ctrl+N 或点“新增检查”，录入第一次检查；已有表格的，点“导入”。"
_NONE_FOUND = "没有符合条件的检查。请换个写法，或放宽筛选条件。"


class InspectionsPage(Page):
    """The list of visits, and over it the form of one."""

    title: ClassVar[str] = "检查记录"
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "inspection",
            "hazard",
            "recheck",
            "inspection_check",
            "inspector",
            "enterprise",
            "village",
            "campaign",
            "person",
            "office",
            "cross_round",
            "cross_pair",
            "cross_party",
            "cross_party_village",
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
        """Build the list; the form is built when it's first asked for."""
        super().__init__(background, messages, settings, parent)
        self._today = today
        self._choices: EntryChoices | None = None
        self._pairs: Sequence[PairChoice] = ()  # of the rounds of 交叉检查
        self._when_choices: Callable[[], None] | None = None
        self._go_to: int | None = None  # the visit to select when the list has been read
        self._go_to_row: int | None = None  # after a removal: the one that moves up into its place
        self._editing: int | None = None
        self._back_to: int | None = None  # the pair of 交叉检查 that the visit in the form was begun from
        self._total = 0
        self._form: InspectionForm | None = None
        self._sort, self._ascending = self._kept_sort()
        self.bar = FilterBar(self.title, today)
        self.model = IdsTableModel(COLUMNS, self._fetch_rows(), self)
        self.table = RecordTable(self.model, "inspections", settings)
        self.table.setAccessibleName("检查列表")
        self.panel = VisitPanel()
        self.printing = FormBatchOffer(self, self.table, self.model, visits=True)
        self.bar.add_action(self.printing.button)
        self._lay_out()
        self._connect()
        self.table.show_sorted(self._sort, self._ascending)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.panel.setMinimumWidth(240)
        width = self.settings.value(_PANEL)
        wanted = width if isinstance(width, int) and width >= 0 else _PANEL_WIDTH
        self.panel.setVisible(wanted > 0)
        self.splitter.setSizes([10_000, wanted or _PANEL_WIDTH])
        listing = QWidget()
        self.printing.listen(listing)
        column = QVBoxLayout(listing)
        column.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        self.bar.changed.connect(self._find)
        self.bar.new_wanted.connect(self.new_record)
        self.bar.import_wanted.connect(self.import_records)
        self.bar.search.left_downwards.connect(self._enter_table)
        self.model.fetch_failed.connect(self.messages.show_error)
        self.table.sort_requested.connect(self._sort_by)
        self.table.selection_changed.connect(self._on_selection)
        self.table.opened.connect(self.show_record)
        self.table.panel_wanted.connect(self._toggle_panel)
        self.panel.open_wanted.connect(self.show_record)
        self.panel.removal_wanted.connect(lambda visit_id: self._remove([visit_id]))
        self.panel.form_wanted.connect(self.form_wanted)
        self.panel.documents_wanted.connect(self._open_documents)
        self.panel.attachments_wanted.connect(self._open_attachments)
        self.splitter.splitterMoved.connect(lambda _at, _index: self._keep_panel())
        for keys, act in (("Delete", self._remove_selected), ("Esc", self._close_panel)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _fetch_rows(self) -> FetchRows:
        def fetch(
            ids: list[int], done: Callable[[Sequence[Any]], None], failed: Callable[[Exception], None]
        ) -> object:
            from hazard_desk.services.inspecting.finding import inspection_rows

            return self.background.read(inspection_rows, ids, done=done, failed=failed, owner=self)

        return fetch

    # ---- what the window asks --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list and what the filters and the form offer."""
        from hazard_desk.services.cross_inspecting.following import pair_choices
        from hazard_desk.services.inspecting.offering import entry_choices
        from hazard_desk.services.offices import campaigns, office_row, villages

        self._find()
        read = self.background.read
        # One thread reads, in order: the pairs are there before a form is begun.
        read(pair_choices, done=self._on_pairs, key="inspections/pairs", owner=self)
        read(entry_choices, done=self._on_choices, key="inspections/choices", owner=self)
        offered: dict[str, Any] = {}

        def gather(name: str, value: Any) -> None:
            offered[name] = value
            if len(offered) == 3:
                self._offer_filters(offered["villages"], offered["campaigns"], offered["office"])

        for name, query in (("villages", villages), ("campaigns", campaigns), ("office", office_row)):
            read(
                query,
                done=partial(gather, name),
                key=f"inspections/{name}",
                owner=self,
            )

    def focus_search(self) -> None:
        """Put the cursor into the search box, leaving the form (its draft is kept)."""
        if self.stack.currentIndex() > 0 and self._form is not None:
            self._form.leave()
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def new_record(self) -> None:
        """Begin a new visit; one that is being entered goes on."""
        if self._editing is None and self._form is not None and self.stack.currentWidget() is self._form:
            return
        self._with_choices(lambda choices: self._show_form(lambda form: form.begin_new(choices), None))

    def begin_visit(self, facts: InspectionFacts) -> None:
        """Begin a visit that another page prepared; its date and what was found are left to enter."""
        from hazard_desk.services.inspecting.offering import enterprise_glance

        assert facts.enterprise_id is not None

        def got(glance: EnterpriseGlance) -> None:
            row = glance.enterprise

            def begin(choices: EntryChoices) -> None:
                self._show_form(lambda form: form.begin_prepared(facts, row, choices), None)
                self._back_to = facts.cross_pair_id

            self._with_choices(begin)

        self.background.read(
            enterprise_glance,
            facts.enterprise_id,
            done=got,
            failed=self.messages.show_error,
            key="inspections/open",
            owner=self,
        )

    def import_records(self) -> None:
        """Open the import of inspections from a spreadsheet."""
        from ui.dialogs.import_wizard import ImportWizard

        ImportWizard(self.background, self.messages, self.settings, "inspections", self).open()

    def show_record(self, record_id: int) -> None:
        """Open the visit with this id."""
        from hazard_desk.services.inspecting.offering import enterprise_glance
        from hazard_desk.services.inspecting.record import inspection_record

        def got_record(record: InspectionRecord) -> None:
            self.background.read(
                enterprise_glance,
                record.facts.enterprise_id,
                done=lambda glance: self._open(record, glance.enterprise),
                failed=self.messages.show_error,
                owner=self,
            )

        self.background.read(
            inspection_record,
            record_id,
            done=got_record,
            failed=self.messages.show_error,
            key="inspections/open",
            owner=self,
        )

    def show_view(self, _view_name: str) -> None:
        """Show the list, which has no views; what is being typed in the form stays as a draft."""
        if self._form is not None and self.stack.currentWidget() is self._form:
            self._form.leave()
        self.table.setFocus()

    def may_close(self) -> bool:
        """Keep what was typed as a draft and let the window close."""
        if self._form is not None and self.stack.currentWidget() is self._form:
            self._form.keep_draft()
        return True

    # ---- the list --------------------------------------------------------------------------------------

    def _query(self) -> InspectionQuery:
        from hazard_desk.services.inspecting.finding import InspectionQuery

        since, until = self.bar.days()
        return InspectionQuery(
            text=self.bar.search.text(),
            since=since,
            until=until,
            levels=self.bar.levels.chosen(),  # type: ignore[arg-type]
            stages=self.bar.stages.chosen(),  # type: ignore[arg-type]
            modes=self.bar.modes.chosen(),  # type: ignore[arg-type]
            campaigns=self.bar.campaigns.chosen(),  # type: ignore[arg-type]
            villages=self.bar.villages.chosen(),  # type: ignore[arg-type]
            with_open_hazards=self.bar.open_only.isChecked(),
            sort=self._sort,
            ascending=self._ascending,
        )

    def _find(self) -> None:
        from hazard_desk.services.inspecting.finding import find_inspections

        self.background.read(
            find_inspections,
            self._query(),
            done=self._on_found,
            failed=self.messages.show_error,
            key="inspections/list",
            owner=self,
        )

    def _on_found(self, ids: Sequence[int]) -> None:
        self._total = len(ids)
        self.table.set_empty_text(_NONE_FOUND if self.bar.is_narrowed else _NONE_YET)
        self.model.set_ids(ids)
        if self._go_to is not None:
            wanted, self._go_to = self._go_to, None
            if self.table.go_to(wanted):
                # Ctrl may still be held from Ctrl+S, and Qt would then add the row to those selected before.
                self.table.select_ids([wanted])
        elif self._go_to_row is not None and ids and not self.table.selected_ids:
            self.table.go_to(ids[min(self._go_to_row, len(ids) - 1)])
            self._go_to_row = None
        self._on_selection(self.table.selected_ids)

    def _sort_by(self, key: str, ascending: bool) -> None:
        self._sort, self._ascending = key, ascending
        self.settings.setValue(_SORT, f"{key}:{'asc' if ascending else 'desc'}")
        self._find()

    def _kept_sort(self) -> tuple[str, bool]:
        key, _, order = str(self.settings.value(_SORT) or "").partition(":")
        if key in {column.key for column in COLUMNS}:
            return key, order == "asc"
        return "inspected_on", False

    def _enter_table(self) -> None:
        if self.model.rowCount():
            if self.table.current_id is None:
                self.table.go_to(self.model.id_at(0))
            self.table.setFocus()

    def _offer_filters(
        self, villages: Sequence[Choice], campaigns: Sequence[Choice], office: OfficeRow
    ) -> None:
        self.bar.offer(villages, campaigns, office.reporting_weekday)

    # ---- the side panel --------------------------------------------------------------------------------

    def _on_selection(self, ids: Sequence[int]) -> None:
        chosen = f"已选 {len(ids)} 次 · " if ids else ""
        self.status_changed.emit(f"{chosen}共 {self._total} 次检查")
        if len(ids) != 1 or self.panel.isHidden():
            self.panel.show_nothing(len(ids))
            return
        from hazard_desk.services.inspecting.record import inspection_record

        self.background.read(
            inspection_record,
            ids[0],
            done=self._show_in_panel,
            failed=self._panel_failed,
            key="inspections/panel",
            owner=self,
        )

    def _show_in_panel(self, record: InspectionRecord) -> None:
        if self.table.selected_ids == [record.id]:
            leaders = self._choices.leaders if self._choices is not None else []
            names = {leader.id: leader.name for leader in leaders}
            pair_id = record.facts.cross_pair_id
            pair = next((pair.words for pair in self._pairs if pair.id == pair_id), "")
            self.panel.show_record(record, names, self._today(), pair)

    def _panel_failed(self, error: Exception) -> None:
        self.panel.show_nothing()
        if not isinstance(error, RecordMissing):  # it went to the recycle bin a moment ago
            self.messages.show_error(error)

    def _toggle_panel(self, _visit_id: int = 0) -> None:
        self.panel.setVisible(self.panel.isHidden())
        self._keep_panel()
        self._on_selection(self.table.selected_ids)

    def _close_panel(self) -> None:
        if not self.panel.isHidden():
            self._toggle_panel()

    def _keep_panel(self) -> None:
        self.settings.setValue(_PANEL, 0 if self.panel.isHidden() else self.splitter.sizes()[1])

    def _open_documents(self, visit_id: int) -> None:
        from ui.dialogs.documents import DocumentsDialog

        DocumentsDialog(self.background, self.messages, self, inspection_id=visit_id).open()

    def _open_attachments(self, record: InspectionRecord) -> None:
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        owners = [(Owner("inspection", record.id), f"检查 {record.facts.number}　{record.enterprise}")]
        owners += [
            (Owner("hazard", hazard.id), f"隐患 {number}　{hazard.description}")
            for number, hazard in enumerate(record.facts.hazards, 1)
            if hazard.id is not None
        ]
        AttachmentsDialog(self.background, self.messages, self, owners).open()

    # ---- removing --------------------------------------------------------------------------------------

    def _remove_selected(self) -> None:
        self._remove(self.table.selected_ids)

    def _remove(self, ids: Sequence[int]) -> None:
        from hazard_desk.services.inspecting.saving import remove_inspection
        from ui.messages import message_of

        entries: list[int] = []
        refused: list[Exception] = []

        def done(changes: Changes) -> None:
            if changes.entry_id is not None:
                entries.append(changes.entry_id)
            say_at_the_end(changes.summary)

        def failed(error: Exception) -> None:
            refused.append(error)
            self.messages.show_error(error)
            say_at_the_end("")

        def say_at_the_end(summary: str) -> None:
            if not entries or len(entries) + len(refused) < len(ids):
                return
            what = f"已把{summary}。" if len(ids) == 1 else f"已把 {len(entries)} 次检查移入回收站。"
            kept = f"另有 {len(refused)} 次没有移走：{message_of(refused[0]).what}" if refused else ""
            self.messages.say_done(what, kept, "撤销", lambda: self._undo(entries))

        if ids:
            self._go_to_row = self.model.row_of(ids[0])
        for visit_id in ids:
            self.background.write(remove_inspection, visit_id, done=done, failed=failed, owner=self)

    def _undo(self, entries: Sequence[int]) -> None:
        from hazard_desk.services.journal import undo

        for entry in reversed(entries):
            self.background.write(undo, entry, owner=self)
        self.table.setFocus()

    # ---- the form --------------------------------------------------------------------------------------

    def _on_pairs(self, pairs: Sequence[PairChoice]) -> None:
        self._pairs = pairs
        if self._form is not None:
            self._form.visit.offer_pairs(pairs)

    def _on_choices(self, choices: EntryChoices) -> None:
        self._choices = choices
        waiting, self._when_choices = self._when_choices, None
        if waiting is not None:
            waiting()

    def _with_choices(self, then: Callable[[EntryChoices], None]) -> None:
        if self._choices is not None:
            then(self._choices)
            return
        self._when_choices = lambda: self._with_choices(then)
        if self._stale:
            self.activate()

    def _open(self, record: InspectionRecord, row: EnterpriseRow) -> None:
        def begin(choices: EntryChoices) -> None:
            self._show_form(lambda form: form.begin_stored(record, row, choices), record.id)

        self._with_choices(begin)

    def _show_form(self, begin: Callable[[InspectionForm], None], editing: int | None) -> None:
        if self._form is None:
            self._form = self._make_form()
        elif self.stack.currentWidget() is self._form:
            self._form.keep_draft()
        self._editing, self._back_to = editing, None
        self.stack.setCurrentWidget(self._form)
        begin(self._form)

    def _make_form(self) -> InspectionForm:
        form = InspectionForm(self._find_enterprises, self.settings.drafts, self._today)
        form.save_wanted.connect(self._save)
        form.cancelled.connect(self._close_form)
        form.visit.enterprise.picked.connect(self._on_picked)
        form.visit.enterprise.row_wanted.connect(self._pick_again)
        form.checks.lists_wanted.connect(self._offer_lists)
        CriterionOffers(self.background, self.messages, form)
        form.visit.offer_pairs(self._pairs)
        self.stack.addWidget(form)
        return form

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="inspections/pick", owner=self._form
        )

    def _on_picked(self, row: EnterpriseRow | None) -> None:
        if row is None or self._form is None:
            return
        from hazard_desk.services.inspecting.offering import enterprise_glance

        self.background.read(
            enterprise_glance, row.id, done=self._form.show_glance, key="inspections/glance", owner=self._form
        )

    def _pick_again(self, enterprise_id: int) -> None:
        from hazard_desk.services.inspecting.offering import enterprise_glance

        form = self._form
        assert form is not None

        def got(glance: EnterpriseGlance) -> None:
            picker = form.visit.enterprise
            if picker.chosen is None and not picker.editor.isModified():  # nothing was typed meanwhile
                picker.choose(glance.enterprise)

        self.background.read(
            enterprise_glance, enterprise_id, done=got, failed=lambda _error: None, owner=form
        )

    def _offer_lists(self) -> None:
        from hazard_desk.services.checklists import lists_for_visit

        form = self._form
        assert form is not None

        def got(offers: Sequence[ListOffer]) -> None:
            from ui.pages.inspections.list_picker import ListPicker

            picker = ListPicker(offers, form.checks.chosen(), form)
            picker.chosen.connect(form.checks.choose)
            picker.open()

        self.background.read(
            lists_for_visit,
            form.visit.enterprise.value(),
            done=got,
            failed=self.messages.show_error,
            key="inspections/lists",
            owner=form,
        )

    def _close_form(self) -> None:
        self.stack.setCurrentIndex(0)
        self.table.setFocus()

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self, then_new: bool) -> None:
        if self._form is None:
            return
        from hazard_desk.services.inspecting.saving import save_inspection

        self._form.set_busy(True)
        facts = self._form.facts()
        self.background.write(
            save_inspection,
            facts,
            self._editing,
            done=lambda changes: self._saved(changes, facts, then_new),
            failed=self._refused,
            owner=self._form,
        )

    def _saved(self, changes: Changes, facts: InspectionFacts, then_new: bool) -> None:
        form = self._form
        assert form is not None
        form.set_busy(False)
        assert self._choices is not None
        form.saved()
        self._go_to = changes.record_id
        self._choices = replace(self._choices, previous=replace(facts, hazards=[], checks=[]))
        if then_new:
            self._editing = None
            form.begin_next(self._choices)
        else:
            self._close_form()
        pair_id = self._back_to
        if pair_id is None:
            self.messages.say_done(f"{changes.summary}。", still_missing(facts))
        else:
            back = partial(self.record_wanted.emit, "cross_pair", pair_id)
            self.messages.say_done(f"{changes.summary}。", still_missing(facts), "回到交叉检查", back)

    def _refused(self, error: Exception) -> None:
        assert self._form is not None
        self._form.set_busy(False)
        if isinstance(error, InputRefused):
            homeless = self._form.show_problems(error.problems)
            if not homeless:
                return
            error = InputRefused(homeless, error.what)
        self.messages.show_error(error)
