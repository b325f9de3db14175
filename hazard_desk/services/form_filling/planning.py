"""Forms of planning: 年度监督检查计划表, and 巡查路线单 with the 检查前提示单 of each enterprise on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.supervision_plan import PlannedEnterprise, supervision_plan
from hazard_desk.forms.visit_route import RouteStop, visit_route
from hazard_desk.forms.visit_sheet import FORM_ID as VISIT_SHEET
from hazard_desk.model import Office
from hazard_desk.services.form_filling.enterprises import visit_sheets
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.planning import plan_rows
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.services.week_visits import ProposedVisit, visits_chosen, visits_proposed
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def supervision_plan_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the plan of the year that the week lies in; without a week, of the present year."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.blank:
        return [supervision_plan(texts, unit_name=office.name)]
    year = (request.week_end or reading.today).year
    planned = [
        PlannedEnterprise(
            row.enterprise,
            row.village,
            row.industries,
            row.risk.label if row.risk else "",
            row.responsible,
            row.visits,
            row.content,
            row.note,
        )
        for row in plan_rows(reading, year)
    ]
    return [
        supervision_plan(
            texts,
            unit_name=office.name,
            year=year,
            printed_on=request.filled_on or reading.today,
            planned=planned,
        )
    ]


def visit_route_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the route of a week, and after it what to take along to each enterprise on it.

    The enterprises are those asked for, or else those that are due (`visits_proposed`).
    """
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    if request.blank:
        return [visit_route(texts, unit_name=office.name)]
    week_end = request.week_end or current_week_end(reading)
    week = reporting_week(reading, week_end)
    if request.enterprises:
        visits = visits_chosen(reading, week_end, request.enterprises)
    else:
        visits = visits_proposed(reading, week_end).visits
    route = visit_route(texts, unit_name=office.name, week=week, stops=[_stop(visit) for visit in visits])
    if not visits:
        return [route]
    ids = tuple(visit.enterprise_id for visit in visits)
    taken_along = visit_sheets(reading, replace(request, form_id=VISIT_SHEET, enterprises=ids))
    return [route, *(sheet for _, sheets in taken_along for sheet in sheets)]


def _stop(visit: ProposedVisit) -> RouteStop:
    return RouteStop(
        visit.village,
        visit.grid_worker,
        visit.grid_phone,
        visit.enterprise,
        visit.risk.label if visit.risk else "",
        visit.address,
        visit.principal,
        visit.principal_phone,
        visit.reasons,
    )
