"""期初数: the figures up to the day from which this file is kept, and the scan that they are taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from hazard_desk.forms.shipped import load_texts
from hazard_desk.rules.opening_checks import doubts
from ui import theme
from ui.dialogs.rosters.entry_form import EntryForm
from ui.pages.reports.figure_words import figure_words
from ui.widgets.drafts import Drafts
from ui.widgets.fields import DateField, LinesField, MoneyField, NumberField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.campaigning.opening import Opening, OpeningFacts

_HAZARDS = (
    ("general_found", "一般隐患 排查", "条"),
    ("general_rectified", "一般隐患 整改", "条"),
    ("major_found", "重大隐患 排查", "条"),
    ("major_rectified", "重大隐患 整改", "条"),
)
_HELP = (("model_enterprises", "标杆企业", "家"), ("helped_enterprises", "帮扶企业", "家"))
_FINES = (
    ("fined_enterprises", "处罚企业", "家"),
    ("fined_enterprises_wan", "企业罚款合计", "万元"),
    ("fined_principals", "处罚主要负责人", "人"),
    ("fined_principals_wan", "负责人罚款合计", "万元"),
)
_NAMES = ("as_of", "source", "note")
Group = tuple[str, tuple[tuple[str, str, str], ...]]


def dispatch_groups() -> list[Group]:
    """Return the figures of F6 as its rows have them: the row's name, each figure's key, words and unit."""
    subject = str(load_texts("weekly-dispatch")["subject"])

    def of(sector: str, visited: str = "") -> tuple[tuple[str, str, str], ...]:
        looked_at = ((f"{sector}_enterprises", visited, "家"),) if visited else ()
        return (*looked_at, *((f"{sector}_{key}", words, unit) for key, words, unit in _HAZARDS))

    return [
        ("企业自查自改", (("self_plans", "制定方案", "家"), *of("self"))),
        ("其中：结对帮扶", (*_HELP, *of("helped"))),
        ("市本级检查", of("city", "检查企业")),
        (f"{subject}检查", of("county", "检查企业")),
        ("县级交叉检查", of("cross", "检查企业")),
        ("行政处罚", _FINES),
    ]


class OpeningForm(EntryForm):
    """期初数 of a campaign or of all records; what is not known stays empty."""

    attachments_wanted = Signal()

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts)
        self.campaign_id: int | None = None
        self.statement_id: int | None = None
        self.add_group("")
        self.as_of = self.add_field(DateField("as_of", "截至日期", required=True, wide=True))
        self.as_of.show_hint("这一天（含）以前的都算在下面的数字里，台账里这以前的记录不再计入累计。")
        self.source = self.add_field(
            TextField("source", "依据", wide=True, longest=200, placeholder="如 2026 年第 8 周统计表")
        )
        self.doubts = QLabel()
        self.doubts.setWordWrap(True)
        self.doubts.setStyleSheet(f"QLabel {{ color: {theme.Meaning.DUE_SOON.value.ink}; }}")
        self.doubts.hide()
        self.add_widget(self.doubts)
        self.add_group("统计表（附件 4）累计")
        for figure, words in figure_words().items():
            self._add_figure(figure.value, words.short, words.unit)
        for title, figures in dispatch_groups():
            self.add_group(f"周调度统计表累计：{title}")
            for key, label, unit in figures:
                self._add_figure(key, label, unit)
        self.add_group("其他")
        self.add_field(LinesField("note", "备注", lines=2, longest=500))
        self.save_next_button.hide()
        self.keys_label.setText("Ctrl+S 保存")

    def _add_figure(self, key: str, label: str, unit: str) -> None:
        if unit.startswith("万"):
            field: TextField = self.add_field(MoneyField(key, label))
        else:
            field = self.add_field(NumberField(key, label, unit=unit))
            field.editor.setPlaceholderText(unit)
        field.changed.connect(self._tell_doubts)

    def _make_bar(self) -> Any:
        bar = super()._make_bar()
        self.attachments_button = QPushButton("扫描件…")
        self.attachments_button.setIcon(theme.icon("attach", theme.SECONDARY))
        self.attachments_button.clicked.connect(self.attachments_wanted)
        row = bar.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.remove_button), self.attachments_button)
        return bar

    def show_opening(self, name: str, campaign_id: int | None, opening: Opening | None) -> None:
        """Show the figures of a campaign, or of all records; without any, begin them."""
        self.campaign_id = campaign_id
        values = {} if opening is None else {name: getattr(opening.facts, name) for name in _NAMES}
        values |= opening.facts.figures if opening is not None else {}
        self.show_stored(
            f"期初数：{name}",
            values,
            key=f"opening/{campaign_id or 0}",
            subtitle="" if opening else "用本程序以前的累计数，只填一次；数字照盖过章的表填，不清楚的留空",
        )
        self.set_statement(opening.id if opening is not None else None)
        self._tell_doubts()

    def set_statement(self, statement_id: int | None) -> None:
        """Know which statement this is; a scan has a place once there is one."""
        self.statement_id = statement_id
        self.remove_button.setVisible(statement_id is not None)
        self.attachments_button.setEnabled(statement_id is not None)
        self.show_attachment_count(0)

    def show_attachment_count(self, count: int) -> None:
        """Say how many scans there are."""
        self.attachments_button.setText(f"扫描件（{count}）…" if count else "扫描件…")
        self.attachments_button.setToolTip(
            "数字所依据的、盖过章的表" if self.statement_id is not None else "保存以后才能放扫描件"
        )

    def facts(self) -> OpeningFacts:
        """Return what stands in the form; money in 分."""
        from hazard_desk.services.campaigning import OpeningFacts

        values = self.values()
        own = {name: values.pop(name) for name in _NAMES}
        return OpeningFacts(self.campaign_id, figures=_known(values), **own)

    def _tell_doubts(self) -> None:
        said = "\n".join(doubts(_known({key: self.fields[key].value() for key in self.fields})))
        self.doubts.setText(f"注意：{said}" if said else "")
        self.doubts.setVisible(bool(said))


def _known(values: dict[str, Any]) -> dict[str, int]:
    return {key: value for key, value in values.items() if type(value) is int}
