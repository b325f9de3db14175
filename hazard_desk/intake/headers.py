"""Finds the header of a sheet and says which column holds which field (DESIGN §8 "Import headers").

Nothing is guessed: a column whose words aren't known is named as unknown, two columns that could be the
same field are named as ambiguous, and the user can set any column right by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hazard_desk.intake.header_words import (
    CRITERIA_WORDS,
    ENTERPRISE_WORDS,
    HINT_WORDS,
    IGNORED_WORDS,
    INSPECTION_WORDS,
    PHONE_WORDS,
    UNIT_WORDS,
)
from hazard_desk.intake.reading import Cell, Grid, Merge

HEADER_SEARCH_ROWS = 40
"""The header must stand within this many rows of a sheet's first filled row."""

_BRACKETS = str.maketrans(
    {**dict.fromkeys("【〔[{〈《", "("), **dict.fromkeys("】〕]}〉》", ")"), "“": None, "”": None, '"': None}
)
_GROUP = re.compile(r"\(([^()]*)\)")
_EDGES = "*★☆·:;,.。、，-_#"
_HINT = re.compile(r"^(?:如|例|请|填|按|见|注|yyyy|格式|可填|精确)|yyyy|年月日|[/、或]|\d{4}[-./年]\d")
_BAND = re.compile(r"^[一二三四五六七八九十]+[、.]|^\d+[、.]|(?:基本|统计)?(?:信息|情况|概况)$")
_PERSON_FIELDS = {
    "principal": "principal_phone",
    "safety_head": "safety_head_phone",
    "safety_body_head": "safety_body_head_phone",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The header words of one kind of sheet: key → (field, rank); rank 0 is the template's own label."""

    keys: Mapping[str, tuple[str, int]]
    required: tuple[tuple[str, ...], ...]  # of each group at least one must be there


@dataclass(slots=True)
class ColumnMap:
    """Which column (index from 0) of a sheet holds which field; shown in the window and overridable there.

    `header_rows` is how many rows from the top to skip; `units` says what money columns count in.
    """

    sheet: str
    header_rows: int
    columns: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    ambiguous: dict[str, list[int]] = field(default_factory=dict)

    def column_of(self, name: str) -> int | None:
        """Return the column that holds the field, None where the sheet has none."""
        return next((column for column, known in self.columns.items() if known == name), None)

    def label_of(self, name: str) -> str:
        """Return the header above the field as the sheet has it, "" where the sheet has none."""
        column = self.column_of(name)
        return "" if column is None else self.labels.get(column, "")


@cache
def header_key(text: str) -> str:
    """Return a header as it is compared: no blanks and marks, half width, one kind of bracket and of word."""
    key = "".join(unicodedata.normalize("NFKC", text).lower().translate(_BRACKETS).split()).strip(_EDGES)
    return key.replace("时间", "日期").replace("分类", "类别").replace("其它", "其他")


def _words(table: Mapping[str, Sequence[str]], required: tuple[tuple[str, ...], ...]) -> Words:
    keys: dict[str, tuple[str, int]] = {}
    for name, variants in table.items():
        for rank, variant in enumerate(dict.fromkeys(map(header_key, variants))):
            if rank < keys.get(variant, ("", 10**6))[1]:
                keys[variant] = (name, rank)
    return Words(keys, required)


ENTERPRISE_HEADERS = _words(ENTERPRISE_WORDS, (("name",),))
INSPECTION_HEADERS = _words(INSPECTION_WORDS, (("enterprise", "code"), ("inspected_on",)))
CRITERIA_HEADERS = _words(CRITERIA_WORDS, (("article",), ("text",)))
_PHONE_KEYS = frozenset(map(header_key, PHONE_WORDS))


def find_columns(grid: Grid, words: Words) -> ColumnMap | None:
    """Return the sheet's column map, or None where no row looks like a header of this kind.

    One header row, or two or three with merged cells above each other; title rows above don't matter. Of
    all candidates that hold the required fields the one with most known columns wins, the simpler first.
    """
    rows = grid.rows
    first = next((i for i, row in enumerate(rows) if any(cell != "" for cell in row)), len(rows))
    best: ColumnMap | None = None
    best_rank = (0, 0)
    for start in range(first, min(len(rows), first + HEADER_SEARCH_ROWS)):
        if best is not None and start >= best.header_rows:
            break  # the rows below a header are its data
        for depth in (1, 2, 3):
            if start + depth > len(rows) or not _may_be_header(rows[start + depth - 1]):
                break
            found = _match(grid, start, depth, words)
            if not _has_required(found, words) or (
                depth > 1 and _swallows_data(grid, start, depth, found, words)
            ):
                continue
            if (len(found.columns), -depth) > best_rank:
                best, best_rank = found, (len(found.columns), -depth)
    return best


def looks_like(grid: Grid, words: Words) -> bool:
    """Say whether the sheet has a header of this kind (to tell which other kind was given)."""
    return find_columns(grid, words) is not None


def _may_be_header(row: list[Cell]) -> bool:
    filled = [cell for cell in row if cell != ""]
    return bool(filled) and sum(isinstance(cell, str) for cell in filled) * 2 > len(filled)


def _has_required(found: ColumnMap, words: Words) -> bool:
    held = {*found.columns.values(), *found.ambiguous}
    return (len(held) >= 2 and all(any(name in held for name in group) for group in words.required)) or (
        # a list of nothing but names is an enterprise list only under an unmistakable header
        len(words.required) == 1 and held == {"name"} and len(found.labels) == 1
    )


def _match(grid: Grid, start: int, depth: int, words: Words) -> ColumnMap:
    levels = [_header_texts(grid, row, last=row == start + depth - 1) for row in range(start, start + depth)]
    found = ColumnMap(grid.name, start + depth)
    ranked: dict[str, list[tuple[int, int]]] = {}
    beside_body: set[int] = set()
    previous = ""
    for column in range(len(levels[0])):
        texts = list(dict.fromkeys(level[column] for level in levels if level[column]))
        if not texts:
            previous = ""
            continue
        found.labels[column] = " ".join("".join(text.split()) for text in texts)
        name, rank, unit = _field_of(texts, previous, words)
        if name:
            ranked.setdefault(name, []).append((rank, column))
            if previous in ("safety_body", "safety_body_count"):
                beside_body.add(column)
            found.units[column] = unit
        elif not (set(map(header_key, texts)) & IGNORED_WORDS):
            found.unknown.append(column)
        previous = name
    phones = ranked.get("office_phone", [])
    if len(phones) == 2 and phones[1][1] in beside_body and "safety_body_phone" not in ranked:
        ranked["safety_body_phone"] = [phones.pop()]  # F1 prints the label twice
    for name, places in ranked.items():
        places.sort()
        # 主要负责人 beside 法定代表人: the form's own word wins; two equals are for the user to decide
        if len(places) > 1 and (places[0][0] > 0 or places[1][0] == 0):
            found.ambiguous[name] = [column for _, column in places]
        else:
            found.columns[places[0][1]] = name
            found.unknown += [column for _, column in places[1:]]
    found.columns = dict(sorted(found.columns.items()))
    found.unknown.sort()
    return found


def _swallows_data(grid: Grid, start: int, depth: int, found: ColumnMap, words: Words) -> bool:
    """Say whether a lower header row is really data: something stands below the header of the name."""
    for column, name in found.columns.items():
        if name in ("name", "enterprise", "code"):
            cells = [grid.rows[row][column] for row in range(start, start + depth)]
            known = [
                isinstance(cell, str) and words.keys.get(header_key(cell), ("",))[0] == name for cell in cells
            ]
            if True in known and any(
                cell not in ("", cells[known.index(True)]) for cell in cells[known.index(True) :]
            ):
                return True
    return False


def _header_texts(grid: Grid, row: int, *, last: bool) -> list[str]:
    """Return a header row's texts, merged cells spread over the columns (and rows) that they cover."""
    texts = [cell.strip() if isinstance(cell, str) else str(cell) for cell in grid.rows[row]]
    for (top, left), (bottom, right) in _merges_across(grid, row):
        text = grid.rows[top][left]
        if isinstance(text, str) and text and not (last and right > left):
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = text.strip()
        elif isinstance(text, str) and bottom > top:
            texts[left] = text.strip()
    return texts


def _merges_across(grid: Grid, row: int) -> list[Merge]:
    return [merge for merge in grid.merges if merge[0][0] <= row <= merge[1][0]]


def _field_of(texts: list[str], previous: str, words: Words) -> tuple[str, int, str]:
    """Return (field, rank, unit) for the header texts above one column, top first; "" for an unknown one."""
    keys = [header_key(text) for text in texts]
    bottom = keys[-1]
    above = [_BAND.sub("", _BAND.sub("", key)) for key in keys[:-1]]
    for top in reversed(above):
        for joined in (top + bottom, bottom + top):
            found = _lookup(joined, words)
            if found is not None:
                return found
    is_band = all(_BAND.search(key) for key in keys[:-1])
    bare = _GROUP.sub("", bottom)
    if bare in _PHONE_KEYS and "name" in {name for name, _ in words.keys.values()}:
        return _phone_of(bottom, bare, previous, words) if is_band else ("", 0, "")
    return _lookup(bottom, words) or ("", 0, "")


def _phone_of(key: str, bare: str, previous: str, words: Words) -> tuple[str, int, str]:
    """Place a column that is headed 手机号码 or 联系电话 alone: by the person before it, else by custom."""
    if key != bare:
        found = _lookup(key, words)
        if found is not None:
            return found
        if _meaningful_groups(key)[0]:
            return "", 0, ""  # 手机号码(车间主任): somebody we keep no phone of
    if previous in _PERSON_FIELDS:
        return _PERSON_FIELDS[previous], 1, ""
    return ("principal_phone" if "手机" in bare else "office_phone"), 10**5, ""


def _lookup(key: str, words: Words) -> tuple[str, int, str] | None:
    """Look a key up as it is, then with its brackets read as unit, hint or qualifier (before or behind)."""
    for tried in _spellings(key):
        found = words.keys.get(tried)
        if found is not None:
            return *found, _meaningful_groups(key)[1]
    return None


def _spellings(key: str) -> tuple[str, ...]:
    groups, _unit = _meaningful_groups(key)
    base = _GROUP.sub("", key).strip(_EDGES)
    inner = "".join(groups)
    return (key, base) if not groups else (key, f"{base}({inner})", inner + base, base + inner)


@dataclass(frozen=True, slots=True)
class Readings:
    """The ways to read the header texts above one column, each a `header_key`, the surest first.

    `joined` are the lowest text with one above it, `alone` the lowest by itself; `in_band` says that those
    above only group (基本情况), so that the lowest means what it says; `is_phone` that it is a phone of whom
    it does not say.
    """

    joined: tuple[str, ...]
    alone: tuple[str, ...]
    in_band: bool
    is_phone: bool


def readings(texts: Sequence[str]) -> Readings:
    """Return how the texts above a column, top first, can be read."""
    keys = [header_key(text) for text in texts]
    above = [_BAND.sub("", _BAND.sub("", key)) for key in keys[:-1]]
    joined = [both for top in reversed(above) if top for both in (top + keys[-1], keys[-1] + top)]
    return Readings(
        tuple(dict.fromkeys(tried for both in joined for tried in _spellings(both))),
        _spellings(keys[-1]),
        all(_BAND.search(key) for key in keys[:-1]),
        _GROUP.sub("", keys[-1]) in _PHONE_KEYS and not _meaningful_groups(keys[-1])[0],
    )


def _meaningful_groups(key: str) -> tuple[list[str], str]:
    """Return what in brackets changes the meaning of a header, and the unit of money that it states."""
    groups: list[str] = []
    unit = "万元"
    for group in _GROUP.findall(key):
        text = group.strip(_EDGES)
        if text in UNIT_WORDS:
            unit = UNIT_WORDS[text] or unit
        elif text and text not in HINT_WORDS and not _HINT.search(text):
            groups.append(text)
    return groups, unit
