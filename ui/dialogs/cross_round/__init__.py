"""交叉检查: the dialogs of a round: who takes part and under what name, 组员, 检查时间, what must not be."""

from ui.dialogs.cross_round.days import DaysDialog
from ui.dialogs.cross_round.dialog import RoundDialog
from ui.dialogs.cross_round.forbidding import ForbidDialog
from ui.dialogs.cross_round.members import MembersDialog
from ui.dialogs.cross_round.renaming import RenameDialog

__all__ = ["DaysDialog", "ForbidDialog", "MembersDialog", "RenameDialog", "RoundDialog"]
