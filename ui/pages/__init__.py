"""The tabs, one module or package each; a tab appears when it works."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ui.pages.page import Page


@dataclass(frozen=True)
class Tab:
    """What the window must know of a page before it is first shown and built."""

    title: str
    module: str
    page: str
    noun: str = ""  # the records that the page shows, for `Page.record_wanted` and `Page.list_wanted`
    reports: bool = False  # stands in the menu 报送 too

    def load(self) -> type[Page]:
        """Import the page's class."""
        return cast("type[Page]", getattr(import_module(self.module), self.page))


TABS = (
    Tab("工作台", "ui.pages.workbench", "WorkbenchPage"),
    Tab("企业档案", "ui.pages.registry", "RegistryPage", "enterprise"),
    Tab("检查记录", "ui.pages.inspections", "InspectionsPage", "inspection"),
    Tab("隐患台账", "ui.pages.hazards", "HazardsPage", "hazard"),
    Tab("交叉检查", "ui.pages.cross", "CrossPage", "cross_round"),
    Tab("报表导出", "ui.pages.reports", "ReportsPage", "report", reports=True),
)
