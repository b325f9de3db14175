"""举报线索 (S000 五(四)): how far one has come, what may follow what, what of it everybody may read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from unicodedata import normalize

from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import TipChannel, TipResult, TipState


@dataclass(slots=True)
class TipOffFacts:
    """举报线索: what was reported, and each step that was taken, by its day."""

    received_on: date | None = None
    channel: TipChannel = TipChannel.PHONE
    number: str = ""  # 编号; given by the program when empty
    informant: str = ""  # 举报人; "" anonymous
    informant_phone: str = ""
    enterprise_id: int | None = None
    unit: str = ""  # 被举报单位, where the registry doesn't hold it
    place: str = ""
    content: str = ""
    accepted_on: date | None = None
    refused_on: date | None = None
    refusal_reason: str = ""
    assigned_on: date | None = None
    assigned_to: str = ""
    due_on: date | None = None
    verified_on: date | None = None
    verified_by: str = ""
    result: TipResult | None = None
    finding: str = ""
    handling: str = ""
    inspection_id: int | None = None
    answered_on: date | None = None
    answer: str = ""
    approved_on: date | None = None
    approved_by: str = ""
    published: bool = True
    campaigns: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: its name, what must stand before it (any of these), what its entry must say and may say."""

    label: str
    after: tuple[str, ...]
    needs: tuple[tuple[str, str], ...] = ()  # field, what it is called
    may_say: tuple[tuple[str, str], ...] = ()


_STEPS = {
    "accepted_on": _Step("受理", ("received_on",)),
    "refused_on": _Step("不予受理", ("received_on",), (("refusal_reason", "不予受理的理由"),)),
    "assigned_on": _Step("交办", ("accepted_on",), (("assigned_to", "承办单位（人）"),)),
    "verified_on": _Step(
        "核查",
        ("assigned_on",),
        (("result", "核查结果"), ("finding", "核查情况")),
        (("verified_by", "核查人员"), ("inspection_id", "核查的检查")),
    ),
    # Somebody whose 线索 isn't taken up is told so too.
    "answered_on": _Step("反馈", ("verified_on", "refused_on"), may_say=(("answer", "反馈内容"),)),
    # 交办问题线索办理完毕后，要由党委政府负责同志审核并签字确认 (S000 五(四)).
    "approved_on": _Step("领导审核签字", ("verified_on",), (("approved_by", "审核签字的领导"),)),
}
OVER = frozenset({TipState.CLOSED, TipState.REFUSED})
"""The states in which nothing is left to be done."""

_EXCLUDED = ("accepted_on", "assigned_on", "verified_on", "approved_on")  # by 不予受理
_DAYS = {"received_on": "收到", **{name: step.label for name, step in _STEPS.items()}}
# What stands in 举报人 of somebody who gave no name.
_NOBODY = frozenset(
    {
        *("匿名", "匿名举报", "匿名群众", "不详", "无名", "未知", "不愿透露", "不愿透露姓名"),
        *("群众", "热心群众", "市民", "热心市民", "村民", "居民", "职工", "员工", "工人"),
    }
)


def tip_state(facts: TipOffFacts) -> TipState:
    """Return how far the 线索 has come.

    It isn't over before the leader has signed and whoever can be answered has been; either may come first.
    """
    if facts.refused_on is not None:
        return TipState.REFUSED
    for day, state in (
        (facts.accepted_on, TipState.RECEIVED),
        (facts.assigned_on, TipState.ACCEPTED),
        (facts.verified_on, TipState.ASSIGNED),
    ):
        if day is None:
            return state
    if facts.answered_on is None and can_be_answered(facts):
        return TipState.VERIFIED
    return TipState.ANSWERED if facts.approved_on is None else TipState.CLOSED


def can_be_answered(facts: TipOffFacts) -> bool:
    """Say whether there is somebody to tell: who reported it, or the superior who handed it down."""
    return (
        bool(_names_in(facts.informant))
        or bool(facts.informant_phone)
        or facts.channel is TipChannel.ASSIGNED
    )


def days_overdue(facts: TipOffFacts, today: date) -> int:
    """Return by how many days 办理期限 is past; the day itself is in time. What is over is never overdue."""
    if facts.due_on is None or tip_state(facts) in OVER:
        return 0
    return max((today - facts.due_on).days, 0)


def as_of(facts: TipOffFacts, day: date) -> TipOffFacts:
    """Return it as it stood at the end of a day: the list of a week comes out alike later."""
    unknown = TipOffFacts()
    gone: dict[str, object] = {}
    for name, step in _STEPS.items():
        taken = getattr(facts, name)
        if taken is not None and taken > day:
            gone |= {field: getattr(unknown, field) for field in (name, *_said(step))}
    if "assigned_on" in gone:
        gone["due_on"] = None
    if "accepted_on" in gone or facts.accepted_on is None:
        gone["handling"] = ""
    return replace(facts, **gone)  # type: ignore[arg-type]  # each is the field's own default


