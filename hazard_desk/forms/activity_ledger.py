"""活动台账: meetings, training, drills, publicity and the like with their figures, and how many of each kind.

No document prints this form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, Sheet
from hazard_desk.terms import ActivityKind

_SUMMED = ("participants", "enterprises", "materials", "media_reports", "evidence")


@dataclass(frozen=True, slots=True)
class PrintedActivity:
    """One row; a figure that is None was not filled in. `named` are the enterprises by name."""

    kind: ActivityKind
    held_on: date
    name: str
    place: str = ""
    organiser: str = ""
    participants: int | None = None
    enterprises: int | None = None
    materials: int | None = None
    media_reports: int | None = None
    content: str = ""
    named: tuple[str, ...] = ()
    evidence: int = 0


def activity_ledger(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    activities: Sequence[PrintedActivity] | None = None,
) -> Sheet:
    """Return the ledger with its sums, or a blank one where nothing is said of activities."""
    known = activities or ()
    totals: dict[str, Content] | None = None
    if known:
        totals = {"number": str(texts["total"]), **{key: _sum(known, key) for key in _SUMMED}}
    return ledger_sheet(
        texts,
        [_row(texts, one) for one in known],
        title=title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on),
        notes=[f"{note}{_by_kind(texts, known)}" for note in texts["notes"]],
        least_rows=len(known) or None,
        total=totals,
    )


def _sum(activities: Sequence[PrintedActivity], key: str) -> int:
    return sum(getattr(one, key) or 0 for one in activities)


def _row(texts: Mapping[str, Any], one: PrintedActivity) -> dict[str, Content]:
    names = str(texts["enterprises"]).replace("{names}", "、".join(one.named)) if one.named else ""
    return {
        "held_on": one.held_on,
        "kind": one.kind.label,
        "name": one.name,
        "place": one.place,
        "organiser": one.organiser,
        "participants": one.participants,
        "enterprises": one.enterprises,
        "materials": one.materials,
        "media_reports": one.media_reports,
        "content": "\n".join(part for part in (one.content, names) if part),
        "evidence": one.evidence or None,
    }


def _by_kind(texts: Mapping[str, Any], activities: Sequence[PrintedActivity]) -> str:
    """Return how many there are, and of each kind in the order of the kinds; "" where there are none."""
    if not activities:
        return ""
    counted = Counter(one.kind for one in activities)
    kinds = "、".join(
        str(texts["kind_count"]).replace("{kind}", kind.label).replace("{count}", str(counted[kind]))
        for kind in ActivityKind
        if counted[kind]
    )
    return str(texts["by_kind"]).replace("{count}", str(len(activities))).replace("{kinds}", kinds)
