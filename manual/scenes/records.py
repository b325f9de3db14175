"""The lists of the menu 记录 beside inspections: 举报线索, 执法, 活动, 任务, 帮扶, 八个一批, 四牌一卡两栏."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manual.scenes.hands import choose_row
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@scene("tasks")
def tasks(stage: Stage) -> QWidget | None:
    """重点任务."""
    dialog = stage.dialog("重点任务")
    choose_row(stage, dialog.desk.table)
    return dialog  # type: ignore[no-any-return]
