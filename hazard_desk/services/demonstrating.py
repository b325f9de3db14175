"""演示台账: plausible, invented records for an empty office, the same for the same seed and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import (
    Campaign,
    Duty,
    Enterprise,
    Hazard,
    Industry,
    Inspection,
    Office,
    Person,
    Village,
)
from hazard_desk.resources import load_json
from hazard_desk.rules.enterprise_size import size_bounds
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import UNFINISHED_STATES, Step
from hazard_desk.rules.reporting_week import reporting_day_on_or_after
from hazard_desk.services.demonstrating_rounds import add_demo_rounds
from hazard_desk.services.documents import draft_document, issue_document
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    save_enforcement,
)
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.planning import make_plan
from hazard_desk.services.registry import change_state, save_enterprise
from hazard_desk.services.self_checking import ITEMS, Marks, SelfCheckFacts, save_self_check
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    AccountabilityKind,
    AdmonitionKind,
    CheckMark,
    DocumentKind,
    EnterpriseState,
    HazardLevel,
    HazardState,
    InspectionLevel,
    InspectionMode,
    LeaderPost,
    Move,
    PenaltyKind,
    RecheckResult,
    Remedy,
    RiskLevel,
    SizeSector,
    SourceStage,
    SupervisionLevel,
)

CAMPAIGNS = ("安全生产大排查大整治行动", "重大事故隐患专项排查整治行动")
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
# Items of 自查表 that only some enterprises have anything to answer to, and how many in a hundred do.
_ITEMS_OF_SOME = {(6, 7, 8, 25): 30, (13, 14, 15): 20, (26,): 50}
_MODES = (
    *[InspectionMode.ON_SITE] * 5,
    InspectionMode.UNANNOUNCED,
    InspectionMode.ON_SITE,
    InspectionMode.JOINT,
)
_DOCUMENTED = 2  # hazards
_DOCUMENTS = (
    DocumentKind.ON_SITE_RECORD,
    DocumentKind.RECTIFICATION_NOTICE,
    DocumentKind.SUPERVISION_NOTICE,
)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def demo_villages() -> list[str]:
    """Return the invented villages of the demo township."""
    return list(load_json("demo.json")["villages"])


def fill_demo(work: UnitOfWork, enterprises: int = 120, seed: int = 1) -> Changes:
    """Fill an office that has no enterprises yet; another one is refused.

    Names, numbers and events are invented; credit codes are valid. Three months up to today, hazards in
    every state, all 18 figures of F4 above zero somewhere.
    """
    if work.session.scalar(select(Enterprise.id).limit(1)) is not None:
        raise HazardDeskError(
            "台账里已经有企业，不能填入演示数据。", "没有改动任何数据。", "请在新建的空台账里使用演示。"
        )
    _Demo(work, Random(seed)).fill(enterprises)
    _steps(work)
    work.session.execute(update(Office).where(Office.short_name == "").values(short_name="西槽头"))
    _documents(work)
    make_plan(work, work.today.year)
    add_demo_rounds(work, Random(f"交叉检查 {seed}"))
    _self_checks(work, Random(f"自查 {seed}"))  # of its own, so that the records above stay the seed's
    return Changes(f"填入演示数据：企业 {enterprises} 家（种子 {seed}）", counts={"enterprises": enterprises})


class _Demo:
    """One filling; every choice is drawn from the one generator, in one order."""

    def __init__(self, work: UnitOfWork, random: Random) -> None:
        self.work = work
        self.random = random
        self.words: dict[str, Any] = load_json("demo.json")
        self.today = work.today
        self.names: set[str] = set()
        self.teams: list[tuple[str, ...]] = []
        self.leaders: list[int] = []
        self.visits = 0

    def fill(self, enterprises: int) -> None:
        self._villages()
        self._people()
        start = self.today - timedelta(days=_DAYS)
        for name in CAMPAIGNS:
            self.work.session.add(Campaign(name=name, entered_at=self.work.now, starts_on=start))
        self.work.session.flush()
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
        random, words = self.random, self.words
        pool = [text for name in (*trade["industries"], "") for text in words["hazards"].get(name, [])]
        facts = HazardFacts(
            description=random.choice(pool),
            level=HazardLevel.GENERAL,
            evidence=f"照片{random.randint(1, 9)}",
            measures=random.choice(words["measures"]),
            responsible=self._name(),
        )
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


# ---- steps beside 整改 and 回查 ------------------------------------------------------------------------


def _steps(work: UnitOfWork) -> None:
    """Extend, hand over, report and void one open hazard each; hang the plate over the major ones."""
    today, handler = work.today, "王海"
    authority = "文水县应急管理局"
    reply_due = today + timedelta(days=14)
    of_state = select(Hazard.id).where(Hazard.state == HazardState.RECTIFYING).order_by(Hazard.id)
    general = work.session.scalars(
        of_state.where(Hazard.level == HazardLevel.GENERAL, Hazard.deadline < today).limit(4)
    ).all()
    for hazard_id, step in zip(
        general,
        (
            Step(Move.REFER, today, handler, "逾期未整改，移送查处", unit=authority, reply_due=reply_due),
            Step(Move.VOID, today, handler, "与同次检查的另一条重复"),
            Step(Move.EXTEND, today, handler, "配件未到货", new_deadline=today + timedelta(days=10)),
            Step(Move.REPORT, today, handler, "企业拒不整改", unit=authority, reply_due=reply_due),
        ),
        strict=False,
    ):
        make_move(work, [hazard_id], step)
    major = (
        select(Hazard.id, Inspection.inspected_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.level == HazardLevel.MAJOR, Hazard.state.in_(UNFINISHED_STATES))
        .order_by(Hazard.id)
    )
    for hazard_id, day in work.session.execute(major).all():
        ends = day + timedelta(days=30)
        hung = Step(
            Move.SUPERVISE,
            day,
            handler,
            "下达挂牌督办通知书",
            ends,
            "西槽头乡人民政府",
            second_unit="企业主管部门",
        )
        make_move(work, [hazard_id], hung)
        make_move(work, [hazard_id], Step(Move.SUSPEND, day, handler, "涉事工段停产"))
        if (today - day).days > 10:
            halfway = day + timedelta(days=10)
            make_move(work, [hazard_id], Step(Move.PROGRESS, halfway, handler, "设备已采购，正在安装"))


def _documents(work: UnitOfWork) -> None:
    """Issue what a hung plate brings with it: the record of the visit, the notice, the plate's own notice."""
    hung = (
        select(Hazard.id, Inspection.inspected_on)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.supervised_on.is_not(None))
        .order_by(Inspection.inspected_on, Hazard.id)
        .limit(_DOCUMENTED)
    )
    for hazard_id, day in work.session.execute(hung).all():
        for kind in _DOCUMENTS:
            draft = draft_document(work, kind, hazard_ids=(hazard_id,))
            issue_document(work, replace(draft.facts, issued_on=day))


