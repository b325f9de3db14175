"""Phones as they stand in real lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.phones import is_mobile, read_phone
from hazard_desk.rules.unreadable import Unreadable


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("13800138000.0", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("0356-2286336", "0356-2286336"),
        ("0356—2286336", "0356-2286336"),
        ("03503087871", "03503087871"),
        ("3142113", "3142113"),
        ("0356-2286336转801", "0356-2286336-801"),
        (3142113, "3142113"),
        ("（0356）2286336", "0356-2286336"),
        ("0356-2286336/13800138000", "0356-2286336、13800138000"),
        ("13800138000 13900139000", "13800138000、13900139000"),
        ("无", ""),
        ("", ""),
    ],
)
def test_numbers_are_read_without_doubt(value, kept):
    reading = read_phone(value)
    assert reading.text == kept
    assert reading.warning == ""


@pytest.mark.parametrize("value", ["1380013800", "12800138000", "张三"])
def test_strange_numbers_are_kept_with_a_warning(value):
    reading = read_phone(value)
    assert reading.text == value
    assert value in reading.warning


@pytest.mark.parametrize("value", ["1.38E+10", 1.5, 1e20, float("nan"), float("inf")])
def test_lost_digits_are_refused(value):
    with pytest.raises(Unreadable):
        read_phone(value)


@given(st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=1, max_size=4, unique=True))
def test_any_list_of_mobiles_is_read_back(numbers):
    for separator in ("、", "，", "；", " ", "/", "\n"):
        assert read_phone(separator.join(numbers)).text.split("、") == numbers
    assert all(map(is_mobile, numbers))
