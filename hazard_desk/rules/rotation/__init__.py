"""交叉检查 arranged: a round that keeps all hard rules and breaks the fewest wishes, or why there is none."""

from hazard_desk.rules.rotation.arranging import Arrangement, Impossible, arrange
from hazard_desk.rules.rotation.checking import Fault, Verdict, check_arrangement
from hazard_desk.rules.rotation.question import Condition, Pair, Party, Question, Rule
from hazard_desk.rules.rotation.wishes import BrokenWish, Wish

__all__ = [
    "Arrangement",
    "BrokenWish",
    "Condition",
    "Fault",
    "Impossible",
    "Pair",
    "Party",
    "Question",
    "Rule",
    "Verdict",
    "Wish",
    "arrange",
    "check_arrangement",
]
