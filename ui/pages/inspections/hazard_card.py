"""The entry card of one hazard: every field of F3, F7 and F10, those that don't apply out of the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from hazard_desk.rules.facts import HazardFacts, labels
from hazard_desk.terms import HazardLevel, RecheckResult, Remedy, SupervisionLevel
from ui.pages.inspections.basis_field import BasisField
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.deadline_field import DeadlineField
from ui.widgets.field import Field
from ui.widgets.field_flow import FieldFlow
from ui.widgets.fields import DateField, LinesField, MoneyField, TextField
from ui.widgets.people_field import PeopleField

_LABELS = labels(HazardFacts)
_LABEL_WIDTH = 108
_SPANS = {"description": 3, "measures": 2, "rectification_note": 2}

# 五落实 and 挂牌 stand on the card only where the hazard asks for them (S001 四(二)3).
_SUPERVISED = ("funds_fen", "contingency_plan", "supervision_level", "supervision_unit")
_DOUBLE_REPORT = ("reported_to_authority_on", "reported_to_staff_on")


def applies(name: str, level: HazardLevel | None, remedy: Remedy | None) -> bool:
    """Tell whether a field belongs to a hazard of this level with this remedy."""
    if name in _DOUBLE_REPORT:
        return level is HazardLevel.MAJOR
    if name in _SUPERVISED:
        return remedy is Remedy.SUPERVISED or level is HazardLevel.MAJOR
    if name == "deadline":
        return remedy is not Remedy.ON_SITE
    return True


class HazardCard(FieldFlow):
    """Shows and takes the contents of one hazard; the editor round it says which."""

    changed = Signal()

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        """Make the fields empty."""
        super().__init__(_make_fields(today), _SPANS, _LABEL_WIDTH)
        self._loading = False
        for field in self.fields.values():
            field.changed.connect(self._tell)
        for name in ("level", "remedy"):
            self.fields[name].changed.connect(self._show_what_applies)
        self._show_what_applies()

    def _tell(self) -> None:
        if not self._loading:
            self.changed.emit()

    def _show_what_applies(self) -> None:
        if self._loading:
            return
        level, remedy = self.fields["level"].value(), self.fields["remedy"].value()
        # A filled field is never out of sight, whatever the remedy is changed to.
        self.show_only(
            [
                name
                for name, field in self.fields.items()
                if applies(name, level, remedy) or field.error or not field.is_empty()
            ]
        )

    # ---- contents --------------------------------------------------------------------------------------

    def show_raw(self, raw: Mapping[str, Any], errors: Mapping[str, str]) -> None:
        """Show these contents, with what is wrong with them; a field without any is emptied."""
        self._loading = True
        for name, field in self.fields.items():
            field.set_raw(raw.get(name, ""))
            if isinstance(field.editor, QLineEdit) and not field.editor.hasFocus():
                field.editor.setCursorPosition(0)  # a long text shows how it begins
            field.show_error(errors.get(name, "") or field.problem())
        self._loading = False
        self._show_what_applies()

    def raw(self) -> dict[str, Any]:
        """Return what stands in the fields that aren't empty."""
        return {name: field.raw() for name, field in self.fields.items() if not field.is_empty()}

    def show_facts(self, facts: HazardFacts) -> None:
        """Show what is stored of a hazard."""
        self._loading = True
        for name, field in self.fields.items():
            field.set_value(getattr(facts, name))
            field.show_error("")
        self._basis.quote(facts.criterion_id)
        self._loading = False
        self._show_what_applies()

    @property
    def _basis(self) -> BasisField:
        field = self.fields["basis"]
        assert isinstance(field, BasisField)
        return field

    def facts(self, hazard_id: int | None) -> HazardFacts:
        """Return what stands on the card as facts; what can't be read counts as empty."""
        found = HazardFacts(id=hazard_id, criterion_id=self._basis.criterion_id)
        for name, field in self.fields.items():
            setattr(found, name, field.joined() if isinstance(field, PeopleField) else field.value())
        return found

    def problems(self) -> dict[str, str]:
        """Return field → why what stands in it can't be read."""
        return {name: problem for name, field in self.fields.items() if (problem := field.problem())}

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put each error under its field, and bring fields with one into sight."""
        for name, field in self.fields.items():
            field.show_error(errors.get(name, ""))
        self._show_what_applies()

    def errors(self) -> dict[str, str]:
        """Return the errors that stand under the fields."""
        return {name: field.error for name, field in self.fields.items() if field.error}

    @property
    def composing(self) -> bool:
        """Tell whether an input method is in the middle of a word."""
        return any(field.composing for field in self.fields.values())

    def suggest_inspectors(self, names: Sequence[str]) -> None:
        """Offer these names for 回查人员."""
        field = self.fields["rechecked_by"]
        assert isinstance(field, PeopleField)
        field.suggest(names)

    def suggest_responsible(self, names: Sequence[str]) -> None:
        """Offer these names for 整改责任人."""
        field = self.fields["responsible"]
        assert isinstance(field, TextField)
        field.suggest(names)


def _make_fields(today: Callable[[], date]) -> list[Field]:
    def named(name: str) -> tuple[str, str]:
        return name, _LABELS[name]

    return [
        LinesField(*named("description"), lines=2),
        ChoiceField(*named("level"), HazardLevel),
        TextField(*named("evidence"), longest=500, placeholder="如 照片1"),
        BasisField(*named("basis")),
        ChoiceField(*named("remedy"), Remedy),
        TextField(*named("measures"), longest=2000),
        TextField(*named("responsible")),
        DeadlineField(*named("deadline"), today=today),
        MoneyField(*named("funds_fen")),
        TextField(*named("contingency_plan"), longest=1000),
        ChoiceField(*named("supervision_level"), SupervisionLevel),
        TextField(*named("supervision_unit")),
        DateField(*named("reported_to_authority_on"), today=today),
        DateField(*named("reported_to_staff_on"), today=today),
        DateField(*named("rectified_on"), today=today),
        TextField(*named("rectification_note"), longest=2000),
        PeopleField(*named("rechecked_by")),
        DateField(*named("rechecked_on"), today=today),
        ChoiceField(*named("recheck_result"), RecheckResult),
        TextField(*named("note"), longest=1000),
    ]
