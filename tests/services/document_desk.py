"""An office with one enterprise, a visit and three hazards, of which documents are issued."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from hazard_desk.services.documents import (
    DocumentFacts,
    Draft,
    document_record,
    draft_document,
    issue_document,
)
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DocumentKind, RecheckResult, Remedy
from tests.services.form_desk import (
    change_hazard,
    enterprise,
    general,
    hazard_ids,
    major,
    make_office,
    saved,
    visited,
)

RECORD, NOTICE, RECHECK, LETTER, SUPERVISION = DocumentKind
VISIT, FIRST_DEADLINE, LAST_DEADLINE = date(2026, 11, 10), date(2026, 11, 15), date(2026, 12, 1)
PASSED = {
    "rectified_on": date(2026, 11, 14),
    "rechecked_on": date(2026, 11, 16),
    "rechecked_by": "李四",
    "recheck_result": RecheckResult.PASSED,
}


@dataclass
class Desk:
    """The office and what was entered into it."""

    office: OfficeFile
    enterprise: int
    visit: int
    hazards: list[int]

    def draft(self, kind: DocumentKind, **about: Any) -> Draft:
        known = about or {"inspection_id": self.visit}
        return self.office.ask(draft_document, kind, **known)

    def issue(self, kind: DocumentKind, **facts: Any) -> int:
        """Issue the document as drafted, with these facts otherwise."""
        return saved(self.office.run(issue_document, replace(self.draft(kind).facts, **facts)))

    def number(self, document_id: int) -> str:
        return self.facts(document_id).number

    def facts(self, document_id: int) -> DocumentFacts:
        return self.office.ask(document_record, document_id).facts

    def set_office(self, **settings: Any) -> None:
        self.office.run(change_office, replace(self.office.ask(office_row), **settings))

    def recheck(self, at: int = 0, **facts: Any) -> None:
        change_hazard(self.office, self.visit, at, **(PASSED | facts))


def make_desk(folder: Path) -> Desk:
    """Make it: 甲 to be rectified by a day, 乙 at once, 丙 major and supervised."""
    office = make_office(folder)
    desk = Desk(office, 0, 0, [])
    desk.set_office(short_name="西槽头", reports_to="文水县应急管理局", handler="王建国", phone="0358-1")
    office.run(save_roster_entry, PersonFacts(name="张三", certificate="14110001"))
    desk.enterprise = enterprise(office, address="东街12号", principal="赵六", principal_phone="138")
    desk.visit = visited(
        office,
        desk.enterprise,
        VISIT,
        general("甲", remedy=Remedy.BY_DEADLINE, deadline=FIRST_DEADLINE, responsible="赵六"),
        general("乙", remedy=Remedy.ON_SITE),
        major("丙", deadline=LAST_DEADLINE),
        content="查消防",
    )
    desk.hazards = hazard_ids(office, desk.visit)
    return desk
