"""活动: meetings, training, drills, publicity and the like."""

from ui.dialogs.activities.dialog import ActivitiesDialog

__all__ = ["ActivitiesDialog"]
