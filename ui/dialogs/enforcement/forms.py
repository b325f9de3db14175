"""The forms of the five kinds of facts, each with exactly its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from hazard_desk.terms import AccountabilityKind, AdmonitionKind, PenaltyKind, PenaltyTarget
from ui import theme
from ui.dialogs.enforcement.counted import counted_as, illegal_act_counted, typical_case_counted
from ui.dialogs.enforcement.unit_picker import UnitPicker
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.fields import DateField, LinesField, MoneyField, NumberField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.enforcing import EnforcementFacts
    from hazard_desk.services.registry import EnterpriseRow

_ROW = "enterprise_row"


class FactForm(EntryForm):
    """One kind of fact. `shared` names the fields whose content goes along when another kind is chosen."""

    enterprise_wanted = Signal(int)  # a draft was put back: please show this enterprise as picked

    key: ClassVar[str]
    title_words: ClassVar[str]
    shared: ClassVar[dict[str, str]]

    def __init__(self, drafts: Drafts, find: Find) -> None:
        """Build the fields; `find` looks for enterprises."""
        super().__init__(drafts)
        self._find = find
        self._stored: EnforcementFacts | None = None
        self.enterprise: EnterprisePicker
        self._build()
        self.campaigns = self.add_field(MultiChoiceField("campaigns", "专项行动", wide=True))
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))
        self.enterprise.row_wanted.connect(self.enterprise_wanted)

    def _build(self) -> None:
        raise NotImplementedError

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts that this form holds."""
        raise NotImplementedError

    def counted(self) -> str:
        """Return in which columns of F4 the record counts."""
        raise NotImplementedError

    # ---- building --------------------------------------------------------------------------------------

    def _add_unit(self, label: str, other_name: str) -> None:
        self.other = TextField(
            other_name, "档案外的单位", wide=True, longest=100, placeholder="企业档案里没有的，写全称或姓名"
        )
        self.enterprise = self.add_field(UnitPicker(label, self._find, self.other))
        self.add_field(self.other)
        self.enterprise.picked.connect(lambda row: self.show_field(other_name, row is None))

    def _add_kind(self, choices: Any, label: str) -> ChoiceField:
        kind = self.add_field(ChoiceField("kind", label, choices, required=True, optional=False))
        kind.changed.connect(self.tell)
        return kind

    # ---- a record --------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Say where the record counts."""
        self.subtitle.setText(self.counted())

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, the enterprise by its row."""
        super().set_values(values)
        self.enterprise.choose(values.get(_ROW))
        self.tell()

    def show_fact(self, title: str, facts: EnforcementFacts, row: EnterpriseRow | None, key: str) -> None:
        """Show a stored record."""
        self._stored = facts
        values = {name: getattr(facts, name) for name in self.fields} | {_ROW: row}
        self.show_stored(title, values, key=key)
        self.tell()

    def begin_fact(self, campaigns: Sequence[str], key: str, previous: dict[str, Any]) -> None:
        """Begin a new record."""
        self._stored = None
        self.begin_new(f"新增{self.title_words}", {"campaigns": campaigns}, key=key, previous=previous)
        self.tell()

    def facts(self) -> EnforcementFacts:
        """Return what stands in the form; what the form doesn't show stays as it was."""
        values = {
            name: value if field.isVisibleTo(self) else self._blank(name)
            for (name, value), field in zip(self.values().items(), self.fields.values(), strict=True)
        }
        for name in ("amount_fen", "certificates"):
            if name in values:
                values[name] = values[name] or 0
        return dataclasses.replace(self._stored or self.facts_class()(), **values)

    def _blank(self, name: str) -> Any:
        return getattr(self.facts_class()(), name)

    # ---- going over to another kind ----------------------------------------------------------------------

    def shared_raw(self) -> dict[str, Any]:
        """Return what stands in the fields that other kinds have too."""
        return {common: self.fields[name].raw() for common, name in self.shared.items()}

    def put_shared(self, raw: Mapping[str, Any]) -> None:
        """Take over what was typed into another kind's form."""
        for common, name in self.shared.items():
            if raw.get(common):
                self.fields[name].set_raw(raw[common])

    def holds_more_than(self, kinds: Mapping[str, str]) -> bool:
        """Tell whether something was typed here that a form sharing these fields doesn't take over."""
        gone = {name for common, name in self.shared.items() if common in kinds} | {"kind", "target"}
        raw = self.raw()
        return any(raw[name] != clean for name, clean in self._clean.items() if name not in gone)


