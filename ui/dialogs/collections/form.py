"""The form of a 收表: which table, of whom, until when; what its columns are in our registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hazard_desk.terms import PartyKind
from ui import theme
from ui.dialogs.collections.columns_field import ColumnsField
from ui.dialogs.collections.parties_field import PartiesField
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.collecting.facts import CollectionFacts
    from hazard_desk.services.collecting.record import PartyChoices


class CollectionForm(EntryForm):
    """收表: begun from the table that is sent out."""

    template_wanted = Signal()  # she wants to choose the table that is sent out
    papers_wanted = Signal()

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self._exempt: tuple[tuple[int, str], ...] = ()
        self._fingerprint = ""
        self.template: Path | None = None  # chosen, to be kept with the record
        self.add_group("收什么表")
        self.add_widget(self._make_template_row())
        self.add_group("")
        self.add_field(TextField("name", "表名", required=True, wide=True, longest=120))
        self.asked = self.add_field(ChoiceField("asked", "向谁收", PartyKind, required=True, optional=False))
        self.add_field(DateField("asked_on", "发表日期"))
        self.add_field(DateField("due_on", "截止日期")).show_hint("过了这一天交的算迟交。")
        self.parties = self.add_field(PartiesField("parties", "应交单位"))
        self.columns = self.add_field(ColumnsField("columns", "表头"))
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))
        self.asked.changed.connect(self._on_asked)
        self.save_next_button.hide()
        self.keys_label.setText("Ctrl+S 保存")

    def _make_template_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.LABEL_GAP)
        self.template_button = push_button(
            "选发下去的空白表…", "从 .xlsx 空白表里读出表名和表头", self.template_wanted.emit, "open"
        )
        self.template_words = QLabel("先选发下去的那张空白表（.xlsx），表名和表头会自动填好。")
        self.template_words.setWordWrap(True)
        theme.set_role(self.template_words, "secondary")
        self.papers_button = push_button("附件…", "发下去的空白表、通知等", self.papers_wanted.emit, "attach")
        self.papers_button.hide()
        line.addWidget(self.template_button)
        line.addWidget(self.template_words, 1)
        line.addWidget(self.papers_button)
        return row

    def offer(self, choices: PartyChoices) -> None:
        """Offer whom a table can be asked of."""
        self.parties.offer(choices)
        self._on_asked()

    def _on_asked(self) -> None:
        self.parties.show_kind(self.asked.value() or PartyKind.VILLAGE)

    # ---- a record ----------------------------------------------------------------------------------------

    def begin_collection(self) -> None:
        """Begin a new one, of all villages."""
        self._exempt, self._fingerprint, self.template = (), "", None
        self._say_template(has_columns=False)
        self.papers_button.hide()
        values = {"asked": PartyKind.VILLAGE, "parties": self.parties.all_of(PartyKind.VILLAGE)}
        self.begin_new("新建收表", values, key="collections/new", previous={})
        self._on_asked()
        self._say_template(has_columns=bool(self.columns.value()))

    def show_collection(self, collection_id: int, facts: CollectionFacts) -> None:
        """Show a stored one."""
        self._exempt, self._fingerprint, self.template = facts.exempt, facts.fingerprint, None
        values = {
            "name": facts.name,
            "asked": facts.asked,
            "asked_on": facts.asked_on,
            "due_on": facts.due_on,
            "note": facts.note,
            "parties": facts.parties,
            "columns": facts.columns,
        }
        self.show_stored(facts.name, values, key=f"collections/{collection_id}")
        self._on_asked()
        self.papers_button.show()
        self._say_template(has_columns=True)

    def keep_exempt(self, facts: CollectionFacts) -> None:
        """Know which parties are 免报: that is said elsewhere, and saving must not forget it."""
        self._exempt = facts.exempt

    def show_template(self, path: Path, facts: CollectionFacts) -> None:
        """Fill in what the table says of itself; nothing is saved yet."""
        self.template, self._fingerprint = path, facts.fingerprint
        if not self.fields["name"].value():
            self.fields["name"].set_value(facts.name)
        self.columns.set_value(facts.columns)
        self._say_template(has_columns=True)
        self.go_to(self.fields["name"])

    def _say_template(self, *, has_columns: bool) -> None:
        if self.template is not None:
            words = f"已读「{self.template.name}」的表头，请在下面核对。保存后空白表存进附件。"
        elif has_columns:
            words = "换一张表，会重新读出表头。"
        else:
            words = "先选发下去的那张空白表（.xlsx），表名和表头会自动填好。"
        self.template_words.setText(words)

    def facts(self) -> CollectionFacts:
        """Return what stands in the form."""
        from hazard_desk.services.collecting.facts import CollectionFacts

        values: dict[str, Any] = self.values()
        parties = set(values["parties"])
        return CollectionFacts(
            **values,
            fingerprint=self._fingerprint,
            exempt=tuple(one for one in self._exempt if one[0] in parties),
        )
