"""Taking an operation back (撤销) and doing it again (重做), row by row from the journal."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import Base, FiledPaper, Filing, JournalEntry
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.store.changes import Changes
from hazard_desk.store.safekeeping.after_restore import RESTORED
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import ChangeKind, FilingState

_MANY = 200  # rows of one noun that are put back at database speed
# Of a journal entry `{0}` that counts against an older one: an undo and what it took back cancel each other.
_STANDS = "{0}.undone_by_id IS NULL AND {0}.undoes_id IS NULL"


def what_can_be_taken_back(reading: Reading) -> str:
    """Return what the newest operation that stands says it did, "" where there is none to take back."""
    entry = _newest_standing(reading)
    return entry.summary if entry is not None else ""


def what_can_be_redone(reading: Reading) -> str:
    """Return what the operation taken back last says it did, "" where none can be redone."""
    pair = _newest_undo(reading)
    return pair[0].summary if pair is not None else ""


def undo_last(work: UnitOfWork) -> Changes:
    """Take back the newest operation that stands; the office's own founding can't be."""
    entry = _newest_standing(work)
    if entry is None:
        raise RecordMissing("没有可以撤销的操作。", "没有改动任何数据。")
    return _take_back(work, entry)


def redo_last(work: UnitOfWork) -> Changes:
    """Do again (重做) what was taken back last; refused where anything was entered since."""
    pair = _newest_undo(work)
    if pair is None:
        raise RecordMissing(
            "没有可以重做的操作：没有撤销过，或撤销之后又录入了新的内容。",
            "没有改动任何数据。",
            "请在操作记录里查看撤销了什么，需要时重新录入。",
        )
    return _redo(work, *pair)


def undo(work: UnitOfWork, entry_id: int) -> Changes:
    """Take back one operation, row by row, newest change first, as a new journalled operation.

    Refused where a row was changed again since: what was entered later is never overwritten. Refused too
    where a week was filed (定稿) since: its figures were made of what the operation did. Of the entry of
    an undo it does the operation again, of that of a redo it takes the operation back once more.
    """
    entry = work.session.get(JournalEntry, entry_id)
    if entry is None or entry.undone_by_id is not None:
        raise RecordMissing("这一步操作已经撤销过，或不在操作记录里。", "没有改动任何数据。")
    if entry.operation == RESTORED:
        raise HazardDeskError(
            "恢复备份不能用撤销取消。",
            "没有改动任何数据。",
            "要换回原来的台账，请在“备份与恢复”里恢复那份“恢复前”的备份。",
        )
    if entry.undoes_id is None:
        return _take_back(work, entry)
    other = work.session.get_one(JournalEntry, entry.undoes_id)
    if other.undoes_id is None:
        return _redo(work, other, entry)
    return undo(work, other.undoes_id)


def _newest_standing(reading: Reading) -> JournalEntry | None:
    return reading.session.scalar(
        select(JournalEntry)
        .where(
            JournalEntry.undone_by_id.is_(None),
            JournalEntry.undoes_id.is_(None),
            JournalEntry.id > 1,
            JournalEntry.operation != RESTORED,  # it entered nothing
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )


def _newest_undo(reading: Reading) -> tuple[JournalEntry, JournalEntry] | None:
    """Return the operation taken back last with the entry that did so; None where one was entered since."""
    undone, by = aliased(JournalEntry), aliased(JournalEntry)
    found = reading.session.execute(
        select(undone, by)
        .join(by, undone.undone_by_id == by.id)
        .where(undone.undoes_id.is_(None), by.undone_by_id.is_(None))
        .order_by(by.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    entered = reading.session.scalar(
        select(func.max(JournalEntry.id)).where(
            JournalEntry.undoes_id.is_(None), JournalEntry.operation != RESTORED
        )
    )
    return None if entered is not None and entered > found[1].id else (found[0], found[1])


def _take_back(work: UnitOfWork, entry: JournalEntry) -> Changes:
    _reverse_all(work, entry.id)
    return Changes(f"撤销：{entry.summary}")


def _redo(work: UnitOfWork, entry: JournalEntry, undone_by: JournalEntry) -> Changes:
    """Reverse the undo of an operation, which stands again then and can be taken back as before."""
    _reverse_all(work, undone_by.id)
    work.session.execute(update(JournalEntry).where(JournalEntry.id == entry.id).values(undone_by_id=None))
    return Changes(f"重做：{entry.summary}")


def _reverse_all(work: UnitOfWork, entry_id: int) -> None:
    connection = work.session.connection()
    _refuse_what_was_filed(work, connection, entry_id)
    # A batch and what it refers to go together: references are judged when all is back.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    changes = capture.recorded(connection, entry_id)
    if any(_is_bare(change) for change in changes):
        later = _changed_by_later_entries(connection, entry_id)
        if any(_is_bare(change) and (change.noun, change.row_key) in later for change in changes):
            raise _changed_since()
    # Owners are listed with or before what belongs to them; going backwards removes children first.
    waiting = list(reversed(changes))
    while waiting:
        again = _reverse_once(connection, entry_id, waiting)
        if len(again) == len(waiting):  # its code or name has been given to another meanwhile
            raise _changed_since()
        waiting = again
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise _changed_since()
    for change in changes:
        if change.kind is ChangeKind.ADDED:
            broken = _is_named(connection, change)
        else:
            broken = _names_another(connection, entry_id, change) or _means_another(
                connection, entry_id, change
            )
        if broken:
            raise _changed_since()
    work.session.expire_all()
    work.undoes_id = entry_id


def _reverse_once(connection: Connection, entry_id: int, changes: list[RowChange]) -> list[RowChange]:
    """Reverse the changes; return those that have to wait until another has given up its name or code."""
    waiting: list[RowChange] = []
    for (noun, kind), run in groupby(changes, lambda change: (change.noun, change.kind)):
        rows = list(run)
        if kind is ChangeKind.REMOVED and len(rows) >= _MANY and _insert_many(connection, noun, rows):
            continue
        for change in rows:
            try:
                _reverse(connection, entry_id, change)
            except IntegrityError:
                waiting.append(change)
    return waiting


def _insert_many(connection: Connection, noun: str, changes: list[RowChange]) -> bool:
    """Put very many rows back at once; False, and none of them, where one of them can't be."""
    first = changes[0].before or {}
    if any(change.before is None or change.before.keys() != first.keys() for change in changes):
        return False
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join("?" for _ in first)
    connection.exec_driver_sql("SAVEPOINT many_rows")
    try:
        connection.exec_driver_sql(
            f'INSERT INTO "{noun}" ({names}) VALUES ({marks})',
            [tuple(change.before[name] for name in first) for change in changes if change.before],
        )
    except IntegrityError:
        connection.exec_driver_sql("ROLLBACK TO many_rows")
        connection.exec_driver_sql("RELEASE many_rows")
        return False
    connection.exec_driver_sql("RELEASE many_rows")
    return True


