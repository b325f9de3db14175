"""临时报表: a table nobody foresaw, asked for in a minute, kept under its name (上午发下午要)."""

from ui.dialogs.ad_hoc_tables.dialog import AdHocTablesDialog

__all__ = ["AdHocTablesDialog"]
