"""The 汇总表 of one 收表: all that came back beside what the registry holds, and what was decided."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Enterprise, ReturnedChoice, ReturnedRow, ReturnedSheet
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.money import from_wan, in_wan
from hazard_desk.services.collecting.collections import existing_collection, village_forms
from hazard_desk.services.collecting.comparing import row_keys, value_of
from hazard_desk.services.collecting.facts import MONEY, ExpectedColumn, columns_of
from hazard_desk.services.collecting.merging import Choice, GivenRow, MergedCell, MergedRow, merge
from hazard_desk.services.collecting.parties import parties_of
from hazard_desk.services.collecting.stored_rows import texts_of
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import PartyKind, Term


@dataclass(frozen=True, slots=True)
class Conflict:
    """One cell that waits for a decision, or waited: the row it is of, and the header above it."""

    row: MergedRow
    cell: MergedCell
    label: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The 汇总表: its columns, its rows, and the cells that differ."""

    collection_id: int
    name: str
    asked: PartyKind
    columns: tuple[ExpectedColumn, ...]
    rows: tuple[MergedRow, ...]
    files: int
    forms: Mapping[str, str]

    def value(self, text: str, position: int) -> Hashable:
        """Return what a text in this column means: differing texts that mean the same are no conflict."""
        return value_of(text, self.columns[position], self.forms)

    @property
    def conflicts(self) -> list[Conflict]:
        """The cells that wait for a decision, in the order of the table."""
        return [one for one in self.contested if one.cell.conflict]

    @property
    def contested(self) -> list[Conflict]:
        """The cells of which different things were said, decided or not."""
        return [
            Conflict(row, cell, self.columns[cell.position].label)
            for row in self.rows
            for cell in row.cells
            if cell.contested
        ]


def merged(reading: Reading, collection_id: int) -> Merged:
    """Return the 汇总表 as it stands; nothing in it is anybody's choice but the clerk's."""
    record = existing_collection(reading, collection_id)
    columns = columns_of(record.columns)
    rows = given_rows(reading, collection_id)
    forms = village_forms(reading)
    registry = _Registry(reading, columns, rows)
    found = merge(columns, rows, forms, registry.held, _choices(reading, collection_id))
    return Merged(
        collection_id,
        record.name,
        record.asked,
        columns,
        tuple(found),
        len({row.sheet_id for row in rows}),
        forms,
    )


def given_rows(reading: Reading, collection_id: int) -> list[GivenRow]:
    """Return every row of every sheet that came back, in the order in which they were taken in."""
    parties = {party.id: (place, party) for place, party in enumerate(parties_of(reading, collection_id))}
    query = (
        select(ReturnedRow, ReturnedSheet)
        .join(ReturnedSheet, ReturnedSheet.id == ReturnedRow.returned_sheet_id)
        .where(ReturnedSheet.collection_id == collection_id, ReturnedSheet.deleted_at.is_(None))
        .order_by(ReturnedSheet.id, ReturnedRow.id)
    )
    found: Any = reading.session.execute(query).all()
    # Sheets taken in together are equally new.
    moments = sorted({(sheet.returned_on, sheet.entered_at) for _, sheet in found})
    rank = {moment: number for number, moment in enumerate(moments)}
    names = told_apart({sheet.id: (sheet.file_name, sheet.returned_on) for _, sheet in found})
    worksheets: dict[int, set[str]] = {}
    for row, sheet in found:
        worksheets.setdefault(sheet.id, set()).add(row.sheet)
    rows = []
    for row, sheet in found:
        place, party = parties.get(sheet.party_id, (len(parties), None))
        texts, extras = texts_of(row.texts)
        rows.append(
            GivenRow(
                row.id,
                sheet.id,
                names[sheet.id],
                party.name if party else "",
                place,
                row.sheet,
                row.row,
                sheet.returned_on,
                rank[sheet.returned_on, sheet.entered_at],
                texts,
                extras,
                row.sheet if len(worksheets[sheet.id]) > 1 else "",
            )
        )
    return rows


