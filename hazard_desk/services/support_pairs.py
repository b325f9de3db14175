"""结对帮扶 (S003 三(一)): which 标杆企业 helps which enterprise, and what the helped ones found with it.

What counts as found with help is defined once, in the log behind F6 (`supervisory.found_with_help`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from hazard_desk.errors import RecordMissing
from hazard_desk.model import (
    Campaign,
    Enterprise,
    Hazard,
    Inspection,
    SupportPair,
    Village,
    support_pair_campaign,
)
from hazard_desk.rules.refusal import Refusal, backwards
from hazard_desk.services.inspecting.saving import set_links
from hazard_desk.services.offices import campaign_by_name, industry_names
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.registry import EnterpriseRow, enterprise_rows
from hazard_desk.services.reporting import current_week_end, rows_of_figures, statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks

_STANDING = SupportPair.deleted_at.is_(None)
_FIGURES = {
    "helped_general_found": "general",
    "helped_general_rectified": "general_rectified",
    "helped_major_found": "major",
    "helped_major_rectified": "major_rectified",
}
"""The figures of F6, each with the field of `Found` that tells it."""


@dataclass(slots=True)
class SupportPairFacts:
    """One pair as it is entered."""

    helper_id: int | None = None  # 标杆企业
    helped_id: int | None = None  # 帮扶企业
    starts_on: date | None = None
    ends_on: date | None = None
    meeting_on: date | None = None  # 座谈会
    plan: str = ""  # 结对帮扶计划
    progress: str = ""
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Hazards, by level: found, and rectified."""

    general: int = 0
    general_rectified: int = 0
    major: int = 0
    major_rectified: int = 0


@dataclass(frozen=True, slots=True)
class SupportPairRow:
    """One line of the list of pairs; `found` is what the helped enterprise found itself since the start."""

    id: int
    helper_id: int
    helped_id: int
    helper: str
    helped: str
    village: str  # of the helped enterprise, as its industries
    industries: str
    starts_on: date
    ends_on: date | None
    meeting_on: date | None
    plan: str
    progress: str
    note: str
    found: Found


@dataclass(frozen=True, slots=True)
class SupportPairs:
    """The pairs with their totals; a hazard counts once however many enterprises helped."""

    rows: tuple[SupportPairRow, ...]
    helpers: int
    helped: int
    found: Found


@dataclass(frozen=True, slots=True)
class SupportPairRecord:
    """One pair to be changed: its facts, and the lines of the two enterprises."""

    facts: SupportPairFacts
    helper: EnterpriseRow | None
    helped: EnterpriseRow | None


def save_support_pair(work: UnitOfWork, facts: SupportPairFacts, pair_id: int | None = None) -> Changes:
    """Enter a pair, or change the one with `pair_id`.

    Refused: an enterprise with itself or one no longer in the registry, no first day, backward days, a
    meeting that is still to come, the same pair twice at the same time.
    """
    session = work.session
    pair = _existing(work, pair_id) if pair_id is not None else None
    names = {
        field: _name(work, enterprise_id)
        for field, enterprise_id in (("helper_id", facts.helper_id), ("helped_id", facts.helped_id))
    }
    refuse_if_any([*_refusals(facts, names, work.today), *_twice(work, facts, pair_id)])
    assert facts.helper_id is not None
    assert facts.helped_id is not None
    assert facts.starts_on is not None
    campaigns = {campaign_by_name(work, name).id for name in facts.campaigns}
    if pair is None:
        pair = SupportPair(entered_at=work.now)
        session.add(pair)
    pair.helper_id, pair.helped_id = facts.helper_id, facts.helped_id
    pair.starts_on, pair.ends_on, pair.meeting_on = facts.starts_on, facts.ends_on, facts.meeting_on
    pair.plan, pair.progress, pair.note = facts.plan, facts.progress, facts.note
    session.flush()
    set_links(work, support_pair_campaign, "support_pair_id", pair.id, "campaign_id", campaigns)
    verb = "新增" if pair_id is None else "修改"
    return Changes(f"{verb}结对帮扶「{names['helper_id']}」帮扶「{names['helped_id']}」", pair.id)


