"""报表导出 hears of every table that one of its forms is filled from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.forms.contents import Content, contents_of
from hazard_desk.model import Base, Inspection
from hazard_desk.services.demonstrating import demo_villages, fill_demo
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.report_reading import Wanted, read_report
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartyKind
from ui.pages.reports.page import ReportsPage

_NAMED = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)")
_UNHEARD = {
    "attachment": "a file never changes: what changes is its link",
    "journal_entry": "written with every change, which is heard by itself",
    "journal_change": "written with every change, which is heard by itself",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", demo_villages())
    with OfficeFile.open(folder, clock=lambda: datetime(2026, 11, 20, 9)) as office:
        office.run(fill_demo, 12, 7)
        yield office


def read_for(reading: Reading, wanted: Wanted) -> set[str]:
    """Return the tables that were read for a report."""
    named: set[str] = set()

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        named.update(_NAMED.findall(statement))

    connection = reading.session.connection()
    event.listen(connection, "before_cursor_execute", hear)
    try:
        read_report(reading, wanted)
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    return named & Base.metadata.tables.keys()


def tables_of(reading: Reading, form_id: str) -> set[str]:
    """Return the tables that a form is filled from, whatever it is asked to hold."""
    visit = reading.session.execute(
        select(Inspection.id, Inspection.enterprise_id).order_by(Inspection.id).limit(1)
    ).one()
    of_visit = FORMS[form_id].about is About.VISIT
    return {
        table
        for content in contents_of(form_id)
        if content is not Content.BLANK
        for ranked in (PartyKind if form_id.startswith("ranking") else [PartyKind.VILLAGE])
        for table in read_for(
            reading,
            Wanted(
                form_id,
                content,
                enterprise_id=visit.enterprise_id,
                inspection_id=visit.id if of_visit else None,
                ranked=ranked,
            ),
        )
    }


def test_a_change_of_what_a_form_tells_is_heard(office: OfficeFile) -> None:
    heard = ReportsPage.concerned_by | _UNHEARD.keys()
    on_the_page = [form.id for form in FORMS.values() if form.about is not About.DOCUMENT]
    missing = {form_id: office.ask(tables_of, form_id) - heard for form_id in on_the_page}
    assert {form_id: tables for form_id, tables in missing.items() if tables} == {}
