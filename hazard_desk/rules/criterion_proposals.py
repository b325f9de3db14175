"""Which items of 判定标准 a hazard's description may fall under: a ranking to look at, never a decision.

A key word of the item that stands in the description counts most; beside it, pairs of characters that both
share count, rare ones among the items more than common ones. An industry of the enterprise that the item's
standard or heading names only lifts what the words have found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import log

from hazard_desk.rules.search_text import comparable

_KEYWORD = 3.0
_ENOUGH = 3.0  # one key word, or about three pairs that few items have
_OF_THE_INDUSTRY = 1.5
# What nearly every description and every item says.
_COMMON = frozenset(
    [
        "企业",
        "生产",
        "安全",
        "单位",
        "人员",
        "作业",
        "设置",
        "设备",
        "设施",
        "装置",
        "现场",
        "存在",
        "是否",
        "没有",
        "未按",
        "按照",
        "规定",
        "进行",
        "要求",
        "管理",
        "重大",
        "隐患",
        "事故",
        "情况",
        "使用",
        "其他",
    ]
)
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_BETWEEN = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of an item is compared: its words, and what says for whom it is."""

    key: Hashable
    text: str
    keywords: str = ""  # separated by 、
    heading: str = ""
    scope: str = ""


def ranked(
    description: str, candidates: Sequence[Candidate], industries: Sequence[str] = (), most: int = 5
) -> list[Hashable]:
    """Return the keys of the items that may apply, the likeliest first; none where nothing is alike."""
    said = comparable(description)
    pairs = _pairs(said)
    if not pairs:
        return []
    shared = [pairs & _pairs(comparable(one.text)) for one in candidates]
    spread = Counter(pair for found in shared for pair in found)
    scored = []
    for place, (one, found) in enumerate(zip(candidates, shared, strict=True)):
        score = sum(1.0 / (1.0 + log(spread[pair])) for pair in found)
        words = {comparable(word) for word in _BETWEEN.split(one.keywords)} - {""}
        hits = {word for word in words if word in said}
        # 电焊 within 电焊工 is one hit, not two.
        score += _KEYWORD * sum(not any(word != other and word in other for other in hits) for word in hits)
        if score < _ENOUGH:
            continue
        meant = comparable(one.heading + one.scope)
        if any(comparable(name) in meant for name in industries if name):
            score += _OF_THE_INDUSTRY
        scored.append((-score, place))
    return [candidates[place].key for _, place in sorted(scored)[:most]]


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters that say something."""
    return {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)} - _COMMON
