"""专项行动: the list with the office itself at its head, and two forms for each: its facts, 期初数."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QTabBar, QVBoxLayout, QWidget

from ui.dialogs.campaigns.forms import CampaignForm, OwnForm
from ui.dialogs.campaigns.opening_form import OpeningForm
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.forms import plain_values
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Kind, Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.attachment_strip import CONCERNED_BY as ATTACHMENTS

if TYPE_CHECKING:
    from hazard_desk.services.campaigning import CampaignFacts, CampaignRow, OpeningFacts
    from hazard_desk.services.campaigning.offering import CampaignChoices
    from hazard_desk.services.campaigning.opening import Opening
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_OPENING = 1  # the tab
_OPENING_NOUNS = frozenset({"opening_statement", "opening_figure"})
_OF = frozenset(
    {
        "campaign",
        "campaign_industry",
        "campaign_village",
        "campaign_phase",
        "report_obligation",
        "village",
        "industry",
    }
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A campaign, or (id 0) the office with all its records."""

    id: int
    name: str
    about: str
    stands: str
    used: int | None


_OFFICE = _Line(0, "本单位（全部记录）", "不属于哪个专项行动的报送要求", "", None)
_COLUMNS = (
    Column("name", "名称", width=160),
    Column("about", "文号、起止日期", width=176),
    Column("stands", "阶段", width=76),
    Column(
        "used",
        "用到",
        width=48,
        align=Align.RIGHT,
        text=lambda line: "" if line.used is None else str(line.used),
        tooltip=lambda _line: "属于它的检查、执法、举报等记录，以它的名义填写和报送的表",
    ),
)


def _draft_of(example: str) -> str:
    return f"campaigns/new/{example}" if example else "campaigns/new"


