"""The forms of a campaign, and of what the office itself hands in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel

from ui import theme
from ui.dialogs.campaigns.lines import ObligationsField, PhasesField
from ui.dialogs.cross_round.text_lines import LineTableField
from ui.dialogs.rosters.entry_form import EntryForm
from ui.widgets.choice_fields import MultiChoiceField
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, TextField

Choices = Sequence[tuple[int, str]]
FormNames = Sequence[tuple[str, str]]


class LinesForm(EntryForm):
    """A form with small tables as wide as itself; they are tidied before what stands in them is read."""

    def add_across(self, title: str, hint: str, field: LineTableField) -> None:
        """Add a table under a title and a line that says what is asked for."""
        self.add_group(title)
        words = QLabel(hint)
        words.setWordWrap(True)
        theme.set_role(words, "secondary")
        self.add_widget(words)
        self.add_widget(field)
        if self.fields:
            self.setTabOrder(list(self.fields.values())[-1], field)
        self.fields[field.name] = field
        field.entered.connect(lambda: self.go_to_next(field))

    def show_unreadable(self) -> bool:
        """Tidy the tables, then mark what can't be read."""
        for field in self.fields.values():
            if isinstance(field, LineTableField):
                field.tidy()
        return super().show_unreadable()


_OBLIGATIONS_HINT = (
    "每张要报的表一行。报表按 F4 选，或打拼音首字母；"
    "“什么时候报”写“每周五”或日期。报送日是节假日的，提前到前一个工作日。"
)


class CampaignForm(LinesForm):
    """专项行动: what the tables name it, from when its figures run, whom it concerns, what it asks for."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.add_group("基本")
        name = self.add_field(
            TextField("name", "名称", required=True, wide=True, longest=100, placeholder="文件里的全称")
        )
        name.show_hint("印在周调度统计表等表的标题里。")
        self.add_field(TextField("document_number", "文号", longest=60))
        self.add_field(TextField("issuer", "发文机关", longest=60))
        starts = self.add_field(DateField("starts_on", "开始日期"))
        starts.show_hint("累计数从这一天算起。")
        self.ends = self.add_field(DateField("ends_on", "结束日期"))
        self.ends.show_hint("还没有定的不填。")
        recipient = self.add_field(
            TextField("recipient", "报送对象", wide=True, longest=200, placeholder="如 区安委办邮箱")
        )
        recipient.show_hint("印在统计表（附件 4）的注释里；不填就用“单位设置”里的报送对象。")
        self.add_group("适用范围")
        self.add_field(
            LinesField(
                "scope", "文件里的说法", lines=2, longest=1000, placeholder="文件要求检查哪些行业、哪些单位"
            )
        )
        self.industries = self.add_field(MultiChoiceField("industries", "行业", wide=True))
        self.villages = self.add_field(MultiChoiceField("villages", "村（社区）", wide=True))
        self.villages.show_hint("覆盖率和未检查清单只算范围里的企业；行业、村都不选，就是全部企业。")
        self.phases = PhasesField()
        self.add_across("阶段", "文件分了几个阶段的，一个阶段一行；日期写 20260301、0301 都行。", self.phases)
        self.obligations = ObligationsField()
        self.add_across("报送要求", _OBLIGATIONS_HINT, self.obligations)
        self.add_group("其他")
        self.add_field(LinesField("note", "备注", lines=3, longest=1000))

    def offer(self, villages: Choices, industries: Choices, forms: FormNames) -> None:
        """Offer the office's villages and industries, and the forms that can be handed in."""
        self.villages.set_choices(list(villages))
        self.industries.set_choices(list(industries))
        self.obligations.offer_forms(forms)


class OwnForm(LinesForm):
    """本单位报送要求: what is handed in over all records, whatever campaigns there are."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the one field."""
        super().__init__(drafts)
        self.obligations = ObligationsField()
        self.add_across(
            "本单位报送要求",
            "不属于哪个专项行动、按全部记录统计的表写在这里。"
            "这里和各专项行动都没有写的，每周五 15 时报统计表（附件 4）。\n" + _OBLIGATIONS_HINT,
            self.obligations,
        )
        self.save_next_button.hide()
        self.keys_label.setText("Ctrl+S 保存")

    def show_own(self, obligations: object) -> None:
        """Show what the office hands in; it can be emptied, not removed."""
        self.show_stored("本单位（全部记录）", {"obligations": obligations}, key="campaigns/own")
        self.remove_button.hide()
