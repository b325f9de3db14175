"""What S003 三(三) asks of a pair of a 交叉检查, checked against what was planned and done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hazard_desk.rules.dates import day_words
from hazard_desk.terms import CheckState, PairState


@dataclass(frozen=True, slots=True)
class PairCheck:
    """One point: `key` for the program, `label` and `text` for the reader."""

    key: str
    label: str
    state: CheckState
    text: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of every pair, as the office has set it; `kinds` in the words of the setting."""

    days: int = 3
    enterprises: int = 5
    small_share: int = 60
    kinds: tuple[str, ...] = ()
    members: int = 2

    def small_needed(self, enterprises: int) -> int:
        """Return how many of so many enterprises must be 中小企业 at least: 5 → 3."""
        return -(-self.small_share * enterprises // 100)


@dataclass(frozen=True, slots=True)
class Listed:
    """An enterprise of a pair: in the sample or visited; `small` None where its 规模 isn't known.

    One that is `elsewhere` is not 受检方's: it moved, or the visit was tied to the wrong pair.
    """

    name: str
    small: bool | None
    kinds: frozenset[str] = frozenset()
    visited: bool = False
    avoided: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit of a pair: its day, how many inspectors, how many hazards; why one of them should not have.

    `by_others`: none of its inspectors is among the pair's 组员.
    """

    enterprise: str
    on: date
    inspectors: int
    hazards: int
    avoided: tuple[str, ...] = ()
    by_others: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """What the target has in operation: all, 中小企业, and of each wanted kind; of each, how many avoided."""

    enterprises: int = 0
    small: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    avoided_kinds: Mapping[str, int] = field(default_factory=dict)
    unknown_kinds: frozenset[str] = frozenset()  # wanted, but no 行业分类 is called so


@dataclass(frozen=True, slots=True)
class PairStanding:
    """A pair as it stands; `own` whether its enterprises are in the registry (else it is 外单位).

    `starts_on` and `ends_on` are the pair's own days; after `closes_on`, its last or the round's, no visit
    is to come. Of `members`, `known` are in 人员名册.
    """

    own: bool = True
    starts_on: date | None = None
    ends_on: date | None = None
    closes_on: date | None = None
    members: int = 0
    known: int = 0
    listed: Sequence[Listed] = ()
    visits: Sequence[Visited] = ()
    stock: Stock = field(default_factory=Stock)
    handed_over_on: date | None = None
    received_by: str = ""
    feedback_due_on: date | None = None
    feedback_on: date | None = None
    reported_on: date | None = None


_NAMED = 3  # enterprises that a sentence names
_FOREIGN = "受检方的企业不在本台账，由对方登记"


def check_pair(pair: PairStanding, asked: Demands, today: date) -> tuple[PairCheck, ...]:
    """Return every point of a pair in the order in which the work goes."""
    over = _is_over(pair, today)
    own = pair.own or bool(pair.listed)
    foreign = (CheckState.NONE, _FOREIGN)
    points = (
        ("days", f"检查时间不少于 {asked.days} 天", _days(pair, asked, over)),
        (
            "enterprises",
            f"抽检企业不少于 {asked.enterprises} 家",
            _enterprises(pair, asked, over) if own else foreign,
        ),
        (
            "small_share",
            f"中小企业不低于 {asked.small_share}%",
            _small_share(pair, asked, over) if own else foreign,
        ),
        ("kinds", "涵盖重点企业", _kinds(pair, asked, over) if own else foreign),
        ("team", f"检查组不少于 {asked.members} 人", _team(pair, asked)),
        ("conflicts", "回避", _conflicts(pair) if own else foreign),
        ("f10", "问题隐患清单", _lists(pair, over) if own else foreign),
        ("handover", "移交", _handover(pair)),
        ("feedback", "反馈", _feedback(pair, today)),
        ("report", "专题报告", _report(pair)),
    )
    return tuple(PairCheck(key, label, *said) for key, label, said in points)


def state_of_pair(pair: PairStanding, asked: Demands, today: date) -> PairState:
    """Return how far a pair is. Its visits are done when its days are over, or all that is asked was done."""
    if pair.feedback_on is not None:
        return PairState.ANSWERED
    if pair.handed_over_on is not None:
        return PairState.AWAITING
    if pair.visits:
        done = (
            len({visit.on for visit in pair.visits}) >= asked.days
            and sum(one.visited for one in pair.listed) >= asked.enterprises
            and all(one.visited for one in pair.listed)
        )
        return PairState.TO_HAND_OVER if done or _is_over(pair, today) else PairState.VISITING
    if not pair.own and _is_over(pair, today):
        return PairState.TO_HAND_OVER
    if pair.listed or pair.starts_on or pair.ends_on:
        return PairState.PLANNED
    return PairState.UNPLANNED


def _is_over(pair: PairStanding, today: date) -> bool:
    """Say whether no visit is to come: what is short then stays short."""
    return pair.handed_over_on is not None or (pair.closes_on is not None and today > pair.closes_on)


_Said = tuple[CheckState, str]


def _days(pair: PairStanding, asked: Demands, over: bool) -> _Said:
    days = len({visit.on for visit in pair.visits})
    if days >= asked.days:
        return CheckState.OK, f"检查了 {days} 天"
    planned = ""
    if pair.starts_on and pair.ends_on:
        span = (pair.ends_on - pair.starts_on).days + 1
        planned = f"计划{day_words(pair.starts_on)}至{day_words(pair.ends_on)}，共 {span} 天"
        unseen = not pair.own and not pair.visits  # 外单位: the planned days are all that is known
        if span < asked.days and (unseen or not over):
            return CheckState.WRONG, f"{planned}，少于 {asked.days} 天"
        if unseen:
            return (CheckState.OK if over else CheckState.OPEN), planned
    if over and (pair.own or pair.visits):
        done = f"只检查了 {days} 天" if days else "没有检查记录"
        return CheckState.WRONG, f"{done}，应不少于 {asked.days} 天"
    done = f"已检查 {days} 天" if days else "还没有检查"
    return CheckState.OPEN, "，".join(filter(None, (planned, done)))


def _enterprises(pair: PairStanding, asked: Demands, over: bool) -> _Said:
    listed, visited = len(pair.listed), sum(one.visited for one in pair.listed)
    few = ""
    if pair.stock.enterprises < asked.enterprises:
        few = f"；辖区内正常经营的只有 {pair.stock.enterprises} 家"
    if strange := [one.name for one in pair.listed if one.elsewhere]:
        return CheckState.WRONG, f"有 {len(strange)} 家不是受检方的：{_few(strange)}"
    if visited >= asked.enterprises:
        return CheckState.OK, f"检查了 {visited} 家"
    if over:
        done = f"只检查了 {visited} 家" if visited else "没有检查记录"
        return CheckState.WRONG, f"{done}，应不少于 {asked.enterprises} 家{few}"
    if not listed:
        return (CheckState.WRONG if few else CheckState.OPEN), f"还没有定抽检企业{few}"
    if listed < asked.enterprises:
        return CheckState.WRONG, f"名单上 {listed} 家，少于 {asked.enterprises} 家{few}"
    return CheckState.OPEN, f"名单上 {listed} 家，已检查 {visited} 家"


def _counting(pair: PairStanding, over: bool) -> tuple[list[Listed], bool]:
    """Return the enterprises by which a pair is judged: those visited once all is over, else the whole list.

    The second says whether nothing is to come that could change it.
    """
    visited = [one for one in pair.listed if one.visited]
    if over:
        return visited, True
    return list(pair.listed), len(visited) == len(pair.listed)


def _small_share(pair: PairStanding, asked: Demands, over: bool) -> _Said:
    counted, settled = _counting(pair, over)
    if not counted:
        if over:
            return CheckState.WRONG, "没有检查记录"
        if pair.stock.small < asked.small_needed(min(asked.enterprises, pair.stock.enterprises)):
            return CheckState.WRONG, f"辖区内中小企业只有 {pair.stock.small} 家，不足 {asked.small_share}%"
        return CheckState.OPEN, "还没有定抽检企业"
    small = sum(one.small is True for one in counted)
    unknown = sum(one.small is None for one in counted)
    said = f"{len(counted)} 家中有中小企业 {small} 家"
    if unknown:
        said += f"，{unknown} 家没有填规模、不计在内"
    if small < asked.small_needed(len(counted)):
        if pair.stock.small <= small:
            said += f"；辖区内中小企业只有 {pair.stock.small} 家"
        return CheckState.WRONG, f"{said}，不足 {asked.small_share}%"
    return (CheckState.OK if settled else CheckState.OPEN), said


def _kinds(pair: PairStanding, asked: Demands, over: bool) -> _Said:
    if not asked.kinds:
        return CheckState.NONE, "没有设置要涵盖的重点企业"
    counted, settled = _counting(pair, over)
    covered = [kind for kind in asked.kinds if any(kind in one.kinds for one in counted)]
    lacking = [kind for kind in asked.kinds if kind not in covered]
    free = {
        kind: pair.stock.kinds.get(kind, 0) - pair.stock.avoided_kinds.get(kind, 0) for kind in asked.kinds
    }
    missing = [kind for kind in lacking if free[kind] > 0]
    barred = [kind for kind in lacking if free[kind] <= 0 < pair.stock.kinds.get(kind, 0)]
    unknown = [kind for kind in lacking if kind in pair.stock.unknown_kinds]
    absent = [kind for kind in lacking if kind not in (*missing, *barred, *unknown)]
    parts = []
    if covered:
        parts.append(f"已涵盖{'、'.join(covered)}" if settled else f"名单涵盖{'、'.join(covered)}")
    if missing:
        where = "没有查" if over else "名单里没有" if counted else "还要选"
        parts.append(where + "、".join(f"{kind}（辖区内 {pair.stock.kinds[kind]} 家）" for kind in missing))
    if barred:
        parts.append(f"{'、'.join(barred)}企业须回避")
    if absent:
        parts.append(f"辖区内没有{'、'.join(absent)}企业")
    if unknown:
        parts.append(f"行业分类里没有{'、'.join(f'“{kind}”' for kind in unknown)}")
    said = "；".join(parts)
    if missing:
        return (CheckState.WRONG if counted or over else CheckState.OPEN), said
    if not covered:
        return CheckState.NONE, said
    return (CheckState.OK if settled else CheckState.OPEN), said


def _team(pair: PairStanding, asked: Demands) -> _Said:
    few = sum(visit.inspectors < asked.members for visit in pair.visits)
    if few:
        return CheckState.WRONG, f"{few} 次检查的检查人员不足 {asked.members} 人"
    if by_others := sum(visit.by_others for visit in pair.visits):
        return CheckState.WRONG, f"{by_others} 次检查没有本组组员参加"
    if pair.members >= max(asked.members, 1):
        return CheckState.OK, f"组员 {pair.members} 人"
    if pair.members:
        return CheckState.WRONG, f"组员只有 {pair.members} 人"
    if pair.visits:
        return CheckState.OK, f"没有填组员；每次检查都有 {asked.members} 人以上"
    return CheckState.OPEN, "还没有填组员"


def _conflicts(pair: PairStanding) -> _Said:
    told = [(one.avoided, one.name) for one in pair.listed]
    told += [(visit.avoided, visit.enterprise) for visit in pair.visits]
    against: dict[str, dict[str, None]] = {}
    for reasons, name in told:
        for reason in reasons:
            against.setdefault(reason, {})[name] = None
    if against:
        said = (f"{reason}（{_few(list(names))}）" for reason, names in against.items())
        return CheckState.WRONG, "应当回避：" + "；".join(said)
    if not pair.members:
        return CheckState.OPEN, "还没有填组员"
    if not pair.known:
        return CheckState.OPEN, "组员都不在人员名册里，回避情况无从核对"
    unknown = pair.members - pair.known
    more = f"；{unknown} 名组员不在人员名册里，无从核对" if unknown else ""
    return CheckState.OK, f"名单上没有须回避的企业{more}"


def _few(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:_NAMED])}等 {len(names)} 家"


def _lists(pair: PairStanding, over: bool) -> _Said:
    visited = sum(one.visited for one in pair.listed)
    waiting = len(pair.listed) - visited
    if not pair.listed:
        return (CheckState.WRONG if over else CheckState.OPEN), "没有检查记录" if over else "还没有检查"
    found = len({visit.enterprise for visit in pair.visits if visit.hazards})
    said = f"已检查 {visited} 家"
    if visited:
        said += f"：{found} 家有隐患，{visited - found} 家未发现隐患"
    if waiting:
        short = f"{said}；名单上还有 {waiting} 家没有检查记录"
        return (CheckState.WRONG if over else CheckState.OPEN), short
    return CheckState.OK, said


def _handover(pair: PairStanding) -> _Said:
    if pair.handed_over_on is None:
        return CheckState.OPEN, "还没有移交" if pair.visits or not pair.own else "检查后移交"
    later = sum(visit.on > pair.handed_over_on for visit in pair.visits)
    if later:
        return CheckState.WRONG, f"{day_words(pair.handed_over_on)}移交之后又检查了 {later} 次，须补充移交"
    by = f"，{pair.received_by}接收" if pair.received_by else "，没有填接收人"
    return CheckState.OK, f"{day_words(pair.handed_over_on)}移交{by}"


def _feedback(pair: PairStanding, today: date) -> _Said:
    due = pair.feedback_due_on
    if pair.feedback_on is not None:
        late = (pair.feedback_on - due).days if due else 0
        return CheckState.OK, f"{day_words(pair.feedback_on)}反馈" + (f"，晚了 {late} 天" if late > 0 else "")
    if due is not None and today > due:
        return CheckState.WRONG, f"反馈逾期 {(today - due).days} 天（期限{day_words(due)}）"
    if due is not None:
        left = (due - today).days
        return CheckState.OPEN, f"反馈期限{day_words(due)}，" + (f"还有 {left} 天" if left else "今天到期")
    if pair.handed_over_on is not None:
        return CheckState.OPEN, "还没有反馈，也没有约定反馈期限"
    return CheckState.OPEN, "移交后等受检方反馈"


def _report(pair: PairStanding) -> _Said:
    if pair.reported_on is not None:
        return CheckState.OK, f"{day_words(pair.reported_on)}报送"
    return CheckState.OPEN, "还没有报送"
