"""How a rule says no: which field, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that may not be stored: the `field` of the facts, the reason, the remedy (Chinese)."""

    field: str
    message: str
    remedy: str = ""
