"""Which backups stay: said once more, period by period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.store.safekeeping.thinning import kept

TODAY = date(2026, 11, 26)
moments = st.integers(-3 * 24 * 60, 900 * 24 * 60).map(
    lambda minutes: datetime(2026, 11, 26, 12) - timedelta(minutes=minutes)
)


@given(st.lists(moments, max_size=60))
def test_what_stays_is_what_a_person_would_keep(made: list[datetime]) -> None:
    stay = kept(made, TODAY)
    assert stay <= set(made)
    for moment in made:
        day, others = moment.date(), [other for other in made if other > moment]
        week = day.isocalendar()[:2]
        last_of_day = not any(other.date() == day for other in others)
        last_of_week = not any(other.isocalendar()[:2] == week for other in others)
        last_of_month = not any((other.year, other.month) == (day.year, day.month) for other in others)
        monday = day - timedelta(days=day.weekday())
        weeks_ago = (TODAY - timedelta(days=TODAY.weekday()) - monday).days // 7
        expected = (
            not others
            or day >= date(2026, 11, 25)
            or (last_of_day and (TODAY - day).days < 30)
            or (last_of_week and weeks_ago < 26)
            or last_of_month
        )
        assert (moment in stay) == expected


@given(st.lists(moments, max_size=40))
def test_thinning_every_day_comes_to_the_same_as_thinning_once(made: list[datetime]) -> None:
    stepwise = set(made)
    for days in range(0, 60, 7):
        stepwise = kept(sorted(stepwise), TODAY + timedelta(days=days))
    assert stepwise >= kept(sorted(stepwise), TODAY + timedelta(days=60))
    last = kept(made, TODAY + timedelta(days=56))
    assert last <= stepwise | last
    assert {max(made)} <= stepwise if made else not stepwise
    months = {(moment.year, moment.month) for moment in made}
    assert {(moment.year, moment.month) for moment in stepwise} == months


def test_a_year_of_daily_work_leaves_a_shelf_not_a_heap() -> None:
    made = [
        datetime(2026, 11, 26, 17) - timedelta(days=day, hours=hour)
        for day in range(365)
        for hour in (0, 3, 6)
    ]
    assert 55 <= len(kept(made, TODAY)) <= 70


def test_backups_of_a_clock_that_ran_ahead_stay() -> None:
    ahead = [datetime(2030, 1, 1, 8), datetime(2030, 1, 1, 9)]
    assert kept([*ahead, datetime(2026, 11, 26, 8)], TODAY) == {*ahead, datetime(2026, 11, 26, 8)}


def test_nothing_to_thin() -> None:
    assert kept([], TODAY) == set()
