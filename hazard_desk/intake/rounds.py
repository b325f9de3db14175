"""A workbook that says what a round of 交叉检查 is to be (DESIGN §8), and earlier F8 workbooks.

The sheets 单位, 对象 hold names with their 片区; 指定, 回避, 包联 hold pairs. Where no sheet is called 单位,
the first other one with such a header is taken for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.cells import read_line
from hazard_desk.intake.headers import Words, find_columns, header_key
from hazard_desk.intake.reading import Grid, open_workbook
from hazard_desk.intake.rows import (
    GUIDE_SHEET,
    SheetRows,
    Source,
    cell_problem,
    no_progress,
    read_fields,
    share,
    sheet_rows,
)
from hazard_desk.rules.names import normalise_name, split_words
from hazard_desk.rules.rotation import Condition, Pair, Party, Question, Rule

UNITS, LOCKED, AVOIDED, TIED, TARGETS = "单位", "指定", "回避", "包联", "对象"

ROUND_SHEETS: dict[str, dict[str, str]] = {
    UNITS: {"name": "单位", "group": "片区"},
    LOCKED: {"inspector": "检查方", "inspected": "受检方"},
    AVOIDED: {"inspector": "检查方", "inspected": "受检方"},
    TIED: {"inspector": "检查方", "inspected": "受检方"},
    TARGETS: {"name": "受检方", "group": "片区"},
}
"""Sheet → its columns, as the template has them."""

_SHEET_WORDS = {
    UNITS: "单位 单位名单 检查单位 参加单位 检查方 检查组 名单",
    LOCKED: "指定 锁定 指定组合 指定安排 固定",
    AVOIDED: "回避 回避关系 回避名单 禁止 不能检查",
    TIED: "包联 包联关系 包联名单 包村 包片",
    TARGETS: "对象 检查对象 受检对象 受检方 受检单位",
}
_TEAM = (
    "检查方", "检查单位", "检查组", "检查小组", "组别", "检查县", "检查县(市、区)", "检查乡镇", "检查村",
    "包联组", "包联单位", "包联方", "单位",
)  # fmt: skip
_TARGET = (
    "受检方", "被检查方", "受检单位", "被检单位", "被检查单位", "受检对象", "检查对象", "受检县",
    "受检县(市、区)", "受检乡镇", "受检村", "包联对象", "包联村", "回避单位", "回避对象", "对象", "村",
)  # fmt: skip
_PLACES = ("名称", "县(市、区)", "县区", "乡镇", "乡镇(街道)", "村", "村(社区)", "村名", "队伍")
_GROUP = ("片区", "分片", "所属片区", "片", "分组", "片组", "区域", "协作区")
_BESIDE = {
    "number": ("序号", "编号", "序", "号"),
    "note": ("备注", "说明"),
    "contact": ("联系人", "负责人", "组长", "成员", "人员", "组员", "联系电话", "电话"),
}
_NEAR = 0.6
_MONTH = re.compile(r"^(?:说明|注|备注):.*?在(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月")


def _words(table: Mapping[str, Sequence[str]], required: Sequence[str]) -> Words:
    keys: dict[str, tuple[str, int]] = {}
    for name, variants in {**table, **_BESIDE}.items():
        for rank, variant in enumerate(variants):
            keys.setdefault(header_key(variant), (name, rank))
    return Words(keys, tuple((name,) for name in required))


_UNIT_WORDS = _words({"name": ("单位", "单位名称", *_TEAM, *_PLACES), "group": _GROUP}, ("name",))
_TARGET_WORDS = _words({"name": (*_TARGET, "单位", "单位名称", *_PLACES), "group": _GROUP}, ("name",))
_PAIR_WORDS = _words({"inspector": _TEAM, "inspected": _TARGET}, ("inspector", "inspected"))
_SHEET_OF = {word: sheet for sheet, words in _SHEET_WORDS.items() for word in words.split()}


@dataclass(slots=True)
class RoundIntake:
    """What was read of a round, with the place of every rule, so that an impossible round can name it."""

    question: Question
    notices: list[str] = field(default_factory=list)
    _places: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    reasons: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """What is noted (备注) beside a pair: (sheet, 检查方, 受检方) → text."""

    def place(self, condition: Condition) -> Problem:
        """Return an empty problem that stands where the condition was read from."""
        team, target = condition.parties
        sheet = {Rule.AVOIDED: AVOIDED, Rule.TIED: TIED, Rule.LOCKED: LOCKED}.get(condition.rule)
        if sheet is not None:
            return self._places[sheet, team, target]
        of_target = condition.rule is Rule.INSPECTED_WITHIN and self.question.targets is not None
        return self._places[TARGETS if of_target else UNITS, "", target or team]


@dataclass(slots=True)
class _Reading:
    source: Source
    places: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    reasons: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def refuse(self, sheet: SheetRows, at: int, name: str, label: str, message: str, remedy: str) -> None:
        self.source.problems.append(cell_problem(sheet, at, name, label, message, remedy))


def read_round(path: Path) -> RoundIntake:
    """Read what a round is to be, but for the rounds before it.

    Refused as a whole (InputRefused) with every place: no sheet of 单位, a name that is given twice, a pair
    without one side or with a side that isn't in the list.
    """
    grids = _by_kind(path)
    reading = _Reading(Source())
    units = _parties(reading, grids, UNITS, _UNIT_WORDS)
    targets = _parties(reading, grids, TARGETS, _TARGET_WORDS) or None
    pairs = {
        kind: _pairs(reading, grids, kind, units, targets or units) if units else ()
        for kind in (LOCKED, AVOIDED, TIED)
    }
    if not units and not reading.source.problems:
        reading.source.problems.append(
            Problem(f"工作表「{UNITS}」里没有单位。", "请在表头下面每行填一个单位。", sheet=UNITS)
        )
    if reading.source.problems:
        raise InputRefused(reading.source.problems)
    question = Question(units, targets, pairs[LOCKED], pairs[AVOIDED], pairs[TIED])
    return RoundIntake(question, _notices(reading, question), reading.places, reading.reasons)


@dataclass(frozen=True, slots=True)
class PairLine:
    """A line of an F8 workbook."""

    inspector: str
    inspected: str
    note: str


def is_arrangement(path: Path) -> bool:
    """Say whether a workbook is an F8 (检查方 beside 受检方) rather than a list of units."""
    filled = [
        grid for grid in open_workbook(path).grids if any(cell != "" for row in grid.rows for cell in row)
    ]
    if any(_kind(grid) == UNITS for grid in filled):
        return False
    others = (grid for grid in filled if grid.name != GUIDE_SHEET and _kind(grid) is None)
    for grid in others:
        if find_columns(grid, _PAIR_WORDS):
            return True
        if find_columns(grid, _UNIT_WORDS):
            return False
    return False


def read_month(path: Path, today: date) -> date | None:
    """Return the month in which a round is to be as the notes of its workbook say, its first day.

    Where no year stands there it's the one that brings the month nearest to today, of two alike the one to
    come: 1月 in a December is the next one.
    """
    for grid in open_workbook(path).grids:
        for row in grid.rows:
            for cell in row:
                said = "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""
                if (found := _MONTH.search(said)) and 1 <= int(found["month"]) <= 12:
                    years = (
                        [int(found["year"])] if found["year"] else list(range(today.year - 1, today.year + 2))
                    )
                    months = (date(year, int(found["month"]), 1) for year in years)
                    return min(months, key=lambda first: (_months_apart(first, today), first < today))
    return None


def read_arrangement(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of an F8 workbook; one without 检查方 and 受检方 or with half a pair is refused."""
    return tuple((line.inspector, line.inspected) for line in read_lines(path))


