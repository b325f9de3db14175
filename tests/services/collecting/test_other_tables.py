"""Tables that tell of villages or of anything at all; tables asked of enterprises; rows that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.collecting.applying import registry_plan
from hazard_desk.services.collecting.collections import save_collection
from hazard_desk.services.collecting.deciding import Taking, decide_many
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.merged_table import merged
from hazard_desk.services.collecting.reading import FolderRead, read_folder
from hazard_desk.services.collecting.record import collection_record
from hazard_desk.services.collecting.returning import assign_returned, take_in
from hazard_desk.services.collecting.sheets import merged_sheet
from hazard_desk.services.collecting.standing import standing
from hazard_desk.services.collecting.templates import begin_from
from hazard_desk.services.offices import set_up_office, villages
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import PartyKind
from tests.cli.desk import credit_code

NAMES = ("马村", "东马村", "上庄村", "西街社区")


def table(path: Path, title: str, *rows: list[Any]) -> Path:
    """Write a table: its title, its header, its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in rows:
        sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


class Desk:
    """An office of four villages, and one 收表."""

    def __init__(self, office: OfficeFile, folder: Path) -> None:
        self.office = office
        self.folder = folder
        self.back = folder / "交回"
        self.back.mkdir()
        self.id = 0
        self.facts = CollectionFacts()

    def begin(self, title: str, *rows: list[Any], **more: Any) -> None:
        begun = begin_from(table(self.folder / "发" / "表.xlsx", title, *rows))
        given = {"parties": tuple(one.id for one in self.office.ask(villages)), **more}
        self.facts = CollectionFacts(
            name=begun.name, columns=begun.columns, fingerprint=begun.fingerprint, **given
        )
        self.id = self.office.run(save_collection, self.facts).record_id or 0

    def take(self) -> FolderRead:
        read = read_folder(self.back, self.facts)
        self.office.run(take_in, self.id, read.returns)
        return read

    def lines(self) -> list[tuple[str, ...]]:
        return [
            tuple("?" if cell.conflict else cell.text for cell in row.cells)
            for row in self.office.ask(merged, self.id).rows
        ]

    def missing(self) -> list[str]:
        return [row.party.name for row in self.office.ask(standing, self.id).missing]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府", NAMES)
    with OfficeFile.open(tmp_path / "台账", clock=lambda: datetime(2026, 11, 22, 9)) as office:
        yield Desk(office, tmp_path)


HEAD = ["序号", "村名", "户数", "检查日期", "隐患数"]


def listed(**filled: list[Any]) -> list[list[Any]]:
    """Return the table as it lists all villages, some of them filled in."""
    return [HEAD, *([at, name, *filled.get(name, [None] * 3)] for at, name in enumerate(NAMES, 1))]


def test_a_table_that_lists_all_villages_is_filled_in_by_each(desk: Desk) -> None:
    desk.begin("用电安全检查表", *listed())
    assert desk.facts.key_labels == ("村名",)
    table(desk.back / "马村.xlsx", "用电安全检查表", *listed(马村=[120, "2026.11.3", 4]))
    table(desk.back / "上报（东马村）.xlsx", "用电安全检查表", *listed(东马村=[80, "2026年11月5日", "0"]))
    table(desk.back / "汇总.xlsx", "用电安全检查表", HEAD, [1, "西街居委会", 60, "20261106", 1])
    desk.take()
    assert desk.lines() == [
        ("", "马村", "120", "2026.11.3", "4"),
        ("", "东马村", "80", "2026年11月5日", "0"),
        ("", "上庄村", "", "", ""),
        ("", "西街社区", "60", "20261106", "1"),
    ]
    assert not desk.office.ask(merged, desk.id).contested
    assert desk.missing() == ["上庄村"]


@pytest.mark.parametrize(
    ("title", "head", "field", "unit"),
    [
        ("企业资产统计表（单位：元）", "资产总额", "assets_fen", "元"),
        ("企业资产统计表（单位：元）", "资产总额（千元）", "assets_fen", "千元"),
        ("企业资产统计表", "资产总额", "assets_fen", "万元"),
        ("企业资产统计表（单位：美元）", "资产总额", "", "美元"),
    ],
)
def test_amounts_are_in_what_the_table_counts_in(
    tmp_path: Path, title: str, head: str, field: str, unit: str
) -> None:
    begun = begin_from(table(tmp_path / "表.xlsx", title, ["序号", "企业名称", head], [1, None, None]))
    assert (begun.columns[2].field, begun.columns[2].unit) == (field, unit)


def test_the_row_of_its_own_sheet_needs_no_name(desk: Desk) -> None:
    desk.begin("用电安全检查表", *listed())
    table(desk.back / "马村.xlsx", "用电安全检查表", HEAD, [1, None, 120, "2026-11-03", 4])
    table(desk.back / "马村补.xlsx", "用电安全检查表", HEAD, [1, "马村村委会", 121, "2026-11-03", None])
    desk.take()
    assert desk.lines() == [("", "马村村委会", "?", "2026-11-03", "4")]


