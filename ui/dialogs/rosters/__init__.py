"""名册: villages, people with their duties."""

from ui.dialogs.rosters.dialog import RostersDialog

__all__ = ["RostersDialog"]
