"""F1 生产经营单位摸底登记表 (S001 附件1): one enterprise's master data on one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.sheet import PORTRAIT_MARGINS, Align, Cell, Content, Orientation, Role, Sheet
from hazard_desk.rules.dates import partial_date_words
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.money import in_wan

FORM_ID = "registration"

_BANDS = {
    "enterprise": (
        ("name",),
        ("code", "registered_capital"),
        ("established", "township"),
        ("address", "office_phone"),
        ("safety_licence", "other_licences"),
        ("principal", "principal_phone"),
        ("safety_head", "safety_head_phone"),
        ("industries", "regulator"),
        ("economic_type", "size"),
        ("assets", "has_major_hazard_source"),
        ("products",),
        ("illegal_conduct",),
    ),
    "staff": (
        ("staff_total", "staff_regular"),
        ("staff_temporary", "staff_trained"),
        ("staff_insured", "safety_officer_count"),
    ),
    "safety_body": (
        ("safety_body", "safety_body_count"),
        ("safety_body_phone", "duty_phone"),
        ("safety_body_head", "safety_body_head_phone"),
        ("safety_officers",),
    ),
}
"""The rows of the three bands, by the facts that stand in them."""

_PERSONS = frozenset({"principal", "safety_head", "safety_body_head"})
"""Rows of five cells: label, 姓名, value, 手机号码, value."""


def registration(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    enterprise: EnterpriseFacts | None = None,
    township: str = "",
) -> Sheet:
    """Return F1 of an enterprise, or the blank form.

    `township` is printed where the enterprise names none of its own. What is not known is left free.
    """
    labels = texts["labels"]
    values = _values(texts, enterprise, township) if enterprise else {}
    cells: list[Cell] = []
    heights: list[float] = []
    for band, rows in _BANDS.items():
        cells.append(Cell(len(heights), 0, texts["bands"][band], colspan=5, heading=True, align=Align.START))
        heights.append(float(texts["row_mm"]))
        for facts in rows:
            at = len(heights)
            first = facts[0]
            cells.append(Cell(at, 0, labels[first]))
            if len(facts) == 1:
                cells.append(_value(at, 1, values.get(first), colspan=4, top=first == "safety_officers"))
            elif first in _PERSONS:
                cells.append(Cell(at, 1, labels["person_name"]))
                cells.append(_value(at, 2, values.get(first)))
                cells.append(Cell(at, 3, labels["person_phone"]))
                cells.append(_value(at, 4, values.get(facts[1])))
            else:
                cells.append(_value(at, 1, values.get(first), colspan=2))
                cells.append(Cell(at, 3, labels[facts[1]]))
                cells.append(_value(at, 4, values.get(facts[1])))
            heights.append(float(texts["list_row_mm" if first == "safety_officers" else "row_mm"]))
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on, seal=True),
        columns=tuple(float(width) for width in texts["columns_mm"]),
        rows=tuple(heights),
        stretch=tuple((row, height) for row, height in enumerate(heights)),
        cells=tuple(cells),
        subject=enterprise.name if enterprise else "",
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def _value(row: int, column: int, content: Content, *, colspan: int = 1, top: bool = False) -> Cell:
    role = Role.NUMBER if isinstance(content, int | Decimal) else Role.VALUE
    return Cell(row, column, content, role, colspan=colspan, align=Align.START, top=top)


def _values(texts: Mapping[str, Any], facts: EnterpriseFacts, township: str) -> dict[str, Content]:
    """Return what stands in the cells, by the names in `_BANDS`."""
    special: dict[str, Content] = {
        "code": facts.code or facts.no_code_reason,
        "registered_capital": _wan(facts.registered_capital_fen),
        "established": partial_date_words(facts.established),
        "township": facts.township or township,
        "industries": "、".join(facts.industries),
        "size": facts.size.label if facts.size else "",
        "assets": _wan(facts.assets_fen),
        "has_major_hazard_source": {None: "", True: texts["yes"], False: texts["no"]}[
            facts.has_major_hazard_source
        ],
    }
    known = {name for rows in _BANDS.values() for row in rows for name in row}
    plain = {name: getattr(facts, name) for name in known - special.keys()}
    return plain | special


def _wan(fen: int | None) -> Content:
    return None if fen is None else in_wan(fen)
