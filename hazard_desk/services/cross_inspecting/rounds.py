"""交叉检查轮次: the rounds, entered, changed, removed; and who inspects whom in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, insert, select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import Campaign, CrossForbidden, CrossPair, CrossParty, CrossRound
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.names import clean_text
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.facts import (
    ForbiddenFacts,
    PairRow,
    PartyFacts,
    RoundFacts,
    Sides,
    Spelling,
    alike,
    parties_of,
)
from hazard_desk.services.cross_inspecting.parties import set_parties, stand_by_name
from hazard_desk.services.cross_inspecting.records import pairs_query, parties_query
from hazard_desk.services.cross_inspecting.refusals import long_name, round_refusals
from hazard_desk.services.cross_inspecting.under_way import let_go
from hazard_desk.services.offices import binned_name, free_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its pairs; `number` counts the rounds from the oldest, 1."""

    id: int
    name: str
    starts_on: date | None
    ends_on: date | None
    note: str
    pairs: tuple[PairRow, ...]
    campaign_id: int | None
    campaign: str
    seed: int | None
    changed_by_hand: bool
    number: int


# ---- reading -----------------------------------------------------------------------------------------


def rounds(reading: Reading) -> list[RoundRow]:
    """Return the rounds, the newest first."""
    query = (
        select(CrossRound, Campaign.name)
        .outerjoin(Campaign, (Campaign.id == CrossRound.campaign_id) & Campaign.deleted_at.is_(None))
        .where(CrossRound.deleted_at.is_(None))
    )
    pairs: defaultdict[int, list[PairRow]] = defaultdict(list)
    columns = (CrossPair.round_id, CrossPair.inspector, CrossPair.inspected, CrossPair.note)
    lines = select(*columns).order_by(CrossPair.round_id, CrossPair.position, CrossPair.id)
    for round_id, inspector, inspected, note in reading.session.execute(lines):
        pairs[round_id].append(PairRow(inspector, inspected, note))
    found: list[tuple[CrossRound, str | None]] = [
        (record, campaign) for record, campaign in reading.session.execute(query)
    ]
    rows = [
        RoundRow(
            row.id,
            row.name,
            row.starts_on,
            row.ends_on,
            row.note,
            tuple(pairs[row.id]),
            row.campaign_id,
            campaign or "",
            row.seed,
            row.changed_by_hand,
            number,
        )
        for number, (row, campaign) in enumerate(_oldest_first(found), start=1)
    ]
    return rows[::-1]


def _oldest_first(found: Sequence[tuple[CrossRound, str | None]]) -> list[tuple[CrossRound, str | None]]:
    """Return the rounds by their day; one without a day stays where it was entered among the others."""
    by_entry = sorted(found, key=lambda item: item[0].id)
    dated = iter(
        sorted(
            (item for item in by_entry if item[0].starts_on), key=lambda item: (item[0].starts_on, item[0].id)
        )
    )
    return [next(dated) if item[0].starts_on else item for item in by_entry]


def round_by_name(reading: Reading, name: str) -> RoundRow:
    """Return the round called `name`; an unknown one is refused with those there are."""
    known = rounds(reading)
    for row in known:
        if comparable(row.name) == comparable(name):
            return row
    names = "、".join(row.name for row in known) or "（还没有交叉检查轮次）"
    raise HazardDeskError(f"没有名为「{name}」的交叉检查轮次。", "没有改动任何数据。", f"现有：{names}。")


