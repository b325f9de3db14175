"""负面清单 and 村（社区）提醒单, filled from the lists as they stand today."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.negative_list import Lacking, negative_list
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.village_notice import NoticeLine, village_notice
from hazard_desk.model import Office
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on
from hazard_desk.services.negative_lists import negative_rows, village_rows
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import NegativeKind


def negative_list_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return a sheet for each list asked for, empty ones too; without any asked for, each that has rows.

    An office with nothing on any list gets the first of them, which says so.
    """
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    campaign = campaign_asked(reading, request)
    name = campaign.name if campaign else None
    if request.blank:
        kinds = request.lists or (NegativeKind.NOT_INSPECTED,)
        return [negative_list(texts, unit_name=office.name, kind=kind.label, campaign=name) for kind in kinds]
    found = {
        kind: [
            row
            for row in negative_rows(reading, kind, name)
            if not request.villages or row.village in request.villages
        ]
        for kind in request.lists or NegativeKind
    }
    shown = {kind: rows for kind, rows in found.items() if rows or request.lists}
    return [
        negative_list(
            texts,
            unit_name=office.name,
            kind=kind.label,
            filled_on=filled_on(reading, request),
            campaign=name,
            rows=[
                Lacking(row.village, row.enterprise, row.text, row.day, row.person, row.phone) for row in rows
            ],
        )
        for kind, rows in (shown or dict(list(found.items())[:1])).items()
    ]


def village_notice_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return a notice for each village whose enterprises are behind with something; else a blank one."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    campaign = campaign_asked(reading, request)
    found = {} if request.blank else village_rows(reading, campaign=campaign.name if campaign else None)
    if request.villages:
        found = {village: rows for village, rows in found.items() if village in request.villages}
    return [
        village_notice(
            texts,
            office=office.name,
            village=village,
            filled_on=filled_on(reading, request),
            lines=[
                NoticeLine(
                    row.kind.label,
                    row.enterprise,
                    row.text,
                    None if row.kind is NegativeKind.NOT_INSPECTED else row.day,  # that one is past, no term
                    "\n".join(filter(None, (row.person, row.phone))),
                )
                for row in rows
            ],
        )
        for village, rows in found.items()
    ] or [village_notice(texts, office=office.name)]
