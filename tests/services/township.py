"""A random township as plain data, the same data entered into an office, and F4 counted from it by hand.

The counting here shares nothing with the program: it reads the rules of the form, not its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hazard_desk.model import Hazard
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    EnforcementFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.registry import change_state, remove_enterprise, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    AccountabilityKind,
    AdmonitionKind,
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    PenaltyKind,
    RecheckResult,
    Remedy,
    SourceStage,
)

TODAY = date(2026, 11, 22)
FIRST_DAY = date(2026, 9, 1)
CAMPAIGNS = {"大排查大整治": date(2026, 9, 23), "冬季行动": None}  # the first starts in the middle of a week
NAMES = ("张三", "李四", "王五", "赵六", "钱七")


@dataclass
class PlainHazard:
    level: HazardLevel | None
    remedy: Remedy | None
    rectified: date | None = None
    failed: bool = False  # the recheck of that 整改 failed
    again: date | None = None  # rectified once more after the failed recheck
    void: bool = False
    removed: bool = False


@dataclass
class PlainVisit:
    enterprise: int
    on: date
    level: InspectionLevel | None
    stage: SourceStage | None
    team: tuple[str, ...]
    campaigns: tuple[str, ...]
    hazards: list[PlainHazard]
    removed: bool = False


@dataclass
class PlainEvent:
    """An illegal act, a penalty, a person called to account, a unit admonished, or a case."""

    kind: str
    on: date
    enterprise: int | None
    party: str
    amount: int
    campaigns: tuple[str, ...]
    handled: date | None = None
    removed: bool = False


@dataclass
class Township:
    enterprises: int
    states: list[tuple[int, date, EnterpriseState]]
    removed_enterprises: set[int]
    visits: list[PlainVisit]
    events: list[PlainEvent]
    ids: list[int] = field(default_factory=list)


_PENALTIES = {kind.value: kind for kind in PenaltyKind}
_ACCOUNTS = {kind.value: kind for kind in AccountabilityKind}
_ADMONITIONS = {kind.value: kind for kind in AdmonitionKind}
KINDS = ("act", "case", *_PENALTIES, *_ACCOUNTS, *_ADMONITIONS)


def random_township(seed: int) -> Township:
    """Invent a township: every level, stage, remedy, kind, and everything that must not count."""
    random = Random(seed)
    days = (TODAY - FIRST_DAY).days

    def day(since: date = FIRST_DAY) -> date:
        return since + timedelta(days=random.randint(0, (TODAY - since).days))

    def campaigns() -> tuple[str, ...]:
        return tuple(name for name in CAMPAIGNS if random.random() < 0.5)

    def hazard(found: date) -> PlainHazard:
        remedy = random.choice([None, *Remedy])
        level = random.choice([None, HazardLevel.GENERAL, HazardLevel.MAJOR])
        if level is HazardLevel.MAJOR and remedy is Remedy.ON_SITE:
            level = HazardLevel.GENERAL
        made = PlainHazard(level, remedy, void=random.random() < 0.1, removed=random.random() < 0.1)
        if random.random() < 0.7:
            made.rectified = day(found)
            made.failed = random.random() < 0.3
            if made.failed and random.random() < 0.5:
                made.again = day(made.rectified)
        return made

    visits = []
    for _ in range(60):
        on = day()
        visits.append(
            PlainVisit(
                random.randrange(12),
                on,
                random.choice([None, *InspectionLevel]),
                random.choice([None, *SourceStage]),
                tuple(random.sample(NAMES, random.choice([0, 1, 2, 2, 2]))),
                campaigns(),
                [hazard(on) for _ in range(random.choice([0, 1, 2, 3]))],
                removed=random.random() < 0.1,
            )
        )
    events = []
    for kind in KINDS:
        for _ in range(8):
            on = day()
            known = random.random() < 0.6
            events.append(
                PlainEvent(
                    kind,
                    on,
                    random.randrange(6) if known else None,
                    "" if known else random.choice(["临时工棚", "无照加工点"]),
                    random.randint(1, 5_000_000) if kind == "fine" else random.randint(1, 3),
                    campaigns(),
                    handled=day(on) if kind == "act" and random.random() < 0.6 else None,
                    removed=random.random() < 0.15,
                )
            )
    states = [
        (random.randrange(14), FIRST_DAY + timedelta(days=random.randint(0, days)), state)
        for _ in range(4)
        for state in EnterpriseState
    ]
    visited = {visit.enterprise for visit in visits} | {event.enterprise for event in events}
    free = [number for number in range(14) if number not in visited]
    return Township(14, states, set(free[:1]), visits, events)


# ---- into the office ---------------------------------------------------------------------------------


def enter(work: UnitOfWork, town: Township) -> Changes:
    """Enter all of it as the program's own operations do; what was removed is removed afterwards."""
    for name, starts_on in CAMPAIGNS.items():
        add_campaign(work, name, starts_on=starts_on)
    for number in range(town.enterprises):
        changes = save_enterprise(work, EnterpriseFacts(name=f"第{number}号企业"))
        assert changes.record_id is not None
        town.ids.append(changes.record_id)
    for number, since, state in town.states:
        change_state(work, town.ids[number], state, since)
    for visit in town.visits:
        _enter_visit(work, town, visit)
    for event in town.events:
        facts = _event_facts(town, event)
        changes = save_enforcement(work, facts)
        if event.removed:
            assert changes.record_id is not None
            remove_enforcement(work, type(facts), changes.record_id)
    for number in town.removed_enterprises:
        remove_enterprise(work, town.ids[number])
    return Changes("填入")


