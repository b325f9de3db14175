"""Numbers in Chinese figures."""

from __future__ import annotations

import pytest

from hazard_desk.rules.numerals import chinese_number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_numbers_are_written_as_headings_write_them(number: int, words: str) -> None:
    assert chinese_number(number) == words
