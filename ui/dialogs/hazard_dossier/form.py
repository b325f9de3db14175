"""The fields of the dossier in the order of F7: 认定, 五落实, 双报告, 挂牌督办."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.inspection_checks import missing_in_hazard
from hazard_desk.terms import HazardLevel, SupervisionLevel
from ui import theme
from ui.dialogs.form_dialog import DialogForm
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.deadline_field import DeadlineField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, MoneyField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.following_up.dossier import DossierFacts

_LONGEST_UNIT = 100


class DossierForm(DialogForm):
    """Says, as it is filled, what a 重大 or 挂牌 hazard still lacks."""

    def __init__(self, drafts: Drafts | None) -> None:
        """Build the fields, empty."""
        from hazard_desk.services.following_up.dossier import LABELS

        super().__init__(drafts, "保存")
        self._hazard = HazardFacts()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.add_group("认定")
        self.add_field(ChoiceField("level", LABELS["level"], HazardLevel))
        self.add_field(DeadlineField("deadline", LABELS["deadline"]))
        self.add_field(LinesField("basis", LABELS["basis"], lines=2))
        self.add_group("五落实（责任、措施、资金、时限、预案）")
        self.add_field(TextField("responsible", LABELS["responsible"]))
        self.add_field(MoneyField("funds_fen", LABELS["funds_fen"]))
        self.add_field(LinesField("measures", LABELS["measures"], lines=2))
        self.add_field(LinesField("contingency_plan", LABELS["contingency_plan"], lines=2))
        self.add_group("双报告")
        for name in ("reported_to_authority_on", "reported_to_staff_on"):
            self.add_field(DateField(name, LABELS[name]))
        self.add_group("挂牌督办")
        self.add_field(ChoiceField("supervision_level", LABELS["supervision_level"], SupervisionLevel))
        self.add_field(DeadlineField("supervision_due", LABELS["supervision_due"]))
        for name in ("supervision_unit", "second_supervision_unit"):
            self.add_field(TextField(name, LABELS[name], longest=_LONGEST_UNIT))
        for field in self.fields.values():
            field.changed.connect(self._say_missing)

    def suggest(self, persons: tuple[str, ...], units: tuple[str, ...]) -> None:
        """Offer these while typing."""
        for name, texts in (
            ("responsible", persons),
            ("supervision_unit", units),
            ("second_supervision_unit", units),
        ):
            field = self.fields[name]
            assert isinstance(field, TextField)
            field.suggest(texts)

    def show_dossier(self, title: str, hazard: HazardFacts, dossier: DossierFacts, *, key: str) -> None:
        """Show what is kept; `hazard` has what the visit holds of it besides."""
        self._hazard = hazard
        values = {item.name: getattr(dossier, item.name) for item in fields(dossier)}
        self.begin(title, values, key=key)
        self._say_missing()

    def facts(self) -> DossierFacts:
        """Return the dossier as it is entered."""
        from hazard_desk.services.following_up.dossier import DossierFacts

        return DossierFacts(**self.values())

    @property
    def missing(self) -> list[str]:
        """Return what the hazard would still lack with what stands here."""
        known = {item.name for item in fields(HazardFacts)}
        typed: dict[str, Any] = {name: value for name, value in self.values().items() if name in known}
        return list(missing_in_hazard(replace(self._hazard, **typed)).values())

    def _say_missing(self) -> None:
        missing = self.missing
        ink = (theme.Meaning.DUE_SOON if missing else theme.Meaning.CLOSED).value.ink
        self.about.setStyleSheet(f"color: {ink};")
        self.about.setText(f"还缺 {len(missing)} 项：{'、'.join(missing)}。" if missing else "资料齐全。")
