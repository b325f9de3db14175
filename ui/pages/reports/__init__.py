"""报表导出: the official forms as they will print, the rows behind each figure, printing and saving."""

from ui.pages.reports.page import ReportsPage

__all__ = ["ReportsPage"]
