"""活动: what is entered of a meeting, a training, a drill …, and what may not be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import ActivityKind


@dataclass(slots=True)
class ActivityFacts:
    """One 活动; a figure that is None was not filled in, which is not the same as 0."""

    kind: ActivityKind | None = None
    held_on: date | None = None
    name: str = ""
    place: str = ""
    organiser: str = ""
    chair: str = ""
    attendees: str = ""
    participants: int | None = None
    enterprises: tuple[int, ...] = ()  # those named, by id
    enterprise_count: int | None = None
    materials: int | None = None
    media_reports: int | None = None
    media: str = ""
    content: str = ""
    village_id: int | None = None
    task_id: int | None = None
    campaigns: tuple[str, ...] = ()
    note: str = ""


FIGURES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "participants": ("参加人数", 1_000_000),
        "enterprise_count": ("企业数", 100_000),
        "materials": ("发放资料", 10_000_000),
        "media_reports": ("媒体报道", 100_000),
    }
)
"""The figures: what each is called, and the most that is believed."""

_GATHERING = ("place", "organiser", "chair", "attendees", "participants", "enterprises", "enterprise_count")
_MEDIA = ("media_reports", "media")

ASKED: Mapping[ActivityKind, frozenset[str]] = MappingProxyType(
    {
        ActivityKind.MEETING: frozenset({*_GATHERING, *_MEDIA}),
        ActivityKind.STUDY: frozenset({*_GATHERING[:5], *_MEDIA}),
        ActivityKind.TRAINING: frozenset({*_GATHERING, "materials", *_MEDIA}),
        ActivityKind.DRILL: frozenset({*_GATHERING, *_MEDIA}),
        ActivityKind.PUBLICITY: frozenset(
            {"place", "organiser", "participants", "enterprises", "enterprise_count", "materials", *_MEDIA}
        ),
        ActivityKind.SCHEME: frozenset({"organiser", *_MEDIA}),
        ActivityKind.SCHEDULING: frozenset(
            {"place", "organiser", "attendees", "participants", "enterprises", "enterprise_count", *_MEDIA}
        ),
        ActivityKind.SELF_PLAN: frozenset({"enterprises"}),
    }
)
"""What is asked of an activity of each kind, beside its day, its name and what it was about."""


def enterprises_told(named: int, counted: int | None) -> int | None:
    """Return of how many enterprises an activity tells: those named, or the number where that is larger."""
    return max(named, counted or 0) if named or counted is not None else None


def check_activity(facts: ActivityFacts, today: date) -> list[Refusal]:
    """Return what may not be stored: without kind, day or name, still to come, figures nobody believes."""
    refusals = []
    if facts.kind is None:
        refusals.append(Refusal("kind", "没有选类别", "请选一个类别。"))
    if facts.held_on is None:
        refusals.append(Refusal("held_on", "没有填日期", "请填写日期。"))
    elif facts.held_on > today:
        refusals.append(
            Refusal("held_on", f"日期 {facts.held_on} 晚于今天", "请填写已经开展的日期；没开展的以后再记。")
        )
    if not facts.name.strip():
        refusals.append(Refusal("name", "没有填活动名称", "请填写名称，如“全镇安全生产工作会议”。"))
    for field, (label, most) in FIGURES.items():
        value = getattr(facts, field)
        if value is not None and value < 0:
            refusals.append(Refusal(field, f"{label}是负数", "请填写 0 或正整数；不清楚的留空。"))
        elif value is not None and value > most:
            refusals.append(Refusal(field, f"{label} {value} 太大", f"请核对，最多填 {most}。"))
    if facts.kind is ActivityKind.SELF_PLAN and not facts.enterprises:
        refusals.append(
            Refusal("enterprises", "没有写是哪些企业的方案", "请从企业档案里选，报表里按企业数家数。")
        )
    named = len(set(facts.enterprises))
    if facts.enterprise_count is not None and 0 <= facts.enterprise_count < named:
        refusals.append(
            Refusal(
                "enterprise_count",
                f"企业数 {facts.enterprise_count} 比点名的企业 {named} 家还少",
                "请核对；企业都点了名的，企业数可以不填。",
            )
        )
    return refusals
