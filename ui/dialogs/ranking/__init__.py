"""打分排队: villages or enterprises by their scores, the weights, and what each score is made of."""

from ui.dialogs.ranking.dialog import RankingDialog

__all__ = ["RankingDialog"]
