"""备份与恢复: what is kept, where, and the way back; the second place; the password of what leaves the PC."""

from ui.dialogs.safekeeping.dialog import SafekeepingDialog
from ui.dialogs.safekeeping.restore_dialog import RestoreDialog

__all__ = ["RestoreDialog", "SafekeepingDialog"]
