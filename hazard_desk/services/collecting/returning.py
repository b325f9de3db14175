"""Taking in what came back: the file kept, its rows beside all others, whose it is said or left open."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, func, select

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Collection, CollectionParty, ReturnedChoice, ReturnedRow, ReturnedSheet
from hazard_desk.progress import Progress
from hazard_desk.services.attaching import Owner, attach_kept, attachments_of, kept_files
from hazard_desk.services.collecting.collections import existing_collection, village_forms
from hazard_desk.services.collecting.comparing import is_blank, row_keys
from hazard_desk.services.collecting.facts import columns_of
from hazard_desk.services.collecting.merged_table import merged
from hazard_desk.services.collecting.merging import TYPED
from hazard_desk.services.collecting.parties import Claim, Claims, parties_of
from hazard_desk.services.collecting.reading import ReadReturn
from hazard_desk.services.collecting.stored_rows import kept_texts
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import AttachmentKind

_NAMED = 3  # files named in a message; the whole folder dropped once more would fill the window


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file that came back, as the list shows it; `party_id` None: 待认领."""

    id: int
    file: str
    party_id: int | None
    party: str
    returned_on: date
    rows: int
    late: bool
    note: str
    path: Path | None  # the kept original


# ---- operations ----------------------------------------------------------------------------------------


