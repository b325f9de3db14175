"""The first day: the import of the spreadsheet that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manual.stage import Office, Stage, scene

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

_HEAD = ("序号", "企业全称", "信用代码", "所属村", "负责人", "联系电话", "从业人数", "备注")


def _spreadsheet(path: Path, villages: list[str]) -> Path:
    """Write a list as villages keep it: a title, a total, one village misspelt, one code spoilt."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业名单"
    sheet.append(["西槽头乡生产经营单位统计表"])
    sheet.append(list(_HEAD))
    names = ("鑫源铸造有限公司", "晋盛木业有限公司", "恒泰食品有限公司", "永昌建材有限公司", "宏达机械加工厂")
    people = ("张建国", "李晓东", "王秀英", "赵志强", "孙丽")
    for place, (name, person) in enumerate(zip(names, people, strict=True)):
        village: str = villages[place % len(villages)]
        code: Any = ""
        if place == 2:
            code = 9.1141121e17
        if place == 3:
            village = village[:1] + "头" + village[1:]
        phone = f"1383581{place}020"
        sheet.append([place + 1, f"文水县{name}", code, village, person, phone, 12 + place, None])
    sheet.append(["合计"])
    book.save(path)
    return path


def _wizard(stage: Stage) -> Any:
    from hazard_desk.services.offices import villages

    page = stage.tab("企业档案")
    names = [one.name for one in stage.ask(villages)]
    page.import_records()
    wizard = stage.front()
    wizard.file_page.set_path(_spreadsheet(stage.folder.parent / "企业名单.xlsx", names))
    return wizard


@scene("import-columns", Office.EMPTY)
def import_columns(stage: Stage) -> QWidget | None:
    """导入, step 2: which column is what."""
    wizard = _wizard(stage)
    wizard.go_on()
    stage.wait_for("对列", lambda: wizard.step == 1)
    stage.settle()
    return wizard  # type: ignore[no-any-return]


@scene("import-check", Office.EMPTY)
def import_check(stage: Stage) -> QWidget | None:
    """导入, step 3: what is wrong, the cell marked."""
    wizard = _wizard(stage)
    wizard.go_on()
    stage.wait_for("对列", lambda: wizard.step == 1)
    wizard.go_on()
    stage.wait_for("核对", lambda: wizard.step == 2 and wizard.check_page.plan is not None)
    stage.settle()
    return wizard  # type: ignore[no-any-return]


def _first_minute(stage: Stage) -> Any:
    """Open 新建台账 as the button of the first page does."""
    stage.window.welcome.create_button.click()
    wizard = stage.front()
    stage.wait_for("磁盘", lambda: not wizard.place_page.obstacle())
    stage.settle()
    return wizard


@scene("first-start", Office.NONE)
def first_start(stage: Stage) -> QWidget | None:
    """Show the window at the very first start."""
    return None


@scene("first-done", Office.NONE)
def first_done(stage: Stage) -> QWidget | None:
    """新建台账, the end: what can be done next."""
    wizard = _first_minute(stage)
    wizard.go_on()
    wizard.unit_page.name.editor.setText("文水县西槽头乡人民政府")
    wizard.go_on()
    wizard.villages_page.text.editor.setPlainText("西槽头村\n东槽头村\n北槽头村")
    wizard.go_on()
    wizard.go_on()
    stage.wait_for("台账建好", lambda: wizard.step == 4)
    stage.settle()
    wizard.go_on()
    stage.wait_for("完成", lambda: wizard.step == 5)
    stage.settle()
    return wizard  # type: ignore[no-any-return]


@scene("first-unit", Office.NONE)
def first_unit(stage: Stage) -> QWidget | None:
    """新建台账, step 2: the office's name comes from county and township."""
    from PySide6.QtCore import Qt

    wizard = _first_minute(stage)
    wizard.go_on()
    stage.settle()
    page = wizard.unit_page
    for name, typed in (("city", "吕梁市"), ("county", "文水县"), ("township", "西槽头乡")):
        field = getattr(page, name)
        field.editor.setFocus()
        field.editor.setText(typed)
        stage.press(Qt.Key.Key_Tab)
    return wizard  # type: ignore[no-any-return]
