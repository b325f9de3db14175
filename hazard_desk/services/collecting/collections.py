"""收表 as a record: entered, changed, closed, put in the recycle bin; what is expected of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import Collection, CollectionParty, Enterprise, ReturnedRow, ReturnedSheet, Village
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import search_text, search_words
from hazard_desk.services.collecting.comparing import known_forms, row_keys
from hazard_desk.services.collecting.facts import (
    CollectionFacts,
    ExpectedColumn,
    check_collection,
    columns_of,
    columns_text,
)
from hazard_desk.services.collecting.stored_rows import texts_of
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import PartyKind


@dataclass(frozen=True, slots=True)
class CollectionName:
    """One 收表 of the list, before anything is counted."""

    id: int
    name: str
    asked: PartyKind
    asked_on: date | None
    due_on: date | None
    closed_on: date | None


# ---- operations ----------------------------------------------------------------------------------------


def save_collection(work: UnitOfWork, facts: CollectionFacts, collection_id: int | None = None) -> Changes:
    """Enter a 收表, or change the one with `collection_id`.

    Once sheets are there its columns keep their places: what they are called, which of them are ours and
    which are keys may change. A party whose sheet is there can't be struck off the list; one that has left
    the registry since may stay on it.
    """
    refusals = check_collection(facts)
    record = None if collection_id is None else existing_collection(work, collection_id)
    if record is not None and _has_returns(work, record.id):
        if _moves(columns_of(record.columns), facts.columns):
            refusals.append(
                Refusal("columns", "已有交回的表，表头不能再换", "要收另一张表，请新建一次收表。")
            )
        if record.asked is not facts.asked:
            refusals.append(
                Refusal("asked", "已有交回的表，不能改成向另一类单位收", "要向别的单位收，请新建一次收表。")
            )
    refuse_if_any(refusals)
    session = work.session
    if record is None:
        record = Collection(entered_at=work.now)
        session.add(record)
    record.name = facts.name.strip()
    record.asked, record.asked_on, record.due_on = facts.asked, facts.asked_on, facts.due_on
    record.note, record.fingerprint = facts.note, facts.fingerprint
    kept = columns_text(facts.columns)
    keys_changed = collection_id is not None and record.columns != kept
    record.columns = kept
    record.search_text = search_text([facts.note], [record.name])
    session.flush()
    _set_parties(work, record, facts)
    if keys_changed:
        _rewrite_keys(work, record.id, facts.columns)
    return Changes(f"{'新建' if collection_id is None else '修改'}收表「{record.name}」", record.id)


def _moves(old: Sequence[ExpectedColumn], new: Sequence[ExpectedColumn]) -> bool:
    """Say whether texts that are kept by the place of their column would stand under another header."""
    if len(old) != len(new):
        return True
    before, after = ([_header(column) for column in columns] for columns in (old, new))
    changed = [at for at in range(len(old)) if before[at] != after[at]]
    if any(before[at] in after or after[at] in before for at in changed):
        return True
    return len(changed) * 2 > len(old)  # not a slip of the pen that was mended: another table


def _header(column: ExpectedColumn) -> str:
    return "".join("".join(level.split()) for level in column.path)


def remove_collection(work: UnitOfWork, collection_id: int) -> Changes:
    """Move a 收表 to the recycle bin with all that came back."""
    record = existing_collection(work, collection_id)
    record.deleted_at = work.now
    return Changes(f"收表「{record.name}」移入回收站", collection_id)


def set_exempt(work: UnitOfWork, party_ids: Sequence[int], reason: str) -> Changes:
    """Say of parties (places on the list) that they need not return it (免报), and why; "" takes it back."""
    records = [_party(work, known) for known in party_ids]
    for record in records:
        record.exempt_reason = reason.strip()
    said = f"免报（{reason.strip()}）" if reason.strip() else "取消免报"
    return Changes(f"{len(records)} 个单位{said}", records[0].collection_id if records else None)


def _set_parties(work: UnitOfWork, record: Collection, facts: CollectionFacts) -> None:
    model = Village if facts.asked is PartyKind.VILLAGE else Enterprise
    column = CollectionParty.village_id if facts.asked is PartyKind.VILLAGE else CollectionParty.enterprise_id
    wanted = dict.fromkeys(facts.parties)
    present = {
        getattr(one, column.key): one
        for one in work.session.scalars(
            select(CollectionParty).where(CollectionParty.collection_id == record.id)
        )
    }
    added = [known for known in wanted if known not in present]
    there: set[int] = set()
    for some in in_chunks(added):
        there |= set(
            work.session.scalars(select(model.id).where(model.id.in_(some), model.deleted_at.is_(None)))
        )
    if missing := len(added) - len(there):
        raise RecordMissing(f"选的单位里有 {missing} 个已不在台账里。", "没有保存。", "请重新勾选应交单位。")
    exempt = dict(facts.exempt)
    gone = [one for known, one in present.items() if known not in wanted]
    _refuse_those_that_returned(work, gone, model, column.key)
    for one in gone:
        work.session.delete(one)
    work.session.flush()
    for known in wanted:
        if known in present:
            present[known].exempt_reason = exempt.get(known, "").strip()
            continue
        work.session.add(
            CollectionParty(
                collection_id=record.id,
                exempt_reason=exempt.get(known, "").strip(),
                **{column.key: known},
            )
        )
    work.session.flush()


def _refuse_those_that_returned(
    work: UnitOfWork, gone: Sequence[CollectionParty], model: Any, column: str
) -> None:
    ids = [one.id for one in gone]
    returned: set[int | None] = set()
    for sheet in work.session.scalars(select(ReturnedSheet).where(ReturnedSheet.party_id.in_(ids))):
        if sheet.deleted_at is None:
            returned.add(sheet.party_id)
        else:
            sheet.party_id = None  # in the recycle bin: should it come back, it is claimed anew
    names = [work.session.get_one(model, getattr(one, column)).name for one in gone if one.id in returned]
    if names:
        raise HazardDeskError(
            f"{'、'.join(names)}交过表，不能从应交单位里去掉。",
            "没有保存。",
            "请先在“交回的表”里把它们的表改归别的单位或移出；不用报的，请填免报原因。",
        )


def _rewrite_keys(work: UnitOfWork, collection_id: int, columns: Sequence[ExpectedColumn]) -> None:
    forms = village_forms(work)
    rows = work.session.scalars(
        select(ReturnedRow)
        .join(ReturnedSheet, ReturnedSheet.id == ReturnedRow.returned_sheet_id)
        .where(ReturnedSheet.collection_id == collection_id)
    )
    for row in rows:
        row.key = next(iter(row_keys(texts_of(row.texts)[0], columns, forms)), "")


def _has_returns(work: UnitOfWork, collection_id: int) -> bool:
    query = select(ReturnedSheet.id).where(
        ReturnedSheet.collection_id == collection_id, ReturnedSheet.deleted_at.is_(None)
    )
    return work.session.scalar(query.limit(1)) is not None


def _party(work: UnitOfWork, party_id: int) -> CollectionParty:
    record = work.session.get(CollectionParty, party_id)
    if record is None:
        raise RecordMissing("这个单位已不在应交单位里。", "没有改动任何数据。", "请刷新列表。")
    return record


# ---- queries -------------------------------------------------------------------------------------------


def collection_names(reading: Reading, text: str = "") -> list[CollectionName]:
    """Return the 收表 that every word of `text` finds: the open ones first, the soonest due first."""
    words = search_words(text)
    records = [
        record
        for record in reading.session.scalars(select(Collection).where(Collection.deleted_at.is_(None)))
        if all(word in record.search_text for word in words)
    ]
    records.sort(
        key=lambda one: (
            one.closed_on is not None,
            one.due_on or date.max if one.closed_on is None else date.max,
            -one.id,
        )
    )
    return [
        CollectionName(one.id, one.name, one.asked, one.asked_on, one.due_on, one.closed_on)
        for one in records
    ]


def collection_by_name(reading: Reading, name: str) -> int:
    """Return the id of the 收表 called `name`, the newest of several; refused with those there are."""
    found = reading.session.scalar(
        select(func.max(Collection.id)).where(
            Collection.name == name.strip(), Collection.deleted_at.is_(None)
        )
    )
    if found is None:
        known = "、".join(f"「{row.name}」" for row in collection_names(reading)) or "（还没有收表）"
        raise RecordMissing(f"没有名为「{name}」的收表。", "没有改动任何数据。", f"现有：{known}。")
    return int(found)


def collection_facts(reading: Reading, collection_id: int) -> CollectionFacts:
    """Return what a 收表 expects, and of whom."""
    record = existing_collection(reading, collection_id)
    parties = reading.session.scalars(
        select(CollectionParty)
        .where(CollectionParty.collection_id == collection_id)
        .order_by(CollectionParty.id)
    ).all()
    ids = [one.village_id or one.enterprise_id or 0 for one in parties]
    return CollectionFacts(
        name=record.name,
        asked=record.asked,
        asked_on=record.asked_on,
        due_on=record.due_on,
        note=record.note,
        parties=tuple(ids),
        columns=columns_of(record.columns),
        fingerprint=record.fingerprint,
        exempt=tuple(
            (known, one.exempt_reason) for known, one in zip(ids, parties, strict=True) if one.exempt_reason
        ),
    )


def existing_collection(reading: Reading, collection_id: int) -> Collection:
    """Return the record, or refuse one that isn't there."""
    record = reading.session.get(Collection, collection_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这次收表已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record


def village_forms(reading: Reading) -> Mapping[str, str]:
    """Return how the office's villages may be written → their names."""
    return known_forms(reading.session.scalars(select(Village.name).where(Village.deleted_at.is_(None))))
