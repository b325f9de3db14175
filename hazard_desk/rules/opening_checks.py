"""What is doubtful about opening figures (期初数): more 整改 than 排查, forms that don't agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hazard_desk.rules.dispatch_figures import SECTOR_WORDS, VISITING

_LEVELS = {"general": "一般隐患", "major": "重大隐患"}


def doubts(figures: Mapping[str, int]) -> Iterator[str]:
    """Yield in words what can't be right; a figure that isn't given is no doubt."""
    for prefix, where in {"": "统计表", **{f"{key}_": words for key, words in SECTOR_WORDS.items()}}.items():
        for level, words in _LEVELS.items():
            yield from _falling(
                figures,
                f"{prefix}{level}_rectified",
                f"{prefix}{level}_found",
                f"{where}的{words}",
                "整改",
                "排查",
            )
    yield from _falling(figures, "illegal_handled", "illegal_found", "统计表的非法违法行为", "查处", "排查")
    for level, words in _LEVELS.items():
        for event, deed in (("found", "排查"), ("rectified", "整改")):
            parts = [figures.get(f"{sector}_{level}_{event}") for sector in VISITING]
            known = [part for part in parts if part is not None]
            total = figures.get(f"{level}_{event}")
            if total is not None and len(known) == len(parts) and sum(known) != total:
                yield (
                    f"{words}{deed}：统计表是 {total}，周调度表的市本级、县级、交叉检查合计是 {sum(known)}。"
                )


def _falling(
    figures: Mapping[str, int], done: str, found: str, where: str, deed: str, before: str
) -> Iterator[str]:
    if figures.get(done, 0) > figures.get(found, figures.get(done, 0)):
        yield f"{where}：{deed} {figures[done]} 大于{before} {figures[found]}，这样的累计数定稿时通不过。"
