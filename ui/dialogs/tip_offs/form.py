"""The form of one 举报线索: 来件 · 受理交办 · 核查处理 · 反馈审核, as it goes through the office."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from hazard_desk.rules.tip_offs import TipOffFacts, days_overdue, tip_state
from hazard_desk.terms import TipChannel, TipResult, TipState
from ui.dialogs.enforcement.unit_picker import UnitPicker
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.forms import doubt_phone
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import Find
from ui.widgets.fields import DateField, LinesField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.tip_offs import TipOffRecord, VerifyingVisit

_ROW = "enterprise_row"
_DEATH = re.compile("死亡|身亡|亡人|伤亡|死了|致死")
_HIGHER_UP = "涉及人员死亡的，由县级处理（安全生产法第 73 条），请立即上报。"
_PRIVATE = "只印在内部台账上，公开清单不印。"
_NEXT = {
    TipState.RECEIVED: "下一步：受理，或写明理由不予受理",
    TipState.ACCEPTED: "下一步：交办",
    TipState.ASSIGNED: "下一步：核查",
    TipState.VERIFIED: "下一步：反馈",
    TipState.ANSWERED: "下一步：领导审核签字",
    TipState.CLOSED: "",
    TipState.REFUSED: "",
}


class TipOffForm(EntryForm):
    """One 举报线索; what stands in it says at once how far it has come."""

    enterprise_wanted = Signal(int)  # a draft was put back: please show this enterprise as picked
    visits_wanted = Signal(int)  # another enterprise was picked: the visits that may have verified it

    def __init__(self, drafts: Drafts, find: Find) -> None:
        """Build the fields; `find` looks for enterprises."""
        super().__init__(drafts)
        self._visits: dict[int, VerifyingVisit] = {}
        self._visits_of: int | None = None  # the enterprise whose visits are offered
        self._showing = False
        self._today = date.today
        self._add_arrival(find)
        self._add_handing_on()
        self._add_verification()
        self._add_end()
        for field in self.fields.values():
            field.changed.connect(self.tell)
        self.enterprise.row_wanted.connect(self.enterprise_wanted)
        self.enterprise.picked.connect(self._on_picked)
        self.inspection.changed.connect(self._on_visit)
        self.phone.changed.connect(lambda: doubt_phone(self.phone))

    # ---- building --------------------------------------------------------------------------------------

    def _add_arrival(self, find: Find) -> None:
        self.add_group("来件")
        self.add_field(DateField("received_on", "收到日期", required=True))
        self.add_field(ChoiceField("channel", "举报方式", TipChannel, required=True, optional=False))
        self.add_field(TextField("informant", "举报人", longest=60, placeholder="匿名的不填"))
        self.phone = self.add_field(TextField("informant_phone", "联系电话", longest=60))
        self.add_field(TextField("number", "编号", longest=40, placeholder="不填，由程序编号"))
        self.campaigns = self.add_field(MultiChoiceField("campaigns", "专项行动"))
        unit = TextField(
            "unit", "档案外的单位", wide=True, longest=100, placeholder="企业档案里没有的，写全称或姓名"
        )
        self.enterprise = UnitPicker("涉及企业", find, unit)
        self.enterprise.required = False  # a place will do
        self.add_field(self.enterprise)
        self.add_field(unit)
        self.enterprise.picked.connect(lambda row: self.show_field("unit", row is None))
        self.add_field(TextField("place", "地点、部位", wide=True, longest=200))
        self.content = self.add_field(
            LinesField("content", "举报内容", required=True, lines=3, placeholder="反映的安全问题")
        )

    def _add_handing_on(self) -> None:
        self.add_group("受理交办")
        self.add_field(DateField("accepted_on", "受理日期"))
        self.add_field(DateField("refused_on", "不予受理日期"))
        self.add_field(TextField("refusal_reason", "不予受理的理由", wide=True, longest=500))
        self.add_field(DateField("assigned_on", "交办日期"))
        self.assigned_to = self.add_field(TextField("assigned_to", "承办单位（人）", longest=100))
        self.add_field(DateField("due_on", "办理期限"))

    def _add_verification(self) -> None:
        self.add_group("核查处理")
        self.inspection = self.add_field(ChoiceField("inspection_id", "核查的检查", (), wide=True))
        self.verified_on = self.add_field(DateField("verified_on", "核查日期"))
        self.verified_by = self.add_field(TextField("verified_by", "核查人员", longest=100))
        self.add_field(ChoiceField("result", "核查结果", TipResult))
        self.add_field(LinesField("finding", "核查情况", lines=3))
        self.add_field(
            LinesField("handling", "处理情况", lines=2, placeholder="查处、整改到了哪一步，公开清单也印")
        )

    def _add_end(self) -> None:
        self.add_group("反馈审核")
        self.add_field(DateField("answered_on", "反馈日期"))
        self.add_field(TextField("answer", "反馈内容", longest=500, placeholder="怎样告知、有什么意见"))
        self.add_field(DateField("approved_on", "审核签字日期"))
        self.approved_by = self.add_field(TextField("approved_by", "审核签字的领导", longest=40))
        self.approved_by.show_hint("办理完毕后，由党委政府负责同志审核并签字确认。")
        self.add_field(
            ChoiceField(
                "published", "公开清单", [(True, "列入"), (False, "不列入")], required=True, optional=False
            )
        )
        self.add_field(LinesField("note", "备注", lines=2, longest=1000))

    # ---- what it offers --------------------------------------------------------------------------------

    def offer(self, campaigns: Sequence[str], people: Sequence[str], leaders: Sequence[str]) -> None:
        """Offer these campaigns, and these persons while names are typed."""
        self.campaigns.set_choices(campaigns)
        self.assigned_to.suggest(people)
        self.verified_by.suggest(people)
        self.approved_by.suggest([*leaders, *(name for name in people if name not in leaders)])

    def offer_visits(self, enterprise_id: int | None, visits: Sequence[VerifyingVisit]) -> None:
        """Offer the visits of 群众举报 to this enterprise."""
        self._visits_of = enterprise_id
        self._visits = {visit.id: visit for visit in visits}
        self.inspection.set_choices(
            [
                (visit.id, f"{visit.inspected_on} {'、'.join(visit.inspectors)}（检查 {visit.number}）")
                for visit in visits
            ]
        )
        self._tell_visit()

    # ---- a record --------------------------------------------------------------------------------------

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, the enterprise by its row."""
        row: EnterpriseRow | None = values.get(_ROW)
        self._showing = True
        # By its id the picker would ask for the row that is here.
        super().set_values({**values, "enterprise_id": None})
        self.enterprise.choose(row)
        self._showing = False
        self.tell()

    def show_tip_off(self, record: TipOffRecord) -> None:
        """Show a stored record."""
        facts, row = record.facts, record.enterprise
        self.offer_visits(row.id if row is not None else None, record.visits)
        values = {name: getattr(facts, name) for name in self.fields} | {_ROW: row}
        self.show_stored(f"举报线索 {facts.number}", values, key=f"tip_offs/{record.id}")
        self.tell()

    def begin_tip_off(self, campaigns: Sequence[str], previous: dict[str, Any]) -> None:
        """Begin a new record: received today."""
        self.offer_visits(None, ())
        values = {
            "received_on": self._today(),
            "channel": TipChannel.PHONE,
            "published": True,
            "campaigns": campaigns,
        }
        self.begin_new("新增举报线索", values, key="tip_offs/new", previous=previous)
        self.tell()

    def facts(self) -> TipOffFacts:
        """Return what stands in the form; a unit named beside an enterprise of the registry is left out."""
        values = self.values()
        if values["enterprise_id"] is not None:
            values["unit"] = ""
        return TipOffFacts(**values)

    # ---- what it says ----------------------------------------------------------------------------------

    def tell(self) -> None:
        """Say how far it has come, and what is to be known of what was typed."""
        if self._showing:
            return
        facts = self.facts()
        state, overdue = tip_state(facts), days_overdue(facts, self._today())
        late = f"逾期 {overdue} 天" if overdue else ""
        self.subtitle.setText(" · ".join(part for part in (state.label, late, _NEXT[state]) if part))
        self.content.show_hint(_HIGHER_UP if _DEATH.search(facts.content) else "")
        self.fields["informant"].show_hint(_PRIVATE if facts.informant or facts.informant_phone else "")
        self._tell_visit()

    def _tell_visit(self) -> None:
        visit = self._visits.get(self.inspection.value() or 0)
        if visit is not None:
            said = f"发现隐患 {visit.found} 条，已整改 {visit.rectified} 条；两张清单都印。"
        elif self._visits:
            said = f"这家企业有 {len(self._visits)} 次群众举报的检查可选。"
        elif self._visits_of is not None:
            said = "还没有群众举报的检查；点上面的“据此录入检查”。"
        else:
            said = "选定企业以后，可选对它的检查。"
        self.inspection.show_hint(said)

    def _on_picked(self, row: EnterpriseRow | None) -> None:
        if not self._showing and row is not None and row.id != self._visits_of:
            self.visits_wanted.emit(row.id)

    def _on_visit(self) -> None:
        """Take day and persons from the visit that was chosen, where none stand yet."""
        visit = self._visits.get(self.inspection.value() or 0)
        if self._showing or visit is None:
            return
        if self.verified_on.is_empty():
            self.verified_on.set_value(visit.inspected_on)
        if not self.verified_by.text():
            self.verified_by.set_value("、".join(visit.inspectors))
