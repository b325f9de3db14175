"""A question kept as text comes back the same, says in Chinese what it asks, and what is wrong with it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.table_question import (
    SPANS,
    ColumnKind,
    ColumnSpec,
    Condition,
    Measure,
    NounSpec,
    Question,
    Reckoned,
    SortBy,
    Test,
    figure_label,
    fitting_tests,
    from_json,
    measures_for,
    problems,
    read_value,
    span_days,
    to_json,
    values_wanted,
    words_of,
)
from hazard_desk.rules.unreadable import Unreadable

NOUN = NounSpec(
    "hazard",
    "隐患",
    "条",
    (
        ColumnSpec("description", "隐患描述", ColumnKind.TEXT, "隐患"),
        ColumnSpec("level", "隐患类型", ColumnKind.TERM, "隐患", choices=("一般", "重大")),
        ColumnSpec("deadline", "限期整改时间", ColumnKind.DATE, "隐患"),
        ColumnSpec("funds", "整改资金（万元）", ColumnKind.MONEY, "隐患", summable=True),
        ColumnSpec("days", "逾期天数", ColumnKind.NUMBER, "隐患"),
        ColumnSpec("overdue", "是否逾期", ColumnKind.FLAG, "隐患"),
    ),
    ("description", "level"),
)

TEXTS = st.text(max_size=6)
KEYS = (
    st.sampled_from([*(column.key for column in NOUN.columns), "deadline@month", "#0", "#9", "gone"]) | TEXTS
)
QUESTIONS = st.builds(
    Question,
    noun=TEXTS,
    columns=st.lists(KEYS, max_size=4).map(tuple),
    conditions=st.lists(
        st.builds(
            Condition,
            KEYS,
            st.sampled_from(Test),
            st.lists(TEXTS | st.sampled_from(["是", "2026-01-01", "3", "本月", "一般"]), max_size=3).map(
                tuple
            ),
        ),
        max_size=3,
    ).map(tuple),
    any_of=st.booleans(),
    groups=st.lists(KEYS, max_size=3).map(tuple),
    reckoned=st.lists(st.builds(Reckoned, st.sampled_from(Measure), KEYS, TEXTS), max_size=3).map(tuple),
    sort=st.lists(st.builds(SortBy, KEYS, st.booleans()), max_size=2).map(tuple),
    title=TEXTS,
    total=st.booleans(),
)


@given(QUESTIONS)
def test_a_kept_question_comes_back_the_same(question: Question) -> None:
    assert from_json(to_json(question)) == question


@given(QUESTIONS)
def test_any_question_can_be_said_and_judged(question: Question) -> None:
    said = words_of(question, NOUN)
    assert said.endswith("。")
    assert all(refusal.message.endswith("。") and refusal.remedy for refusal in problems(question, NOUN))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS,
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["noun", "columns", "conditions", "column", "test", "values", "sort", "total"]
                ),
                inner,
            )
        ),
        max_leaves=9,
    )
)
def test_damage_is_refused_or_read_and_nothing_else(facts: object) -> None:
    try:
        question = from_json(json.dumps(facts))
    except Unreadable:
        return
    assert from_json(to_json(question)) == question


def test_what_cant_be_read_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match="读不出来") as refused:
        from_json("{")
    assert "请重新做这张表" in refused.value.remedy


def test_a_sentence_tells_what_is_asked() -> None:
    question = Question(
        "hazard",
        conditions=(
            Condition("level", Test.IS, ("重大",)),
            Condition("description", Test.CONTAINS, ("配电",)),
            Condition("deadline", Test.SPAN, ("本月",)),
            Condition("funds", Test.BETWEEN, ("1", "5")),
            Condition("overdue", Test.IS, ("是",)),
        ),
        groups=("deadline@month",),
        reckoned=(Reckoned(Measure.COUNT), Reckoned(Measure.SUM, "funds")),
        sort=(SortBy("#1", False),),
    )
    assert words_of(question, NOUN) == (
        "隐患类型是重大，并且隐患描述包含“配电”，并且限期整改时间在本月，并且整改资金（万元）在1到5之间，"
        "并且是否逾期为“是”的隐患，按限期整改时间（按月）分组，统计隐患数（条）、整改资金（万元）合计，"
        "按整改资金（万元）合计（从大到小）排列。"
    )
    assert words_of(Question("hazard"), NOUN) == "全部隐患，列出隐患描述、隐患类型。"


@pytest.mark.parametrize(
    ("question", "field", "told"),
    [
        (Question("hazard", ("gone",)), "columns", "第1列用的项目“gone”现在没有了"),
        (Question("hazard", ("deadline@month",)), "columns", "deadline@month"),
        (Question("hazard", groups=("level@month",)), "groups", "隐患类型不是日期"),
        (Question("hazard", groups=("deadline@week",)), "groups", "deadline@week"),
        (Question("hazard", groups=("level", "level")), "groups", "分组了两次"),
        (Question("hazard", ("level",), reckoned=(Reckoned(Measure.COUNT),)), "reckoned", "没有分组"),
        (Question("hazard", reckoned=(Reckoned(Measure.SUM, "days"),)), "reckoned", "逾期天数不能求“合计”"),
        (Question("hazard", reckoned=(Reckoned(Measure.SUM),)), "reckoned", "隐患不能求“合计”"),
        (Question("hazard", sort=(SortBy("#0"),)), "sort", "排序用的项目“#0”"),
        (Question("hazard", groups=("level",), sort=(SortBy("#1"),)), "sort", "不在这张统计表里"),
        (Question("hazard", groups=("level",), sort=(SortBy("days"),)), "sort", "逾期天数"),
    ],
)
def test_what_cant_be_asked_is_said(question: Question, field: str, told: str) -> None:
    (refusal,) = problems(question, NOUN)
    assert refusal.field == field
    assert told in refusal.message


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition("gone", Test.EMPTY), "没有了"),
        (Condition("level", Test.CONTAINS, ("重",)), "不能用“包含”"),
        (Condition("level", Test.IS, ("特大",)), "没有“特大”"),
        (Condition("days", Test.IS, ("十",)), "不是数"),
        (Condition("days", Test.IS, ("nan",)), "不是数"),
        (Condition("days", Test.IS, ()), "没有填要比较的内容"),
        (Condition("days", Test.BETWEEN, ("1",)), "要填起、止两个值"),
        (Condition("days", Test.BETWEEN, ("5", "1")), "止在起的前面"),
        (Condition("funds", Test.IS, ("-1",)), "不能是负数"),
        (Condition("deadline", Test.AT_MOST, ("2026-02-30",)), "第1个条件（限期整改时间）"),
        (Condition("deadline", Test.SPAN, ("去年",)), "没有“去年”这个时间段"),
        (Condition("overdue", Test.IS, ("对",)), "不是“是”或“否”"),
        (Condition("description", Test.IS, ("　",)), "没有填要比较的内容"),
    ],
)
def test_a_wrong_condition_is_named(condition: Condition, told: str) -> None:
    (refusal,) = problems(Question("hazard", conditions=(condition,)), NOUN)
    assert refusal.field == "conditions"
    assert told in refusal.message


def test_every_kind_can_be_tested_and_reckoned() -> None:
    for column in NOUN.columns:
        assert {Test.EMPTY, Test.FILLED} <= set(fitting_tests(column.kind))
        assert Measure.COUNT in measures_for(column)
        for measure in measures_for(column):
            assert problems(Question("hazard", reckoned=(Reckoned(measure, column.key),)), NOUN) == []
            assert figure_label(Reckoned(measure, column.key), NOUN)
    assert measures_for(None) == (Measure.COUNT,)
    assert figure_label(Reckoned(Measure.COUNT, label="重大（条）"), NOUN) == "重大（条）"
    assert [0 in values_wanted(test) for test in (Test.EMPTY, Test.IS, Test.BETWEEN)] == [True, False, False]


def test_values_are_read_by_the_kind_of_their_column() -> None:
    assert read_value("12.5", ColumnKind.MONEY) == 12_500_000
    assert read_value("2026-03-05", ColumnKind.DATE) == date(2026, 3, 5)
    assert read_value("否", ColumnKind.FLAG) is False
    assert read_value("-3.5", ColumnKind.NUMBER) == pytest.approx(-3.5)
    # A number and an amount are read alike.
    assert read_value("１，０００", ColumnKind.NUMBER) == 1000
    assert read_value("1,000", ColumnKind.MONEY) == 1000 * 1_000_000
    for text in ("1e3", "1_000", "1,00", "NaN", "", "12家"):
        with pytest.raises(Unreadable):
            read_value(text, ColumnKind.NUMBER)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("今天", "2026-01-05", "2026-01-05"),
        ("本周", "2026-01-03", "2026-01-09"),
        ("上周", "2025-12-27", "2026-01-02"),
        ("本月", "2026-01-01", "2026-01-31"),
        ("上月", "2025-12-01", "2025-12-31"),
        ("本季度", "2026-01-01", "2026-03-31"),
        ("上季度", "2025-10-01", "2025-12-31"),
        ("本年", "2026-01-01", "2026-12-31"),
        ("上年", "2025-01-01", "2025-12-31"),
        ("最近7天", "2025-12-30", "2026-01-05"),
        ("最近30天", "2025-12-07", "2026-01-05"),
    ],
)
def test_spans_move_with_the_calendar(name: str, first: str, last: str) -> None:
    days = span_days(name, date(2026, 1, 5), date(2026, 1, 9))
    assert days == (date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(SPANS))
def test_a_span_holds_today_or_ends_before_its_like(today: date, name: str) -> None:
    first, last = span_days(name, today, today + timedelta(days=2))
    assert first <= last
    assert (first <= today <= last) != name.startswith("上")


def test_an_unknown_span_is_refused() -> None:
    with pytest.raises(Unreadable, match="去年"):
        span_days("去年", date(2026, 1, 5), date(2026, 1, 9))
