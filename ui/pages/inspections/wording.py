"""What a visit found, where it stands and what it lacks, in words, with the colour that goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.rules.facts import CheckPoint, HazardFacts, InspectionFacts, labels
from hazard_desk.rules.inspection_checks import missing_in_inspection
from hazard_desk.terms import CheckMark, HazardState
from ui.theme import Meaning
from ui.widgets.check_marks import counted

_MISSING_NAMED = 4
_MEANINGS = {
    HazardState.REGISTERED: Meaning.IN_PROGRESS,
    HazardState.RECTIFYING: Meaning.IN_PROGRESS,
    HazardState.AWAITING_RECHECK: Meaning.DUE_SOON,
    HazardState.CLOSED: Meaning.CLOSED,
    HazardState.REFERRED: Meaning.VOID,
    HazardState.VOID: Meaning.VOID,
}


def state_words(state: HazardState, overdue: int = 0, failed: int = 0) -> str:
    """Return the state as it is told: 整改中，逾期 3 天，复查不合格 1 次."""
    words = [state.label]
    if overdue:
        words.append(f"逾期 {overdue} 天")
    if failed:
        words.append(f"复查不合格 {failed} 次")
    return "，".join(words)


def state_meaning(state: HazardState, overdue: int = 0) -> Meaning:
    """Return what colours the state."""
    return Meaning.OVERDUE if overdue else _MEANINGS[state]


def hazard_count(hazards: int, open_hazards: int) -> str:
    """Return how many hazards a visit found and how many are still open: 3 条（未整改 1）."""
    if not hazards:
        return "无"
    return f"{hazards} 条（未整改 {open_hazards}）" if open_hazards else f"{hazards} 条"


def check_words(checks: Sequence[CheckPoint]) -> str:
    """Return, a line a list, what a visit went by and how it came out: 消防：9 项，√ 7 · ○ 0 · × 2."""
    marks: dict[str, list[CheckMark | None]] = {}
    for check in checks:
        marks.setdefault(check.title, []).append(check.mark)
    return "\n".join(f"{title}：{len(found)} 项，{counted(found)}" for title, found in marks.items())


def still_missing(facts: InspectionFacts) -> str:
    """Return, in one quiet sentence, what the visit still lacks but was saved without."""
    visit: list[str] = []
    hazards: dict[int, list[str]] = {}
    words = labels(HazardFacts)
    for name, label in missing_in_inspection(facts).items():
        room, _, rest = name.partition(".")
        if room == "hazards":
            place, _, field = rest.partition(".")
            hazards.setdefault(int(place) + 1, []).append(words[field])
        else:
            visit.append(label)
    parts = ["、".join(visit)] if visit else []
    parts += [f"第 {number} 条隐患的{'、'.join(labels)}" for number, labels in hazards.items()]
    if not parts:
        return ""
    more = f"；另有 {len(parts) - _MISSING_NAMED} 处" if len(parts) > _MISSING_NAMED else ""
    return f"还缺{'；'.join(parts[:_MISSING_NAMED])}{more}，可以以后补填。"
