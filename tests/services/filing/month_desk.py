"""A clerk's month at random: what she does through the program, written down in the paper ledger as well."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hazard_desk.errors import HazardDeskError
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.activities import remove_activity, save_activity
from hazard_desk.services.campaigning.opening import OpeningFacts, opening_of, save_opening
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.filing.freezing import freeze_week
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import add_campaign, campaign_by_name, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.support_pairs import SupportPairFacts, remove_support_pair, save_support_pair
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    AccountabilityKind,
    ActivityKind,
    AdmonitionKind,
    HazardLevel,
    InspectionLevel,
    Move,
    PenaltyKind,
    PenaltyTarget,
    RecheckResult,
    Remedy,
    SourceStage,
)
from tests.services.filing.paper_ledger import Event, Hazard, Ledger, Opening, Pair, Plan, Visit, friday

FIRST_DAY = date(2026, 9, 1)
CAMPAIGNS: dict[str, date | None] = {"大排查大整治": date(2026, 9, 9), "冬季行动": None}  # a Wednesday
PEOPLE = ("张三", "李四", "王五")
_LEVELS = (None, *InspectionLevel)
_STAGES = (None, *SourceStage)
_FAR = date(2027, 1, 1)
EVENTS = """
    fine suspension licence closure act admonished exposed sanctioned discipline prosecution case
