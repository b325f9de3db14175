"""企业自查: the self-checks of one enterprise (F2, 附件 2 自查表)."""

from ui.dialogs.self_check.dialog import SelfCheckDialog

__all__ = ["SelfCheckDialog"]