def round_facts(reading: Reading, round_id: int) -> RoundFacts:
    """Return a round as it would be entered anew."""
    record = existing_round(reading, round_id)
    session = reading.session
    stands_for: defaultdict[int, list[int]] = defaultdict(list)
    link = cross_party_village.c
    parties = list(session.scalars(parties_query(round_id)))
    villages = (
        select(link.party_id, link.village_id)
        .join(CrossParty, CrossParty.id == link.party_id)
        .where(CrossParty.round_id == round_id)
        .order_by(link.village_id)
    )
    for party_id, village_id in session.execute(villages):
        stands_for[party_id].append(village_id)
    pairs = list(session.scalars(pairs_query(round_id)))
    forbidden = session.scalars(
        select(CrossForbidden).where(CrossForbidden.round_id == round_id).order_by(CrossForbidden.id)
    )
    return RoundFacts(
        record.name,
        record.starts_on,
        record.ends_on,
        record.note,
        record.campaign_id,
        tuple(
            # One that stands for no village yet does so as soon as there is one of its name.
            PartyFacts(row.name, row.group, row.side, tuple(stands_for[row.id]) or None)
            for row in parties
        ),
        tuple(PairRow(row.inspector, row.inspected, row.note) for row in pairs),
        tuple(ForbiddenFacts(row.inspector, row.inspected, row.kind, row.reason) for row in forbidden),
        tuple((row.inspector, row.inspected) for row in pairs if row.locked),
    )


