"""办理: one step in the life of a hazard or of a selection, and the recheck item by item (逐条回查)."""

from ui.dialogs.hazard_step.recheck import RecheckDialog
from ui.dialogs.hazard_step.step import StepDialog

__all__ = ["RecheckDialog", "StepDialog"]
