"""专项行动: listed, entered, changed, and moved to the recycle bin while nothing names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, func, insert, select

from hazard_desk.errors import HazardDeskError, RecordMissing
from hazard_desk.model import (
    Accountability,
    Activity,
    Admonition,
    Batch,
    Campaign,
    CampaignPhase,
    CrossRound,
    Enterprise,
    FiledPaper,
    FormEntry,
    IllegalAct,
    Industry,
    Inspection,
    OpeningStatement,
    Penalty,
    SupportPair,
    Task,
    TipOff,
    TypicalCase,
    Village,
    accountability_campaign,
    activity_campaign,
    admonition_campaign,
    campaign_industry,
    campaign_village,
    illegal_act_campaign,
    inspection_campaign,
    penalty_campaign,
    support_pair_campaign,
    tip_off_campaign,
    typical_case_campaign,
)
from hazard_desk.rules.refusal import Refusal, backwards
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.campaigning.facts import CampaignFacts, PhaseFacts
from hazard_desk.services.campaigning.obligations import obligations_of, refused_obligations, set_obligations
from hazard_desk.services.offices import binned_name, free_name
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.services.supervisory import IN_OPERATION, in_scope
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_PLAIN = ("name", "document_number", "issuer", "starts_on", "ends_on", "recipient", "note", "scope")

# Records that may belong to several campaigns: the noun, its link.
_LINKED: tuple[tuple[Any, Table], ...] = (
    (Inspection, inspection_campaign),
    (IllegalAct, illegal_act_campaign),
    (Penalty, penalty_campaign),
    (Accountability, accountability_campaign),
    (Admonition, admonition_campaign),
    (TypicalCase, typical_case_campaign),
    (TipOff, tip_off_campaign),
    (SupportPair, support_pair_campaign),
    (Activity, activity_campaign),
)
# What names one campaign.
_NAMING: tuple[Any, ...] = (CrossRound, Batch, OpeningStatement, FormEntry, FiledPaper, Task)

USED_BY = frozenset(
    {table.name for _, table in _LINKED}
    | {noun.__tablename__ for noun, _ in _LINKED}
    | {noun.__tablename__ for noun in _NAMING}
)
"""Tables whose change may change how many records use a campaign."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One line of the list: what describes a campaign, where it stands today, how many records use it."""

    id: int
    name: str
    about: str  # 文号，起止日期
    stands: str  # 未开始, the present phase, 进行中, 已结束
    used: int


def campaign_rows(reading: Reading) -> list[CampaignRow]:
    """Return the campaigns in the order entered."""
    phases: dict[int, list[CampaignPhase]] = {}
    for phase in reading.session.scalars(select(CampaignPhase).order_by(CampaignPhase.position)):
        phases.setdefault(phase.campaign_id, []).append(phase)
    query: Any = select(Campaign, _used()).where(Campaign.deleted_at.is_(None)).order_by(Campaign.id)
    return [
        CampaignRow(
            campaign.id,
            campaign.name,
            "，".join(filter(None, (campaign.document_number, _span(campaign.starts_on, campaign.ends_on)))),
            _stands(campaign, phases.get(campaign.id, ()), reading.today),
            used,
        )
        for campaign, used in reading.session.execute(query)
    ]


def _used() -> Any:
    used: Any = 0
    for noun, link in _LINKED:
        named = select(link.c[0]).where(link.c.campaign_id == Campaign.id).correlate(Campaign)
        used += (
            select(func.count(noun.id))
            .where(noun.deleted_at.is_(None), noun.id.in_(named))
            .correlate(Campaign)
            .scalar_subquery()
        )
    for noun in _NAMING:
        named = select(func.count(noun.id)).where(noun.campaign_id == Campaign.id)
        if hasattr(noun, "deleted_at"):
            named = named.where(noun.deleted_at.is_(None))
        used += named.correlate(Campaign).scalar_subquery()
    return used


def _span(start: date | None, end: date | None) -> str:
    return f"{start or '……'} 至 {end or '……'}" if start or end else ""


def _stands(campaign: Campaign, phases: Iterable[CampaignPhase], today: date) -> str:
    if campaign.starts_on and today < campaign.starts_on:
        return "未开始"
    if campaign.ends_on and campaign.ends_on < today:
        return "已结束"
    for phase in phases:
        if phase.starts_on and phase.ends_on and phase.starts_on <= today <= phase.ends_on:
            return phase.name
    return "进行中" if campaign.starts_on else ""


def campaign_facts(reading: Reading, campaign_id: int) -> CampaignFacts:
    """Return a campaign with its scope, phases and obligations."""
    campaign = _existing(reading, campaign_id)
    trades, villages = campaign_industry.c, campaign_village.c
    of_trades = (
        select(trades.industry_id)
        .join(Industry, Industry.id == trades.industry_id)
        .where(trades.campaign_id == campaign_id)
        .order_by(Industry.position, Industry.id)
    )
    of_villages = select(villages.village_id).where(villages.campaign_id == campaign_id)
    return CampaignFacts(
        **{name: getattr(campaign, name) for name in _PLAIN},
        industries=tuple(reading.session.scalars(of_trades)),
        villages=tuple(reading.session.scalars(of_villages.order_by(villages.village_id))),
        phases=_phases_of(reading, campaign_id),
        obligations=obligations_of(reading, campaign_id),
    )


def _phases_of(reading: Reading, campaign_id: int) -> tuple[PhaseFacts, ...]:
    query = select(CampaignPhase).where(CampaignPhase.campaign_id == campaign_id)
    return tuple(
        PhaseFacts(row.name, row.starts_on, row.ends_on, row.content)
        for row in reading.session.scalars(query.order_by(CampaignPhase.position, CampaignPhase.id))
    )


