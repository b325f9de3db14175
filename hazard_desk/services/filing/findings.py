"""What a check of a week finds: in words, with the records that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from hazard_desk.services.behind import BehindRow
from hazard_desk.services.filing.obligations import PaperDue


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check finds: what kind (`key`), in words, and the records behind it.

    Of an error, `remedy` is the way out. Where a paper itself is to be filled in, `paper` says which.
    """

    key: str
    text: str
    rows: tuple[BehindRow, ...] = ()
    remedy: str = ""
    paper: PaperDue | None = None


@dataclass(frozen=True, slots=True)
class WeekCheck:
    """What stops a week from being filed (`errors`), and what is kept with it (`warnings`)."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
