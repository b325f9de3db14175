"""What she has before her every day: 工作台, 企业档案, 检查记录."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manual.scenes.hands import begin_visit, choose_row, photo
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@scene("workbench")
def workbench(stage: Stage) -> QWidget | None:
    """工作台: what is to be done today."""
    stage.tab("工作台")
    return None


@scene("registry")
def registry(stage: Stage) -> QWidget | None:
    """企业档案 with the enterprise in the side panel."""
    page = stage.tab("企业档案")
    choose_row(stage, page.table, 2)
    if page.panel.isHidden():
        page.table.panel_wanted.emit(page.table.current_id)
    stage.settle()
    return None


@scene("registry-form")
def registry_form(stage: Stage) -> QWidget | None:
    """Open the form of an enterprise in which something is missing."""
    page = stage.tab("企业档案")
    page.views.set_current("incomplete")
    page.reload_list()
    stage.settle()
    page.show_record(choose_row(stage, page.table))
    stage.wait_for("登记表", lambda: page.form.isVisible())
    stage.settle()
    return None


@scene("registry-print")
def registry_print(stage: Stage) -> QWidget | None:
    """打印表格: several enterprises, several forms at once."""
    page = stage.tab("企业档案")
    page.table.select_ids([page.model.id_at(row) for row in range(4)])
    stage.settle()
    page.printing.open()
    dialog = stage.front()
    for form_id, box in dialog.forms.items():
        box.setChecked(form_id in ("registration", "visit-sheet"))
    stage.settle()
    return dialog  # type: ignore[no-any-return]


@scene("inspection-form")
def inspection_form(stage: Stage) -> QWidget | None:
    """录入检查: one visit and one hazard of it."""
    from PySide6.QtCore import Qt

    form = begin_visit(stage)
    card = form.hazards.card.fields
    for name, typed in (
        ("description", "配电箱未上锁，箱门未跨接接地"),
        ("level", "yb"),
        ("remedy", "xq"),
        ("measures", "加锁，补做跨接接地"),
        ("responsible", "王建国"),
        ("deadline", "+7"),
    ):
        card[name].editor.setFocus()
        stage.type(typed)
    stage.press(Qt.Key.Key_Tab)
    return None


@scene("check-list")
def check_list(stage: Stage) -> QWidget | None:
    """Answer the points of a check list by keys."""
    from PySide6.QtCore import Qt

    form = begin_visit(stage)
    form.checks.open()
    stage.front()
    stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Space)
    stage.press(Qt.Key.Key_Return)
    stage.wait_for("选检查表的窗口关上", lambda: stage.app.activeModalWidget() is None)
    stage.window.activateWindow()
    form.checks.table.setFocus()
    stage.settle()
    for key in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_1):
        stage.press(key)
        stage.press(Qt.Key.Key_Return)
    return form.checks  # type: ignore[no-any-return]


@scene("attachments")
def attachments(stage: Stage) -> QWidget | None:
    """照片和附件 of a visit, with two photos in it."""
    from hazard_desk.services.attaching import Owner, attach
    from hazard_desk.terms import AttachmentKind

    page = stage.tab("检查记录")
    visit = choose_row(stage, page.table)
    photos = [
        photo(stage.folder.parent, "配电箱整改前.jpg", (138, 109, 59)),
        photo(stage.folder.parent, "配电箱整改后.jpg", (59, 109, 138)),
    ]
    stage.do(attach, Owner("inspection", visit), photos, AttachmentKind.SCENE)
    choose_row(stage, page.table)
    page.panel.attachments_button.click()
    return stage.front()  # type: ignore[no-any-return]
