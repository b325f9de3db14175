"""Times of day as they are typed."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.rules.unreadable import Unreadable


@given(st.times())
def test_every_way_to_write_a_time_means_it(moment: time) -> None:
    hour, minute = moment.hour, moment.minute
    wanted = time(hour, minute)
    for written in (
        f"{hour}:{minute:02}",
        f"{hour}：{minute:02}",
        f"{hour:02}{minute:02}",
        f"{hour}时{minute}分",
        f" {hour}.{minute} ",
        f"{hour}点{minute}",
    ):
        assert read_clock_time(written) == wanted


def test_whole_hours_and_nothing() -> None:
    assert read_clock_time("9") == read_clock_time("9时") == read_clock_time("９点") == time(9)
    assert read_clock_time("") is None
    assert read_clock_time("　") is None


@pytest.mark.parametrize("text", ["24:00", "9:60", "上午", "9:3:0", "1234567", "-1", "9时半"])
def test_what_is_no_time_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_clock_time(text)
    assert refused.value.message
    assert "9:30" in refused.value.remedy
