"""临时报表: a question asked of the records, as plain values: which columns, of which records, how counted.

A question is kept as JSON under its name; it must still be readable, and say in words what it asks, when a
column that it names is gone.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from hazard_desk.rules.dates import parse_date
from hazard_desk.rules.money import read_money
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.reporting_week import week_ending
from hazard_desk.rules.unreadable import Unreadable

YES, NO = "是", "否"


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # kept in 分, shown in 万元
    DATE = "date"
    TERM = "term"  # one of a fixed list, by its label
    FLAG = "flag"  # 是 or 否


class Test(StrEnum):
    """How a column is compared in a condition; `TEST_WORDS` says it in Chinese."""

    __test__ = False  # no class of tests, whatever its name

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    LACKS = "lacks"
    EMPTY = "empty"
    FILLED = "filled"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    IN = "in"
    SPAN = "span"


class Measure(StrEnum):
    """What is reckoned of the records of a group."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "average"
    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column that can be asked for: `label` as the forms print it, `group` its heading in the picker.

    `words` are other headers that mean it, `choices` the labels of a term in their order. `many` says that a
    record may have several values, joined by 、; `summable` that a sum of it makes sense.
    """

    key: str
    label: str
    kind: ColumnKind
    group: str
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    many: bool = False
    summable: bool = False


@dataclass(frozen=True, slots=True)
class NounSpec:
    """Records that can be asked for, e.g. 企业, counted in 家.

    `overlap` says why what its rows count can't be added up, "" where it can.
    """

    key: str
    label: str
    counted: str
    columns: tuple[ColumnSpec, ...]
    default_columns: tuple[str, ...]
    overlap: str = ""

    def column(self, key: str) -> ColumnSpec | None:
        """Return the column with this key (a step behind it is left out), None where there is none."""
        key = split_step(key)[0]
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `values` are texts: ISO days, plain numbers (万元 for money), labels, 是 and 否."""

    column: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A figure of a group; without a column the records themselves are counted."""

    measure: Measure
    column: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class SortBy:
    """What to sort by: a column's key, or `#0`, `#1` … for the figures of a grouped table."""

    column: str
    ascending: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: rows of `columns`, or with `groups` one row a group with the figures `reckoned`.

    `any_of` says that one condition is enough. Figures without groups or columns make one single row. `total`
    asks for a row 合计 of the columns that can be summed.
    """

    noun: str
    columns: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    any_of: bool = False
    groups: tuple[str, ...] = ()
    reckoned: tuple[Reckoned, ...] = ()
    sort: tuple[SortBy, ...] = ()
    title: str = ""
    total: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether its rows are groups with figures, not records."""
        return bool(self.groups) or (bool(self.reckoned) and not self.columns)

    @property
    def figures(self) -> tuple[Reckoned, ...]:
        """The figures of a group; where none is named, the records are counted."""
        return self.reckoned or (Reckoned(Measure.COUNT),)


STEPS = {"month": "按月", "quarter": "按季度", "year": "按年"}
"""How days may be put together in groups: `inspected_on@month`."""

SPANS = (
    "今天", "本周", "上周", "本月", "上月", "本季度", "上季度", "本年", "上年", "最近7天", "最近30天",
)  # fmt: skip
"""The spans of days that move with the calendar; a week is the reporting week (报送周)."""

