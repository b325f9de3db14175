"""临时报表 by the commands: the list of what is kept, and one given out."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, Test
from hazard_desk.services.ad_hoc_tables import save_table
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.cli.desk import Desk

BY_VILLAGE = Question(
    "hazard",
    conditions=(Condition("open", Test.IS, ("是",)),),
    groups=("enterprise.village",),
    reckoned=(Reckoned(Measure.COUNT, label="未整改（条）"),),
    total=True,
)


def damaged(work: UnitOfWork) -> Changes:
    from sqlalchemy import update

    from hazard_desk.model import SavedTable

    work.session.execute(update(SavedTable).values(question='{"noun": "hazard", "columns": ["fax"]}'))
    return Changes("改坏")


def keep(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "8")
    with OfficeFile.open(desk.folder) as office:
        office.run(save_table, "各村未整改", BY_VILLAGE, "县应急局")


def test_what_is_kept_is_listed_with_its_words(desk: Desk) -> None:
    assert "还没有存过临时报表" in desk("tables").out
    keep(desk)
    (row,) = desk.done("tables")["tables"]
    assert (row["name"], row["note"], row["problem"], row["used_on"]) == ("各村未整改", "县应急局", "", None)
    assert "按所属村（社区）分组，统计未整改（条）" in row["words"]
    assert "各村未整改\t是否未整改为“是”的隐患" in desk("tables").out


def test_a_kept_table_is_written_with_todays_records(desk: Desk, tmp_path: Path) -> None:
    keep(desk)
    out = tmp_path / "表.xlsx"
    assert desk.done("table", "各村未整改", out) == {"file": str(out)}
    page = openpyxl.load_workbook(out).active
    assert page is not None
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    assert rows[0] == ["各村未整改"]
    assert rows[2] == ["序号", "所属村（社区）", "未整改（条）"]
    total = next(row for row in rows if row[0] == "合计")[1]
    open_hazards = [row for row in desk.rows("hazards") if row["state"] in ("登记", "整改中")]
    assert total == len(open_hazards) > 0
    assert sum(row[2] for row in rows[3 : rows.index(["合计", total])]) == total
    desk.done("table", "各村 未整改", tmp_path / "表.pdf")
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")


def test_what_a_reader_must_know_is_said_beside_the_file(desk: Desk, tmp_path: Path) -> None:
    keep(desk)
    with OfficeFile.open(desk.folder) as office:
        office.run(save_table, "各行业", Question("industry", ("name", "enterprises"), total=True))
    told = desk("table", "各行业", tmp_path / "表.pdf")
    assert "一家企业可属几个行业，各行相加有重复，所以没有合计。" in told.out + told.err


def test_what_cant_be_given_out_is_refused(desk: Desk, tmp_path: Path) -> None:
    keep(desk)
    (problem,) = desk.problems("table", "没有的表", tmp_path / "表.pdf")
    assert "没有存过叫“没有的表”的报表" in problem["message"]
    assert desk("table", "各村未整改", tmp_path / "表.txt").code == 2
    with OfficeFile.open(desk.folder) as office:
        office.run(damaged)
    said = desk("table", "各村未整改", tmp_path / "表.pdf")
    assert said.code == 2
    assert "“fax”现在没有了" in said.err
    assert "“fax”现在没有了" in desk.done("tables")["tables"][0]["problem"]
    assert list(tmp_path.glob("表.*")) == []
