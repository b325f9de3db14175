"""How a rule says no: which field, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that may not be stored: the `field` of the facts, the reason, the remedy (Chinese)."""

    field: str
    message: str
    remedy: str = ""


def backwards(starts_on: date | None, ends_on: date | None) -> list[Refusal]:
    """Return the refusal of days whose end lies before their start, else nothing."""
    if starts_on and ends_on and ends_on < starts_on:
        return [Refusal("ends_on", "结束日期早于开始日期", "请核对日期。")]
    return []