_ORDERED = (Test.LESS, Test.AT_MOST, Test.MORE, Test.AT_LEAST, Test.BETWEEN)
_ANY = (Test.EMPTY, Test.FILLED)
_TESTS: dict[ColumnKind, tuple[Test, ...]] = {
    ColumnKind.TEXT: (Test.IS, Test.IS_NOT, Test.CONTAINS, Test.LACKS, Test.IN, *_ANY),
    ColumnKind.NUMBER: (Test.IS, Test.IS_NOT, *_ORDERED, Test.IN, *_ANY),
    ColumnKind.MONEY: (Test.IS, Test.IS_NOT, *_ORDERED, Test.IN, *_ANY),
    ColumnKind.DATE: (Test.SPAN, Test.BETWEEN, Test.IS, Test.IS_NOT, *_ORDERED[:-1], Test.IN, *_ANY),
    ColumnKind.TERM: (Test.IS, Test.IS_NOT, Test.IN, *_ANY),
    ColumnKind.FLAG: (Test.IS, Test.IS_NOT, *_ANY),
}
_NUMBER_WORDS = {
    Test.IS: "等于",
    Test.IS_NOT: "不等于",
    Test.LESS: "小于",
    Test.AT_MOST: "不超过",
    Test.MORE: "大于",
    Test.AT_LEAST: "不少于",
    Test.BETWEEN: "在两数之间",
}
TEST_WORDS: dict[ColumnKind | None, dict[Test, str]] = {
    None: {
        Test.IS: "是",
        Test.IS_NOT: "不是",
        Test.CONTAINS: "包含",
        Test.LACKS: "不包含",
        Test.EMPTY: "没有填",
        Test.FILLED: "已填",
        Test.LESS: "小于",
        Test.AT_MOST: "不超过",
        Test.MORE: "大于",
        Test.AT_LEAST: "不少于",
        Test.BETWEEN: "在…之间",
        Test.IN: "是其中之一",
        Test.SPAN: "在",
    },
    ColumnKind.NUMBER: _NUMBER_WORDS,
    ColumnKind.MONEY: _NUMBER_WORDS,
    ColumnKind.DATE: {
        Test.LESS: "早于",
        Test.AT_MOST: "不晚于",
        Test.MORE: "晚于",
        Test.AT_LEAST: "不早于",
        Test.BETWEEN: "在两日之间",
        Test.SPAN: "在（随日历变动）",
    },
}
MEASURE_WORDS = {
    Measure.COUNT: "个数",
    Measure.DISTINCT: "不重复个数",
    Measure.SUM: "合计",
    Measure.AVERAGE: "平均",
    Measure.LEAST: "最小（最早）",
    Measure.MOST: "最大（最晚）",
}


def fitting_tests(kind: ColumnKind) -> tuple[Test, ...]:
    """Return the tests that a column of this kind can be asked, the usual ones first."""
    return _TESTS[kind]


def word_of(test: Test, kind: ColumnKind) -> str:
    """Return a test in Chinese, as it is said of a column of this kind."""
    return TEST_WORDS.get(kind, {}).get(test) or TEST_WORDS[None][test]


def measures_for(column: ColumnSpec | None) -> tuple[Measure, ...]:
    """Return what can be reckoned of a column; of the records themselves (None) only how many they are."""
    if column is None:
        return (Measure.COUNT,)
    if column.kind in (ColumnKind.NUMBER, ColumnKind.MONEY):
        sums = (Measure.SUM,) if column.summable else ()
        return (*sums, Measure.AVERAGE, Measure.LEAST, Measure.MOST, Measure.COUNT, Measure.DISTINCT)
    if column.kind is ColumnKind.DATE:
        return (Measure.LEAST, Measure.MOST, Measure.COUNT, Measure.DISTINCT)
    return (Measure.COUNT, Measure.DISTINCT)


def values_wanted(test: Test) -> range:
    """Return how many values a condition with this test needs."""
    if test in _ANY:
        return range(1)
    if test is Test.BETWEEN:
        return range(2, 3)
    if test is Test.IN:
        return range(1, 1001)
    return range(1, 2)


def split_step(key: str) -> tuple[str, str]:
    """Return the key of a column and its step: `inspected_on@month` → inspected_on, month; else ""."""
    column, _, step = key.partition("@")
    return column, step