def enterprises_in_scope(reading: Reading, campaign_id: int) -> int:
    """Return how many enterprises in operation a campaign concerns: what its coverage is reckoned of."""
    campaign = _existing(reading, campaign_id)
    query = select(func.count(Enterprise.id)).where(IN_OPERATION, in_scope(campaign))
    return reading.session.scalar(query) or 0


def save_campaign(work: UnitOfWork, facts: CampaignFacts, campaign_id: int | None = None) -> Changes:
    """Add a campaign, or change the one with this id.

    Refused: no name or another one's, days that run backwards, a phase without a name or outside the
    campaign, an obligation without its form or day; an industry or a village that the office doesn't have.
    """
    refuse_if_any(_refusals(work, facts, campaign_id))
    name = facts.name.strip()
    free_name(work, Campaign, name)
    if campaign_id is None:
        campaign = Campaign(entered_at=work.now)
        work.session.add(campaign)
    else:
        campaign = _existing(work, campaign_id)
    for one in _PLAIN:
        setattr(campaign, one, getattr(facts, one))
    campaign.name = name
    work.session.flush()
    _set_links(work, campaign_industry, "industry_id", campaign.id, facts.industries)
    _set_links(work, campaign_village, "village_id", campaign.id, facts.villages)
    _set_phases(work, campaign.id, facts.phases)
    set_obligations(work, campaign.id, facts.obligations)
    verb = "新增" if campaign_id is None else "修改"
    return Changes(f"{verb}专项行动「{name}」", campaign.id)


def _refusals(work: UnitOfWork, facts: CampaignFacts, campaign_id: int | None) -> list[Refusal]:
    found = []
    if not facts.name.strip():
        found.append(Refusal("name", "没有填专项行动名称", "请填写专项行动名称。"))
    query = select(Campaign.id, Campaign.name).where(Campaign.deleted_at.is_(None))
    for other_id, name in work.session.execute(query):
        if other_id != campaign_id and comparable(name) == comparable(facts.name):
            found.append(Refusal("name", f"已经有「{name}」", "请直接修改那一条。"))
    found += backwards(facts.starts_on, facts.ends_on)
    found += _refused_phases(facts)
    found += refused_obligations(facts.obligations)
    for field, noun, ids, what in (
        ("industries", Industry, facts.industries, "行业"),
        ("villages", Village, facts.villages, "村（社区）"),
    ):
        living = set(work.session.scalars(select(noun.id).where(noun.deleted_at.is_(None))))
        if not living.issuperset(ids):
            found.append(Refusal(field, f"有的{what}已不在名册里", "请去掉，或另选。"))
    return found


def _refused_phases(facts: CampaignFacts) -> list[Refusal]:
    found = []
    for number, phase in enumerate(facts.phases, start=1):
        where = f"阶段「{phase.name.strip()}」" if phase.name.strip() else f"第 {number} 个阶段"
        if not phase.name.strip():
            found.append(Refusal("phases", f"{where}没有名称", "请填写名称，或去掉这一行。"))
        if backwards(phase.starts_on, phase.ends_on):
            found.append(Refusal("phases", f"{where}的结束日期早于开始日期", "请核对日期。"))
        days = [day for day in (phase.starts_on, phase.ends_on) if day is not None]
        early = facts.starts_on is not None and any(day < facts.starts_on for day in days)
        late = facts.ends_on is not None and any(day > facts.ends_on for day in days)
        if early or late:
            span = _span(facts.starts_on, facts.ends_on)
            found.append(
                Refusal("phases", f"{where}的日期不在专项行动的起止日期（{span}）里", "请核对日期。")
            )
    return found


def _set_links(work: UnitOfWork, table: Table, column: str, campaign_id: int, wanted: Sequence[int]) -> None:
    named = table.c[column]
    mine = table.c.campaign_id == campaign_id
    present = set(work.session.scalars(select(named).where(mine)))
    if gone := present - set(wanted):
        work.session.execute(delete(table).where(mine, named.in_(gone)))
    if new := sorted(set(wanted) - present):
        work.session.execute(insert(table), [{"campaign_id": campaign_id, column: one} for one in new])


def _set_phases(work: UnitOfWork, campaign_id: int, phases: Sequence[PhaseFacts]) -> None:
    wanted = [PhaseFacts(one.name.strip(), one.starts_on, one.ends_on, one.content.strip()) for one in phases]
    if [astuple(one) for one in _phases_of(work, campaign_id)] == [astuple(one) for one in wanted]:
        return
    work.session.execute(delete(CampaignPhase).where(CampaignPhase.campaign_id == campaign_id))
    for position, one in enumerate(wanted):
        work.session.add(
            CampaignPhase(
                campaign_id=campaign_id,
                position=position,
                name=one.name,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                content=one.content,
            )
        )
    work.session.flush()


def remove_campaign(work: UnitOfWork, campaign_id: int) -> Changes:
    """Move a campaign to the recycle bin; one that records or filed papers name is kept."""
    campaign = _existing(work, campaign_id)
    row = next(row for row in campaign_rows(work) if row.id == campaign_id)
    if row.used:
        raise HazardDeskError(
            f"「{row.name}」还有 {row.used} 条记录用着，不能移入回收站。",
            "没有改动任何数据。",
            "可以改名，或填上结束日期。",
        )
    # Its name is free again for another one; the journal keeps the whole.
    campaign.name = binned_name(work, Campaign, campaign.name)
    campaign.deleted_at = work.now
    return Changes(f"专项行动「{row.name}」移入回收站", campaign_id)


def _existing(reading: Reading, campaign_id: int) -> Campaign:
    campaign = reading.session.get(Campaign, campaign_id)
    if campaign is None or campaign.deleted_at is not None:
        raise RecordMissing("这个专项行动已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return campaign
