"""The life of a hazard (DESIGN §5): one state machine.

A state follows from facts (`state_of`); a step is allowed or not (`why_not`, `check_step`) and leads from
facts to facts (`after`). Nothing else decides where a hazard stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import HazardLevel, HazardState, Move, RecheckResult, Remedy, SupervisionLevel

OPEN_STATES = (HazardState.REGISTERED, HazardState.RECTIFYING)
"""未整改."""

UNFINISHED_STATES = (*OPEN_STATES, HazardState.AWAITING_RECHECK)
"""The office itself has still to see to it."""

UNCLOSED_STATES = (*UNFINISHED_STATES, HazardState.REFERRED)
"""未销号: those handed over too, until the answer has come."""

SOON_DAYS = 3
"""A deadline no further off than this is near (3天内到期)."""


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """The facts that decide a hazard's state, and what the next step is judged by.

    `failed` counts the failed rechecks that are history; `asked_on` is the day of a 移送 or 上报 that has no
    answer yet.
    """

    remedy: Remedy | None
    rectified_on: date | None
    rechecked_on: date | None
    rechecked_by: str
    recheck_result: RecheckResult | None
    referred_on: date | None = None
    voided_on: date | None = None
    failed: int = 0
    inspected_on: date | None = None
    level: HazardLevel | None = None
    deadline: date | None = None
    asked_on: date | None = None
    missing_commitments: tuple[str, ...] = ()  # 五落实 not filled in, as the forms call them
    supervised_on: date | None = None
    lifted_on: date | None = None
    suspended_on: date | None = None
    resumed_on: date | None = None
    accepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the clerk enters it: what, when, who, and what only some kinds of it need."""

    kind: Move
    on: date | None
    person: str = ""
    note: str = ""
    new_deadline: date | None = None  # 延期, 回查不合格; of 挂牌督办 the 督办期限
    unit: str = ""  # 移送, 上报, 答复, 挂牌督办
    reply_due: date | None = None  # 移送, 上报
    rectified_on: date | None = None  # 答复: put right by whom it was handed to
    supervision_level: SupervisionLevel | None = None  # 挂牌督办
    second_unit: str = ""  # 双挂牌督办


def is_withdrawn(facts: LifeFacts) -> bool:
    """Whether a failed recheck withdraws the 整改完成时间 (DESIGN §4)."""
    return facts.recheck_result is RecheckResult.FAILED


def may_close(facts: LifeFacts) -> bool:
    """Whether 销号 is allowed: rectified, and a passed recheck with its date and person."""
    return (
        facts.rectified_on is not None
        and facts.recheck_result is RecheckResult.PASSED
        and facts.rechecked_on is not None
        and bool(facts.rechecked_by)
    )


def state_of(facts: LifeFacts) -> HazardState:
    """Return the state that the facts amount to."""
    if facts.voided_on is not None:
        return HazardState.VOID
    if facts.referred_on is not None:
        return HazardState.REFERRED
    if may_close(facts):
        return HazardState.CLOSED
    if is_withdrawn(facts):
        return HazardState.RECTIFYING
    if facts.rectified_on is not None:
        return HazardState.AWAITING_RECHECK
    if facts.remedy is None and not facts.failed:
        return HazardState.REGISTERED
    return HazardState.RECTIFYING


def days_overdue(deadline: date | None, state: HazardState, today: date) -> int:
    """Return by how many days an open hazard is overdue: 0 on the deadline's own day (DESIGN §5)."""
    if deadline is None or state not in OPEN_STATES:
        return 0
    return max(0, (today - deadline).days)


# ---- which steps -----------------------------------------------------------------------------------------

_FROM: dict[Move, tuple[HazardState, ...]] = {
    Move.RECTIFY: OPEN_STATES,
    Move.CONFIRM_ON_SITE: OPEN_STATES,
    Move.PASS: (HazardState.AWAITING_RECHECK,),
    Move.FAIL: (HazardState.AWAITING_RECHECK,),
    Move.EXTEND: OPEN_STATES,
    Move.REFER: UNFINISHED_STATES,
    Move.REPORT: UNFINISHED_STATES,
    Move.REPLY: (*UNCLOSED_STATES, HazardState.CLOSED),
    Move.SUPERVISE: UNFINISHED_STATES,
    Move.PROGRESS: UNCLOSED_STATES,
    Move.SUSPEND: UNCLOSED_STATES,
    Move.RESUME: (*UNCLOSED_STATES, HazardState.CLOSED),
    Move.ACCEPT: (HazardState.AWAITING_RECHECK, HazardState.CLOSED),
    Move.LIFT: (HazardState.CLOSED,),
    Move.VOID: tuple(state for state in HazardState if state is not HazardState.VOID),
    Move.RESTORE: (HazardState.VOID,),
}

_NOT_YET_RECTIFIED = "还没有整改完成时间，先登记整改完成。"
_STATE_REASONS: dict[HazardState, str] = {
    HazardState.REGISTERED: _NOT_YET_RECTIFIED,
    HazardState.RECTIFYING: _NOT_YET_RECTIFIED,
    HazardState.AWAITING_RECHECK: "已登记整改完成，等待回查；回查合格即销号，不合格再定期限。",
    HazardState.CLOSED: "已经销号；隐患反弹的，在新的检查里另登记一条。",
    HazardState.REFERRED: "已经移送；收到答复后再办理。",
    HazardState.VOID: "已经作废；要继续办理，先撤销作废。",
}


