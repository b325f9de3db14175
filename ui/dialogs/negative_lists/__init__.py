"""应查未查等清单: what isn't done, reported or stamped."""

from ui.dialogs.negative_lists.dialog import NegativeListsDialog

__all__ = ["NegativeListsDialog"]
