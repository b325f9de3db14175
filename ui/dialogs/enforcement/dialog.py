"""执法、追责、曝光和案例: all such facts in one list, the form of the chosen one beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from hazard_desk.rules.money import format_wan
from ui.dialogs.enforcement.case_papers import CasePapers
from ui.dialogs.enforcement.forms import FORMS, FactForm, TypicalCaseForm
from ui.dialogs.enforcement.kind_row import KindRow
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.check_list import FilterButton, Option

if TYPE_CHECKING:
    from hazard_desk.services.enforcing import EnforcementRecord, EnforcementRow
    from hazard_desk.services.inspecting.offering import EnterpriseGlance, EntryChoices
    from hazard_desk.services.registry import EnterpriseRow
    from ui.background import Background


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list; records of five tables share it, so its id is no record's."""

    id: int
    key: str
    record_id: int
    on: date
    kind: str
    who: str
    text: str
    amount_fen: int


_COLUMNS = (
    Column("on", "日期", width=90),
    Column("kind", "类别", width=104),
    Column("who", "单位 / 人", width=140),
    Column("text", "内容", width=140),
    Column(
        "amount_fen",
        "金额（万元）",
        width=98,
        align=Align.RIGHT,
        text=lambda line: format_wan(line.amount_fen) if line.amount_fen else "",
    ),
)
_FORM_KEYS = tuple(form.key for form in FORMS)


def _line_id(key: str, record_id: int) -> int:
    return record_id * len(_FORM_KEYS) + _FORM_KEYS.index(key)


