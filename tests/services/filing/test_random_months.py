"""Random months of records and filings against a ledger kept by hand: no filed week ever changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.filing.differences import differences, differences_before, late_rows, later_filed
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.reporting import Statistics, figure_rows, statistics, sums_by_week
from hazard_desk.store.unit_of_work import Reading
from tests.services.filing.month_desk import CAMPAIGNS, EVENTS, FIRST_DAY, Month
from tests.services.filing.paper_ledger import DISTINCT, F4_COLUMNS, F6_COLUMNS, friday

SCOPES = (None, *CAMPAIGNS)
STEPS = 24
HAPPENED = """
    enter_visit edit_visit edit_hazard fail_recheck void_hazard remove_visit enter_event edit_event
    enter_opening enter_plans edit_plans file correct
""".split()  # noqa: SIM905
Shown = dict[tuple[date, str | None], tuple[dict[str, Any], dict[str, Any]]]


def fridays(until: date) -> list[date]:
    """Return the reporting days of the month up to a week's end."""
    first = friday(FIRST_DAY)
    return [first + timedelta(weeks=week) for week in range((until - first).days // 7 + 1)]


def plain(counted: Statistics) -> tuple[dict[str, Any], dict[str, Any]]:
    week = {str(figure): value for figure, value in counted.week.items()}
    return week, {str(figure): value for figure, value in counted.cumulative.items()} | counted.dispatch


def shown(reading: Reading, looks: Iterable[tuple[date, str | None]]) -> Shown:
    return {(week, scope): plain(statistics(reading, week, scope)) for week, scope in looks}


def told(now: Shown) -> Iterator[str]:
    """Yield the columns that are not 0."""
    for figures in now.values():
        for column, value in (*figures[0].items(), *figures[1].items()):
            if value:
                yield column


@pytest.mark.parametrize("seed", range(5))
def test_a_month_of_records_and_filings(seed: int, tmp_path: Path) -> None:
    month = Month(Random(seed))
    stands: dict[int, Shown] = {}  # what each page of the book showed at first
    moved: set[str] = set()  # columns that were not 0 all the time
    with month.open(tmp_path) as office:
        month.enter_pair()
        for _ in range(2):
            month.enter_plans()
        for _ in range(6):
            month.enter_visit()
        for kind in EVENTS:
            month.enter_event(kind)
        moved |= set(told(office.ask(shown, [(friday(month.today), None)])))
        month.file(friday(FIRST_DAY))
        while not month.ledger.late(friday(month.today), None):
            month.enter_visit(FIRST_DAY)
        check_closely(month, friday(month.today))
        for _ in range(STEPS):
            did = [month.step() for _ in range(month.random.choice((1, 2, 3)))]
            ledger, this_week = month.ledger, friday(month.today)
            pages = ledger.pages()
            scope = month.random.choice(SCOPES)
            looks = {(week, scope) for week in pages for scope in SCOPES} | {(this_week, scope)}
            now = office.ask(shown, looks)
            for (week, scope), figures in now.items():
                assert figures == ledger.figures(week, scope), (did, week, scope)
            moved |= set(told(now))
            for week, page in pages.items():
                of_page = {(end, scope): figures for (end, scope), figures in now.items() if end == week}
                assert of_page == stands.setdefault(page.serial, of_page), (did, week)
            check_closely(month, month.random.choice(fridays(this_week)))
        check_sums(month)
    assert month.refused < STEPS / 2
    assert all(month.done[doing] for doing in HAPPENED), month.done
    assert set(F4_COLUMNS) <= moved, "a column that is always 0 agrees with anything"


def check_closely(month: Month, week: date) -> None:
    """Check rows, 补录, differences and what a 更正 would change of one week."""
    office, ledger = month.office, month.ledger
    scope = month.random.choice(SCOPES)
    of_week, cumulative = plain(office.ask(statistics, week, scope))
    assert (of_week, cumulative) == ledger.figures(week, scope), (week, scope)
    column = month.random.choice([*F4_COLUMNS, *cumulative])
    rows = office.ask(lambda reading: figure_rows(reading, column, week, cumulative=True, campaign=scope))
    assert recount(column, rows) == cumulative[column], (column, week, scope)
    if column in of_week:
        rows = office.ask(figure_rows, column, week, campaign=scope)
        assert recount(column, rows) == of_week[column], (column, week, scope)
    late = office.ask(late_rows, week, scope)
    entered_late = ledger.late(week, scope)
    assert Counter((row.fact.noun, row.fact.record_id) for row in late) == Counter(
        (noun, card) for noun, card, _ in entered_late
    ), (week, scope)
    assert office.ask(statistics, week, scope).late == len(entered_late)
    told = office.ask(differences, week)
    earlier = [end for end in sorted(ledger.pages()) if end < week]
    assert office.ask(differences_before, week) == [
        (end, one) for end in earlier for one in office.ask(differences, end)
    ]
    if week not in ledger.pages():
        assert told == []
        return
    names = names_of(month)
    of_f4 = {names[column] for column in F4_COLUMNS}
    assert {(one.figure_words, one.noun, one.record_id) for one in told if one.figure_words in of_f4} == {
        (names[column], noun, card) for column, noun, card in ledger.contradicted(week)
    }
    later = {one.week_end: set(one.changes) for one in office.ask(later_filed, week)}
    assert later == {
        end: {
            f"{scope + '：' if scope else ''}{names[column]} 累计 {was} → {would}"
            for scope, column, was, would in moved
        }
        for end, moved in ledger.moved_later(week).items()
    }


def names_of(month: Month) -> dict[str, str]:
    """Return what the columns are called, looked up once a month."""
    if not month.names:
        month.names |= {
            column: month.office.ask(figure_name, column) for column in (*F4_COLUMNS, *F6_COLUMNS)
        }
    return month.names


def recount(column: str, rows: list[Any]) -> Any:
    opening = sum(row.fact.amount for row in rows if row.opening)
    facts = [row.fact for row in rows if not row.opening]
    if column in DISTINCT:
        return len({fact.who for fact in facts}) + opening
    total = sum(fact.amount for fact in facts) + opening
    return Decimal(total) / 1_000_000 if column.endswith("_wan") else total


def check_sums(month: Month) -> None:
    """Check that the weeks together, and 期初数, are the cumulative figure of the present week."""
    office, ledger, last = month.office, month.ledger, friday(month.today)
    weeks = fridays(last)
    for scope in SCOPES:
        lines, openings = ledger.seen(last)
        opening = openings.get(scope)
        if opening and any(line.day <= opening.as_of for line in lines):
            continue  # they came when weeks had been filed, or contain what is recorded too
        found = office.ask(shown, [(week, scope) for week in weeks])
        cumulative = found[last, scope][1]
        for column in F4_COLUMNS:
            together = sum(found[week, scope][0][column] for week in weeks)
            started = opening.figures.get(column, 0) if opening else 0
            if column in DISTINCT:
                most = max(found[week, scope][0][column] for week in weeks)
                assert most + started <= cumulative[column] <= together + started, (column, scope)
            else:
                begun = Decimal(started) / 1_000_000 if column.endswith("_wan") else started
                assert together + begun == cumulative[column], (column, scope)
        summed = frozenset((Figure.GENERAL_FOUND, Figure.MAJOR_FOUND, Figure.GENERAL_RECTIFIED))
        for week, sums in zip(weeks, office.ask(sums_by_week, weeks, summed, scope), strict=True):
            assert sums == {figure: found[week, scope][0][figure] for figure in summed}, (week, scope)