def span_days(name: str, today: date, week_end: date) -> tuple[date, date]:
    """Return the first and the last day of a named span; `week_end` ends the reporting week of today."""
    month = today.replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    year = date(today.year, 1, 1)
    day = timedelta(days=1)
    week = week_ending(week_end)
    assert week.start is not None
    last_week = week_ending(week.start - day)
    assert last_week.start is not None
    match name:
        case "今天":
            return today, today
        case "本周":
            return week.start, week.end
        case "上周":
            return last_week.start, last_week.end
        case "本月":
            return month, _months_on(month, 1) - day
        case "上月":
            return _months_on(month, -1), month - day
        case "本季度":
            return quarter, _months_on(quarter, 3) - day
        case "上季度":
            return _months_on(quarter, -3), quarter - day
        case "本年":
            return year, date(today.year, 12, 31)
        case "上年":
            return date(today.year - 1, 1, 1), year - day
        case "最近7天":
            return today - 6 * day, today
        case "最近30天":
            return today - 29 * day, today
    raise Unreadable(f"没有“{name}”这个时间段。", f"请选：{'、'.join(SPANS)}。")


def _months_on(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,9})?")


def read_value(text: str, kind: ColumnKind) -> str | int | Decimal | date | bool:
    """Return a condition's value as it is compared: money in 分, a day, a flag; else `Unreadable`."""
    if kind is ColumnKind.MONEY:
        fen = read_money(text)
        if fen is None:
            raise Unreadable("金额读不出来。", "请只填数字，单位为万元，例如 12.5。")
        return fen
    if kind is ColumnKind.DATE:
        day = parse_date(text)
        if day is None:
            raise Unreadable("没有填日期。", "请按 2026-03-05 的样子填写。")
        return day
    if kind is ColumnKind.NUMBER:
        plain = normalize("NFKC", text).strip()
        if not _NUMBER.fullmatch(plain):
            raise Unreadable(f"“{text}”不是数。", "请只填数字，例如 12。")
        return Decimal(plain.replace(",", ""))
    if kind is ColumnKind.FLAG:
        if text not in (YES, NO):
            raise Unreadable(f"“{text}”不是“{YES}”或“{NO}”。", f"请选{YES}或{NO}。")
        return text == YES
    if not text.strip():
        raise Unreadable("没有填要比较的内容。", "请填写；要找空着的，请选“没有填”。")
    return text


# ---- kept as text ----------------------------------------------------------------------------------------


def to_json(question: Question) -> str:
    """Return the question as it is kept under its name."""
    return json.dumps(asdict(question), ensure_ascii=False)


