"""放回这一行: rows that an edit took out, put back from the journal, also after a filing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Base
from hazard_desk.services.journal.lost_rows import REWRITTEN, is_lost
from hazard_desk.services.journal.naming import noun_label
from hazard_desk.services.journal.telling import Teller
from hazard_desk.services.recycling.looking import Look, Removed
from hazard_desk.services.recycling.owners import name_of, owners_of
from hazard_desk.services.recycling.putting_back import (
    OwnerInBin,
    put_record_back,
    refuse_orphans,
    refuse_taken,
    restore_all,
    taken,
)
from hazard_desk.services.recycling.settling import settle
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ChangeKind


def put_rows_back(
    work: UnitOfWork, entry_id: int, rows: Sequence[tuple[str, str]], with_owners: bool = False
) -> Changes:
    """Put rows (noun, key) that an operation took out back beside what stands today, all or none of them.

    What was entered since stays. Refused as `put_back` is: where a name or place has been given to another,
    where the owner is gone, and with `OwnerInBin` where it lies in the bin, unless it is to come along.
    """
    connection = work.session.connection()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    look, names = Look(connection), []
    for noun, key in rows:
        name = _put_back(work, look, Removed(noun, key, entry_id), with_owners)
        if name is not None:
            names.append(name)
    if not names:
        raise RecordMissing(
            "选中的这一行已经在台账里，或者已被另一条代替，不用放回。", "没有改动任何数据。", "请刷新列表。"
        )
    refuse_orphans(work)
    work.session.expire_all()
    more = f"等 {len(names)} 条" if len(names) > 1 else ""
    return Changes(f"从操作记录放回{names[0]}{more}", counts={"records": len(names)})


def _put_back(work: UnitOfWork, look: Look, one: Removed, with_owners: bool) -> str | None:
    """Put one row back and return it in words; None where nothing of it is lost."""
    connection = work.session.connection()
    change = look.change_of(one)
    if change is None or not is_lost(connection, change):
        return None
    if look.removed(one.noun, one.key) is not None:
        return put_record_back(work, look, one.noun, one.key, with_owners)
    teller = Teller(work)
    before = change.before or {}
    name = name_of(teller, before, one)
    words = f"{noun_label(one.noun)}「{name}」"
    for owner_noun, owner_key in owners_of(one.noun, before):
        owner = look.removed(owner_noun, owner_key)
        if owner is not None:
            if not with_owners:
                owner_name = name_of(teller, look.before(owner), owner)
                raise OwnerInBin(name, f"{noun_label(owner_noun)}「{owner_name}」")
            put_record_back(work, look, owner_noun, owner_key, with_owners)
        else:  # the same operation may have taken out what it belongs to
            _put_back(work, look, Removed(owner_noun, owner_key, one.entry_id), with_owners)
    if not is_lost(connection, change):  # it came along with its owner
        return words
    refuse_taken(connection, one.noun, one.key, before, name)
    if one.noun in REWRITTEN:
        try:
            _insert_beside(work, change)
        except IntegrityError as error:
            raise taken(one.noun, name) from error
    else:
        restore_all(work, look.closure(one), one.noun, name)
    settle(work, look, one.entry_id, one.noun, before)
    return words


def _insert_beside(work: UnitOfWork, change: RowChange) -> None:
    """Insert a line of a list that is saved as a whole: at its place, the others one further."""
    connection = work.session.connection()
    table = Base.metadata.tables[change.noun]
    row: dict[str, Any] = dict(change.before or {})
    keys = [column.name for column in table.primary_key.columns]
    owner = REWRITTEN[change.noun][0]
    if "position" in keys:  # a key can't be moved on: after the last
        there = capture.current_row(connection, change.noun, change.row_key)
        if there is not None:
            row["position"] = connection.exec_driver_sql(
                f'SELECT max(position) + 1 FROM "{change.noun}" WHERE "{owner}" = ?', (row[owner],)
            ).scalar_one()
    else:
        if change.kind is ChangeKind.EDITED or capture.current_row(connection, change.noun, change.row_key):
            del row["id"]
        if "position" in row:
            connection.exec_driver_sql(
                f'UPDATE "{change.noun}" SET position = position + 1 WHERE "{owner}" IS ? AND position >= ?',
                (row[owner], row["position"]),
            )
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.exec_driver_sql(f'INSERT INTO "{change.noun}" ({names}) VALUES ({marks})', tuple(row.values()))