def test_whose_rows_in_anothers_sheet_are_told(desk: Desk) -> None:
    desk.begin("用电安全检查表", *listed())
    table(desk.back / "马村.xlsx", "用电安全检查表", *listed(马村=[1, None, 0], 上庄村=[7, None, 0]))
    desk.take()
    found = desk.office.ask(standing, desk.id)
    assert {row.party.name: row.hint for row in found.missing if row.hint} == {
        "上庄村": "马村.xlsx里有它的行"
    }


def test_a_table_of_things_keeps_every_row(desk: Desk) -> None:
    head = ["序号", "隐患内容", "整改时限", "数量"]
    desk.begin("隐患清单", head, [1, None, None, None])
    assert desk.facts.key_labels == ()
    same = [1, "灭火器过期", "2026-11-30", 2]
    table(desk.back / "马村.xlsx", "隐患清单", head, same, [2, "电线裸露", "11月底", 1])
    table(desk.back / "东马村.xlsx", "隐患清单", head, same)
    table(desk.back / "马村（再报）.xlsx", "隐患清单", head, same, [2, "电线裸露", "11月底", 3])
    desk.take()
    assert sorted(line[1:] for line in desk.lines()) == [
        ("灭火器过期", "2026-11-30", "2"),
        ("灭火器过期", "2026-11-30", "2"),
        ("电线裸露", "11月底", "1"),
        ("电线裸露", "11月底", "3"),
    ]
    sheet = desk.office.ask(merged_sheet, desk.id)
    assert {cell.content for cell in sheet.cells if cell.row == 5} >= {"合计", 8}


def test_enterprises_are_told_by_name_or_code_and_no_village_is_guessed(desk: Desk) -> None:
    ids = []
    for at, name in enumerate(("文水县甲木业有限公司", "文水县乙面粉厂")):
        facts = EnterpriseFacts(name=name, code=credit_code(at + 1), village="马村", staff_total=5)
        ids.append(desk.office.run(save_enterprise, facts).record_id or 0)
    head = ["企业名称", "统一社会信用代码", "从业人数", "是否用气"]
    desk.begin("企业用气表", head, [None] * 4, asked=PartyKind.ENTERPRISE, parties=tuple(ids))
    table(desk.back / "文水县甲木业有限公司（盖章版）.xlsx", "企业用气表", head, ["甲木业", None, 5, "是"])
    table(
        desk.back / f"{credit_code(2)}.xlsx", "企业用气表", head, ["文水县乙面粉厂", credit_code(2), 6, "否"]
    )
    table(desk.back / "不知道.xlsx", "企业用气表", head, ["丙厂", None, 6, "否"])
    desk.take()
    assert desk.missing() == []
    record = desk.office.ask(collection_record, desk.id)
    assert [file.file for file in record.standing.unclaimed] == ["不知道.xlsx"]
    assert record.likely == {}
    assert {one.name for one in record.plan.new} == {"甲木业", "丙厂"}
    assert all("village" not in one.texts for one in record.plan.new)


def test_a_registry_value_that_stays_is_not_written(desk: Desk) -> None:
    facts = EnterpriseFacts(name="甲厂", village="马村", staff_total=5, registered_capital_fen=50 * 10**6)
    desk.office.run(save_enterprise, facts)
    head = ["企业名称", "从业人数", "注册资本（元）"]
    desk.begin("企业表", head, [None] * 3)
    assert desk.facts.columns[2].unit == "元"
    table(desk.back / "马村.xlsx", "企业表", head, ["甲厂", "9人", 500000])
    desk.take()
    (conflict,) = desk.office.ask(merged, desk.id).conflicts
    assert (conflict.label, conflict.cell.ours) == (
        "从业人数",
        "5",
    )  # 500000元 are the 50万元 that stand there
    desk.office.run(decide_many, desk.id, [(conflict.row.key, conflict.cell.position)], Taking.OURS)
    assert not desk.office.ask(registry_plan, desk.id).changes


def test_a_file_of_nobody_may_be_of_the_village_its_enterprises_lie_in(desk: Desk) -> None:
    desk.office.run(save_enterprise, EnterpriseFacts(name="甲厂", village="上庄村"))
    head = ["企业名称", "从业人数"]
    desk.begin("企业表", head, [None] * 2)
    table(desk.back / "新建表格.xlsx", "企业表", head, ["甲厂", 5])
    desk.take()
    record = desk.office.ask(collection_record, desk.id)
    (file,) = record.standing.unclaimed
    names = {row.party.id: row.party.name for row in record.standing.rows}
    assert names[record.likely[file.id]] == "上庄村"
    assert "上庄村" in desk.missing()  # offered, not taken
    desk.office.run(assign_returned, [file.id], record.likely[file.id])
    assert "上庄村" not in desk.missing()
