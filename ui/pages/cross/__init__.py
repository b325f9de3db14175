"""交叉检查: rounds arranged on a board, followed to their feedback, and looked back upon."""

from ui.pages.cross.page import CrossPage

__all__ = ["CrossPage"]