def why_not(facts: LifeFacts, move: Move) -> str:
    """Return what stands against a step from here, or "" where it may be made."""
    state = state_of(facts)
    if state not in _FROM[move]:
        if move is Move.RESTORE:
            return "没有作废，不用撤销。"
        if move is Move.LIFT:
            return "销号以后才能摘牌。"
        return _STATE_REASONS[state]
    return _REASONS.get(move, _nothing_against)(facts)


def offered(facts: LifeFacts) -> tuple[Move, ...]:
    """Return the steps that may be made from here, in the order of `Move`."""
    return tuple(move for move in Move if not why_not(facts, move))


def _nothing_against(_facts: LifeFacts) -> str:
    return ""


def _against_on_site(facts: LifeFacts) -> str:
    if facts.level is HazardLevel.MAJOR:
        return "重大隐患不能只是现场整改，请按限期整改或挂牌督办办理。"
    if facts.remedy not in (None, Remedy.ON_SITE):
        return f"整改方式是{facts.remedy.label}，不是现场整改。"
    return ""


def _against_extending(facts: LifeFacts) -> str:
    return "" if facts.deadline is not None else "还没有限期整改时间，没有期限可延。"


def _against_reply(facts: LifeFacts) -> str:
    return "" if facts.asked_on is not None else "没有移送或上报在等答复。"


def _against_supervising(facts: LifeFacts) -> str:
    if facts.supervised_on is not None:
        return "已经挂牌督办。"
    if facts.missing_commitments:
        return f"挂牌督办要五落实，还缺：{'、'.join(facts.missing_commitments)}。"
    return ""


def _is_suspended(facts: LifeFacts) -> bool:
    return facts.suspended_on is not None and facts.resumed_on is None


def _against_suspending(facts: LifeFacts) -> str:
    return "已经停产整改。" if _is_suspended(facts) else ""


def _against_resuming(facts: LifeFacts) -> str:
    return "" if _is_suspended(facts) else "没有停产整改，不用恢复。"


def _against_accepting(facts: LifeFacts) -> str:
    if facts.level is not HazardLevel.MAJOR and facts.supervised_on is None:
        return "一般隐患不用验收，回查合格即销号。"
    return "已经验收。" if facts.accepted_on is not None else ""


def _against_lifting(facts: LifeFacts) -> str:
    if facts.supervised_on is None:
        return "没有挂牌督办，不用摘牌。"
    return "已经摘牌。" if facts.lifted_on is not None else ""


_REASONS = {
    Move.CONFIRM_ON_SITE: _against_on_site,
    Move.EXTEND: _against_extending,
    Move.REPLY: _against_reply,
    Move.SUPERVISE: _against_supervising,
    Move.SUSPEND: _against_suspending,
    Move.RESUME: _against_resuming,
    Move.ACCEPT: _against_accepting,
    Move.LIFT: _against_lifting,
}


# ---- one step --------------------------------------------------------------------------------------------

NOTE_LABELS: dict[Move, str] = {
    Move.RECTIFY: "整改落实情况",
    Move.FAIL: "未整改到位的内容",
    Move.EXTEND: "延期理由",
    Move.REFER: "移送事由",
    Move.REPORT: "上报事由",
    Move.REPLY: "答复内容",
    Move.PROGRESS: "整改进展",
    Move.VOID: "作废理由",
}
"""What the note of a step tells; any other step's is 说明."""

NOTE_NEEDED = frozenset(NOTE_LABELS) - {Move.RECTIFY}
DEADLINE_LABELS: dict[Move, str] = {
    Move.FAIL: "新的限期整改时间",
    Move.EXTEND: "延期至",
    Move.SUPERVISE: "督办期限",
}
UNIT_LABELS: dict[Move, str] = {
    Move.REFER: "移送单位",
    Move.REPORT: "上报单位",
    Move.SUPERVISE: "挂牌督办单位",
}


def check_step(facts: LifeFacts, step: Step, today: date) -> list[Refusal]:
    """Return every reason why a step may not be made; empty when it may.

    What stands against it from here comes as a refusal of the field `kind`; the rest name the step's fields.
    """
    reason = why_not(facts, step.kind)
    if reason:
        return [Refusal("kind", reason)]
    return [*_check_words(step), *_check_days(facts, step, today)]


def _check_words(step: Step) -> list[Refusal]:
    refused = []
    if not step.person.strip():
        refused.append(Refusal("person", "没有填写办理人。", "请写明这一步是谁办的。"))
    if step.kind in NOTE_NEEDED and not step.note.strip():
        label = NOTE_LABELS[step.kind]
        refused.append(Refusal("note", f"没有填写{label}。", f"请写明{label}。"))
    if step.kind in UNIT_LABELS and not step.unit.strip():
        label = UNIT_LABELS[step.kind]
        refused.append(Refusal("unit", f"没有填写{label}。", f"请填写{label}。"))
    return refused