def remove_support_pair(work: UnitOfWork, pair_id: int) -> Changes:
    """Move a pair to the recycle bin."""
    pair = _existing(work, pair_id)
    pair.deleted_at = work.now
    helper, helped = (work.session.get_one(Enterprise, one).name for one in (pair.helper_id, pair.helped_id))
    return Changes(f"结对帮扶「{helper}」帮扶「{helped}」移入回收站", pair_id)


def support_pair_record(reading: Reading, pair_id: int) -> SupportPairRecord:
    """Return one pair's facts with its enterprises; one no longer in the registry is to be chosen anew."""
    pair = _existing(reading, pair_id)
    link = support_pair_campaign.c
    campaigns = reading.session.scalars(
        select(Campaign.name)
        .join(support_pair_campaign, link.campaign_id == Campaign.id)
        .where(link.support_pair_id == pair_id)
        .order_by(Campaign.id)
    )
    facts = SupportPairFacts(
        pair.helper_id,
        pair.helped_id,
        pair.starts_on,
        pair.ends_on,
        pair.meeting_on,
        pair.plan,
        pair.progress,
        tuple(campaigns),
        pair.note,
    )
    known = {
        row.id: row
        for row in enterprise_rows(reading, [pair.helper_id, pair.helped_id])
        if _name(reading, row.id)
    }
    return SupportPairRecord(facts, known.get(pair.helper_id), known.get(pair.helped_id))


def support_pairs(reading: Reading, enterprise_id: int | None = None) -> list[SupportPairRow]:
    """Return the pairs, all or an enterprise's, by their start, with what counts in the present week's F6."""
    of_it = SupportPair.helper_id == enterprise_id, SupportPair.helped_id == enterprise_id
    chosen = _STANDING if enterprise_id is None else _STANDING & or_(*of_it)
    return _rows(reading, None, chosen, current_week_end(reading))


def support_pairs_of_week(reading: Reading, week_end: date, campaign: str | None = None) -> SupportPairs:
    """Return the pairs begun by the end of a week with what was found; the totals are the figures of F6.

    Of a campaign are the pairs and the hazards that belong to it.
    """
    chosen = campaign_by_name(reading, campaign) if campaign else None
    figures: Any = statistics(reading, week_end, campaign).dispatch
    return SupportPairs(
        tuple(_rows(reading, chosen, _of_campaign(chosen) & (SupportPair.starts_on <= week_end), week_end)),
        figures["model_enterprises"],
        figures["helped_enterprises"],
        Found(**{field: figures[figure] for figure, field in _FIGURES.items()}),
    )


# ---- inside ---------------------------------------------------------------------------------------


def _name(reading: Reading, enterprise_id: int | None) -> str:
    """Return what an enterprise of the registry is called; "" where it isn't there."""
    enterprise = reading.session.get(Enterprise, enterprise_id) if enterprise_id else None
    return enterprise.name if enterprise is not None and enterprise.deleted_at is None else ""


def _refusals(facts: SupportPairFacts, names: dict[str, str], today: date) -> list[Refusal]:
    refusals = []
    for field, label, value in (
        ("helper_id", "标杆企业", facts.helper_id),
        ("helped_id", "帮扶企业", facts.helped_id),
    ):
        if value is None:
            refusals.append(Refusal(field, f"没有选定{label}", "请从企业档案里选一家。"))
        elif not names[field]:
            refusals.append(Refusal(field, f"这家{label}已不在企业档案里", "请另选一家。"))
    if facts.helper_id is not None and facts.helper_id == facts.helped_id:
        refusals.append(Refusal("helped_id", "标杆企业和帮扶企业是同一家", "请另选一家帮扶企业。"))
    if facts.starts_on is None:
        refusals.append(Refusal("starts_on", "没有填结对日期", "请填写日期。"))
    if facts.meeting_on is not None and facts.meeting_on > today:
        refusals.append(
            Refusal("meeting_on", f"座谈会日期 {facts.meeting_on} 晚于今天", "请填写已经开过的日期。")
        )
    return [*refusals, *backwards(facts.starts_on, facts.ends_on)]


