"""Forms of visits: F3 督导检查表 with its continuation sheet, F10 问题隐患清单."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.forms.hazard_list import FORM_ID as HAZARD_LIST
from hazard_desk.forms.hazard_list import hazard_list
from hazard_desk.forms.hazard_photos import Photographed, Shot, hazard_photos
from hazard_desk.forms.sheet import Photo, Sheet
from hazard_desk.forms.supervision import supervision_sheets
from hazard_desk.model import Enterprise, Hazard, Inspection, Office, Recheck
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.attaching import AttachmentRow, HazardPhotos, photos_of_hazards
from hazard_desk.services.form_filling.enterprises import NOBODY
from hazard_desk.services.form_filling.request import FormRequest, gone
from hazard_desk.services.inspecting.facts import visit_facts
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.services.wording import form_setting, form_texts
from hazard_desk.store.attachments import is_sound
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import RecheckResult

_CHUNK = 500  # records a query: SQLite takes a limited number of values


def supervisions(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return F3 of each visit by its id, with F10 behind it where the hazards need the room; or a blank one.

    The blank one of an enterprise goes by the enterprise's id.
    """
    _check_campaign(reading, request)
    office = reading.session.get_one(Office, 1)
    texts, list_texts = form_texts(reading, request.form_id), form_texts(reading, HAZARD_LIST)
    signatures = texts["signatures"] if form_setting(reading, request.form_id) else ()
    faces = (office.body_face, office.heading_face)
    if request.blank:
        return [
            (
                known,
                supervision_sheets(
                    texts,
                    list_texts,
                    unit_name=office.name,
                    enterprise=name,
                    signatures=signatures,
                    faces=faces,
                ),
            )
            for known, name in _names_alone(reading, request)
        ]
    return [
        (
            known,
            supervision_sheets(
                texts,
                list_texts,
                unit_name=office.name,
                filled_on=request.filled_on or reading.today,
                enterprise=name,
                visit=visit,
                mood=request.mood,
                campaign=_campaign_of(request, visit),
                signatures=signatures,
                faces=faces,
            ),
        )
        for known, name, visit in _chosen_visits(reading, request)
    ]


def hazard_lists(reading: Reading, request: FormRequest) -> list[tuple[int, Sequence[Sheet]]]:
    """Return F10 of each visit by its id, or a blank one (of an enterprise, by the enterprise's id)."""
    _check_campaign(reading, request)
    texts = form_texts(reading, request.form_id)
    if request.blank:
        return [
            (known, [hazard_list(texts, enterprise=name, campaign=request.campaign)])
            for known, name in _names_alone(reading, request)
        ]
    visits = _chosen_visits(reading, request)
    photos = _photos(reading, [visit for *_, visit in visits]) if request.photos else {}
    filled: list[tuple[int, Sequence[Sheet]]] = []
    for known, name, visit in visits:
        campaign = _campaign_of(request, visit)
        sheets = [hazard_list(texts, enterprise=name, visit=visit, campaign=campaign)]
        shown = _photographed(reading, visit, photos)
        if shown:
            sheets.append(hazard_photos(texts, shown, enterprise=name, inspected_on=visit.inspected_on))
        filled.append((known, sheets))
    return filled


def photo_count(reading: Reading, visits: Sequence[int]) -> int:
    """Return how many photos 检查问题隐患清单 of these visits could show."""
    count = 0
    for start in range(0, len(visits), _CHUNK):
        query = select(Hazard.id).where(
            Hazard.inspection_id.in_(visits[start : start + _CHUNK]),
            STANDING_HAZARD,
        )
        found = photos_of_hazards(reading, reading.session.scalars(query).all())
        count += sum(len(one.before) + len(one.after) for one in found.values())
    return count


def _photos(reading: Reading, visits: Sequence[InspectionFacts]) -> dict[int, HazardPhotos]:
    known = [hazard.id for visit in visits for hazard in visit.hazards if hazard.id is not None]
    return photos_of_hazards(reading, known)


def _photographed(
    reading: Reading, visit: InspectionFacts, photos: dict[int, HazardPhotos]
) -> list[Photographed]:
    """Return the hazards of a visit that have photos, by their numbers in the list."""
    found = []
    for number, hazard in enumerate(visit.hazards, start=1):
        one = photos.get(hazard.id or 0)
        if one is not None:
            before, after = (tuple(_shot(reading, row) for row in rows) for rows in (one.before, one.after))
            found.append(Photographed(number, hazard, before, after))
    return found


