"""年度检查计划, 本周走访, 名册, 单位设置."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manual.scenes.hands import choose_row
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@scene("plan")
def plan(stage: Stage) -> QWidget | None:
    """年度检查计划 with an enterprise of it."""
    dialog = stage.dialog("年度检查计划")
    choose_row(stage, dialog.desk.table)
    return dialog  # type: ignore[no-any-return]


@scene("visits")
def visits(stage: Stage) -> QWidget | None:
    """本周走访: whom to visit this week, and why."""
    return stage.dialog("本周走访")  # type: ignore[no-any-return]


@scene("rosters")
def rosters(stage: Stage) -> QWidget | None:
    """名册: 人员, with one of the leaders."""
    dialog = stage.dialog("名册")
    dialog.tabs.setCurrentIndex(1)
    stage.settle()
    choose_row(stage, dialog.desk.table)
    return dialog  # type: ignore[no-any-return]
