"""重大事故隐患判定标准: the library, to read, complete, correct and import."""

from ui.dialogs.criteria.dialog import CriteriaDialog

__all__ = ["CriteriaDialog"]
