"""The entry form of an enterprise: the groups and labels of F1 (S001 附件1) and what the registry adds.

Doubts stand as hints under their fields and never stop the save; what can't be kept honestly is refused
by the service and stands as an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer

from hazard_desk.resources import load_json
from hazard_desk.rules.credit_codes import clean_code, propose_code, read_code
from hazard_desk.rules.enterprise_checks import warn_enterprise
from hazard_desk.rules.enterprise_size import size_bounds
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import EnterpriseSize, PlaceKind, RiskLevel, SizeSector
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField, YesNoField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import LinesField, MoneyField, NumberField, PartialDateField, TextField
from ui.widgets.record_form import RecordForm

_LABELS = {
    **labels(EnterpriseFacts),
    "code": "统一社会信用代码（工商注册号）",
    "safety_body_phone": "办公电话",
    "safety_body_head_phone": "手机号码",
    "principal_phone": "手机号码",
    "safety_head_phone": "手机号码",
}
_ECONOMIC_TYPES = (
    "国有企业",
    "集体企业",
    "股份合作企业",
    "有限责任公司",
    "股份有限公司",
    "私营企业",
    "个体工商户",
    "农民专业合作社",
    "港、澳、台商投资企业",
    "外商投资企业",
)
_CHECK_AFTER_MS = 300
_CODE_LENGTHS = (13, 15, 18)


class CodeField(TextField):
    """统一社会信用代码: half-width capitals once left; a slip is said at once, with the code it may be."""

    def problem(self) -> str:
        """Say why the code can't be right."""
        try:
            read_code(self.text())
        except Unreadable as unreadable:
            return unreadable.message + unreadable.remedy
        return ""

    def on_left(self) -> None:
        """Show the code as it will be kept."""
        problem = self.problem()
        self.show_error(problem)
        if not problem:
            cleaned = clean_code(self.text())
            if cleaned != self.editor.text():
                self.editor.setText(cleaned)

    def check_as_typed(self) -> None:
        """Offer what look-alike letters must mean; say that a code of full length is wrong."""
        try:
            cleaned = clean_code(self.text())
        except Unreadable as unreadable:
            self.show_hint(unreadable.message + unreadable.remedy)
            return
        proposal = propose_code(cleaned)
        problem = self.problem() if len(cleaned) in _CODE_LENGTHS or len(cleaned) > 18 else ""
        if proposal and proposal != cleaned:
            self.show_hint(
                f"代码里不会有字母 I、O、Z、S。可能是 {proposal}，请对照执照。",
                "采用",
                lambda: self.set_value(proposal),
            )
        else:
            self.show_hint(problem)


class IndustryCodeField(TextField):
    """国民经济行业代码: found by its digits or its words; the words stand under it."""

    def __init__(self, name: str, label: str) -> None:
        """Offer the codes that are shipped."""
        self._names: dict[str, str] = load_json("gbt4754.json")["codes"]
        offered = [f"{code} {words}" for code, words in self._names.items()]
        super().__init__(name, label, placeholder="GB/T 4754-2017，四位代码", longest=10, suggestions=offered)
        self.changed.connect(self._name_it)

    def value(self) -> object:
        """Return the code alone."""
        return self.text().partition(" ")[0]

    def on_left(self) -> None:
        """Leave the code alone in the field."""
        self.editor.setText(str(self.value()))
        super().on_left()

    def _name_it(self) -> None:
        self.show_hint(self._names.get(str(self.value()), ""))


