"""Forms of a pair of a cross-inspection, who it is, and 移交清单 with its receipt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.cross_handover import HandedOver, Handover, cross_handover
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import (
    AttachmentLink,
    Campaign,
    CrossPair,
    CrossParty,
    Enterprise,
    Hazard,
    Inspection,
    Office,
)
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.attaching import AFTER
from hazard_desk.services.cross_inspecting.following import visits_of
from hazard_desk.services.cross_inspecting.rounds import RoundRow, pairs_query, round_by_name, rounds
from hazard_desk.services.cross_inspecting.standing import LIVE_PAIRS
from hazard_desk.services.form_filling.enterprises import NOBODY
from hazard_desk.services.form_filling.request import FormRequest, gone
from hazard_desk.services.form_filling.visits import hazard_lists
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.supervisory import STANDING_HAZARD, belongs_to
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardLevel

_ARROW = re.compile(r"→|->|－>|⇒")
_HAZARD_LIST = "hazard-list"


@dataclass(frozen=True, slots=True)
class ChosenPair:
    """A pair with its round, and the visits tied to it, oldest first."""

    pair: CrossPair
    round: RoundRow
    visits: tuple[Inspection, ...]


def chosen_round(reading: Reading, request: FormRequest) -> RoundRow | None:
    """Return the round asked for, by its pair or its name, else the newest; None where there is none yet."""
    known = rounds(reading)
    if request.pair_id is not None:
        pair = reading.session.get(CrossPair, request.pair_id)
        found = next((row for row in known if pair is not None and row.id == pair.round_id), None)
        if found is None:
            raise gone("交叉检查分组")
        return found
    if request.round_name:
        return round_by_name(reading, request.round_name)
    return next(iter(known), None)


def chosen_pairs(reading: Reading, request: FormRequest) -> list[ChosenPair]:
    """Return the pair asked for, else every pair of the round that has visits, in the order of F8.

    Empty where there is no round yet, or nobody has inspected in it; an unknown round or pair is refused.
    """
    row = chosen_round(reading, request)
    if row is None:
        return []
    pairs = list(reading.session.scalars(pairs_query(row.id)))
    if request.pair_id is not None:
        pairs = [pair for pair in pairs if pair.id == request.pair_id]
    visits = tied_visits(reading, [pair.id for pair in pairs])
    return [
        ChosenPair(pair, row, tuple(visits[pair.id]))
        for pair in pairs
        if request.pair_id is not None or visits[pair.id]
    ]


def tied_visits(reading: Reading, pair_ids: Sequence[int]) -> defaultdict[int, list[Inspection]]:
    """Return the visits tied to each of these pairs, oldest first."""
    found: defaultdict[int, list[Inspection]] = defaultdict(list)
    query = (
        select(Inspection)
        .where(Inspection.cross_pair_id.in_(pair_ids), visits_of(reading))
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    for visit in reading.session.scalars(query):
        found[visit.cross_pair_id or 0].append(visit)
    return found


def pair_called(reading: Reading, words: str, round_name: str | None = None) -> int:
    """Return the id of the pair called 检查方→受检方, or 检查方 alone where it inspects one only.

    Looked for in the round called `round_name`, else in the newest. An unknown pair, and one of several, is
    refused with those there are.
    """
    row = chosen_round(reading, FormRequest("cross-handover", round_name=round_name))
    if row is None:
        raise HazardDeskError("还没有交叉检查轮次。", "没有导出。", "请先安排一轮交叉检查。")
    found_pairs = reading.session.scalars(pairs_query(row.id))
    pairs: list[tuple[int, str, str]] = [(one.id, one.inspector, one.inspected) for one in found_pairs]
    wanted = [comparable(part) for part in _ARROW.split(words, maxsplit=1)]
    found = [
        known
        for known, *sides in pairs
        if all(comparable(side) == part for side, part in zip(sides, wanted, strict=False))
    ]
    if len(found) == 1:
        return found[0]
    there_are = "、".join(f"{inspector}→{inspected}" for _, inspector, inspected in pairs)
    if not found:
        raise HazardDeskError(
            f"「{row.name}」里没有「{words.strip()}」这一组。",
            "没有导出。",
            f"现有：{there_are or '（还没有分组）'}。",
        )
    raise HazardDeskError(
        f"「{row.name}」里「{words.strip()}」检查 {len(found)} 个受检方。",
        "没有导出。",
        f"请写明受检方（检查方→受检方）。现有：{there_are}。",
    )


def is_of_villages(reading: Reading, row: RoundRow) -> bool:
    """Tell whether villages of this office take part in a round, not only other units."""
    link = cross_party_village.c
    party = exists().where(CrossParty.round_id == row.id, CrossParty.id == link.party_id)
    return bool(reading.session.scalar(select(party)))


def campaign_of(request: FormRequest, row: RoundRow | None) -> str | None:
    """Return the campaign that the title names: the one asked for, else the round's; None as worded."""
    if request.campaign is not None or row is None:
        return request.campaign
    return row.campaign or None


# ---- 移交清单 ------------------------------------------------------------------------------------------


