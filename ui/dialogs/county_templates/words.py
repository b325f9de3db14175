"""What the dialog says of a template: its losses, what was written, why it can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hazard_desk.errors import InputRefused
from ui.dialogs.county_templates.file_page import ENDING
from ui.messages import Kind, Message, message_of

if TYPE_CHECKING:
    from hazard_desk.issued_tables.filling import FillReport
    from hazard_desk.services.county_templates import PreparedSheet, TemplateLook

UNTOUCHED = "原来的表样没有动，台账数据没有变化。"


def default_name(template: Path) -> str:
    """Return what the filled file is called: never as the template itself."""
    return f"{template.stem}（已填）{ENDING}"


def loss_words(look: TemplateLook) -> str:
    """Say what saving loses, and which sheets are hidden; "" where there is nothing to say."""
    said = []
    if look.layout.losses:
        said.append(f"另存的表里会少：{'；'.join(look.layout.losses)}。原来的表样不动。")
    if look.layout.hidden:
        names = "、".join(f"“{name}”" for name in look.layout.hidden)
        said.append(f"工作表{names}是隐藏的，不填，原样留着。")
    return "\n".join(said)


def summary_words(sheets: Sequence[PreparedSheet], report: FillReport) -> str:
    """Say how much was written."""
    cells = sum(len(sheet.marks) for sheet in sheets)
    parts = [f"{len(sheets)} 张工作表"] if len(sheets) > 1 else []
    if any(sheet.mapping.asks_for_rows and sheet.layout.columns for sheet in sheets):
        parts.append(f"写入 {report.rows_written} 行")
    if cells:
        parts.append(f"单个的格子 {cells} 个")
    return f"{'，'.join(parts)}。" if parts else ""


def refused_file(error: Exception) -> Message:
    """Put into words why a template can't be used: its one problem, rather than how many there are."""
    if isinstance(error, InputRefused) and len(error.problems) == 1:
        problem = error.problems[0]
        name = f"“{problem.value}”：" if problem.value else ""
        return Message(f"{name}{problem.message}", UNTOUCHED, problem.remedy, Kind.ERROR)
    return message_of(error)
