"""Looks at every page of an office: whatever the services answer, from the lists to what one record says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import hazard_desk.services
from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.services.attaching import Owner, attachments_of, photos_of_hazards
from hazard_desk.services.criteria import criteria_on
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.rounds import round_facts, rounds
from hazard_desk.services.enforcing import enforcement_facts, enforcement_rows
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.services.following_up.dossier import dossier_of
from hazard_desk.services.following_up.finding import VIEWS, HazardQuery, find_hazards, hazard_rows
from hazard_desk.services.following_up.history import hazard_record
from hazard_desk.services.form_filling import FormRequest
from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.planning import read_plan
from hazard_desk.services.registry import (
    EnterpriseQuery,
    enterprise_record,
    enterprise_rows,
    find_enterprises,
)
from hazard_desk.services.rosters import RosterFacts, roster_facts, roster_rows
from hazard_desk.services.week_visits import visits_proposed
from hazard_desk.services.workbench import Task, task_rows
from hazard_desk.store.office_file import OfficeFile

_NOT_ALONE = {"lend_functions"}  # makes the connection able to answer; no answer by itself


def plain_queries() -> Iterator[Any]:
    """Yield every query of the services that needs nothing but the office."""
    seen = set()
    for module in pkgutil.walk_packages(hazard_desk.services.__path__, "hazard_desk.services."):
        for name, query in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if query in seen or name.startswith("_") or name in _NOT_ALONE:
                continue
            seen.add(query)
            parameters = list(inspect.signature(query).parameters.values())
            if (
                query.__module__.startswith("hazard_desk.services.")
                and parameters
                and parameters[0].name == "reading"
                and all(each.default is not each.empty for each in parameters[1:])
                and not inspect.isgeneratorfunction(query)
            ):
                yield query


def look_at_every_page(office: OfficeFile, today: date) -> int:
    """Ask for all of it and return how many answers there were; whatever can't be answered raises."""
    answers = 0

    def ask(query: Any, *args: Any) -> Any:
        nonlocal answers
        answers += 1
        return office.ask(query, *args)

    for query in plain_queries():
        ask(query)
    for view in VIEWS:
        ids = ask(find_hazards, HazardQuery(view=view))
        assert len(ask(hazard_rows, ids)) == len(ids)
    hazards = ask(find_hazards, HazardQuery())
    for hazard in hazards:
        ask(hazard_record, hazard)
        ask(dossier_of, hazard)
        ask(attachments_of, Owner("hazard", hazard))
    ask(photos_of_hazards, list(hazards))
    visits = ask(find_inspections, InspectionQuery())
    assert len(ask(inspection_rows, visits)) == len(visits)
    for visit in visits:
        ask(inspection_record, visit)
    enterprises = ask(find_enterprises, EnterpriseQuery())
    assert len(ask(enterprise_rows, enterprises)) == len(enterprises)
    for enterprise in enterprises:
        ask(enterprise_record, enterprise)
    for roster in get_args(RosterFacts):
        for entry in ask(roster_rows, roster):
            ask(roster_facts, roster, entry.id)
    for record in ask(enforcement_rows):
        ask(enforcement_facts, record.facts_class, record.id)
    for task in (Task.PROGRESS, Task.MAJOR_GAPS):
        ask(task_rows, task)
    ask(read_plan, today.year)
    week_end = ask(current_week_end)
    ask(visits_proposed, week_end)
    ask(criteria_on, today)
    for each in ask(rounds):
        ask(round_facts, each.id)
        ask(read_board, each.id)
    for form_id, form in FORMS.items():
        if form.about is About.WEEK:
            ask(form_sheets, FormRequest(form_id, week_end))
        elif form.about is About.ENTERPRISE:
            ask(form_sheets, FormRequest(form_id, enterprises=tuple(enterprises[:1])))
    return answers
