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
_TOTAL = re.compile(
    r"(?:合计|小计|总计|共计|共(?=[ \d一二三四五六七八九十]))"
    r"[\d一二三四五六七八九十百:： ]*个?(?:行政村|村|社区|居委会)*"
)
_CHINESE = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_LONGEST = 15  # characters; what is longer is rather a sentence
_SPREAD = re.compile(r"\S(?:[ \u3000]+\S)+")  # 李　村, as a table of Word spreads short names
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
    """The names, each once, in the order typed; and those that stood there more than once, with how often.

    `doubtful` are those of the names that hardly are a village's: without a Chinese character, or too long.
    """

    names: tuple[str, ...]
    repeated: tuple[tuple[str, int], ...]

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Return what had better be looked at."""
        return tuple(name for name in self.names if not _CHINESE.search(name) or len(name) > _LONGEST)


def read_villages(text: str) -> TypedVillages:
    """Return the villages of a text, without numbers before them, headers, totals and what is no name."""
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
            line = _NUMBER.sub("", line.strip())
            if _TOTAL.fullmatch(line):
                continue
            parts = ["".join(line.split())] if _SPREAD.fullmatch(line) else _SEPARATORS.split(line)
        found += [name for part in parts if (name := _name_of(part))]
    return found


def _name_of(part: str) -> str:
    name = clean_text(_NUMBER.sub("", part.strip()))
    if _NO_NAME.fullmatch(name) or _TOTAL.fullmatch(name) or comparable(name) in _TITLES:
        return ""
    return name


def _village_column(table: Sequence[Sequence[str]]) -> int:
    """Return the column in which most cells look like villages, else the first that holds words."""
    width = max((len(row) for row in table), default=1)
    names = [[_name_of(row[at]) for row in table if at < len(row)] for at in range(width)]
    alike = [sum(bool(_VILLAGE.match(name)) for name in column) for column in names]
    if max(alike, default=0):
        return alike.index(max(alike))
    return next((at for at, column in enumerate(names) if any(column)), 0)
