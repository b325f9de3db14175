"""What the window needs to begin a step: who may, what is proposed, whom and what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Hazard, HazardMove, Inspection, Office
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.following_up.finding import HazardRow, hazard_rows
from hazard_desk.services.following_up.moving import MoveOffer, default_step, moves_offered
from hazard_desk.services.inspecting.offering import entry_choices
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardState, Move

_UNITS_OFFERED = 100


@dataclass(frozen=True, slots=True)
class StepOffers:
    """Persons and units that the records name, those used last first; `handler` is the office's 经办人."""

    persons: tuple[str, ...]
    units: tuple[str, ...]
    handler: str


@dataclass(frozen=True, slots=True)
class StepStart:
    """A step about to be entered for a selection; `rows` are the lines of all of it."""

    offer: MoveOffer
    step: Step
    rows: tuple[HazardRow, ...]
    offers: StepOffers
    today: date


@dataclass(frozen=True, slots=True)
class RecheckStart:
    """Hazards that wait for a recheck, to be gone through item by item."""

    rows: tuple[HazardRow, ...]
    offers: StepOffers
    today: date


def start_step(reading: Reading, ids: Sequence[int], kind: Move) -> StepStart:
    """Return what is needed to enter a step for these hazards; what may not take it is in the offer."""
    offer = next(offer for offer in moves_offered(reading, ids) if offer.kind is kind)
    return StepStart(
        offer,
        default_step(reading, offer.allowed, kind),
        tuple(hazard_rows(reading, ids)),
        step_offers(reading),
        reading.today,
    )


def start_recheck(reading: Reading, ids: Sequence[int]) -> RecheckStart:
    """Return those of the hazards that wait for a recheck; of a single one, all of its visit that do."""
    wanted = list(ids)
    if len(wanted) == 1:
        visit = select(Hazard.inspection_id).where(Hazard.id == wanted[0]).scalar_subquery()
        wanted = list(
            reading.session.scalars(
                select(Hazard.id)
                .where(Hazard.inspection_id == visit, Hazard.deleted_at.is_(None))
                .order_by(Hazard.position, Hazard.id)
            )
        )
    rows = [row for row in hazard_rows(reading, wanted) if row.state is HazardState.AWAITING_RECHECK]
    visits = {visit: at for at, visit in enumerate(dict.fromkeys(row.inspection_id for row in rows))}
    query: Any = select(Hazard.id, Hazard.position).where(Hazard.id.in_([row.id for row in rows]))
    positions = dict(map(tuple, reading.session.execute(query)))
    rows.sort(key=lambda row: (visits[row.inspection_id], positions[row.id]))  # of a visit as on its paper
    return RecheckStart(tuple(rows), step_offers(reading), reading.today)


def visits_of(reading: Reading, ids: Sequence[int]) -> list[int]:
    """Return the visits that found these hazards, each once, in the order of the hazards."""
    visits: dict[int, int] = {}
    for some in in_chunks(ids):
        query = select(Hazard.id, Hazard.inspection_id).where(Hazard.id.in_(some))
        visits.update((row[0], row[1]) for row in reading.session.execute(query))
    return list(dict.fromkeys(visits[hazard_id] for hazard_id in ids if hazard_id in visits))


def step_offers(reading: Reading) -> StepOffers:
    """Return the persons and units to choose from."""
    session = reading.session
    units = [
        *session.scalars(
            select(HazardMove.unit)
            .where(HazardMove.unit != "", HazardMove.deleted_at.is_(None))
            .group_by(HazardMove.unit)
            .order_by(func.max(HazardMove.id).desc())
            .limit(_UNITS_OFFERED)
        ),
        *session.scalars(select(Hazard.supervision_unit).where(Hazard.supervision_unit != "").distinct()),
        *session.scalars(select(Inspection.inspecting_unit).distinct()),
        *session.scalars(select(Office.name)),
    ]
    return StepOffers(
        tuple(entry_choices(reading).inspectors),
        tuple(dict.fromkeys(unit for unit in units if unit))[:_UNITS_OFFERED],
        session.scalar(select(Office.handler)) or "",
    )
