"""填写内容: the narratives of a periodic form, and its figures that were overridden by hand (DESIGN §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.forms.sheet import printed
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_dispatch import slots
from hazard_desk.forms.weekly_statistics import FIGURES
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.model import Campaign, FormEntry
from hazard_desk.rules.dispatch_figures import NAMES
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.wording import form_texts, form_title
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one place: the text, and of an overridden figure the computed one and the reason."""

    slot: str
    text: str
    computed: str  # what the program had reckoned when it was overridden; "" for a narrative
    reason: str
    handler: str
    entered_at: datetime


def entries(
    reading: Reading, form_id: str, week_end: date, campaign_id: int | None = None
) -> dict[str, Entry]:
    """Return what was typed into a form of one week and campaign (None: all records), by slot."""
    found = reading.session.scalars(_of(form_id, week_end, campaign_id).order_by(FormEntry.id))
    return {
        row.slot: Entry(row.slot, row.text, row.computed, row.reason, row.handler, row.entered_at)
        for row in found
        if row.text  # without one it only ends what stood before, see `standing_texts`
    }


def standing_texts(
    reading: Reading, form_id: str, week_end: date, campaign_id: int | None = None
) -> dict[str, str]:
    """Return by slot what was typed for earlier weeks and stands in this one.

    What was typed where no record told the figure stands until it is typed anew, or until the program's
    figure was taken instead: that is an entry without a text. Any other override is of its own week only.
    """
    query: Any = (
        select(FormEntry.slot, FormEntry.text, FormEntry.computed, FormEntry.week_end)
        .where(
            FormEntry.form_id == form_id,
            FormEntry.week_end <= week_end,
            FormEntry.campaign_id == campaign_id,
        )
        .order_by(FormEntry.week_end)
    )
    standing: dict[str, str] = {}
    for slot, text, computed, typed_for in reading.session.execute(query):
        if not text:
            standing.pop(slot, None)
        elif typed_for < week_end and (slot in standing or not computed):
            standing[slot] = text
    return standing


def save_entry(
    work: UnitOfWork,
    form_id: str,
    week_end: date,
    campaign_id: int | None,
    slot: str,
    text: str,
    computed: str = "",
    reason: str = "",
) -> Changes:
    """Put a text into a place, in place of what stood there; an empty one takes it out again.

    `computed` is the figure that the text overrides, "" for a narrative. An empty text with it takes that
    figure, also in place of what stands there since an earlier week. Refused: a figure overridden without a
    reason, one that is not a number, an unknown form or campaign.
    """
    if campaign_id is not None:
        campaign = work.session.get(Campaign, campaign_id)
        if campaign is None or campaign.deleted_at is not None:
            raise RecordMissing("这个专项行动已不在名册里。", "没有保存。", "请重新选择专项行动。")
    title = form_title(form_id)
    row = work.session.scalar(_of(form_id, week_end, campaign_id).where(FormEntry.slot == slot))
    ends = not text.strip() and bool(computed)
    if ends and slot in standing_texts(work, form_id, week_end, campaign_id):
        return _put(work, row, form_id, week_end, campaign_id, slot, ("", computed, reason.strip()))
    if not text.strip():
        if row is None or not row.text:
            return Changes(f"《{title}》这一处本来就没有填写")
        work.session.delete(row)
        done = "改回程序统计的数字" if row.computed else "清空填写的内容"
        return Changes(f"《{title}》{week_end} 一周：{done}")
    if _holds_figure(work, form_id, slot):
        text = _figure(slot, text)
    reason = reason.strip()
    if computed and not reason:
        raise HazardDeskError(
            "改动统计数字要写明原因。", "没有保存，表里的数字没有变。", "请写一句为什么要改，再保存。"
        )
    return _put(work, row, form_id, week_end, campaign_id, slot, (text, computed, reason))


def _put(
    work: UnitOfWork,
    row: FormEntry | None,
    form_id: str,
    week_end: date,
    campaign_id: int | None,
    slot: str,
    what: tuple[str, str, str],
) -> Changes:
    """Write text, computed figure and reason into a place."""
    title = form_title(form_id)
    said = dict(zip(("text", "computed", "reason"), what, strict=True))
    text, computed, _reason = what
    if row is None:
        row = FormEntry(form_id=form_id, week_end=week_end, campaign_id=campaign_id, slot=slot)
        work.session.add(row)
    elif all(getattr(row, name) == value for name, value in said.items()):
        return Changes(f"《{title}》这一处没有变化", row.id)  # whoever entered it stays named
    for name, value in said.items():
        setattr(row, name, value)
    row.handler, row.entered_at = work.handler, work.now
    work.session.flush()
    done = "填写内容" if not computed else "改动统计数字" if text else "改用程序统计的数字"
    return Changes(f"《{title}》{week_end} 一周：{done}", row.id)


def _holds_figure(reading: Reading, form_id: str, slot: str) -> bool:
    """Whether a place is for a number: neither for words nor for the names of places."""
    if form_id == WEEKLY_DISPATCH:
        return slot not in NAMES and slots(form_texts(reading, form_id)).get(slot) == ""
    return form_id == WEEKLY_STATISTICS and slot.rpartition(":")[2] in FIGURES


def _figure(slot: str, text: str) -> str:
    try:
        return printed(read_figure(slot, text))
    except Unreadable as unreadable:
        refuse_if_any([unreadable.refusal("text")])
        raise


def _of(form_id: str, week_end: date, campaign_id: int | None) -> Select[FormEntry]:
    # `==` of None says IS NULL: the entries of the form that names no campaign.
    return select(FormEntry).where(
        FormEntry.form_id == form_id, FormEntry.week_end == week_end, FormEntry.campaign_id == campaign_id
    )
