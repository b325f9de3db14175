"""Two rounds of 交叉检查 for the demo: one that is being followed, and the next one, just drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from hazard_desk.model import Campaign, CrossPair, CrossSample, Person, Village
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.cross_inspecting.arranging import draw_round, set_members
from hazard_desk.services.cross_inspecting.facts import PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import PairFacts, read_pair, save_pair, visit_start
from hazard_desk.services.cross_inspecting.records import parties_query
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.cross_inspecting.sampling import propose_samples
from hazard_desk.services.demonstrating.hazards import demo_words, general_hazard
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import enterprise_record
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import InspectionLevel, RecheckResult, Remedy

_BEGAN, _LASTS = 30, 20  # days ago, days
_DAYS = 3  # of a pair's visits
_VISITED = 4  # pairs; the first has had its answer, the second waits for it, the last isn't through yet


def add_rounds(work: UnitOfWork, random: Random) -> None:
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
            demo_words()["cross"]["note"],
            campaign_id=campaign,
            parties=tuple(PartyFacts(name) for name in names),
        )
        round_id = save_round(work, None, facts).record_id
        assert round_id is not None
        _name_teams(work, round_id, random)
        draw_round(work, round_id, seed=random.randrange(1000))
        if starts_on == begins:
            _follow(work, round_id, random)


def _name_teams(work: UnitOfWork, round_id: int, random: Random) -> None:
    """Send the 网格员 of each village and one of the office's inspectors, while there are any."""
    people = list(work.session.scalars(select(Person.name).where(Person.post.is_(None)).order_by(Person.id)))
    workers = dict(work.session.execute(select(Village.name, Village.grid_worker)).all())
    sent: set[str] = set(people) | set(workers.values())
    for party in list(work.session.scalars(parties_query(round_id))):
        second = people.pop(0) if people else _new_name(random, sent)
        set_members(work, party.id, [name for name in (workers.get(party.name, ""), second) if name])


def _new_name(random: Random, taken: set[str]) -> str:
    words = demo_words()
    while (name := random.choice(words["surnames"]) + random.choice(words["given"])) in taken:
        pass
    taken.add(name)
    return str(name)


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
            facts.evidence = demo_words()["cross"]["evidence"]
            if place == 0:
                facts.feedback_on = over + timedelta(days=12)
                facts.feedback_note = demo_words()["cross"]["feedback"]
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
                content=random.choice(demo_words()["contents"]),
                hazards=hazards,
            ),
        )


def _hazard(work: UnitOfWork, enterprise_id: int, day: date, random: Random) -> HazardFacts:
    enterprise = enterprise_record(work, enterprise_id).facts
    facts = general_hazard(random, demo_words(), enterprise.industries, lambda: enterprise.principal)
    facts.remedy, facts.deadline = Remedy.BY_DEADLINE, day + timedelta(days=10)
    if random.random() < 0.6:
        facts.rectified_on, facts.rectification_note = day + timedelta(days=6), "已按要求整改"
        facts.rechecked_on, facts.recheck_result = day + timedelta(days=8), RecheckResult.PASSED
    return facts
