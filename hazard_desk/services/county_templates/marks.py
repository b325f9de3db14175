"""What can stand in a single cell of a template: the office's own values, figures of F4, counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from hazard_desk.forms.shipped import load_texts
from hazard_desk.intake.headers import header_key
from hazard_desk.issued_tables.filling import Content
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.table_question import Question, from_json, problems, to_json
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.ad_hoc_tables import answer, saved_tables
from hazard_desk.services.county_templates.mapping import NO_MARK, MarkFill, MarkSource
from hazard_desk.services.county_templates.mark_words import COUNTS, FIGURE_WORDS, counted_of
from hazard_desk.services.county_templates.matching import counted_key
from hazard_desk.services.offices import OfficeRow, office_row
from hazard_desk.services.reporting import Statistics, current_week_end, reporting_week, statistics
from hazard_desk.services.vocabulary import nouns
from hazard_desk.store.unit_of_work import Reading

# Key → its words for the list, then the words that ask for it beside a cell or in a {{mark}}.
_OFFICE: Mapping[str, tuple[str, ...]] = {
    "name": (
        "单位名称", "填报单位", "填报单位(盖章)", "填报单位(公章)", "填表单位", "上报单位", "报送单位",
        "单位", "单位(盖章)", "制表单位",
    ),
    "township": ("乡镇（街道）", "乡镇", "镇(街道)", "乡镇街道", "所属乡镇"),
    "county": ("县（市、区）", "县区", "县(市、区)", "县"),
    "principal": ("主要负责人", "单位负责人", "负责人", "主要领导", "审核人", "签发人"),
    "handler": ("经办人", "填报人", "填表人", "制表人", "联系人", "上报人", "报送人", "统计人"),
    "phone": ("单位电话", "联系电话", "电话", "办公电话", "联系方式", "填报人电话", "联系人电话"),
    "date": (
        "今天的日期", "填报时间", "填报日期", "填表日期", "填表时间", "日期", "时间", "上报时间",
        "上报日期", "报送时间", "报送日期", "制表时间", "制表日期",
    ),
    "year": ("年份", "年度"),
    "week_end": ("报送日（这一周）", "截止日期", "截止时间", "统计截止时间", "统计截止日期"),
}  # fmt: skip
_ENDS = re.compile(r"\((?:盖章|公章|加盖公章)\)$")  # one that is signed (签字) is signed by hand
_SHOWN = re.compile(r"^\{\{\s*(.*?)\s*\}\}$")


@dataclass(frozen=True, slots=True)
class MarkChoice:
    """One thing to choose for a cell, with the heading it stands under; `words` find it, too."""

    fill: MarkFill
    label: str
    group: str
    words: tuple[str, ...] = ()


@cache
def figure_labels() -> Mapping[Figure, str]:
    """Return what each figure of F4 is called: the words of its column, without the band above them."""
    return {
        Figure(column["key"]): "·".join("".join(label.split()) for label in column["labels"][-2:])
        if len(column["labels"]) > 2
        else "".join(column["labels"][-1].split())
        for column in load_texts("weekly-statistics")["columns"]
    }


def mark_choices(reading: Reading) -> tuple[MarkChoice, ...]:
    """Return all that can be put into a single cell, in the order of the list."""
    found = [
        MarkChoice(MarkFill(MarkSource.OFFICE, key, label=words[0]), words[0], "本单位", words)
        for key, words in _OFFICE.items()
    ]
    for cumulative, scope in ((False, "本周"), (True, "累计")):
        for figure, label in figure_labels().items():
            said = f"{label}（{scope}）"
            fill = MarkFill(MarkSource.FIGURE, figure.value, cumulative, said)
            words = FIGURE_WORDS.get(figure, ())
            found.append(MarkChoice(fill, said, f"隐患排查统计表 {scope}", words))
    for noun in nouns():
        said = f"{noun.label}共几{noun.counted}"
        found.append(MarkChoice(_count(counted_of(noun.key), said), said, "数一数"))
    for one in COUNTS:
        words = (*one.words, *one.may_mean)
        found.append(MarkChoice(_count(one.question, one.label), one.label, "数一数", words))
    for fill in _of_tables(reading):
        found.append(MarkChoice(fill, fill.label, "数一数"))
    return tuple(found)


def _of_tables(reading: Reading) -> list[MarkFill]:
    """Return the rows of each saved table; what is wrong with another is said where they are listed."""
    return [
        MarkFill(MarkSource.TABLE, str(table.id), label=f"临时报表“{table.name}”的行数")
        for table in saved_tables(reading)
        if table.question is not None and not table.wrong
    ]


def _count(question: Question, label: str) -> MarkFill:
    return MarkFill(MarkSource.COUNT, to_json(question), label=label)


@cache
def _known() -> Mapping[str, MarkFill]:
    found: dict[str, MarkFill] = {}
    for key, words in _OFFICE.items():
        for word in words:
            found.setdefault(header_key(word), MarkFill(MarkSource.OFFICE, key, label=words[0]))
    for figure, label in figure_labels().items():
        for cumulative, scope in ((False, "本周"), (True, "累计")):
            fill = MarkFill(MarkSource.FIGURE, figure.value, cumulative, f"{label}（{scope}）")
            for word in (label, label.replace("·", ""), *FIGURE_WORDS.get(figure, ())):
                found.setdefault(header_key(f"{word}（{scope}）"), fill)
                found.setdefault(header_key(f"{scope}{word}"), fill)
    for noun in nouns():
        said = f"{noun.label}共几{noun.counted}"
        for word in (f"{noun.label}{noun.counted}数", f"{noun.label}数", f"{noun.label}总数", said):
            found.setdefault(header_key(word), _count(counted_of(noun.key), said))
    for one in COUNTS:
        for word in one.words:
            found.setdefault(header_key(word), _count(one.question, one.label))
    return found


def propose_mark(label: str) -> MarkFill:
    """Return what the words beside a cell, or of a {{mark}}, ask for; nothing where they aren't known."""
    words = _words(label)
    key = header_key(words)
    found = _known().get(key) or _known().get(_ENDS.sub("", key))
    if found is None:  # 未整改隐患（条） is what 未整改隐患 is; 单位（家） isn't 单位
        found = _known().get(counted_key(words))
        found = None if found is not None and found.source is MarkSource.OFFICE else found
    return found or NO_MARK


