"""名册: villages, people with their duties, campaigns, rounds of cross-inspection."""

from ui.dialogs.rosters.dialog import RostersDialog

__all__ = ["RostersDialog"]
