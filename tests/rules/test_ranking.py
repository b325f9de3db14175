"""打分排队: scores stay within 0 and 100, follow what was done, and share places where they are equal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.ranking import (
    PARTS,
    WEIGHT_GROUPS,
    Measure,
    percent,
    places,
    rounded,
    score,
    weight_name,
    weights_problem,
)
from hazard_desk.rules.ranking_span import RankingSpan, days_of, months_within
from hazard_desk.rules.ranking_words import part_words, shared_words, weight_words
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.settings import SETTINGS
from hazard_desk.terms import PartyKind

KEYS = [part.key for part in PARTS[PartyKind.VILLAGE]]
VILLAGE = PartyKind.VILLAGE


@st.composite
def _measure(draw: st.DrawFn, key: str) -> Measure:
    denominator = draw(st.integers(0, 60))
    return Measure(key, draw(st.integers(0, denominator)), denominator)


MEASURES = st.tuples(*(_measure(key) for key in KEYS))
WEIGHTS = (
    st.lists(st.integers(0, 60), min_size=6, max_size=6)
    .filter(any)
    .map(lambda w: dict(zip(KEYS, w, strict=True)))
)


@given(MEASURES, WEIGHTS)
def test_a_score_lies_between_0_and_100_and_is_the_sum_of_its_points(
    measures: tuple[Measure, ...], weights: dict[str, int]
) -> None:
    found = score(measures, weights)
    counted = [part for part in found.parts if part.points is not None]
    if not counted:
        assert found.exact is None
        assert found.printed is None
        return
    assert found.exact is not None
    assert 0 <= found.exact <= 100
    assert sum(part.points for part in counted if part.points is not None) == found.exact
    assert sum(part.share for part in found.parts) == 1, "what isn't scored goes to the others, whole"
    assert all(part.share * 7 == part.weight * (counted[0].share * 7 / counted[0].weight) for part in counted)


@given(MEASURES, WEIGHTS, st.sampled_from(KEYS))
def test_doing_more_never_lowers_a_score(
    measures: tuple[Measure, ...], weights: dict[str, int], key: str
) -> None:
    more = tuple(
        Measure(one.key, min(one.numerator + 1, one.denominator), one.denominator) if one.key == key else one
        for one in measures
    )
    before, after = score(measures, weights).exact, score(more, weights).exact
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before <= after
        raised = weights[key] and more != measures
        assert (before < after) == bool(raised)


@given(MEASURES, WEIGHTS, st.integers(1, 9))
def test_only_the_proportions_of_the_weights_matter(
    measures: tuple[Measure, ...], weights: dict[str, int], times: int
) -> None:
    scaled = {key: weight * times for key, weight in weights.items()}
    assert score(measures, scaled).exact == score(measures, weights).exact


def test_a_score_is_what_paper_and_pencil_give() -> None:
    measures = (
        Measure("coverage", 38, 45),
        Measure("rectification", 3, 4),
        Measure("overdue", 0, 5),
        Measure("quota", 0, 0),
        Measure("on_time", 1, 1),
        Measure("returns", 0, 0),
    )
    weights = {"coverage": 25, "rectification": 25, "overdue": 20, "quota": 10, "on_time": 10, "returns": 10}
    found = score(measures, weights)
    # Of 80 that are left: (25 × 38/45 + 25 × 3/4 + 10) / 80
    assert found.printed == Decimal("62.33")
    assert found.shared_out
    told = part_words(VILLAGE, found.parts[0], weights)
    assert told == "45 家在营企业（场所）检查了 38 家，检查覆盖率 84.4%，权重 25（折合 31.3%），得 26.39 分"
    whole = score((measures[0],), {"coverage": 100})
    assert not whole.shared_out
    plain = score(
        tuple(Measure(key, 38, 45) if key == "coverage" else Measure(key, 1, 1) for key in KEYS), weights
    )
    assert part_words(VILLAGE, plain.parts[0], weights).endswith("检查覆盖率 84.4%，权重 25，得 21.11 分")
    assert part_words(VILLAGE, found.parts[3], weights).endswith("不计分，权重 10 按比例分给其他各项")
    assert shared_words([plain]) == ""
    assert shared_words([plain, found])


def test_a_part_with_weight_0_changes_nothing_and_says_so() -> None:
    weights = {"coverage": 0, "rectification": 1}
    found = score((Measure("coverage", 0, 9), Measure("rectification", 1, 3)), weights)
    assert found.printed == Decimal("33.33")
    assert part_words(VILLAGE, found.parts[0], weights).endswith("权重 0，不计分")
    assert score((Measure("coverage", 1, 9), Measure("rectification", 0, 0)), weights).exact is None


def test_weights_that_are_all_0_are_refused() -> None:
    assert weights_problem({"coverage": 0, "quota": 0})
    assert weights_problem({"coverage": -1, "quota": 2})
    assert not weights_problem({"coverage": 0, "quota": 1})
    with pytest.raises(ValueError, match="权重"):
        score((Measure("coverage", 1, 2),), {"coverage": 0})
    with pytest.raises(ValueError, match="coverage"):
        Measure("coverage", 3, 2)


@given(st.lists(st.one_of(st.none(), st.integers(0, 12).map(lambda n: Decimal(n) / 4)), max_size=14))
def test_equal_scores_share_a_place_and_who_has_none_comes_last(scores: list[Decimal | None]) -> None:
    found = places(scores)
    for mine, place in zip(scores, found, strict=True):
        before = [
            other
            for other in scores
            if (mine is None and other is not None)
            or (mine is not None and other is not None and other > mine)
        ]
        assert place == len(before) + 1


def test_places_of_equals() -> None:
    assert places([Decimal(5), Decimal(7), Decimal(5), None, Decimal(1)]) == [2, 1, 2, 5, 4]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/3", "0.33"), ("1/200", "0.01"), ("1/201", "0.00"), ("3/8", "0.38"), ("100", "100.00")],
)
def test_halves_are_rounded_up(value: str, text: str) -> None:
    assert f"{rounded(Fraction(value)):.2f}" == text


def test_rates_and_weights_in_words() -> None:
    assert percent(None) == "—"
    assert percent(Fraction(38, 45)) == "84.4%"
    assert percent(Fraction(1, 800)) == "0.1%"
    weights = dict.fromkeys(KEYS, 1)
    assert weight_words(VILLAGE, weights).endswith("按时交表率 1（合计 6，按 100 折算）")


def test_every_part_has_its_weight_among_the_settings() -> None:
    for of, parts in PARTS.items():
        assert sum(part.weight for part in parts) == 100
        for part in parts:
            spec = SETTINGS[weight_name(of, part.key)]
            assert (spec.label, spec.default, spec.group) == (part.label, part.weight, WEIGHT_GROUPS[of])
            assert spec.source == "本单位自定"


# ---- days --------------------------------------------------------------------------------------------------


def test_spans_end_today_or_with_the_month_before() -> None:
    today = date(2026, 2, 15)
    found = {span: days_of(span, today, date(2025, 9, 1)) for span in RankingSpan}
    assert found[RankingSpan.THIS_MONTH] == Period(date(2026, 2, 1), today)
    assert found[RankingSpan.LAST_MONTH] == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert found[RankingSpan.THIS_QUARTER] == Period(date(2026, 1, 1), today)
    assert found[RankingSpan.LAST_QUARTER] == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert found[RankingSpan.THIS_YEAR] == Period(date(2026, 1, 1), today)
    assert found[RankingSpan.CAMPAIGN] == Period(date(2025, 9, 1), today)
    assert days_of(RankingSpan.CAMPAIGN, today) == Period(None, today)


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 500))
def test_months_are_those_that_ended_within(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    months = months_within(Period(start, end), 12)
    assert 1 <= len(months) <= 12
    days = [start + timedelta(days=at) for at in range(length + 1)]
    ends = [day for day in days if (day + timedelta(days=1)).day == 1]
    assert list(months) == ([day.replace(day=1) for day in ends][-12:] or [end.replace(day=1)])
