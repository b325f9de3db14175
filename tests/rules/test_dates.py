"""Dates as people write them; nothing is guessed."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.dates import parse_date, parse_partial_date, parse_typed_date, partial_date_words
from hazard_desk.rules.unreadable import Unreadable

DAY = date(2023, 3, 5)
TODAY = date(2026, 1, 20)


@pytest.mark.parametrize(
    "value",
    [
        "2023.3.5", "2023/3/5", "2023-03-05", "2023年3月5日", "2023年03月05号", "20230305",
        "２０２３．３．５",
        " 2023 . 3 . 5 ", "2023年 3月 5日", "2023-03-05 00:00:00", "2023/3/5 14:30", "2023-03-05T08:00:00",
        "2023年3月5日星期日", "2023-03-05（周日）", "'2023-3-5", "2023。3。5", "2023.3.5.",
        20230305, 20230305.0, 44990, 44990.0, 44990.75, DAY, datetime(2023, 3, 5, 9, 30),
    ],
)  # fmt: skip
def test_one_day_in_many_hands(value):
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2023-02-30", "没有30日"),
        ("2023.13.5", "没有13月"),
        ("20230230", "没有30日"),
        (20231301, "没有13月"),
        ("23.3.5", "两位"),
        ("23年3月5日", "两位"),
        ("3/5/2023", "分不清"),
        ("2023年3月", "不完整"),
        ("2023", "不完整"),
        ("3月5日", "年份"),
        ("待定", "读不出来"),
        ("0203-03-05", "年份"),
        (12, "不是日期"),
        (1e300, "不是日期"),
        (float("nan"), "读不出来"),
    ],
)
def test_what_has_no_one_meaning_is_refused_with_the_reason(value, reason):
    with pytest.raises(Unreadable, match=reason):
        parse_date(value)


@pytest.mark.parametrize("value", ["", " ", "/", "—", "无", "年 月 日"])
def test_empty_is_none(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2015", "2015"), (2015.0, "2015"), ("2015年", "2015"), ("2015.3", "2015-03"),
        ("2015年3月", "2015-03"),
        (2015.3, "2015-03"), (2015.12, "2015-12"), ("201503", "2015-03"), ("2015.10", "2015-10"),
        ("2015-03-05", "2015-03-05"), (date(2015, 3, 5), "2015-03-05"), (20150305, "2015-03-05"), ("", ""),
        (42068, "2015-03-05"),
    ],
)  # fmt: skip
def test_established_is_kept_as_exactly_as_known(value, kept):
    assert parse_partial_date(value) == kept


@pytest.mark.parametrize("value", [2015.1, "2015-13", "15年", "1815", "2015-02-30"])
def test_established_is_not_guessed(value):
    with pytest.raises(Unreadable):
        parse_partial_date(value)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("", ""), ("2015", "2015年"), ("2015-03", "2015年3月"), ("2015-10", "2015年10月"),
        ("2015-03-05", "2015年3月5日"), ("1999-12-31", "1999年12月31日"),
    ],
)  # fmt: skip
def test_established_is_printed_as_exactly_as_known_without_leading_zeros(kept, words):
    assert partial_date_words(kept) == words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260131", date(2026, 1, 31)), ("0131", date(2026, 1, 31)), ("31", date(2026, 1, 31)),
        ("5", date(2026, 1, 5)), ("+7", date(2026, 1, 27)), ("-3", date(2026, 1, 17)), ("今天", TODAY),
        ("昨天", date(2026, 1, 19)), ("明天", date(2026, 1, 21)), ("1-31", date(2026, 1, 31)),
        ("1.31", date(2026, 1, 31)), ("1月31日", date(2026, 1, 31)), ("2025.12.1", date(2025, 12, 1)),
        ("＋７", date(2026, 1, 27)), ("", None),
    ],
)  # fmt: skip
def test_typed_dates(text, day):
    assert parse_typed_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["32", "0231", "131", "26-1-31", "abc", "0000", "+9999999"])
def test_typed_nonsense_is_refused(text):
    with pytest.raises(Unreadable):
        parse_typed_date(text, TODAY)


@given(st.dates(date(1950, 1, 2), date(2099, 12, 31)))
def test_every_day_is_read_in_every_writing(day):
    y, m, d = day.year, day.month, day.day
    writings = [f"{y}.{m}.{d}", f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}", day.isoformat()]
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    for writing in (*writings, serial, int(f"{y}{m:02}{d:02}")):
        assert parse_date(writing) == day
    assert parse_partial_date(day.isoformat()) == day.isoformat()
    assert parse_typed_date(f"{y}{m:02}{d:02}", TODAY) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_is_printed_of_established_reads_back_as_it_was_kept(day):
    whole = day.isoformat()
    for kept in (whole, whole[:7], whole[:4]):
        assert parse_partial_date(partial_date_words(kept)) == kept


@given(st.text("0123456789.-/年月日+ 今天", max_size=12))
def test_any_text_is_read_or_refused(text):
    for read in (parse_date, parse_partial_date, lambda t: parse_typed_date(t, TODAY)):
        with suppress(Unreadable):
            assert read(text) is None or str(read(text)).count("-") <= 2
