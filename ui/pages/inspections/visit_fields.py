"""The fields of the visit itself, in the order of F3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from hazard_desk.rules.facts import InspectionFacts, labels
from hazard_desk.rules.inspection_checks import effective_stage
from hazard_desk.terms import InspectionLevel, InspectionMode, SourceStage
from ui.pages.inspections.pair_field import PairField
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.enterprise_picker import EnterprisePicker, Find
from ui.widgets.field_flow import FieldFlow
from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairChoice
    from hazard_desk.services.inspecting.offering import EntryChoices

_LABELS = labels(InspectionFacts)
_LABEL_WIDTH = 120
_SPANS = {"enterprise_id": 2, "inspectors": 2, "cross_pair_id": 2, "experts": 2, "content": 2, "note": 2}


class VisitFields(FieldFlow):
    """Enterprise, date, team and the rest of one visit; its hazards stand below in an editor of their own."""

    def __init__(self, find: Find, today: Callable[[], date] = date.today) -> None:
        """Ask `find` for enterprises."""

        def named(name: str) -> tuple[str, str]:
            return name, _LABELS[name]

        self.enterprise = EnterprisePicker("enterprise_id", "检查企业（场所）", find)
        self.inspected_on = DateField(*named("inspected_on"), required=True, today=today)
        self.inspectors = PeopleField(*named("inspectors"))
        self.level = ChoiceField(*named("level"), InspectionLevel)
        self.stage = ChoiceField(*named("stage"), SourceStage)
        self.mode = ChoiceField(*named("mode"), InspectionMode)
        self.pair = PairField("cross_pair_id", "交叉检查组")
        self.leaders = MultiChoiceField(*named("leader_ids"))
        self.campaigns = MultiChoiceField(*named("campaigns"))
        self.experts = TextField(*named("experts"), longest=200, placeholder="没有专家参加的不填")
        self.content = LinesField(*named("content"), lines=2)
        self.unit = TextField(*named("inspecting_unit"))
        self.note = TextField(*named("note"), longest=1000)
        self.number = TextField(*named("number"), longest=40, placeholder="留空由程序编号")
        super().__init__(
            [
                self.enterprise,
                self.inspected_on,
                self.inspectors,
                self.level,
                self.stage,
                self.pair,
                self.mode,
                self.leaders,
                self.campaigns,
                self.experts,
                self.content,
                self.unit,
                self.note,
                self.number,
            ],
            _SPANS,
            _LABEL_WIDTH,
        )
        self._without: set[str] = set()  # lists of the office that are empty
        self.level.changed.connect(self._say_stage)
        self.stage.changed.connect(self._show_wanted)
        self.inspected_on.changed.connect(self._suit_pair)
        self.enterprise.changed.connect(self._suit_pair)
        self._say_stage()
        self._show_wanted()

    def offer(self, choices: EntryChoices) -> None:
        """Offer the office's lists; a list that is empty has no field."""
        self.leaders.set_choices([(leader.id, leader.name) for leader in choices.leaders])
        self.campaigns.set_choices([campaign.name for campaign in choices.campaigns])
        self.inspectors.suggest(choices.inspectors)
        units = [choices.office]
        if choices.previous is not None:
            units.append(choices.previous.inspecting_unit)
        self.unit.suggest(list(dict.fromkeys(unit for unit in units if unit)))
        without = {"leader_ids": choices.leaders, "campaigns": choices.campaigns}
        self._without = {name for name, offered in without.items() if not offered}
        self._show_wanted()

    def offer_pairs(self, pairs: Sequence[PairChoice]) -> None:
        """Offer the pairs of the rounds of 交叉检查."""
        self.pair.offer(pairs)
        self._show_wanted()

    @property
    def is_cross(self) -> bool:
        """Whether the visit is one of a 交叉检查: only then it may belong to a pair."""
        return self.stage.value() is SourceStage.CROSS

    def _show_wanted(self) -> None:
        without = set(self._without)
        if not (self.is_cross and self.pair.has_choices):
            without.add("cross_pair_id")
        self.show_only([name for name in self.fields if name not in without])

    def _suit_pair(self) -> None:
        day = self.inspected_on.value()
        self.pair.suit(day if isinstance(day, date) else None, self.enterprise.value())

    def _say_stage(self) -> None:
        derived = effective_stage(self.level.value(), None)
        self.stage.editor.setItemText(0, f"自动（{derived.label}）")

    def facts(self) -> InspectionFacts:
        """Return the visit's facts without its hazards."""
        values = {name: field.value() for name, field in self.fields.items()}
        if not self.is_cross:  # what is out of sight must not be saved; chosen again, it's still there
            values["cross_pair_id"] = None
        return InspectionFacts(**values)

    def team(self) -> str:
        """Return the inspectors as the forms print them."""
        return self.inspectors.joined()


def shown_values(facts: InspectionFacts) -> dict[str, Any]:
    """Return a stored visit's values for the fields; a stage that follows from the level stays automatic."""
    names: Sequence[str] = [
        "enterprise_id",
        "inspected_on",
        "inspectors",
        "level",
        "stage",
        "mode",
        "cross_pair_id",
        "leader_ids",
        "campaigns",
        "experts",
        "content",
        "inspecting_unit",
        "note",
        "number",
    ]
    values = {name: getattr(facts, name) for name in names}
    if facts.stage is effective_stage(facts.level, None):
        values["stage"] = None
    return values