def check_tip_off(facts: TipOffFacts, today: date) -> list[Refusal]:
    """Return why the facts may not be stored: something missing, a step out of turn, a day out of order."""
    refusals = [
        Refusal(name, f"没有填{label}", f"请填写{label}。")
        for name, label in (("received_on", "收到日期"), ("content", "举报内容"))
        if not getattr(facts, name)
    ]
    refusals += [
        Refusal(name, f"{label}日期 {day} 晚于今天", "请填写已经发生的日期。")
        for name, label in _DAYS.items()
        if (day := getattr(facts, name)) is not None and day > today
    ]
    for name, step in _STEPS.items():
        refusals += _check_step(facts, name, step)
    if facts.due_on and facts.received_on and facts.due_on < facts.received_on:
        refusals.append(Refusal("due_on", "办理期限早于收到日期", "请核对日期。"))
    if facts.refused_on is not None:
        taken = [name for name in _EXCLUDED if getattr(facts, name) is not None]
        if taken:
            words = "、".join(_STEPS[name].label for name in taken)
            refusals.append(
                Refusal("refused_on", f"已登记{words}，不能又是不予受理", "请去掉其中一样的日期。")
            )
    return refusals


def _check_step(facts: TipOffFacts, name: str, step: _Step) -> list[Refusal]:
    day = getattr(facts, name)
    if day is None:
        # Words without their day would leave the state where it was, and be found on no list.
        said = [(field, label) for field, label in (*step.needs, *step.may_say) if getattr(facts, field)]
        return [
            Refusal(name, f"填了{label}，没有填{step.label}日期", f"请填写{step.label}日期。")
            for _, label in said[:1]
        ]
    refusals = []
    before = {other: reached for other in step.after if (reached := getattr(facts, other)) is not None}
    if not before and step.after != ("received_on",):
        words = "或".join(_DAYS[other] for other in step.after)
        refusals.append(Refusal(name, f"还没有登记{words}，不能登记{step.label}", f"请先填{words}日期。"))
    for other, reached in before.items():
        if day < reached:
            said_before = _DAYS[other]
            refusals.append(
                Refusal(name, f"{step.label}日期 {day} 早于{said_before}日期 {reached}", "请核对日期。")
            )
    refusals += [
        Refusal(field, f"{step.label}没有填{label}", f"请填写{label}。")
        for field, label in step.needs
        if not getattr(facts, field)
    ]
    return refusals


def _said(step: _Step) -> tuple[str, ...]:
    return tuple(field for field, _ in (*step.needs, *step.may_say))


# ---- what everybody may read ---------------------------------------------------------------------------

_APART = re.compile(r"[、，,；;/|（）()\n]+")
_AND = re.compile(r"[和及与]")  # parts names, but stands in some too: 李和平
_ADDRESS = re.compile(r"(?:先生|女士|同志|师傅)$")
_LEAST_DIGITS = 5  # fewer could stand anywhere
_BETWEEN_DIGITS = r"[\s\-‐-―－.．·]*"
_ACCOUNT = re.compile(r"[A-Za-z0-9_.@+\-]*[A-Za-z][A-Za-z0-9_.@+\-]*")  # 微信号, an address of e-mail
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def without_informant(text: str, facts: TipOffFacts, instead: str) -> str:
    """Return `text` with `instead` wherever the name or phone of who reported it stands.

    The clerk may have written them into 举报内容; they are found however they are spaced and however wide
    their figures are.
    """
    for pattern in _traces(facts):
        text = pattern.sub(lambda _found: instead, text)
    one = re.escape(instead)
    return re.sub(rf"{one}\s*[（(]\s*{one}\s*[）)]", lambda _found: instead, text)  # name (phone)


def _traces(facts: TipOffFacts) -> list[re.Pattern[str]]:
    """Return what gives away who reported it: each number, each name, the longest first."""
    numbers = sorted(_numbers_in(f"{facts.informant_phone}、{facts.informant}"), key=len, reverse=True)
    accounts = {one for one in _ACCOUNT.findall(normalize("NFKC", facts.informant_phone)) if len(one) > 2}
    names = sorted({*_names_in(facts.informant), *accounts}, key=len, reverse=True)
    return [
        *(
            re.compile(_BETWEEN_DIGITS.join(f"[{one}{one.translate(_WIDE)}]" for one in number))
            for number in numbers
        ),
        *(re.compile(r"\s*".join(map(re.escape, name)), re.IGNORECASE) for name in names),
    ]


def _numbers_in(text: str) -> set[str]:
    """Return the phone numbers in a text as digits, also without 86 and without the code of the area."""
    found = set()
    for part in _APART.split(normalize("NFKC", text)):
        number = re.sub(r"\D", "", part).removeprefix("86")
        found.add(number)
        if number.startswith("0"):
            found |= {number[code:] for code in (3, 4)}
        found |= {re.sub(r"\D", "", piece) for piece in re.split(r"[-转]", part)}
    return {number for number in found if len(number) >= _LEAST_DIGITS}


def _names_in(informant: str) -> set[str]:
    """Return the names in 举报人, without those of nobody and figures; one letter tells of nobody."""
    whole = [re.sub(r"[\s\d０-９]+", "", part) for part in _APART.split(informant)]
    names = {*whole, *(name for part in whole for name in _AND.split(part))}
    names |= {_ADDRESS.sub("", name) for name in names}
    return {name for name in names if len(name) > 1 and name not in _NOBODY}
