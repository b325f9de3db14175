"""The forms of a standard and of one of its items."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.rules.facts import CriterionFacts, StandardFacts, labels
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField

_STANDARD = labels(StandardFacts)
_CRITERION = labels(CriterionFacts)


class StandardForm(EntryForm):
    """判定标准: its name and number, and from when to when it is in force."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.add_field(
            TextField(
                "name",
                _STANDARD["name"],
                required=True,
                wide=True,
                longest=200,
                placeholder="文件里的全称，不加书名号",
            )
        )
        self.add_field(TextField("document_number", _STANDARD["document_number"], wide=True, longest=80))
        self.add_field(TextField("scope", _STANDARD["scope"], wide=True, longest=300))
        since = self.add_field(DateField("effective_from", _STANDARD["effective_from"]))
        since.show_hint("按检查日期用当时有效的标准；不清楚的先不填，当作有效。")
        until = self.add_field(DateField("effective_to", _STANDARD["effective_to"]))
        until.show_hint("最后有效的一天；还有效的不填。")
        self.add_field(LinesField("note", _STANDARD["note"], lines=5, longest=2000))


class CriterionForm(EntryForm):
    """One item: where it stands, its text, and what it is found by."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.standard = self.add_field(
            ChoiceField("standard_id", "标准", [], required=True, wide=True, optional=False)
        )
        self.add_field(
            TextField("article", _CRITERION["article"], required=True, longest=40, placeholder="如 第四条")
        )
        self.add_field(TextField("item", _CRITERION["item"], longest=40, placeholder="如 第（一）项"))
        self.add_field(TextField("heading", _CRITERION["heading"], wide=True, longest=100))
        text = self.add_field(LinesField("text", _CRITERION["text"], lines=8, longest=4000))
        text.show_hint("请照公布的原文录入；空着的显示为“待录入”，以“【摘要】”开头的不是原文。")
        keywords = self.add_field(LinesField("keywords", _CRITERION["keywords"], lines=2, longest=500))
        keywords.show_hint("用顿号隔开；隐患描述里有这些词时提示这一项，不会印在表上。")

    def offer(self, standards: Sequence[tuple[int, str]]) -> None:
        """Offer the standards that an item may stand in."""
        self.standard.set_choices(list(standards))
