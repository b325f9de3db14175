"""A round taken from elsewhere: a workbook, the example of the city, the villages, the round before."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.rounds import AVOIDED, TIED, is_arrangement, read_lines, read_month, read_round
from hazard_desk.model import Village
from hazard_desk.resources import load_json
from hazard_desk.rules.names import clean_text
from hazard_desk.rules.numerals import chinese_number
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.facts import (
    ForbiddenFacts,
    PairRow,
    PartyFacts,
    RoundFacts,
    parties_of,
)
from hazard_desk.services.cross_inspecting.refusals import MOST_PARTIES
from hazard_desk.services.cross_inspecting.rounds import round_facts, rounds
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Avoidance, PartySide

_EXAMPLE = "rounds/2024-216-annex-3.json"
_MOST_NUMBERED = 99


@dataclass(frozen=True, slots=True)
class OfferedParties:
    """What a new round may begin with: the villages, who took part last time, the next free name."""

    villages: tuple[PartyFacts, ...]
    previous: tuple[PartyFacts, ...]
    name: str


def offered_parties(reading: Reading) -> OfferedParties:
    """Return what a new round may begin with."""
    query = select(Village.name, Village.id).where(Village.deleted_at.is_(None)).order_by(Village.id)
    villages: dict[str, PartyFacts] = {}
    for name, village_id in reading.session.execute(query):
        villages.setdefault(comparable(name), PartyFacts(clean_text(name), villages=(village_id,)))
    known = rounds(reading)
    return OfferedParties(
        tuple(villages.values()),
        round_facts(reading, known[0].id).parties if known else (),
        _next_name({comparable(row.name) for row in known}),
    )


def _next_name(taken: set[str]) -> str:
    for number in range(len(taken) + 1, _MOST_NUMBERED + 1):
        name = f"第{chinese_number(number)}轮"
        if comparable(name) not in taken:
            return name
    return ""


def numbered_teams(many: int) -> tuple[PartyFacts, ...]:
    """Return 第一检查组, 第二检查组 … as many as asked, 99 at most."""
    return tuple(
        PartyFacts(f"第{chinese_number(number)}检查组", side=PartySide.INSPECTS)
        for number in range(1, min(many, _MOST_NUMBERED) + 1)
    )


def example_round() -> RoundFacts:
    """Return the arrangement of 忻州市 (忻应急发〔2024〕216号 附件3): fourteen counties, one mutual pair."""
    shipped: dict[str, Any] = load_json(_EXAMPLE)
    pairs = tuple(PairRow(*sides) for sides in shipped["pairs"])
    starts_on, ends_on = _month(date.fromisoformat(shipped["month"]))
    parties = parties_of((pair.inspector, pair.inspected) for pair in pairs)
    return RoundFacts(shipped["name"], starts_on, ends_on, shipped["note"], parties=parties, pairs=pairs)


def round_from_file(path: Path, today: date) -> RoundFacts:
    """Return the round of a workbook: 单位 with 指定, 回避, 包联, 对象, or an F8 with its pairs.

    It bears no name. An F8 that says in which month it takes place has that month's days; `today` tells the
    year where none stands there. Raises InputRefused with every place.
    """
    if is_arrangement(path):
        lines = read_lines(path)
        pairs = tuple(PairRow(line.inspector, line.inspected, line.note) for line in lines)
        month = read_month(path, today)
        starts_on, ends_on = _month(month) if month else (None, None)
        parties = parties_of((pair.inspector, pair.inspected) for pair in pairs)
        facts = RoundFacts(starts_on=starts_on, ends_on=ends_on, parties=parties, pairs=pairs)
    else:
        intake = read_round(path)
        question = intake.question
        both = question.targets is None
        side = PartySide.BOTH if both else PartySide.INSPECTS
        facts = RoundFacts(
            parties=(
                *(PartyFacts(party.name, party.group, side) for party in question.units),
                *(
                    PartyFacts(party.name, party.group, PartySide.INSPECTED)
                    for party in question.targets or ()
                ),
            ),
            forbidden=tuple(
                ForbiddenFacts(*sides, kind, intake.reasons.get((sheet, *sides), ""))
                for sheet, kind, pairs in (
                    (AVOIDED, Avoidance.AVOIDED, question.avoided),
                    (TIED, Avoidance.TIED, question.tied),
                )
                for sides in pairs
            ),
            locked=question.locked,
        )
    if len(facts.parties) > MOST_PARTIES:
        raise InputRefused(
            [
                Problem(
                    f"有 {len(facts.parties)} 个参加单位，最多 {MOST_PARTIES} 个。",
                    "请核对是不是选错了文件。",
                    value=path.name,
                )
            ]
        )
    return facts


def _month(first: date) -> tuple[date, date]:
    return first, first.replace(day=monthrange(first.year, first.month)[1])
