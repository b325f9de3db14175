"""Money: Decimal in, integer 分 kept, 万元 printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.money import MONEY_UNITS, format_wan, from_wan, in_wan, read_money
from hazard_desk.rules.unreadable import Unreadable


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        ("12.5", 12_500_000),
        (12.5, 12_500_000),
        (0.1 + 0.2, 300_000),
        (100, 100_000_000),
        ("1,200.5万元", 1_200_500_000),
        ("５００万", 500_000_000),
        ("300000元", 30_000_000),
        ("1亿", 10_000_000_000),
        ("0", 0),
        (100 / 3, 33_333_333),
        (Decimal("0.000001"), 1),
        ("", None),
        ("/", None),
    ],
)
def test_amounts_become_fen(value, fen):
    assert read_money(value) == fen


def test_a_column_in_yuan_is_read_in_yuan():
    assert read_money(300000.0, "元") == 30_000_000
    assert read_money("3", "亿元") == 30_000_000_000


@pytest.mark.parametrize(
    "value", ["-1", -1.0, "约500", "1,2", "100万美元", float("nan"), float("inf"), "1e9万", 10**9, "."]
)
def test_other_amounts_are_refused(value):
    with pytest.raises(Unreadable):
        read_money(value)


@given(st.integers(0, 10**14))
def test_every_fen_prints_and_reads_back(fen):
    assert read_money(format_wan(fen)) == fen
    assert in_wan(fen) * 1_000_000 == fen


def test_zero_prints_and_nothing_is_blank():
    assert format_wan(0) == "0"
    assert format_wan(None) == ""
    assert format_wan(1_000_000_000) == "1000"


def test_amounts_go_into_every_unit_and_back() -> None:
    assert from_wan(Decimal("1234.56"), "千元") == Decimal("12345.6")
    assert from_wan(Decimal("0.05"), "元") == 500
    assert from_wan(3, "") == 3
    assert from_wan(3, "美元") is None
    for unit in MONEY_UNITS:
        amount = from_wan(Decimal("1234.56"), unit)
        assert amount is not None
        assert read_money(amount, unit) == 1_234_560_000
