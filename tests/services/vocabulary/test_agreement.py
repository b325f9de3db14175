"""What a table counts is what the other screens and the weekly report count of the same office."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select

from hazard_desk.model import Hazard, Inspection
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, SortBy, Test
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.ad_hoc_tables import answer
from hazard_desk.services.cross_inspecting.round_look import CROSS_VISIT
from hazard_desk.services.demonstrating.filling import demo_villages, fill_demo
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards, hazard_counts, hazard_rows
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.quotas import quotas_of_month
from hazard_desk.services.registry import EnterpriseQuery, enterprise_rows, find_enterprises, view_counts
from hazard_desk.services.reporting import coverage, statistics
from hazard_desk.services.supervisory import STANDING_HAZARD
from hazard_desk.services.tasks import task_rows
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading

TODAY = date(2026, 11, 26)
WEEK_END = date(2026, 11, 27)
TALLIES = (
    "hazards_found", "hazards_rectified", "hazards_open", "hazards_overdue", "hazards_unclosed",
    "hazards_general", "general_rectified", "hazards_major", "major_rectified", "major_open",
    "hazards_self_found",
)  # fmt: skip
# What makes definitions differ: void and handed over, found by the enterprise itself, rechecked in vain,
# without a village, a visit of a pair that isn't one of 交叉检查 any more, an activity that names no task.
STIRRED = (
    "UPDATE hazard SET state = 'void', voided_on = '2026-11-20' WHERE id IN (5, 9) OR"
    " id IN (SELECT min(id) FROM hazard WHERE level = 'major')",
    "UPDATE hazard SET state = 'referred', referred_on = '2026-11-20'"
    " WHERE state = 'rectifying' AND id % 5 = 0",
    "UPDATE inspection SET level = 'enterprise', stage = 'self_check'"
    " WHERE cross_pair_id IS NULL AND id % 4 = 0",
    "UPDATE inspection SET stage = 'city_county' WHERE id IN"
    " (SELECT min(id) FROM inspection WHERE cross_pair_id IS NOT NULL GROUP BY cross_pair_id)",
    "UPDATE enterprise SET village_id = NULL WHERE id % 6 = 0",
    "UPDATE recheck SET result = 'failed' WHERE hazard_id IN"
    " (SELECT id FROM hazard WHERE state = 'closed' ORDER BY id LIMIT 4)",
    "UPDATE hazard SET state = 'rectifying', rectified_on = NULL, closed_on = NULL, failed_rechecks = 1"
    " WHERE state = 'closed' AND id IN (SELECT hazard_id FROM recheck WHERE result = 'failed')",
    "UPDATE activity SET task_id = NULL WHERE id % 2 = 0",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeFile]:
    folder = tmp_path_factory.mktemp("agreed") / "台账"
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 9)
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", demo_villages())
    with OfficeFile.open(folder, clock=lambda: now) as filled:
        filled.run(fill_demo, 60, 3)
    db = sqlite3.connect(folder / "office.db")
    with db:
        for statement in STIRRED:
            assert db.execute(statement).rowcount > 0, statement
    db.close()
    with OfficeFile.open(folder, to_write=False, clock=lambda: now) as office:
        yield office


def summed(office: OfficeFile, noun: str, *keys: str, where: tuple[Condition, ...] = ()) -> dict[str, int]:
    question = Question(noun, conditions=where, reckoned=tuple(Reckoned(Measure.SUM, key) for key in keys))
    return dict(zip(keys, (int(str(one)) for one in office.ask(answer, question).rows[0]), strict=True))


def column(office: OfficeFile, noun: str, key: str) -> dict[int, Any]:
    found = office.ask(answer, Question(noun, (key,)))
    return {row_id: row[0] for row_id, row in zip(found.ids, found.rows, strict=True)}


def counted(office: OfficeFile, noun: str, *where: Condition) -> int:
    return int(
        str(
            office.ask(answer, Question(noun, conditions=where, reckoned=(Reckoned(Measure.COUNT),))).rows[0][
                0
            ]
        )
    )


def is_(key: str, value: str) -> Condition:
    return Condition(key, Test.IS, (value,))


def test_hazards_found_and_rectified_are_those_of_the_weekly_report(office: OfficeFile) -> None:
    told = office.ask(statistics, WEEK_END).cumulative
    found = summed(office, "enterprise", *TALLIES)
    assert found["hazards_self_found"] > 0
    assert (found["hazards_general"], found["hazards_major"]) == (
        told[Figure.GENERAL_FOUND],
        told[Figure.MAJOR_FOUND],
    )
    assert (found["general_rectified"], found["major_rectified"]) == (
        told[Figure.GENERAL_RECTIFIED],
        told[Figure.MAJOR_RECTIFIED],
    )
    assert found["hazards_rectified"] == found["general_rectified"] + found["major_rectified"]
    assert found["hazards_found"] == found["hazards_general"] + found["hazards_major"]
    everything = counted(office, "hazard", is_("void", "否"))
    assert found["hazards_found"] + found["hazards_self_found"] == everything


def test_what_is_to_be_followed_up_is_that_of_the_ledger(office: OfficeFile) -> None:
    views = office.ask(hazard_counts, HazardQuery())
    found = summed(office, "enterprise", *TALLIES)
    assert found["hazards_open"] == views["未整改"] == counted(office, "hazard", is_("open", "是"))
    assert found["hazards_overdue"] == views["逾期"] == counted(office, "hazard", is_("overdue", "是"))
    unclosed = views["全部"] - views["已销号"] - views["已作废"]
    assert found["hazards_unclosed"] == unclosed == counted(office, "hazard", is_("unclosed", "是"))
    assert unclosed > views["未整改"] > views["逾期"] > 0
    for flag, view in (("void", "已作废"), ("plated", "挂牌"), ("awaits_reply", "待答复")):
        assert counted(office, "hazard", is_(flag, "是")) == views[view], flag
    rows = office.ask(lambda reading: hazard_rows(reading, find_hazards(reading, HazardQuery())))
    assert column(office, "hazard", "rechecked_on") == {row.id: row.rechecked_on for row in rows}
    assert column(office, "hazard", "overdue_days") == {row.id: row.overdue for row in rows}
    failed = [row for row in rows if row.failed]
    assert failed
    assert {column(office, "hazard", "recheck_result")[row.id] for row in failed} == {"不合格"}


def test_every_noun_counts_the_same_hazards(office: OfficeFile) -> None:
    whole = summed(office, "enterprise", *TALLIES, "inspections")
    without = summed(office, "enterprise", *TALLIES, "inspections", where=(Condition("village", Test.EMPTY),))
    villages = summed(office, "village", *TALLIES, "inspections")
    assert {key: villages[key] + without[key] for key in whole} == whole
    assert without["hazards_found"] > 0
    visits = (is_("supervisory", "是"),)
    by_visit = summed(office, "inspection", *(key for key in TALLIES if key != "hazards_self_found"))
    supervisory = summed(office, "inspection", "hazards_found", "hazards_rectified", where=visits)
    assert supervisory == {key: whole[key] for key in supervisory}
    assert {key: by_visit[key] for key in ("hazards_open", "hazards_overdue", "major_open")} == {
        key: whole[key] for key in ("hazards_open", "hazards_overdue", "major_open")
    }
    assert counted(office, "inspection", *visits) == whole["inspections"]
    for group, noun in (("industries", "industry"), ("inspection.campaigns", "campaign")):
        keys = ("hazards_found", "hazards_open")
        listed = office.ask(answer, Question(noun, ("name", *keys)))
        assert {row[0]: row[1:] for row in listed.rows if any(row[1:])} == grouped(office, group, keys)


def grouped(office: OfficeFile, group: str, keys: tuple[str, ...]) -> dict[Any, tuple[Any, ...]]:
    """Return the same counts, made by grouping what has several values."""
    noun, key = ("inspection", "campaigns") if group.startswith("inspection.") else ("enterprise", group)
    found: dict[Any, list[Any]] = {}
    for at, (tally, conditions) in enumerate(zip(keys, ((is_("supervisory", "是"),), ()), strict=True)):
        narrowed = conditions if noun == "inspection" else ()
        question = Question(
            noun, conditions=narrowed, groups=(key,), reckoned=(Reckoned(Measure.SUM, tally),)
        )
        for name, value in office.ask(answer, question).rows:
            found.setdefault(name, [0] * len(keys))[at] = value
    return {name: tuple(values) for name, values in found.items() if name is not None and any(values)}


def test_enterprises_are_covered_as_the_report_says(office: OfficeFile) -> None:
    covered = office.ask(coverage, Period(None, TODAY), None)
    keys = ("enterprises", "enterprises_in_operation", "enterprises_inspected", "enterprises_not_inspected")
    of_villages = summed(office, "village", *keys)
    nowhere = (Condition("village", Test.EMPTY),)
    works = is_("state", "正常经营")
    assert of_villages["enterprises"] + counted(office, "enterprise", *nowhere) == counted(
        office, "enterprise"
    )
    assert (
        of_villages["enterprises_in_operation"] + counted(office, "enterprise", works, *nowhere)
        == covered.in_operation
    )
    seen = counted(office, "enterprise", works, is_("inspected", "是"))
    assert seen == covered.inspected
    assert (
        of_villages["enterprises_inspected"]
        + counted(office, "enterprise", works, is_("inspected", "是"), *nowhere)
        == seen
    )
    views = office.ask(view_counts, EnterpriseQuery())
    assert counted(office, "enterprise", works, is_("inspected", "否")) == views["not_inspected"]
    last = column(office, "enterprise", "last_inspected_on")
    inspected = column(office, "enterprise", "inspected")
    visits = column(office, "enterprise", "inspections")
    for known, day in last.items():
        assert (day is not None, visits[known] > 0) == (inspected[known] == "是",) * 2
    rows = office.ask(lambda reading: enterprise_rows(reading, find_enterprises(reading, EnterpriseQuery())))
    assert last == {row.id: row.last_inspected_on for row in rows}


def test_a_leader_went_where_the_quotas_say(office: OfficeFile) -> None:
    listed = office.ask(answer, Question("person", ("name", "inspections_this_month")))
    month = dict(listed.rows)  # type: ignore[arg-type]
    quotas = {row.person: row.visits for row in office.ask(quotas_of_month, TODAY) if not row.duties}
    assert any(quotas.values())
    assert {name: month[name] for name in quotas} == quotas


def test_tasks_count_what_their_own_list_counts(office: OfficeFile) -> None:
    rows = office.ask(task_rows)
    assert any(row.times for row in rows)
    assert column(office, "task", "times") == {row.id: row.times for row in rows}
    assert column(office, "task", "state") == {row.id: row.state.label for row in rows}
    assert column(office, "task", "overdue_days") == {row.id: row.overdue for row in rows}


def test_a_pair_counts_the_visits_of_f9(office: OfficeFile) -> None:
    def by_pair(reading: Reading) -> tuple[dict[Any, Any], ...]:
        pair = Inspection.cross_pair_id
        visits: Any = select(pair, func.count()).where(CROSS_VISIT, pair.is_not(None)).group_by(pair)
        found: Any = (
            select(pair, func.count(Hazard.id))
            .join(Hazard, Hazard.inspection_id == Inspection.id)
            .where(CROSS_VISIT, STANDING_HAZARD, pair.is_not(None))
            .group_by(pair)
        )
        return tuple({row[0]: row[1] for row in reading.session.execute(one)} for one in (visits, found))

    visits, hazards = office.ask(by_pair)
    assert visits
    for key, counts in (("inspections", visits), ("hazards_found", hazards)):
        assert {known: count for known, count in column(office, "cross_pair", key).items() if count} == counts


@pytest.mark.parametrize("noun", ["enterprise", "village", "industry", "person", "campaign", "inspection"])
def test_hazards_are_looked_up_by_their_visits(office: OfficeFile, noun: str) -> None:
    # By the index on their state all open hazards would be gone through once a row: minutes at 2,000 firms.
    for key in ("hazards_open", "hazards_overdue", "hazards_unclosed", "major_open"):
        question = Question(noun, ("number" if noun == "inspection" else "name", key), sort=(SortBy(key),))

        def plans(reading: Reading, question: Question = question) -> list[str]:
            connection = reading.session.connection()
            said: list[tuple[str, Any]] = []
            event.listen(connection, "before_cursor_execute", lambda *of: said.append((of[2], of[3])))
            answer(reading, question)
            looked = [one for one in said if "FROM hazard" in one[0]]
            return [
                str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", of).all()) for one, of in looked
            ]

        told = office.ask(plans)
        assert told
        assert not any("ix_hazard_state_deadline" in plan for plan in told), (key, told)