# ---- self-checks ------------------------------------------------------------------------


def _self_checks(work: UnitOfWork, random: Random) -> None:
    """Let a third of the enterprises in operation walk round; the office looked over half of their sheets."""
    query = select(Enterprise.id, Enterprise.principal, Enterprise.safety_head).where(
        Enterprise.state == EnterpriseState.IN_OPERATION
    )
    working = list(work.session.execute(query.order_by(Enterprise.id)))
    for enterprise_id, principal, safety_head in random.sample(working, -(-len(working) // 3)):
        checked_on = work.today - timedelta(days=random.randint(0, 60))
        looked_on = checked_on + timedelta(days=random.randint(1, 14))
        looked_over = random.random() < 0.5 and looked_on <= work.today
        save_self_check(
            work,
            None,
            SelfCheckFacts(
                enterprise_id=enterprise_id,
                checked_on=checked_on,
                checked_by=random.choice([principal, safety_head or principal]),
                marks=_marks(random, looked_over),
                office_checked_on=looked_on if looked_over else None,
            ),
        )


def _marks(random: Random, looked_over: bool) -> dict[int, Marks]:
    without = {
        item for items, share in _ITEMS_OF_SOME.items() if random.random() * 100 >= share for item in items
    }
    marks: dict[int, Marks] = {}
    for item in ITEMS:
        if item not in without:
            own = random.choices(list(CheckMark), [88, 8, 4])[0]
            # The office finds some things worse, and some put right since.
            found = random.choices([own, *CheckMark], [90, 5, 2, 3])[0]
            marks[item] = (own, found if looked_over else None)
    return marks
