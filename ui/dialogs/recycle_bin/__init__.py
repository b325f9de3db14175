"""回收站: what was removed, with the way back; nothing in it is ever deleted for good."""

from ui.dialogs.recycle_bin.dialog import RecycleBinDialog

__all__ = ["RecycleBinDialog"]
