"""重点任务: what notices order for the year, who answers for it, how far it is, and the evidence."""

from ui.dialogs.tasks.dialog import TasksDialog

__all__ = ["TasksDialog"]
