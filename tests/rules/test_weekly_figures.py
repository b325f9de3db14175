"""The counting of F4 against a count made another way (DESIGN §4)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.reporting_week import Period, reporting_day_on_or_after, week_ending
from hazard_desk.rules.weekly_figures import Counting, Fact, Figure, count, is_supervisory
from hazard_desk.terms import InspectionLevel, SourceStage

FRIDAY = date(2026, 3, 6)
facts = st.lists(
    st.builds(
        Fact,
        figure=st.sampled_from(Figure),
        on=st.dates(date(2026, 1, 1), date(2026, 4, 30)),
        noun=st.just("x"),
        record_id=st.integers(1, 99),
        who=st.sampled_from(["甲", "乙", "丙"]),
        amount=st.integers(0, 5_000_000),
    ),
    max_size=60,
)


def test_the_figures_stand_in_the_order_of_the_form() -> None:
    assert [figure.value for figure in Figure] == [
        "inspection_teams",
        "general_found",
        "general_rectified",
        "major_found",
        "major_rectified",
        "illegal_found",
        "illegal_handled",
        "enterprises_ordered",
        "fines_wan",
        "suspended",
        "licences_revoked",
        "closed",
        "disciplined",
        "prosecuted",
        "admonished",
        "exposed",
        "sanctioned",
        "typical_cases",
    ]


def test_without_facts_every_figure_is_zero() -> None:
    assert set(count([], week_ending(FRIDAY)).values()) == {0}


@given(facts)
def test_each_figure_agrees_with_a_plain_count(some: list[Fact]) -> None:
    week = week_ending(FRIDAY)
    figures = count(some, week)
    for figure in Figure:
        within = [f for f in some if f.figure is figure and date(2026, 2, 28) <= f.on <= date(2026, 3, 6)]
        if figure in (
            Figure.INSPECTION_TEAMS,
            Figure.ENTERPRISES_ORDERED,
            Figure.SUSPENDED,
            Figure.CLOSED,
            Figure.ADMONISHED,
            Figure.EXPOSED,
            Figure.SANCTIONED,
        ):
            assert figures[figure] == len({f.who for f in within})
        elif figure is Figure.FINES_WAN:
            assert figures[figure] == Decimal(sum(f.amount for f in within)) / 1_000_000
        else:
            assert figures[figure] == sum(f.amount for f in within)


@given(facts)
def test_weeks_add_up_to_the_cumulative_where_figures_are_summed(some: list[Fact]) -> None:
    fridays = [date(2026, 1, 2) + timedelta(weeks=i) for i in range(18)]
    total = count(some, Period(None, fridays[-1]))
    weeks = [count(some, week_ending(friday)) for friday in fridays]
    for figure in Figure:
        if figure.counting is not Counting.ONCE_EACH:
            assert sum(week[figure] for week in weeks) == total[figure]
        else:
            assert total[figure] <= sum(week[figure] for week in weeks)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_every_day_belongs_to_exactly_one_week(day: date, weekday: int) -> None:
    end = reporting_day_on_or_after(day, weekday)
    assert end.weekday() == weekday
    assert day in week_ending(end)
    assert day not in week_ending(end - timedelta(weeks=1))
    assert day not in week_ending(end + timedelta(weeks=1))


def test_what_an_enterprise_finds_itself_is_not_supervisory() -> None:
    assert is_supervisory(None, SourceStage.CITY_COUNTY)
    assert is_supervisory(InspectionLevel.TOWNSHIP, SourceStage.TIP_OFF)
    assert not is_supervisory(InspectionLevel.ENTERPRISE, SourceStage.CITY_COUNTY)
    assert not is_supervisory(InspectionLevel.VILLAGE, SourceStage.SELF_CHECK)