class EnterpriseForm(RecordForm):
    """F1 as a form. `facts` are what stands in it."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields in the order of the paper form."""
        super().__init__(drafts)
        self._add_enterprise()
        self._add_staff()
        self._add_safety_body()
        self._add_management()
        self._villages: tuple[str, ...] = ()
        self._check_soon = QTimer(self, singleShot=True, interval=_CHECK_AFTER_MS)
        self._check_soon.timeout.connect(self.check)
        for field in self.fields.values():
            field.changed.connect(self._check_soon.start)

    def set_lists(self, villages: Sequence[str], industries: Sequence[str]) -> None:
        """Offer the office's villages and industries."""
        self._villages = tuple(villages)
        self._village.suggest(villages)
        self._industries.set_choices(list(industries))

    def show_facts(self, title: str, facts: EnterpriseFacts, **settings: Any) -> None:
        """Show an enterprise; `settings` are those of `begin`."""
        self.begin(title, {name: getattr(facts, name) for name in self.fields}, **settings)
        self.check()

    def facts(self) -> EnterpriseFacts:
        """Return the enterprise as it stands in the form."""
        return EnterpriseFacts(**self.values())

    # ---- groups ----------------------------------------------------------------------------------------

    def _text(self, name: str, **settings: Any) -> TextField:
        return self.add_field(TextField(name, _LABELS[name], **settings))

    def _number(self, name: str) -> NumberField:
        return self.add_field(NumberField(name, _LABELS[name]))

    def _add_enterprise(self) -> None:
        self.add_group("一、企业基本信息")
        self._text("name", required=True, wide=True, longest=100, placeholder="营业执照上的全称")
        self._code = self.add_field(CodeField("code", _LABELS["code"], longest=40))
        self.add_field(MoneyField("registered_capital_fen", _LABELS["registered_capital_fen"]))
        self._text("no_code_reason", wide=True, placeholder="没有代码的写明原因，如 个人作坊，未办照")
        self.add_field(PartialDateField("established", _LABELS["established"]))
        self._text("township", placeholder="不填则为本单位所辖")
        self._text("address")
        self._text("office_phone")
        self._text("safety_licence")
        self._text("other_licences")
        self._text("principal", longest=40)
        self._text("principal_phone", longest=40)
        self._text("safety_head", longest=40)
        self._text("safety_head_phone", longest=40)
        self._industries = self.add_field(MultiChoiceField("industries", _LABELS["industries"], free=True))
        self._text("regulator")
        self._text("economic_type", suggestions=_ECONOMIC_TYPES)
        self._size = self.add_field(ChoiceField("size", _LABELS["size"], EnterpriseSize))
        self.add_field(MoneyField("assets_fen", _LABELS["assets_fen"]))
        self.add_field(
            YesNoField("has_major_hazard_source", _LABELS["has_major_hazard_source"], yes="有", no="无")
        )
        self._text("products", wide=True, longest=500)
        self._text("illegal_conduct", wide=True, longest=500, suggestions=("无", "有"))

    def _add_staff(self) -> None:
        self.add_group("二、从业人员统计信息")
        for name in (
            "staff_total",
            "staff_regular",
            "staff_temporary",
            "staff_trained",
            "staff_insured",
            "safety_officer_count",
        ):
            self._number(name)

    def _add_safety_body(self) -> None:
        self.add_group("三、安全管理机构信息")
        self._text("safety_body")
        self._number("safety_body_count")
        self._text("safety_body_phone")
        self._text("duty_phone")
        self._text("safety_body_head", longest=40)
        self._text("safety_body_head_phone", longest=40)
        self.add_field(
            LinesField(
                "safety_officers", _LABELS["safety_officers"], lines=2, placeholder="姓名之间用顿号隔开"
            )
        )

    def _add_management(self) -> None:
        self.add_group("管理信息（不印在登记表上）")
        self._village = self._text("village", placeholder="名称或拼音首字母")
        self.add_field(ChoiceField("risk_level", _LABELS["risk_level"], RiskLevel))
        self._sector = self.add_field(ChoiceField("size_sector", _LABELS["size_sector"], SizeSector))
        self.add_field(IndustryCodeField("industry_code", _LABELS["industry_code"]))
        self.add_field(ChoiceField("kind", _LABELS["kind"], PlaceKind, optional=False))
        self.add_field(LinesField("note", _LABELS["note"], lines=2))

    # ---- checks ----------------------------------------------------------------------------------------

    def check(self) -> None:
        """Put what looks doubtful under its field: never in the way of saving."""
        self._check_soon.stop()
        facts = self.facts()
        self.show_field("no_code_reason", not facts.code or bool(facts.no_code_reason))
        doubts: dict[str, str] = {}
        for doubt in warn_enterprise(facts):
            doubts[doubt.field] = doubts.get(doubt.field, "") + doubt.message + doubt.remedy
        for name, field in self.fields.items():
            if name not in ("code", "size", "industry_code", "village"):
                field.show_hint(doubts.get(name, ""))
        self._code.check_as_typed()
        if not self._code.hint:
            self._code.show_hint(doubts.get("code", ""))
        self._propose_size(facts, doubts.get("size", ""))
        known = not facts.village or facts.village in self._villages
        self._village.show_hint("" if known else "新的村（社区），保存时加入名单。")

    def _propose_size(self, facts: EnterpriseFacts, doubt: str) -> None:
        proposal = size_bounds(facts.size_sector, facts.staff_total).proposal
        if proposal is not None and facts.size is not proposal:
            words = f"建议：{proposal.label}（按从业人数）"
            self._size.show_hint(
                doubt or words, "采用" if not doubt else f"改为{proposal.label}", self._take_size
            )
        elif facts.staff_total is not None and facts.size is None and facts.size_sector is None:
            self._size.show_hint("在“管理信息”里选规模划分行业，可按从业人数给出建议。")
        else:
            self._size.show_hint(doubt)

    def _take_size(self) -> None:
        facts = self.facts()
        self._size.set_value(size_bounds(facts.size_sector, facts.staff_total).proposal)
