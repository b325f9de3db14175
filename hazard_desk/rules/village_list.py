"""村（社区） as they are typed or pasted: one a line, joined by 、, a column of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hazard_desk.rules.names import clean_text
from hazard_desk.rules.search_text import comparable

_SEPARATORS = re.compile(r"[、，,；;。\s]+")
_NUMBER = re.compile(
    r"^[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?[.．、:：)）]\s*(?=\D)|^[（(]\d{1,3}[)）]|^[①-⑳]"
)
_NO_NAME = re.compile(r"[\d.\-—/+()（）]*")
_VILLAGE = re.compile(".*(?:村|社区|居委会|委员会|村委|屯|庄)$")
_TITLES = frozenset(
    {
        "序号",
        "编号",
        "村",
        "村名",
        "村名称",
        "名称",
        "社区",
        "行政村",
        "行政村名称",
        "村社区",
        "村(社区)",
        "村居",
        "村委会",
        "备注",
    }
)


@dataclass(frozen=True, slots=True)
class TypedVillages:
    """The names, each once, in the order typed; and those that stood there more than once, with how often."""

    names: tuple[str, ...]
    repeated: tuple[tuple[str, int], ...]


def read_villages(text: str) -> TypedVillages:
    """Return the villages of a text; numbers before them, headers and whatever is no name are left out."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name in _names(text):
        key = comparable(name)
        names.setdefault(key, name)
        counts[key] = counts.get(key, 0) + 1
    repeated = tuple((names[key], count) for key, count in counts.items() if count > 1)
    return TypedVillages(tuple(names.values()), repeated)


def _names(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    table = [line.split("\t") for line in lines if "\t" in line]
    column = _village_column(table)
    found: list[str] = []
    for line in lines:
        cells = line.split("\t")
        if len(cells) > 1:  # a row of a spreadsheet: only one of its columns names the village
            parts = [cells[column]] if column < len(cells) else []
        else:
            parts = _SEPARATORS.split(_NUMBER.sub("", line.strip()))
        found += [name for part in parts if (name := _name_of(part))]
    return found


def _name_of(part: str) -> str:
    name = clean_text(_NUMBER.sub("", part.strip()))
    return "" if _NO_NAME.fullmatch(name) or comparable(name) in _TITLES else name


def _village_column(table: Sequence[Sequence[str]]) -> int:
    """Return the column in which most cells look like villages, else the first that holds words."""
    width = max((len(row) for row in table), default=1)
    names = [[_name_of(row[at]) for row in table if at < len(row)] for at in range(width)]
    alike = [sum(bool(_VILLAGE.match(name)) for name in column) for column in names]
    if max(alike, default=0):
        return alike.index(max(alike))
    return next((at for at, column in enumerate(names) if any(column)), 0)
