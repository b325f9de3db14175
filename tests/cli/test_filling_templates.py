"""fill: a table of the county filled from the records, or why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hazard_desk.services.county_templates import Filled, look_into, propose_all, remember, sheet_keys
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import OFFICE_NAME, Desk, credit_code, enterprises, fingerprint
from tests.county_tables import cells, enterprise_table, plain_table, several_sheets, village_table


@pytest.fixture
def office(nowhere: Desk, tmp_path: Path) -> Desk:
    """The program on an office with two enterprises of two villages."""
    nowhere.done("init", "--name", OFFICE_NAME, "--villages", "东街村,西街村")
    rows = [
        {
            "单位名称": name,
            "统一社会信用代码": credit_code(number),
            "所属村（社区）": village,
            "主要负责人": person,
        }
        for number, (name, village, person) in enumerate(
            (("甲厂", "东街村", "张建国"), ("乙厂", "西街村", "李秀英")), 1
        )
    ]
    nowhere.done("import", "enterprises", enterprises(tmp_path / "企业.xlsx", *rows))
    return nowhere


def test_a_template_is_filled_and_stays_as_it_was(office: Desk, tmp_path: Path) -> None:
    path, out = enterprise_table(tmp_path / "县表.xlsx"), tmp_path / "已填.xlsx"
    before, template = fingerprint(office.folder), path.read_bytes()
    said = office("fill", path, out)
    assert said.code == 0, said.err
    assert f"已写出 {out}。" in said.out
    assert "企业 2 行" in said.out
    assert "企业等级" in said.err  # what nobody knows is named
    assert {row[1] for row in cells(out)[4:6]} == {"甲厂", "乙厂"}
    assert path.read_bytes() == template
    assert fingerprint(office.folder) == before


def test_as_one_object(office: Desk, tmp_path: Path) -> None:
    path, out = enterprise_table(tmp_path / "县表.xlsx"), tmp_path / "已填.xlsx"
    found = office.done("fill", path, out)
    (sheet,) = found["sheets"]
    assert (found["file"], found["rows"], found["kept"]) == (str(out), 2, [])
    assert (sheet["noun"], sheet["remembered"], sheet["rows"]) == ("enterprise", False, 2)
    assert sheet["columns"]["企业全称"] == "name"
    assert sheet["columns"]["企业等级"] == "blank"


def test_a_dry_run_writes_nothing(office: Desk, tmp_path: Path) -> None:
    path, out = village_table(tmp_path / "各村.xlsx", ["南沟村"]), tmp_path / "已填.xlsx"
    said = office("fill", path, out, "--dry-run")
    assert said.code == 0
    assert "没有写文件" in said.out
    assert "南沟村" in said.err
    assert not out.exists()


def test_what_is_remembered_is_used(office: Desk, tmp_path: Path) -> None:
    path, out = plain_table(tmp_path / "县表.xlsx", ("序号", "企业名称", "企业等级")), tmp_path / "已填.xlsx"
    look = look_into(path)
    with OfficeFile.open(office.folder, to_write=True) as file:
        (found,) = file.ask(propose_all, look)
        person = replace(found.mapping.columns[1], what="principal", label="主要负责人")
        mapping = replace(found.mapping, columns={**found.mapping.columns, 2: person})
        file.run(remember, [Filled(sheet_keys(look.layout.sheets)[0], "县表", mapping)])
    assert office.done("fill", path, out)["sheets"][0]["remembered"] is True
    assert {row[2] for row in cells(out)[1:3]} == {"张建国", "李秀英"}


def test_the_records_can_be_named(office: Desk, tmp_path: Path) -> None:
    path, out = plain_table(tmp_path / "县表.xlsx", ("序号", "名称", "备注")), tmp_path / "已填.xlsx"
    assert office.done("fill", path, out, "--noun", "企业")["sheets"][0]["noun"] == "enterprise"
    assert {row[1] for row in cells(out)[1:3]} == {"甲厂", "乙厂"}
    said = office("fill", path, out, "--noun", "神仙")
    assert said.code == 2
    assert "神仙" in said.err
    assert "隐患" in said.err


def test_single_cells_of_a_week(office: Desk, tmp_path: Path) -> None:
    path, out = several_sheets(tmp_path / "附件.xlsx"), tmp_path / "已填.xlsx"
    found = office.done("fill", path, out, "--week-ending", "2026-01-30")
    assert found["sheets"][1]["week"] == ["2026-01-24", "2026-01-30"]
    said = office("fill", path, out, "--week-ending", "2026-01-30", "--dry-run")
    assert "2026-01-24 至 2026-01-30 那一周" in said.out
    assert "原样留着：挂钩情况" in said.err
    assert [row[1] for row in cells(out, "附件2")[2:4]] == [0, 2]


def test_what_is_no_template_is_refused(office: Desk, tmp_path: Path) -> None:
    out = tmp_path / "已填.xlsx"
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    assert office.problems("fill", broken, out)[0]["message"]
    assert office.problems("fill", tmp_path / "没有.xlsx", out)
    nothing = plain_table(tmp_path / "空.xlsx", ("甲乙丙", "丁戊己"))
    assert "没有认出" in office.problems("fill", nothing, out)[0]["message"]
    assert office.problems("fill", nothing, out, "--noun", "企业")  # numbers and blanks are no rows
    assert not out.exists()


def test_a_place_that_cannot_be_written(office: Desk, tmp_path: Path) -> None:
    path = enterprise_table(tmp_path / "县表.xlsx")
    before = path.read_bytes()
    assert office("fill", path, path).code == 2
    assert office("fill", path, tmp_path / "已填.pdf").code == 2
    assert path.read_bytes() == before
    said = office("fill", path, tmp_path / "没有这个文件夹" / "已填.xlsx")
    assert said.code == 1
    assert "没有这个文件夹" in said.err