""".split()  # noqa: SIM905  every kind that F4 has a column for


def filing(work: UnitOfWork, week: date, reason: str = "") -> Changes:
    """File a week as the program does, without its papers."""
    freeze_week(work, week, reason)
    return Changes(f"定稿 {week}")


def make_office(at: Path, clock: Callable[[], datetime]) -> OfficeFile:
    OfficeFile.create(at / "office", set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    return OfficeFile.open(at / "office", clock=clock)


@dataclass
class Month:
    """The office, the day, the ledger, and the ledgers before each operation for taking it back."""

    random: Random
    today: date = FIRST_DAY + timedelta(days=6)
    ledger: Ledger = field(default_factory=lambda: Ledger(dict(CAMPAIGNS)))
    before: list[Ledger] = field(default_factory=list)
    refused: int = 0
    journalled: bool = False
    done: Counter[str] = field(default_factory=Counter)
    enterprises: list[int] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    deck: list[Callable[[], bool]] = field(default_factory=list)
    office: OfficeFile = None  # type: ignore[assignment]

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(16, 0))

    def open(self, at: Path) -> OfficeFile:
        """Make the office with four enterprises and the campaigns."""
        self.office = make_office(at, self.clock)

        def begin(work: UnitOfWork) -> Changes:
            for name, starts_on in CAMPAIGNS.items():
                add_campaign(work, name, starts_on=starts_on)
            for number in range(4):
                made = save_enterprise(work, EnterpriseFacts(name=f"第{number}厂"))
                assert made.record_id is not None
                self.enterprises.append(made.record_id)
            return Changes("开始")

        self.office.run(begin)
        return self.office

    # ---- one step ----

    def step(self) -> str:
        """Do something at random; return what it was."""
        if self.random.random() < 0.55:
            self.today += timedelta(days=self.random.choice((1, 1, 2, 3)))
        doings = (
            *([self.enter_visit] * 6),
            *([self.edit_visit] * 4),
            *([self.edit_hazard] * 5),
            self.fail_recheck,
            self.fail_recheck,
            self.void_hazard,
            self.remove_visit,
            self.enter_event,
            self.enter_event,
            self.edit_event,
            self.remove_event,
            self.enter_pair,
            self.remove_pair,
            self.enter_plans,
            self.edit_plans,
            self.remove_plans,
            self.enter_opening,
            self.enter_opening,
            *([self.file] * 4),
            *([self.correct] * 2),
            self.undo,
        )
        if not self.deck:  # drawn like cards: whatever may happen does, in every month
            self.deck = self.random.sample(doings, len(doings))
        doing = self.deck.pop()
        was, attempt = copy.deepcopy(self.ledger), self.ledger
        try:
            did = doing()
        except HazardDeskError:
            assert self.ledger is attempt
            self.refused += 1
            return "refused"
        if did and doing != self.undo and self.journalled:
            self.before.append(was)
        self.done[doing.__name__] += bool(did)
        return doing.__name__ if did else ""

    def _day(self, since: date = FIRST_DAY, until: date | None = None) -> date:
        """Return a day up to today, mostly a recent one."""
        until = until or self.today
        back = self.random.choice((0, 0, 1, 2, 3, 6, 10, 20))
        return max(since, until - timedelta(days=back))

    def _campaigns(self) -> tuple[str, ...]:
        return tuple(name for name in CAMPAIGNS if self.random.random() < 0.5)

    def _run(self, operation: Any, *arguments: Any) -> int:
        changes = self.office.run(operation, *arguments)
        self.journalled = changes.entry_id is not None  # what changes nothing is nothing to take back
        return changes.record_id or 0

    # ---- visits and hazards ----

    def enter_visit(self, on: date | None = None) -> bool:
        random = self.random
        on, level, stage = on or self._day(), random.choice(_LEVELS), random.choice(_STAGES)
        team = tuple(random.sample(PEOPLE, random.choice((0, 1, 2))))
        hazards = [self._new_hazard(on) for _ in range(random.choice((0, 1, 2, 3)))]
        enterprise, campaigns = random.choice(self.enterprises), self._campaigns()
        facts = InspectionFacts(
            enterprise_id=enterprise,
            inspected_on=on,
            level=level,
            stage=stage,
            inspectors=team,
            campaigns=campaigns,
            hazards=hazards,
        )
        number = self._run(save_inspection, facts)
        visit = Visit(enterprise, on, False, "", frozenset(team), frozenset(campaigns))
        self._look(visit, level, stage)
        self.ledger.visits[number] = visit
        stored = self.office.ask(inspection_record, number).facts.hazards
        for given, kept in zip(hazards, stored, strict=True):
            assert kept.id is not None
            self.ledger.hazards[kept.id] = Hazard(
                number,
                given.level is HazardLevel.MAJOR,
                given.remedy is Remedy.BY_DEADLINE,
                given.rectified_on,
            )
        return True

    def _look(self, visit: Visit, level: InspectionLevel | None, stage: SourceStage | None) -> None:
        """Read off the form who a visit counts for."""
        visit.own = level is InspectionLevel.ENTERPRISE or stage is SourceStage.SELF_CHECK
        others = {SourceStage.CITY_SUPERVISION: "city", SourceStage.CROSS: "cross"}
        visit.sector = "self" if visit.own else others.get(stage, "county") if stage else "county"

    def _new_hazard(self, found: date) -> HazardFacts:
        random = self.random
        remedy = random.choice((None, Remedy.BY_DEADLINE, Remedy.SUPERVISED))
        facts = HazardFacts(
            "隐患", random.choice((None, HazardLevel.GENERAL, HazardLevel.MAJOR)), remedy=remedy
        )
        facts.deadline, facts.responsible, facts.measures = _FAR, "负责人", "整改"
        facts.funds_fen, facts.contingency_plan, facts.supervision_unit = 100, "预案", "乡政府"
        if random.random() < 0.4:
            facts.rectified_on = self._day(found)
        return facts

    def _visit(self) -> int | None:
        standing = [number for number, visit in self.ledger.visits.items() if not visit.gone]
        return self.random.choice(standing) if standing else None

    def edit_visit(self) -> bool:
        number = self._visit()
        if number is None:
            return False
        facts = self.office.ask(inspection_record, number).facts
        changed = copy.copy(self.ledger.visits[number])
        match self.random.choice(("day", "stage", "campaigns", "campaigns", "team")):
            case "day":
                facts.inspected_on = changed.on = self._day()
            case "stage":
                facts.level, facts.stage = self.random.choice(_LEVELS), self.random.choice(tuple(SourceStage))
                self._look(changed, facts.level, facts.stage)
            case "campaigns":
                facts.campaigns = self._campaigns()
                changed.campaigns = frozenset(facts.campaigns)
            case _:
                facts.inspectors = tuple(self.random.sample(PEOPLE, 2))
                changed.team = frozenset(facts.inspectors)
        self._run(save_inspection, facts, number)
        self.ledger.visits[number] = changed
        return True

    def _hazard(self, wanted: Callable[[Hazard], bool] = lambda _: True) -> int | None:
        standing = [
            number
            for number, hazard in self.ledger.hazards.items()
            if not (hazard.gone or hazard.void or self.ledger.visits[hazard.visit].gone) and wanted(hazard)
        ]
        return self.random.choice(standing) if standing else None

    def _save_hazard(self, number: int, changed: Hazard, **facts: Any) -> None:
        visit = changed.visit
        stored = self.office.ask(inspection_record, visit).facts
        stored.hazards = [
            replace(one, **facts) if one.id == number else one
            for one in stored.hazards
            if one.id != number or not changed.gone
        ]
        self._run(save_inspection, stored, visit)
        self.ledger.hazards[number] = changed

    def edit_hazard(self) -> bool:
        number = self._hazard()
        if number is None:
            return False
        changed, facts = copy.copy(self.ledger.hazards[number]), {}
        match self.random.choice(("rectify", "rectify", "undo", "level", "remedy", "drop")):
            case "rectify":
                changed.rectified = self._day(self.ledger.visits[changed.visit].on)
                facts = {"rectified_on": changed.rectified}
            case "undo":
                changed.rectified = None
                facts = {"rectified_on": None}
            case "level":
                changed.major = not changed.major
                facts = {"level": HazardLevel.MAJOR if changed.major else HazardLevel.GENERAL}
            case "remedy":
                changed.ordered = not changed.ordered
                facts = {"remedy": Remedy.BY_DEADLINE if changed.ordered else Remedy.SUPERVISED}
            case _:
                changed.gone = True
        self._save_hazard(number, changed, **facts)
        return True

    def fail_recheck(self) -> bool:
        number = self._hazard(lambda hazard: hazard.rectified is not None)
        if number is None:
            return False
        changed = replace(self.ledger.hazards[number], rectified=None)
        failed = {"rechecked_on": self.today, "rechecked_by": "张三", "recheck_result": RecheckResult.FAILED}
        self._save_hazard(number, changed, **failed)
        return True

    def void_hazard(self) -> bool:
        number = self._hazard()
        void = [n for n, h in self.ledger.hazards.items() if h.void and not self.ledger.visits[h.visit].gone]
        if void and self.random.random() < 0.3:
            number, kind = self.random.choice(void), Move.RESTORE
        else:
            kind = Move.VOID
        if number is None:
            return False
        self._run(make_move, [number], Step(kind, self.today, "张三", "重复登记"))
        self.ledger.hazards[number] = replace(self.ledger.hazards[number], void=kind is Move.VOID)
        return True

    def remove_visit(self) -> bool:
        number = self._visit()
        if number is None:
            return False
        self._run(remove_inspection, number)
        self.ledger.visits[number] = replace(self.ledger.visits[number], gone=True)
        return True

    # ---- what authorities do, 结对帮扶, 期初数 ----

    def _event(self, kind: str | None = None) -> tuple[Any, str, Event]:
        """Invent an event, of this kind or any: its facts, its noun, its card."""
        random = self.random
        on, campaigns = self._day(), self._campaigns()
        known = random.random() < 0.6
        enterprise = random.choice(self.enterprises) if known else None
        party = "" if known else random.choice(("临时工棚", "无照加工点"))
        who = str(enterprise) if known else party
        card = Event("", on, who, campaigns=frozenset(campaigns))
        match kind or random.choice(("fine", "act", *EVENTS)):
            case "act":
                handled = self._day(on) if kind or random.random() < 0.5 else None
                facts: Any = IllegalActFacts(
                    on, "无证经营", enterprise, party, handled_on=handled, campaigns=campaigns
                )
                return facts, "illegal_act", replace(card, kind="act", handled=handled)
            case "admonished" | "exposed" | "sanctioned" as kind:
                facts = AdmonitionFacts(AdmonitionKind(kind), on, enterprise, party, campaigns=campaigns)
                return facts, "admonition", replace(card, kind=kind)
            case "discipline" | "prosecution" as kind:
                facts = AccountabilityFacts(
                    AccountabilityKind(kind), "某某", decided_on=on, campaigns=campaigns
                )
                return facts, "accountability", replace(card, kind=kind, who="")
            case "case":
                facts = TypicalCaseFacts("违规动火", on, campaigns=campaigns)
                return facts, "typical_case", replace(card, kind="case", who="")
            case kind:
                amount = {"fine": random.randint(1, 5_000_000), "licence": random.randint(1, 3)}.get(kind, 1)
                principal = random.random() < 0.4
                facts = PenaltyFacts(
                    PenaltyKind(kind),
                    on,
                    enterprise,
                    party,
                    PenaltyTarget.PRINCIPAL if principal else PenaltyTarget.ENTERPRISE,
                    amount_fen=amount if kind == "fine" else 0,
                    certificates=amount if kind == "licence" else 0,
                    campaigns=campaigns,
                )
                return facts, "penalty", replace(card, kind=kind, amount=amount, principal=principal)

    def enter_event(self, kind: str | None = None) -> bool:
        facts, noun, card = self._event(kind)
        self.ledger.events[noun, self._run(save_enforcement, facts)] = card
        return True

    def _standing_event(self) -> tuple[str, int] | None:
        standing = [key for key, event in self.ledger.events.items() if not event.gone]
        return self.random.choice(standing) if standing else None

    def edit_event(self) -> bool:
        key = self._standing_event()
        if key is None:
            return False
        facts, noun, card = self._event()
        while noun != key[0]:
            facts, noun, card = self._event()
        self._run(save_enforcement, facts, key[1])
        self.ledger.events[key] = card
        return True

    def remove_event(self) -> bool:
        key = self._standing_event()
        if key is None:
            return False
        kinds: dict[str, type] = {
            "penalty": PenaltyFacts,
            "illegal_act": IllegalActFacts,
            "admonition": AdmonitionFacts,
            "accountability": AccountabilityFacts,
            "typical_case": TypicalCaseFacts,
        }
        self._run(remove_enforcement, kinds[key[0]], key[1])
        self.ledger.events[key] = replace(self.ledger.events[key], gone=True)
        return True

    def enter_pair(self) -> bool:
        helper, helped = self.random.sample(self.enterprises, 2)
        starts, campaigns = self._day(), self._campaigns()
        ends = starts + timedelta(days=14) if self.random.random() < 0.4 else None
        number = self._run(
            save_support_pair, SupportPairFacts(helper, helped, starts, ends, campaigns=campaigns)
        )
        self.ledger.pairs[number] = Pair(helper, helped, starts, ends, frozenset(campaigns))
        return True

    def remove_pair(self) -> bool:
        standing = [number for number, pair in self.ledger.pairs.items() if not pair.gone]
        if not standing:
            return False
        number = self.random.choice(standing)
        self._run(remove_support_pair, number)
        self.ledger.pairs[number] = replace(self.ledger.pairs[number], gone=True)
        return True

    def enter_plans(self) -> bool:
        """Enter which enterprises handed in their 自查自改方案: or a meeting, which is no such thing."""
        on, campaigns = self._day(), self._campaigns()
        whose = frozenset(self.random.sample(self.enterprises, self.random.choice((1, 2, 3))))
        self._save_plans(ActivityKind.SELF_PLAN, Plan(on, whose, frozenset(campaigns)))
        return True

    def _save_plans(self, kind: ActivityKind, plan: Plan, number: int | None = None) -> None:
        facts = ActivityFacts(
            kind,
            plan.on,
            "自查自改方案",
            enterprises=tuple(sorted(plan.enterprises)),
            campaigns=tuple(plan.campaigns),
        )
        saved = self._run(save_activity, facts, number)
        if kind is not ActivityKind.SELF_PLAN:
            plan = replace(plan, enterprises=frozenset())  # a meeting is no plan
        self.ledger.plans[saved] = plan

    def _plans(self) -> int | None:
        standing = [number for number, plan in self.ledger.plans.items() if not plan.gone]
        return self.random.choice(standing) if standing else None

    def edit_plans(self) -> bool:
        """Name other enterprises, move the day, give it to other campaigns, or find that it was a meeting."""
        number = self._plans()
        if number is None:
            return False
        plan, kind = self.ledger.plans[number], ActivityKind.SELF_PLAN
        whose = frozenset(self.random.sample(self.enterprises, self.random.choice((1, 2, 3))))
        match self.random.choice(("enterprises", "enterprises", "day", "campaigns", "kind")):
            case "enterprises":
                changed = replace(plan, enterprises=whose)
            case "day":
                changed = replace(plan, on=self._day(), enterprises=plan.enterprises or whose)
            case "campaigns":
                changed = replace(
                    plan, campaigns=frozenset(self._campaigns()), enterprises=plan.enterprises or whose
                )
            case _:
                changed, kind = replace(plan, enterprises=whose), ActivityKind.MEETING
        self._save_plans(kind, changed, number)
        return True

    def remove_plans(self) -> bool:
        number = self._plans()
        if number is None:
            return False
        self._run(remove_activity, number)
        self.ledger.plans[number] = replace(self.ledger.plans[number], gone=True)
        return True

    def enter_opening(self) -> bool:
        """Enter 期初数, or change them: mostly of what came before the first record."""
        scope = self.random.choice((None, *CAMPAIGNS))
        as_of = FIRST_DAY - timedelta(days=1) if self.random.random() < 0.8 else self._day()
        keys = """
            general_found general_rectified inspection_teams fines_wan county_general_found self_plans
        """.split()  # noqa: SIM905  one a line would hide what they are
        figures = {key: self.random.randint(0, 30) for key in keys if self.random.random() < 0.7}

        def save(work: UnitOfWork) -> Changes:
            known = campaign_by_name(work, scope).id if scope else None
            present = opening_of(work, known)
            facts = OpeningFacts(known, as_of, "县里的表", "", figures)
            return save_opening(work, facts, present.id if present else None)

        self._run(save)
        self.ledger.openings[scope] = Opening(as_of, figures)
        return True

    # ---- the book ----

    def file(self, week: date | None = None) -> bool:
        """File this week; else the present one, the last one, or one before: whichever is open yet."""
        week = week or friday(self.today) - timedelta(weeks=self.random.choice((0, 0, 1, 1, 2)))
        closed = self.ledger.closed
        if (closed is not None and week <= closed) or week < FIRST_DAY:
            return False
        self._run(filing, week)
        self.ledger.file(week)
        return True

    def correct(self) -> bool:
        weeks = sorted(self.ledger.pages())
        if not weeks:
            return False
        week = self.random.choice(weeks)
        self._run(filing, week, "数字有误")
        self.ledger.file(week)
        return True

    def undo(self) -> bool:
        if not self.before:
            return False
        self.office.run(undo_last)
        self.ledger = self.before.pop()
        return True