class EnforcementDesk(ListBesideForm):
    """The list of all such facts, newest first, and the forms of their kinds."""

    what, noun = "执法、追责等记录", "enforcement"
    concerned_by = frozenset(
        {"illegal_act", "penalty", "accountability", "admonition", "typical_case", "campaign", "enterprise"}
    )
    stretched = "text"
    searched = ("who", "kind")
    search_hint = "查找单位、人名、内容"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._campaigns: tuple[str, ...] = ()  # what a new record begins with
        self._previous: dict[str, dict[str, Any]] = {}
        super().__init__(background, _COLUMNS, preferences)
        self._drafts = preferences.drafts
        self._by_class: dict[type, str] = {}
        self.entry: dict[str, FactForm] = {}
        for form_class in FORMS:
            form = self.entry[form_class.key] = form_class(preferences.drafts, self._find_enterprises)
            form.enterprise_wanted.connect(lambda wanted, form=form: self._pick_again(form, wanted))
            self.add_form(form)
        self._make_papers()
        self.filter = FilterButton("类别", self._filter_options)
        self.filter.changed.connect(self._show_found)
        self.head.insertWidget(1, self.filter)
        self.kind_row.chosen.connect(self._switch)
        self.kind_row.entered.connect(self.enter_form)

    def _make_right(self) -> QWidget:
        self.kind_row = KindRow({form.key: form.title_words for form in FORMS})
        self.kind_row.hide()
        return self.above_forms(self.kind_row, self._show_kind_row)

    def _make_papers(self) -> None:
        self.papers = CasePapers(self.background, self.messages, self)
        form = self.entry[TypicalCaseForm.key]
        assert isinstance(form, TypicalCaseForm)
        self._case_form = form
        form.word_wanted.connect(self._save_word)
        form.attachments_wanted.connect(self._open_attachments)
        self.papers.counted.connect(self._show_attachment_count)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the campaigns and what was entered last, then the list."""
        from hazard_desk.services.enforcing import enforcement_rows
        from hazard_desk.services.inspecting.offering import entry_choices

        read = self.background.read
        failed = self.messages.show_error
        read(entry_choices, done=self._offer, failed=failed, key="enforcement/choices", owner=self)
        read(enforcement_rows, done=self._on_rows, failed=failed, key="enforcement/list", owner=self)

    def _offer(self, choices: EntryChoices) -> None:
        names = [choice.name for choice in choices.campaigns]
        for form in self.entry.values():
            form.campaigns.set_choices(names)
        if not self._campaigns and choices.previous is not None:
            self._campaigns = tuple(name for name in choices.previous.campaigns if name in names)

    def _on_rows(self, rows: Sequence[EnforcementRow]) -> None:
        if not self._by_class:
            self._by_class = {form.facts_class(): key for key, form in self.entry.items()}
        self.show_rows([self._line(row) for row in rows])

    def _line(self, row: EnforcementRow) -> _Line:
        key = self._by_class[row.facts_class]
        number = _line_id(key, row.id)
        return _Line(number, key, row.id, row.on, row.kind, row.who, row.text, row.amount_fen)

    def seek(self, key: str, record_id: int) -> None:
        """Go to this record once the list has been read."""
        self._wanted = _line_id(key, record_id)
        self.filter.set_chosen(())
        self.reload()

    def row_id(self, form: EntryForm, record_id: int) -> int:
        """Return the id in the list of a record just saved."""
        assert isinstance(form, FactForm)
        return _line_id(form.key, record_id)

    def name_of(self, row: Any) -> str:
        """Return the kind and whom it concerns."""
        return f"{row.kind} {row.who or row.text}"

    def kept(self, row: Any) -> bool:
        """Tell whether the kind is among those chosen."""
        chosen = self.filter.chosen()
        return not chosen or row.kind in chosen

    def let_through(self, _row: Any) -> None:
        """Show all kinds."""
        self.filter.set_chosen(())

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many there are, and the fines among them."""
        fines = sum(row.amount_fen for row in rows)
        return super().count_words(rows) + (f" · 罚款合计 {format_wan(fines)} 万元" if fines else "")

    def _filter_options(self) -> list[Option]:
        found = Counter(row.kind for row in self._rows.values())
        return [Option(kind, kind, number) for kind, number in sorted(found.items(), key=lambda one: -one[1])]

    # ---- the forms -------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one record and show it in the form of its kind."""
        from hazard_desk.services.enforcing import enforcement_record

        form = self.entry[row.key]

        def show(record: EnforcementRecord) -> None:
            key = f"enforcement/{row.key}/{row.record_id}"
            form.show_fact(row.kind, record.facts, record.enterprise, key)
            self.show_form(form)
            if form is self._case_form:
                self._case_form.show_attachment_count(0)
                self.papers.count(row.record_id)

        self.read_record(row, show, enforcement_record, form.facts_class(), row.record_id)

    def show_form(self, form: EntryForm) -> None:
        """Bring this form into sight, under the kinds where it's a new record."""
        super().show_form(form)
        self._show_kind_row()

    def _show_kind_row(self) -> None:
        form = self.form
        if isinstance(form, FactForm):
            self.kind_row.set_current(form.key)
        self.kind_row.setVisible(form is not None and self._row is None)

    def begin_new(self) -> None:
        """Begin with the kind chosen last, or the one that has a draft, and ask for the kind."""
        waiting = [key for key in _FORM_KEYS if self._drafts.get(f"enforcement/{key}/new") is not None]
        key = self.kind_row.current
        self._begin(waiting[0] if waiting and key not in waiting else key)
        self.kind_row.take_focus()

    def begin_next(self, form: EntryForm) -> None:
        """Begin another record of the same kind."""
        assert isinstance(form, FactForm)
        self._row = None
        self.table.clearSelection()
        self._begin(form.key)

    def _begin(self, key: str) -> FactForm:
        form = self.entry[key]
        self.show_form(form)
        form.begin_fact(self._campaigns, f"enforcement/{key}/new", self._previous.get(key, {}))
        return form

    def _switch(self, key: str) -> None:
        """Go over to another kind: what both have goes along, the rest stays as that kind's draft."""
        before = self.form
        if not isinstance(before, FactForm) or self._row is not None:
            return
        raw = before.shared_raw()
        if before.holds_more_than(self.entry[key].shared):
            before.keep_draft()
        else:
            before.saved()
        focused = QApplication.focusWidget()
        in_row = focused is not None and self.kind_row.isAncestorOf(focused)
        form = self._begin(key)
        if not form.is_changed:
            form.put_shared(raw)
        if in_row:
            self.kind_row.take_focus()

    def choose_kind(self, place: int) -> None:
        """Go over to the kind at this place, while a new record is begun."""
        if self.kind_row.isVisible():
            self.kind_row.choose(place)
            self.enter_form()

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the record."""
        from hazard_desk.services.enforcing import save_enforcement

        assert isinstance(form, FactForm)
        facts = form.facts()
        self._campaigns = facts.campaigns
        self._previous[form.key] = form.values()
        return save_enforcement, facts, row.record_id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the record."""
        from hazard_desk.services.enforcing import remove_enforcement

        return remove_enforcement, self.entry[row.key].facts_class(), row.record_id

    # ---- what belongs to a case --------------------------------------------------------------------------

    def _save_word(self) -> None:
        if self._case_form.is_changed:
            self.messages.say(
                Message("这个案例的改动还没有保存。", "还没有出材料。", "请先按 Ctrl+S 保存，再存为 Word。")
            )
        elif self._row is not None:
            self.papers.save_word(self._row.record_id)

    def _open_attachments(self) -> None:
        if self._row is not None:
            self.papers.open_attachments(self._row.record_id, self._row.text)

    def _show_attachment_count(self, case_id: int, number: int) -> None:
        if self._row is not None and self._row.key == TypicalCaseForm.key and self._row.record_id == case_id:
            self._case_form.show_attachment_count(number)

    # ---- enterprises -------------------------------------------------------------------------------------

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="enforcement/enterprises", owner=self
        )

    def _pick_again(self, form: FactForm, enterprise_id: int) -> None:
        from hazard_desk.services.inspecting.offering import enterprise_glance

        def got(glance: EnterpriseGlance) -> None:
            form.enterprise.choose(glance.enterprise)

        self.background.read(
            enterprise_glance, enterprise_id, done=got, failed=self.messages.show_error, owner=self
        )


class EnforcementDialog(DeskDialog):
    """执法、追责、曝光和案例."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("执法、追责、曝光和案例")
        self.records = EnforcementDesk(background, self.preferences)
        self.add_desk(self.records)
        for place in range(len(FORMS)):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.activated.connect(lambda place=place: self.records.choose_kind(place))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.records)

    def show_record(self, noun: str, record_id: int) -> None:
        """Show this record; the tables are called as the kinds are."""
        self.records.seek(noun, record_id)
