"""The contents of a document from the records of today, and how they are kept as issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from hazard_desk.forms.documents.contents import Contents, Problem, Signer
from hazard_desk.model import Document, Enterprise, Hazard, Inspection, Office, Person, Recheck
from hazard_desk.rules.hazard_life import days_overdue
from hazard_desk.rules.names import split_persons
from hazard_desk.services.documents.facts import DocumentFacts
from hazard_desk.services.settings import duration_setting
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Authority, DocumentKind, HazardLevel, HazardState, RecheckResult, Remedy

_OF_OFFICE = (
    "agency",
    "commissioned_by",
    "reports_to",
    "review_government",
    "review_authority",
    "court",
    "reply",
    "progress",
)


class Found(NamedTuple):
    """A hazard that a document may name, with its visit and its latest recheck."""

    hazard: Hazard
    inspection: Inspection
    recheck: Recheck | None


def found_hazards(reading: Reading, ids: Sequence[int]) -> list[Found]:
    """Return these hazards in the order of their visits; those that are gone are left out."""
    query = (
        select(Hazard, Inspection)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.id.in_(ids), Hazard.deleted_at.is_(None), Inspection.deleted_at.is_(None))
        .order_by(Inspection.inspected_on, Inspection.id, Hazard.position, Hazard.id)
    )
    rows: list[Any] = list(reading.session.execute(query))
    rechecks = {
        recheck.hazard_id: recheck
        for recheck in reading.session.scalars(
            select(Recheck)
            .where(Recheck.hazard_id.in_(ids), Recheck.deleted_at.is_(None), Recheck.result.is_not(None))
            .order_by(Recheck.rechecked_on, Recheck.id)
        )
    }  # the last one stands
    return [Found(hazard, inspection, rechecks.get(hazard.id)) for hazard, inspection in rows]


def office_contents(reading: Reading, family: Authority | None = None) -> Contents:
    """Return what the office's settings put on every document; a blank one has no more."""
    office = reading.session.get_one(Office, 1)
    return Contents(
        family=family or office.authority,
        agency=office.agency or office.name,
        commissioned_by=office.commissioned_by,
        reports_to=office.reports_to,
        review_government=office.review_government,
        review_authority=office.review_authority,
        court=office.court,
        reply=duration_setting(reading, "deadline.reply").words,
        progress=duration_setting(reading, "deadline.progress").words,
    )


def gather(reading: Reading, facts: DocumentFacts, family: Authority) -> Contents:
    """Return what a document says by the records of today; its guards have passed."""
    assert facts.enterprise_id is not None
    enterprise = reading.session.get_one(Enterprise, facts.enterprise_id)
    found = found_hazards(reading, facts.hazard_ids)
    visits = [one.inspection.inspected_on for one in found]
    if facts.inspection_id is not None:
        visits = [reading.session.get_one(Inspection, facts.inspection_id).inspected_on]
    parent = reading.session.get(Document, facts.parent_id) if facts.parent_id else None
    return replace(
        office_contents(reading, family),
        issued_on=facts.issued_on,
        enterprise=enterprise.name,
        address=enterprise.address,
        principal=enterprise.principal,
        phone=enterprise.principal_phone or enterprise.office_phone,
        visited_on=max(visits, default=None),
        parent_number=parent.number if parent else "",
        parent_on=parent.issued_on if parent else None,
        signers=signers(reading, facts.signers),
        problems=tuple(_problem(facts, one) for one in found),
    )


def _problem(facts: DocumentFacts, found: Found) -> Problem:
    hazard, recheck = found.hazard, found.recheck
    supervised = facts.kind is DocumentKind.SUPERVISION_NOTICE
    assert facts.issued_on is not None
    return Problem(
        description=hazard.description,
        level=hazard.level,
        deadline=(hazard.supervision_due if supervised else None) or hazard.deadline,
        at_once=hazard.remedy is Remedy.ON_SITE,
        overdue=is_overdue(hazard, facts.issued_on),
        result=recheck.result if recheck else None,
        new_deadline=recheck.new_deadline if recheck else None,
        hazard_id=hazard.id,
    )


def is_overdue(hazard: Hazard, on: date) -> bool:
    """Whether a hazard is past its deadline on a day, still to be rectified, referred or not."""
    state = HazardState.RECTIFYING if hazard.state is HazardState.REFERRED else hazard.state
    return days_overdue(hazard.deadline, state, on) > 0


def signers(reading: Reading, names: str) -> tuple[Signer, ...]:
    """Return who signs, each with the certificate of the one person of that name in 名册."""
    wanted = split_persons(names)
    query = select(Person.name, Person.certificate).where(
        Person.deleted_at.is_(None), Person.name.in_(wanted)
    )
    known: dict[str, set[str]] = {}
    for name, certificate in reading.session.execute(query):
        known.setdefault(name, set()).add(certificate)
    # Two people of one name: nobody can tell whose the certificate is.
    return tuple(
        Signer(name, next(iter(known[name])) if len(known.get(name, ())) == 1 else "") for name in wanted
    )


def keep_as_issued(gathered: Contents, before: Contents | None, wanted: Sequence[int]) -> Contents:
    """Return the contents of a document that is changed: what it said already, it goes on saying.

    Of the hazards `wanted` those that it named stay in their places and words, even where they're gone from
    the records; only the others are taken from what is gathered anew.
    """
    if before is None:
        return gathered
    kept = [problem for problem in before.problems if problem.hazard_id in wanted]
    named = {problem.hazard_id for problem in kept}
    new = [problem for problem in gathered.problems if problem.hazard_id not in named]
    return replace(gathered, **{name: getattr(before, name) for name in _OF_OFFICE}, problems=(*kept, *new))


# What a document's own columns hold is not kept twice.
_COLUMNS = ("family", "number", "issued_on", "said", "refused", "refusal_note")


def to_plain(contents: Contents) -> dict[str, Any]:
    """Return contents as JSON can hold them."""
    plain: dict[str, Any] = asdict(contents)
    for name in _COLUMNS:
        del plain[name]
    plain["problems"] = [_plain_values(problem) for problem in plain["problems"]]
    return _plain_values(plain)


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_plain(plain: Mapping[str, Any]) -> Contents:
    """Return the contents that `to_plain` put down."""
    known: dict[str, Any] = dict(plain)
    for name in ("visited_on", "parent_on"):
        known[name] = _day(known.get(name))
    known["signers"] = tuple(Signer(**one) for one in known.get("signers", ()))
    known["problems"] = tuple(_read_problem(one) for one in known.get("problems", ()))
    return Contents(**known)


def _read_problem(plain: Mapping[str, Any]) -> Problem:
    known: dict[str, Any] = dict(plain)
    known["level"] = HazardLevel(known["level"]) if known.get("level") else None
    known["result"] = RecheckResult(known["result"]) if known.get("result") else None
    for name in ("deadline", "new_deadline"):
        known[name] = _day(known.get(name))
    return Problem(**known)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
