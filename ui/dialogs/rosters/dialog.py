"""名册: two tabs, each a list beside its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.forms import PersonForm, VillageForm, plain_values
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.drafts import Drafts
from ui.widgets.enterprises_field import EnterprisesField

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.rosters import RosterFacts
    from ui.background import Background

Start = Literal["villages", "people"]


class _Roster(ListBesideForm):
    """One roster; the subclass names it and its form."""

    searched = ("name",)
    stretched = "about"
    about = "备注"
    used_by = "用它的记录数"
    name_width = 120  # at 150 % the list has 276 px for its columns
    make_form: Callable[[Drafts], EntryForm]

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        columns = (
            Column("name", "名称" if self.noun != "people" else "姓名", width=self.name_width),
            Column("about", self.about, width=200),
            Column("used", "用到", width=56, align=Align.RIGHT, tooltip=lambda _row: self.used_by),
        )
        super().__init__(background, columns, preferences)
        self.entry = type(self).make_form(preferences.drafts)
        self.add_form(self.entry)

    def facts_class(self) -> type[RosterFacts]:
        """Return the facts of this roster's entries."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read the entries."""
        from hazard_desk.services.rosters import roster_rows

        self.background.read(
            roster_rows,
            self.facts_class(),
            done=self.show_rows,
            failed=self.messages.show_error,
            key=f"rosters/{self.noun}",
            owner=self,
        )

    def show_record(self, row: Any) -> None:
        """Read one entry and show it."""
        from hazard_desk.services.rosters import roster_facts

        def show(facts: RosterFacts) -> None:
            self.entry.show_stored(facts.name, plain_values(facts), key=f"{self.noun}/{row.id}")
            self.show_form(self.entry)

        self.read_record(row, show, roster_facts, self.facts_class(), row.id)

    def begin_new(self) -> None:
        """Begin an empty entry."""
        self.show_form(self.entry)
        self.entry.begin_new(f"新增{self.what}", {}, key=f"{self.noun}/new", previous={})

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the entry."""
        from hazard_desk.services.rosters import save_roster_entry

        facts = self.facts_class()(**form.values())
        return save_roster_entry, facts, row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the entry."""
        from hazard_desk.services.rosters import remove_roster_entry

        return remove_roster_entry, self.facts_class(), row.id


class Villages(_Roster):
    """村（社区）."""

    what, noun = "村（社区）", "villages"
    about = "网格员、备注"
    used_by = "属于它的企业，家在这里或包联它的人员，适用范围里有它的专项行动"
    concerned_by = frozenset({"village", "enterprise", "person", "duty", "campaign", "campaign_village"})
    make_form = VillageForm

    def facts_class(self) -> type[RosterFacts]:
        """Return the facts of a village."""
        from hazard_desk.services.rosters import VillageFacts

        return VillageFacts


class People(_Roster):
    """人员."""

    what, noun = "人员", "people"
    about = "职务、电话"
    name_width = 96
    used_by = "这个人带队或参加的检查，由他负责的重点任务"
    concerned_by = frozenset(
        {"person", "duty", "conflict", "village", "industry", "enterprise", "inspection", "setting", "task"}
    )
    make_form = PersonForm

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty; the form looks for enterprises through the list."""
        super().__init__(background, preferences)
        form = self.entry
        assert isinstance(form, PersonForm)
        form.seek_in(self._find_enterprises)
        for field in (form.employers, form.relatives):
            field.names_wanted.connect(partial(self._name_enterprises, field))

    def facts_class(self) -> type[RosterFacts]:
        """Return the facts of a person."""
        from hazard_desk.services.rosters import PersonFacts

        return PersonFacts

    def reload(self) -> None:
        """Read what the duties may name, then the people."""
        from hazard_desk.services.quotas import leader_targets
        from hazard_desk.services.rosters import duty_choices

        form = self.entry
        assert isinstance(form, PersonForm)
        # One thread reads, in order: the lists are there before an entry is shown.
        self.background.read(
            duty_choices,
            done=lambda choices: form.offer(*choices),
            failed=self.messages.show_error,
            key="rosters/duties",
            owner=self,
        )
        self.background.read(
            leader_targets,
            done=form.set_targets,
            failed=self.messages.show_error,
            key="rosters/targets",
            owner=self,
        )
        super().reload()

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="rosters/enterprises", owner=self
        )

    def _name_enterprises(self, field: EnterprisesField, ids: Sequence[int]) -> None:
        from hazard_desk.services.registry import enterprise_rows

        self.background.read(
            enterprise_rows,
            ids,
            done=lambda rows: field.show_names({row.id: row.name for row in rows}),
            failed=self.messages.show_error,
            owner=field,
        )


_TABS: dict[Start, Callable[[Background, Preferences], ListBesideForm]] = {
    "villages": Villages,
    "people": People,
}


class RostersDialog(DeskDialog):
    """村（社区） · 人员."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None = None,
        start: Start = "villages",
    ) -> None:
        """Begin with the tab `start`."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("名册")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for tab in _TABS.values():
            desk = tab(background, self.preferences)
            self.add_desk(desk)
            self.tabs.addTab(desk, desk.what)
        self.tabs.setCurrentIndex(list(_TABS).index(start))
        self.tabs.currentChanged.connect(lambda _at: self._on_tab())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def begin_at(self, start: str) -> None:
        """Begin with this tab."""
        self.tabs.setCurrentIndex([*_TABS].index(start))  # type: ignore[arg-type]

    @property
    def desk(self) -> ListBesideForm:
        """Return the list of the tab in sight."""
        return self.desks[self.tabs.currentIndex()]

    def _on_tab(self) -> None:
        self.desk.reload()
