"""The page of a table: its title, what stands above and below it, what a reader must know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hazard_desk.errors import Cancelled, UsageError
from hazard_desk.forms.sheet import Sheet
from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, Test
from hazard_desk.services.ad_hoc_tables import answer, answer_sheet
from hazard_desk.services.ad_hoc_tables.saving import save_answer_sheet
from hazard_desk.store.office_file import OfficeFile


def texts(sheet: Sheet, row: int) -> list[str]:
    return [cell.text for cell in sheet.cells if cell.row == row]


def test_a_list_says_whose_it_is_when_and_how_many(asked_office: OfficeFile) -> None:
    question = Question("enterprise", ("name", "village", "risk_level"), title="企业一览")
    sheet = asked_office.ask(answer_sheet, question)
    total = asked_office.ask(answer, question).total
    assert [field.label + field.text for field in sheet.head.fields] == [
        "填报单位：文水县西槽头乡人民政府", f"共 {total} 家", "填报时间：2026年11月26日",
    ]  # fmt: skip
    assert (sheet.title, len(sheet.rows), sheet.notes) == ("企业一览", total + 1, ())
    assert [text.replace("\n", "") for text in texts(sheet, 0)] == [
        "序号",
        "单位名称",
        "所属村（社区）",
        "风险等级",
    ]
    bare = asked_office.ask(answer_sheet, question, unit=False)
    assert bare.head.fields == ()


def test_a_table_without_a_title_is_named_by_what_it_lists(asked_office: OfficeFile) -> None:
    assert asked_office.ask(answer_sheet, Question("inspection", ("number",))).title == "检查一览表"
    assert asked_office.ask(answer_sheet, Question("inspection", groups=("level",))).title == "检查统计表"


def test_void_hazards_are_in_the_list_of_all_and_said(asked_office: OfficeFile) -> None:
    question = Question("hazard", ("description", "state"))
    void = sum(row[1] == "已作废" for row in asked_office.ask(answer, question).rows)
    assert void > 0
    assert asked_office.ask(answer_sheet, question).notes == (f"注：其中已作废的隐患 {void} 条。",)
    counted = asked_office.ask(
        answer_sheet, Question("hazard", groups=("enterprise.industries",), total=True)
    )
    assert counted.notes == (
        "注1：一条隐患有几个行业分类的，在每一个里都计，合计里只计一次。",
        f"注2：其中已作废的隐患 {void} 条。",
    )
    without = Question("hazard", ("description",), (Condition("void", Test.IS, ("否",)),))
    assert asked_office.ask(answer_sheet, without).notes == ()


def test_a_group_of_what_isnt_filled_in_has_a_name(asked_office: OfficeFile) -> None:
    question = Question(
        "enterprise",
        groups=("note",),
        reckoned=(Reckoned(Measure.COUNT), Reckoned(Measure.SUM, "assets_fen")),
    )
    sheet = asked_office.ask(answer_sheet, question)
    assert texts(sheet, len(sheet.rows) - 1)[1] == "（未填）"


@pytest.mark.parametrize(
    ("noun", "keys", "why"),
    [
        ("industry", ("name", "enterprises", "hazards_found"), "一家企业可属几个行业"),
        ("person", ("name", "inspections", "led"), "一次检查有几个人参加"),
        ("campaign", ("name", "inspections", "hazards_open"), "一次检查可属几个专项行动"),
        ("document", ("number", "hazards"), "一条隐患可在几份文书里列明"),
        ("task", ("content", "times"), "一次活动可计入几项任务"),
    ],
)
def test_what_several_rows_count_has_no_total(
    asked_office: OfficeFile, noun: str, keys: tuple[str, ...], why: str
) -> None:
    question = Question(noun, keys, total=True)
    found = asked_office.ask(answer, question)
    assert found.sums is None
    assert found.notes == (f"{why}，各行相加有重复，所以没有合计。",)
    sheet = asked_office.ask(answer_sheet, question)
    assert "合计" not in texts(sheet, len(sheet.rows) - 1)


def test_a_total_of_nothing_is_no_row(asked_office: OfficeFile) -> None:
    question = Question("enterprise", ("name", "village"), total=True)
    assert asked_office.ask(answer, question).sums is None
    whole = asked_office.ask(answer, question).total
    assert len(asked_office.ask(answer_sheet, question).rows) == whole + 1
    average = Question(
        "enterprise", groups=("village",), reckoned=(Reckoned(Measure.AVERAGE, "staff_total"),)
    )
    assert asked_office.ask(answer, replace(average, total=True)).sums is None


def test_visits_that_the_report_leaves_out_are_said(asked_office: OfficeFile) -> None:
    own = asked_office.ask(
        answer, Question("inspection", ("number",), (Condition("supervisory", Test.IS, ("否",)),))
    ).total
    assert own > 0
    everything = asked_office.ask(answer, Question("inspection", groups=("level",)))
    assert everything.notes == (f"其中企业全面查、企业自查 {own} 次，每周报表不计。",)
    told = asked_office.ask(answer, Question("village", ("name", "hazards_found", "hazards_open")))
    assert any("含企业自查发现的" in note for note in told.notes)


def test_stopping_leaves_no_file(asked_office: OfficeFile, tmp_path: Path) -> None:
    class Stop:
        def report(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled("已取消。")

    sheet = asked_office.ask(answer_sheet, Question("enterprise", ("name",)))
    for name in ("表.pdf", "表.xlsx"):
        with pytest.raises(Cancelled, match="没有写文件"):
            save_answer_sheet(sheet, tmp_path / name, Stop())
    with pytest.raises(UsageError, match="不能保存为"):
        save_answer_sheet(sheet, tmp_path / "表.doc")
    assert list(tmp_path.iterdir()) == []
    assert save_answer_sheet(sheet, tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")

    def stop(_done: int) -> None:
        raise Cancelled("已取消。")

    with pytest.raises(Cancelled):
        asked_office.ask(answer_sheet, Question("hazard", ("description",)), before_each=stop)
