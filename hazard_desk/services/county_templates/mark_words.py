"""The words of figures and counts in single cells, beyond the labels that our own forms have for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hazard_desk.rules.table_question import Condition, Question, Test
from hazard_desk.rules.weekly_figures import Figure


def _of_level(level: str, found: Figure, rectified: Figure) -> dict[Figure, tuple[str, ...]]:
    said = (f"排查{level}", f"{level}排查", f"发现{level}", f"{level}发现")
    mended = (f"已整改{level}", f"{level}已整改", f"整改{level}", f"{level}整改")
    return {
        one: (*words, *(f"{word}数" for word in words)) for one, words in ((found, said), (rectified, mended))
    }


FIGURE_WORDS: Mapping[Figure, tuple[str, ...]] = {
    **_of_level("一般隐患", Figure.GENERAL_FOUND, Figure.GENERAL_RECTIFIED),
    **_of_level("重大隐患", Figure.MAJOR_FOUND, Figure.MAJOR_RECTIFIED),
    # In another unit, or in none, it isn't this figure.
    Figure.FINES_WAN: (
        "行政处罚(万元)", "行政处罚金额(万元)", "行政罚款(万元)", "行政罚款金额(万元)", "罚款(万元)",
        "罚款金额(万元)", "处罚金额(万元)",
    ),
}  # fmt: skip
"""Which of the week and the whole action is meant, none of them says."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A count that is asked for often: `words` mean it, `may_mean` may mean another one as well."""

    label: str
    question: Question
    words: tuple[str, ...]
    may_mean: tuple[str, ...] = ()


_NARROWED = {
    "hazard": Condition("void", Test.IS, ("否",)),
    "inspection": Condition("supervisory", Test.IS, ("是",)),
}


def counted_of(noun: str) -> Question:
    """Return the question how many there are of a noun: no void hazards, no looks of firms at themselves."""
    narrowed = _NARROWED.get(noun)
    return Question(noun, conditions=(narrowed,) if narrowed is not None else ())


_OPEN = Condition("open", Test.IS, ("是",))
_INSPECTED = ("已检查企业", "已检查企业数", "检查企业数", "检查的企业数", "检查过的企业数")

COUNTS: tuple[Counted, ...] = (
    Counted(
        "检查过的企业共几家",
        Question("enterprise", conditions=(Condition("inspections", Test.AT_LEAST, ("1",)),)),
        ("累计已检查企业数", "累计检查企业数"),
        _INSPECTED,
    ),
    Counted(
        "本年检查过的企业共几家",
        Question("enterprise", conditions=(Condition("inspections_this_year", Test.AT_LEAST, ("1",)),)),
        tuple(f"{when}{word}" for when in ("本年", "今年", "本年度") for word in _INSPECTED),
        _INSPECTED,
    ),
    Counted(
        "未整改隐患共几条",
        Question("hazard", conditions=(_OPEN,)),
        ("未整改隐患", "未整改隐患数", "未整改隐患总数", "尚未整改隐患", "尚未整改隐患数"),
    ),
    Counted(
        "未整改重大隐患共几条",
        Question("hazard", conditions=(_OPEN, Condition("level", Test.IS, ("重大",)))),
        ("未整改重大隐患", "未整改重大隐患数", "重大隐患未整改", "重大隐患未整改数"),
    ),
    Counted(
        "逾期未整改隐患共几条",
        Question("hazard", conditions=(Condition("overdue", Test.IS, ("是",)),)),
        ("逾期未整改隐患", "逾期未整改隐患数", "逾期未整改", "逾期未整改数", "逾期隐患数"),
    ),
)
