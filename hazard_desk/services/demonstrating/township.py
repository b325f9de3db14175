"""The invented township: villages, people, enterprises, three months of visits, enforcement."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from hazard_desk.model import (
    Duty,
    Industry,
    Person,
    Village,
)
from hazard_desk.rules.enterprise_size import size_bounds
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.reporting_week import reporting_day_on_or_after
from hazard_desk.services.campaigning.saving import save_campaign
from hazard_desk.services.demonstrating.campaigns import CAMPAIGNS, demo_campaign
from hazard_desk.services.demonstrating.hazards import demo_words, general_hazard
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    save_enforcement,
)
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import change_state, save_enterprise
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    AccountabilityKind,
    AdmonitionKind,
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    InspectionMode,
    LeaderPost,
    PenaltyKind,
    RecheckResult,
    Remedy,
    RiskLevel,
    SizeSector,
    SourceStage,
    SupervisionLevel,
)

_DAYS = 92  # three months
_COUNTY = "141121"  # 文水县
_LEVELS = {
    InspectionLevel.TOWNSHIP: 70,
    InspectionLevel.VILLAGE: 15,
    InspectionLevel.DEPARTMENT: 8,
    InspectionLevel.ENTERPRISE: 7,
}
# The first visits find a major hazard each, so many days ago: one is open this week, one long closed.
_STAGED = {0: 2, 1: 60}
_MODES = (
    *[InspectionMode.ON_SITE] * 5,
    InspectionMode.UNANNOUNCED,
    InspectionMode.ON_SITE,
    InspectionMode.JOINT,
)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Township:
    """One filling; every choice is drawn from the one generator, in one order."""

    def __init__(self, work: UnitOfWork, random: Random) -> None:
        self.work = work
        self.random = random
        self.words = demo_words()
        self.today = work.today
        self.names: set[str] = set()
        self.teams: list[tuple[str, ...]] = []
        self.leaders: list[int] = []
        self.visits = 0

    def fill(self, enterprises: int) -> None:
        """Enter so many enterprises, and what happened to them."""
        self._villages()
        self._people()
        start = self.today - timedelta(days=_DAYS)
        for name in CAMPAIGNS:
            save_campaign(self.work, demo_campaign(name, start))
        ids = [self._enterprise() for _ in range(enterprises)]
        if not ids:
            return
        for enterprise_id, _ in self.random.sample(ids, max(1, enterprises // 25)):
            state = self.random.choice([EnterpriseState.SUSPENDED, EnterpriseState.OUT_OF_BUSINESS])
            change_state(self.work, enterprise_id, state, start + timedelta(days=20), "村委会上报")
        reopened = self.random.choice(ids)[0]
        for state, day in ((EnterpriseState.SUSPENDED, 10), (EnterpriseState.IN_OPERATION, 40)):
            change_state(self.work, reopened, state, start + timedelta(days=day), "设备检修")
        visited = self.random.sample(ids, max(1, enterprises * 4 // 5))
        for index, (enterprise_id, trade) in enumerate(visited):
            for _ in range(self.random.choice([1, 1, 1, 2])):
                self._inspection(enterprise_id, trade, _STAGED.get(index))
        self._enforcement([enterprise_id for enterprise_id, _ in visited])
        for village in self.work.session.scalars(select(Village).order_by(Village.id)):
            village.grid_worker, village.grid_phone = self._person(), self._phone()

    # ---- people and places ------------------------------------------------------------------------

    def _villages(self) -> None:
        known = set(self.work.session.scalars(select(Village.name)))
        for name in self.words["villages"]:
            if name not in known:
                self.work.session.add(Village(name=name, entered_at=self.work.now))
        self.work.session.flush()

    def _person(self) -> str:
        while True:
            name = self._name()
            if name not in self.names:
                self.names.add(name)
                return name

    def _people(self) -> None:
        session = self.work.session
        villages = list(session.scalars(select(Village.id).order_by(Village.id)))
        industries = list(session.scalars(select(Industry.id).order_by(Industry.position)))
        posts = [LeaderPost.SECRETARY, LeaderPost.HEAD, *[LeaderPost.TEAM_MEMBER] * 5, *[None] * 7]
        staff = []
        for post in posts:
            title = post.label if post else "安全监管员"
            person = Person(name=self._person(), post=post, title=title, entered_at=self.work.now)
            session.add(person)
            session.flush()
            staff.append(person)
            if post is LeaderPost.TEAM_MEMBER:
                self.leaders.append(person.id)
                for village in self.random.sample(villages, 2):
                    session.add(Duty(person_id=person.id, village_id=village))
                session.add(Duty(person_id=person.id, industry_id=self.random.choice(industries)))
            elif post is not None:
                self.leaders.append(person.id)
        inspectors = [person.name for person in staff if person.post is None]
        self.teams = [tuple(self.random.sample(inspectors, self.random.choice([2, 2, 3]))) for _ in range(6)]

    # ---- enterprises ------------------------------------------------------------------------------

    def _enterprise(self) -> tuple[int, dict[str, Any]]:
        random, trades = self.random, self.words["trades"]
        trade = random.choices(trades, [trade["weight"] for trade in trades])[0]
        village = random.choice(self.words["villages"])
        name = self._enterprise_name(trade["name"], village)
        staff = max(2, int(random.lognormvariate(2.6, 0.9)))
        regular = random.randint(staff // 2, staff)
        sector = SizeSector(trade["sector"])
        whole = random.random() < 0.8  # the rest lacks some facts, as real registers do
        officer = self._name()
        facts = EnterpriseFacts(
            name=name,
            code=self._code() if random.random() < 0.95 else "",
            village=village,
            registered_capital_fen=random.choice([10, 50, 100, 200, 500, 1000]) * 1_000_000,
            established=f"{random.randint(1998, 2023)}-{random.randint(1, 12):02d}",
            address=f"{village}{random.choice(self.words['streets'])}{random.randint(1, 60)}号",
            office_phone=f"0358-30{random.randint(10000, 99999)}",
            principal=self._name(),
            principal_phone=self._phone(),
            safety_head=self._name() if whole else "",
            safety_head_phone=self._phone() if whole else "",
            industries=tuple(trade["industries"]),
            industry_code=trade["code"],
            regulator=trade["regulator"],
            economic_type=random.choice(["私营企业", "个体工商户", "有限责任公司", "集体企业"]),
            size_sector=sector,
            assets_fen=random.randint(10, 3000) * 1_000_000,
            has_major_hazard_source=False,
            products=trade["products"],
            illegal_conduct="否",
            staff_total=staff,
            staff_regular=regular,
            staff_temporary=staff - regular,
            staff_trained=random.randint(staff // 2, staff) if whole else None,
            staff_insured=random.randint(staff // 3, staff) if whole else None,
            safety_officer_count=1,
            safety_body="安全生产办公室" if staff > 15 else "",
            safety_body_count=2 if staff > 15 else None,
            duty_phone=self._phone() if whole else "",
            safety_body_head=officer if whole else "",
            safety_body_head_phone=self._phone() if whole else "",
            safety_officers=officer,
            risk_level=random.choices(
                [RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.YELLOW, RiskLevel.BLUE, None], [3, 10, 30, 50, 7]
            )[0],
        )
        facts.size = size_bounds(sector, staff).proposal
        if not facts.code:
            facts.no_code_reason = "个体经营，尚未办照"
        changes = save_enterprise(self.work, facts)
        assert changes.record_id is not None
        return changes.record_id, trade

    def _enterprise_name(self, ending: str, village: str) -> str:
        place = "文水县" if ending.endswith("公司") else village.removesuffix("村")
        name = place + ending
        while name in self.names or name == place + ending:
            name = name.removesuffix(ending) + str(self.random.choice(self.words["words"])) + ending
        self.names.add(name)
        return name

    def _name(self) -> str:
        return str(self.random.choice(self.words["surnames"]) + self.random.choice(self.words["given"]))

    def _phone(self) -> str:
        return f"1{self.random.choice('3578')}{self.random.randint(0, 999999999):09d}"

    def _code(self) -> str:
        """Invent a credit code whose both check characters are right (GB 32100, GB 11714)."""
        body = "MA" + "".join(self.random.choice("0123456789ABCDEFGH") for _ in range(6))
        total = sum(int(c, 36) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        first = "91" + _COUNTY + body + "0123456789X0"[(11 - total % 11) % 12]
        weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
        total = sum(_ALPHABET.index(c) * weight for c, weight in zip(first, weights, strict=True))
        code = first + _ALPHABET[(31 - total % 31) % 31]
        if code in self.names:
            return self._code()
        self.names.add(code)
        return str(code)

    # ---- visits -----------------------------------------------------------------------------------

    def _inspection(self, enterprise_id: int, trade: dict[str, Any], staged_days_ago: int | None) -> None:
        random = self.random
        if staged_days_ago is not None:
            back = staged_days_ago
        else:
            back = random.randint(0, 3) if random.random() < 0.12 else random.randint(0, _DAYS)
        day = self.today - timedelta(days=back)
        level = random.choices(list(_LEVELS), list(_LEVELS.values()))[0]
        if staged_days_ago is not None:
            level = InspectionLevel.TOWNSHIP
        hazards = [self._hazard(trade, day) for _ in range(random.choice([0, 1, 1, 2, 2, 3]))]
        if random.random() < 0.05 or staged_days_ago is not None:
            hazards.append(self._major_hazard(trade, day))
        stage = SourceStage.SELF_CHECK if level is InspectionLevel.ENTERPRISE else SourceStage.CITY_COUNTY
        team = random.choice(self.teams)
        self.visits += 1
        for hazard in hazards:
            if hazard.rechecked_on is not None:
                hazard.rechecked_by = "、".join(team)
        save_inspection(
            self.work,
            InspectionFacts(
                enterprise_id=enterprise_id,
                inspected_on=day,
                level=level,
                stage=stage,
                inspectors=team,
                content=random.choice(self.words["contents"]),
                mode=_MODES[self.visits % len(_MODES)],
                experts="县应急专家组" if self.visits % 20 == 7 else "",
                inspecting_unit="西槽头乡应急管理站",
                leader_ids=tuple(random.sample(self.leaders, random.choice([0, 1, 1, 2]))),
                campaigns=CAMPAIGNS[: random.choice([1, 1, 2])],
                hazards=hazards,
            ),
        )

    def _hazard(self, trade: dict[str, Any], day: date) -> HazardFacts:
        random = self.random
        facts = general_hazard(random, self.words, trade["industries"], self._name)
        if random.random() < 0.3:
            facts.remedy = Remedy.ON_SITE
            facts.rectified_on = facts.rechecked_on = day
            facts.recheck_result = RecheckResult.PASSED
            facts.rectification_note = "已当场整改到位"
            return facts
        if random.random() < 0.06:
            return facts  # only registered so far
        facts.remedy = Remedy.BY_DEADLINE
        facts.deadline = day + timedelta(days=random.choice([3, 7, 7, 10, 15]))
        self._follow_up(facts, day, 0.8)
        return facts

    def _major_hazard(self, trade: dict[str, Any], day: date) -> HazardFacts:
        random, words = self.random, self.words
        name = next((name for name in trade["industries"] if name in words["major"]), "")
        facts = HazardFacts(
            description=words["major"][name],
            level=HazardLevel.MAJOR,
            evidence="照片1",
            basis="工贸企业重大事故隐患判定标准" if "冶金工贸" in trade["industries"] else "",
            remedy=Remedy.SUPERVISED,
            measures="停产整改，制定专项方案，整改完成并验收合格后恢复生产",
            responsible=self._name(),
            deadline=day + timedelta(days=30),
            funds_fen=random.choice([2, 5, 8, 12]) * 1_000_000,
            contingency_plan="现场处置方案已备案，安排专人值守",
            supervision_level=SupervisionLevel.TOWNSHIP,
            supervision_unit="西槽头乡人民政府",
            reported_to_authority_on=day,
            reported_to_staff_on=day,
        )
        if (self.today - day).days == _STAGED[1]:
            facts.rectified_on, facts.rectification_note = day + timedelta(days=21), "已验收合格，恢复生产"
            facts.rechecked_on, facts.recheck_result = day + timedelta(days=22), RecheckResult.PASSED
        else:
            self._follow_up(facts, day, 0.5)
        return facts

    def _follow_up(self, facts: HazardFacts, day: date, share: float) -> None:
        done = day + timedelta(days=self.random.randint(1, 20))
        if done > self.today or self.random.random() > share:
            return
        facts.rectified_on = done
        facts.rectification_note = "已按要求整改"
        look = done + timedelta(days=self.random.randint(0, 6))
        if look <= self.today and self.random.random() < 0.85:
            facts.rechecked_on = look
            failed = self.random.random() < 0.08
            facts.recheck_result = RecheckResult.FAILED if failed else RecheckResult.PASSED

    # ---- enforcement ------------------------------------------------------------------------------

    def _enforcement(self, enterprise_ids: list[int]) -> None:
        random = self.random
        week_start = reporting_day_on_or_after(self.today, 4) - timedelta(days=6)

        def who() -> int:
            return random.choice(enterprise_ids)

        def day() -> date:
            return self.today - timedelta(days=random.randint(0, _DAYS))

        this_week = min(self.today, week_start + timedelta(days=1))
        campaigns = (CAMPAIGNS[0],)
        for on in (this_week, day(), day()):
            act = IllegalActFacts(
                found_on=on,
                description=random.choice(["未取得经营许可擅自充装液化气", "特种作业人员无证上岗作业"]),
                enterprise_id=who(),
                verifying_unit="西槽头乡人民政府",
                handled_on=on,
                handling="责令停止，移送县应急管理局处理",
                campaigns=campaigns,
            )
            save_enforcement(self.work, act)
        penalties = [
            PenaltyFacts(kind=PenaltyKind.FINE, amount_fen=1_500_000, decided_on=this_week),
            PenaltyFacts(kind=PenaltyKind.FINE, amount_fen=3_000_000, decided_on=day()),
            PenaltyFacts(kind=PenaltyKind.SUSPENSION, decided_on=day()),
            PenaltyFacts(kind=PenaltyKind.LICENCE, certificates=1, decided_on=day()),
            PenaltyFacts(kind=PenaltyKind.CLOSURE, decided_on=day()),
        ]
        for penalty in penalties:
            penalty.enterprise_id, penalty.decided_by = who(), "文水县应急管理局"
            penalty.campaigns = campaigns
            save_enforcement(self.work, penalty)
        for kind in AccountabilityKind:
            called = AccountabilityFacts(
                kind=kind,
                person=self._name(),
                unit="",
                decided_on=day(),
                reason="履职不到位",
                campaigns=campaigns,
            )
            save_enforcement(self.work, called)
        for admonition in AdmonitionKind:
            told = AdmonitionFacts(
                kind=admonition, enterprise_id=who(), decided_on=day(), reason="整改不力", campaigns=campaigns
            )
            save_enforcement(self.work, told)
        case = TypicalCaseFacts(
            title="某液化气供应站违规充装案", reported_on=day(), enterprise_id=who(), campaigns=campaigns
        )
        save_enforcement(self.work, case)