class CampaignsDesk(ListBesideForm):
    """The list of the campaigns beside their forms."""

    what, noun = "专项行动", "campaigns"
    stretched = "name"
    searched = ("name",)

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        from hazard_desk.services.campaigning.saving import USED_BY

        self.concerned_by = _OF | USED_BY
        super().__init__(background, _COLUMNS, preferences)
        self._drafts = preferences.drafts
        self._examples: dict[str, CampaignFacts] = {}
        self._begun = ""  # the example that a new campaign was begun with
        self.entry = CampaignForm(preferences.drafts)
        self.own = OwnForm(preferences.drafts)
        self.opening = OpeningForm(preferences.drafts)
        for form in (self.entry, self.own, self.opening):
            self.add_form(form)
        # Delete in the list is about the campaign, the button about what is in sight.
        self.opening.removal_wanted.disconnect()
        self.opening.removal_wanted.connect(self._remove_opening)
        self.opening.attachments_wanted.connect(self.open_attachments)
        self.example_menu = QMenu(self)
        self.example_button = QPushButton("从文件示例新增")
        self.example_button.setToolTip("按一份文件里的专项行动起个头，再改成本单位的")
        self.example_button.setMenu(self.example_menu)
        self.head.addWidget(self.example_button)

    def _make_right(self) -> QWidget:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.addTab("专项行动")
        self.tabs.addTab("期初数")
        self.tabs.setTabToolTip(0, "Alt+1")
        self.tabs.setTabToolTip(_OPENING, "Alt+2：用本程序以前的累计数")
        self.tabs.hide()
        self.tabs.currentChanged.connect(lambda _at: self._on_tab())
        return self.above_forms(self.tabs, self._show_tabs)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what the forms offer, then the campaigns."""
        from hazard_desk.services.campaigning import campaign_rows
        from hazard_desk.services.campaigning.offering import campaign_choices

        read, failed = self.background.read, self.messages.show_error
        # One thread reads, in order: the lists are there before a campaign is shown.
        read(campaign_choices, done=self._offer, failed=failed, key="campaigns/offered", owner=self)
        read(campaign_rows, done=self._on_rows, failed=failed, key="campaigns/list", owner=self)

    def _offer(self, choices: CampaignChoices) -> None:
        self.entry.offer(choices.villages, choices.industries, choices.forms)
        self.own.obligations.offer_forms(choices.forms)
        self._examples = choices.examples
        if self.example_menu.isEmpty():
            for key, facts in choices.examples.items():
                words = facts.name + (f"（{facts.document_number}）" if facts.document_number else "")
                self.example_menu.addAction(words, partial(self.begin_example, key))

    def _on_rows(self, rows: Sequence[CampaignRow]) -> None:
        lines = [_Line(row.id, row.name, row.about, row.stands, row.used) for row in rows]
        self.show_rows([_OFFICE, *lines])

    def seek_opening(self, statement_id: int) -> None:
        """Go to these 期初数 once the list has been read."""
        from hazard_desk.services.campaigning import opening_facts

        def go(facts: OpeningFacts) -> None:
            self._wanted = facts.campaign_id or _OFFICE.id
            self.tabs.setCurrentIndex(_OPENING)
            self.reload()

        self.background.read(
            opening_facts, statement_id, done=go, failed=self.messages.show_error, owner=self
        )

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many campaigns there are."""
        found = sum(row.id != _OFFICE.id for row in rows)
        total = len(self._rows) - 1
        return f"共 {total} 个专项行动" + ("" if found == total else f"，找到 {found} 个")

    def row_id(self, form: EntryForm, record_id: int) -> int:
        """Return the line of what was saved: opening figures stand behind the one in sight."""
        return self._row.id if form is self.opening and self._row is not None else record_id

    # ---- the forms -------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read what the tab in sight shows of this line."""
        read = partial(self.read_record, row)
        if self.tabs.currentIndex() == _OPENING:
            from hazard_desk.services.campaigning import opening_of

            read(partial(self._show_opening, row), opening_of, row.id or None)
        elif row.id == _OFFICE.id:
            from hazard_desk.services.campaigning import own_obligations

            read(self._show_own, own_obligations)
        else:
            from hazard_desk.services.campaigning import campaign_facts

            read(partial(self._show_campaign, row), campaign_facts, row.id)

    def _show_campaign(self, row: _Line, facts: CampaignFacts) -> None:
        self.entry.show_stored(facts.name, plain_values(facts), key=f"campaigns/{row.id}")
        self.show_form(self.entry)
        self._read_scope(row.id)

    def _read_scope(self, campaign_id: int) -> None:
        from hazard_desk.services.campaigning import enterprises_in_scope

        def show(count: int) -> None:
            if self._row is not None and self._row.id == campaign_id:
                self.entry.subtitle.setText(f"范围里正常经营的企业 {count} 家")

        read = self.background.read
        read(enterprises_in_scope, campaign_id, done=show, key="campaigns/scope", owner=self)

    def _show_own(self, obligations: object) -> None:
        self.own.show_own(obligations)
        self.show_form(self.own)

    def _show_opening(self, row: _Line, opening: Opening | None) -> None:
        self.opening.show_opening(row.name, row.id or None, opening)
        self.show_form(self.opening)
        self._read_attachments()

    def show_form(self, form: EntryForm) -> None:
        """Bring this form into sight, under the tabs where its line is there already."""
        super().show_form(form)
        self._show_tabs()

    def _show_tabs(self) -> None:
        row = self._row
        self.tabs.setTabText(0, "报送要求" if row is not None and row.id == _OFFICE.id else "专项行动")
        self.tabs.setVisible(self.form is not None and row is not None)

    def _on_tab(self) -> None:
        if self._row is not None:
            self.put_aside()
            self.show_record(self._row)

    def choose_tab(self, place: int) -> None:
        """Go over to the facts or to 期初数 of the line in sight."""
        if self.tabs.isVisible():
            self.tabs.setCurrentIndex(place)

    def _go_back(self, row: Any) -> None:
        if row is not None and self._row is not None and self._row.id == row.id:
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())  # left by its tab
        elif row is None and self._begun:
            self.begin_example(self._begun)
        else:
            super()._go_back(row)

    def begin_new(self) -> None:
        """Begin an empty campaign, or go on with one that was begun with an example and not saved."""
        kept = self._drafts.get
        waiting = next((key for key in self._examples if kept(_draft_of(key)) is not None), "")
        if waiting and kept(_draft_of("")) is None:
            self._begin(waiting)
        else:
            self._begin("")

    def begin_example(self, key: str) -> None:
        """Begin a campaign with what a document says of it; nothing is entered until it is saved."""
        self.put_aside()
        self._row = None
        self.table.clearSelection()
        kept = self._drafts.get(_draft_of(key)) is not None  # changed already, and not saved
        self._begin(key)
        if not kept:
            self.entry.set_values(plain_values(self._examples[key]))
            self._say(
                Message(
                    "已照文件填好，还没有保存。",
                    "",
                    "核对名称、起止日期、报送对象，改成本单位的，再按“保存”。",
                )
            )

    def _begin(self, key: str) -> None:
        self._begun = key
        self.show_form(self.entry)
        title = "新增专项行动（文件示例）" if key else "新增专项行动"
        self.entry.begin_new(title, {}, key=_draft_of(key), previous={})

    def begin_next(self, form: EntryForm) -> None:
        """Begin another campaign; of the office and of 期初数 there is only one."""
        if form is self.entry:
            super().begin_next(form)

    # ---- saving and removing ---------------------------------------------------------------------------

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save what stands in the form."""
        from hazard_desk.services import campaigning

        if form is self.opening:
            return campaigning.save_opening, self.opening.facts(), self.opening.statement_id
        if form is self.own:
            return campaigning.save_own_obligations, self.own.obligations.value()
        facts = campaigning.CampaignFacts(**form.values())
        return campaigning.save_campaign, facts, row.id if row is not None else None

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        super()._saved(form, changes, then_new)
        if form is self.entry and self._row is not None:
            self._read_scope(self._row.id)
        if form is not self.opening:
            return
        if self.opening.statement_id != changes.record_id:
            self.opening.set_statement(changes.record_id)
        if changes.notices:
            said = f"已保存：{changes.summary}。" + "".join(changes.notices)
            self._say(Message(said, "", "请对照原表核对。", Kind.WARNING))

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the campaign."""
        from hazard_desk.services.campaigning import remove_campaign

        return remove_campaign, row.id

    def remove(self) -> None:
        """Move the campaign in sight to the recycle bin; the office itself stays."""
        if self._row is not None and self._row.id != _OFFICE.id:
            super().remove()

    def _remove_opening(self) -> None:
        from hazard_desk.services.campaigning import remove_opening

        row, statement_id = self._row, self.opening.statement_id
        if row is None or statement_id is None:
            return
        self.background.write(
            remove_opening,
            statement_id,
            done=lambda changes: self._on_opening_removed(row, changes),
            failed=self._not_removed,
            owner=self,
        )

    def _on_opening_removed(self, row: _Line, changes: Changes) -> None:
        self.opening.keep_draft()
        self._say(
            Message(f"{self.removed_words}：{row.name}的期初数。", kind=Kind.SUCCESS),
            "撤销（Ctrl+Z）",
            self.undo_removal,
        )
        if changes.entry_id is not None:
            self._removed = (changes.entry_id, row.id)
        self.show_record(row)

    def _on_changed(self, changes: Changes) -> None:
        super()._on_changed(changes)
        if not self.isVisible() or self.form is not self.opening or self._row is None:
            return
        if changes.nouns & _OPENING_NOUNS and not self.opening.is_changed:
            self.show_record(self._row)
        elif changes.nouns & ATTACHMENTS:
            self._read_attachments()

    # ---- scans -----------------------------------------------------------------------------------------

    def open_attachments(self) -> None:
        """Show the scans of the tables that the figures are taken from."""
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        if self.opening.statement_id is None:
            return
        owner = Owner("opening_statement", self.opening.statement_id)
        title = f"{self.opening.title.text()}的依据"
        AttachmentsDialog(self.background, self.messages, self, [(owner, title)]).open()

    def _read_attachments(self) -> None:
        from hazard_desk.services.attaching import attachment_counts

        known = self.opening.statement_id
        if known is None:
            return

        def show(counts: dict[int, int]) -> None:
            if self.opening.statement_id == known:
                self.opening.show_attachment_count(counts.get(known, 0))

        self.background.read(
            attachment_counts, "opening_statement", [known], done=show, key="campaigns/scans", owner=self
        )


class CampaignsDialog(DeskDialog):
    """专项行动."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("专项行动")
        self.campaigns = CampaignsDesk(background, self.preferences)
        self.add_desk(self.campaigns)
        for place in range(self.campaigns.tabs.count()):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.activated.connect(partial(self.campaigns.choose_tab, place))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.campaigns)

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show 期初数 by the id of their statement."""
        self.campaigns.seek_opening(record_id)
