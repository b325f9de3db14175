"""How hazards stood on a past day: day by day as they were seen on that day, whatever happened later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.model import Hazard
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.following_up.as_it_stood import Standing, standings
from hazard_desk.services.following_up.moving import make_move, moves_offered
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardState, Move, RecheckResult, Remedy
from tests.services.form_desk import general, hazard_ids, saved, visited

FIRST = date(2026, 11, 2)
_TRIED = (Move.RECTIFY, Move.PASS, Move.FAIL, Move.EXTEND, Move.REFER, Move.REPLY)


class Days:
    """An office whose day goes on."""

    def __init__(self, at: Path) -> None:
        self.today = FIRST
        OfficeFile.create(at / "office", set_up_office, "文水县西槽头乡人民政府", [])
        self.office = OfficeFile.open(at / "office", clock=lambda: datetime.combine(self.today, time(9)))

    def hazards(self, count: int) -> list[int]:
        where = saved(self.office.run(save_enterprise, EnterpriseFacts(name="兴隆铸造厂")))
        found = [
            general(
                f"{number}号配电箱",
                remedy=Remedy.BY_DEADLINE,
                responsible="赵六",
                deadline=FIRST + timedelta(days=5),
            )
            for number in range(count)
        ]
        return hazard_ids(self.office, visited(self.office, where, FIRST, *found))

    def step(self, hazard: int, kind: Move, **more: Any) -> None:
        self.office.run(make_move, [hazard], Step(kind, self.today, "张三", "说明", **more))

    def seen(self, day: date) -> dict[int, Standing]:
        def read(reading: Reading) -> dict[int, Standing]:
            return standings(reading, list(reading.session.scalars(select(Hazard))), day)

        return self.office.ask(read)

    def states(self) -> dict[int, HazardState]:
        def read(reading: Reading) -> dict[int, HazardState]:
            return {one.id: one.state for one in reading.session.scalars(select(Hazard))}

        return self.office.ask(read)


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    days = Days(tmp_path)
    with days.office:
        yield days


def test_a_failed_recheck_later_leaves_the_day_before_as_it_was(days: Days) -> None:
    (hazard,) = days.hazards(1)
    days.today = FIRST + timedelta(days=2)
    days.step(hazard, Move.RECTIFY)
    days.today = FIRST + timedelta(days=3)
    days.step(hazard, Move.FAIL, new_deadline=FIRST + timedelta(days=9))
    days.today = FIRST + timedelta(days=4)
    days.step(hazard, Move.RECTIFY)
    days.step(hazard, Move.PASS)
    by_day = [days.seen(FIRST + timedelta(days=number))[hazard] for number in range(5)]
    assert [one.state for one in by_day] == [
        HazardState.RECTIFYING,
        HazardState.RECTIFYING,
        HazardState.AWAITING_RECHECK,
        HazardState.RECTIFYING,
        HazardState.CLOSED,
    ]
    assert by_day[2].rectified_on == FIRST + timedelta(days=2)
    assert by_day[2].deadline == FIRST + timedelta(days=5)
    assert (by_day[3].rectified_on, by_day[3].result) == (None, RecheckResult.FAILED)
    assert by_day[3].deadline == FIRST + timedelta(days=9)
    assert (by_day[4].result, by_day[4].rechecked_by) == (RecheckResult.PASSED, "张三")


@pytest.mark.parametrize("seed", range(4))
def test_every_day_is_told_later_as_it_was_seen_on_that_day(days: Days, seed: int) -> None:
    random = Random(seed)
    hazards = days.hazards(6)
    seen: dict[date, dict[int, Standing]] = {}
    for number in range(12):
        days.today = FIRST + timedelta(days=number)
        for hazard in hazards:
            if random.random() < 0.5:
                continue
            offers = {offer.kind: offer.allowed for offer in days.office.ask(moves_offered, [hazard])}
            possible = [kind for kind in _TRIED if offers[kind]]
            if not possible:
                continue
            kind = random.choice(possible)
            more: dict[str, Any] = {}
            if kind in (Move.FAIL, Move.EXTEND):
                more["new_deadline"] = days.today + timedelta(days=20 + number)
            if kind is Move.REFER:
                more["unit"] = "县应急局"
            days.step(hazard, kind, **more)
        seen[days.today] = days.seen(days.today)
        assert {known: one.state for known, one in seen[days.today].items()} == days.states()
    assert len({one.state for one in seen[days.today].values()}) > 1
    for day, then in seen.items():
        assert days.seen(day) == then, day
