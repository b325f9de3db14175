"""活动: meetings, training, drills, publicity and the like: the list, one record, what is told of a week."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Activity,
    Campaign,
    Enterprise,
    Filing,
    Task,
    Village,
    activity_campaign,
    activity_enterprise,
)
from hazard_desk.rules.activities import ActivityFacts, check_activity, enterprises_told
from hazard_desk.rules.activity_sentences import Draft, Told, drafts
from hazard_desk.rules.fact_log import counted_in
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import search_text
from hazard_desk.services.attaching import attachment_counts
from hazard_desk.services.filing.weeks import reporting_week
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.tasks.choosing import task_name
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import ActivityKind

_COLUMNS = tuple(item.name for item in fields(ActivityFacts) if item.name not in ("campaigns", "enterprises"))
_STANDING = Activity.deleted_at.is_(None)


# ---- operations ----------------------------------------------------------------------------------------


def save_activity(work: UnitOfWork, facts: ActivityFacts, activity_id: int | None = None) -> Changes:
    """Enter an activity, or change the one with `activity_id`.

    Refused: what `check_activity` refuses; an enterprise, a village or a task that is not there any more.
    """
    session = work.session
    record = _existing(work, activity_id) if activity_id is not None else None
    refusals = check_activity(facts, work.today)
    refusals += _gone(work, facts, record)
    refuse_if_any(refusals)
    campaign_ids = {campaign_by_name(work, name).id for name in facts.campaigns}
    if record is None:
        record = Activity(entered_at=work.now)
        session.add(record)
    for name in _COLUMNS:
        value = getattr(facts, name)
        setattr(record, name, value.strip() if type(value) is str else value)  # a kind is a str too
    named = enterprise_names(work, facts.enterprises)
    record.search_text = search_text(
        [record.kind.label, record.content, record.note],
        [
            record.name,
            record.place,
            record.organiser,
            record.chair,
            record.attendees,
            record.media,
            *named.values(),
        ],
    )
    session.flush()
    set_links(work, activity_enterprise, "activity_id", record.id, "enterprise_id", set(facts.enterprises))
    set_links(work, activity_campaign, "activity_id", record.id, "campaign_id", campaign_ids)
    verb = "新增" if activity_id is None else "修改"
    return Changes(f"{verb}{record.kind.label}「{record.name}」{record.held_on}", record.id)


def remove_activity(work: UnitOfWork, activity_id: int) -> Changes:
    """Move an activity to the recycle bin."""
    record = _existing(work, activity_id)
    record.deleted_at = work.now
    return Changes(f"{record.kind.label}「{record.name}」{record.held_on} 移入回收站", activity_id)


def _gone(work: UnitOfWork, facts: ActivityFacts, record: Activity | None) -> list[Refusal]:
    """Return the refusals of what the activity names and is not there; what it named before may stay."""
    refusals = []
    before = set(_linked(work, record.id)) if record is not None else set()
    new = set(facts.enterprises) - before
    there = {
        known
        for some in in_chunks(sorted(new))
        for known in work.session.scalars(
            select(Enterprise.id).where(Enterprise.id.in_(some), Enterprise.deleted_at.is_(None))
        )
    }
    if missing := new - there:
        refusals.append(
            Refusal(
                "enterprises", f"选的企业有 {len(missing)} 家已不在企业档案里", "请去掉，或到企业档案里找回。"
            )
        )
    for field, noun, label in (("village_id", Village, "村"), ("task_id", Task, "重点任务")):
        wanted = getattr(facts, field)
        if wanted is None or (record is not None and wanted == getattr(record, field)):
            continue
        named: Any = work.session.get(noun, wanted)
        if named is None or named.deleted_at is not None:
            refusals.append(Refusal(field, f"选的{label}已经不在了", "请另选一个，或不选。"))
    return refusals


# ---- the list ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of the list; `enterprises` are those named, or their number where that is larger."""

    id: int
    kind: ActivityKind
    held_on: date
    name: str
    place: str
    organiser: str
    participants: int | None
    enterprises: int | None
    materials: int | None
    media_reports: int | None
    media: str
    content: str
    village: str
    evidence: int  # 佐证: photos and papers attached
    named: tuple[str, ...] = ()  # the enterprises by name
    late: bool = False  # 补录, in the rows of a week


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity to be changed: its facts, and what it names is called: enterprises, village, 重点任务.

    What isn't offered any more is called so that this is seen: it stays until another one is chosen.
    """

    id: int
    facts: ActivityFacts
    names: dict[int, str]
    evidence: int
    village: str = ""
    task: str = ""


def activity_rows(reading: Reading) -> list[ActivityRow]:
    """Return all activities, the newest first."""
    return _rows(reading, _STANDING)[::-1]


def activity_record(reading: Reading, activity_id: int) -> ActivityRecord:
    """Return one activity with the enterprises and campaigns that it names."""
    record = _existing(reading, activity_id)
    link = activity_campaign.c
    campaigns = reading.session.scalars(
        select(Campaign.name)
        .join(activity_campaign, link.campaign_id == Campaign.id)
        .where(link.activity_id == activity_id)
        .order_by(Campaign.id)
    )
    enterprises = _linked(reading, activity_id)
    facts = ActivityFacts(
        **{name: getattr(record, name) for name in _COLUMNS},
        enterprises=enterprises,
        campaigns=tuple(campaigns),
    )
    evidence = attachment_counts(reading, "activity", [activity_id]).get(activity_id, 0)
    village = reading.session.get(Village, record.village_id) if record.village_id is not None else None
    return ActivityRecord(
        activity_id,
        facts,
        enterprise_names(reading, enterprises),
        evidence,
        village.name if village is not None else "",  # one in the recycle bin says so
        _task_name(reading, record.task_id),
    )


def _task_name(reading: Reading, task_id: int | None) -> str:
    task = reading.session.get(Task, task_id) if task_id is not None else None
    if task is None:
        return ""
    why = "（已移走）" if task.deleted_at is not None else "（不涉及）" if task.not_ours else ""
    return task_name(task.item, task.content) + why


def activity_places(reading: Reading) -> dict[str, list[str]]:
    """Return the places, organisers, chairs and media written before, to be offered while typing."""
    found = {}
    for column in (Activity.place, Activity.organiser, Activity.chair, Activity.media):
        query = (
            select(column)
            .where(_STANDING, column != "")
            .group_by(column)
            .order_by(func.count().desc(), column)
            .limit(_OFFERED)
        )
        found[column.key] = list(reading.session.scalars(query))
    return found


_OFFERED = 200


def enterprise_names(reading: Reading, ids: Iterable[int]) -> dict[int, str]:
    """Return what these enterprises are called, by id; of those in the recycle bin too."""
    names: dict[int, str] = {}
    for some in in_chunks(sorted(set(ids))):
        query = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(some))
        names.update((known, name) for known, name in reading.session.execute(query))
    return names


def last_campaigns(reading: Reading) -> tuple[str, ...]:
    """Return the campaigns of the activity entered last: a new one most likely belongs to them as well."""
    link = activity_campaign.c
    last = select(func.max(Activity.id)).where(_STANDING).scalar_subquery()
    query = (
        select(Campaign.name)
        .join(activity_campaign, link.campaign_id == Campaign.id)
        .where(link.activity_id == last, Campaign.deleted_at.is_(None))
        .order_by(Campaign.id)
    )
    return tuple(reading.session.scalars(query))


# ---- of a week -----------------------------------------------------------------------------------------


def activities_of_week(
    reading: Reading, week_end: date, campaign: Campaign | None = None
) -> list[ActivityRow]:
    """Return the activities that are told of in a week, the oldest first.

    As with figures: one entered when its week had been filed is 补录, told of in the first week open then.
    """
    week = reporting_week(reading, week_end)
    closings: Any = select(Filing.filed_at, Filing.week_end).order_by(Filing.filed_at)
    filed = reading.session.execute(closings).all()
    filed_at = [at for at, _ in filed]
    closed_until = list(accumulate((end for _, end in filed), max))
    within = Activity.held_on >= week.start if week.start is not None else _STANDING
    if filed_at:
        within |= Activity.entered_at > filed_at[0]  # it may be 补录
    known: Any = select(Activity.id, Activity.held_on, Activity.entered_at).where(
        _of_campaign(campaign), Activity.held_on <= week.end, within
    )
    late: dict[int, bool] = {}
    for activity_id, held_on, entered_at in reading.session.execute(known):
        # What had been filed when it was entered, not by now: what a week once told of stays there.
        before = bisect_left(filed_at, entered_at)
        closed = closed_until[before - 1] if before else None
        counted_on, is_late = counted_in(held_on, closed, week.end.weekday())
        if counted_on == week.end:
            late[activity_id] = is_late
    found = []
    for some in in_chunks(sorted(late)):
        found += _rows(reading, Activity.id.in_(some))
    return [replace(row, late=late[row.id]) for row in sorted(found, key=lambda row: (row.held_on, row.id))]


def keeps_self_plans(reading: Reading, week_end: date, campaign: Campaign | None = None) -> bool:
    """Whether 企业自查自改方案 were entered that were made up to the end of a week."""
    kept = select(Activity.id).where(
        Activity.kind == ActivityKind.SELF_PLAN, _of_campaign(campaign), Activity.held_on <= week_end
    )
    return reading.session.scalar(kept.limit(1)) is not None


def activities_until(reading: Reading, week_end: date, campaign: Campaign | None = None) -> list[ActivityRow]:
    """Return the activities held up to the end of a week, the oldest first."""
    return _rows(reading, _of_campaign(campaign) & (Activity.held_on <= week_end))


def activity_drafts(reading: Reading, week_end: date, campaign: Campaign | None = None) -> dict[str, Draft]:
    """Return the sentences that the activities of a week give for places of F6, by the slot's name."""
    return drafts(
        Told(
            row.kind,
            row.held_on,
            row.name,
            row.participants,
            row.enterprises,
            row.materials,
            row.media_reports,
            row.media,
            row.late,
        )
        for row in activities_of_week(reading, week_end, campaign)
    )


