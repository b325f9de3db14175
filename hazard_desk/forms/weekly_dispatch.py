"""F6 周调度统计表 (S003 附件1): sentences with figures in them, cumulative, and what was done this week.

A sentence is data with named slots (`{self_general_found}`); a slot without a figure prints the form's
blank, and one that asks for words prints the form's own prompt until somebody writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.forms.heading import title_with_campaign, unit_and_date
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    PORTRAIT_WIDTH_MM,
    Align,
    Cell,
    Orientation,
    Role,
    Sheet,
    printed,
)
from hazard_desk.rules.dispatch_figures import NAMES

FORM_ID = "weekly-dispatch"
_SLOT = re.compile(r"\{(\w+)\}")
_SUBJECT = "subject"
"""Whose work the sentences tell of (县级, 本乡镇): a word of the form, not a slot."""
_UNITS = ("县", "市", "区", "旗", "镇", "乡", "街道", "办事处", "社区", "村")
"""The last word of a place's name, which the form may print behind a slot (对＿＿县)."""
_SLOT_AND_UNIT = re.compile(rf"{_SLOT.pattern}({'|'.join(_UNITS)})?")


def weekly_dispatch(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    values: Mapping[str, int | Decimal | str | None] | None = None,
    whole_names: Collection[str] = (),
) -> Sheet:
    """Return F6; `values` by the names of the slots, None or "" where nothing is known or written.

    Without any the form is blank. A value that no slot asks for is passed over: a county may have struck
    its sentence. Behind a name of a place the form prints 县: a name that says itself what it is (忻府区), or
    that is one of `whole_names`, takes its place (对忻府区、马村开展).
    """
    known = values or {}
    cells = [Cell(0, column, label) for column, label in enumerate(texts["columns"])]
    for number, row in enumerate(texts["rows"], start=1):
        said = _said(str(row["text"]), row.get("prompts", {}), texts, known, whole_names)
        cells += [
            Cell(number, 0, number, Role.NUMBER),
            Cell(number, 1, row["category"]),
            Cell(number, 2, said, Role.VALUE, key=f"row-{number}"),
            Cell(number, 3, row["note"], align=Align.START),
        ]
    title = title_with_campaign(texts, campaign, PORTRAIT_WIDTH_MM)
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=title,
        head=unit_and_date(texts, unit_name, filled_on),
        columns=tuple(float(width) for width in texts["columns_mm"]),
        rows=(float(texts["header_mm"]), *(float(row["least_mm"]) for row in texts["rows"])),
        header_rows=1,
        stretch=tuple((at, float(row["least_mm"])) for at, row in enumerate(texts["rows"], start=1)),
        cells=tuple(cells),
        notes=tuple(texts["notes"]),
        running_head=title.replace("\n", ""),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def slots(texts: Mapping[str, Any]) -> dict[str, str]:
    """Return the slots in the order of the form, each with its prompt ("" for a figure)."""
    found: dict[str, str] = {}
    for row in texts["rows"]:
        prompts = row.get("prompts", {})
        for name in _SLOT.findall(str(row["text"])):
            if name != _SUBJECT:
                found.setdefault(name, _with_subject(str(prompts.get(name, "")), texts))
    return found


def sentence_of(texts: Mapping[str, Any], slot: str) -> tuple[str, str, str]:
    """Return the category of the row a slot stands in, and the words right before and after the slot.

    What names a slot to a person: 企业自查自改, 发现一般问题隐患 … 条. KeyError for an unknown slot.
    """
    for row in texts["rows"]:
        text = _with_subject(str(row["text"]), texts)
        before, mark, after = text.partition(f"{{{slot}}}")
        if mark:
            category = str(row["category"]).replace("\n", "")
            return category, _SLOT.split(before)[-1], _SLOT.split(after)[0]
    raise KeyError(slot)


def _with_subject(text: str, texts: Mapping[str, Any]) -> str:
    return text.replace(f"{{{_SUBJECT}}}", str(texts["subject"]))


def _said(
    text: str,
    prompts: Mapping[str, str],
    texts: Mapping[str, Any],
    known: Mapping[str, int | Decimal | str | None],
    whole_names: Collection[str],
) -> str:
    def value(match: re.Match[str]) -> str:
        name, unit = match[1], match[2] or ""
        said = printed(known.get(name))
        if not said:
            return _with_subject(str(prompts.get(name, texts["blank"])), texts) + unit
        names_itself = name in NAMES and (name in whole_names or said.endswith(_UNITS))
        return said if names_itself else said + unit

    return _SLOT_AND_UNIT.sub(value, _with_subject(text, texts))
