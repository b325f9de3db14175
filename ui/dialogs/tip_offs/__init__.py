"""举报线索: received, handed on, verified, answered, signed by the leader."""

from ui.dialogs.tip_offs.dialog import TipOffsDialog

__all__ = ["TipOffsDialog"]