def read_lines(path: Path) -> tuple[PairLine, ...]:
    """Return the lines of an F8 workbook, refused as by `read_arrangement`."""
    source = Source()
    found: list[PairLine] = []
    for grid in open_workbook(path).grids:
        columns = find_columns(grid, _PAIR_WORDS)
        if columns is None:
            continue
        sheet = sheet_rows(grid, columns, source, frozenset(), {})
        for at, (team, target, note) in enumerate(_lines(sheet, source)):
            if team and target:
                found.append(PairLine(team, target, note))
            elif team or target:
                source.problems.append(_half(sheet, at, team))
    if not found and not source.problems:
        source.problems.append(
            Problem("没有找到安排表。", "请选工作安排表，表头里要有检查方和受检方。", value=path.name)
        )
    if source.problems:
        raise InputRefused(source.problems)
    return tuple(found)


def as_spelt_in(question: Question, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the pairs of an earlier round with the names as this round's lists spell them."""
    known = {normalise_name(p.name): p.name for p in (*question.inspected, *question.units)}
    spelt = [tuple(known.get(normalise_name(name), name) for name in pair) for pair in pairs]
    return tuple((team, target) for team, target in spelt)


def _by_kind(path: Path) -> dict[str, Grid]:
    """Return the sheets that hold anything, by what they are."""
    found: dict[str, Grid] = {}
    others = []
    for grid in open_workbook(path).grids:
        if grid.name == GUIDE_SHEET or not any(cell != "" for row in grid.rows for cell in row):
            continue
        kind = _kind(grid)
        if kind is None:
            others.append(grid)
        elif kind in found:
            message = f"和工作表「{found[kind].name}」都像是{kind}，分不清用哪一张。"
            raise InputRefused([Problem(message, "请只留一张。", sheet=grid.name)])
        else:
            found[kind] = grid
    if UNITS not in found:
        likely = next((grid for grid in others if find_columns(grid, _UNIT_WORDS)), None)
        if likely is None:
            remedy = "请加一张工作表「单位」，表头为单位、片区；可用 template round 写出空白表。"
            raise InputRefused([Problem("没有找到单位名单。", remedy, value=path.name)])
        found[UNITS] = likely
    return found


def _kind(grid: Grid) -> str | None:
    """Return what a sheet is by its name."""
    return _SHEET_OF.get("".join(unicodedata.normalize("NFKC", grid.name).split()))


def _read(reading: _Reading, grids: Mapping[str, Grid], kind: str, words: Words) -> SheetRows | None:
    grid = grids.get(kind)
    if grid is None:
        return None
    columns = find_columns(grid, words)
    if columns is None:
        wanted = "、".join(ROUND_SHEETS[kind].values())
        reading.source.problems.append(
            Problem("没有找到能认出的表头。", f"表头请写 {wanted}。", sheet=grid.name)
        )
        return None
    return sheet_rows(grid, columns, reading.source, frozenset(), {})


def _facts(sheet: SheetRows, source: Source) -> dict[str, list[Any]]:
    readers = dict.fromkeys(set(sheet.columns.columns.values()), read_line)
    progress = share(no_progress, 0, len(sheet.numbers) or 1)
    return read_fields(sheet, readers, frozenset(), source.problems, progress)


def _parties(reading: _Reading, grids: Mapping[str, Grid], kind: str, words: Words) -> tuple[Party, ...]:
    sheet = _read(reading, grids, kind, words)
    if sheet is None:
        return ()
    facts = _facts(sheet, reading.source)
    blank = [""] * len(sheet.numbers)
    found: dict[str, Party] = {}
    rows: dict[str, int] = {}
    label = ROUND_SHEETS[kind]["name"]
    for at, (name, group) in enumerate(zip(facts["name"], facts.get("group", blank), strict=True)):
        key = normalise_name(name)
        if not key:
            reading.refuse(sheet, at, "name", label, f"没有填{label}。", "请填写，或删去这一行。")
        elif key in found:
            message = f"「{name}」与第 {rows[key]} 行重复。"
            reading.refuse(sheet, at, "name", label, message, "同一个单位只留一行。")
        else:
            found[key] = Party(name, normalise_name(group) and group)
            rows[key] = sheet.numbers[at]
            reading.places[kind, "", name] = cell_problem(sheet, at, "name", label, "", "")
    return _groups_spelt_alike(found.values())


def _groups_spelt_alike(parties: Any) -> tuple[Party, ...]:
    spelt: dict[str, str] = {}
    return tuple(
        Party(party.name, spelt.setdefault(normalise_name(party.group), party.group)) for party in parties
    )


def _pairs(
    reading: _Reading,
    grids: Mapping[str, Grid],
    kind: str,
    units: Sequence[Party],
    targets: Sequence[Party],
) -> tuple[Pair, ...]:
    sheet = _read(reading, grids, kind, _PAIR_WORDS)
    if sheet is None:
        return ()
    teams, objects = ({normalise_name(p.name): p.name for p in side} for side in (units, targets))
    found: list[Pair] = []
    for at, (team, target, note) in enumerate(_lines(sheet, reading.source)):
        if not team or not target:
            reading.source.problems.append(_half(sheet, at, team))
            continue
        one = _known(reading, sheet, at, "inspector", team, teams)
        other = _known(reading, sheet, at, "inspected", target, objects)
        for pair in ((mine, theirs) for mine in one for theirs in other):
            found.append(pair)
            place = cell_problem(sheet, at, "inspected", "受检方", "", "")
            reading.places.setdefault((kind, *pair), place)
            if note:
                reading.reasons.setdefault((kind, *pair), note)
    return tuple(dict.fromkeys(found))


def _lines(sheet: SheetRows, source: Source) -> list[tuple[str, str, str]]:
    facts = _facts(sheet, source)
    blank = [""] * len(sheet.numbers)
    columns = (facts.get(name, blank) for name in ("inspector", "inspected", "note"))
    return list(zip(*columns, strict=True))


def _half(sheet: SheetRows, at: int, team: str) -> Problem:
    name, label = ("inspected", "受检方") if team else ("inspector", "检查方")
    return cell_problem(sheet, at, name, label, f"没有填{label}。", "请填写，或删去这一行。")


def _known(
    reading: _Reading, sheet: SheetRows, at: int, name: str, text: str, names: Mapping[str, str]
) -> list[str]:
    """Return the party that a cell names, or the several that it lists."""
    if normalise_name(text) in names:
        return [names[normalise_name(text)]]
    parts = split_words(text)
    found = []
    for part in parts:
        key = normalise_name(part)
        if key in names:
            found.append(names[key])
            continue
        near = get_close_matches(key, names, n=1, cutoff=_NEAR)
        hint = f"最接近的是「{names[near[0]]}」，" if near else ""
        label = {"inspector": "检查方", "inspected": "受检方"}[name]
        reading.refuse(sheet, at, name, label, f"名单里没有「{part}」。", f"{hint}请改成名单里的写法。")
    return found


def _notices(reading: _Reading, question: Question) -> list[str]:
    notices = [
        f"「{problem.sheet}」{problem.message}{problem.remedy}"
        for problem in reading.source.warnings
        if not problem.column
    ]
    notices += [f"「{sheet}」里没有用到的列：{label}。" for sheet, label in reading.source.unknown_columns]
    for side in dict.fromkeys((question.units, question.inspected)):
        without = [party.name for party in side if not party.group]
        if without and len(without) < len(side):
            notices.append(f"没有填片区，不受片区限制：{'、'.join(without)}。")
    return notices


def _months_apart(one: date, other: date) -> int:
    return abs((one.year - other.year) * 12 + one.month - other.month)
