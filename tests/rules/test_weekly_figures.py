"""The counting of F4 against a count made another way (DESIGN §4)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.fact_log import Share, totals
from hazard_desk.rules.reporting_week import reporting_day_on_or_after, week_ending
from hazard_desk.rules.weekly_figures import Figure, is_supervisory
from hazard_desk.terms import InspectionLevel, SourceStage

FRIDAY = date(2026, 3, 6)
shares = st.lists(
    st.builds(
        Share,
        figure=st.sampled_from(Figure),
        counted_on=st.sampled_from([FRIDAY - timedelta(weeks=weeks) for weeks in range(4)]),
        who=st.sampled_from(["甲", "乙", "丙"]),
        amount=st.integers(0, 5_000_000),
    ),
    max_size=60,
)
openings = st.dictionaries(st.sampled_from([figure.value for figure in Figure]), st.integers(0, 9_999_999))
ONCE_EACH = {
    Figure.INSPECTION_TEAMS,
    Figure.ENTERPRISES_ORDERED,
    Figure.SUSPENDED,
    Figure.CLOSED,
    Figure.ADMONISHED,
    Figure.EXPOSED,
    Figure.SANCTIONED,
}


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
    assert set(totals(Figure, [], {}).values()) == {0}
    assert list(totals(Figure, [], {})) == list(Figure)


@given(shares, openings)
def test_each_figure_agrees_with_a_plain_count(some: list[Share], opening: dict[str, int]) -> None:
    figures = totals(Figure, some, opening)
    for figure in Figure:
        theirs = [share for share in some if share.figure == figure]
        begun = opening.get(figure.value, 0)
        if figure in ONCE_EACH:
            assert figures[figure] == len({share.who for share in theirs}) + begun
        elif figure is Figure.FINES_WAN:
            assert figures[figure] == Decimal(sum(share.amount for share in theirs) + begun) / 1_000_000
        else:
            assert figures[figure] == sum(share.amount for share in theirs) + begun


@given(shares)
def test_weeks_add_up_to_the_cumulative_where_figures_are_summed(some: list[Share]) -> None:
    total = totals(Figure, some, {})
    weeks = [
        totals(Figure, [share for share in some if share.counted_on == end], {})
        for end in {share.counted_on for share in some}
    ]
    for figure in Figure:
        together = sum(week[figure] for week in weeks)
        assert total[figure] <= together if figure in ONCE_EACH else total[figure] == together


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
