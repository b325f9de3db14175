"""执法、追责、曝光和案例: the facts behind columns 6–7 and 9–18 of F4."""

from ui.dialogs.enforcement.dialog import EnforcementDialog

__all__ = ["EnforcementDialog"]
