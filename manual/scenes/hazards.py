"""隐患台账: the list, the steps, the calendar; 判定标准, 文书, 期限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazard_desk.terms import Move
from manual.scenes.hands import choose_row, list_of
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@scene("hazards")
def hazards(stage: Stage) -> QWidget | None:
    """隐患台账: the overdue ones, the story of the first beside them."""
    list_of(stage, stage.tab("隐患台账"), "逾期")
    return None


@scene("hazards-menu")
def hazards_menu(stage: Stage) -> QWidget | None:
    """Open the menu 办理: what may be done with a hazard, and what may not and why."""
    page = stage.tab("隐患台账")
    list_of(stage, page, "逾期")
    menu = page.steps.open_menu(page.bar.steps_button)
    stage.wait_for("办理菜单", menu.isVisible)
    stage.settle()
    return menu  # type: ignore[no-any-return]


@scene("hazard-rectified")
def hazard_rectified(stage: Stage) -> QWidget | None:
    """登记整改完成."""
    page = stage.tab("隐患台账")
    list_of(stage, page, "逾期")
    page.steps.begin(Move.RECTIFY)
    dialog = stage.front()
    person = dialog.form.fields["person"].editor
    person.setFocus()
    person.selectAll()
    stage.type("张建国")
    dialog.form.fields["note"].editor.setFocus()
    stage.type("已按要求改好，现场看过")
    stage.settle()
    return dialog  # type: ignore[no-any-return]


@scene("hazard-recheck")
def hazard_recheck(stage: Stage) -> QWidget | None:
    """逐条回查 of all that is to be rechecked at one visit."""
    page = stage.tab("隐患台账")
    list_of(stage, page, "待回查")
    page.steps.begin_items()
    return stage.front()  # type: ignore[no-any-return]


@scene("hazard-calendar")
def hazard_calendar(stage: Stage) -> QWidget | None:
    """期限日历 beside the list."""
    page = stage.tab("隐患台账")
    list_of(stage, page, "未整改")
    page.bar.calendar_button.click()
    stage.settle()
    return page.calendar  # type: ignore[no-any-return]


@scene("hazard-dossier")
def hazard_dossier(stage: Stage) -> QWidget | None:
    """重大隐患、挂牌督办资料."""
    page = stage.tab("隐患台账")
    list_of(stage, page, "重大")
    page.steps.open_dossier()
    return stage.front()  # type: ignore[no-any-return]


@scene("documents")
def documents(stage: Stage) -> QWidget | None:
    """文书登记簿 with a document open."""
    dialog = stage.dialog("文书登记簿")
    choose_row(stage, dialog.desk.table)
    return dialog  # type: ignore[no-any-return]


@scene("holidays")
def holidays(stage: Stage) -> QWidget | None:
    """节假日 of the present year."""
    return stage.dialog("节假日")  # type: ignore[no-any-return]
