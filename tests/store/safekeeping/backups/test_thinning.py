"""Which backups stay: said once more, period by period."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.store.safekeeping.backups.thinning import kept, superfluous

TODAY = date(2026, 11, 26)
moments = st.integers(-3 * 24 * 60, 900 * 24 * 60).map(
    lambda minutes: datetime(2026, 11, 26, 12) - timedelta(minutes=minutes)
)


@given(st.lists(moments, max_size=60))
def test_what_stays_is_what_a_person_would_keep(made: list[datetime]) -> None:
    stay = kept(made, TODAY)
    assert stay <= set(made)
    days = sorted({TODAY, *(moment.date() for moment in made if moment.date() < TODAY)})
    for moment in made:
        today = TODAY - sum(
            (
                later - earlier - timedelta(days=1)
                for earlier, later in itertools.pairwise(days)
                if moment.date() <= earlier and (later - earlier).days > 31
            ),
            timedelta(),
        )
        day, others = moment.date(), [other for other in made if other > moment]
        week = day.isocalendar()[:2]
        last_of_day = not any(other.date() == day for other in others)
        last_of_week = not any(other.isocalendar()[:2] == week for other in others)
        last_of_month = not any((other.year, other.month) == (day.year, day.month) for other in others)
        monday = day - timedelta(days=day.weekday())
        weeks_ago = (today - timedelta(days=today.weekday()) - monday).days // 7
        expected = (
            not others
            or day >= today - timedelta(days=1)
            or (last_of_day and (today - day).days < 30)
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


def test_a_clock_set_forward_thins_nothing() -> None:
    made = [datetime(2026, 11, 26, 17) - timedelta(days=day) for day in range(40)]
    stay = kept(made, TODAY)
    for hours in (1, 2, 20):  # and more than one is made before anybody sees the wrong year
        made.append(datetime(2027, 11, 26, 8) + timedelta(hours=hours))
        stay = kept(made, date(2027, 11, 26))
        assert len(stay & set(made[:40])) >= 29
        made = sorted(stay)
    assert kept(made, TODAY) == set(made)  # set right again


def test_nothing_to_thin() -> None:
    assert kept([], TODAY) == set()
    assert superfluous([], datetime.fromisoformat, TODAY, bool) == []


def test_only_what_something_depends_on_is_looked_at() -> None:
    made = [datetime(2026, 11, 26, 17) - timedelta(days=day) for day in range(25)]
    made.append(datetime(2026, 11, 20, 9))
    looked = []

    def is_good(moment: datetime) -> bool:
        looked.append(moment)
        return moment != datetime(2026, 11, 20, 17)

    assert superfluous(made, lambda moment: moment, TODAY, is_good) == []
    assert len(looked) <= 4
    assert superfluous(made, lambda moment: moment, TODAY, lambda _moment: True) == [made[-1]]