def _shot(reading: Reading, row: AttachmentRow) -> Shot:
    sound = is_sound(reading.folder, row.sha256, row.suffix)
    photo = Photo(row.path, row.width or 1, row.height or 1) if sound else None
    return Shot(row.name, photo, row.caption, row.taken_at.date() if row.taken_at else None)


def _check_campaign(reading: Reading, request: FormRequest) -> None:
    """Refuse an unknown campaign: it would be printed as the title."""
    if request.campaign:
        campaign_by_name(reading, request.campaign)


def _campaign_of(request: FormRequest, visit: InspectionFacts) -> str:
    """Return the campaign that the title names: the one asked for, else the visit's own if it has one only.

    A visit of no campaign must not be titled with that of the form's original.
    """
    if request.campaign is not None:
        return request.campaign
    return visit.campaigns[0] if len(visit.campaigns) == 1 else ""


def _names_alone(reading: Reading, request: FormRequest) -> list[tuple[int, str]]:
    """Return id and name of the enterprises asked for, or nobody's empty name: one blank form each."""
    query = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(request.enterprises))
    names = dict(reading.session.execute(query).all())
    return [(known, names[known]) for known in request.enterprises if known in names] or [(NOBODY, "")]


def _chosen_visits(reading: Reading, request: FormRequest) -> list[tuple[int, str, InspectionFacts]]:
    """Return the visits asked for, by id, with the names of their enterprises, in that order."""
    ids = list(request.inspections)
    if not ids and request.enterprises:
        latest = latest_visits(reading, request.enterprises)
        ids = [latest[known] for known in request.enterprises if known in latest]
        if not ids:
            raise UsageError(
                "选中的企业还没有检查记录。", "没有导出。", "请先录入检查，或出空白表带去现场填写。"
            )
    if not ids:
        raise UsageError(
            "这张表是按检查填的。",
            "没有导出。",
            "请用 --inspection 指明检查编号，或用 --enterprise 取该企业最近一次检查，或用 --blank 出空白表。",
        )
    present = set(
        reading.session.scalars(
            select(Inspection.id).where(Inspection.id.in_(ids), Inspection.deleted_at.is_(None))
        )
    )
    if not present:
        raise gone("检查")
    facts = visit_facts(reading, [known for known in ids if known in present])
    void = set(
        reading.session.scalars(
            select(Hazard.id).where(Hazard.inspection_id.in_(ids), Hazard.voided_on.is_not(None))
        )
    )
    for visit in facts.values():  # what no figure counts must not be signed for
        visit.hazards = [hazard for hazard in visit.hazards if hazard.id not in void]
    _add_failed_rechecks(reading, [hazard for visit in facts.values() for hazard in visit.hazards])
    query = select(Inspection.id, Enterprise.name).join(Enterprise, Enterprise.id == Inspection.enterprise_id)
    names = dict(reading.session.execute(query.where(Inspection.id.in_(ids))).all())
    return [(known, names[known], facts[known]) for known in ids if known in facts]


def _add_failed_rechecks(reading: Reading, hazards: Sequence[HazardFacts]) -> None:
    """Put the latest failed recheck on hazards that wait for another: its form is signed, too."""
    waiting = {hazard.id: hazard for hazard in hazards if hazard.recheck_result is None}
    query = (
        select(Recheck.hazard_id, Recheck.rechecked_on, Recheck.rechecked_by)
        .where(
            Recheck.hazard_id.in_(known for known in waiting if known is not None),
            Recheck.deleted_at.is_(None),
            Recheck.result == RecheckResult.FAILED,
        )
        .order_by(Recheck.id)
    )
    for known, day, person in reading.session.execute(query):
        hazard = waiting[known]
        if hazard.rectified_on is None:  # rectified anew: what was found before is history
            hazard.rechecked_on, hazard.rechecked_by = day, person
            hazard.recheck_result = RecheckResult.FAILED


def latest_visits(reading: Reading, enterprises: Sequence[int]) -> dict[int, int]:
    """Return the latest supervisory visit to each enterprise that has one."""
    query = (
        select(Inspection.enterprise_id, Inspection.id)
        .where(SUPERVISORY, Inspection.enterprise_id.in_(enterprises))
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    return dict(reading.session.execute(query).all())  # the last one stands
