"""Several forms of many enterprises or visits at once, collated: the sheets of one, then of the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.forms.enterprise_file import FORM_ID as ENTERPRISE_FILE
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.supervision import FORM_ID as SUPERVISION
from hazard_desk.forms.supervision import Mood
from hazard_desk.forms.visit_sheet import FORM_ID as VISIT_SHEET
from hazard_desk.model import Enterprise, Inspection
from hazard_desk.progress import Progress
from hazard_desk.services.form_filling.filling import form_sheets, sheets_of_each
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.visits import latest_visits, photo_count
from hazard_desk.store.unit_of_work import Reading

BATCH_FORMS = tuple(form.id for form in FORMS.values() if form.about in (About.ENTERPRISE, About.VISIT))
"""The forms that each enterprise or visit has of its own, in the order in which they are laid together."""

_CHUNK = 500  # records a query: SQLite takes a limited number of values
_LONG_WORK = {ENTERPRISE_FILE: 1}  # records at a time where one takes long: the work can be stopped between


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """Which forms, of which enterprises or (where any are named) of which visits.

    For an enterprise, a form of visits takes its latest one. For a visit, a form of enterprises takes the
    enterprise visited, and is made once for several visits to it. `blank` leaves the official forms for
    filling in by hand, with the enterprise's name; 检查前提示单 is there to be read and stays filled.
    """

    form_ids: tuple[str, ...]
    enterprises: tuple[int, ...] = ()
    inspections: tuple[int, ...] = ()
    blank: bool = False
    mood: Mood = Mood.CLOSED_LOOP
    campaign: str | None = None
    photos: bool = False  # 现场照片 behind 检查问题隐患清单


class Entry(NamedTuple):
    """What is laid together: the name a file of it bears, and its sheets in their order."""

    name: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The sheets of every enterprise or visit, and which enterprises have no visit to fill a form from."""

    entries: tuple[Entry, ...]
    without_visit: tuple[str, ...] = ()

    @property
    def sheets(self) -> list[Sheet]:
        """Every sheet, collated."""
        return [sheet for entry in self.entries for sheet in entry.sheets]


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    enterprise_id: int
    visit_id: int | None


def batch_sheets(reading: Reading, request: BatchRequest, progress: Progress | None = None) -> Batch:
    """Return the sheets of every enterprise or visit, in the order asked for.

    Records that are gone are left out, as are visit forms of enterprises without a visit; a batch of which
    nothing is left is refused (UsageError).
    """
    unknown = [form_id for form_id in request.form_ids if form_id not in BATCH_FORMS]
    if unknown or not request.form_ids:
        raise UsageError(
            "没有选定要打印的表。" if not unknown else f"「{unknown[0]}」不是按企业或检查填的表。",
            "没有打印，也没有写文件。",
            "请选摸底登记表、自查表、督导检查表、检查问题隐患清单、企业问题隐患清单、一企一档或检查前提示单。",
        )
    subjects = _visited(reading, request) if request.inspections else _enterprises(reading, request)
    made: dict[str, dict[int, tuple[Sheet, ...]]] = {}
    for number, form_id in enumerate(request.form_ids):
        made[form_id] = {}
        ids = list(dict.fromkeys(filter(None, (_id_for(form_id, request, one) for one in subjects))))
        step = _LONG_WORK.get(form_id, _CHUNK)
        for start in range(0, len(ids), step):
            if progress is not None:
                total = len(subjects) * len(request.form_ids)
                progress.report(len(subjects) * number + start, total, FORMS[form_id].short)
            chunk = _form_request(form_id, request, tuple(ids[start : start + step]))
            made[form_id].update(sheets_of_each(reading, chunk))
    entries = tuple(entry for entry in _collated(request, subjects, made) if entry.sheets)
    if not entries:
        raise UsageError(
            "选中的企业还没有检查记录。" if subjects else "选中的记录已不在台账里。",
            "没有打印，也没有写文件。",
            "请先录入检查，或改选空白表带去现场填写。" if subjects else "请刷新列表。",
        )
    missing = [one.name for one in subjects if one.visit_id is None] if _needs_visits(request) else []
    return Batch(entries, tuple(missing))


