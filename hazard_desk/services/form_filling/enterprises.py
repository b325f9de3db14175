"""Forms of enterprises: F1 登记表, F2 自查表, and the sheet an inspector takes along."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from hazard_desk.errors import UsageError
from hazard_desk.forms.registration import registration
from hazard_desk.forms.self_check import Answers, self_check
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.visit_sheet import LastVisit, OpenHazard, VisitFacts, visit_sheet
from hazard_desk.model import Enterprise, Hazard, Inspection, Office, Village
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.hazard_life import UNCLOSED_STATES, days_overdue
from hazard_desk.services.checklists import prompts_for
from hazard_desk.services.form_filling.request import FormRequest, gone
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.services.self_checking import SelfCheckFacts, latest_self_checks
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading

NOBODY = 0  # the id of a blank form that names no enterprise


def chosen_enterprises(reading: Reading, request: FormRequest) -> dict[int, EnterpriseFacts]:
    """Return the facts of the enterprises asked for, in that order.

    None at all is refused unless blank; those that are gone are left out, and refused if none is left.
    """
    if not request.enterprises and not request.blank:
        raise UsageError(
            "这张表是按企业填的。", "没有导出。", "请用 --enterprise 指明企业，或用 --blank 出空白表。"
        )
    query = select(Enterprise.id).where(
        Enterprise.id.in_(request.enterprises), Enterprise.deleted_at.is_(None)
    )
    found = enterprise_facts(reading, reading.session.scalars(query).all())
    if request.enterprises and not found:
        raise gone("企业")
    return {known: found[known] for known in request.enterprises if known in found}


def registrations(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return F1 of each enterprise by its id, or the blank one; blank, an enterprise gives its name only."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    chosen = chosen_enterprises(reading, request)
    if request.blank:
        return [
            (known, [registration(texts, unit_name=office.name, enterprise=EnterpriseFacts(name=facts.name))])
            for known, facts in chosen.items()
        ] or [(NOBODY, [registration(texts, unit_name=office.name)])]
    return [
        (
            known,
            [
                registration(
                    texts,
                    unit_name=office.name,
                    filled_on=request.filled_on or reading.today,
                    enterprise=facts,
                    township=office.township,
                )
            ],
        )
        for known, facts in chosen.items()
    ]


def self_checks(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return F2 of each enterprise by its id, with the marks of its latest self-check; blank ones without."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    chosen = chosen_enterprises(reading, request)
    if not chosen:
        return [(NOBODY, [self_check(texts)])]
    checks = {} if request.blank else latest_self_checks(reading, list(chosen))
    return [
        (
            known,
            [
                self_check(
                    texts,
                    enterprise=facts,
                    township=office.township,
                    answers=answers_of(checks[known]) if known in checks else None,
                )
            ],
        )
        for known, facts in chosen.items()
    ]


def answers_of(facts: SelfCheckFacts) -> Answers:
    """Return the marks of a self-check as F2 takes them."""
    own = {item: marks[0] for item, marks in facts.marks.items() if marks[0]}
    office = {item: marks[1] for item, marks in facts.marks.items() if marks[1]}
    return Answers(facts.checked_on, own, office)


def visit_sheets(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return 检查前提示单 of each enterprise by its id, never blank, or a blank one for nobody."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    chosen = chosen_enterprises(reading, request)
    if not chosen:
        return [(NOBODY, [visit_sheet(texts, unit_name=office.name)])]
    hazards = _open_hazards(reading, list(chosen))
    last = _last_visits(reading, list(chosen))
    grid_workers = _grid_workers(reading, list(chosen))
    return [
        (
            known,
            [
                visit_sheet(
                    texts,
                    unit_name=office.name,
                    printed_on=request.filled_on or reading.today,
                    facts=VisitFacts(
                        facts,
                        hazards.get(known, ()),
                        last.get(known),
                        _prompts(facts),
                        grid_workers.get(known, ""),
                    ),
                )
            ],
        )
        for known, facts in chosen.items()
    ]


def _prompts(facts: EnterpriseFacts) -> list[tuple[str, list[str]]]:
    """Return the points of the check lists of its industries; one that several lists make stands once."""
    seen: set[str] = set()
    lists = []
    for listed in prompts_for(facts.industries):
        points = [point for point in listed.items if point not in seen]
        seen.update(points)
        if points:
            lists.append((listed.title, points))
    return lists


def _grid_workers(reading: Reading, ids: Sequence[int]) -> dict[int, str]:
    """Return the 网格员 of each enterprise's village, with the phone."""
    query = (
        select(Enterprise.id, Village.grid_worker, Village.grid_phone)
        .join(Village, Village.id == Enterprise.village_id)
        .where(Enterprise.id.in_(ids))
    )
    return {known: f"{name}　{phone}".strip() for known, name, phone in reading.session.execute(query)}


def _open_hazards(reading: Reading, ids: Sequence[int]) -> dict[int, list[OpenHazard]]:
    query = (
        select(
            Inspection.enterprise_id,
            Inspection.inspected_on,
            Hazard.description,
            Hazard.level,
            Hazard.deadline,
            Hazard.responsible,
            Hazard.state,
        )
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            Inspection.enterprise_id.in_(ids),
            Inspection.deleted_at.is_(None),
            Hazard.deleted_at.is_(None),
            Hazard.state.in_(UNCLOSED_STATES),
        )
        .order_by(Inspection.inspected_on, Hazard.id)
    )
    found: dict[int, list[OpenHazard]] = {}
    for enterprise_id, day, text, level, deadline, responsible, state in reading.session.execute(query):
        overdue = "，逾期" if days_overdue(deadline, state, reading.today) else ""
        hazard = OpenHazard(
            day, text, level.label if level else "", deadline, responsible, state.label + overdue
        )
        found.setdefault(enterprise_id, []).append(hazard)
    return found


def _last_visits(reading: Reading, ids: Sequence[int]) -> dict[int, LastVisit]:
    def hazards(*conditions: object) -> object:
        return (
            select(func.count(Hazard.id))
            .where(
                Hazard.inspection_id == Inspection.id,
                STANDING_HAZARD,
                *conditions,  # type: ignore[arg-type]
            )
            .correlate(Inspection)
            .scalar_subquery()
        )

    query = (
        select(
            Inspection.enterprise_id,
            Inspection.inspected_on,
            Inspection.inspectors,
            hazards(),  # type: ignore[call-overload]
            hazards(Hazard.state.in_(UNCLOSED_STATES)),
        )
        .where(SUPERVISORY, Inspection.enterprise_id.in_(ids))
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    return {row[0]: LastVisit(*row[1:]) for row in reading.session.execute(query)}  # the last one stands
