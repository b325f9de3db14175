"""总体情况 of 情况通报: what the whole township found and rectified, as F4 and the ledger tell it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, func, select

from hazard_desk.model import Enterprise, Hazard, Inspection
from hazard_desk.rules.ranking_overall import LeftOut, Overall, Reported, Unranked
from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.filing.weeks import week_end_of
from hazard_desk.services.ranking.asking import Scope, ranking_scope
from hazard_desk.services.ranking.measuring import hazard_conditions, hazard_counts, hazards_of
from hazard_desk.services.ranking.standing import Standing
from hazard_desk.services.reporting import statistics
from hazard_desk.services.supervisory import (
    OWN_VISIT,
    STANDING_HAZARD,
    belongs_to,
    in_operation_on,
    in_scope,
)
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind, PlaceKind

_FOUND = (Figure.GENERAL_FOUND, Figure.MAJOR_FOUND)
_RECTIFIED = (Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED)


def overall(reading: Reading, standing: Standing) -> Overall:
    """Return what is told of everybody together beside this ranking, and what no score of it counts."""
    scope = ranking_scope(reading, standing.query)
    found = next(one for one in standing.whole if one.key == "rectification")
    earlier = _hazards(
        reading,
        hazards_of(scope),
        scope.before(Inspection.inspected_on),
        Hazard.rectified_on.is_not(None),
        scope.during(Hazard.rectified_on),
    )
    late = hazard_conditions(scope)["overdue"]
    self_found = _hazards(
        reading,
        OWN_VISIT,
        STANDING_HAZARD,
        belongs_to(scope.campaign),
        Inspection.inspected_on <= scope.period.end,
        late.asked,
        ~func.coalesce(late.done, False),
    )
    told = _reported(reading, scope)
    here = (found.denominator, found.numerator + earlier)
    return Overall(
        standing.whole,
        earlier,
        self_found,
        _unranked(reading, scope, standing),
        told if told is not None and (told.found, told.rectified) != here else None,
    )


def _hazards(reading: Reading, *conditions: Any) -> int:
    query: Any = (
        select(func.count(Hazard.id))
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(and_(*conditions))
    )
    return int(reading.session.scalar(query) or 0)


def _unranked(reading: Reading, scope: Scope, standing: Standing) -> tuple[Unranked, ...]:
    """Return the hazards of enterprises that aren't ranked, each under the first reason that holds."""
    counts = hazard_counts(reading, scope)
    ranked = {one.id for one in standing.subjects}
    villages = scope.of is PartyKind.VILLAGE
    query: Any = select(
        Enterprise.id,
        Enterprise.village_id if villages else Enterprise.id,
        Enterprise.kind,
        in_operation_on(scope.period.end),
        in_scope(scope.campaign),
    )
    sums: defaultdict[LeftOut, list[int]] = defaultdict(lambda: [0, 0])
    for known, whose, kind, running, within in reading.session.execute(query):
        if not running:
            why = LeftOut.CLOSED
        elif not within:
            why = LeftOut.OUTSIDE
        elif not villages and kind is not PlaceKind.ENTERPRISE:
            why = LeftOut.PLACE
        elif whose not in ranked:
            why = LeftOut.UNPLACED
        else:
            continue
        _, found = counts["rectification"].get(known, (0, 0))
        rectified, due = counts["overdue"].get(known, (0, 0))
        sums[why][0] += found
        sums[why][1] += due - rectified
    return tuple(Unranked(why, *sums[why]) for why in LeftOut if any(sums[why]))


def _reported(reading: Reading, scope: Scope) -> Reported | None:
    """Return what F4 tells of these days; None where they are neither a reporting week nor all up to one."""
    days, campaign = scope.period, scope.campaign
    week_end = week_end_of(reading, days.end)
    if days.end not in (week_end, reading.today):
        return None
    begins = campaign.starts_on if campaign is not None else None
    cumulative = days.start == begins
    if not cumulative and days.start != max(filter(None, (week_ending(week_end).start, begins))):
        return None
    figures = statistics(reading, week_end, campaign.name if campaign is not None else None)
    told = figures.cumulative if cumulative else figures.week
    return Reported(
        sum(int(told[figure]) for figure in _FOUND),
        sum(int(told[figure]) for figure in _RECTIFIED),
        cumulative and figures.opening_as_of is not None,
    )
