"""What several scenes do in the same way: choose a row, begin a visit, give photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hazard_desk.terms import InspectionMode
from manual.stage import Stage


def choose_row(stage: Stage, table: Any, row: int = 0) -> int:
    """Select a row of a page's or a dialog's list, and return the id of its record."""
    table.selectRow(row)
    table.setFocus()
    stage.settle()
    return int(table.current_id)


def list_of(stage: Stage, page: Any, view: str) -> None:
    """Show a page's saved list with its first row selected."""
    page.show_view(view)
    stage.settle()
    choose_row(stage, page.table)


def begin_visit(stage: Stage) -> Any:
    """Begin a visit to a foundry in 检查记录, and return its form."""
    from PySide6.QtCore import Qt

    page = stage.tab("检查记录")
    page.new_record()
    stage.settle()
    form = page.stack.currentWidget()
    stage.wait_for("检查录入表", lambda: hasattr(form, "visit") and form.isVisible())
    form.visit.enterprise.editor.setFocus()
    stage.type("铸造")
    stage.press(Qt.Key.Key_Return)
    stage.wait_for("选定企业", lambda: form.visit.enterprise.chosen is not None)
    form.visit.mode.set_value(InspectionMode.ON_SITE)
    form.visit.unit.set_value("西槽头乡应急管理站")
    form.visit.fields["inspectors"].editor.setFocus()
    stage.type("张建国、李晓东、")
    stage.press(Qt.Key.Key_Tab)
    return form


def photo(folder: Path, name: str, ink: tuple[int, int, int]) -> Path:
    """Make a picture that may pass for a photo of a distribution box."""
    from PIL import Image, ImageDraw

    path = folder / name
    picture = Image.new("RGB", (1200, 900), (214, 208, 196))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, 1200, 900), fill=(150, 140, 128))
    draw.rectangle((380, 160, 820, 700), fill=ink, outline=(60, 60, 60), width=8)
    for row in range(3):
        for column in range(4):
            left, top = 430 + column * 90, 230 + row * 140
            draw.rectangle(
                (left, top, left + 60, top + 90), fill=(235, 235, 230), outline=(80, 80, 80), width=4
            )
    picture.save(path, quality=80)
    return path
