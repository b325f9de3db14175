"""应交单位: who was asked, whom to ring, and whose a returned file is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select

from hazard_desk.model import CollectionParty, Duty, Enterprise, Person, Village
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.collecting.comparing import is_blank, known_forms
from hazard_desk.services.collecting.facts import ExpectedColumn
from hazard_desk.services.collecting.reading import ReadReturn
from hazard_desk.services.near_names import NearNames
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import PartyKind

_BINNED = "（已移入回收站"  # what the name of a village in the recycle bin goes on with


@dataclass(frozen=True, slots=True)
class Party:
    """应交单位: `id` is that of the place on the list, `record_id` of the village or enterprise.

    `person` and `phone` are whom to ring: a village's 网格员, else who answers for it; the 负责人.
    """

    id: int
    record_id: int
    name: str
    person: str = ""
    phone: str = ""
    exempt_reason: str = ""
    code: str = ""
    gone: bool = False  # in the recycle bin since it was asked

    @property
    def excused(self) -> bool:
        """Whether nothing is expected of it: 免报, or it is no more."""
        return bool(self.exempt_reason) or self.gone


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a file is: `party_id` where it's sure, else None and the likeliest in `perhaps`; and why."""

    party_id: int | None
    why: str
    perhaps: tuple[int, ...] = ()


def parties_of(reading: Reading, collection_id: int) -> list[Party]:
    """Return the 应交单位 of a 收表 in the order of the list."""
    session = reading.session
    found = session.scalars(
        select(CollectionParty)
        .where(CollectionParty.collection_id == collection_id)
        .order_by(CollectionParty.id)
    ).all()
    villages = _villages(reading, [one.village_id for one in found if one.village_id])
    enterprises = _enterprises(reading, [one.enterprise_id for one in found if one.enterprise_id])
    parties = []
    for one in found:
        if one.village_id is not None:
            name, person, phone, gone = villages[one.village_id]
            parties.append(Party(one.id, one.village_id, name, person, phone, one.exempt_reason, gone=gone))
        elif one.enterprise_id is not None:
            name, person, phone, code, gone = enterprises[one.enterprise_id]
            parties.append(
                Party(one.id, one.enterprise_id, name, person, phone, one.exempt_reason, code, gone)
            )
    return parties


def _villages(reading: Reading, ids: Sequence[int]) -> dict[int, tuple[str, str, str, bool]]:
    answering: dict[int, tuple[str, str]] = {}
    people = (
        select(Duty.village_id, Person.name, Person.phone)
        .join(Person, Person.id == Duty.person_id)
        .where(Duty.village_id.in_(ids), Person.deleted_at.is_(None))
        .order_by(Person.phone == "", Duty.id)
    )
    for village_id, name, phone in reading.session.execute(people):
        answering.setdefault(village_id or 0, (name, phone))
    query = select(
        Village.id, Village.name, Village.grid_worker, Village.grid_phone, Village.deleted_at
    ).where(Village.id.in_(ids))
    found = {}
    for village_id, name, worker, phone, deleted_at in reading.session.execute(query):
        person = (worker, phone) if worker or phone else answering.get(village_id, ("", ""))
        plain = name.partition(_BINNED)[0]
        found[village_id] = (plain, *person, deleted_at is not None)
    return found


def _enterprises(reading: Reading, ids: Sequence[int]) -> dict[int, tuple[str, str, str, str, bool]]:
    found = {}
    for some in in_chunks(ids):
        query = select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.principal,
            Enterprise.principal_phone,
            Enterprise.safety_head,
            Enterprise.safety_head_phone,
            Enterprise.office_phone,
            Enterprise.code,
            Enterprise.deleted_at,
        ).where(Enterprise.id.in_(some))
        rows: Any = reading.session.execute(query)
        for known, name, principal, phone, head, head_phone, office, code, deleted_at in rows:
            person = (principal, phone or office) if phone or not head_phone else (head, head_phone)
            found[known] = (name, *person, code, deleted_at is not None)
    return found