_COMMON = {"enterprise": "enterprise_id", "campaigns": "campaigns", "note": "note"}


class IllegalActForm(FactForm):
    """非法违法行为."""

    key, title_words = "illegal_act", "非法违法行为"
    shared = _COMMON | {"day": "found_on", "unit": "party", "text": "description"}

    def _build(self) -> None:
        self.add_field(DateField("found_on", "发现日期", required=True))
        self.add_field(TextField("verifying_unit", "核查单位", longest=100))
        self._add_unit("单位", "party")
        self.add_field(
            LinesField("description", "具体行为", required=True, lines=3, placeholder="如 无证充装液化石油气")
        )
        self.handled = self.add_field(DateField("handled_on", "查处日期"))
        self.add_field(LinesField("handling", "处理措施", lines=2, longest=1000))
        self.handled.changed.connect(self.tell)

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts of an illegal act."""
        from hazard_desk.services.enforcing import IllegalActFacts

        return IllegalActFacts

    def counted(self) -> str:
        """Say: found, and once handled too."""
        return illegal_act_counted(self.handled.value() is not None)


class PenaltyForm(FactForm):
    """行政处罚: fines with their amount, 暂扣吊销证照 with its count."""

    key, title_words = "penalty", "行政处罚"
    shared = _COMMON | {"day": "decided_on", "unit": "party", "decided_by": "decided_by"}

    def _build(self) -> None:
        self.kind = self._add_kind(PenaltyKind, "处罚种类")
        self.add_field(DateField("decided_on", "处罚决定日期", required=True))
        self.add_field(MoneyField("amount_fen", "罚款金额（万元）", required=True))
        self.add_field(ChoiceField("target", "罚款对象", PenaltyTarget, optional=False))
        self.add_field(NumberField("certificates", "证照个数", required=True, unit="个"))
        self._add_unit("被处罚单位", "party")
        self.add_field(TextField("decided_by", "处罚机关", longest=100))
        self.add_field(TextField("document_number", "决定书文号", longest=100))

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts of a penalty."""
        from hazard_desk.services.enforcing import PenaltyFacts

        return PenaltyFacts

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; no certificates and no amount are empty fields."""
        unfilled = {name: None for name in ("amount_fen", "certificates") if not values.get(name)}
        super().set_values({**values, **unfilled})

    def counted(self) -> str:
        """Say the column of this kind."""
        return counted_as(self.kind.value())

    def tell(self) -> None:
        """Say where it counts, and show the fields of this kind."""
        super().tell()
        kind = self.kind.value()
        for name, wanted in (
            ("amount_fen", kind is PenaltyKind.FINE),
            ("target", kind is PenaltyKind.FINE),
            ("certificates", kind is PenaltyKind.LICENCE),
        ):
            self.show_field(name, wanted)

    def show_unreadable(self) -> bool:
        """Ask for the amount of a fine and the count of certificates only."""
        for name in ("amount_fen", "certificates"):
            self.fields[name].required = self.fields[name].isVisibleTo(self)
        return super().show_unreadable()


class AccountabilityForm(FactForm):
    """追责: one person."""

    key, title_words = "accountability", "追责"
    shared = _COMMON | {"day": "decided_on", "unit": "unit", "text": "reason", "decided_by": "decided_by"}

    def _build(self) -> None:
        self.kind = self._add_kind(AccountabilityKind, "追责种类")
        self.add_field(DateField("decided_on", "决定日期", required=True))
        self.add_field(
            TextField("person", "被追责人", required=True, longest=40, placeholder="一条记录写一个人")
        )
        self.add_field(TextField("unit", "所在单位", longest=100))
        self.add_field(TextField("decided_by", "决定机关", longest=100))
        self.enterprise = self.add_field(
            EnterprisePicker("enterprise_id", "涉及企业", self._find, required=False)
        )
        self.add_field(LinesField("reason", "事由", lines=3))

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts of someone called to account."""
        from hazard_desk.services.enforcing import AccountabilityFacts

        return AccountabilityFacts

    def counted(self) -> str:
        """Say the column of this kind."""
        return counted_as(self.kind.value())


