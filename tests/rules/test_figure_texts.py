"""Figures that somebody writes by hand: numbers come back as they are, anything else is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms.sheet import printed
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.unreadable import Unreadable

WHOLE, WAN = "week:general_found", "fined_enterprises_wan"


@given(st.integers(0, 10**12 - 1))
def test_a_whole_number_is_read_as_it_is_printed(number: int) -> None:
    assert read_figure(WHOLE, printed(number)) == number
    assert read_figure(WHOLE, f" {number:,} ") == number


@given(st.integers(0, 10**13))
def test_an_amount_is_read_to_the_fen(fen: int) -> None:
    amount = Decimal(fen) / 1_000_000
    assert read_figure(WAN, printed(amount)) == amount


@given(st.text(max_size=8))
def test_what_is_read_is_never_less_than_nothing(text: str) -> None:
    for key in (WHOLE, WAN):
        try:
            number = read_figure(key, text)
        except Unreadable:
            continue
        assert number >= 0
        assert read_figure(key, printed(number)) == number


@pytest.mark.parametrize("text", ["", " ", "12条", "-1", "+1", "1.0", "1,2", "٣", "1" * 13, "NaN", "十二"])
def test_no_whole_number(text: str) -> None:
    with pytest.raises(Unreadable):
        read_figure(WHOLE, text)