def route_batch(reading: Reading, request: FormRequest, progress: Progress | None = None) -> Batch:
    """Return 巡查路线单 of the request, and after it the sheet of each enterprise on it: one print job."""
    if progress is not None:
        progress.report(0, 1, FORMS[request.form_id].short)
    sheets = form_sheets(reading, request)
    return Batch(tuple(Entry(sheet.subject or FORMS[sheet.form_id].short, (sheet,)) for sheet in sheets))


def without_visit(reading: Reading, enterprises: Sequence[int]) -> tuple[str, ...]:
    """Return the names of those enterprises that no form of visits can be filled for."""
    request = BatchRequest((SUPERVISION,), tuple(enterprises))
    return tuple(one.name for one in _enterprises(reading, request) if one.visit_id is None)


def batch_photo_count(reading: Reading, request: BatchRequest) -> int:
    """Return how many photos could stand behind the lists of hazards of a batch."""
    subjects = _visited(reading, request) if request.inspections else _enterprises(reading, request)
    visits = list(dict.fromkeys(one.visit_id for one in subjects if one.visit_id is not None))
    return photo_count(reading, visits)


def _collated(
    request: BatchRequest, subjects: Sequence[_Subject], made: dict[str, dict[int, tuple[Sheet, ...]]]
) -> Iterator[Entry]:
    for one in subjects:
        sheets: list[Sheet] = []
        for form_id in request.form_ids:
            # Taken out: of several visits to an enterprise, its own forms go with the first.
            sheets += made[form_id].pop(_id_for(form_id, request, one) or 0, ())
        if request.inspections and not request.blank:
            # Of several visits to an enterprise, each is told apart by its number among the bookmarks, too.
            sheets = [replace(sheet, subject=one.name) for sheet in sheets]
        yield Entry(one.name, tuple(sheets))


def _is_of_visits(form_id: str, request: BatchRequest) -> bool:
    return FORMS[form_id].about is About.VISIT and not request.blank


def _needs_visits(request: BatchRequest) -> bool:
    return any(_is_of_visits(form_id, request) for form_id in request.form_ids)


def _id_for(form_id: str, request: BatchRequest, one: _Subject) -> int | None:
    return one.visit_id if _is_of_visits(form_id, request) else one.enterprise_id


def _form_request(form_id: str, request: BatchRequest, ids: tuple[int, ...]) -> FormRequest:
    of_visits = _is_of_visits(form_id, request)
    return FormRequest(
        form_id,
        campaign=request.campaign,
        enterprises=() if of_visits else ids,
        inspections=ids if of_visits else (),
        mood=request.mood,
        blank=request.blank and form_id != VISIT_SHEET,
        photos=request.photos,
    )


def _enterprises(reading: Reading, request: BatchRequest) -> list[_Subject]:
    names: dict[int, str] = {}
    visits: dict[int, int] = {}
    ids = list(dict.fromkeys(request.enterprises))
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        query = select(Enterprise.id, Enterprise.name).where(
            Enterprise.id.in_(chunk), Enterprise.deleted_at.is_(None)
        )
        names.update(reading.session.execute(query).all())
        if _needs_visits(request):
            visits.update(latest_visits(reading, chunk))
    return [_Subject(names[known], known, visits.get(known)) for known in ids if known in names]


def _visited(reading: Reading, request: BatchRequest) -> list[_Subject]:
    """Return the visits, each named by enterprise and number; blank, the enterprises visited, each once."""
    found: dict[int, _Subject] = {}
    ids = list(dict.fromkeys(request.inspections))
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(Inspection.id, Inspection.number, Enterprise.id, Enterprise.name)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .where(Inspection.id.in_(ids[start : start + _CHUNK]), Inspection.deleted_at.is_(None))
        )
        for visit_id, number, enterprise_id, name in reading.session.execute(query):
            found[visit_id] = _Subject(f"{name} {number}".strip(), enterprise_id, visit_id)
            if request.blank:
                found[visit_id] = _Subject(name, enterprise_id, None)
    if request.blank:
        return list({one.enterprise_id: one for known in ids if (one := found.get(known))}.values())
    return [found[known] for known in ids if known in found]