def _refuse_what_was_filed(work: UnitOfWork, connection: Connection, entry_id: int) -> None:
    newest = work.session.scalar(select(func.max(Filing.id)))
    if newest is None:
        return
    filed_by = connection.exec_driver_sql(
        "SELECT max(entry_id) FROM journal_change JOIN journal_entry ON journal_entry.id = entry_id"
        " WHERE noun = 'filing' AND kind = 'added' AND undoes_id IS NULL"
        " AND ? BETWEEN coalesce(json_extract(row_key, '$.first'), json_extract(row_key, '$[0]'))"
        " AND coalesce(json_extract(row_key, '$.last'), json_extract(row_key, '$[0]'))",
        (newest,),
    ).scalar_one()
    if filed_by is None or entry_id > filed_by:
        return
    if entry_id < filed_by:
        raise HazardDeskError(
            "上次定稿以前的操作不能再撤销。",
            "没有改动任何数据，已定稿的数字没有变。",
            "请直接修改那条记录，需要时再更正已定稿的周。",
        )
    gone_out = work.session.scalar(
        select(FiledPaper.title)
        .join(Filing, Filing.id == FiledPaper.filing_id)
        .where(
            Filing.id.in_(_filed_in(connection, entry_id)),
            FiledPaper.state.in_((FilingState.STAMPED, FilingState.REPORTED)),
        )
        .order_by(FiledPaper.position)
        .limit(1)
    )
    if gone_out is not None:
        raise HazardDeskError(
            f"《{gone_out}》已经盖章或报送，这次定稿不能再撤销。",
            "没有改动任何数据。",
            "请修改有误的记录，再更正这一周。",
        )


