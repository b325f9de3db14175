"""What the office chose for every form: the faces, and the optional line of signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Office
from hazard_desk.services.wording import form_setting, form_texts
from hazard_desk.store.unit_of_work import Reading


def finisher(reading: Reading, form_id: str) -> Callable[[Sheet], Sheet]:
    """Return what sets on a sheet of a form the faces and the line of signatures that the office chose."""
    office = reading.session.get_one(Office, 1)
    body, heading = office.body_face, office.heading_face
    labels = form_texts(reading, form_id)["signatures"]
    signed = bool(labels) and form_setting(reading, form_id)

    def finish(sheet: Sheet) -> Sheet:
        sheet = replace(sheet, body_face=body, heading_face=heading)
        # A continuation sheet has its own line of signatures.
        return sheet.with_footer(*labels) if signed and sheet.form_id == form_id else sheet

    return finish