def told_apart(files: Mapping[int, tuple[str, date]]) -> dict[int, str]:
    """Return what each file is called: the mended one of the next day bears the same name as the first."""
    bearers: dict[str, list[int]] = {}
    for known, (name, _) in files.items():
        bearers.setdefault(name, []).append(known)
    found = {}
    for name, ids in bearers.items():
        days = [files[known][1] for known in ids]
        for number, known in enumerate(ids, start=1):
            day = files[known][1]
            said = f"{day.month}月{day.day}日交" if days.count(day) == 1 else f"第{number}份"
            found[known] = f"{name}（{said}）" if len(ids) > 1 else name
    return found


def _choices(reading: Reading, collection_id: int) -> list[Choice]:
    query = select(ReturnedChoice).where(ReturnedChoice.collection_id == collection_id)
    return [
        Choice(one.key, one.position, one.text, one.source, one.decided_at)
        for one in reading.session.scalars(query)
    ]


class _Registry:
    """What the registry holds of the enterprises that rows tell of, as texts of a table."""

    def __init__(self, reading: Reading, columns: Sequence[ExpectedColumn], rows: Sequence[GivenRow]) -> None:
        self._columns = columns
        self._codes: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}
        self._facts: dict[int, EnterpriseFacts] = {}
        if not any(column.key and column.field in ("code", "name") for column in columns):
            return
        forms = village_forms(reading)
        keys = dict.fromkeys(key for row in rows for key in row_keys(row.texts, columns, forms))
        wanted = {
            kind: [_bare(key) for key in keys if key.startswith(f"{kind}:")] for kind in ("code", "name")
        }
        for column, kind in ((Enterprise.code, "code"), (Enterprise.normalised_name, "name")):
            for some in in_chunks(wanted[kind]):
                query = select(column, Enterprise.id).where(column.in_(some), Enterprise.deleted_at.is_(None))
                for said, known in reading.session.execute(query):
                    if kind == "code":
                        self._codes[said] = known
                    else:
                        self._names.setdefault(said, []).append(known)
        ids = sorted({*self._codes.values(), *(one for some in self._names.values() for one in some)})
        for these in in_chunks(ids):
            self._facts |= enterprise_facts(reading, these)

    def held(self, keys: Sequence[str]) -> tuple[int | None, Mapping[int, str]]:
        """Return the enterprise that a row means, by its code before its name, and its texts by position.

        A name that several enterprises bear means none of them.
        """
        coded = [self._codes.get(_bare(key)) for key in keys if key.startswith("code:")]
        known = next((one for one in coded if one is not None), None)
        if known is None:
            named = [self._names.get(_bare(key), []) for key in keys if key.startswith("name:")]
            known = next((some[0] for some in named if len(some) == 1), None)
        if known is None:
            return None, {}
        facts = self._facts[known]
        return known, {
            position: field_text(facts, column.field, column.unit)
            for position, column in enumerate(self._columns)
            if column.field
        }


def _bare(key: str) -> str:
    return key.partition(":")[2].partition("|")[0]


def field_text(facts: EnterpriseFacts, field: str, unit: str = "") -> str:
    """Return a fact as a table holds it; money in the unit of its column (万元 without one)."""
    value = getattr(facts, field)
    if value is None:
        return ""
    if field in MONEY:
        wan = in_wan(value)
        amount = from_wan(wan, unit) or wan
        text = format(amount, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Term):
        return value.label
    return "、".join(value) if isinstance(value, tuple) else str(value)


def conflict_count(reading: Reading, collection_id: int) -> int:
    """Return how many cells wait for a decision."""
    there = select(func.count(ReturnedSheet.id)).where(
        ReturnedSheet.collection_id == collection_id, ReturnedSheet.deleted_at.is_(None)
    )
    return len(merged(reading, collection_id).conflicts) if reading.session.scalar(there) else 0