def _twice(reading: Reading, facts: SupportPairFacts, pair_id: int | None) -> list[Refusal]:
    """Return the refusal of a pair whose days overlap with those of the same two enterprises."""
    if facts.starts_on is None or facts.helper_id is None or facts.helped_id is None:
        return []
    same = select(SupportPair).where(
        _STANDING,
        SupportPair.helper_id == facts.helper_id,
        SupportPair.helped_id == facts.helped_id,
        SupportPair.ends_on.is_(None) | (SupportPair.ends_on >= facts.starts_on),
    )
    if facts.ends_on is not None:
        same = same.where(SupportPair.starts_on <= facts.ends_on)
    if pair_id is not None:
        same = same.where(SupportPair.id != pair_id)
    other = reading.session.scalars(same.limit(1)).first()
    if other is None:
        return []
    until = f"到 {other.ends_on}" if other.ends_on else "，没有填结束日期"
    return [
        Refusal(
            "starts_on",
            f"这两家在同一时间已经结对（从 {other.starts_on} 起{until}）",
            "请修改原来那一条，或核对日期。",
        )
    ]


def _of_campaign(campaign: Campaign | None) -> Any:
    if campaign is None:
        return _STANDING
    link = support_pair_campaign.c
    return _STANDING & SupportPair.id.in_(select(link.support_pair_id).where(link.campaign_id == campaign.id))


def _rows(
    reading: Reading, campaign: Campaign | None, condition: Any, week_end: date
) -> list[SupportPairRow]:
    helper, helped = aliased(Enterprise), aliased(Enterprise)
    query: Any = (
        select(SupportPair, helper.name, helped.name, func.coalesce(Village.name, ""))
        .join(helper, helper.id == SupportPair.helper_id)
        .join(helped, helped.id == SupportPair.helped_id)
        .outerjoin(Village, Village.id == helped.village_id)
        .where(condition)
        .order_by(SupportPair.starts_on, SupportPair.id)
    )
    known = reading.session.execute(query).all()
    industries = industry_names(reading, {pair.helped_id for pair, *_ in known})
    found = _found_by_pair(reading, [pair for pair, *_ in known], campaign, week_end)
    return [
        SupportPairRow(
            pair.id,
            pair.helper_id,
            pair.helped_id,
            helper_name,
            helped_name,
            village,
            "、".join(industries.get(pair.helped_id, ())),
            pair.starts_on,
            pair.ends_on,
            pair.meeting_on if pair.meeting_on is None or pair.meeting_on <= week_end else None,
            pair.plan,
            pair.progress,
            pair.note,
            Found(**found[pair.id]),
        )
        for pair, helper_name, helped_name, village in known
    ]


def _found_by_pair(
    reading: Reading, pairs: Sequence[SupportPair], campaign: Campaign | None, week_end: date
) -> dict[int, dict[str, int]]:
    """Share out the hazards behind the figures of F6 among the pairs in whose time they were found."""
    found: dict[int, dict[str, int]] = {pair.id: {} for pair in pairs}
    if not pairs:
        return found
    of_helped: dict[int, list[SupportPair]] = {}
    for pair in pairs:
        of_helped.setdefault(pair.helped_id, []).append(pair)
    name = campaign.name if campaign else None
    rows = rows_of_figures(reading, tuple(_FIGURES), week_end, cumulative=True, campaign=name)
    told = [row.fact for row in rows if row.fact.noun == "hazard"]
    visits: dict[int, tuple[int, date]] = {}
    for some in in_chunks(sorted({fact.record_id for fact in told})):
        query: Any = (
            select(Hazard.id, Inspection.enterprise_id, Inspection.inspected_on)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .where(Hazard.id.in_(some))
        )
        visits |= {known: (where, day) for known, where, day in reading.session.execute(query)}
    for fact in told:
        enterprise_id, day = visits.get(fact.record_id, (0, fact.on))
        for pair in of_helped.get(enterprise_id, ()):
            if pair.starts_on <= day and (pair.ends_on is None or day <= pair.ends_on):
                field = _FIGURES[fact.figure]
                found[pair.id][field] = found[pair.id].get(field, 0) + 1
    return found


def _existing(reading: Reading, pair_id: int) -> SupportPair:
    pair = reading.session.get(SupportPair, pair_id)
    if pair is None or pair.deleted_at is not None:
        raise RecordMissing("这一对已不在结对帮扶名单里。", "没有改动任何数据。", "请刷新列表。")
    return pair