def from_json(text: str) -> Question:
    """Return the question that was kept; damage raises `Unreadable`."""
    try:
        facts = json.loads(text)
        return Question(
            noun=_text(facts["noun"]),
            columns=_texts(facts.get("columns", [])),
            conditions=tuple(
                Condition(_text(one["column"]), Test(one["test"]), _texts(one.get("values", [])))
                for one in _list(facts.get("conditions", []))
            ),
            any_of=_flag(facts.get("any_of", False)),
            groups=_texts(facts.get("groups", [])),
            reckoned=tuple(
                Reckoned(Measure(one["measure"]), _text(one.get("column", "")), _text(one.get("label", "")))
                for one in _list(facts.get("reckoned", []))
            ),
            sort=tuple(
                SortBy(_text(one["column"]), _flag(one.get("ascending", True)))
                for one in _list(facts.get("sort", []))
            ),
            title=_text(facts.get("title", "")),
            total=_flag(facts.get("total", False)),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(
            "这张报表的设置读不出来。", "台账数据不受影响；请重新做这张表，或删除它。"
        ) from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


# ---- what is wrong with it -------------------------------------------------------------------------------


def problems(question: Question, noun: NounSpec) -> list[Refusal]:
    """Return why the question can't be asked: columns that are gone, tests that don't fit, missing values."""
    found: list[Refusal] = []
    if question.is_counted:
        found += _wrong_groups(question, noun)
    else:
        found += [
            _gone("columns", f"第{place}列", key)
            for place, key in enumerate(question.columns, 1)
            if "@" in key or noun.column(key) is None
        ]
        if question.reckoned:
            found.append(
                Refusal("reckoned", "要统计的数没有分组。", "请选按什么分组，或不选列、只要总的一行数。")
            )
    for place, condition in enumerate(question.conditions, 1):
        found += _wrong_condition(f"第{place}个条件", condition, noun)
    found += _wrong_sort(question, noun)
    return found


def _gone(field: str, place: str, key: str) -> Refusal:
    return Refusal(
        field,
        f"{place}用的项目“{key}”现在没有了（可能是别的版本的程序存的）。",
        "请去掉它，或换成别的项目，再存一次。",
    )


def _wrong_groups(question: Question, noun: NounSpec) -> list[Refusal]:
    found = []
    for place, key in enumerate(question.groups, 1):
        column, step = split_step(key)
        spec = noun.column(column)
        if spec is None or (step and step not in STEPS) or ("@" in key and not step):
            found.append(_gone("groups", f"第{place}个分组", key))
        elif step and spec.kind is not ColumnKind.DATE:
            found.append(
                Refusal("groups", f"{spec.label}不是日期，不能{STEPS[step]}分组。", "请按它本身分组。")
            )
    if len(set(question.groups)) < len(question.groups):
        found.append(Refusal("groups", "同一项分组了两次。", "请去掉一个。"))
    for place, figure in enumerate(question.reckoned, 1):
        of = noun.column(figure.column) if figure.column else None
        if figure.column and (of is None or "@" in figure.column):
            found.append(_gone("reckoned", f"第{place}个数", figure.column))
        elif figure.measure not in measures_for(of):
            about = of.label if of else noun.label
            words = MEASURE_WORDS[figure.measure]
            found.append(Refusal("reckoned", f"{about}不能求“{words}”。", "请换一种算法，或换一个项目。"))
    return found


def _wrong_condition(place: str, condition: Condition, noun: NounSpec) -> list[Refusal]:
    spec = noun.column(condition.column)
    if spec is None or "@" in condition.column:
        return [_gone("conditions", place, condition.column)]
    about = f"{place}（{spec.label}）"
    if condition.test not in fitting_tests(spec.kind):
        words = word_of(condition.test, spec.kind)
        return [Refusal("conditions", f"{about}不能用“{words}”。", "请换一种比较。")]
    if len(condition.values) not in values_wanted(condition.test):
        two = condition.test is Test.BETWEEN
        message = f"{about}{'要填起、止两个值' if two else '没有填要比较的内容'}。"
        return [Refusal("conditions", message, "请填写，或去掉这个条件。")]
    if condition.test in _ANY:
        return []
    if condition.test is Test.SPAN:
        name = condition.values[0]
        if name in SPANS:
            return []
        return [Refusal("conditions", f"{about}没有“{name}”这个时间段。", f"请选：{'、'.join(SPANS)}。")]
    read = []
    for text in condition.values:
        try:
            read.append(read_value(text, spec.kind))
        except Unreadable as refused:
            return [Refusal("conditions", f"{about}{refused.message}", refused.remedy)]
        if spec.kind is ColumnKind.TERM and text not in spec.choices:
            return [Refusal("conditions", f"{about}没有“{text}”。", f"请选：{'、'.join(spec.choices)}。")]
    if condition.test is Test.BETWEEN and read[1] < read[0]:  # type: ignore[operator]
        return [Refusal("conditions", f"{about}止在起的前面。", "请把两个值对调。")]
    return []


def _wrong_sort(question: Question, noun: NounSpec) -> list[Refusal]:
    found = []
    for key in (order.column for order in question.sort):
        if question.is_counted:
            figure = key[1:] if key.startswith("#") else ""
            if key in question.groups or (figure.isdecimal() and int(figure) < len(question.figures)):
                continue
            spec = noun.column(key)
            label = spec.label if spec else key
            found.append(
                Refusal("sort", f"排序用的“{label}”不在这张统计表里。", "请按分组的项目或统计的数排序。")
            )
        elif "@" in key or noun.column(key) is None:
            found.append(_gone("sort", "排序", key))
    return found


# ---- in words --------------------------------------------------------------------------------------------


def label_of(key: str, noun: NounSpec) -> str:
    """Return what a column, or a group of days, is called; a column that is gone keeps its key."""
    column, step = split_step(key)
    spec = noun.column(column)
    if spec is None:
        return f"“{key}”（已没有这一项）"
    return f"{spec.label}（{STEPS[step]}）" if step in STEPS else spec.label


def figure_label(figure: Reckoned, noun: NounSpec) -> str:
    """Return what stands above a figure: its own words, else such as 隐患数（条）, 整改资金（万元）合计."""
    if figure.label.strip():
        return figure.label.strip()
    if not figure.column:
        return f"{noun.label}数（{noun.counted}）"
    label = label_of(figure.column, noun)
    spec = noun.column(figure.column)
    is_day = spec is not None and spec.kind is ColumnKind.DATE
    match figure.measure:
        case Measure.COUNT:
            return f"填了{label}的（{noun.counted}）"
        case Measure.DISTINCT:
            return f"{label}（不重复的个数）"
        case Measure.SUM:
            return f"{label}合计"
        case Measure.AVERAGE:
            return f"平均{label}"
        case Measure.LEAST:
            return f"{'最早的' if is_day else '最小的'}{label}"
        case Measure.MOST:
            return f"{'最晚的' if is_day else '最大的'}{label}"


def words_of(question: Question, noun: NounSpec) -> str:
    """Return in one Chinese sentence what is asked; never fails, whatever the question names."""
    parts = [_conditions_words(question, noun)]
    if question.is_counted:
        figures = "、".join(figure_label(figure, noun) for figure in question.figures)
        groups = "、".join(label_of(key, noun) for key in question.groups)
        parts.append(f"按{groups}分组，统计{figures}" if groups else f"统计{figures}")
    else:
        keys = question.columns or noun.default_columns
        named = "、".join(label_of(key, noun) for key in keys[:_NAMED])
        parts.append(f"列出{named}{f'等{len(keys)}项' if len(keys) > _NAMED else ''}")
    if question.sort:
        parts.append("按" + "、".join(_sort_words(order, question, noun) for order in question.sort) + "排列")
    return "，".join(parts) + "。"


_NAMED = 6  # columns told by name


def _conditions_words(question: Question, noun: NounSpec) -> str:
    if not question.conditions:
        return f"全部{noun.label}"
    joint = "，或者" if question.any_of else "，并且"
    said = joint.join(condition_words(condition, noun) for condition in question.conditions)
    return f"{said}的{noun.label}"


def condition_words(condition: Condition, noun: NounSpec) -> str:
    """Return a condition in words: 所属村（社区）是“东村”, 检查日期在本周."""
    label = label_of(condition.column, noun)
    spec = noun.column(condition.column)
    kind = spec.kind if spec else ColumnKind.TEXT
    quoted = [f"“{value}”" if kind is ColumnKind.TEXT else value for value in condition.values]
    if condition.test in _ANY:
        return label + word_of(condition.test, kind)
    if condition.test is Test.SPAN:
        return f"{label}在{'、'.join(condition.values)}"
    if kind is ColumnKind.FLAG:
        return f"{label}{'不为' if condition.test is Test.IS_NOT else '为'}“{'、'.join(condition.values)}”"
    if condition.test is Test.BETWEEN:
        return f"{label}在{'到'.join(quoted)}之间"
    if condition.test is Test.IN:
        return f"{label}是{'、'.join(quoted)}之一" if len(quoted) > 1 else f"{label}是{''.join(quoted)}"
    return label + word_of(condition.test, kind) + "、".join(quoted)


def _sort_words(order: SortBy, question: Question, noun: NounSpec) -> str:
    figure = order.column[1:] if order.column.startswith("#") else ""
    if figure.isdecimal() and int(figure) < len(question.figures):
        label = figure_label(question.figures[int(figure)], noun)
    else:
        label = label_of(order.column, noun)
    return label if order.ascending else f"{label}（从大到小）"
