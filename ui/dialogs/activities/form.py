"""The form of one 活动: what its kind asks for, and what stands there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout

from hazard_desk.rules.activities import ASKED, ActivityFacts
from hazard_desk.terms import ActivityKind
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import Find
from ui.widgets.enterprises_field import EnterprisesField
from ui.widgets.field import Field
from ui.widgets.fields import DateField, LinesField, NumberField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.activities import ActivityRecord
    from hazard_desk.services.offices import Choice

_EXAMPLES = {
    ActivityKind.MEETING: "如 全镇安全生产工作会议",
    ActivityKind.STUDY: "如 党委理论学习中心组学习",
    ActivityKind.TRAINING: "如 有限空间作业培训",
    ActivityKind.DRILL: "如 粉尘涉爆企业应急演练",
    ActivityKind.PUBLICITY: "如 “安全生产月”集中宣传",
    ActivityKind.SCHEME: "如 《××镇专项行动实施方案》",
    ActivityKind.SCHEDULING: "如 约谈逾期未整改企业",
    ActivityKind.SELF_PLAN: "如 企业制定自查自改工作方案",
}
_SELF_PLAN_NAME = "企业制定自查自改工作方案"
_TELLS = {
    ActivityKind.SCHEME: "可引用到周调度统计表的部署推进第 1 点",
    ActivityKind.SCHEDULING: "可引用到周调度统计表的部署推进第 4 点",
    ActivityKind.PUBLICITY: "可引用到周调度统计表的宣传曝光",
    ActivityKind.SELF_PLAN: "周调度统计表里制定自查自改方案的家数由此统计",
}
_TELLS_OTHERS = "可引用到周调度统计表的部署推进第 2 点"
# With a kind to ask what it needs; these are asked of any.
_ALWAYS = frozenset({"kind", "held_on", "name", "content", "village_id", "task_id", "campaigns", "note"})


class ActivityForm(EntryForm):
    """One activity. A field that its kind doesn't ask for stays in sight while something stands in it."""

    def __init__(self, drafts: Drafts, find: Find) -> None:
        """Build the fields; `find` looks for enterprises."""
        self._out: set[str] = set()  # the fields that are out of sight
        self._showing = False  # a record, so that its name is its own
        self._today = date.today
        super().__init__(drafts)
        self.kind = self.add_field(ChoiceField("kind", "类别", ActivityKind, required=True, optional=False))
        self.add_field(DateField("held_on", "日期", required=True))
        self.name = self.add_field(TextField("name", "名称", required=True, wide=True, longest=200))
        self.add_field(TextField("place", "地点", longest=100))
        self.add_field(TextField("organiser", "组织单位（人）", longest=100))
        self.add_field(TextField("chair", "主持（授课）人", longest=100))
        self.add_field(NumberField("participants", "参加人数", unit="人"))
        self.add_field(TextField("attendees", "参加人员", wide=True, longest=1000))
        self.enterprises = self.add_field(EnterprisesField("enterprises", "企业（点名）", find))
        self.add_field(NumberField("enterprise_count", "企业数（家）", unit="家"))
        self.add_field(NumberField("materials", "发放资料（份）", unit="份"))
        self.add_field(NumberField("media_reports", "媒体报道（篇）", unit="篇"))
        self.add_field(TextField("media", "哪些媒体", longest=200, placeholder="如 县融媒体中心、微信公众号"))
        self.add_field(LinesField("content", "内容", lines=3, placeholder="议题、讲了什么、怎样开展"))
        self.village = self.add_field(ChoiceField("village_id", "所在村（社区）", ()))
        self.campaigns = self.add_field(MultiChoiceField("campaigns", "专项行动"))
        self.task = self.add_field(ChoiceField("task_id", "重点任务", (), wide=True))
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))
        self.fields["enterprise_count"].show_hint("没有逐家点名的，填家数。")
        self.campaigns.show_hint("选了，才进这个专项行动的周调度统计表。")
        self.kind.changed.connect(self._on_kind)

    # ---- what it offers --------------------------------------------------------------------------------

    def offer(self, campaigns: Sequence[str], villages: Sequence[Choice], tasks: Sequence[Choice]) -> None:
        """Offer these campaigns, villages and 重点任务."""
        self.campaigns.set_choices(campaigns)
        self.village.set_choices([(choice.id, choice.name) for choice in villages])
        self.task.set_choices([(choice.id, choice.name) for choice in tasks])

    def suggest(self, written: Mapping[str, Sequence[str]]) -> None:
        """Offer while typing what was written into these fields before."""
        for name, texts in written.items():
            field = self.fields[name]
            assert isinstance(field, TextField)
            field.suggest(texts)

    # ---- a record --------------------------------------------------------------------------------------

    def show_activity(self, record: ActivityRecord, *, key: str) -> None:
        """Show a stored record."""
        self.enterprises.show_names(record.names)
        self.village.offer_also(record.facts.village_id, record.village)
        self.task.offer_also(record.facts.task_id, record.task)
        values = {name: getattr(record.facts, name) for name in self.fields}
        assert record.facts.kind is not None
        self.show_stored(record.facts.kind.label, values, key=key)

    def begin_activity(
        self, kind: ActivityKind, campaigns: Sequence[str], previous: dict[str, Any], *, key: str
    ) -> None:
        """Begin a new record of today."""
        name = _SELF_PLAN_NAME if kind is ActivityKind.SELF_PLAN else ""
        values = {"kind": kind, "held_on": self._today(), "name": name, "campaigns": campaigns}
        for field in (self.village, self.task):
            field.offer_also(None, "")
        self.begin_new("新增活动", values, key=key, previous=previous)

    def facts(self) -> ActivityFacts:
        """Return what stands in the form."""
        return ActivityFacts(**self.values())

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, and the fields that belong to them."""
        self._showing = True
        super().set_values(values)
        self._showing = False
        self._show_asked()

    def _put_raw(self, raw: Mapping[str, Any]) -> None:
        self._showing = True
        super()._put_raw(raw)
        self._showing = False
        self._show_asked()

    # ---- what its kind asks for ------------------------------------------------------------------------

    def _on_kind(self) -> None:
        if self._showing:
            return
        plans = self.kind.value() is ActivityKind.SELF_PLAN
        if plans and not self.name.text():
            self.name.set_value(_SELF_PLAN_NAME)
        elif not plans and self.name.text() == _SELF_PLAN_NAME:
            self.name.set_value("")
        self._show_asked()

    def _show_asked(self) -> None:
        kind = self.kind.value()
        asked = ASKED.get(kind, frozenset()) | _ALWAYS
        self._out = {name for name, field in self.fields.items() if name not in asked and field.is_empty()}
        for grid, fields in self._grids:
            self._place(grid, fields)
        for name in self.fields:
            self.show_field(name, name not in self._out)
        self.name.editor.setPlaceholderText(_EXAMPLES.get(kind, ""))
        self.subtitle.setText(_TELLS.get(kind, _TELLS_OTHERS))
        plans = kind is ActivityKind.SELF_PLAN
        self.enterprises.show_hint("每家一选，选完接着打下一家；同一家企业只计一次。" if plans else "")

    def _place(self, grid: QGridLayout, fields: Sequence[Field]) -> None:
        """Close the ranks where a field is out of sight."""
        for field in fields:
            if field.name in self._out:
                grid.removeWidget(self._labels[field.name])
                grid.removeWidget(field)
        super()._place(grid, [field for field in fields if field.name not in self._out])