def _filed_in(connection: Connection, entry_id: int) -> list[int]:
    """Return the filings that an operation made: a 更正 may make several."""
    found: list[int] = []
    for change in capture.recorded(connection, entry_id):
        if change.noun == Filing.__tablename__ and change.kind is ChangeKind.ADDED:
            key = json.loads(change.row_key)
            found += range(key["first"], key["last"] + 1) if isinstance(key, dict) else key
    return found


def _reverse(connection: Connection, entry_id: int, change: RowChange) -> None:
    table = Base.metadata.tables[change.noun]
    key = json.loads(change.row_key)
    if isinstance(key, dict):  # a batch: ids from first to last
        if _touched_since(connection, entry_id, table.name, key["first"], key["last"]):
            raise _changed_since()
        if _would_go_along(connection, table.name, key["first"], key["last"], since=entry_id):
            raise _changed_since()
        connection.exec_driver_sql(
            f'DELETE FROM "{table.name}" WHERE id BETWEEN ? AND ?', (key["first"], key["last"])
        )
        return
    now_there = capture.current_row(connection, change.noun, change.row_key)
    if change.kind is ChangeKind.REMOVED:
        if now_there is not None or change.before is None:
            raise _changed_since()
        _insert(connection, table.name, change.before)
        return
    # Columns that a migration has added since say nothing about the operation: its own are compared.
    if now_there is None or (change.after is not None and not change.after.items() <= now_there.items()):
        raise _changed_since()
    where = " AND ".join(f'"{column.name}" = ?' for column in table.primary_key.columns)
    if change.kind is ChangeKind.ADDED:
        if len(key) == 1 and _would_go_along(connection, table.name, key[0], key[0]):
            raise _changed_since()
        connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE {where}', tuple(key))
    elif change.before is not None:
        assignments = ", ".join(f'"{name}" = ?' for name in change.before)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" SET {assignments} WHERE {where}', (*change.before.values(), *key)
        )


def _is_named(connection: Connection, gone: RowChange) -> bool:
    """Whether a column that the file itself doesn't watch over (`model.base.names`) names what is gone."""
    key = json.loads(gone.row_key)
    bounds = (key["first"], key["last"]) if isinstance(key, dict) else (key[0], key[0])
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.info.get("names") == gone.noun:
                query = f'SELECT 1 FROM "{table.name}" WHERE "{column.name}" BETWEEN ? AND ? LIMIT 1'
                if connection.exec_driver_sql(query, bounds).first() is not None:
                    return True
    return False


def _names_another(connection: Connection, entry_id: int, back: RowChange) -> bool:
    """Whether a row that is back names, unwatched by the file, what is gone or has become another since."""
    before, after = back.before or {}, back.after or {}
    for column in Base.metadata.tables[back.noun].columns:
        noun, known = column.info.get("names"), before.get(column.name)
        if noun is None or known is None or known == after.get(column.name):
            continue
        row_key = json.dumps([known])
        row = capture.current_row(connection, noun, row_key)
        if row is None:
            return True
        first_change = connection.exec_driver_sql(
            "SELECT before FROM journal_change JOIN journal_entry ON journal_entry.id = entry_id"
            " WHERE noun = ? AND row_key = ? AND entry_id > ? AND before IS NOT NULL"
            f" AND {_STANDS.format('journal_entry')} ORDER BY entry_id LIMIT 1",
            (noun, row_key, entry_id),
        ).first()
        then = json.loads(first_change[0]) if first_change is not None else row
        if any(row[name] != then.get(name) for name in _identity(noun)):
            return True
    return False


def _means_another(connection: Connection, entry_id: int, back: RowChange) -> bool:
    """Whether a row is another one again, and something was entered for what it was meanwhile."""
    before, after = back.before or {}, back.after or {}
    if back.kind is not ChangeKind.EDITED or all(
        before.get(name) == after.get(name) for name in _identity(back.noun)
    ):
        return False
    (known,) = json.loads(back.row_key)
    for table in Base.metadata.tables.values():
        for column in table.columns:
            owners = {foreign.column.table.name for foreign in column.foreign_keys}
            if back.noun not in owners and column.info.get("names") != back.noun:
                continue
            keys = ", ".join(f'owned."{key.name}"' for key in table.primary_key.columns)
            found = connection.exec_driver_sql(
                f'SELECT 1 FROM "{table.name}" AS owned JOIN journal_change AS later'
                f" ON later.noun = ? AND later.row_key = json_array({keys})"
                " JOIN journal_entry AS its ON its.id = later.entry_id"
                f' WHERE owned."{column.name}" = ? AND later.entry_id > ? AND {_STANDS.format("its")}'
                " AND (later.before IS NULL OR json_extract(later.before, ?) IS NOT ?) LIMIT 1",
                (table.name, known, entry_id, f"$.{column.name}", known),
            ).first()
            if found is not None:
                return True
    return False


