"""The forms of the two rosters, and what their lists show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hazard_desk.terms import LeaderPost
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import ChoiceField, MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.enterprise_picker import Find
from ui.widgets.enterprises_field import EnterprisesField
from ui.widgets.fields import LinesField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.registry import EnterpriseRow

Choices = Sequence[tuple[int, str]]


class VillageForm(EntryForm):
    """村（社区）: its name as it is printed, its 网格员, and a note."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.add_field(
            TextField(
                "name", "名称", required=True, wide=True, longest=60, placeholder="如 西槽头村、兴华社区"
            )
        )
        worker = self.add_field(TextField("grid_worker", "网格员", longest=40))
        worker.show_hint("印在巡查路线单和检查前提示单上。")
        self.phone = self.add_field(TextField("grid_phone", "网格员电话", longest=40))
        self.phone.changed.connect(lambda: doubt_phone(self.phone))
        self.add_field(LinesField("note", "备注", lines=3, longest=500))


class PersonForm(EntryForm):
    """领导、检查人员, the duties of a leader, and the enterprises that they keep away from."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self._find: Find | None = None
        self.add_group("")
        self.add_field(TextField("name", "姓名", required=True, longest=40))
        self.add_field(
            TextField("alternative_name", "替代写法", longest=40, placeholder="生僻字打不出时的写法")
        )
        self.post = self.add_field(ChoiceField("post", "职务类别", LeaderPost))
        self.add_field(TextField("title", "职务", longest=60, placeholder="如 副乡长、安监站站长"))
        self.phone = self.add_field(TextField("phone", "电话", longest=40))
        self.add_field(TextField("certificate", "执法证号", longest=40))
        self.home = self.add_field(ChoiceField("home_village_id", "家庭所在村", []))
        self.add_group("包联")
        self.villages = self.add_field(MultiChoiceField("duty_villages", "包联村（社区）", wide=True))
        self.industries = self.add_field(MultiChoiceField("duty_industries", "包联行业", wide=True))
        self.add_group("交叉检查时回避")
        self.employers = self.add_field(
            EnterprisesField("former_employers", "曾任职企业", self.find_enterprises)
        )
        self.relatives = self.add_field(EnterprisesField("relatives", "亲属经营企业", self.find_enterprises))
        self.relatives.show_hint("本人在检查组里时，这些企业不列入抽检名单。")
        self.add_group("其他")
        self.add_field(LinesField("note", "备注", lines=2, longest=500))
        self.post.changed.connect(self._tell_quota)
        self.phone.changed.connect(lambda: doubt_phone(self.phone))
        self._targets: dict[LeaderPost, int] = {}
        self._tell_quota()

    def seek_in(self, find: Find) -> None:
        """Ask this for the enterprises that a person has to do with."""
        self._find = find

    def find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        """Pass on what is typed, once it's known where to look."""
        return self._find(text, done) if self._find is not None else None

    def set_targets(self, targets: dict[LeaderPost, int]) -> None:
        """Know how many outings a month asks of each post."""
        self._targets = targets
        self._tell_quota()

    def offer(self, villages: Choices, industries: Choices) -> None:
        """Offer the office's villages and industries."""
        self.home.set_choices(list(villages))
        self.villages.set_choices(list(villages))
        self.industries.set_choices(list(industries))

    def _tell_quota(self) -> None:
        post = self.post.value()
        target = self._targets.get(post) if isinstance(post, LeaderPost) else None
        if post is None:
            self.post.show_hint("不是领导的不填，没有检查次数要求。")
        else:
            self.post.show_hint(f"每月带队检查 {target} 次。" if target else "")
        counted = "填了包联的，只统计到包联村或包联行业的检查。" if post is LeaderPost.TEAM_MEMBER else ""
        self.industries.show_hint(counted)


def doubt_phone(field: TextField) -> None:
    """Say under the field what is doubtful about a phone number."""
    from hazard_desk.rules.phones import read_phone
    from hazard_desk.rules.unreadable import Unreadable

    try:
        field.show_hint(read_phone(field.text()).warning)
    except Unreadable as unreadable:
        field.show_hint(unreadable.message)


def plain_values(facts: Any) -> dict[str, Any]:
    """Return the facts by name, as the fields show them."""
    return {name: getattr(facts, name) for name in facts.__slots__}