def cross_handovers(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return 移交清单 of each pair by its id, or a blank one.

    A pair that is named has one even before its first visit: with its head alone, for writing by hand.
    """
    if request.campaign:
        campaign_by_name(reading, request.campaign)  # an unknown one must not become a title
    texts = form_texts(reading, request.form_id)
    chosen = [] if request.blank and request.pair_id is None else chosen_pairs(reading, request)
    if not chosen:
        return [(NOBODY, [cross_handover(texts, campaign=request.campaign)])]
    made: list[tuple[int, Sequence[Sheet]]] = []
    for one in chosen:
        handover = Handover(one.pair.inspector, one.pair.inspected, one.round.name)
        if not request.blank:
            handover = replace(
                handover,
                starts_on=one.pair.starts_on,
                ends_on=one.pair.ends_on,
                visits=_handed_over(reading, one.visits),
                evidence_note=one.pair.evidence,
                handed_over_on=one.pair.handed_over_on,
                feedback_due_on=one.pair.feedback_due_on,
            )
        sheet = cross_handover(texts, campaign=campaign_of(request, one.round), handover=handover)
        made.append((one.pair.id, [sheet]))
    return made


def _handed_over(reading: Reading, visits: Sequence[Inspection]) -> list[HandedOver]:
    ids = [visit.id for visit in visits]
    if not ids:
        return []
    hazards = standing_hazards(reading, ids)
    pages = _pages(reading, [known for known in ids if hazards[known]])
    evidence = _evidence(reading, hazards, ids)
    names: dict[int, str] = {}
    for chunk in in_chunks([visit.enterprise_id for visit in visits]):
        query: Any = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(chunk))
        names.update(map(tuple, reading.session.execute(query)))
    listed = []
    for visit in visits:
        major = sum(hazard.level is HazardLevel.MAJOR for hazard in hazards[visit.id])
        listed.append(
            HandedOver(
                names[visit.enterprise_id],
                visit.inspected_on,
                len(hazards[visit.id]) - major,
                major,
                pages.get(visit.id, 0),
                evidence[visit.id],
                visit.note,
            )
        )
    return listed


def standing_hazards(reading: Reading, visits: Iterable[int]) -> defaultdict[int, list[Hazard]]:
    """Return the hazards of visits that count: neither removed nor void."""
    found: defaultdict[int, list[Hazard]] = defaultdict(list)
    for chunk in in_chunks(list(visits)):
        query = select(Hazard).where(Hazard.inspection_id.in_(chunk), STANDING_HAZARD)
        for hazard in reading.session.scalars(query):
            found[hazard.inspection_id].append(hazard)
    return found


def _pages(reading: Reading, visits: Sequence[int]) -> dict[int, int]:
    """Return how many pages 问题隐患清单 of each visit has, as it prints."""
    if not visits:
        return {}
    office = reading.session.get_one(Office, 1)
    lists = hazard_lists(reading, FormRequest(_HAZARD_LIST, inspections=tuple(visits)))
    return {
        known: sum(
            len(lay_out(replace(sheet, body_face=office.body_face, heading_face=office.heading_face)).pages)
            for sheet in sheets
        )
        for known, sheets in lists
    }


def _evidence(
    reading: Reading, hazards: defaultdict[int, list[Hazard]], visits: Sequence[int]
) -> Counter[int]:
    """Return how many files prove what each visit found; what shows the rectification came later."""
    visit_of = {hazard.id: visit for visit in visits for hazard in hazards[visit]}
    files: set[tuple[int, int]] = set()  # a photo at the visit and at its hazard is one
    for column, owner_of in (
        (AttachmentLink.inspection_id, {visit: visit for visit in visits}),
        (AttachmentLink.hazard_id, visit_of),
    ):
        for chunk in in_chunks(list(owner_of)):
            query: Any = select(column, AttachmentLink.attachment_id).where(
                column.in_(chunk), AttachmentLink.deleted_at.is_(None), AttachmentLink.kind.not_in(AFTER)
            )
            files.update((owner_of[owner], file) for owner, file in reading.session.execute(query))
    return Counter(visit for visit, _ in files)


# ---- F6 and F9 -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TiedVisit:
    """A visit of a cross-inspection that belongs to a pair, and 受检方 of that pair."""

    record_id: int
    on: date
    inspected: str


def tied_in(reading: Reading, campaign: Campaign | None, period: Period) -> list[TiedVisit]:
    """Return the visits of cross-inspections in a period that belong to a pair, oldest first."""
    query: Any = (
        select(Inspection.id, Inspection.inspected_on, CrossPair.inspected)
        .join(CrossPair, CrossPair.id == Inspection.cross_pair_id)
        .where(
            CrossPair.id.in_(LIVE_PAIRS),
            visits_of(reading),
            belongs_to(campaign),
            Inspection.inspected_on <= period.end,
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    if period.start is not None:
        query = query.where(Inspection.inspected_on >= period.start)
    return [TiedVisit(known, on, inspected) for known, on, inspected in reading.session.execute(query)]


def inspectors_of(reading: Reading, visits: Iterable[Inspection]) -> dict[int, str]:
    """Return 检查方 of the pair of each visit that belongs to one."""
    wanted = {visit.cross_pair_id: visit for visit in visits if visit.cross_pair_id is not None}
    found: dict[int, str] = {}
    for chunk in in_chunks([known for known in wanted if known is not None]):
        query: Any = select(CrossPair.id, CrossPair.inspector).where(
            CrossPair.id.in_(chunk), CrossPair.id.in_(LIVE_PAIRS)
        )
        found.update(map(tuple, reading.session.execute(query)))
    return found