class Claims:
    """Says whose files are, among the 应交单位 of one 收表.

    Only names that stand there whole count (width, blanks and case aside). Where the file's name, what it
    says of itself and what its rows name contradict each other, or none names anybody, the clerk decides.
    """

    def __init__(self, asked: PartyKind, parties: Sequence[Party], columns: Sequence[ExpectedColumn]) -> None:
        """Look among these; `columns` say where rows name somebody."""
        self._asked = asked
        self._columns = columns
        self._by_name = {party.name: party.id for party in parties}
        self._by_code = {comparable(party.code): party.name for party in parties if party.code}
        self._names = list(self._by_name)
        if asked is PartyKind.VILLAGE:
            self._forms = known_forms(self._names)
        else:
            self._forms = {normalise_name(name): name for name in self._names} | {
                comparable(name): name for name in self._names
            }
        self._near = NearNames([comparable(name) for name in self._names], cutoff=0.5, limit=200)
        self._plain = {comparable(name): name for name in self._names}

    def claim(self, returned: ReadReturn) -> Claim:
        """Return whose a file is."""
        own = self._within(PurePosixPath(returned.place).name)
        if not own:  # 马村/隐患表.xlsx
            own = self._within(PurePosixPath(returned.place).parent.as_posix())
        said = self._said(returned.said)
        rows = self._rows(returned)
        perhaps = tuple(dict.fromkeys([*own, *said, *rows]))
        for found, why in ((own, "按文件名"), (said, "按表里的填报单位"), (rows, "按表里的行")):
            if len(found) > 1:
                return self._unsure(f"{why[1:]}有几个单位", perhaps)
            if not found:
                continue
            one = found[0]
            if (said and one not in said) or (rows and one not in rows):
                return self._unsure("文件名、填报单位和表里的行说的不是同一个单位", perhaps)
            return Claim(self._by_name[one], why)
        return self._unsure("文件名和表里都没有写是谁的", self._likely(returned))

    def _unsure(self, why: str, names: Iterable[str]) -> Claim:
        return Claim(None, why, tuple(self._by_name[name] for name in names))

    def _within(self, text: str) -> list[str]:
        """Return the parties whose names stand in a text, none that is part of another's (马村 in 东马村)."""
        plain = normalise_name(text).lower()
        spans = []
        for name in self._names:
            wanted = normalise_name(name).lower()
            start = plain.find(wanted) if wanted else -1
            while start >= 0:
                spans.append((start, start + len(wanted), name))
                start = plain.find(wanted, start + 1)
        for code, name in self._by_code.items():
            if code in plain:
                start = plain.find(code)
                spans.append((start, start + len(code), name))
        whole = [
            (start, end, name)
            for start, end, name in spans
            if not any(a <= start and end <= b and (b - a) > (end - start) for a, b, _ in spans)
        ]
        return list(dict.fromkeys(name for _, _, name in sorted(whole)))

    def _said(self, said: Sequence[str]) -> list[str]:
        found = []
        for text in said:
            exact = self._forms.get(comparable(text)) or self._forms.get(normalise_name(text))
            found += [exact] if exact else self._within(text)
        return list(dict.fromkeys(found))

    def _rows(self, returned: ReadReturn) -> list[str]:
        found: dict[str, None] = {}
        for row in returned.rows:
            found.update(dict.fromkeys(self.named_in(row.texts)))
        return list(found)

    def named_in(self, texts: Mapping[int, str]) -> list[str]:
        """Return the parties that a row names which says more: a table may list all villages beforehand."""
        columns = [at for at, column in enumerate(self._columns) if self._names_party(column)]
        if not any(at not in columns and not is_blank(text) for at, text in texts.items()):
            return []
        found: dict[str, None] = {}
        for at in columns:
            text = texts.get(at, "")
            name = self._forms.get(comparable(text)) or self._by_code.get(comparable(text))
            name = name or self._forms.get(normalise_name(text))
            if name:
                found[name] = None
        return list(found)

    def _names_party(self, column: ExpectedColumn) -> bool:
        if self._asked is PartyKind.ENTERPRISE:
            return column.field in ("name", "code")
        return column.field == "village" or (column.key and not column.field)

    def _likely(self, returned: ReadReturn) -> list[str]:
        return self._nearest([returned.path.stem, *returned.said])

    def _nearest(self, texts: Iterable[str]) -> list[str]:
        near = (self._near.nearest(text) for text in dict.fromkeys(map(comparable, texts)))
        return list(dict.fromkeys(self._plain[name] for name in near if name))

    def likely_by_name(self, file_name: str) -> int | None:
        """Return whose a file may be by its name, written almost right: offered, never taken."""
        names = self._within(file_name) or self._nearest([PurePosixPath(file_name).stem])
        return self._by_name[names[0]] if len(names) == 1 else None
