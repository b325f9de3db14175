"""Two rounds of 交叉检查 for the demo: one that is being followed, and the next one, just drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Campaign, CrossPair, CrossParty, CrossSample, Person, Village
from hazard_desk.resources import load_json
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.cross_inspecting.arranging import draw_round, set_members
from hazard_desk.services.cross_inspecting.facts import PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, read_pair, save_pair, visit_start
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.cross_inspecting.sampling import propose_samples
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import enterprise_record
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import HazardLevel, InspectionLevel, RecheckResult, Remedy

_BEGAN, _LASTS = 30, 20  # days ago, days
_DAYS = 3  # of a pair's visits
_VISITED = 4  # pairs; the first has had its answer, the second waits for it, the last isn't through yet


def add_demo_rounds(work: UnitOfWork, random: Random) -> None:
    """Let the villages inspect one another twice; places without two villages have nothing to do."""
    names = list(
        work.session.scalars(select(Village.name).where(Village.deleted_at.is_(None)).order_by(Village.id))
    )
    if len(names) < 2:
        return
    campaign = work.session.scalar(select(Campaign.id).order_by(Campaign.id).limit(1))
    begins = work.today - timedelta(days=_BEGAN)
    for title, starts_on in (("第一轮", begins), ("第二轮", work.today + timedelta(days=10))):
        facts = RoundFacts(
            title,
            starts_on,
            starts_on + timedelta(days=_LASTS),
            "每组检查不少于 3 天、5 家企业",
            campaign_id=campaign,
            parties=tuple(PartyFacts(name) for name in names),
        )
        round_id = save_round(work, None, facts).record_id
        assert round_id is not None
        _name_teams(work, round_id)
        draw_round(work, round_id, seed=random.randrange(1000))
        if starts_on == begins:
            _follow(work, round_id, random)


def _name_teams(work: UnitOfWork, round_id: int) -> None:
    """Send the 网格员 of each village and one of the office's inspectors."""
    people = list(work.session.scalars(select(Person.name).where(Person.post.is_(None)).order_by(Person.id)))
    workers = dict(work.session.execute(select(Village.name, Village.grid_worker)).all())
    parties = select(CrossParty).where(CrossParty.round_id == round_id).order_by(CrossParty.position)
    for place, party in enumerate(list(work.session.scalars(parties))):
        members = [workers.get(party.name, ""), people[place % len(people)] if people else ""]
        set_members(work, party.id, [name for name in members if name])


def _follow(work: UnitOfWork, round_id: int, random: Random) -> None:
    propose_samples(work, round_id)
    query = select(CrossPair.id).where(CrossPair.round_id == round_id).order_by(CrossPair.position)
    for place, pair_id in enumerate(list(work.session.scalars(query))[:_VISITED]):
        begins = work.today - timedelta(days=_BEGAN - 2 * place)
        _visit(work, pair_id, begins, random, whole=place < _VISITED - 1)
        facts = PairFacts(begins, begins + timedelta(days=_DAYS - 1))
        line = read_pair(work, pair_id).line
        if line.visited and place < 2:
            over = begins + timedelta(days=_DAYS)
            facts.handed_over_on, facts.feedback_due_on = over, over + timedelta(days=15)
            facts.handed_over_by, facts.received_by = line.team.split("、")[0], f"{line.inspected}负责人"
            facts.evidence = "现场照片、检查记录复印件"
            if place == 0:
                facts.feedback_on = over + timedelta(days=12)
                facts.feedback_note = "已逐条整改，附整改照片"
                facts.reported_on = over + timedelta(days=5)
        save_pair(work, pair_id, facts)


def _visit(work: UnitOfWork, pair_id: int, begins: date, random: Random, *, whole: bool) -> None:
    query = select(CrossSample.enterprise_id).where(CrossSample.pair_id == pair_id)
    sampled = list(work.session.scalars(query.order_by(CrossSample.position)))
    for place, enterprise_id in enumerate(sampled if whole else sampled[:2]):
        day = begins + timedelta(days=place % _DAYS)
        start = visit_start(work, pair_id, enterprise_id)
        hazards = [_hazard(work, enterprise_id, day, random) for _ in range(random.choice([0, 1, 2, 2]))]
        for hazard in hazards:
            if hazard.rechecked_on is not None:
                hazard.rechecked_by = "、".join(start.inspectors)
        save_inspection(
            work,
            replace(
                start,
                inspected_on=day,
                level=InspectionLevel.TOWNSHIP,
                content="安全生产责任制、现场管理、危险作业审批",
                hazards=hazards,
            ),
        )


def _hazard(work: UnitOfWork, enterprise_id: int, day: date, random: Random) -> HazardFacts:
    words: dict[str, Any] = load_json("demo.json")
    enterprise = enterprise_record(work, enterprise_id).facts
    pool = [text for name in (*enterprise.industries, "") for text in words["hazards"].get(name, [])]
    facts = HazardFacts(
        description=random.choice(pool),
        level=HazardLevel.GENERAL,
        evidence=f"照片{random.randint(1, 9)}",
        measures=random.choice(words["measures"]),
        responsible=enterprise.principal,
        remedy=Remedy.BY_DEADLINE,
        deadline=day + timedelta(days=10),
    )
    if random.random() < 0.6:
        facts.rectified_on, facts.rectification_note = day + timedelta(days=6), "已按要求整改"
        facts.rechecked_on, facts.recheck_result = day + timedelta(days=8), RecheckResult.PASSED
    return facts
