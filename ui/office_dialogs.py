"""The dialogs that the window's menus open on the office, in the order of the menus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any


class Menu(Enum):
    """Which menu an entry stands in."""

    EDIT = "编辑"
    RECORD = "记录"
    REPORT = "报送"
    TOOLS = "工具"


@dataclass(frozen=True)
class OfficeDialog:
    """An entry of a menu; its dialog is made of the background, the messages and the window.

    It may have the signals `record_wanted`, `list_wanted`, `visit_wanted` (as a `Page` has them) and
    `report_wanted`. With `nouns` it owns these records, and shows one by `show_record`.
    """

    menu: Menu
    words: str
    module: str
    dialog: str
    icon: str = ""
    opens: str = "open"  # its method that shows it, once it has read what it needs
    nouns: tuple[str, ...] = ()  # the tables whose records it shows, where no page does

    def load(self) -> Callable[..., Any]:
        """Import the dialog's class."""
        made: Callable[..., Any] = getattr(import_module(self.module), self.dialog)
        return made


OFFICE_DIALOGS = (
    OfficeDialog(Menu.EDIT, "操作记录…", "ui.dialogs.journal", "JournalDialog", "restore"),
    OfficeDialog(Menu.EDIT, "回收站…", "ui.dialogs.recycle_bin", "RecycleBinDialog", "delete"),
    OfficeDialog(
        Menu.RECORD,
        "执法、追责、曝光和案例…",
        "ui.dialogs.enforcement",
        "EnforcementDialog",
        nouns=("illegal_act", "penalty", "accountability", "admonition", "typical_case"),
    ),
    OfficeDialog(Menu.RECORD, "文书登记簿…", "ui.dialogs.documents", "DocumentsDialog", "document"),
    OfficeDialog(Menu.RECORD, "举报线索…", "ui.dialogs.tip_offs", "TipOffsDialog", nouns=("tip_off",)),
    OfficeDialog(Menu.RECORD, "重点任务…", "ui.dialogs.tasks", "TasksDialog", nouns=("task",)),
    OfficeDialog(
        Menu.RECORD,
        "活动（会议、培训、演练、宣传）…",
        "ui.dialogs.activities",
        "ActivitiesDialog",
        nouns=("activity",),
    ),
    OfficeDialog(
        Menu.RECORD, "结对帮扶…", "ui.dialogs.support_pairs", "SupportPairsDialog", nouns=("support_pair",)
    ),
    OfficeDialog(Menu.RECORD, "四牌一卡两栏…", "ui.dialogs.signs", "SignsDialog"),
    OfficeDialog(Menu.RECORD, "八个一批…", "ui.dialogs.batches", "BatchesDialog"),
    OfficeDialog(
        Menu.REPORT, "专项行动…", "ui.dialogs.campaigns", "CampaignsDialog", nouns=("opening_figure",)
    ),
    OfficeDialog(Menu.REPORT, "报送记录…", "ui.dialogs.filings", "FilingsDialog"),
    OfficeDialog(
        Menu.REPORT, "应查未查等清单…", "ui.dialogs.negative_lists", "NegativeListsDialog", "filter"
    ),
    OfficeDialog(Menu.REPORT, "打分排队…", "ui.dialogs.ranking", "RankingDialog"),
    OfficeDialog(Menu.REPORT, "临时报表…", "ui.dialogs.ad_hoc_tables", "AdHocTablesDialog", "columns"),
    OfficeDialog(Menu.REPORT, "填上级表格…", "ui.dialogs.county_templates", "CountyTemplatesDialog", "edit"),
    OfficeDialog(
        Menu.REPORT,
        "收表汇总…",
        "ui.dialogs.collections",
        "CollectionsDialog",
        "import",
        nouns=("collection",),
    ),
    OfficeDialog(Menu.TOOLS, "名册（村、人员）…", "ui.dialogs.rosters", "RostersDialog"),
    OfficeDialog(Menu.TOOLS, "年度检查计划…", "ui.dialogs.plan", "PlanDialog"),
    OfficeDialog(Menu.TOOLS, "本周走访…", "ui.dialogs.plan", "week_visits"),
    OfficeDialog(Menu.TOOLS, "节假日…", "ui.dialogs.holidays", "HolidaysDialog", "calendar"),
    OfficeDialog(Menu.TOOLS, "指标与期限…", "ui.dialogs.limits", "LimitsDialog", opens="open_read"),
    OfficeDialog(Menu.TOOLS, "重大事故隐患判定标准…", "ui.dialogs.criteria", "CriteriaDialog"),
    OfficeDialog(Menu.TOOLS, "换人交接…", "ui.dialogs.hand_over", "HandOverDialog", "swap"),
    OfficeDialog(
        Menu.TOOLS, "单位设置…", "ui.dialogs.office_settings", "OfficeSettings", "settings", opens="open_read"
    ),
)

SHOWN_NOUNS = frozenset({"inspection", "hazard", "enterprise", "cross_pair"}).union(
    *(entry.nouns for entry in OFFICE_DIALOGS)
)
"""The records that the window can show, on its pages and in these dialogs: a row of another leads nowhere."""
