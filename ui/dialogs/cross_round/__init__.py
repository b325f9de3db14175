"""交叉检查: the dialogs of a round: who takes part, its 组员, and a pair that must not be."""

from ui.dialogs.cross_round.dialog import RoundDialog
from ui.dialogs.cross_round.forbidding import ForbidDialog
from ui.dialogs.cross_round.members import MembersDialog

__all__ = ["ForbidDialog", "MembersDialog", "RoundDialog"]
