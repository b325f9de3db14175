"""历次交叉检查: who inspected whom in which round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hazard_desk.model import CrossParty
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.rounds import rounds
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class RoundMark:
    """A round as the table of all rounds names it."""

    round_id: int
    number: int
    name: str
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class History:
    """Rows, columns and the rounds of every cell that has any, the newest first everywhere."""

    inspectors: tuple[str, ...]
    inspected: tuple[str, ...]
    rounds: tuple[RoundMark, ...]
    cells: Mapping[tuple[str, str], tuple[RoundMark, ...]]


def read_history(reading: Reading) -> History:
    """Return all rounds but those in the recycle bin; one party has one row, however it was spelt.

    Names are spelt as in the newest round that has them, and stand in its order.
    """
    query = select(CrossParty).order_by(CrossParty.position, CrossParty.id)
    parties: defaultdict[int, list[CrossParty]] = defaultdict(list)
    for party in reading.session.scalars(query):
        parties[party.round_id].append(party)
    teams: dict[str, str] = {}
    targets: dict[str, str] = {}
    marks: list[RoundMark] = []
    cells: defaultdict[tuple[str, str], list[RoundMark]] = defaultdict(list)
    for row in rounds(reading):
        mark = RoundMark(row.id, row.number, row.name, row.starts_on)
        marks.append(mark)
        for party in parties[row.id]:
            if party.side.inspects:
                teams.setdefault(comparable(party.name), party.name)
            if party.side.is_inspected:
                targets.setdefault(comparable(party.name), party.name)
        for pair in row.pairs:
            team = teams.setdefault(comparable(pair.inspector), pair.inspector)
            target = targets.setdefault(comparable(pair.inspected), pair.inspected)
            if mark not in cells[team, target]:
                cells[team, target].append(mark)
    return History(
        tuple(teams.values()),
        tuple(targets.values()),
        tuple(marks),
        {sides: tuple(found) for sides, found in cells.items()},
    )
