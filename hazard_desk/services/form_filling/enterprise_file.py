"""一企一档: one enterprise's whole file, from the records and from the forms that are printed alone, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.documents import document_sheet
from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.enterprise_file import (
    FORM_ID,
    Cover,
    Piece,
    blank_file,
    bound_file,
    section_sheet,
)
from hazard_desk.forms.hazard_list import FORM_ID as HAZARD_LIST
from hazard_desk.forms.registration import FORM_ID as REGISTRATION
from hazard_desk.forms.self_check import FORM_ID as SELF_CHECK
from hazard_desk.forms.self_check import self_check
from hazard_desk.forms.sheet import Content, DateStyle, Sheet, printed
from hazard_desk.forms.supervision import FORM_ID as SUPERVISION
from hazard_desk.model import Enterprise, Office
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.weekly_figures import is_supervisory
from hazard_desk.services.documents.register import document_lines
from hazard_desk.services.following_up.finding import HazardQuery, HazardRow, find_hazards, hazard_rows
from hazard_desk.services.following_up.history import LifeEvent, hazard_events
from hazard_desk.services.form_filling.documents import issued_wording
from hazard_desk.services.form_filling.enterprises import (
    NOBODY,
    answers_of,
    chosen_enterprises,
    registrations,
)
from hazard_desk.services.form_filling.file_attachments import attachments_of_enterprise
from hazard_desk.services.form_filling.file_enforcement import enforcement_of
from hazard_desk.services.form_filling.finishing import finisher
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.visits import hazard_lists, supervisions
from hazard_desk.services.inspecting.finding import (
    InspectionQuery,
    InspectionRow,
    find_inspections,
    inspection_rows,
)
from hazard_desk.services.registry import EnterpriseRecord, enterprise_record
from hazard_desk.services.self_checking import self_checks
from hazard_desk.services.signs import sign_items, sign_rows
from hazard_desk.services.support_pairs import support_pairs
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardLevel, HazardState

_DOTS = DateStyle.DOTS


def enterprise_files(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return 一企一档 of each enterprise by its id; blank, a cover and an empty 目录."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, FORM_ID)
    chosen = chosen_enterprises(reading, request)
    if request.blank:
        return [
            (known, blank_file(texts, unit_name=office.name, enterprise=facts.name))
            for known, facts in chosen.items()
        ] or [(NOBODY, blank_file(texts, unit_name=office.name))]
    printed_on = request.filled_on or reading.today
    return [
        (known, _File(reading, texts, known, facts, printed_on).sheets()) for known, facts in chosen.items()
    ]


class _File:
    """Gathers one enterprise's file."""

    def __init__(
        self,
        reading: Reading,
        texts: Mapping[str, Any],
        enterprise_id: int,
        facts: EnterpriseFacts,
        printed_on: date,
    ) -> None:
        self.reading = reading
        self.texts = texts
        self.id = enterprise_id
        self.facts = facts
        self.printed_on = printed_on
        self.office = reading.session.get_one(Office, 1)
        self.record: EnterpriseRecord = enterprise_record(reading, enterprise_id)
        visits = find_inspections(reading, InspectionQuery(enterprise_id=enterprise_id))
        self.visits: list[InspectionRow] = inspection_rows(reading, visits)[::-1]
        query = HazardQuery(enterprise_id=enterprise_id, ascending=True)
        self.hazards: list[HazardRow] = hazard_rows(reading, find_hazards(reading, query))
        self.self_checks = self_checks(reading, enterprise_id)[::-1]

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the file from its cover to the last attachment."""
        pieces = [
            *self._registration(),
            *self._self_checks(),
            *self._visits(),
            *self._hazards(),
            *self._documents(),
            *self._enforcement(),
            *self._signs(),
            *self._pairs(),
        ]
        attached = attachments_of_enterprise(self.reading, self.texts, self.id, self.visits, self.hazards)
        return bound_file(self.texts, self._cover(), pieces, attached, set_up=finisher(self.reading, FORM_ID))

    def _cover(self) -> Cover:
        facts, enterprise = self.facts, self.reading.session.get_one(Enterprise, self.id)
        standing = [one for one in self.hazards if one.state is not HazardState.VOID]
        rectified = sum(one.rectified_on is not None for one in standing)
        told: dict[str, Content] = {
            "name": facts.name,
            "code": facts.code,
            "village": facts.village,
            "address": facts.address,
            "industries": "、".join(facts.industries),
            "principal": facts.principal,
            "principal_phone": facts.principal_phone,
            "safety_head": facts.safety_head,
            "safety_head_phone": facts.safety_head_phone,
            "risk": facts.risk_level.label if facts.risk_level else None,
            "state": enterprise.state.label,
            "visits": len(self.visits),
            "self_checks": len(self.self_checks),
            "found": len(standing),
            "major": sum(one.level is HazardLevel.MAJOR for one in standing),
            "rectified": rectified,
            "open": len(standing) - rectified,
        }
        return Cover(facts.name, self.office.name, self.printed_on, told)

    # -- forms ---------------------------------------------------------------------------------------

    def _registration(self) -> Iterator[Piece]:
        finish = finisher(self.reading, REGISTRATION)
        request = FormRequest(REGISTRATION, enterprises=(self.id,), filled_on=self.printed_on)
        for _, sheets in registrations(self.reading, request):
            yield Piece(
                "registration",
                FORMS[REGISTRATION].short,
                tuple(finish(sheet) for sheet in sheets),
            )
        if self.record.statuses:
            yield self._section(
                "states",
                [
                    {"since": one.since, "state": one.state.label, "note": one.note}
                    for one in self.record.statuses
                ],
                chapter="registration",
            )

    def _self_checks(self) -> Iterator[Piece]:
        if not self.self_checks:
            return
        finish, texts = finisher(self.reading, SELF_CHECK), form_texts(self.reading, SELF_CHECK)
        for row in self.self_checks:
            sheet = self_check(
                texts,
                enterprise=self.facts,
                township=self.office.township,
                answers=answers_of(row.facts),
            )
            yield Piece("self_checks", FORMS[SELF_CHECK].short, (finish(sheet),), row.facts.checked_on)

    def _visits(self) -> Iterator[Piece]:
        """Yield 督导检查表 of each visit and its list of hazards; of the enterprise's own, the list alone."""
        ids = [visit.id for visit in self.visits]
        if not ids:
            return
        own = {visit.id for visit in self.visits if not is_supervisory(visit.level, visit.stage)}
        supervised = tuple(known for known in ids if known not in own)
        f3: dict[int, Sequence[Sheet]] = {}
        if supervised:
            request = FormRequest(SUPERVISION, inspections=supervised, filled_on=self.printed_on)
            f3 = dict(supervisions(self.reading, request))
        f10 = dict(hazard_lists(self.reading, FormRequest(HAZARD_LIST, inspections=tuple(ids))))
        finish = {form_id: finisher(self.reading, form_id) for form_id in (SUPERVISION, HAZARD_LIST)}
        for visit in self.visits:
            sheets = f3.get(visit.id, ())
            if sheets:
                title = f"{FORMS[SUPERVISION].short} {visit.number}"
                done = tuple(finish[SUPERVISION](sheet) for sheet in sheets)
                yield Piece("visits", title, done, visit.inspected_on)
            listed = any(sheet.form_id == HAZARD_LIST for sheet in sheets)  # as a continuation
            if not listed and (visit.hazards or visit.id in own):
                title = f"{FORMS[HAZARD_LIST].short} {visit.number}"
                done = tuple(finish[HAZARD_LIST](sheet) for sheet in f10.get(visit.id, ()))
                yield Piece("visits", title, done, visit.inspected_on)

    def _documents(self) -> Iterator[Piece]:
        for line in reversed(document_lines(self.reading, enterprise_id=self.id)):
            sheet = document_sheet(issued_wording(self.reading, line.id))
            done = finisher(self.reading, line.kind.value)(sheet)
            yield Piece("documents", f"{line.name} {line.number}", (done,), line.issued_on)

    # -- lists ---------------------------------------------------------------------------------------

    def _hazards(self) -> Iterator[Piece]:
        yield from self._list("hazards", [self._hazard(one) for one in self.hazards])

    def _hazard(self, one: HazardRow) -> Mapping[str, Content]:
        due = one.remedy.label if one.remedy else ""
        overdue = fill(self.texts, self.texts["words"]["overdue"], count=str(one.overdue))
        return {
            "found": "\n".join(filter(None, (printed(one.inspected_on, _DOTS), one.inspection))),
            "description": one.description,
            "level": one.level.label if one.level else self.texts["words"]["no_level"],
            "demand": "\n".join(filter(None, (due, one.responsible, printed(one.deadline, _DOTS)))),
            "life": "\n".join(self._told(event) for event in hazard_events(self.reading, one.id)),
            "state": one.state.label + (overdue if one.overdue else ""),
        }

    def _told(self, event: LifeEvent) -> str:
        words = self.texts["words"]
        day = printed(event.on, _DOTS) or str(words["day_unknown"])
        told = fill(self.texts, words["life"], date=day, what=event.what)
        if event.person:
            told += fill(self.texts, words["person"], who=event.person)
        # What was found stands in a column of its own.
        note = "" if event.noun == "hazard" else " ".join(event.note.split())
        return f"{told}：{note}" if note else told

    def _enforcement(self) -> Iterator[Piece]:
        yield from self._list(
            "enforcement",
            [
                {
                    "on": row.on,
                    "kind": row.kind,
                    "content": row.content,
                    "decided_by": row.decided_by,
                    "outcome": row.outcome,
                }
                for row in enforcement_of(self.reading, self.texts, self.id)
            ],
        )

    def _signs(self) -> Iterator[Piece]:
        for row in sign_rows(self.reading, [self.id]):
            if any(seen is not None for seen in row.seen):
                yield from self._list(
                    "signs",
                    [
                        {
                            "item": item,
                            "state": seen.state.label if seen else None,
                            "seen_on": seen.seen_on if seen else None,
                            "note": "　".join(filter(None, (seen.number, seen.note))) if seen else None,
                        }
                        for item, seen in zip(sign_items(), row.seen, strict=True)
                    ],
                )

    def _pairs(self) -> Iterator[Piece]:
        rows = support_pairs(self.reading, self.id)
        yield from self._list(
            "pairs",
            [
                {
                    "helper": row.helper,
                    "helped": row.helped,
                    "days": "–".join((printed(row.starts_on, _DOTS), printed(row.ends_on, _DOTS))),
                    "plan": row.plan,
                    "progress": "\n".join(filter(None, (row.progress, row.note))),
                }
                for row in rows
            ],
        )

    def _list(self, section: str, rows: Sequence[Mapping[str, Content]]) -> Iterator[Piece]:
        if rows:
            yield self._section(section, rows, chapter=section)

    def _section(self, section: str, rows: Sequence[Mapping[str, Content]], *, chapter: str) -> Piece:
        sheet = section_sheet(self.texts, section, rows, enterprise=self.facts.name)
        finish = finisher(self.reading, FORM_ID)
        return Piece(chapter, sheet.title, (finish(sheet),))
