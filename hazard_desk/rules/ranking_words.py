"""打分排队 in words: how a part was counted, and what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hazard_desk.rules.ranking import FULL, PARTS, Score, ScoredPart, percent, rounded
from hazard_desk.terms import PartyKind

# What was counted of a part, and what there is none of where it isn't scored.
_COUNTED: dict[PartyKind, dict[str, tuple[str, str]]] = {
    PartyKind.VILLAGE: {
        "coverage": ("{of} 家在营企业（场所）检查了 {done} 家", "没有在营企业（场所）"),
        "rectification": ("发现的 {of} 条隐患整改了 {done} 条", "没有发现隐患"),
        "overdue": ("{of} 条隐患期限已过，逾期没有整改的 {left} 条", "没有期限已过的隐患"),
        "quota": ("企业每月任务 {of} 项，完成了 {done} 项", "没有要完成每月任务的企业"),
        "on_time": ("{of} 条到期或已整改的限期隐患，按期整改了 {done} 条", "没有到期的隐患"),
        "returns": ("{of} 张到期的表，按时交了 {done} 张", "没有到期要交的表"),
    },
    PartyKind.ENTERPRISE: {
        "self_check": ("{of} 个月应全面自查，完成了 {done} 个月", "没有要自查的月份"),
        "quota": ("主要负责人、分管负责人每月检查任务 {of} 项，完成了 {done} 项", "没有要检查的月份"),
        "rectification": ("发现的 {of} 条隐患整改了 {done} 条", "没有发现隐患"),
        "overdue": ("{of} 条隐患期限已过，逾期没有整改的 {left} 条", "没有期限已过的隐患"),
        "on_time": ("{of} 条到期或已整改的限期隐患，按期整改了 {done} 条", "没有到期的隐患"),
        "returns": ("{of} 张到期的表，按时交了 {done} 张", "没有到期要交的表"),
    },
}

# The two lists behind a part: what its numerator counts, and the rest.
LISTS: dict[str, tuple[str, str]] = {
    "coverage": ("已检查", "未检查"),
    "self_check": ("已完成", "未完成"),
    "quota": ("已完成", "未完成"),
    "rectification": ("已整改", "未整改"),
    "overdue": ("已整改", "逾期未整改"),
    "on_time": ("按期整改", "没有按期"),
    "returns": ("按时交", "没有按时"),
}


def label_of(of: PartyKind, key: str) -> str:
    """Return what a part is called."""
    return next(spec.label for spec in PARTS[of] if spec.key == key)


def counted_words(of: PartyKind, part: ScoredPart) -> str:
    """Return what was counted of a part: 45 家在营企业（场所）检查了 38 家."""
    counted, none = _COUNTED[of][part.measure.key]
    one = part.measure
    if not one.denominator:
        return none
    left = one.denominator - one.numerator
    return counted.format(of=one.denominator, done=one.numerator, left=left)


def part_words(of: PartyKind, part: ScoredPart, weights: Mapping[str, int]) -> str:
    """Return a part in one sentence, from what was counted to the points."""
    counted = counted_words(of, part)
    if not part.weight:
        rate = f"，{label_of(of, part.measure.key)} {percent(part.measure.rate)}" * bool(
            part.measure.denominator
        )
        return f"{counted}{rate}；权重 0，不计分"
    if part.points is None:
        return f"{counted}，不计分，权重 {part.weight} 按比例分给其他各项"
    weighed = _weighed(part, weights)
    label = label_of(of, part.measure.key)
    return f"{counted}，{label} {percent(part.measure.rate)}，{weighed}，得 {rounded(part.points)} 分"


def _weighed(part: ScoredPart, weights: Mapping[str, int]) -> str:
    plain = sum(weights.values()) == FULL and part.share == Fraction(part.weight, FULL)
    return f"权重 {part.weight}" if plain else f"权重 {part.weight}（折合 {percent(part.share)}）"


def weight_words(of: PartyKind, weights: Mapping[str, int]) -> str:
    """Return the weights in one line: 检查覆盖率 25、隐患整改率 25 …, and that they are normalised."""
    told = "、".join(f"{spec.label} {weights[spec.key]}" for spec in PARTS[of])
    total = sum(weights.values())
    return told if total == FULL else f"{told}（合计 {total}，按 {FULL} 折算）"


def shared_words(scores: Sequence[Score]) -> str:
    """Return what has to be said where the weight of a part went to the others, "" where none did."""
    if not any(one.shared_out for one in scores):
        return ""
    return "某一项没有可数的，记“—”、不计分，它的权重按比例分给其他各项。"
