"""The walk's steps in 交叉检查: a round arranged, followed, and all rounds seen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.walk import Walk


def see_the_rounds(walk: Walk) -> None:
    """交叉检查: lock a pair and draw the others anew, take that back; look at 跟踪, one pair, 历次."""
    page: Any = walk.go_to("交叉检查")
    walk.wait_for("安排表", lambda: page.board.board is not None and page.board.model.rowCount() > 1)
    arrange(walk, page)
    follow(walk, page)
    walk.click(page.views.button("history"))
    walk.wait_for("历次", lambda: page.history.isVisible() and page.history.model.rowCount() > 1)
    walk.shoot("21-历次交叉检查.png", "交叉检查：历次谁查过谁，格子里是第几轮")


def arrange(walk: Walk, page: Any) -> None:
    """Lock the first pair, draw again around it, then take both back."""
    from PySide6.QtCore import Qt

    board = page.board
    before = [(pair.inspector, pair.inspected) for pair in board.board.pairs]

    def shown() -> list[tuple[str, str]]:
        return [(pair.inspector, pair.inspected) for pair in board.board.pairs]

    board.focus_list()
    walk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    walk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    walk.wait_for("第一组锁定", lambda: board.board.pairs[0].locked)
    walk.click(board.draw_button)
    walk.wait_for("重新抽签", lambda: shown() != before and shown()[0] == before[0])
    walk.shoot("18-交叉检查安排.png", "交叉检查：锁定一组后重新抽签，右边是核对结果")
    for _ in range(2):
        walk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        walk.settle()
    walk.wait_for("撤销", lambda: shown() == before and not board.board.pairs[0].locked)


def follow(walk: Walk, page: Any) -> None:
    """Look at the round that is under way, and at the first pair of it that was visited."""
    from PySide6.QtCore import Qt

    page.round_box.setFocus()
    walk.press(Qt.Key.Key_End)  # the first round
    walk.settle()
    walk.click(page.views.button("follow"))
    walk.wait_for("各组进展", lambda: page.follow is not None and page.follow.model.rowCount() > 1)
    walk.shoot("19-交叉检查跟踪.png", "交叉检查：各组查到哪一步，移交、反馈和差什么")
    page.follow.table.setFocus()
    walk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    walk.press(Qt.Key.Key_Return)
    walk.wait_for("一组的情况", lambda: page.follow.is_pair_open)
    walk.shoot("20-交叉检查一组.png", "交叉检查：一组的时间、移交、反馈，检查要求和抽检企业")
    walk.press(Qt.Key.Key_Escape)
    walk.wait_for("回到各组", lambda: not page.follow.is_pair_open)
