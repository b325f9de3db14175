"""What 专题报告 tells of a pair or of a whole round: figures and facts, as the round is followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.cross_report import (
    CrossReportFacts,
    ReportedEnterprise,
    ReportedHazard,
    ReportedPair,
    Requirement,
)
from hazard_desk.model import Campaign, Enterprise, Hazard, Inspection
from hazard_desk.services.cross_inspecting.following import PairView, SampleRow, read_pair, read_pairs
from hazard_desk.services.cross_inspecting.round_look import CROSS_VISIT
from hazard_desk.services.cross_inspecting.rounds import existing_round
from hazard_desk.services.offices import industry_names, office_row
from hazard_desk.services.supervisory import STANDING_HAZARD
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import CheckState, HazardLevel

_TOLD = ("days", "enterprises", "small_share", "kinds", "team", "conflicts", "f10")
"""The points of what is asked that the report tells; 移交 and 反馈 stand in a table of their own."""

_OF_VISITS = frozenset({"days", "enterprises", "small_share", "kinds", "f10"})
"""The points that nobody can meet who went nowhere; one word says so then."""


def report_facts(reading: Reading, round_id: int, pair_id: int | None = None) -> CrossReportFacts:
    """Return the facts of one pair of a round, or of the round with all its pairs.

    Only visits tied to a pair count. A round or a pair that is gone is refused.
    """
    found = existing_round(reading, round_id)
    campaign = reading.session.get(Campaign, found.campaign_id) if found.campaign_id else None
    if campaign is not None and campaign.deleted_at is not None:
        campaign = None
    views = read_pairs(reading, round_id) if pair_id is None else [read_pair(reading, pair_id)]
    pairs = [_pair(view, (found.starts_on, found.ends_on)) for view in views]
    return CrossReportFacts(
        round_name=found.name,
        pairs=tuple(pairs),
        enterprises=_enterprises(reading, views),
        hazards=_hazards(reading, [view.line.pair_id for view in views]),
        whole=pair_id is None,
        campaign=campaign.name if campaign else "",
        document_number=campaign.document_number if campaign else "",
        signed_by=office_row(reading).name if pair_id is None else pairs[0].inspector,
    )


def _pair(view: PairView, of_round: tuple[date | None, date | None]) -> ReportedPair:
    line, facts = view.line, view.facts
    kinds = "、".join(view.kinds_wanted)
    return ReportedPair(
        inspector=line.inspector,
        inspected=line.inspected,
        members=view.members,
        first=view.first_visit_on or facts.starts_on or of_round[0],
        last=view.last_visit_on or facts.ends_on or of_round[1],
        days=line.days,
        enterprises=line.visited,
        general=line.general,
        major=line.major,
        rectified=line.rectified,
        state=line.state.label,
        gaps=tuple(
            check.text
            for check in view.checks
            if check.state is CheckState.WRONG and (line.days or not view.own or check.key not in _OF_VISITS)
        ),
        requirements=tuple(
            Requirement(
                f"{check.label}：{kinds}" if check.key == "kinds" and kinds else check.label,
                check.text,
                check.state.label,
            )
            for check in view.checks
            if check.key in _TOLD
        ),
        own=view.own,
        handed_over_on=facts.handed_over_on,
        handed_over_by=facts.handed_over_by,
        received_by=facts.received_by,
        evidence=facts.evidence,
        feedback_due_on=facts.feedback_due_on,
        feedback_on=facts.feedback_on,
        feedback_note=facts.feedback_note,
        reported_on=facts.reported_on,
    )


def _enterprises(reading: Reading, views: Sequence[PairView]) -> tuple[ReportedEnterprise, ...]:
    """Return the enterprises that were visited, by the day; one that two pairs visited stands once."""
    visited = [row for view in views for row in view.samples if row.visit_id is not None]
    visited.sort(key=lambda row: (row.visited_on or date.max, row.visit_id or 0))
    trades = industry_names(reading, (row.enterprise_id for row in visited))
    found: dict[int, ReportedEnterprise] = {}
    for row in visited:
        before = found.get(row.enterprise_id)
        found[row.enterprise_id] = (
            _more(before, row) if before else _first(row, trades.get(row.enterprise_id, ()))
        )
    return tuple(found.values())


def _first(row: SampleRow, trades: tuple[str, ...]) -> ReportedEnterprise:
    return ReportedEnterprise(
        name=row.name,
        size=row.size.label if row.size else "",
        industries=trades,
        visited_on=row.visited_on,
        general=row.general,
        major=row.major,
        rectified=row.rectified,
    )


def _more(before: ReportedEnterprise, row: SampleRow) -> ReportedEnterprise:
    return replace(
        before,
        general=before.general + row.general,
        major=before.major + row.major,
        rectified=before.rectified + row.rectified,
    )


def _hazards(reading: Reading, pair_ids: Sequence[int]) -> tuple[ReportedHazard, ...]:
    """Return the hazards that pairs found and that stand, as their figures count them, pair by pair."""
    found: defaultdict[int, list[ReportedHazard]] = defaultdict(list)
    for some in in_chunks(pair_ids):
        query: Any = (
            select(Inspection.cross_pair_id, Hazard, Enterprise.name)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(CROSS_VISIT, Inspection.cross_pair_id.in_(some), STANDING_HAZARD)
            .order_by(Inspection.inspected_on, Inspection.id, Hazard.position, Hazard.id)
        )
        for pair_id, hazard, name in reading.session.execute(query):
            found[pair_id].append(
                ReportedHazard(
                    enterprise=name,
                    description=hazard.description,
                    major=hazard.level is HazardLevel.MAJOR,
                    state=hazard.state,
                    rectified=hazard.rectified_on is not None,
                    basis=hazard.basis,
                    measures=hazard.measures,
                    deadline=hazard.deadline,
                )
            )
    return tuple(hazard for pair_id in pair_ids for hazard in found[pair_id])
