"""Forms that are lists: F5 非法违法行为和重大隐患, F7 重大事故隐患台账, F8 and F9 of cross-inspections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from hazard_desk.forms.cross_arrangement import Pair, cross_arrangement
from hazard_desk.forms.cross_summary import CrossInspected, cross_summary
from hazard_desk.forms.illegal_acts import ReportedCase, illegal_acts
from hazard_desk.forms.major_hazards import FiveCommitments, MajorHazard, major_hazards
from hazard_desk.forms.sheet import DateStyle, Sheet, printed
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import (
    Campaign,
    Enterprise,
    Hazard,
    IllegalAct,
    Inspection,
    Office,
    Penalty,
)
from hazard_desk.rules.money import format_wan
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.cross_inspecting.following import visits_of
from hazard_desk.services.following_up.lives import later_deadline_changes
from hazard_desk.services.form_filling.choosing_pairs import campaign_of, chosen_round
from hazard_desk.services.form_filling.cross_visits import inspectors_of, is_of_villages, standing_hazards
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of, within
from hazard_desk.services.offices import county_of, industry_names
from hazard_desk.services.reporting import FigureRow, current_week_end, figure_rows
from hazard_desk.services.supervisory import STANDING_HAZARD, belongs_to
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardLevel, PenaltyKind, PenaltyTarget


def illegal_act_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F5: the illegal acts and major hazards that F4 counts in the week, or in all weeks up to it."""
    office = reading.session.get_one(Office, 1)
    campaign_asked(reading, request)  # an unknown one must not become a title
    cases: list[ReportedCase] = []
    if not request.blank:
        cases = _reported_cases(reading, office, request)
    return [
        illegal_acts(
            form_texts(reading, request.form_id),
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            cases=cases,
        )
    ]


def major_hazard_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F7: every major hazard since the campaign began, as it stood at the end of the week."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    campaign = campaign_asked(reading, request)
    found: list[MajorHazard] = []
    if not request.blank:
        period = period_of(reading, request, campaign, cumulative=True)
        found = _major_hazards(reading, texts, office, campaign, period)
    return [
        major_hazards(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            hazards=found,
        )
    ]


def cross_arrangement_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F8 of the round asked for, else of the newest one; a blank one where there is none yet."""
    texts = form_texts(reading, request.form_id)
    campaign_asked(reading, request)  # an unknown one must not become a title
    chosen = None if request.blank else chosen_round(reading, request)
    if chosen is None:
        return [cross_arrangement(texts, campaign=request.campaign)]
    return [
        cross_arrangement(
            texts,
            campaign=campaign_of(request, chosen),
            pairs=[Pair(pair.inspector, pair.inspected, pair.note) for pair in chosen.pairs],
            month=chosen.starts_on,
            name=chosen.name,
            seed=chosen.seed,
            changed_by_hand=chosen.changed_by_hand,
            of_villages=is_of_villages(reading, chosen),
        )
    ]


def cross_summary_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return F9: the visits of cross-inspections, those of a round or of one of its pairs where named.

    Of a round are those tied to its pairs, and those of its days that are tied to no pair. What came of them
    is told as it stood at the end of the week.
    """
    office = reading.session.get_one(Office, 1)
    campaign = campaign_asked(reading, request)
    visits: list[CrossInspected] = []
    chosen = None
    if not request.blank:
        period = period_of(reading, request, campaign, cumulative=True)
        if request.round_name or request.pair_id is not None:
            chosen = chosen_round(reading, request)
        of_it = visits_of(reading, chosen.id if chosen else None, request.pair_id)
        of_it &= within(Inspection.inspected_on, period)
        visits = _cross_inspected(reading, office, campaign, of_it, period.end)
    return [
        cross_summary(
            form_texts(reading, request.form_id),
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=campaign_of(request, chosen),
            visits=visits,
            of_villages=chosen is not None and is_of_villages(reading, chosen),
        )
    ]


# ---- what they have in common ---------------------------------------------------------------------


def _county(office: Office) -> str:
    return office.county or county_of(office.name)


def _industries(reading: Reading, enterprises: Iterable[int]) -> dict[int, str]:
    """Return the industries of enterprises, joined as they are printed."""
    return {known: "、".join(names) for known, names in industry_names(reading, enterprises).items()}


def _penalties(
    reading: Reading, inspections: Iterable[int], hazards: Iterable[int], until: date
) -> list[Penalty]:
    """Return the penalties that followed from these visits or hazards up to a day, oldest first."""
    query = (
        select(Penalty)
        .where(
            Penalty.deleted_at.is_(None),
            Penalty.decided_on <= until,
            or_(Penalty.inspection_id.in_(set(inspections)), Penalty.hazard_id.in_(set(hazards))),
        )
        .order_by(Penalty.decided_on, Penalty.id)
    )
    return list(reading.session.scalars(query))


