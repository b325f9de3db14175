"""四牌一卡两栏: how each of the seven stands at each enterprise."""

from ui.dialogs.signs.dialog import SignsDialog

__all__ = ["SignsDialog"]
