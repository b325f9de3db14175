"""Rows of many sheets brought together: nothing is lost or chosen, only differences are conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.services.collecting.comparing import is_blank, known_forms, row_keys, value_of
from hazard_desk.services.collecting.facts import ExpectedColumn
from hazard_desk.services.collecting.merging import Choice, GivenRow, MergedRow, merge
from tests.cli.desk import credit_code

CODE = credit_code(1)


def column(
    label: str, field: str = "", *, key: bool = False, counted: bool = False, unit: str = ""
) -> ExpectedColumn:
    return ExpectedColumn((label,), label, field, key, unit, counted)


ENTERPRISES = (
    column("序号", counted=True),
    column("企业名称", "name", key=True),
    column("统一社会信用代码", "code", key=True),
    column("从业人数", "staff_total"),
    column("用气方式"),
)
VILLAGES = (column("序号", counted=True), column("村名", key=True), column("户数"), column("检查日期"))
STACKED = (column("序号", counted=True), column("隐患"), column("数量"))


def row(
    number: int, sheet: int, *texts: str, party: str = "", extras: tuple[tuple[str, str], ...] = ()
) -> GivenRow:
    return GivenRow(
        number, sheet, f"{sheet}.xlsx", party, sheet, "Sheet1", number, date(2026, 11, 20), sheet,
        {at: text for at, text in enumerate(texts) if text}, extras,
    )  # fmt: skip


def nothing(_: Sequence[str]) -> tuple[int | None, Mapping[int, str]]:
    return None, {}


def merged(columns: Sequence[ExpectedColumn], *rows: GivenRow, **more: object) -> list[MergedRow]:
    return merge(columns, rows, {}, more.get("ours", nothing), more.get("choices", ()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ("2026.3.5", "2026-03-05"),
        ("2026年3月5日", "20260305"),
        ("２０２６／３／５", "2026-03-05"),
        ("１２", "12.0"),
        ("1,200", "1200"),
        ("管道 天然气", "管道天然气"),
        ("ＬＰＧ", "lpg"),
        ("0.50", "0.5"),
    ],
)
def test_the_same_written_otherwise_is_no_conflict(some: str, others: str) -> None:
    found = merged(VILLAGES, row(1, 1, "", "马村", some), row(2, 2, "", "马村", others))
    assert len(found) == 1
    assert not found[0].conflicts
    assert found[0].cells[2].text == some
    assert [source.text for source in found[0].cells[2].sides[0].sources] == [some, others]


@pytest.mark.parametrize(
    ("some", "others"),
    [("0358123", "358123"), ("12", "12人"), ("无", "有"), ("3.5", "3月5日"), ("80%", "0.8"), ("-1", "1")],
)
def test_what_may_mean_something_else_is_shown(some: str, others: str) -> None:
    found = merged(VILLAGES, row(1, 1, "", "马村", some), row(2, 2, "", "马村", others))
    assert [cell.position for cell in found[0].conflicts] == [2]
    assert found[0].cells[2].text == ""


def test_what_is_ours_is_compared_as_the_registry_reads_it() -> None:
    staff = column("从业人数", "staff_total")
    money = column("注册资本（元）", "registered_capital_fen", unit="元")
    assert value_of("12人", staff) == value_of("12", staff)
    assert value_of("500000", money) == value_of("50万", money) != value_of("50", money)
    industries = column("行业", "industries")
    assert value_of("工贸、建筑", industries) == value_of("建筑，工贸", industries)


@pytest.mark.parametrize("blank", ["", " ", "/", "——", "－"])
def test_a_blank_says_nothing(blank: str) -> None:
    found = merged(VILLAGES, row(1, 1, "", "马村", "3"), row(2, 2, "", "马村", blank))
    assert found[0].cells[2].text == "3"
    assert not found[0].conflicts


def test_rows_meet_by_code_or_by_name_and_a_row_with_both_brings_them_together() -> None:
    found = merged(
        ENTERPRISES,
        row(1, 1, "", "甲厂", "", "5"),
        row(2, 2, "", "", CODE, "6"),
        row(3, 3, "", "甲 厂", CODE, "5"),
        row(4, 3, "", "乙厂", "", "5"),
    )
    assert [one.label for one in found] == ["甲厂", "乙厂"]
    assert [(side.text, side.words) for side in found[0].cells[3].sides] == [
        ("5", "1.xlsx 第1行；3.xlsx 第3行"),
        ("6", "2.xlsx 第2行"),
    ]


def test_a_row_without_a_key_stays_a_row_of_its_own() -> None:
    found = merged(ENTERPRISES, row(1, 1, "", "", "", "5"), row(2, 2, "", "", "", "6"), row(3, 2, "", "甲厂"))
    assert len(found) == 3
    assert not any(one.conflicts for one in found)


def test_the_only_nameless_row_of_a_villages_sheet_is_the_villages() -> None:
    found = merged(
        VILLAGES,
        row(1, 1, "", "", "30", party="马村"),
        row(2, 2, "", "马村", "31", party="东街村"),
        row(3, 3, "", "", "7", party="东街村"),
        row(4, 3, "", "", "8", party="东街村"),
    )
    assert [side.text for side in found[0].cells[2].sides] == ["30", "31"]
    assert len(found) == 3


def test_without_key_columns_only_what_is_the_same_throughout_is_one_row() -> None:
    found = merged(
        STACKED,
        row(1, 1, "1", "灭火器过期", "1", party="马村"),
        row(2, 1, "2", "灭火器过期", "1", party="马村"),
        row(3, 2, "9", "灭火器过期", "1.0", party="马村"),
        row(4, 3, "1", "灭火器过期", "1", party="东街村"),
    )
    assert [(one.files, len(one.rows)) for one in found] == [
        (("1.xlsx", "2.xlsx"), 2),
        (("1.xlsx",), 1),  # the second of two alike within a sheet is meant
        (("3.xlsx",), 1),
    ]


def test_the_registry_is_a_side_and_a_decision_stands_until_it_is_taken_back() -> None:
    def ours(keys: Sequence[str]) -> tuple[int | None, Mapping[int, str]]:
        return (7, {1: "甲厂", 3: "8"}) if "name:甲厂" in keys else (None, {})

    rows = (row(1, 1, "", "甲厂", "", "5"), row(2, 2, "", "甲厂", CODE, ""))
    open_ = merged(ENTERPRISES, *rows, ours=ours)[0]
    assert (open_.enterprise_id, open_.cells[3].ours, open_.cells[3].conflict) == (7, "8", True)
    choice = Choice("name:甲厂", 3, "8", "台账", datetime(2026, 11, 22))
    decided = merged(ENTERPRISES, *rows, ours=ours, choices=(choice,))[0]
    assert (decided.cells[3].text, decided.cells[3].conflict, decided.cells[3].contested) == (
        "8",
        False,
        True,
    )
    by_code = Choice(f"code:{CODE}", 3, "5", "1.xlsx", datetime(2026, 11, 23))
    assert merged(ENTERPRISES, *rows, ours=ours, choices=(choice, by_code))[0].cells[3].text == "5"


def test_a_village_is_known_by_what_people_call_it() -> None:
    forms = known_forms(["马村", "东马村", "西街社区"])
    keys = {
        row_keys({1: said}, VILLAGES, forms) for said in ("马村", "马 村", "马村村委会", "马村村民委员会")
    }
    assert keys == {("key:马村",)}
    assert row_keys({1: "西街"}, VILLAGES, forms) == ("key:西街社区",)
    assert row_keys({1: "西街居委会"}, VILLAGES, forms) != ("key:东马村",)


_TEXTS = st.sampled_from(
    [
        "",
        " ",
        "/",
        "甲厂",
        "乙厂",
        "甲 厂",
        "5",
        "5.0",
        "５",
        "6",
        "无",
        "2026.3.5",
        "2026-03-05",
        "马村",
        CODE,
    ]
)
_ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),  # the sheet
        st.tuples(*[_TEXTS] * 5),
        st.sampled_from(["", "马村", "东街村"]),
        st.lists(
            st.tuples(st.sampled_from(["联系人", "备注"]), st.sampled_from(["王五", "见附件"])), max_size=1
        ),
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(
    _ROWS, st.sampled_from([ENTERPRISES, (*VILLAGES, column("备注")), (*STACKED, column("甲"), column("乙"))])
)
def test_every_text_of_every_sheet_stands_in_the_outcome(
    given_rows: list[tuple[int, tuple[str, ...], str, list[tuple[str, str]]]],
    columns: Sequence[ExpectedColumn],
) -> None:
    rows = [
        row(number, sheet, *texts, party=party, extras=tuple(extras))
        for number, (sheet, texts, party, extras) in enumerate(given_rows, 1)
    ]
    found = merge(columns, rows, {}, nothing)
    assert sorted(one.id for each in found for one in each.rows) == [one.id for one in rows]
    for each in found:
        for one in each.rows:
            assert set(one.extras) <= set(each.extras)
            for position, text in one.texts.items():
                if columns[position].counted or is_blank(text):
                    continue
                cell = each.cells[position]
                said = [source for side in cell.sides for source in side.sources if source.row.id == one.id]
                assert [source.text for source in said] == [text]
                if not cell.conflict:  # no text but the one that was said
                    assert value_of(cell.text, columns[position]) == value_of(text, columns[position])
        for cell in each.cells:
            assert cell.conflict == (len(cell.sides) > 1)
            assert cell.conflict or cell.text or not cell.sides


@settings(max_examples=100, deadline=None)
@given(_ROWS, st.randoms())
def test_in_which_order_files_are_read_decides_nothing(
    given_rows: list[tuple[int, tuple[str, ...], str, list[tuple[str, str]]]], random: object
) -> None:
    rows = [row(n, sheet, *texts, party=party) for n, (sheet, texts, party, _) in enumerate(given_rows, 1)]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(ENTERPRISES, rows, {}, nothing) == merge(ENTERPRISES, shuffled, {}, nothing)
