"""F2 生产经营单位自查表 (S001 附件2): 28 items, each answered by a mark of the enterprise and of the office.

Items 20 and 22 ask for something bad; √ means 符合要求 there, too. An item that does not apply is left free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import date_field
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    HeadLine,
    Mark,
    Orientation,
    Role,
    Sheet,
)
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.terms import CheckMark

FORM_ID = "self-check"
ITEMS = 28

MARKS = {CheckMark.COMPLIES: Mark.TICK, CheckMark.RECTIFYING: Mark.RING, CheckMark.FAILS: Mark.CROSS}
"""What is drawn for each answer. The scan prints 0 for 正在整改; its round mark is ○."""

_TOP = (("name", "industry"), ("address", "township"), ("principal", "phone"))
_COLUMNS = 5  # the block of the enterprise shares the grid of the items


@dataclass(frozen=True, slots=True)
class Answers:
    """The marks of one self-check by item (1 to 28): the enterprise's own, and the office's later ones."""

    checked_on: date | None
    own: Mapping[int, CheckMark]
    office: Mapping[int, CheckMark]


def self_check(
    texts: Mapping[str, Any],
    *,
    enterprise: EnterpriseFacts | None = None,
    township: str = "",
    answers: Answers | None = None,
) -> Sheet:
    """Return F2 of an enterprise, with the answers where a self-check is recorded, or the blank form.

    Texts with another number of items than 28 are refused with ValueError: marks are kept by item number.
    """
    groups = texts["groups"]
    if sum(len(group["items"]) for group in groups) != ITEMS:
        raise ValueError(f"{FORM_ID} has {ITEMS} items")
    cells = _top(texts, enterprise, township)
    head = len(_TOP)
    places = ((0, 1), (1, 2), (3, 1), (4, 1))
    cells += [
        Cell(head, column, label, colspan=span)
        for label, (column, span) in zip(texts["columns"], places, strict=True)
    ]
    row, number = head + 1, 0
    together = []
    for group in groups:
        items = group["items"]
        cells.append(Cell(row, 0, group["name"], rowspan=len(items)))
        together.append((row, row + len(items) - 1))
        for words in items:
            number += 1
            cells.append(Cell(row, 1, f"{number}. {words}", colspan=2, align=Align.START))
            cells.append(_answer(row, 3, answers.own.get(number) if answers else None))
            cells.append(_answer(row, 4, answers.office.get(number) if answers else None))
            row += 1
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=texts["title"],
        head=HeadLine(left=date_field(texts, answers.checked_on if answers else None)),
        columns=tuple(float(width) for width in texts["columns_mm"]),
        rows=(
            *[float(texts["head_row_mm"])] * (head + 1),
            *[float(texts["item_row_mm"])] * ITEMS,
        ),
        lead_rows=head,
        header_rows=1,
        cells=tuple(cells),
        together=tuple(together),
        notes=(texts["note"],),
        subject=enterprise.name if enterprise else "",
        running_head="　".join(filter(None, (texts["title"], enterprise.name if enterprise else ""))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def _top(texts: Mapping[str, Any], facts: EnterpriseFacts | None, township: str) -> list[Cell]:
    values: dict[str, Content] = {}
    if facts is not None:
        values = {
            "name": facts.name,
            "industry": "、".join(facts.industries),
            "address": facts.address,
            "township": facts.township or township,
            "principal": facts.principal,
            "phone": facts.principal_phone or facts.office_phone,
        }
    cells = []
    for row, (left, right) in enumerate(_TOP):
        cells += [
            Cell(row, 0, texts["labels"][left]),
            Cell(row, 1, values.get(left), Role.VALUE),
            Cell(row, 2, texts["labels"][right]),
            Cell(row, 3, values.get(right), Role.VALUE, colspan=_COLUMNS - 3),
        ]
    return cells


def _answer(row: int, column: int, mark: CheckMark | None) -> Cell:
    return Cell(row, column, MARKS[mark] if mark else None, Role.VALUE, align=Align.CENTRE, size_pt=12.0)
