"""The form of one 重点任务: what is ordered, who answers for it, 推进情况, what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from hazard_desk.rules.task_states import TaskFacts, days_overdue, task_state
from hazard_desk.terms import ActivityKind, TaskState
from ui.dialogs.campaigns.forms import LinesForm
from ui.dialogs.tasks.steps import StepsField
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, NumberField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.tasks import TaskRecord

_LONGEST_TITLE = 26
_KINDS_HINT = "不写“用于哪项任务”的活动，按这里选的类别计次数。"
_STEPS_HINT = "做了一件，记一行；日期写 0315、今天都行。佐证材料点上面的“佐证材料”加。"


class TaskForm(LinesForm):
    """One task; what stands in it says at once where it stands."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self._showing = False
        self._served = False  # by activities: it has begun
        self._today = date.today
        self.add_group("任务")
        self.content = self.add_field(LinesField("content", "工作任务", required=True, lines=5))
        self.add_field(LinesField("item", "具体事项", lines=1, longest=200))
        self.add_field(TextField("chapter", "主要内容", wide=True, longest=200))
        self.add_field(LinesField("units", "责任单位", lines=2, longest=1000))
        self.add_field(TextField("document", "文号", longest=100, placeholder="本单位自定的不填"))
        self.campaign = self.add_field(ChoiceField("campaign_id", "专项行动", ()))
        self.add_group("负责和时限")
        self.responsible = self.add_field(
            TextField("responsible", "责任人", longest=100, placeholder="姓名或拼音首字母，也可写科室")
        )
        self.add_field(DateField("due_on", "完成时限"))
        self.add_field(NumberField("times_a_year", "每年次数", unit="次"))
        kinds = self.add_field(
            MultiChoiceField("activity_kinds", "计次的活动", [(kind, kind.label) for kind in ActivityKind])
        )
        kinds.show_hint(_KINDS_HINT)
        self.steps = StepsField()
        self.add_across("推进情况", _STEPS_HINT, self.steps)
        self.add_group("完成情况")
        self.done_on = self.add_field(DateField("done_on", "完成日期"))
        self.not_ours = self.add_field(
            ChoiceField(
                "not_ours",
                "是否涉及",
                [(False, "涉及本单位"), (True, "不涉及本单位")],
                required=True,
                optional=False,
            )
        )
        self.add_field(LinesField("result", "完成情况", lines=2))
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))
        for field in self.fields.values():
            field.changed.connect(self.tell)

    def offer(self, people: Sequence[str], campaigns: Sequence[tuple[int, str]]) -> None:
        """Offer these persons while names are typed, and these campaigns."""
        self.responsible.suggest(people)
        self.steps.suggest_persons(people)
        self.campaign.set_choices(campaigns)

    # ---- a record --------------------------------------------------------------------------------------

    def show_task(self, record: TaskRecord, called: str) -> None:
        """Show a stored task, called as the list calls it."""
        self._showing = True
        self._served = record.served
        values = {field: getattr(record.facts, field) for field in self.fields}
        self.show_stored(_short(called), values, key=f"tasks/{record.id}")
        self._showing = False
        self.tell()

    def begin_task(self, previous: dict[str, Any]) -> None:
        """Begin a new task."""
        self._showing = True
        self._served = False
        self.begin_new("新增重点任务", {"not_ours": False}, key="tasks/new", previous=previous)
        self._showing = False
        self.tell()

    def show_served(self, served: bool) -> None:
        """Hear whether activities have served the task since."""
        self._served = served
        self.tell()

    def facts(self) -> TaskFacts:
        """Return what stands in the form."""
        return TaskFacts(**self.values())

    def state(self) -> TaskState:
        """Return where the task stands by what stands in the form."""
        facts = self.facts()
        begun = self._served or bool(facts.steps)
        return task_state(not_ours=facts.not_ours, done_on=facts.done_on, begun=begun)

    # ---- what it says ----------------------------------------------------------------------------------

    def tell(self) -> None:
        """Say where the task stands, and how late it is."""
        if self._showing:
            return
        due_on: Any = self.fields["due_on"].value()
        state = self.state()
        overdue = days_overdue(state, due_on, self._today())
        term = f"逾期 {overdue} 天" if overdue else ""
        self.subtitle.setText(" · ".join(part for part in (state.label, term) if part))

    # ---- deeds -----------------------------------------------------------------------------------------

    def begin_step(self) -> None:
        """Begin a line of 推进情况 with today's day."""
        self.scroll_area.ensureWidgetVisible(self.steps)
        self.steps.begin_line()

    def finish(self) -> None:
        """Enter today as 完成日期 where none stands, and save."""
        self.not_ours.set_value(False)
        if self.done_on.is_empty():
            self.done_on.set_value(self._today())
        self.save_button.click()

    def set_not_ours(self) -> None:
        """Enter 不涉及本单位, and save."""
        self.done_on.set_value(None)
        self.not_ours.set_value(True)
        self.save_button.click()

    def reopen(self) -> None:
        """Take 完成日期 and 不涉及 out again, and save."""
        self.done_on.set_value(None)
        self.not_ours.set_value(False)
        self.save_button.click()


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_TITLE else f"{name[:_LONGEST_TITLE]}…"