def take_in(
    work: UnitOfWork,
    collection_id: int,
    returns: Sequence[ReadReturn],
    chosen: Mapping[str, int | None] | None = None,
    returned_on: date | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Take in the files that could be read, all in one step; each original is kept beside its rows.

    Whose a file is, is told by `Claims`; `chosen` (the file's `place` → place on the list, None 待认领) says
    otherwise. A file that was taken in before is passed over and said. What contradicts an earlier decision
    opens it again.
    """
    record = existing_collection(work, collection_id)
    columns = columns_of(record.columns)
    parties = parties_of(work, collection_id)
    claims = Claims(record.asked, parties, columns)
    forms = village_forms(work)
    there = {
        sheet.sha256: sheet.file_name
        for sheet in work.session.scalars(
            select(ReturnedSheet).where(
                ReturnedSheet.collection_id == collection_id, ReturnedSheet.deleted_at.is_(None)
            )
        )
    }
    before = _said(work, collection_id)
    notices: list[str] = []
    present: list[str] = []
    counts = dict.fromkeys(("taken", "present", "refused", "unclaimed", "rows"), 0)
    for number, returned in enumerate(returns):
        if progress is not None:
            progress.report(number, len(returns), returned.name)
        if returned.sha256 in there:
            counts["present"] += 1
            known = there[returned.sha256]
            present.append(
                f"「{returned.name}」" + ("" if known == returned.name else f"（就是「{known}」）")
            )
            continue
        try:
            kept = kept_files(work, [returned.path])
        except InputRefused as error:
            counts["refused"] += 1
            notices += [f"{problem.message}{problem.remedy}" for problem in error.problems]
            continue
        if kept[0][1].sha256 != returned.sha256:
            counts["refused"] += 1
            notices.append(f"「{returned.name}」在读取之后又改过，没有收；请再收一次。")
            continue
        there[returned.sha256] = returned.name
        party_id = claims.claim(returned).party_id
        if chosen is not None and returned.place in chosen:
            party_id = chosen[returned.place]
        sheet = ReturnedSheet(
            collection_id=collection_id,
            party_id=party_id,
            file_name=returned.name,
            sha256=returned.sha256,
            returned_on=returned_on or work.today,
            note="\n".join(returned.remarks),
            entered_at=work.now,
        )
        work.session.add(sheet)
        work.session.flush()
        work.session.add_all(
            ReturnedRow(
                returned_sheet_id=sheet.id,
                sheet=row.sheet,
                row=row.row,
                key=next(iter(row_keys(row.texts, columns, forms)), ""),
                texts=kept_texts(row.texts, row.extras),
            )
            for row in returned.rows
        )
        attach_kept(work, Owner("returned_sheet", sheet.id), kept, AttachmentKind.OTHER)
        counts["taken"] += 1
        counts["rows"] += len(returned.rows)
        counts["unclaimed"] += party_id is None
    work.session.flush()
    if progress is not None:
        progress.report(len(returns), len(returns))
    if present:
        named = "、".join(present[:_NAMED]) + (f"等 {len(present)} 个文件" if len(present) > _NAMED else "")
        notices.insert(0, f"{named}已经收过，没有重复收。")
    reopened = _reopen_contradicted(work, collection_id, before)
    if reopened:
        notices.append(f"新交的表与已作的决定不同，{reopened} 处重新列为冲突。")
    if counts["unclaimed"]:
        notices.append(f"{counts['unclaimed']} 个文件认不出是谁交的，请在“交回的表”里指定单位。")
    said = f"收表「{record.name}」收进 {counts['taken']} 个文件、{counts['rows']} 行"
    return Changes(said, collection_id, notices, counts=counts)


def assign_returned(work: UnitOfWork, sheet_ids: Sequence[int], party_id: int | None) -> Changes:
    """Say whose files are (认领), or with None that it is open again."""
    records = [_existing(work, known) for known in sheet_ids]
    party = work.session.get(CollectionParty, party_id) if party_id is not None else None
    if party_id is not None and (
        party is None or any(party.collection_id != record.collection_id for record in records)
    ):
        raise RecordMissing("选的单位不在这次收表的应交单位里。", "没有改动任何数据。", "请刷新后再选。")
    for record in records:
        record.party_id = party_id
    named = f"「{records[0].file_name}」" if len(records) == 1 else f" {len(records)} 个文件"
    whose = next(
        (one.name for one in parties_of(work, records[0].collection_id) if one.id == party_id), "待认领"
    )
    return Changes(f"交回的表{named}归{whose}", records[0].collection_id)


def set_returned_on(work: UnitOfWork, sheet_ids: Sequence[int], returned_on: date) -> Changes:
    """Say when files came back, where it wasn't the day on which they were taken in."""
    if returned_on > work.today:
        raise HazardDeskError("交回日期晚于今天。", "没有改动任何数据。", "请填写已经发生的日期。")
    records = [_existing(work, known) for known in sheet_ids]
    for record in records:
        record.returned_on = returned_on
    return Changes(f"{len(records)} 个交回的表改为 {returned_on} 交", records[0].collection_id)


def remove_returned(work: UnitOfWork, sheet_ids: Sequence[int]) -> Changes:
    """Take files out of the 收表 into the recycle bin; decisions that only they spoke for are open again."""
    records = [_existing(work, known) for known in sheet_ids]
    collection_id = records[0].collection_id
    for record in records:
        record.deleted_at = work.now
    work.session.flush()
    dropped = _drop_unspoken(work, collection_id)
    named = f"「{records[0].file_name}」" if len(records) == 1 else f" {len(records)} 个文件"
    notices = [f"{dropped} 处决定随它撤回，请重新定。"] if dropped else []
    return Changes(f"交回的表{named}移出收表", collection_id, notices)


# ---- queries -------------------------------------------------------------------------------------------


def claims_for(reading: Reading, collection_id: int, returns: Sequence[ReadReturn]) -> list[Claim]:
    """Return whose each of these files is, before any is taken in."""
    record = existing_collection(reading, collection_id)
    claims = Claims(record.asked, parties_of(reading, collection_id), columns_of(record.columns))
    return [claims.claim(returned) for returned in returns]


def returned_files_of(reading: Reading, collection_id: int) -> list[ReturnedFile]:
    """Return the files that came back, those without an owner first, then in the order of the parties."""
    record = existing_collection(reading, collection_id)
    parties = {
        party.id: (place, party.name) for place, party in enumerate(parties_of(reading, collection_id))
    }
    counts = (
        select(func.count(ReturnedRow.id))
        .where(ReturnedRow.returned_sheet_id == ReturnedSheet.id)
        .correlate(ReturnedSheet)
        .scalar_subquery()
    )
    query = (
        select(ReturnedSheet, counts)
        .where(ReturnedSheet.collection_id == collection_id, ReturnedSheet.deleted_at.is_(None))
        .order_by(ReturnedSheet.id)
    )
    found = list(reading.session.execute(query).all())
    found.sort(key=lambda one: parties[one[0].party_id][0] if one[0].party_id in parties else -1)
    paths = _paths(reading, [sheet.id for sheet, _ in found])
    return [
        ReturnedFile(
            sheet.id,
            sheet.file_name,
            sheet.party_id,
            parties[sheet.party_id][1] if sheet.party_id in parties else "",
            sheet.returned_on,
            rows,
            is_late(record, sheet.returned_on),
            sheet.note,
            paths.get(sheet.id),
        )
        for sheet, rows in found
    ]


def is_late(record: Collection, returned_on: date) -> bool:
    """Say whether a day lies after the one until which the table was to be returned."""
    return record.due_on is not None and returned_on > record.due_on


def _paths(reading: Reading, sheet_ids: Sequence[int]) -> dict[int, Path]:
    found: dict[int, Path] = {}
    for known in sheet_ids:
        for row in attachments_of(reading, Owner("returned_sheet", known)):
            found.setdefault(known, row.path)
    return found


def _existing(work: UnitOfWork, sheet_id: int) -> ReturnedSheet:
    record = work.session.get(ReturnedSheet, sheet_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这个交回的表已不在收表里。", "没有改动任何数据。", "请刷新列表。")
    return record


# ---- decisions that new files bear upon --------------------------------------------------------------------

_Said = dict[tuple[str, int], frozenset[Hashable]]


def _said(work: UnitOfWork, collection_id: int) -> _Said:
    """Return of every decided cell what was said of it when it was decided, at the latest now."""
    table = merged(work, collection_id)
    return {
        (cell.decided.key, cell.position): frozenset(side.value for side in cell.sides)
        for row in table.rows
        for cell in row.cells
        if cell.decided is not None
    }


def _reopen_contradicted(work: UnitOfWork, collection_id: int, before: _Said) -> int:
    """Take back the decisions about cells of which something is said that nobody had said."""
    if not before:
        return 0
    table = merged(work, collection_id)
    contradicted = []
    for row in table.rows:
        for cell in row.cells:
            if cell.decided is None:
                continue
            known = before.get((cell.decided.key, cell.position), frozenset())
            known |= {table.value(cell.decided.text, cell.position)}
            if any(side.value not in known for side in cell.sides):
                contradicted.append((cell.decided.key, cell.position))
    _forget(work, collection_id, contradicted)
    return len(contradicted)


def _drop_unspoken(work: UnitOfWork, collection_id: int) -> int:
    """Take back the decisions for a text of a sheet that no sheet has any more."""
    table = merged(work, collection_id)
    spoken = {
        (key, cell.position): {side.value for side in cell.sides}
        | ({table.value(cell.ours, cell.position)} if cell.ours is not None else set())
        for row in table.rows
        for key in row.keys
        for cell in row.cells
    }
    gone = []
    for choice in work.session.scalars(
        select(ReturnedChoice).where(ReturnedChoice.collection_id == collection_id)
    ):
        known = spoken.get((choice.key, choice.position))
        typed = choice.source == TYPED
        said = table.value(choice.text, choice.position)
        if known is None or (not typed and not is_blank(choice.text) and said not in known):
            gone.append((choice.key, choice.position))
    _forget(work, collection_id, gone)
    return len(gone)


def _forget(work: UnitOfWork, collection_id: int, cells: Sequence[tuple[str, int]]) -> None:
    for key, position in cells:
        work.session.execute(
            delete(ReturnedChoice).where(
                ReturnedChoice.collection_id == collection_id,
                ReturnedChoice.key == key,
                ReturnedChoice.position == position,
            )
        )
    work.session.flush()