def _identity(noun: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[noun].columns if column.info.get("identity")]


def _is_bare(change: RowChange) -> bool:
    """Whether a row was added of which the journal kept no copy, as it does of very many at once."""
    return change.kind is ChangeKind.ADDED and change.after is None


def _changed_by_later_entries(connection: Connection, entry_id: int) -> set[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        "SELECT noun, row_key FROM journal_change JOIN journal_entry ON journal_entry.id = entry_id"
        f" WHERE entry_id > ? AND {_STANDS.format('journal_entry')} AND kind != 'added'",
        (entry_id,),
    )
    return {(noun, row_key) for noun, row_key in rows}


def _touched_since(connection: Connection, entry_id: int, noun: str, first: int, last: int) -> bool:
    """Whether rows of a batch were changed, or records made for them, by operations that still stand."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM journal_change JOIN journal_entry ON journal_entry.id = entry_id"
        f" WHERE entry_id > ? AND {_STANDS.format('journal_entry')}"
        " AND noun = ? AND kind != 'added' AND json_extract(row_key, '$[0]') BETWEEN ? AND ? LIMIT 1",
        (entry_id, noun, first, last),
    ).first()
    return found is not None or _referred_to(connection, entry_id, noun, first, last)


def _referred_to(connection: Connection, entry_id: int, noun: str, first: int, last: int) -> bool:
    """Whether a row that is not the batch's own refers to one of its rows and would lose it."""
    own = {
        change.noun: key
        for change in capture.recorded(connection, entry_id)
        if isinstance(key := json.loads(change.row_key), dict)
    }
    for table in Base.metadata.tables.values():
        for foreign in table.foreign_keys:
            if foreign.column.table.name != noun or foreign.ondelete == "CASCADE":
                continue
            query = f'SELECT 1 FROM "{table.name}" WHERE "{foreign.parent.name}" BETWEEN ? AND ?'
            bounds: tuple[int, ...] = (first, last)
            if table.name in own:
                query += " AND id NOT BETWEEN ? AND ?"
                bounds += (own[table.name]["first"], own[table.name]["last"])
            if connection.exec_driver_sql(query + " LIMIT 1", bounds).first() is not None:
                return True
    return False


def _would_go_along(
    connection: Connection, noun: str, first: Any, last: Any, since: int | None = None
) -> bool:
    """Whether deleting these rows would take along, by a cascade, what was entered for them later.

    The operation's own are gone by now. Of a batch (`since` its entry) the links of `add_owned` are not, as
    the journal doesn't list them: there it is the later entries that tell.
    """
    for table in Base.metadata.tables.values():
        for foreign in table.foreign_keys:
            if foreign.column.table.name != noun or foreign.ondelete != "CASCADE":
                continue
            if since is None or "id" in table.c:
                query = f'SELECT 1 FROM "{table.name}" WHERE "{foreign.parent.name}" BETWEEN ? AND ? LIMIT 1'
                found = connection.exec_driver_sql(query, (first, last)).first()
            else:
                place = list(table.primary_key.columns).index(foreign.parent)
                found = connection.exec_driver_sql(
                    "SELECT 1 FROM journal_change JOIN journal_entry ON journal_entry.id = entry_id"
                    f" WHERE entry_id > ? AND {_STANDS.format('journal_entry')} AND noun = ?"
                    f" AND json_extract(row_key, '$[{place}]') BETWEEN ? AND ? LIMIT 1",
                    (since, table.name, first, last),
                ).first()
            if found is not None:
                return True
    return False


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))


def _changed_since() -> HazardDeskError:
    return HazardDeskError(
        "这一步之后，其中的记录又改动过，不能整步撤销。",
        "没有改动任何数据。",
        "请先撤销后来的改动，或直接修改那条记录。",
    )
