"""打分排队: a score of 0 to 100 out of weighted parts, and the places that scores lead to.

All is reckoned exactly and rounded once, when it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hazard_desk.terms import PartyKind

FULL = 100
PLACES = 2
NO_SCORE = "—"


@dataclass(frozen=True, slots=True)
class PartSpec:
    """One part of a score: its key, what the forms call it, and the weight it is shipped with."""

    key: str
    label: str
    weight: int


PARTS: dict[PartyKind, tuple[PartSpec, ...]] = {
    PartyKind.VILLAGE: (
        PartSpec("coverage", "检查覆盖率", 25),
        PartSpec("rectification", "隐患整改率", 25),
        PartSpec("overdue", "不逾期率", 20),
        PartSpec("quota", "任务完成率", 10),
        PartSpec("on_time", "按期整改率", 10),
        PartSpec("returns", "按时交表率", 10),
    ),
    PartyKind.ENTERPRISE: (
        PartSpec("self_check", "自查完成率", 20),
        PartSpec("quota", "负责人检查率", 20),
        PartSpec("rectification", "隐患整改率", 25),
        PartSpec("overdue", "不逾期率", 15),
        PartSpec("on_time", "按期整改率", 10),
        PartSpec("returns", "按时交表率", 10),
    ),
}
"""The parts of a village's and of an enterprise's score, in the order of the forms."""

WEIGHT_GROUPS = {
    PartyKind.VILLAGE: "打分排队权重（村）",
    PartyKind.ENTERPRISE: "打分排队权重（企业）",
}


def weight_prefix(of: PartyKind) -> str:
    """Return what the names of these weights begin with, among the settings."""
    return f"ranking.{of.value}."


def weight_name(of: PartyKind, key: str) -> str:
    """Return the setting that holds the weight of a part."""
    return weight_prefix(of) + key


def weights_problem(weights: Mapping[str, int]) -> str:
    """Return what is wrong with the weights of all parts, "" where they can be reckoned with."""
    if any(weight < 0 for weight in weights.values()):
        return "权重不能小于 0"
    return "" if any(weights.values()) else "权重不能全是 0"


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted for a part: so many done of so many; of none, there is nothing to be scored."""

    key: str
    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        """Refuse what would be no share."""
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.key}: {self.numerator} of {self.denominator}")

    @property
    def rate(self) -> Fraction | None:
        """The share, 0 to 1; None without a denominator."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part with its weight as set, and the share of the whole score that it came to have (0 to 1)."""

    measure: Measure
    weight: int
    share: Fraction

    @property
    def points(self) -> Fraction | None:
        """What it adds to the score, exactly; None where it isn't scored (不计分)."""
        rate = self.measure.rate
        return None if rate is None or not self.weight else FULL * self.share * rate


@dataclass(frozen=True, slots=True)
class Score:
    """A score with the parts that it is made of; `exact` None where no part could be scored."""

    parts: tuple[ScoredPart, ...]
    exact: Fraction | None

    @property
    def printed(self) -> Decimal | None:
        """The score as it is printed, and by which places are given."""
        return None if self.exact is None else rounded(self.exact)

    @property
    def shared_out(self) -> bool:
        """Whether the weight of some part without a denominator went to the others."""
        return self.exact is not None and any(
            part.weight and part.measure.rate is None for part in self.parts
        )


def score(measures: Sequence[Measure], weights: Mapping[str, int]) -> Score:
    """Return the score of these parts; weights needn't add up to 100, all of them 0 are refused.

    A part without a denominator isn't scored, its weight goes to the others in proportion to theirs.
    """
    problem = weights_problem({one.key: weights[one.key] for one in measures})
    if problem:
        raise ValueError(problem)
    whole = sum(weights[one.key] for one in measures if one.denominator)
    parts = tuple(
        ScoredPart(
            one,
            weights[one.key],
            Fraction(weights[one.key], whole) if one.denominator and whole else Fraction(0),
        )
        for one in measures
    )
    if not whole:
        return Score(parts, None)
    return Score(parts, sum((part.points or Fraction(0) for part in parts), Fraction(0)))


def places(scores: Sequence[Decimal | None]) -> list[int]:
    """Return the place of each score: equal ones share a place (1, 2, 2, 4), those without one come last."""
    order = sorted((value is None, -(value or Decimal(0))) for value in scores)
    first: dict[tuple[bool, Decimal], int] = {}
    for at, key in enumerate(order, start=1):
        first.setdefault(key, at)
    return [first[value is None, -(value or Decimal(0))] for value in scores]


def rounded(value: Fraction, digits: int = PLACES) -> Decimal:
    """Return a number that isn't negative with so many decimals, half up."""
    units = value * 10**digits + Fraction(1, 2)
    return Decimal(units.numerator // units.denominator).scaleb(-digits)


def percent(rate: Fraction | None) -> str:
    """Return a share as it is printed, with one decimal; “—” where there is none."""
    return NO_SCORE if rate is None else f"{rounded(rate * 100, 1)}%"
