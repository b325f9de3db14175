"""The walk's steps round an office: a spreadsheet imported, a backup made and checked, all found again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.walk import WalkFailed, front_dialog, give_the_keyboard_back, name_in_file_dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.walk import Walk


def import_enterprises(walk: Walk, file: Path, count: int) -> None:
    """文件 → 导入…: read this sheet of `count` enterprises and import it."""
    page = walk.go_to("企业档案")
    walk.wait_for("企业列表", lambda: page.model.rowCount() > 1)
    before = page.model.rowCount()
    walk.window.import_action.trigger()
    wizard = front_dialog(walk)
    _choose_file(walk, wizard.file_page.choose_button, file)
    walk.wait_for("选好文件", lambda: wizard.file_page.path == file)
    for _ in range(3):  # the columns, the rows checked, the import itself
        step = wizard.step
        walk.wait_for("可以下一步", wizard.next_button.isEnabled)
        walk.click(wizard.next_button)
        walk.wait_for("下一步", partial(_has_gone_on, wizard, step))
    walk.wait_for("导入完成", lambda: wizard.done_page.undo_button.isVisible())
    walk.keep("导入.png", "导入：读入一张电子表格", partial(_grab, wizard))
    walk.click(wizard.close_button)
    give_the_keyboard_back(walk)
    walk.wait_for("导入的企业", lambda: page.model.rowCount() == before + count)


def _choose_file(walk: Walk, button: QWidget, file: Path) -> None:
    """Click what opens a file dialog and waits for its end; the file is named meanwhile."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QDialog

    failed: list[WalkFailed] = []

    def name_it() -> None:
        try:
            name_in_file_dialog(walk, file)
        except WalkFailed as error:
            failed.append(error)
            dialog = walk.app.activeModalWidget()
            if isinstance(dialog, QDialog):
                dialog.reject()

    QTimer.singleShot(0, name_it)
    walk.click(button)
    if failed:
        raise failed[0]


def _has_gone_on(wizard: Any, step: int) -> bool:
    said = wizard.file_page.refusal
    if said.isVisible():
        raise WalkFailed(f"导入被拒绝：{said.text}")
    return bool(wizard.step > step)


def back_up(walk: Walk, folder: Path) -> Path:
    """备份与恢复: make a backup and check that it is as it was made; return it."""
    from hazard_desk.store.safekeeping.backups.copies import copies, is_as_made, look

    backups = folder / "backups"
    before = {one.path for one in copies(backups)}
    dialog = _open_safekeeping(walk)
    walk.click(dialog.back_up_button)
    walk.wait_for("备份做好", lambda: {one.path for one in copies(backups)} - before)
    walk.wait_for("可以再备份", dialog.back_up_button.isEnabled)
    (made,) = {one.path for one in copies(backups)} - before
    if is_as_made(made) is not True:
        raise WalkFailed(f"备份 {made.name} 与校验值不符")
    if not look(made).counts["企业"]:
        raise WalkFailed(f"备份 {made.name} 里没有企业")
    walk.wait_for("备份在列表里", lambda: any(line.tip == str(made) for line in dialog.table.lines))
    walk.wait_for("备份的内容", dialog.chosen.restore_button.isEnabled)
    walk.keep("备份.png", "备份与恢复：刚做好的备份", partial(_grab, dialog))
    _close(walk, dialog)
    return made


def write_archive(walk: Walk, name: str) -> Path:
    """备份与恢复: save the whole office as one file (台账包) and look into it; return it."""
    from hazard_desk.store.safekeeping.packages.archive import look_into

    dialog = _open_safekeeping(walk)
    path = walk.out / name
    path.unlink(missing_ok=True)
    walk.click(dialog.archive_button)
    name_in_file_dialog(walk, path)
    walk.wait_for("存好台账包", lambda: path.is_file() and dialog.archive_button.isEnabled())
    walk.keep(name, "台账包：整份台账存成一个文件", lambda _path: None)
    if look_into(path).told is None:
        raise WalkFailed(f"台账包 {name} 打不开")
    _close(walk, dialog)
    return path


def _open_safekeeping(walk: Walk) -> Any:
    walk.click(walk.window.backup_light)
    dialog = front_dialog(walk)
    walk.settle()
    return dialog


def _close(walk: Walk, dialog: Any) -> None:
    walk.click(dialog.close_button)
    give_the_keyboard_back(walk)


def _grab(widget: QWidget, path: Path) -> None:
    widget.grab().save(str(path))


def find_again(walk: Walk, enterprise: str, hazard: str) -> None:
    """Find what was imported and what was entered, in an office that was closed and opened again."""
    walk.wait_for("窗口和页面", lambda: walk.window.page is not None)
    walk.settle()
    for title, words in (("企业档案", enterprise), ("隐患台账", hazard)):
        page = walk.go_to(title)
        if title == "隐患台账":
            page.show_view("全部")
        page.focus_search()
        walk.type(words)
        walk.wait_for(f"找到“{words}”", lambda page=page: page.model.rowCount() == 1)  # type: ignore[misc]
    walk.shoot("重新打开.png", "关闭后重新打开：导入的企业和录入的隐患都在")
