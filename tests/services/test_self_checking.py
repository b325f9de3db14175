"""企业自查: marks of 28 items, entered, changed, refused, removed, and the latest of each enterprise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.demonstrating import fill_demo
from hazard_desk.services.journal import undo_last
from hazard_desk.services.listing import list_records
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import remove_enterprise, save_enterprise
from hazard_desk.services.self_checking import (
    SelfCheckFacts,
    latest_self_checks,
    remove_self_check,
    save_self_check,
    self_checks,
)
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import CheckMark

NOW = datetime(2026, 3, 6, 10, 0)
TODAY = NOW.date()
YES, DOING, NO = CheckMark


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office at a fixed moment with three enterprises (ids 1–3)."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        for name in ("晋源厂", "恒泰厂", "宏达厂"):
            office.run(save_enterprise, EnterpriseFacts(name=name))
        yield office


def check(on: date = date(2026, 3, 2), enterprise: int = 1, **more: Any) -> SelfCheckFacts:
    return SelfCheckFacts(enterprise, on, "王建国", **more)


def entered(office: OfficeFile, facts: SelfCheckFacts) -> int:
    record_id = office.run(save_self_check, None, facts).record_id
    assert record_id is not None
    return record_id


def test_the_marks_are_those_of_the_form() -> None:
    assert [mark.label for mark in CheckMark] == ["符合要求", "正在整改", "不符合"]


def test_a_self_check_comes_back_as_entered_and_changed(office: OfficeFile) -> None:
    facts = check(
        marks={1: (YES, YES), 2: (DOING, NO), 3: (None, NO), 28: (NO, None)},
        office_checked_on=TODAY,
        note="夜班未查",
    )
    entry = entered(office, facts)
    (row,) = office.ask(self_checks, 1)
    assert (row.id, row.facts) == (entry, facts)
    changed = check(TODAY, 2, marks={1: (YES, YES), 2: (YES, NO), 27: (DOING, None)})
    assert office.run(save_self_check, entry, changed).nouns == {"self_check", "self_check_mark"}
    assert office.ask(self_checks, 1) == []
    assert [row.facts for row in office.ask(self_checks, 2)] == [changed]
    office.run(undo_last)
    assert [row.facts for row in office.ask(self_checks, 1)] == [facts]
    office.run(undo_last)
    assert office.ask(self_checks, 1) == []


def test_an_item_without_a_mark_has_no_row(office: OfficeFile) -> None:
    entry = entered(office, check(marks={1: (YES, None), 6: (None, None)}))
    assert office.ask(self_checks, 1)[0].facts.marks == {1: (YES, None)}
    office.run(save_self_check, entry, check(marks={1: (None, None), 2: (YES, None)}))
    assert office.ask(self_checks, 1)[0].facts.marks == {2: (YES, None)}


def test_changing_only_the_note_leaves_the_marks_alone(office: OfficeFile) -> None:
    marks = {1: (YES, None), 2: (NO, DOING)}
    entry = entered(office, check(marks=marks))
    assert office.run(save_self_check, entry, check(marks=marks, note="补记")).nouns == {"self_check"}


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        (check(date(2026, 3, 7)), "checked_on", "自查日期 2026-03-07 晚于今天"),
        (SelfCheckFacts(1), "checked_on", "没有填自查日期"),
        (check(office_checked_on=date(2026, 3, 7)), "office_checked_on", "检查日期 2026-03-07 晚于今天"),
        (check(marks={0: (YES, None), 28: (YES, None)}), "marks", "自查表没有第 0 项"),
        (check(marks={29: (YES, None), 40: (None, None)}), "marks", "自查表没有第 29、40 项"),
        (check(enterprise=99), "enterprise_id", "没有选定企业"),
        (check(enterprise=3), "enterprise_id", "没有选定企业"),
        (SelfCheckFacts(None, TODAY), "enterprise_id", "没有选定企业"),
    ],
    ids=["tomorrow", "no date", "looked at tomorrow", "item 0", "item 29", "unknown", "in the bin", "nobody"],
)
def test_what_cannot_be_a_self_check_is_refused(
    office: OfficeFile, facts: SelfCheckFacts, field: str, said: str
) -> None:
    office.run(remove_enterprise, 3)
    with pytest.raises(InputRefused, match=said) as refused:
        office.run(save_self_check, None, facts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert office.ask(latest_self_checks, [1, 2, 3]) == {}


def test_a_self_check_removed_comes_back_with_its_marks(office: OfficeFile) -> None:
    facts = check(marks={1: (YES, NO)})
    entry = entered(office, facts)
    office.run(remove_self_check, entry)
    assert office.ask(self_checks, 1) == []
    assert office.ask(latest_self_checks, [1]) == {}
    for operation in ((remove_self_check, entry), (save_self_check, entry, facts)):
        with pytest.raises(RecordMissing):
            office.run(*operation)
    office.run(undo_last)
    assert [row.facts for row in office.ask(self_checks, 1)] == [facts]


def test_the_latest_is_the_one_of_the_latest_day_and_of_a_day_the_one_entered_last(
    office: OfficeFile,
) -> None:
    for day, enterprise, note in ((3, 1, "最近"), (1, 1, "补录"), (2, 2, "上午"), (2, 2, "下午")):
        entered(office, check(date(2026, 3, day), enterprise, note=note, marks={day: (YES, None)}))
    removed = entered(office, check(TODAY, 1, note="误录"))
    office.run(remove_self_check, removed)
    latest = office.ask(latest_self_checks, [1, 2, 3])
    assert {enterprise: facts.note for enterprise, facts in latest.items()} == {1: "最近", 2: "下午"}
    assert latest[1].marks == {3: (YES, None)}
    assert [row.facts.note for row in office.ask(self_checks, 2)] == ["下午", "上午"]
    assert set(office.ask(latest_self_checks, [2])) == {2}
    assert office.ask(latest_self_checks, []) == {}


def test_any_number_of_enterprises_may_be_asked_for(office: OfficeFile) -> None:
    entered(office, check())
    assert set(office.ask(latest_self_checks, range(40_000, 0, -1))) == {1}


def test_a_third_of_the_demo_has_checked_itself_alike_for_alike_seeds(tmp_path: Path) -> None:
    found = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        OfficeFile.create(tmp_path / name, set_up_office, "文水县西槽头乡人民政府")
        with OfficeFile.open(tmp_path / name, clock=lambda: NOW) as office:
            office.run(fill_demo, 60, seed)
            ids = [row["id"] for row in office.ask(list_records, "enterprises")["rows"]]
            found.append(office.ask(latest_self_checks, ids))
    assert found[0] == found[1] != found[2]
    assert 15 <= len(found[0]) <= 20
    own = {mark for facts in found[0].values() for mark, _ in facts.marks.values()}
    looked_over = {facts.office_checked_on is not None for facts in found[0].values()}
    assert (own, looked_over) == (set(CheckMark), {True, False})
    for facts in found[0].values():
        assert 20 <= len(facts.marks) <= 28
        assert facts.checked_by
        for _, office_mark in facts.marks.values():
            assert (office_mark is None) == (facts.office_checked_on is None)
