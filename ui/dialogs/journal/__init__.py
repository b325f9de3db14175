"""操作记录: what was done, when and by whom, with every record before and after."""

from ui.dialogs.journal.dialog import JournalDialog

__all__ = ["JournalDialog"]
