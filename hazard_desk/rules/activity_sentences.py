"""Sentences that tell of activities: drafts for the places of F6 that people write, only what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from hazard_desk.terms import ActivityKind


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence can say of an activity; `late` is 补录, held in a week that had been filed."""

    kind: ActivityKind
    held_on: date
    name: str
    participants: int | None = None
    enterprises: int | None = None
    materials: int | None = None
    media_reports: int | None = None
    media: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Some sentences, of how many activities they tell, and how many of those are 补录."""

    text: str
    activities: int
    late: int = 0


PLACES: Mapping[str, frozenset[ActivityKind]] = MappingProxyType(
    {
        "scheme": frozenset({ActivityKind.SCHEME}),
        "mobilisation": frozenset(
            {ActivityKind.MEETING, ActivityKind.STUDY, ActivityKind.TRAINING, ActivityKind.DRILL}
        ),
        "scheduling": frozenset({ActivityKind.SCHEDULING}),
        "publicity": frozenset({ActivityKind.PUBLICITY}),
    }
)
"""The places of F6 with the activities that each asks for; media reports of any go to 宣传曝光 too."""

_PUBLICITY = "publicity"
_VERBS = {
    ActivityKind.MEETING: "召开",
    ActivityKind.STUDY: "组织",
    ActivityKind.TRAINING: "组织",
    ActivityKind.DRILL: "组织",
    ActivityKind.PUBLICITY: "开展",
    ActivityKind.SCHEME: "制定",
    ActivityKind.SCHEDULING: "开展",
    ActivityKind.SELF_PLAN: "制定",
}
# What makes a name say by itself what it is; and the word that says it where the name doesn't.
_SAYS = {
    ActivityKind.MEETING: ("会", "会议"),
    ActivityKind.STUDY: ("学", "学习"),
    ActivityKind.TRAINING: ("训", "培训"),
    ActivityKind.DRILL: ("演练", "演练"),
}
# A name that begins with what was done needs no other verb.
_DONE = tuple(
    """
    召开 组织 开展 举办 举行 印发 下发 制定 出台 转发 发布 发放 参加 观看 传达 张贴 悬挂 播放
    """.split()  # noqa: SIM905  as a list of words
)
# These may be what was done (约谈逾期企业), or what a thing was for (约谈会, 宣传活动), by how the name ends.
_DONE_OR_FOR = tuple("通报 约谈 提醒 警示 调度 督促 部署 学习 宣传 曝光".split())  # noqa: SIM905
_MEETINGS = ("会", "会议")
_THINGS = (*_MEETINGS, "活动", "教育", "培训", "演练", "讲座", "班", "日", "周", "月")
_ONCE_SAID = frozenset({ActivityKind.MEETING, ActivityKind.SCHEME, ActivityKind.SCHEDULING})
_ENDS = "。；;，,、 \n"


def drafts(activities: Iterable[Told]) -> dict[str, Draft]:
    """Return the sentences for each place of F6 that there is something to tell of, by the slot's name."""
    known = sorted(activities, key=lambda one: (one.held_on, _order(one), one.name))
    found = {}
    for place, kinds in PLACES.items():
        told = [one for one in known if one.kind in kinds]
        clauses = list(_clauses(told))
        if place == _PUBLICITY:
            reported = [one for one in known if one.media_reports and one.kind not in kinds]
            clauses += _reported(reported)
            told += reported
        if clauses:
            found[place] = Draft("；".join(clauses) + "。", len(told), sum(one.late for one in told))
    return found


def _order(one: Told) -> int:
    return list(ActivityKind).index(one.kind)


# ---- what was held ---------------------------------------------------------------------------------------


def _clauses(activities: Sequence[Told]) -> Iterator[str]:
    """Yield one clause a thing, in the order in which they began; what is called alike is told together."""
    before: date | None = None
    for (kind, name), alike in _alike(activities).items():
        day = alike[0].held_on
        yield _clause(kind, name, alike, with_day=day != before or len(alike) > 1)
        before = day if len(alike) == 1 else None


def _clause(kind: ActivityKind, name: str, alike: Sequence[Told], *, with_day: bool) -> str:
    called = _called(kind, name)
    if len(alike) == 1:
        once = kind in _ONCE_SAID or _is_deed(called) or called.endswith(_MEETINGS)
        times = "" if once else "1次"
        said = f"{_day(alike[0].held_on) if with_day else ''}{_verb(kind, called)}{called}{times}"
    else:
        days = "、".join(_day(day) for day, _ in groupby(one.held_on for one in alike))
        said = f"{days}{_verb(kind, called)}{called}{len(alike)}次"
    people, enterprises = _attendance(alike, "participants"), _attendance(alike, "enterprises")
    materials = sum(one.materials or 0 for one in alike)
    # Of several times it is not known whether the same people came: 人次, 家次.
    each = "次" if len(alike) > 1 else ""
    came = [
        *([f"{people}人{each}"] if people else []),
        *([f"企业{enterprises}家{each}"] if enterprises else []),
    ]
    parts = [said]
    if came:
        parts.append(("涉及" if kind is ActivityKind.SCHEDULING else "参加") + "、".join(came))
    if materials:
        parts.append(f"发放资料{materials}份")
    if kind is ActivityKind.PUBLICITY and any(one.media_reports for one in alike):
        parts.append(_media(alike))
    return "，".join(parts)


def _called(kind: ActivityKind, name: str) -> str:
    says, word = _SAYS.get(kind, ("", ""))
    return name if says in name or _is_deed(name) else f"{name}{word}"


def _is_deed(name: str) -> bool:
    """Tell whether a name says what was done, so that it needs no verb."""
    return name.startswith(_DONE) or (name.startswith(_DONE_OR_FOR) and not name.endswith(_THINGS))


def _verb(kind: ActivityKind, called: str) -> str:
    if _is_deed(called):
        return ""
    return "召开" if called.endswith(_MEETINGS) else _VERBS[kind]


def _attendance(alike: Sequence[Told], name: str) -> int:
    """Return how many came in all; 0 where one lacks the figure: a sum would say less than it was."""
    counted = [getattr(one, name) for one in alike]
    return sum(counted) if None not in counted else 0


# ---- what media reported ---------------------------------------------------------------------------------


def _reported(activities: Sequence[Told]) -> Iterator[str]:
    """Yield one clause for each thing that media reported, by its name: it is told of at another place."""
    for (_, name), alike in _alike(activities).items():
        yield f"“{name}”{_media(alike)}"


def _media(alike: Sequence[Told]) -> str:
    count = sum(one.media_reports or 0 for one in alike)
    media = list(dict.fromkeys(_plain(one.media) for one in alike if one.media_reports and _plain(one.media)))
    return f"媒体报道{count}篇" + (f"（{'、'.join(media)}）" if media else "")


# ---- how -------------------------------------------------------------------------------------------------


def _alike(activities: Sequence[Told]) -> dict[tuple[ActivityKind, str], list[Told]]:
    groups: dict[tuple[ActivityKind, str], list[Told]] = {}
    for one in activities:
        groups.setdefault((one.kind, _plain(one.name)), []).append(one)
    return groups


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(_ENDS)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
