"""Tables kept under a name: found again, refused twice, readable when something they name is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.model import SavedTable
from hazard_desk.rules.table_question import Condition, Question, Test, to_json
from hazard_desk.services import journal
from hazard_desk.services.ad_hoc_tables import (
    mark_used,
    remove_table,
    save_table,
    saved_table,
    saved_tables,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from tests.services.ad_hoc_tables.raw_tables import TODAY

QUESTION = Question("hazard", ("description", "state"), (Condition("open", Test.IS, ("是",)),))


def damage(work: UnitOfWork, text: str) -> Changes:
    work.session.execute(update(SavedTable).values(question=text))
    return Changes("改坏")


def test_a_table_is_kept_changed_used_and_removed(office: OfficeFile) -> None:
    kept = office.run(save_table, " 未整改 隐患 ", QUESTION, "县应急局每周要")
    (row,) = office.ask(saved_tables)
    assert (row.name, row.question, row.note, row.used_on) == (
        "未整改 隐患",
        QUESTION,
        "县应急局每周要",
        None,
    )
    assert "是否未整改为“是”的隐患" in row.words
    assert row.wrong == ""
    assert kept.record_id is not None
    entries = len(office.ask(journal.journal_rows))
    office.run(mark_used, kept.record_id)
    assert office.ask(saved_table, "未整改隐患").used_on == TODAY
    assert len(office.ask(journal.journal_rows)) == entries  # giving out is no step to take back
    office.run(save_table, "另一个名字", QUESTION, "", kept.record_id)
    assert [one.name for one in office.ask(saved_tables)] == ["另一个名字"]
    office.run(remove_table, kept.record_id)
    assert office.ask(saved_tables) == []
    office.run(journal.undo_last)
    assert [one.name for one in office.ask(saved_tables)] == ["另一个名字"]


def test_what_was_given_out_can_still_be_taken_back(office: OfficeFile) -> None:
    kept = office.run(save_table, "甲", QUESTION)
    assert kept.record_id is not None
    office.run(save_table, "甲", QUESTION, "县局", kept.record_id)
    office.run(mark_used, kept.record_id)
    office.run(journal.undo_last)
    assert [(one.note, one.used_on) for one in office.ask(saved_tables)] == [("", TODAY)]
    office.run(journal.undo_last)
    assert office.ask(saved_tables) == []


def test_the_last_given_out_stands_first(office: OfficeFile) -> None:
    first = office.run(save_table, "甲", QUESTION)
    office.run(save_table, "乙", QUESTION)
    assert [one.name for one in office.ask(saved_tables)] == ["乙", "甲"]
    assert first.record_id is not None
    office.run(mark_used, first.record_id)
    assert [one.name for one in office.ask(saved_tables)] == ["甲", "乙"]


@pytest.mark.parametrize("name", ["", "　", "甲" * 101, "未整改", "未 整改"])
def test_a_name_is_needed_and_each_once(office: OfficeFile, name: str) -> None:
    office.run(save_table, "未整改", QUESTION)
    with pytest.raises(InputRefused) as refused:
        office.run(save_table, name, QUESTION)
    assert refused.value.problems[0].field == "name"
    assert len(office.ask(saved_tables)) == 1


def test_what_cant_be_asked_is_not_kept(office: OfficeFile) -> None:
    with pytest.raises(InputRefused, match="第1列"):
        office.run(save_table, "错的", Question("hazard", ("nothing",)))
    with pytest.raises(RecordMissing, match="planet"):
        office.run(save_table, "错的", Question("planet"))
    assert office.ask(saved_tables) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "读不出来"),
        ('{"noun": 3}', "读不出来"),
        (json.dumps({"noun": "planet"}), "没有“planet”这种记录"),
        (to_json(Question("hazard", ("description", "colour"))), "第2列用的项目“colour”现在没有了"),
    ],
)
def test_a_kept_table_that_no_longer_fits_says_so(office: OfficeFile, text: str, told: str) -> None:
    office.run(save_table, "旧表", QUESTION)
    office.run(damage, text)
    (row,) = office.ask(saved_tables)
    assert row.name == "旧表"
    assert told in row.wrong
    assert row.words


def test_an_unknown_name_is_refused(office: OfficeFile, tmp_path: Path) -> None:
    with pytest.raises(RecordMissing, match="没有存过叫“周报”的报表"):
        office.ask(saved_table, "周报")
    assert office.ask(lambda reading: list(reading.session.scalars(select(SavedTable.id)))) == []