def _rectified(hazard: Hazard, until: date) -> bool:
    """Say whether it was rectified by a day: the list of a week must come out alike later."""
    return hazard.rectified_on is not None and hazard.rectified_on <= until


def _measure(penalty: Penalty) -> str:
    """Return what was imposed: 行政罚款2万元（主要负责人）."""
    words = str(penalty.kind.label)
    if penalty.kind is PenaltyKind.FINE:
        words += f"{format_wan(penalty.amount_fen)}万元"
        if penalty.target is PenaltyTarget.PRINCIPAL:
            words += f"（{penalty.target.label}）"
    return words


def _decision(penalty: Penalty) -> str:
    """Return who decided when, under which number."""
    return "，".join(
        filter(
            None,
            (printed(penalty.decided_on, DateStyle.DOTS), penalty.decided_by, penalty.document_number),
        )
    )


# ---- F5 -------------------------------------------------------------------------------------------


def _reported_cases(reading: Reading, office: Office, request: FormRequest) -> list[ReportedCase]:
    """Return the illegal acts and major hazards that F4 counts, 补录 among them, as they were counted."""
    week_end = request.week_end or current_week_end(reading)
    rows = [
        row
        for figure in (Figure.ILLEGAL_FOUND, Figure.MAJOR_FOUND)
        for row in figure_rows(
            reading,
            figure,
            week_end,
            cumulative=request.scope is Scope.CUMULATIVE,
            campaign=request.campaign,
        )
        if not row.opening  # 期初数 name no cases
    ]
    acts = _acts(reading, [row.fact.record_id for row in rows if row.fact.figure == Figure.ILLEGAL_FOUND])
    hazards = _found(reading, [row.fact.record_id for row in rows if row.fact.figure == Figure.MAJOR_FOUND])
    industries = _industries(
        reading,
        [
            enterprise.id
            for enterprise in (
                *(enterprise for _, enterprise in acts.values()),
                *(enterprise for _, _, enterprise in hazards.values()),
            )
            if enterprise is not None
        ],
    )

    def case(row: FigureRow) -> ReportedCase:
        if row.fact.figure == Figure.ILLEGAL_FOUND:
            act, enterprise = acts[row.fact.record_id]
            verified_by, handling = act.verifying_unit, act.handling
        else:
            hazard, inspection, enterprise = hazards[row.fact.record_id]
            verified_by = inspection.inspecting_unit
            remedy = hazard.remedy.label if hazard.remedy else ""
            handling = "：".join(filter(None, (remedy, hazard.measures)))
        return ReportedCase(
            unit=row.enterprise,
            verifying_unit=verified_by,
            township=(enterprise.township if enterprise else "") or office.township,
            category=industries.get(enterprise.id, "") if enterprise else "",
            conduct=row.text,
            handling=handling,
        )

    rows.sort(key=lambda row: (row.fact.on, row.fact.noun != "illegal_act", row.fact.record_id))
    return [case(row) for row in rows]


def _acts(reading: Reading, ids: Sequence[int]) -> dict[int, tuple[IllegalAct, Enterprise | None]]:
    """Return illegal acts by their ids, with the enterprise where the registry holds it."""
    found: dict[int, tuple[IllegalAct, Enterprise | None]] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(IllegalAct, Enterprise)
            .outerjoin(Enterprise, Enterprise.id == IllegalAct.enterprise_id)
            .where(IllegalAct.id.in_(some))
        )
        found |= {act.id: (act, enterprise) for act, enterprise in reading.session.execute(query)}
    return found


def _found(reading: Reading, ids: Sequence[int]) -> dict[int, tuple[Hazard, Inspection, Enterprise]]:
    """Return hazards by their ids with their visits and enterprises, whatever has become of them."""
    found: dict[int, tuple[Hazard, Inspection, Enterprise]] = {}
    for some in in_chunks(ids):
        query: Any = (
            select(Hazard, Inspection, Enterprise)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(Hazard.id.in_(some))
        )
        found |= {row[0].id: (row[0], row[1], row[2]) for row in reading.session.execute(query)}
    return found


# ---- F7 -------------------------------------------------------------------------------------------


def _major(
    reading: Reading, campaign: Campaign | None, period: Period
) -> list[tuple[Hazard, Inspection, Enterprise]]:
    """Return the major hazards found in a period with their visits and enterprises, oldest first."""
    query = (
        select(Hazard, Inspection, Enterprise)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            Hazard.level == HazardLevel.MAJOR,
            STANDING_HAZARD,
            Inspection.deleted_at.is_(None),
            within(Inspection.inspected_on, period),
            belongs_to(campaign),
        )
        .order_by(Inspection.inspected_on, Inspection.id, Hazard.position, Hazard.id)
    )
    return [
        (hazard, inspection, enterprise) for hazard, inspection, enterprise in reading.session.execute(query)
    ]


