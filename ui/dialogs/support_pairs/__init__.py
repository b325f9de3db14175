"""结对帮扶: which 标杆企业 helps which enterprise."""

from ui.dialogs.support_pairs.dialog import SupportPairsDialog

__all__ = ["SupportPairsDialog"]