# ---- inside --------------------------------------------------------------------------------------------


def _of_campaign(campaign: Campaign | None) -> Any:
    """Return the condition that an activity stands, and belongs to a campaign that had begun."""
    if campaign is None:
        return _STANDING
    link = activity_campaign.c
    linked = Activity.id.in_(select(link.activity_id).where(link.campaign_id == campaign.id))
    begun = Activity.held_on >= campaign.starts_on if campaign.starts_on is not None else _STANDING
    return _STANDING & linked & begun


def _linked(reading: Reading, activity_id: int) -> tuple[int, ...]:
    link = activity_enterprise.c
    query = select(link.enterprise_id).where(link.activity_id == activity_id).order_by(link.enterprise_id)
    return tuple(reading.session.scalars(query))


def _rows(reading: Reading, condition: Any) -> list[ActivityRow]:
    query: Any = (
        select(Activity, func.coalesce(Village.name, ""))
        .outerjoin(Village, Village.id == Activity.village_id)
        .where(condition)
        .order_by(Activity.held_on, Activity.id)
    )
    known = reading.session.execute(query).all()
    ids = [record.id for record, _ in known]
    evidence = attachment_counts(reading, "activity", ids)
    named: dict[int, list[str]] = {}
    link = activity_enterprise.c
    for some in in_chunks(ids):
        names: Any = (
            select(link.activity_id, Enterprise.name)
            .join(Enterprise, Enterprise.id == link.enterprise_id)
            .where(link.activity_id.in_(some))
            .order_by(link.activity_id, link.enterprise_id)
        )
        for activity_id, name in reading.session.execute(names):
            named.setdefault(activity_id, []).append(name)
    return [
        ActivityRow(
            record.id,
            record.kind,
            record.held_on,
            record.name,
            record.place,
            record.organiser,
            record.participants,
            enterprises_told(len(named.get(record.id, ())), record.enterprise_count),
            record.materials,
            record.media_reports,
            record.media,
            record.content,
            village,
            evidence.get(record.id, 0),
            tuple(named.get(record.id, ())),
        )
        for record, village in known
    ]


def _existing(reading: Reading, activity_id: int) -> Activity:
    record = reading.session.get(Activity, activity_id)
    if record is None or record.deleted_at is not None:
        raise RecordMissing("这项活动已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return record
