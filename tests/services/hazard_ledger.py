"""A paper ledger of hazards, kept by hand beside the program: what may be done, and where each hazard stands.

It shares nothing with the program but the names of the steps: its rules are those of DESIGN §5, written down
once more in the plainest way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hazard_desk.rules.hazard_life import Step
from hazard_desk.terms import HazardLevel, Move, Remedy

PEOPLE = ("张三", "李四", "", "王五、赵六")


@dataclass
class LedgerLine:
    """One hazard as it stands on paper."""

    found: date
    level: HazardLevel | None
    remedy: Remedy | None
    deadline: date | None
    committed: bool  # five commitments complete but for the deadline
    rectified: date | None = None
    passed: date | None = None
    failed: int = 0
    away: date | None = None  # handed over, not answered
    unanswered: date | None = None  # the day of the 移送 or 上报
    void: date | None = None
    plate: str = ""  # 挂牌: "", up, down
    stopped: date | None = None
    accepted: bool = False
    told: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.void:
            return "已作废"
        if self.away:
            return "已移送"
        if self.passed:
            return "已销号"
        if self.rectified:
            return "待复查"
        return "整改中" if self.remedy or self.failed else "登记"

    def allows(self, step: Step, today: date) -> bool:
        """Whether the rules allow the step."""
        if not self._in_place(step.kind) or not step.person.strip() or step.on is None:
            return False
        if not self.found <= step.on <= today:
            return False
        needs_words = ("回查不合格", "延期", "移送", "上报", "收到答复", "整改进展", "作废")
        if step.kind.label in needs_words and not step.note.strip():
            return False
        if step.kind.label in ("移送", "上报", "挂牌督办") and not step.unit.strip():
            return False
        return self._days_fit(step, step.on)

    def _in_place(self, kind: Move) -> bool:
        now, name = self.state, kind.label
        open_ = now in ("登记", "整改中")
        ours = open_ or now == "待复查"
        if name == "现场整改到位":
            return open_ and self.level is not HazardLevel.MAJOR and self.remedy in (None, Remedy.ON_SITE)
        if name == "延期":
            return open_ and self.deadline is not None
        if name == "收到答复":
            return self.unanswered is not None and not self.void
        if name == "挂牌督办":
            return ours and self.plate != "up" and self.committed and self.deadline is not None
        if name == "停产整改":
            return (ours or now == "已移送") and self.stopped is None
        if name == "恢复生产":
            return now != "已作废" and self.stopped is not None
        if name == "验收":
            plated = self.level is HazardLevel.MAJOR or self.plate != ""
            return now in ("待复查", "已销号") and plated and not self.accepted
        if name == "摘牌":
            return now == "已销号" and self.plate == "up"
        return {
            "整改完成": open_,
            "回查合格": now == "待复查",
            "回查不合格": now == "待复查",
            "移送": ours,
            "上报": ours,
            "整改进展": ours or now == "已移送",
            "作废": now != "已作废",
            "撤销作废": now == "已作废",
        }[name]

    def _days_fit(self, step: Step, on: date) -> bool:
        name = step.kind.label
        if name == "现场整改到位" and on != self.found:
            return False
        if name in ("回查合格", "回查不合格", "验收") and self.rectified and on < self.rectified:
            return False
        if name == "摘牌" and self.passed and on < self.passed:
            return False
        if name == "恢复生产" and self.stopped and on < self.stopped:
            return False
        if name == "收到答复" and self.unanswered and on < self.unanswered:
            return False
        if name == "撤销作废" and self.void and on < self.void:
            return False
        if name in ("回查不合格", "延期") and (step.new_deadline is None or step.new_deadline < on):
            return False
        if name == "延期" and self.deadline and step.new_deadline and step.new_deadline <= self.deadline:
            return False
        if name == "挂牌督办" and step.new_deadline is not None and step.new_deadline < on:
            return False
        if step.reply_due is not None and step.reply_due < on:
            return False
        put_right = step.rectified_on
        return name != "收到答复" or put_right is None or self.found <= put_right <= on

    def write(self, step: Step) -> None:
        """Enter an allowed step."""
        name = step.kind.label
        self.told.append(name)
        if name == "整改完成":
            self.rectified = step.on
        elif name == "现场整改到位":
            self.remedy, self.rectified, self.passed = Remedy.ON_SITE, step.on, step.on
        elif name == "回查合格":
            self.passed = step.on
        elif name == "回查不合格":
            self.rectified, self.deadline, self.accepted = None, step.new_deadline, False
            self.failed += 1
        elif name == "延期":
            self.deadline = step.new_deadline
        elif name in ("移送", "上报"):
            self.unanswered = step.on
            self.away = step.on if name == "移送" else self.away
        elif name == "收到答复":
            self.unanswered, self.away = None, None
            self.rectified = self.rectified or step.rectified_on
        elif name == "挂牌督办":
            self.plate, self.remedy = "up", Remedy.SUPERVISED
        elif name == "摘牌":
            self.plate = "down"
        elif name == "停产整改":
            self.stopped = step.on
        elif name == "恢复生产":
            self.stopped = None
        elif name == "验收":
            self.accepted = True
        elif name in ("作废", "撤销作废"):
            self.void = step.on if name == "作废" else None


def random_step(random: Random, line: LedgerLine, today: date) -> Step:
    """Return a step as somebody might enter it: mostly sensible, sometimes not."""

    def some_day() -> date | None:
        if random.random() < 0.06:
            return None
        return today + timedelta(days=random.choice((-9, -2, -1, 0, 0, 0, 0, 1)))

    kind = random.choice(list(Move))
    if random.random() < 0.6:  # what a hazard needs most of the time
        kind = {"登记": Move.RECTIFY, "整改中": Move.RECTIFY, "待复查": Move.PASS, "已移送": Move.REPLY}.get(
            line.state, kind
        )
        if kind is Move.PASS and random.random() < 0.45:
            kind = Move.FAIL
    on = line.found if kind is Move.CONFIRM_ON_SITE and random.random() < 0.7 else some_day()
    later = today + timedelta(days=random.randint(-3, 20))
    return Step(
        kind,
        on,
        random.choice(PEOPLE),
        random.choice(("说明", "情况属实", "", "按要求办理")),
        new_deadline=random.choice((None, later, later)),
        unit=random.choice(("县应急管理局", "县应急管理局", "")),
        reply_due=random.choice((None, None, later)),
        rectified_on=some_day() if random.random() < 0.5 else None,
    )
