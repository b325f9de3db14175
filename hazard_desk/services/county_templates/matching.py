"""Matches the headers of a template to the columns of a noun.

Nothing is guessed: what fits two of our columns alike, or two columns that want the same one, is named and
left to the clerk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hazard_desk.intake.headers import Readings, header_key, readings
from hazard_desk.issued_tables.layout import HeadColumn
from hazard_desk.issued_tables.units import money_unit
from hazard_desk.rules.money import MONEY_UNITS
from hazard_desk.rules.table_question import ColumnKind, ColumnSpec, NounSpec

_NUMBER_WORDS = frozenset(map(header_key, ("序号", "序", "No", "行号")))
_BORROWED = 10  # enterprise.name of a hazard: its own columns are meant first
_WHOSE = frozenset(  # below another header each of these means whatever that says
    map(
        header_key,
        (
            "姓名", "名称", "负责人", "责任人", "数量", "日期", "时间", "地址", "备注", "编号", "单位",
            "人数", "职务", "级别", "等级", "类型", "类别", "状态", "情况", "内容", "金额", "人员",
        ),
    )
)  # fmt: skip
_DECISIVE = 1
_ONLY_COUNTS = frozenset(map(header_key, ("数量", "数", "个数", "总数", "小计", "合计")))
_COUNTED_IN = re.compile(r"[(（](?:家|条|次|人|个|项|起|户|处|份|名|家次|人次|篇|期|场|%|％)[)）]$")


@dataclass(frozen=True, slots=True)
class Matched:
    """The columns of a template that a noun knows; the others, with the keys of ours that they may be.

    `rank` is the lower the surer: 0 where every header is the very label.
    """

    noun: str
    columns: Mapping[int, str] = field(default_factory=dict)
    rank: int = 0
    doubtful: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()

    @property
    def own(self) -> int:
        """How many are the noun's own, not those of its enterprise."""
        return sum("." not in key for key in self.columns.values())


@cache
def _dictionary(noun: NounSpec) -> Mapping[str, Mapping[str, int]]:
    """Return every header word of a noun → the columns that it means, each with how surely."""
    found: dict[str, dict[str, int]] = {}
    for column in noun.columns:
        borrowed = _BORROWED if "." in column.key else 0
        for rank, word in enumerate((column.label, *column.words)):
            meant = found.setdefault(counted_key(word), {})
            surely = borrowed + min(rank, _DECISIVE)
            meant[column.key] = min(surely, meant.get(column.key, surely))
    return found


def counted_key(word: str) -> str:
    """Return a header as it is compared, without what it counts in: 隐患数（条） is 隐患数."""
    return header_key(_COUNTED_IN.sub("", "".join(word.split())))


def _path(column: HeadColumn) -> list[str]:
    """Return the header's levels; 数量 below 一般隐患 only repeats what that says."""
    path = [counted_key(text) for text in column.path or (column.label,)]
    return path[:-1] if len(path) > 1 and path[-1] in _ONLY_COUNTS else path


def match(columns: Sequence[HeadColumn], noun: NounSpec) -> Matched:
    """Match the template's columns to this noun's."""
    known = {column.key for column in noun.columns}
    words = _dictionary(noun)
    found: dict[int, tuple[str, int]] = {}
    doubtful: dict[int, tuple[str, ...]] = {}
    unknown: list[int] = []
    before = ""
    for column in columns:
        read = readings(_path(column))
        if is_number(column):
            before = ""
            continue
        meant = _meant(read, words, before, known)
        before = ""
        if len(meant) == 1 and odd_unit(column, noun.column(next(iter(meant)))):
            doubtful[column.position] = tuple(meant)
        elif len(meant) == 1:
            ((before, rank),) = meant.items()
            found[column.position] = (before, rank)
        elif meant:
            doubtful[column.position] = tuple(meant)
        else:
            unknown.append(column.position)
    taken = _one_each(found, doubtful)
    rank = sum(found[position][1] for position in taken)
    return Matched(noun.key, taken, rank, dict(sorted(doubtful.items())), tuple(unknown))


def is_number(column: HeadColumn) -> bool:
    """Tell whether a column is headed 序号."""
    return header_key(column.label) in _NUMBER_WORDS


def odd_unit(head: HeadColumn, column: ColumnSpec | None) -> str:
    """Return the unit under a header that our money can't be put into; "" where it can, or is no money."""
    if column is None or column.kind is not ColumnKind.MONEY or not head.unit:
        return ""
    return "" if money_unit(head.unit) in MONEY_UNITS else head.unit


def _meant(
    read: Readings, words: Mapping[str, Mapping[str, int]], before: str, known: set[str]
) -> Mapping[str, int]:
    """Return what a header means, with how surely: one column, several that it may be, or none."""
    for key in read.joined:
        if key in words:
            return _surest(words[key])
    if read.is_phone:
        phone = f"{before}_phone"
        if before and phone in known:
            return {phone: _DECISIVE}
        if read.in_band:
            for key in read.alone:
                if key in words:
                    return _surest(words[key])
            # Whose it is isn't said: any of these may be meant.
            return {one: 0 for one in sorted(known) if one.endswith("_phone") and "." not in one}
        return {}
    for key in read.alone:
        if key in words and (read.in_band or key not in _WHOSE):
            return _surest(words[key])
    return {}


def _surest(meant: Mapping[str, int]) -> Mapping[str, int]:
    best = min(meant.values())
    return {key: rank for key, rank in meant.items() if rank == best}


def _one_each(found: Mapping[int, tuple[str, int]], doubtful: dict[int, tuple[str, ...]]) -> dict[int, str]:
    """Give each of our columns to the header that names it best; what wants it too is in doubt."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    for position, (key, rank) in found.items():
        wanted.setdefault(key, []).append((rank, position))
    taken: dict[int, str] = {}
    for key, places in wanted.items():
        places.sort()
        clear = len(places) == 1 or places[0][0] < places[1][0]
        if clear:
            taken[places[0][1]] = key
        for _rank, position in places[1 if clear else 0 :]:
            doubtful[position] = (key,)
    return dict(sorted(taken.items()))


def best_match(columns: Sequence[HeadColumn], nouns: Sequence[NounSpec]) -> Matched | None:
    """Return the match of the noun that knows most of the headers, its own first.

    None where no noun knows any, or two know them alike: then the clerk says which records are meant.
    """
    ranked = sorted((match(columns, noun) for noun in nouns), key=_fits, reverse=True)
    if not ranked or not ranked[0].columns:
        return None
    alike = len(ranked) > 1 and _fits(ranked[0]) == _fits(ranked[1])
    return None if alike else ranked[0]


def _fits(found: Matched) -> tuple[int, int, bool, int]:
    """Return how well a noun fits; names and a few facts are a list of those that are called so.

    A column in doubt is known as well: which of the noun's it is only isn't clear.
    """
    doubtful = sum("." not in keys[0] for keys in found.doubtful.values())
    return (
        len(found.columns) + len(found.doubtful),
        found.own + doubtful,
        "name" in found.columns.values(),
        -found.rank,
    )
