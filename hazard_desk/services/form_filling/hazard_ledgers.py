"""Forms that list hazards of all kinds: 隐患排查治理台账, and 企业问题隐患清单 of one enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.hazard_ledger import LedgerHazard, hazard_ledger
from hazard_desk.forms.problem_list import OpenProblem, problem_list
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Campaign, Enterprise, Hazard, Inspection, Office
from hazard_desk.rules.dispatch_figures import Sector
from hazard_desk.rules.hazard_life import UNCLOSED_STATES, days_overdue
from hazard_desk.rules.inspection_checks import effective_stage
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.following_up.as_it_stood import standings
from hazard_desk.services.form_filling.enterprises import NOBODY, chosen_enterprises
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, period_of, within
from hazard_desk.services.reporting import current_week_end, opening_as_of, rows_of_figures
from hazard_desk.services.supervisory import STANDING_HAZARD, belongs_to
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import InspectionLevel, SourceStage


def hazard_ledger_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 隐患排查治理台账: what F6 counts as found in the week, or in all weeks since the campaign began.

    Those of self-checks are among them (全部纳入), and 补录. How they stand is told as of the last day.
    """
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    campaign = campaign_asked(reading, request)
    if request.blank:
        return [hazard_ledger(texts, unit_name=office.name, campaign=request.campaign)]
    cumulative = request.scope is Scope.CUMULATIVE
    period = period_of(reading, request, campaign, cumulative=cumulative)
    ids = _counted(reading, request)
    as_of = opening_as_of(reading, period.end, request.campaign) if cumulative else None
    if as_of is not None:  # what is recorded of the time of 期初数 counts within them
        ids |= _found_by(reading, campaign, Period(period.start, as_of))
    rows = _with_visits(reading, ids)
    stood = standings(reading, [hazard for hazard, _, _ in rows], period.end)
    hazards = []
    for hazard, visit, name in rows:
        then = stood[hazard.id]
        gone = hazard.voided_on is not None or hazard.deleted_at or visit.deleted_at
        state = str(texts["gone"]) if gone else then.state.label
        late = not cumulative and visit.inspected_on not in period
        hazards.append(
            LedgerHazard(
                inspected_on=visit.inspected_on,
                enterprise=name,
                source=_source(visit.level, visit.stage),
                inspectors=visit.inspectors,
                description=hazard.description,
                level=hazard.level.label if hazard.level else "",
                remedy=hazard.remedy.label if hazard.remedy else "",
                measures=hazard.measures,
                responsible=hazard.responsible,
                deadline=then.deadline,
                rectified_on=then.rectified_on,
                rechecked_by=then.rechecked_by,
                rechecked_on=then.rechecked_on,
                result=then.result.label if then.result else "",
                state="\n".join(filter(None, (state, str(texts["late"]) if late else ""))),
            )
        )
    return [
        hazard_ledger(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            start=period.start,
            end=period.end,
            opening_as_of=as_of,
            hazards=hazards,
        )
    ]


def _counted(reading: Reading, request: FormRequest) -> set[int]:
    """Return the hazards that F6 counts as found, in every sector: those of F4, and of the self-checks."""
    rows = rows_of_figures(
        reading,
        [f"{sector}_{level}_found" for sector in Sector for level in ("general", "major")],
        request.week_end or current_week_end(reading),
        cumulative=request.scope is Scope.CUMULATIVE,
        campaign=request.campaign,
    )
    return {row.fact.record_id for row in rows if not row.opening}


def _found_by(reading: Reading, campaign: Campaign | None, period: Period) -> set[int]:
    query = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            STANDING_HAZARD,
            Inspection.deleted_at.is_(None),
            within(Inspection.inspected_on, period),
            belongs_to(campaign),
        )
    )
    return set(reading.session.scalars(query))


def _with_visits(reading: Reading, ids: set[int]) -> list[tuple[Hazard, Inspection, str]]:
    """Return hazards, whatever has become of them, with visit and enterprise, as they were found."""
    found: list[tuple[Hazard, Inspection, str]] = []
    for some in in_chunks(sorted(ids)):
        query: Any = (
            select(Hazard, Inspection, Enterprise.name)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(Hazard.id.in_(some))
        )
        found += [(hazard, visit, name) for hazard, visit, name in reading.session.execute(query)]
    return sorted(found, key=lambda row: (row[1].inspected_on, row[1].id, row[0].position, row[0].id))


def problem_lists(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return 企业问题隐患清单 of each enterprise by its id, or a blank one (blank, it gives its name only).

    It lists what is not closed today (未销号), whoever found it.
    """
    texts = form_texts(reading, request.form_id)
    chosen = chosen_enterprises(reading, request)
    if request.blank:
        return [(known, [problem_list(texts, enterprise=facts.name)]) for known, facts in chosen.items()] or [
            (NOBODY, [problem_list(texts)])
        ]
    problems = _open_problems(reading, texts, list(chosen))
    return [
        (
            known,
            [
                problem_list(
                    texts,
                    enterprise=facts.name,
                    filled_on=filled_on(reading, request),
                    problems=problems.get(known, []),
                )
            ],
        )
        for known, facts in chosen.items()
    ]


def _open_problems(
    reading: Reading, texts: Mapping[str, Any], enterprises: Sequence[int]
) -> dict[int, list[OpenProblem]]:
    found: dict[int, list[OpenProblem]] = {}
    for some in in_chunks(enterprises):
        query: Any = (
            select(Hazard, Inspection)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .where(
                Inspection.enterprise_id.in_(some),
                Inspection.deleted_at.is_(None),
                STANDING_HAZARD,
                Hazard.state.in_(UNCLOSED_STATES),
            )
            .order_by(Inspection.inspected_on, Inspection.id, Hazard.position, Hazard.id)
        )
        for hazard, visit in reading.session.execute(query):
            state = hazard.state.label
            if days_overdue(hazard.deadline, hazard.state, reading.today):
                state = str(texts["overdue"]).replace("{state}", state)
            found.setdefault(visit.enterprise_id, []).append(
                OpenProblem(
                    source=_source(visit.level, visit.stage),
                    inspected_on=visit.inspected_on,
                    description=hazard.description,
                    level=hazard.level.label if hazard.level else "",
                    remedy=hazard.remedy.label if hazard.remedy else "",
                    measures=hazard.measures,
                    deadline=hazard.deadline,
                    responsible=hazard.responsible,
                    state=state,
                )
            )
    return found


def _source(level: InspectionLevel | None, stage: SourceStage) -> str:
    """Return who found it: 检查层级, and 检查环节 where that says more."""
    if level is None:
        return str(stage.label)
    return str(level.label) if stage is effective_stage(level, None) else f"{level.label}\n{stage.label}"
