"""文书编号: formatted by a pattern, read back, the next one after gaps and numbers by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.document_numbers import NumberPattern, blank_number, next_serial, pattern_problem
from hazard_desk.rules.settings import SETTINGS

PATTERNS = [spec.default for name, spec in SETTINGS.items() if name.startswith("documents.")]
WORDS = st.text("安监整改督第（）()〔〕[]-. 字Aa0123456789", max_size=6)
YEARS, SERIALS = st.integers(2000, 2100), st.integers(1, 99_999)
SHIPPED = NumberPattern("（{简称}）安监整改〔{年}〕{号}号", "西槽头", 2026)


@given(st.sampled_from(PATTERNS), st.sampled_from(["", "西槽头", "A.3"]), YEARS, SERIALS)
def test_a_number_of_any_shipped_pattern_gives_its_serial_back(
    pattern: str, short_name: str, year: int, serial: int
) -> None:
    numbers = NumberPattern(pattern, short_name, year)
    assert numbers.serial_of(numbers.number(serial)) == serial
    assert numbers.serial_of(f"  {numbers.number(serial)} ") == serial
    assert NumberPattern(pattern, short_name, year + 1).serial_of(numbers.number(serial)) is None


@given(WORDS, WORDS, st.booleans(), YEARS, SERIALS)
def test_a_number_of_any_pattern_is_never_read_as_another(
    before: str, after: str, twice: bool, year: int, serial: int
) -> None:
    """Whatever stands round the serial, even figures: it comes back."""
    pattern = before + "{年}{号}" + after + ("-{号}" if twice else "")
    numbers = NumberPattern(pattern, "", year)
    read = numbers.serial_of(numbers.number(serial))
    assert read == serial


@given(st.text(max_size=20))
def test_what_does_not_fit_has_no_serial(text: str) -> None:
    assert SHIPPED.serial_of(text) is None
    assert SHIPPED.serial_of(SHIPPED.number(1) + "之" + text) is None


@pytest.mark.parametrize(
    ("number", "serial"),
    [
        ("（西槽头）安监整改〔2026〕12号", 12),
        ("(西槽头)安监整改〔2026〕１２号", 12),
        ("（西槽头）安监整改〔2026〕012号", 12),
        ("（西槽头） 安监整改〔2026〕 12 号", 12),
        ("（西槽头）安监整改〔2026〕12-1号", None),
        ("（西槽头）安监整改〔2025〕12号", None),
        ("（东槽头）安监整改〔2026〕12号", None),
        ("（西槽头）安监复查〔2026〕12号", None),
        ("（西槽头）安监整改〔2026〕号", None),
        ("（西槽头）安监整改〔2026〕十二号", None),
        ("临时1号", None),
        ("", None),
    ],
)
def test_a_number_by_hand_is_read_where_it_fits(number: str, serial: int | None) -> None:
    assert SHIPPED.serial_of(number) == serial


def test_a_pattern_without_a_serial_reads_nothing() -> None:
    assert NumberPattern("安监〔{年}〕", "西槽头", 2026).serial_of("安监〔2026〕") is None


@given(st.lists(st.none() | SERIALS))
def test_the_next_serial_is_free_and_gaps_stay(taken: list[int | None]) -> None:
    serial = next_serial(taken)
    assert serial not in taken
    assert all(known is None or known < serial for known in taken)
    assert serial == 1 or serial - 1 in taken


def test_a_blank_number_has_room_for_year_and_serial() -> None:
    assert blank_number(SHIPPED.pattern, "西槽头") == "（西槽头）安监整改〔　　　　〕　　　　号"
    assert blank_number(SHIPPED.pattern, "") == "（　　　　）安监整改〔　　　　〕　　　　号"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_shipped_patterns_are_sound(pattern: str) -> None:
    assert pattern_problem(pattern) == ""


def test_what_is_wrong_with_a_pattern_is_said() -> None:
    assert "{号}" in pattern_problem("安监〔{年}〕")
    assert "{月}" in pattern_problem("安监〔{年}〕{月}{号}号")
