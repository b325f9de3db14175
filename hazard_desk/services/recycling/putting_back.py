"""The way back: removed records and rows put back, whatever was entered since."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import Base
from hazard_desk.services.journal.naming import noun_label
from hazard_desk.services.journal.telling import Row, Teller
from hazard_desk.services.offices import BINNED
from hazard_desk.services.recycling.looking import Look
from hazard_desk.services.recycling.owners import name_of, owners_of
from hazard_desk.services.recycling.settling import settle
from hazard_desk.store import capture
from hazard_desk.store.capture import RowChange
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import ChangeKind

_ONE_OF_A_KIND: dict[str, tuple[str, ...]] = {
    "batch": ("campaign_id", "name"),
    "criterion": ("standard_id", "item", "article"),
    "criterion_standard": ("document_number",),
    "cross_pair": ("round_id", "inspector", "inspected"),
    "enterprise": ("normalised_name",),
    "village": ("name",),
}
"""What two records of a noun may not have in common, beside what the file itself watches over; without the
last of them it doesn't count."""


class OwnerInBin(HazardDeskError):
    """What is to be put back belongs to something that is away itself; `owner` is its name in words."""

    def __init__(self, name: str, owner: str) -> None:
        """Say what belongs to what."""
        self.owner = owner
        super().__init__(
            f"「{name}」所属的{owner}也在回收站里，不能单独放回。",
            "没有改动任何数据。",
            "可以连同它一起放回。",
        )


def put_back(work: UnitOfWork, noun: str, key: str, with_owners: bool = False) -> Changes:
    """Put a removed record back (放回) with what went along, whatever was entered since.

    Refused where its name, code or place has been given to another. What belongs to something that is away
    itself is refused with `OwnerInBin`, unless the owner is to come along.
    """
    return put_back_many(work, [(noun, key)], with_owners)


def put_back_many(work: UnitOfWork, rows: Sequence[tuple[str, str]], with_owners: bool = False) -> Changes:
    """Put several removed records back, all of them or none."""
    work.session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    look, names = Look(work.session.connection()), []
    for noun, key in rows:
        name = put_record_back(work, look, noun, key, with_owners)
        if name is not None:
            names.append(name)
    if not names:
        raise RecordMissing("选中的记录已不在回收站里。", "没有改动任何数据。", "请刷新列表。")
    refuse_orphans(work)
    work.session.expire_all()
    more = f"等 {len(names)} 条" if len(names) > 1 else ""
    return Changes(f"从回收站放回{names[0]}{more}", counts={"records": len(names)})


def refuse_orphans(work: UnitOfWork) -> None:
    """Refuse what was put back and names something that is gone."""
    if work.session.connection().exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise HazardDeskError(
            "它所依据的记录已不在台账里，不能放回。",
            "没有改动任何数据。",
            "请在操作记录里查看当时的内容，重新录入。",
        )


def put_record_back(work: UnitOfWork, look: Look, noun: str, key: str, with_owners: bool) -> str | None:
    """Put one record back and return it in words; None where it is not away (it came along before)."""
    teller = Teller(work)
    removed = look.removed(noun, key)
    if removed is None:
        return None
    before = look.before(removed)
    name = name_of(teller, before, removed)
    for owner_noun, owner_key in owners_of(noun, before):
        owner = look.removed(owner_noun, owner_key)
        if owner is None:
            continue
        if not with_owners:
            owner_name = name_of(teller, look.before(owner), owner)
            raise OwnerInBin(name, f"{noun_label(owner_noun)}「{owner_name}」")
        put_record_back(work, look, owner_noun, owner_key, with_owners)
    if look.removed(noun, key) is None:  # it went along with its owner
        return f"{noun_label(noun)}「{name}」"
    refuse_taken(work.session.connection(), noun, key, before, name)
    restore_all(work, look.group(removed), noun, name)
    settle(work, look, removed.entry_id, noun, before)
    return f"{noun_label(noun)}「{name}」"


def restore_all(work: UnitOfWork, changes: Sequence[RowChange], noun: str, name: str) -> None:
    """Bring these rows back to what they were, or refuse where their places are taken.

    Owners before what belongs to them, as any operation enters them: so it can be taken back.
    """
    place = {table.name: at for at, table in enumerate(capture.captured_tables())}
    try:
        for change in sorted(changes, key=lambda one: (place[one.noun], len(one.row_key), one.row_key)):
            _restore(work.session.connection(), change)
    except IntegrityError as error:
        raise taken(noun, name) from error


def _restore(connection: Connection, change: RowChange) -> None:
    """Bring one row back to what it was, but for the columns that were changed since."""
    now_there = capture.current_row(connection, change.noun, change.row_key)
    before = change.before or {}
    if change.kind is ChangeKind.REMOVED:
        if now_there is None:
            names = ", ".join(f'"{name}"' for name in before)
            marks = ", ".join("?" for _ in before)
            connection.exec_driver_sql(
                f'INSERT INTO "{change.noun}" ({names}) VALUES ({marks})', tuple(before.values())
            )
        return
    if change.kind is not ChangeKind.EDITED or now_there is None or change.after is None:
        return
    wanted = {
        name: value
        for name, value in before.items()
        if value != change.after.get(name) and now_there.get(name) == change.after.get(name)
    }
    # Another may have borne its name meanwhile (`offices.free_name`).
    if wanted and str(now_there.get("name")).startswith(f"{before.get('name')}{BINNED}"):
        wanted["name"] = before["name"]
    if wanted:
        table = Base.metadata.tables[change.noun]
        where = " AND ".join(f'"{column.name}" = ?' for column in table.primary_key.columns)
        assignments = ", ".join(f'"{name}" = ?' for name in wanted)
        connection.exec_driver_sql(
            f'UPDATE "{change.noun}" SET {assignments} WHERE {where}',
            (*wanted.values(), *json.loads(change.row_key)),
        )


def refuse_taken(connection: Connection, noun: str, key: str, before: Row, name: str) -> None:
    """Refuse a record whose name or code another has been given."""
    columns = _ONE_OF_A_KIND.get(noun, ())
    values = [before.get(column) for column in columns]
    if not columns or not values[-1]:
        return
    table = Base.metadata.tables[noun]
    same = " AND ".join(f'"{column}" IS ?' for column in columns)
    standing = " AND deleted_at IS NULL" if "deleted_at" in table.c else ""
    found = connection.exec_driver_sql(
        f'SELECT 1 FROM "{noun}" WHERE {same}{standing} AND id != ? LIMIT 1', (*values, json.loads(key)[0])
    ).first()
    if found is not None:
        raise taken(noun, name)


def taken(noun: str, name: str) -> HazardDeskError:
    """Say that another record has its name, code or place."""
    return HazardDeskError(
        f"{noun_label(noun)}「{name}」的名称、编号或位置已经给了另一条记录，不能放回。",
        "没有改动任何数据。",
        "请先改动现在那一条，再放回这一条。",
    )