class AdmonitionForm(FactForm):
    """约谈曝光惩戒: one unit."""

    key, title_words = "admonition", "约谈曝光惩戒"
    shared = _COMMON | {"day": "decided_on", "unit": "unit", "text": "reason"}

    def _build(self) -> None:
        self.kind = self._add_kind(AdmonitionKind, "种类")
        self.add_field(DateField("decided_on", "日期", required=True))
        self._add_unit("单位", "unit")
        self.add_field(LinesField("reason", "事由", lines=3))

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts of a unit admonished, exposed or sanctioned."""
        from hazard_desk.services.enforcing import AdmonitionFacts

        return AdmonitionFacts

    def counted(self) -> str:
        """Say the column of this kind."""
        return counted_as(self.kind.value())


class TypicalCaseForm(FactForm):
    """典型案例; of a stored one its paper and its attachments can be had."""

    word_wanted = Signal()
    attachments_wanted = Signal()

    key, title_words = "typical_case", "典型案例"
    shared = _COMMON | {"day": "reported_on", "text": "summary"}

    def _make_head(self) -> QHBoxLayout:
        head = super()._make_head()
        self.word_button = QPushButton("存为 Word…")
        self.word_button.setToolTip("典型案例材料，存下来接着写")
        self.word_button.clicked.connect(self.word_wanted)
        self.attachments_button = QPushButton()
        self.attachments_button.setIcon(theme.icon("attach", theme.SECONDARY))
        self.attachments_button.setToolTip("现场照片、文书和材料的扫描件")
        self.attachments_button.clicked.connect(self.attachments_wanted)
        self.show_attachment_count(0)
        head.addWidget(self.word_button)
        head.addWidget(self.attachments_button)
        return head

    def show_attachment_count(self, number: int) -> None:
        """Say how many attachments the case has."""
        self.attachments_button.setText(f"附件（{number}）…" if number else "附件…")

    def show_stored(self, title: str, values: dict[str, Any], *, key: str, subtitle: str = "") -> None:
        """Show a stored case, and what can be had of it."""
        super().show_stored(title, values, key=key, subtitle=subtitle)
        self._offer_papers(True)

    def begin_new(
        self, title: str, values: dict[str, Any], *, key: str, previous: dict[str, Any], subtitle: str = ""
    ) -> None:
        """Begin a new case: nothing can be had of it yet."""
        super().begin_new(title, values, key=key, previous=previous, subtitle=subtitle)
        self._offer_papers(False)

    def _offer_papers(self, offered: bool) -> None:
        self.word_button.setVisible(offered)
        self.attachments_button.setVisible(offered)

    def _build(self) -> None:
        self.add_field(TextField("title", "案例标题", required=True, wide=True, longest=200))
        self.add_field(DateField("reported_on", "报送日期", required=True))
        self.enterprise = self.add_field(
            EnterprisePicker("enterprise_id", "涉及企业", self._find, required=False)
        )
        self.add_field(LinesField("summary", "案情", lines=4))
        self.add_field(LinesField("handling", "处理结果", lines=3))
        self.add_field(LinesField("lesson", "教训与启示", lines=3))

    def facts_class(self) -> type[EnforcementFacts]:
        """Return the facts of a case."""
        from hazard_desk.services.enforcing import TypicalCaseFacts

        return TypicalCaseFacts

    def counted(self) -> str:
        """Say the column of the cases."""
        return typical_case_counted()


FORMS: tuple[type[FactForm], ...] = (
    IllegalActForm,
    PenaltyForm,
    AccountabilityForm,
    AdmonitionForm,
    TypicalCaseForm,
)