def _enter_visit(work: UnitOfWork, town: Township, visit: PlainVisit) -> None:
    facts = InspectionFacts(
        enterprise_id=town.ids[visit.enterprise],
        inspected_on=visit.on,
        level=visit.level,
        stage=visit.stage,
        inspectors=visit.team,
        campaigns=visit.campaigns,
        hazards=[_hazard_facts(hazard, at) for at, hazard in enumerate(visit.hazards)],
    )
    visit_id = save_inspection(work, facts).record_id
    assert visit_id is not None
    stored = inspection_record(work, visit_id).facts
    kept = []
    for hazard, facts_of in zip(visit.hazards, stored.hazards, strict=True):
        if hazard.again is not None:
            facts_of.rectified_on = hazard.again
            facts_of.rechecked_on = facts_of.recheck_result = None
            facts_of.rechecked_by = ""
        if hazard.void and facts_of.id is not None:
            work.session.get_one(Hazard, facts_of.id).voided_on = visit.on
        if not hazard.removed:
            kept.append(facts_of)
    stored.hazards = kept
    save_inspection(work, stored, visit_id)
    if visit.removed:
        remove_inspection(work, visit_id)


def _hazard_facts(hazard: PlainHazard, at: int) -> HazardFacts:
    facts = HazardFacts(description=f"隐患{at}", level=hazard.level, remedy=hazard.remedy)
    facts.deadline, facts.responsible = TODAY, "负责人"
    facts.measures, facts.funds_fen, facts.contingency_plan = "整改", 100, "预案"
    facts.supervision_unit = "乡政府"
    facts.rectified_on = hazard.rectified
    if hazard.failed:
        facts.rechecked_on, facts.rechecked_by = hazard.rectified, "张三"
        facts.recheck_result = RecheckResult.FAILED
    return facts


def _event_facts(town: Township, event: PlainEvent) -> EnforcementFacts:
    enterprise = town.ids[event.enterprise] if event.enterprise is not None else None
    party, on, campaigns = event.party, event.on, event.campaigns
    make: dict[str, Callable[[], EnforcementFacts]] = {
        "act": lambda: IllegalActFacts(
            on, "无证经营", enterprise, party, handled_on=event.handled, campaigns=campaigns
        ),
        "case": lambda: TypicalCaseFacts("案例", on, enterprise, campaigns=campaigns),
    }
    if event.kind in make:
        return make[event.kind]()
    if event.kind in _PENALTIES:
        return PenaltyFacts(
            _PENALTIES[event.kind],
            on,
            enterprise,
            party,
            amount_fen=event.amount if event.kind == "fine" else 0,
            certificates=event.amount if event.kind == "licence" else 0,
            campaigns=campaigns,
        )
    if event.kind in _ACCOUNTS:
        return AccountabilityFacts(_ACCOUNTS[event.kind], "某人", party, enterprise, on, campaigns=campaigns)
    return AdmonitionFacts(_ADMONITIONS[event.kind], on, enterprise, party, campaigns=campaigns)


