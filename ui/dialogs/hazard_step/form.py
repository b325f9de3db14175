"""The fields of a step: only those that its kind needs, in the words of the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hazard_desk.rules.hazard_life import DEADLINE_LABELS, NOTE_LABELS, NOTE_NEEDED, UNIT_LABELS, Step
from hazard_desk.terms import Move, SupervisionLevel
from ui.dialogs.form_dialog import DialogForm
from ui.dialogs.hazard_step.files_field import FilesField
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.deadline_field import DeadlineField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField
from ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from hazard_desk.services.following_up.starting import StepOffers

DAY_LABELS: dict[Move, str] = {
    Move.RECTIFY: "整改完成时间",
    Move.CONFIRM_ON_SITE: "整改到位日期",
    Move.PASS: "回查日期",
    Move.FAIL: "回查日期",
    Move.SUPERVISE: "挂牌日期",
    Move.ACCEPT: "验收日期",
    Move.LIFT: "摘牌日期",
}
PERSON_LABELS: dict[Move, str] = {
    Move.PASS: "回查人员",
    Move.FAIL: "回查人员",
    Move.CONFIRM_ON_SITE: "检查人员",
}
_ASKS_REPLY = (Move.REFER, Move.REPORT)
_LONGEST_UNIT = 100


class StepForm(DialogForm):
    """The form of one step; Ctrl+S makes it."""

    def __init__(self, kind: Move, offers: StepOffers, drafts: Drafts | None) -> None:
        """Build the fields of this kind of step."""
        super().__init__(drafts, "登记")
        self.kind = kind
        self.add_group("")
        self.add_field(DateField("on", DAY_LABELS.get(kind, f"{kind.label}日期"), required=True))
        person = self.add_field(PeopleField("person", PERSON_LABELS.get(kind, "办理人"), required=True))
        person.suggest(offers.persons)
        if kind in DEADLINE_LABELS:
            needed = kind is not Move.SUPERVISE
            self.add_field(DeadlineField("new_deadline", DEADLINE_LABELS[kind], required=needed))
        if kind is Move.SUPERVISE:
            self.add_field(ChoiceField("supervision_level", "挂牌督办级别", SupervisionLevel))
        if kind in UNIT_LABELS or kind is Move.REPLY:
            label = UNIT_LABELS.get(kind, "答复单位")
            self._add_unit("unit", label, offers, required=kind in UNIT_LABELS)
        if kind is Move.SUPERVISE:
            self._add_unit("second_unit", "第二挂牌督办单位", offers)
        if kind in _ASKS_REPLY:
            self.add_field(DeadlineField("reply_due", "要求答复的日期"))
        if kind is Move.REPLY:
            self.add_field(DateField("rectified_on", "整改完成时间")).show_hint(
                "对方已经整改到位的填；没有整改的空着，隐患回到整改中。"
            )
        self.add_field(
            LinesField("note", NOTE_LABELS.get(kind, "说明"), required=kind in NOTE_NEEDED, longest=1000)
        )

        self.files = self.add_field(FilesField("files", "照片、扫描件"))

    def _add_unit(self, name: str, label: str, offers: StepOffers, *, required: bool = False) -> None:
        field = TextField(name, label, required=required, longest=_LONGEST_UNIT)
        field.suggest(offers.units)
        self.add_field(field)

    def show_step(self, title: str, step: Step, *, key: str, person: str) -> None:
        """Show the proposed step; `person` stands in where it names none."""
        values = {name: getattr(step, name, None) for name in self.fields}
        values["person"] = step.person or person
        self.begin(title, values, key=key)

    def step(self) -> Step:
        """Return the step as it is entered."""
        values: dict[str, Any] = self.values()
        del values["files"]
        values["person"] = "、".join(values["person"])
        return Step(self.kind, **values)
