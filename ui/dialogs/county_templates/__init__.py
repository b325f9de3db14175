"""填上级表格: the menu entry's dialog."""

from ui.dialogs.county_templates.dialog import CountyTemplatesDialog

__all__ = ["CountyTemplatesDialog"]
