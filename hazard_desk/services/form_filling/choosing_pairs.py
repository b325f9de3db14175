"""Which round and which of its pairs a form of a cross-inspection is to be of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import CrossPair, Inspection
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.following import visits_of
from hazard_desk.services.cross_inspecting.records import pair_there, pairs_query
from hazard_desk.services.cross_inspecting.rounds import RoundRow, round_by_name, rounds
from hazard_desk.services.form_filling.request import FormRequest, gone
from hazard_desk.store.unit_of_work import Reading

_ARROW = re.compile(r"→|->|－>|⇒")


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
        pair = pair_there(reading, request.pair_id)
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


def campaign_of(request: FormRequest, row: RoundRow | None) -> str | None:
    """Return the campaign that the title names: the one asked for, else the round's; None as worded."""
    if request.campaign is not None or row is None:
        return request.campaign
    return row.campaign or None
