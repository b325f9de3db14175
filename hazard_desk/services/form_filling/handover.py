"""移交清单 of a cross-inspection with its receipt, filled for each pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.cross_handover import HandedOver, Handover, cross_handover
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import AttachmentLink, Enterprise, Hazard, Inspection, Office
from hazard_desk.services.attaching import AFTER
from hazard_desk.services.form_filling.choosing_pairs import campaign_of, chosen_pairs
from hazard_desk.services.form_filling.cross_visits import standing_hazards
from hazard_desk.services.form_filling.enterprises import NOBODY
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.visits import hazard_lists
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardLevel

_HAZARD_LIST = "hazard-list"


def cross_handovers(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return 移交清单 of each pair by its id, or a blank one.

    A pair that is named has one even before its first visit: with its head alone, for writing by hand.
    """
    if request.campaign:
        campaign_by_name(reading, request.campaign)  # an unknown one must not become a title
    texts = form_texts(reading, request.form_id)
    chosen = [] if request.blank and request.pair_id is None else chosen_pairs(reading, request)
    if not chosen:
        return [(NOBODY, [cross_handover(texts, campaign=request.campaign)])]
    made: list[tuple[int, Sequence[Sheet]]] = []
    for one in chosen:
        handover = Handover(one.pair.inspector, one.pair.inspected, one.round.name)
        if not request.blank:
            handover = replace(
                handover,
                starts_on=one.pair.starts_on,
                ends_on=one.pair.ends_on,
                visits=_handed_over(reading, one.visits),
                evidence_note=one.pair.evidence,
                handed_over_on=one.pair.handed_over_on,
                feedback_due_on=one.pair.feedback_due_on,
            )
        sheet = cross_handover(texts, campaign=campaign_of(request, one.round), handover=handover)
        made.append((one.pair.id, [sheet]))
    return made


def _handed_over(reading: Reading, visits: Sequence[Inspection]) -> list[HandedOver]:
    ids = [visit.id for visit in visits]
    if not ids:
        return []
    hazards = standing_hazards(reading, ids)
    pages = _pages(reading, [known for known in ids if hazards[known]])
    evidence = _evidence(reading, hazards, ids)
    names: dict[int, str] = {}
    for chunk in in_chunks([visit.enterprise_id for visit in visits]):
        query: Any = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(chunk))
        names.update(map(tuple, reading.session.execute(query)))
    listed = []
    for visit in visits:
        major = sum(hazard.level is HazardLevel.MAJOR for hazard in hazards[visit.id])
        listed.append(
            HandedOver(
                names[visit.enterprise_id],
                visit.inspected_on,
                len(hazards[visit.id]) - major,
                major,
                pages.get(visit.id, 0),
                evidence[visit.id],
                visit.note,
            )
        )
    return listed


def _pages(reading: Reading, visits: Sequence[int]) -> dict[int, int]:
    """Return how many pages 问题隐患清单 of each visit has, as it prints."""
    if not visits:
        return {}
    office = reading.session.get_one(Office, 1)
    lists = hazard_lists(reading, FormRequest(_HAZARD_LIST, inspections=tuple(visits)))
    return {
        known: sum(
            len(lay_out(replace(sheet, body_face=office.body_face, heading_face=office.heading_face)).pages)
            for sheet in sheets
        )
        for known, sheets in lists
    }


def _evidence(
    reading: Reading, hazards: defaultdict[int, list[Hazard]], visits: Sequence[int]
) -> Counter[int]:
    """Return how many files prove what each visit found; what shows the rectification came later."""
    visit_of = {hazard.id: visit for visit in visits for hazard in hazards[visit]}
    files: set[tuple[int, int]] = set()  # a photo at the visit and at its hazard is one
    for column, owner_of in (
        (AttachmentLink.inspection_id, {visit: visit for visit in visits}),
        (AttachmentLink.hazard_id, visit_of),
    ):
        for chunk in in_chunks(list(owner_of)):
            query: Any = select(column, AttachmentLink.attachment_id).where(
                column.in_(chunk), AttachmentLink.deleted_at.is_(None), AttachmentLink.kind.not_in(AFTER)
            )
            files.update((owner_of[owner], file) for owner, file in reading.session.execute(query))
    return Counter(visit for visit, _ in files)
