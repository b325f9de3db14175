"""Keeping what was entered: 操作记录, 回收站, 备份, 换人交接, 问题报告."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def _work_a_little(stage: Stage) -> None:
    """Remove an enterprise that was never visited."""
    from hazard_desk.services.registry import EnterpriseQuery, enterprise_record, find_enterprises

    page = stage.tab("企业档案")
    for known in stage.ask(find_enterprises, EnterpriseQuery(view="not_inspected")):
        if not stage.ask(enterprise_record, known).visits:
            page.remove(known)
            break
    stage.settle()


@scene("journal")
def journal(stage: Stage) -> QWidget | None:
    """操作记录: what was done, and what it changed."""
    _work_a_little(stage)
    return stage.dialog("操作记录")  # type: ignore[no-any-return]


@scene("undo-strip")
def undo_strip(stage: Stage) -> QWidget | None:
    """Show the strip that offers to take back what was just done."""
    _work_a_little(stage)
    return stage.window.strip


def _safekeeping(stage: Stage) -> Any:
    """Open 备份与恢复 with one backup in it."""
    stage.window.safekeeping_wanted.emit()
    dialog = stage.front()
    dialog.back_up_button.click()
    stage.wait_for("一份备份", lambda: dialog.table.model().rowCount() > 0)
    stage.walk.pause(0.6)
    stage.settle()
    return dialog


@scene("safekeeping")
def safekeeping(stage: Stage) -> QWidget | None:
    """备份与恢复."""
    return _safekeeping(stage)  # type: ignore[no-any-return]


@scene("restore")
def restore(stage: Stage) -> QWidget | None:
    """恢复: what it would do, before it does."""
    dialog = _safekeeping(stage)
    stage.wait_for("备份的内容", dialog.chosen.restore_button.isEnabled)
    dialog.chosen.restore_button.click()
    stage.wait_for("恢复窗口", lambda: stage.app.activeModalWidget() not in (None, dialog))
    asked: Any = stage.app.activeModalWidget()
    stage.wait_for("会怎样", asked.restore_button.isEnabled)
    stage.settle()
    return asked  # type: ignore[no-any-return]


@scene("hand-over")
def hand_over(stage: Stage) -> QWidget | None:
    """换人交接: what is open."""
    return stage.dialog("换人交接")  # type: ignore[no-any-return]