def _major_hazards(
    reading: Reading, texts: Mapping[str, Any], office: Office, campaign: Campaign | None, period: Period
) -> list[MajorHazard]:
    rows = _major(reading, campaign, period)
    industries = _industries(reading, (enterprise.id for _, _, enterprise in rows))
    of_hazard: dict[int, list[str]] = {}
    of_visit: dict[int, list[str]] = {}
    for penalty in _penalties(
        reading, (visit.id for _, visit, _ in rows), (hazard.id for hazard, _, _ in rows), period.end
    ):
        words = "，".join((_measure(penalty), printed(penalty.decided_on, DateStyle.DOTS)))
        if penalty.hazard_id is not None:
            of_hazard.setdefault(penalty.hazard_id, []).append(words)
        elif penalty.inspection_id is not None:
            of_visit.setdefault(penalty.inspection_id, []).append(words)
    found = []
    moved = later_deadline_changes(reading, (hazard.id for hazard, _, _ in rows), period.end)
    said_at: dict[int, int] = {}  # a penalty of the visit stands once, or its fine would be added up twice
    for number, (hazard, visit, enterprise) in enumerate(rows, start=1):
        penalties = [*of_hazard.get(hazard.id, [])]
        if visit.id in of_visit:
            first = said_at.setdefault(visit.id, number)
            penalties += (
                of_visit[visit.id]
                if first == number
                else [texts["same_penalty"].replace("{number}", str(first))]
            )
        done = _rectified(hazard, period.end)
        found.append(
            MajorHazard(
                enterprise=enterprise.name,
                county=_county(office),
                industry=industries.get(enterprise.id, ""),
                stage=visit.stage.label,
                inspecting_unit=visit.inspecting_unit,
                inspected_on=visit.inspected_on,
                description=hazard.description,
                commitments=FiveCommitments(
                    hazard.responsible,
                    hazard.measures,
                    hazard.funds_fen,
                    moved.get(hazard.id, hazard.deadline),
                    hazard.contingency_plan,
                ),
                supervision_unit="、".join(
                    filter(None, (hazard.supervision_unit, hazard.second_supervision_unit))
                ),
                penalties="\n".join(penalties),
                rectified_on=hazard.rectified_on if done else None,
                rectification_note=hazard.rectification_note if done else "",
                note=hazard.note,
            )
        )
    return found


# ---- F9 -------------------------------------------------------------------------------------------


def _cross_inspected(
    reading: Reading, office: Office, campaign: Campaign | None, of_it: Any, until: date
) -> list[CrossInspected]:
    query = (
        select(Inspection, Enterprise)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            of_it,
            belongs_to(campaign),
        )
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    rows = [(visit, enterprise) for visit, enterprise in reading.session.execute(query)]
    industries = _industries(reading, (enterprise.id for _, enterprise in rows))
    visits = [visit.id for visit, _ in rows]
    hazards = standing_hazards(reading, visits)
    inspectors = inspectors_of(
        reading, (visit.cross_pair_id for visit, _ in rows if visit.cross_pair_id is not None)
    )
    visit_of = {hazard.id: visit for visit, found in hazards.items() for hazard in found}
    penalties: dict[int, list[Penalty]] = {}
    for penalty in _penalties(reading, visits, visit_of, until):
        of_hazard = visit_of.get(penalty.hazard_id) if penalty.hazard_id is not None else None
        owner = of_hazard if of_hazard is not None else penalty.inspection_id
        if owner is not None:
            penalties.setdefault(owner, []).append(penalty)
    listed = []
    for visit, enterprise in rows:
        found = hazards.get(visit.id, [])
        major = sum(hazard.level is HazardLevel.MAJOR for hazard in found)
        imposed = penalties.get(visit.id, [])
        listed.append(
            CrossInspected(
                enterprise=enterprise.name,
                county=_county(office),
                industry=industries.get(enterprise.id, ""),
                inspecting_unit=visit.inspecting_unit or inspectors.get(visit.cross_pair_id or 0, ""),
                inspected_on=visit.inspected_on,
                general=len(found) - major,
                major=major,
                measures="\n".join(_measure(penalty) for penalty in imposed),
                penalties="\n".join(_decision(penalty) for penalty in imposed),
                rectified=sum(_rectified(hazard, until) for hazard in found),
                note=visit.note,
            )
        )
    return listed