# ---- counted by hand ---------------------------------------------------------------------------------


def counts_for_f4(visit: PlainVisit) -> bool:
    """Whether a visit is supervisory: neither 企业全面查 nor 企业自查, an empty stage after its level."""
    return (
        not visit.removed
        and visit.level is not InspectionLevel.ENTERPRISE
        and visit.stage is not SourceStage.SELF_CHECK
    )


def count_by_hand(
    town: Township, since: date | None, until: date, campaign: str | None
) -> dict[str, int | Decimal]:
    """Count the 18 figures of F4 of the days from `since` to `until`, both included."""
    begins = CAMPAIGNS[campaign] if campaign else None
    floor = max(day for day in (since, begins, date.min) if day is not None)

    def counted(day: date | None) -> bool:
        return day is not None and floor <= day <= until

    def belongs(campaigns: tuple[str, ...]) -> bool:
        return campaign is None or campaign in campaigns

    visits = [visit for visit in town.visits if counts_for_f4(visit) and belongs(visit.campaigns)]
    hazards = [
        (visit, hazard)
        for visit in visits
        for hazard in visit.hazards
        if not hazard.void and not hazard.removed
    ]
    events = [event for event in town.events if not event.removed and belongs(event.campaigns)]

    def found(major: bool) -> int:
        return sum(
            counted(visit.on) and (hazard.level is HazardLevel.MAJOR) == major for visit, hazard in hazards
        )

    def rectified(major: bool) -> int:
        days = [
            hazard.again if hazard.failed else hazard.rectified
            for _, hazard in hazards
            if (hazard.level is HazardLevel.MAJOR) == major
        ]
        return sum(counted(day) for day in days)

    def of(kind: str) -> Iterator[PlainEvent]:
        return (event for event in events if event.kind == kind and counted(event.on))

    def units(kind: str) -> int:
        return len({(event.enterprise, event.party) for event in of(kind)})

    return {
        "inspection_teams": len({frozenset(v.team) for v in visits if v.team and counted(v.on)}),
        "general_found": found(major=False),
        "general_rectified": rectified(major=False),
        "major_found": found(major=True),
        "major_rectified": rectified(major=True),
        "illegal_found": sum(1 for _ in of("act")),
        "illegal_handled": sum(counted(event.handled) for event in events if event.kind == "act"),
        "enterprises_ordered": len(
            {v.enterprise for v, h in hazards if h.remedy is Remedy.BY_DEADLINE and counted(v.on)}
        ),
        "fines_wan": Decimal(sum(event.amount for event in of("fine"))) / Decimal(1_000_000),
        "suspended": units("suspension"),
        "licences_revoked": sum(event.amount for event in of("licence")),
        "closed": units("closure"),
        "disciplined": sum(1 for _ in of("discipline")),
        "prosecuted": sum(1 for _ in of("prosecution")),
        "admonished": units("admonished"),
        "exposed": units("exposed"),
        "sanctioned": units("sanctioned"),
        "typical_cases": sum(1 for _ in of("case")),
    }


def in_operation_by_hand(town: Township, day: date) -> set[int]:
    """Return the enterprises that worked on a day: their last change of state up to it left them so."""
    working = set()
    for number in range(town.enterprises):
        changes = [
            (since, at, state)
            for at, (of, since, state) in enumerate(town.states)
            if of == number and since <= day
        ]
        last = max(changes)[2] if changes else EnterpriseState.IN_OPERATION
        if last is EnterpriseState.IN_OPERATION and number not in town.removed_enterprises:
            working.add(number)
    return working


def inspected_by_hand(town: Township, until: date, campaign: str | None) -> set[int]:
    """Return the enterprises that had a supervisory visit since the start, up to a day."""
    begins = (CAMPAIGNS[campaign] if campaign else None) or date.min
    return {
        visit.enterprise
        for visit in town.visits
        if counts_for_f4(visit)
        and begins <= visit.on <= until
        and (campaign is None or campaign in visit.campaigns)
    }