def _check_days(facts: LifeFacts, step: Step, today: date) -> list[Refusal]:
    refused: list[Refusal] = []

    def refuse(field: str, message: str, remedy: str = "请核对日期。") -> None:
        refused.append(Refusal(field, message, remedy))

    if step.on is None:
        refuse("on", "没有填写日期。", "请填写办理的日期。")
        return refused
    if step.on > today:
        refuse("on", f"{step.kind.label}的日期在今天之后。", "还没有发生的先不登记。")
    if facts.inspected_on is not None and step.on < facts.inspected_on:
        refuse("on", f"{step.kind.label}的日期早于检查日期{facts.inspected_on.isoformat()}。")
    if step.kind is Move.CONFIRM_ON_SITE and facts.inspected_on is not None and step.on != facts.inspected_on:
        refuse("on", f"现场整改到位只能是检查当天（{facts.inspected_on.isoformat()}）。")
    for move, earlier, words in (
        (Move.PASS, facts.rectified_on, "整改完成时间"),
        (Move.FAIL, facts.rectified_on, "整改完成时间"),
        (Move.ACCEPT, facts.rectified_on, "整改完成时间"),
        (Move.LIFT, facts.rechecked_on, "回查日期"),
        (Move.RESUME, facts.suspended_on, "停产整改日期"),
        (Move.REPLY, facts.asked_on, "移送、上报日期"),
        (Move.RESTORE, facts.voided_on, "作废日期"),
    ):
        if step.kind is move and earlier is not None and step.on < earlier:
            refuse("on", f"{step.kind.label}的日期早于{words}{earlier.isoformat()}。")
    refused += _check_new_deadline(facts, step, step.on)
    if step.reply_due is not None and step.reply_due < step.on:
        refuse("reply_due", "要求答复的日期早于移送、上报日期。")
    if step.kind is Move.REPLY and step.rectified_on is not None:
        if step.rectified_on > step.on:
            refuse("rectified_on", "整改完成时间晚于答复日期。")
        if facts.inspected_on is not None and step.rectified_on < facts.inspected_on:
            refuse("rectified_on", f"整改完成时间早于检查日期{facts.inspected_on.isoformat()}。")
    return refused


def _check_new_deadline(facts: LifeFacts, step: Step, on: date) -> list[Refusal]:
    label = DEADLINE_LABELS.get(step.kind)
    if label is None:
        return []
    if step.new_deadline is None:
        if step.kind is Move.SUPERVISE:
            return []
        return [Refusal("new_deadline", f"没有填写{label}。", f"请填写{label}。")]
    if step.new_deadline < on:
        return [Refusal("new_deadline", f"{label}早于办理日期。", "请核对日期。")]
    if step.kind is Move.EXTEND and facts.deadline is not None and step.new_deadline <= facts.deadline:
        was = facts.deadline.isoformat()
        return [Refusal("new_deadline", f"延期后的日期不晚于原来的期限{was}。", "请填写比原来晚的日期。")]
    return []


def after(facts: LifeFacts, step: Step) -> LifeFacts:
    """Return the facts that an allowed step leads to; one that isn't allowed is the caller's mistake."""
    match step.kind:
        case Move.RECTIFY:
            return replace(facts, rectified_on=step.on)
        case Move.CONFIRM_ON_SITE:
            return replace(
                _rechecked(facts, step, RecheckResult.PASSED), remedy=Remedy.ON_SITE, rectified_on=step.on
            )
        case Move.PASS:
            return _rechecked(facts, step, RecheckResult.PASSED)
        case Move.FAIL:
            return replace(
                facts,
                rectified_on=None,
                rechecked_on=None,
                rechecked_by="",
                recheck_result=None,
                failed=facts.failed + 1,
                deadline=step.new_deadline,
                accepted_on=None,
            )
        case Move.EXTEND:
            return replace(facts, deadline=step.new_deadline)
        case Move.REFER:
            return replace(facts, referred_on=step.on, asked_on=step.on)
        case Move.REPORT:
            return replace(facts, asked_on=step.on)
        case Move.REPLY:
            rectified = facts.rectified_on if facts.rectified_on is not None else step.rectified_on
            return replace(facts, referred_on=None, asked_on=None, rectified_on=rectified)
        case Move.SUPERVISE:
            return replace(facts, remedy=Remedy.SUPERVISED, supervised_on=step.on)
        case Move.SUSPEND:
            return replace(facts, suspended_on=step.on, resumed_on=None)
        case Move.RESUME:
            return replace(facts, resumed_on=step.on)
        case Move.ACCEPT:
            return replace(facts, accepted_on=step.on)
        case Move.LIFT:
            return replace(facts, lifted_on=step.on)
        case Move.VOID:
            return replace(facts, voided_on=step.on)
        case Move.RESTORE:
            return replace(facts, voided_on=None)
        case Move.PROGRESS:
            return facts


def _rechecked(facts: LifeFacts, step: Step, result: RecheckResult) -> LifeFacts:
    return replace(facts, rechecked_on=step.on, rechecked_by=step.person.strip(), recheck_result=result)
