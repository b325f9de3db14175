"""F8 交叉检查工作安排表 (S003 附件3): who inspects whom in a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import PORTRAIT_WIDTH_MM, Orientation, Sheet

FORM_ID = "cross-arrangement"


@dataclass(frozen=True, slots=True)
class Pair:
    """检查方 inspects 受检方."""

    inspector: str
    inspected: str
    note: str = ""


def cross_arrangement(
    texts: Mapping[str, Any],
    *,
    campaign: str | None = None,
    pairs: Sequence[Pair] = (),
    month: date | None = None,
    name: str = "",
    seed: int | None = None,
    changed_by_hand: bool = False,
    of_villages: bool = False,
) -> Sheet:
    """Return F8 of a round, or the blank form with the fourteen rows of the original.

    `month` is any day of the month in which the round takes place; `name` is the round's; the `seed`
    of one that was drawn is told below it, with whether pairs were changed by hand since. The
    original's title and note speak of counties; a round `of_villages` has its own.
    """
    when = f"{month.year}年{month.month}月" if month else str(texts["when_blank"])
    notes = [note.replace("{when}", when) for note in texts["village_notes" if of_villages else "notes"]]
    if seed is not None:
        drawn = texts["changed_note" if changed_by_hand else "drawn_note"]
        notes.append(str(drawn).replace("{seed}", str(seed)))
    return ledger_sheet(
        texts,
        [asdict(pair) for pair in pairs],
        title=title_with_campaign(texts, campaign, PORTRAIT_WIDTH_MM, of_villages=of_villages),
        orientation=Orientation.PORTRAIT,
        notes=notes,
        subject=name,
        least_rows=len(pairs) or None,
    )
