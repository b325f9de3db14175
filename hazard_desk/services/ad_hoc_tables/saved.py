"""Ad-hoc tables kept under their names, to be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import SavedTable
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable, search_text
from hazard_desk.rules.table_question import Question, from_json, to_json, words_of
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.services.ad_hoc_tables.asking import refuse_wrong
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SavedTableRow:
    """One kept table: its question, and in words what it asks; a damaged one has no question.

    `wrong` says in Chinese why it can't be asked any more, "" where it can.
    """

    id: int
    name: str
    question: Question | None
    note: str
    used_on: date | None
    words: str
    wrong: str
    search_text: str


def saved_tables(reading: Reading) -> list[SavedTableRow]:
    """Return the kept tables, those given out last first."""
    query = (
        select(SavedTable)
        .where(SavedTable.deleted_at.is_(None))
        .order_by(SavedTable.used_on.desc().nulls_last(), SavedTable.id.desc())
    )
    return [_row(record) for record in reading.session.scalars(query)]


def saved_table(reading: Reading, name: str) -> SavedTableRow:
    """Return the table with this name, however wide or spaced it is written; another one is refused."""
    rows = saved_tables(reading)
    found = [row for row in rows if row.name == name] or [
        row for row in rows if comparable(row.name) == comparable(name)
    ]
    if not found:
        raise RecordMissing(
            f"没有存过叫“{name}”的报表。", "没有写文件。", "存过哪些，见 tables 命令或报送菜单的临时报表。"
        )
    return found[0]


def save_table(
    work: UnitOfWork, name: str, question: Question, note: str = "", table_id: int | None = None
) -> Changes:
    """Keep a table under its name, or change the one with `table_id`.

    Refused: no name, one that another table has, a question that can't be asked.
    """
    name = " ".join(name.split())
    refuse_wrong(question)
    refuse_if_any(_wrong_name(work, name, table_id))
    if table_id is None:
        record = SavedTable(entered_at=work.now)
        work.session.add(record)
    else:
        record = _existing(work, table_id)
    record.name = name
    record.question = to_json(question)
    record.note = note.strip()
    record.search_text = search_text([record.note, noun_spec(question.noun).label], [name])
    work.session.flush()
    return Changes(f"{'新增' if table_id is None else '修改'}临时报表「{name}」", record.id)


def remove_table(work: UnitOfWork, table_id: int) -> Changes:
    """Move a kept table to the recycle bin."""
    record = _existing(work, table_id)
    record.deleted_at = work.now
    return Changes(f"临时报表「{record.name}」移入回收站", table_id)


def mark_used(work: UnitOfWork, table_id: int) -> Changes:
    """Note that a table was given out today."""
    record = _existing(work, table_id)
    record.used_on = work.today
    return Changes(f"出表「{record.name}」", table_id)


def _row(record: SavedTable) -> SavedTableRow:
    try:
        question = from_json(record.question)
        words, wrong = words_of(question, noun_spec(question.noun)), ""
        refuse_wrong(question)
    except Unreadable as error:
        question, words, wrong = None, error.message, error.message + error.remedy
    except RecordMissing as error:  # records that this version of the program doesn't know
        words, wrong = error.what, str(error)
    except InputRefused as error:
        wrong = _said(error)
    return SavedTableRow(
        record.id, record.name, question, record.note, record.used_on, words, wrong, record.search_text
    )


def _said(error: HazardDeskError) -> str:
    assert isinstance(error, InputRefused)
    return "".join(dict.fromkeys(problem.message + problem.remedy for problem in error.problems))


def _existing(work: UnitOfWork, table_id: int) -> SavedTable:
    record = work.session.get(SavedTable, table_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这张报表已不在了（可能已移入回收站）。", "没有改动任何数据。", "请刷新列表。")
    return record


def _wrong_name(work: UnitOfWork, name: str, table_id: int | None) -> list[Refusal]:
    if not name:
        return [Refusal("name", "没有填名称", "请给这张表起个名字，下次好找。")]
    if len(name) > _LONGEST_NAME:
        return [Refusal("name", f"名称超过 {_LONGEST_NAME} 个字", "请写短一些。")]
    taken = [row for row in saved_tables(work) if row.id != table_id]
    if any(comparable(row.name) == comparable(name) for row in taken):
        return [Refusal("name", f"已经有叫“{name}”的报表", "请换个名字，或修改原来的那张。")]
    return []
