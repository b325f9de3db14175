"""What the labels of single cells ask for: recognised where it is clear, offered where it isn't."""

from __future__ import annotations

from copy import copy
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hazard_desk.services.county_templates import (
    BLANK,
    NO_MARK,
    NUMBER,
    MarkSource,
    fill_file,
    mark_choices,
    mark_words,
    possible_marks,
    prepare,
)
from hazard_desk.services.county_templates.marks import MarkValues, propose_mark
from hazard_desk.store.office_file import OfficeFile
from tests.county_tables import cells, plain_table
from tests.services.county_templates.template_desk import form, opened, pairs


@pytest.mark.parametrize(
    ("label", "likely"),
    [
        ("排查一般隐患", ["一般隐患·排查（本周）", "一般隐患·排查（累计）"]),
        ("重大隐患已整改数（条）", ["重大隐患·整改（本周）", "重大隐患·整改（累计）"]),
        ("行政处罚（万元）", ["行政罚款（本周）", "行政罚款（累计）"]),
        ("已检查企业数", ["检查过的企业共几家", "本年检查过的企业共几家"]),
        ("{{已检查企业（家）}}", ["检查过的企业共几家", "本年检查过的企业共几家"]),
    ],
)
def test_labels_that_do_not_say_of_when_are_offered(label: str, likely: list[str]) -> None:
    assert propose_mark(label) == NO_MARK
    assert [fill.label for fill in possible_marks(label)] == likely


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("本周排查一般隐患（条）", "一般隐患·排查（本周）"),
        ("累计已整改重大隐患", "重大隐患·整改（累计）"),
        ("累计行政处罚金额（万元）", "行政罚款（累计）"),
        ("本年已检查企业数（家）", "本年检查过的企业共几家"),
        ("未整改隐患", "未整改隐患共几条"),
        ("未整改隐患数（条）", "未整改隐患共几条"),
        ("重大隐患未整改数", "未整改重大隐患共几条"),
    ],
)
def test_clear_labels_are_recognised(label: str, wanted: str) -> None:
    assert propose_mark(label).label == wanted
    assert possible_marks(label) == ()


@pytest.mark.parametrize(
    "label", ["行政处罚（元）", "行政处罚", "单位（家）", "排查", "已整改", "罚款（元）"]
)
def test_labels_that_may_mean_something_else_are_left(label: str) -> None:
    assert propose_mark(label) == NO_MARK
    assert possible_marks(label) == ()


def test_the_counts_are_those_of_the_records(office: OfficeFile) -> None:
    def told(reading: object) -> dict[str, object]:
        values = MarkValues(reading, None)  # type: ignore[arg-type]
        return {
            one.label: values.value(one.fill)
            for one in mark_choices(reading)  # type: ignore[arg-type]
            if one.fill.source is MarkSource.COUNT
        }

    found = office.ask(told)
    assert (found["企业共几家"], found["检查过的企业共几家"], found["本年检查过的企业共几家"]) == (3, 1, 1)
    assert found["未整改隐患共几条"] == 2
    assert (found["未整改重大隐患共几条"], found["逾期未整改隐患共几条"]) == (0, 0)


def test_the_words_of_a_choice_find_it(office: OfficeFile) -> None:
    words = {one.label: one.words for one in office.ask(mark_choices)}
    assert "行政处罚(万元)" in words["行政罚款（累计）"]
    assert "已检查企业数" in words["检查过的企业共几家"]
    assert "填报单位" in words["单位名称"]


def test_a_day_is_said_as_it_will_stand(office: OfficeFile, tmp_path: Path) -> None:
    path = form(tmp_path / "a.xlsx", "日期：", "填报时间：", "上报日期：    年  月  日")
    book = openpyxl.load_workbook(path)
    book.active["B2"].number_format = "yyyy-mm-dd"
    book.save(path)
    (prepared,) = office.ask(prepare, pairs(opened(office, path)))
    said = [mark_words(prepared, cell) for cell in sorted(prepared.marks, key=lambda cell: cell.column)]
    assert said == ["2026-03-06", "2026年3月6日", "2026年3月6日"]
    fill_file(path, [prepared], tmp_path / "b.xlsx")
    row = cells(tmp_path / "b.xlsx")[1]
    assert row[1].date() == date(2026, 3, 6)
    assert "".join(map(str, filter(None, row[2:]))) == "填报时间：2026年3月6日上报日期：2026年3月6日"


def test_a_column_of_formulas_is_left_alone_though_it_is_known(office: OfficeFile, tmp_path: Path) -> None:
    path = plain_table(tmp_path / "a.xlsx", ("序号", "企业名称", "从业人数", "备注"))
    book = openpyxl.load_workbook(path)
    for row in (2, 3, 4):
        book.active[f"A{row}"] = "=ROW()-1"
        book.active[f"C{row}"] = f"=LEN(B{row})"
        for letter in "ABCD":
            book.active[f"{letter}{row}"].border = copy(book.active["A1"].border)
    book.save(path)
    (found,) = opened(office, path)
    assert found.layout.formula_columns == (0, 2)
    assert (found.mapping.columns[0], found.mapping.columns[2]) == (BLANK, BLANK)
    assert NUMBER not in found.mapping.columns.values()
    assert not {0, 2} & {*found.origins, *found.doubtful}
    prepared = office.ask(prepare, pairs([found]))
    report = fill_file(path, prepared, tmp_path / "b.xlsx")
    assert report.kept == ()
    assert cells(tmp_path / "b.xlsx")[1][2] == "=LEN(B2)"
