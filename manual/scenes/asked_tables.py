"""Tables that others ask for: 应查未查等清单, 临时报表, 填上级表格, 收表汇总, 打分排队."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from manual.scenes.hands import choose_row
from manual.stage import Stage, scene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

Firm = tuple[str, str, str]  # name, head, telephone


@scene("negative-lists")
def negative_lists(stage: Stage) -> QWidget | None:
    """应查未查等清单."""
    return stage.dialog("应查未查")  # type: ignore[no-any-return]


@scene("ad-hoc")
def ad_hoc(stage: Stage) -> QWidget | None:
    """临时报表 from an example."""
    from PySide6.QtWidgets import QPushButton

    dialog = stage.dialog("临时报表")
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "各村企业数和未整改隐患数")
    stage.click(button)
    return dialog  # type: ignore[no-any-return]


@scene("county-table")
def county_table(stage: Stage) -> QWidget | None:
    """填上级表格: the columns of the county's table and what goes into them."""
    dialog = stage.dialog("填上级表格")
    dialog.open_template(_county_table(stage.folder.parent / "重点企业情况统计表.xlsx"))
    stage.wait_for("表头", lambda: dialog.step == 1)
    stage.settle()
    return dialog  # type: ignore[no-any-return]


@scene("collection")
def collection(stage: Stage) -> QWidget | None:
    """收表汇总: a table sent to all villages; most have returned it, two contradict the registry."""
    from dataclasses import replace

    from hazard_desk.services.collecting.collections import collection_facts, save_collection
    from hazard_desk.services.collecting.reading import read_folder
    from hazard_desk.services.collecting.returning import take_in
    from hazard_desk.services.collecting.templates import begin_from
    from hazard_desk.services.offices import villages

    room = stage.folder.parent
    sent = stage.ask(villages)
    facts = replace(
        begin_from(_village_table(room / "用气企业情况统计表.xlsx")),
        asked_on=stage.today - timedelta(days=6),
        due_on=stage.today + timedelta(days=1),
        parties=tuple(one.id for one in sent),
    )
    table = stage.do(save_collection, facts).record_id
    came = room / "交回"
    came.mkdir()
    for place, one in enumerate(sent[:9]):
        firms = _firms_of(stage, one.id)
        _village_table(came / f"{one.name}.xlsx", firms, changed=place in (2, 5))
    returned = read_folder(came, stage.ask(collection_facts, table))
    stage.do(take_in, table, returned.returns)
    dialog = stage.dialog("收表汇总")
    choose_row(stage, dialog.desk.table)
    dialog.desk.tabs.setCurrentIndex(1)
    stage.settle()
    return dialog  # type: ignore[no-any-return]


def _firms_of(stage: Stage, village: int) -> list[Firm]:
    from hazard_desk.services.registry import EnterpriseQuery, enterprise_rows, find_enterprises

    rows = stage.ask(enterprise_rows, stage.ask(find_enterprises, EnterpriseQuery(villages=(village,)))[:3])
    return [(row.name, row.principal, row.principal_phone) for row in rows]


def _village_table(path: Path, rows: Sequence[Firm] = (), *, changed: bool = False) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["用气企业情况统计表"])
    sheet.append(["序号", "企业名称", "主要负责人", "手机号码", "气瓶（个）"])
    for place, (name, person, phone) in enumerate(rows, start=1):
        said = "赵志强" if changed and place == 1 else person
        sheet.append([place, name, said, phone, place])
    book.save(path)
    return path


@scene("ranking")
def ranking(stage: Stage) -> QWidget | None:
    """打分排队 of the villages."""
    return stage.dialog("打分排队")  # type: ignore[no-any-return]


def _county_table(path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "统计表"
    sheet["A1"] = "重点企业情况统计表"
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填报单位（盖章）："
    for column, words in enumerate(
        ("序号", "企业名称", "所属村", "行业", "主要负责人", "联系电话", "安全员持证情况"), start=1
    ):
        sheet.cell(3, column, words)
    book.save(path)
    return path
