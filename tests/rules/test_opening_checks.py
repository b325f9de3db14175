"""What is doubtful about opening figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.opening_checks import doubts

SECTORS = ("city", "county", "cross")


def test_more_rectified_than_found_in_any_row() -> None:
    for prefix, where in (("", "统计表"), ("self_", "企业自查自改"), ("cross_", "县级交叉检查")):
        (said,) = doubts({f"{prefix}general_found": 3, f"{prefix}general_rectified": 4})
        assert said.startswith(f"{where}的一般隐患：整改 4 大于排查 3")
    (said,) = doubts({"illegal_found": 1, "illegal_handled": 2})
    assert "查处 2 大于排查 1" in said


def test_what_is_not_given_is_no_doubt() -> None:
    assert list(doubts({})) == []
    assert list(doubts({"general_rectified": 4})) == []
    assert list(doubts({"general_found": 4, "city_general_found": 1, "county_general_found": 2})) == []


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.integers(0, 200))
def test_the_rows_of_the_one_form_are_the_figure_of_the_other(parts: list[int], total: int) -> None:
    figures = {f"{sector}_major_found": part for sector, part in zip(SECTORS, parts, strict=True)}
    said = list(doubts({**figures, "major_found": total}))
    assert bool(said) is (sum(parts) != total)
    if said:
        assert f"统计表是 {total}" in said[0]
        assert f"合计是 {sum(parts)}" in said[0]
