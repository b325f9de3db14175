"""交叉检查: the round, who inspects whom, how far each pair is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manual.scenes.hands import choose_row
from manual.stage import Stage, scene

FOLLOW = "follow"  # the view 跟踪

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def _follow_first_round(stage: Stage, page: Any) -> None:
    """Show 跟踪 of the earlier round, which is under way."""
    page.round_box.setCurrentIndex(1)
    page.round_box.activated.emit(1)
    stage.settle()
    page.show_view(FOLLOW)
    stage.settle()


@scene("cross-board")
def cross_board(stage: Stage) -> QWidget | None:
    """安排: the pairs and what is said of them."""
    stage.tab("交叉检查")
    return None


@scene("cross-follow")
def cross_follow(stage: Stage) -> QWidget | None:
    """跟踪: how far each pair of the first round is."""
    page = stage.tab("交叉检查")
    _follow_first_round(stage, page)
    return None


@scene("cross-pair")
def cross_pair(stage: Stage) -> QWidget | None:
    """One pair: its days, its hand-over, its enterprises."""
    page = stage.tab("交叉检查")
    _follow_first_round(stage, page)
    pair = choose_row(stage, page.follow.table)
    page.show_pair(pair)
    stage.settle()
    return None