def possible_marks(label: str) -> tuple[MarkFill, ...]:
    """Return what words may ask for that don't say of when it is: of the week or of all of it, say."""
    if propose_mark(label) != NO_MARK:
        return ()
    words = _words(label)
    for key in (header_key(words), counted_key(words)):
        found = [_known().get(header_key(f"{scope}{key}")) for scope in ("本周", "累计")]
        figures = [fill for fill in found if fill is not None and fill.source is MarkSource.FIGURE]
        counts = [_count(one.question, one.label) for one in COUNTS if key in map(header_key, one.may_mean)]
        if figures or counts:
            return (*figures, *counts)
    return ()


def _words(label: str) -> str:
    shown = _SHOWN.match(label.strip())
    return shown[1] if shown else label


class MarkValues:
    """The values of single cells; figures and the office's row are asked for once."""

    def __init__(self, reading: Reading, week_end: date | None) -> None:
        """Take figures of the week that ends then, of the present one without."""
        self._reading = reading
        self._week_end = week_end
        self._office: OfficeRow | None = None
        self._statistics: Statistics | None = None

    @property
    def week(self) -> Period:
        """The week that figures are of."""
        if self._week_end is None:
            self._week_end = current_week_end(self._reading)
        return reporting_week(self._reading, self._week_end)

    def value(self, fill: MarkFill) -> Content:
        """Return what goes into the cell; None leaves it as it is."""
        if fill.source is MarkSource.TEXT:
            return fill.what or None
        if fill.source is MarkSource.OFFICE:
            return self._of_office(fill.what)
        if fill.source is MarkSource.FIGURE:
            if self._statistics is None:
                self._statistics = statistics(self._reading, self.week.end)
            told = self._statistics.cumulative if fill.cumulative else self._statistics.week
            return told[Figure(fill.what)]
        if fill.source is MarkSource.COUNT:
            return answer(self._reading, from_json(fill.what), most=0).total
        if fill.source is MarkSource.TABLE:
            return self._rows_of_table(fill.what)
        return None

    def _rows_of_table(self, kept: str) -> int | None:
        for table in saved_tables(self._reading):
            if str(table.id) == kept and table.question is not None and not table.wrong:
                return answer(self._reading, table.question, most=0).total
        return None

    def _of_office(self, key: str) -> Content:
        if key == "date":
            return self._reading.today
        if key == "year":
            return self._reading.today.year
        if key == "week_end":
            return self.week.end
        if self._office is None:
            self._office = office_row(self._reading)
        return str(getattr(self._office, key, "")) or None


def tells_of_a_week(fills: Iterable[MarkFill]) -> bool:
    """Tell whether any of the cells depends on the week."""
    return any(
        fill.source is MarkSource.FIGURE or (fill.source is MarkSource.OFFICE and fill.what == "week_end")
        for fill in fills
    )


def still_told(reading: Reading, fill: MarkFill) -> MarkFill | None:
    """Return what a cell wanted as it is called today; None where it is there no more."""
    known = True
    if fill.source is MarkSource.OFFICE:
        known = fill.what in _OFFICE
    elif fill.source is MarkSource.FIGURE:
        known = any(figure.value == fill.what for figure in Figure)
    elif fill.source is MarkSource.COUNT:
        known = _can_be_asked(fill.what)
    elif fill.source is MarkSource.TABLE:
        return next((one for one in _of_tables(reading) if one.what == fill.what), None)
    return fill if known else None


def _can_be_asked(kept: str) -> bool:
    try:
        question = from_json(kept)
    except Unreadable:
        return False
    spec = next((noun for noun in nouns() if noun.key == question.noun), None)
    return spec is not None and not problems(question, spec)
