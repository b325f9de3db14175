"""举报线索: all of them in one list, the form of the chosen one beside it; both lists on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hazard_desk.terms import TipState
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.dialogs.tip_offs.form import TipOffForm
from ui.dialogs.tip_offs.tools import TipOffTools
from ui.messages import Messages
from ui.preferences import Preferences
from ui.tables.columns import Column
from ui.theme import Meaning
from ui.widgets.check_list import FilterButton, Option

if TYPE_CHECKING:
    from hazard_desk.rules.facts import InspectionFacts
    from hazard_desk.services.inspecting.offering import EnterpriseGlance
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.tip_offs import TipOffRecord, TipOffRow, VerifyingVisit
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_OVERDUE = "overdue"  # of the filter, beside the states
_MEANINGS = {
    TipState.RECEIVED: Meaning.DUE_SOON,
    TipState.CLOSED: Meaning.CLOSED,
    TipState.REFUSED: Meaning.VOID,
}
_PAPERS = {"tip-off-ledger": "举报线索台账（内部）", "tip-off-public": "举报问题清单（公开）"}


def _term(row: TipOffRow) -> str:
    if row.overdue:
        return f"逾期 {row.overdue} 天"
    over = row.state in (TipState.CLOSED, TipState.REFUSED)
    return "" if over or row.due_on is None else f"{row.due_on:%m-%d} 到期"


_COLUMNS = (
    Column("number", "编号", width=74),
    Column(
        "state",
        "状态",
        width=78,
        text=lambda row: row.state.label,
        meaning=lambda row: _MEANINGS.get(row.state, Meaning.IN_PROGRESS),
    ),
    Column(
        "due_on",
        "期限",
        width=80,
        text=_term,
        meaning=lambda row: Meaning.OVERDUE if row.overdue else None,
        tooltip=lambda row: f"办理期限 {row.due_on}" if row.due_on else "没有定办理期限",
        sortable=False,
    ),
    Column("about", "涉及单位或地点", width=150, tooltip=lambda row: row.content),
    Column("received_on", "收到", width=90, hidden=True),
)


class TipOffDesk(ListBesideForm):
    """The 举报线索, newest first."""

    visit_wanted = Signal(object)  # `InspectionFacts`
    inspection_wanted = Signal(int)

    what, noun = "举报线索", "tip_offs"
    concerned_by = frozenset(
        {"tip_off", "tip_off_campaign", "campaign", "enterprise", "inspection", "hazard", "attachment_link"}
    )
    stretched = "about"
    searched = ("about",)
    search_hint = "查找编号、单位、举报人、内容，或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._campaigns: tuple[str, ...] = ()  # what a new record begins with
        self._previous: dict[str, Any] = {}
        self._record: TipOffRecord | None = None
        super().__init__(background, _COLUMNS, preferences)
        self.entry = TipOffForm(preferences.drafts, self._find_enterprises)
        self.entry.enterprise_wanted.connect(self._pick_again)
        self.entry.visits_wanted.connect(self._offer_visits)
        self.add_form(self.entry)
        self.filter = FilterButton("状态", self._filter_options)
        self.filter.changed.connect(self._show_found)
        self.papers = QHBoxLayout()
        self.papers.addWidget(self.filter)
        self.papers.addStretch()
        layout = self.left.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, self.papers)  # at 150 % the search has no room beside them

    def _make_right(self) -> QWidget:
        self.tools = TipOffTools()
        self.tools.hide()
        self.tools.visit_wanted.connect(self.begin_visit)
        self.tools.inspection_wanted.connect(self._open_inspection)
        self.tools.attachments_wanted.connect(self.open_attachments)
        return self.above_forms(self.tools, self._show_tools)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what the form offers, then the list."""
        from hazard_desk.services.offices import campaigns, leaders, people
        from hazard_desk.services.tip_offs import tip_off_rows

        def offers(reading: Any) -> tuple[list[str], ...]:
            return tuple([one.name for one in query(reading)] for query in (campaigns, people, leaders))

        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(offers, done=lambda found: self.entry.offer(*found), key="tip_offs/offers")
        read(tip_off_rows, done=self.show_rows, key="tip_offs/list")
        if self._row is not None:
            self._read_attachments(self._row.id)

    def seek(self, record_id: int) -> None:
        """Go to this record once the list has been read."""
        self._wanted = record_id
        self.filter.set_chosen(())
        self.reload()

    def name_of(self, row: Any) -> str:
        """Return its number, and whom it is about."""
        return f"{row.number} {row.about}".strip()

    def kept(self, row: Any) -> bool:
        """Tell whether its state is among those chosen."""
        chosen = self.filter.chosen()
        return not chosen or row.state in chosen or (_OVERDUE in chosen and row.overdue > 0)

    def let_through(self, _row: Any) -> None:
        """Show all states."""
        self.filter.set_chosen(())

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many there are, and how many of them wait."""
        over = (TipState.CLOSED, TipState.REFUSED)
        waiting = sum(row.state not in over for row in rows)
        overdue = sum(row.overdue > 0 for row in rows)
        said = [super().count_words(rows), f"待办 {waiting} 条" if waiting else ""]
        return " · ".join(part for part in (*said, f"逾期 {overdue} 条" if overdue else "") if part)

    def _words_of(self, row: Any) -> tuple[str, ...]:
        # Stored with it, initials included; names too that no column shows.
        return tuple(row.search_text.split("\n"))

    def _filter_options(self) -> list[Option]:
        rows = self._rows.values()
        found = Counter(row.state for row in rows)
        overdue = sum(row.overdue > 0 for row in rows)
        states = [Option(state, state.label, found[state]) for state in TipState if found[state]]
        return [Option(_OVERDUE, "逾期", overdue), *states] if overdue else states

    # ---- the form --------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one record and show it."""
        from hazard_desk.services.tip_offs import tip_off_record

        def show(record: TipOffRecord) -> None:
            self._record = record
            self.entry.show_tip_off(record)
            self.show_form(self.entry)

        self.read_record(row, show, tip_off_record, row.id)

    def show_form(self, form: EntryForm) -> None:
        """Bring the form into sight, with what can be done with a stored record."""
        super().show_form(form)
        self._show_tools()

    def _show_tools(self) -> None:
        stored = self.form is not None and self._row is not None and self._record is not None
        self.tools.setVisible(stored)
        if stored:
            assert self._record is not None
            self.tools.show_for(self._record.facts.inspection_id, 0)
            self._read_attachments(self._record.id)

    def begin_new(self) -> None:
        """Begin an empty one."""
        self._record = None
        self.show_form(self.entry)
        self.entry.begin_tip_off(self._campaigns, self._previous)

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the record."""
        from hazard_desk.services.tip_offs import save_tip_off

        facts = self.entry.facts()
        self._campaigns = facts.campaigns
        self._previous = {name: value for name, value in form.values().items() if name != "number"}
        return save_tip_off, facts, row.id if row is not None else None

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        super()._saved(form, changes, then_new)
        if self._row is not None and self._record is not None and not then_new:
            # The form stays as it stands; only what can be done now may be another thing.
            self._record = replace(self._record, facts=self.entry.facts())
            self._show_tools()

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the record."""
        from hazard_desk.services.tip_offs import remove_tip_off

        return remove_tip_off, row.id

    # ---- what hangs on it ------------------------------------------------------------------------------

    def begin_visit(self) -> None:
        """Begin the visit that is to verify the record in sight."""
        from hazard_desk.services.tip_offs import visit_to_verify

        if self._record is None:
            return

        def begin(facts: InspectionFacts) -> None:
            self.visit_wanted.emit(facts)

        self.background.read(
            visit_to_verify,
            self._record.id,
            done=begin,
            failed=self.messages.show_error,
            key="tip_offs/visit",
            owner=self,
        )

    def _open_inspection(self) -> None:
        if self._record is not None and self._record.facts.inspection_id is not None:
            self.inspection_wanted.emit(self._record.facts.inspection_id)

    def open_attachments(self) -> None:
        """Show letters, photos and the like."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        if self._record is not None:
            owner = Owner("tip_off", self._record.id), f"举报线索 {self._record.facts.number}"
            AttachmentsDialog(self.background, self.messages, self.window(), [owner]).open()

    def _read_attachments(self, record_id: int) -> None:
        from hazard_desk.services.attaching import attachment_counts

        def show(counts: dict[int, int]) -> None:
            record = self._record
            if record is not None and record.id == record_id:
                self.tools.show_for(record.facts.inspection_id, counts.get(record_id, 0))

        self.background.read(
            attachment_counts, "tip_off", [record_id], done=show, key="tip_offs/attachments", owner=self
        )

    # ---- enterprises -----------------------------------------------------------------------------------

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="tip_offs/enterprises", owner=self
        )

    def _pick_again(self, enterprise_id: int) -> None:
        from hazard_desk.services.inspecting.offering import enterprise_glance

        def got(glance: EnterpriseGlance) -> None:
            self.entry.enterprise.choose(glance.enterprise)

        self.background.read(
            enterprise_glance, enterprise_id, done=got, failed=self.messages.show_error, owner=self
        )

    def _offer_visits(self, enterprise_id: int) -> None:
        from hazard_desk.services.tip_offs import visits_to_link

        def offer(visits: tuple[VerifyingVisit, ...]) -> None:
            if self.entry.enterprise.value() == enterprise_id:
                self.entry.offer_visits(enterprise_id, visits)

        self.background.read(
            visits_to_link, enterprise_id, done=offer, failed=self.messages.show_error, owner=self
        )


class TipOffsDialog(DeskDialog):
    """举报线索."""

    record_wanted = Signal(str, int)
    visit_wanted = Signal(object)  # `InspectionFacts`
    report_wanted = Signal(object)  # `report_reading.Wanted`

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("举报线索")
        self.records = TipOffDesk(background, self.preferences)
        self.records.visit_wanted.connect(lambda facts: self.leave(self.visit_wanted, facts))
        self.records.inspection_wanted.connect(
            lambda visit_id: self.leave(self.record_wanted, "inspection", visit_id)
        )
        self.print_button = self.papers_button(
            _PAPERS, "举报线索台账、举报问题清单（公开）：看样、打印、存为文件（Ctrl+P）", self.print_form
        )
        self.records.papers.addWidget(self.print_button)
        self.add_desk(self.records)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.records)

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show this record."""
        self.records.seek(record_id)

    def print_form(self, form_id: str) -> None:
        """Show a list of all 线索 as it will print."""
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        self.leave(self.report_wanted, Wanted(form_id, Content.CUMULATIVE))