def existing_round(reading: Reading, round_id: int) -> CrossRound:
    """Return a round that is there; one in the bin isn't."""
    record = reading.session.get(CrossRound, round_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这一轮交叉检查已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record


# ---- writing -----------------------------------------------------------------------------------------


def save_round(work: UnitOfWork, round_id: int | None, facts: RoundFacts) -> Changes:
    """Enter a round with its parties and pairs, or change the one with `round_id`.

    A pair or party that stays keeps its row, and all that was noted of it. Refused: no name or one that
    another round has, an end before the start, a party without a name or given twice, a pair with an empty
    side, with itself, given twice or of one that takes no part; leaving out a pair that is being followed.
    """
    rules = len(facts.forbidden)
    facts = _tidy(facts)
    refuse_if_any(round_refusals(work, round_id, facts))
    free_name(work, CrossRound, facts.name)
    if round_id is None:
        record = CrossRound(entered_at=work.now)
        work.session.add(record)
    else:
        record = existing_round(work, round_id)
    record.name, record.note, record.campaign_id = facts.name, facts.note, facts.campaign_id
    record.starts_on, record.ends_on = facts.starts_on, facts.ends_on
    work.session.flush()
    set_parties(work, record.id, facts.parties)
    if _set_pairs(work, record.id, facts) and record.seed is not None:
        record.changed_by_hand = True
    _set_forbidden(work, record.id, facts.forbidden)
    verb = "新增" if round_id is None else "修改"
    many = f"{len(facts.pairs)} 组" if facts.pairs else f"{len(facts.parties)} 个参加单位"
    notices = []
    if gone := rules - len(facts.forbidden):
        notices.append(f"有 {gone} 条回避、包联的单位不再参加，一并去掉了。")
    return Changes(f"{verb}交叉检查轮次「{facts.name}」，{many}", record.id, notices)


def remove_round(work: UnitOfWork, round_id: int) -> Changes:
    """Move a round with its pairs to the recycle bin; its name is free again for another one."""
    record = existing_round(work, round_id)
    name = record.name
    record.name, record.deleted_at = binned_name(work, CrossRound, name), work.now
    return Changes(f"交叉检查轮次「{name}」移入回收站", round_id)


def rename_party(work: UnitOfWork, party_id: int, name: str) -> Changes:
    """Call a party otherwise, in its pairs and forbidden pairs too; what was noted of them stays.

    The unit that stands on the other side under the same name is the same one and goes along.
    """
    party = work.session.get(CrossParty, party_id)
    if party is None:
        raise RecordMissing("这个参加单位已不在这一轮里。", "没有改动任何数据。", "请刷新列表。")
    existing_round(work, party.round_id)
    new, old = clean_text(name), party.name
    key = comparable(old)
    rows = list(work.session.scalars(parties_query(party.round_id)))
    refusals = []
    if not comparable(new):
        refusals.append(Refusal("name", "没有填单位名称", "请填写名称。"))
    elif any(comparable(row.name) == comparable(new) for row in rows if comparable(row.name) != key):
        refusals.append(Refusal("name", f"这一轮已经有「{new}」", "请换一个名称。"))
    refusals += long_name("name", new)
    refuse_if_any(refusals)
    for row in rows:
        if comparable(row.name) == key:
            row.name = new
    stand_by_name(work, [row for row in rows if comparable(row.name) == comparable(new)])
    lines: list[CrossPair | CrossForbidden] = [
        *work.session.scalars(pairs_query(party.round_id)),
        *work.session.scalars(select(CrossForbidden).where(CrossForbidden.round_id == party.round_id)),
    ]
    for line in lines:
        if comparable(line.inspector) == key:
            line.inspector = new
        if comparable(line.inspected) == key:
            line.inspected = new
    return Changes(f"参加单位「{old}」改名为「{new}」", party.round_id)


def _tidy(facts: RoundFacts) -> RoundFacts:
    """Return the facts with clean names, spelt as the parties are, and the locked pairs among the pairs.

    What is locked or forbidden of those who take no part any more means nothing and goes.
    """
    parties = tuple(
        replace(party, name=clean_text(party.name), group=clean_text(party.group)) for party in facts.parties
    ) or parties_of([*((pair.inspector, pair.inspected) for pair in facts.pairs), *facts.locked])
    groups: dict[str, str] = {}
    parties = tuple(
        replace(party, group=groups.setdefault(comparable(party.group), party.group)) for party in parties
    )
    spelling = Spelling.of(parties)
    pairs = [
        PairRow(*spelling.spelt((clean_text(pair.inspector), clean_text(pair.inspected))), pair.note)
        for pair in facts.pairs
    ]
    there = {(pair.inspector, pair.inspected) for pair in pairs}
    locked = tuple(dict.fromkeys(spelling.spelt(sides) for sides in facts.locked if spelling.knows(sides)))
    pairs += [PairRow(*sides) for sides in locked if sides not in there]
    forbidden = tuple(
        ForbiddenFacts(*spelling.spelt(sides), row.kind, clean_text(row.reason))
        for row in facts.forbidden
        if spelling.knows(sides := (row.inspector, row.inspected))
    )
    return replace(
        facts,
        name=clean_text(facts.name),
        parties=parties,
        pairs=tuple(pairs),
        forbidden=forbidden,
        locked=locked,
    )


def _set_pairs(work: UnitOfWork, round_id: int, facts: RoundFacts) -> bool:
    """Make the pairs the wanted ones, each in its row wherever it moves; say whether there are others now."""
    present: defaultdict[Sides, list[CrossPair]] = defaultdict(list)
    for row in work.session.scalars(pairs_query(round_id)):
        present[alike((row.inspector, row.inspected))].append(row)
    locked = set(map(alike, facts.locked))
    changed = False
    for position, pair in enumerate(facts.pairs):
        key = alike((pair.inspector, pair.inspected))
        if present[key]:
            row = present[key].pop(0)
        else:
            row = CrossPair(round_id=round_id)
            work.session.add(row)
            changed = True
        row.inspector, row.inspected = pair.inspector, pair.inspected
        row.position, row.note, row.locked = position, pair.note, key in locked
    gone = [row for rows in present.values() for row in rows]
    let_go(work, [row.id for row in gone])
    for row in gone:
        work.session.delete(row)
        changed = True
    work.session.flush()
    return changed


def _set_forbidden(work: UnitOfWork, round_id: int, wanted: Sequence[ForbiddenFacts]) -> None:
    present = {
        (row.inspector, row.inspected, row.kind, row.reason): row
        for row in work.session.scalars(select(CrossForbidden).where(CrossForbidden.round_id == round_id))
    }
    asked = {(row.inspector, row.inspected, row.kind, row.reason): row for row in wanted}
    if gone := [present[key].id for key in present.keys() - asked.keys()]:
        work.session.execute(delete(CrossForbidden).where(CrossForbidden.id.in_(gone)))
    if new := [row for key, row in asked.items() if key not in present]:
        work.session.execute(
            insert(CrossForbidden),
            [
                {
                    "round_id": round_id,
                    "inspector": row.inspector,
                    "inspected": row.inspected,
                    "kind": row.kind,
                    "reason": row.reason,
                }
                for row in new
            ],
        )
