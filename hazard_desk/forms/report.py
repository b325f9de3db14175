"""A report in prose (专题报告, 工作总结, 通报): what it says, before it is a page or a Word file.

What needs judgement is an `OpenParagraph`: the program leaves its room free and marks it, people write it.
Headings are numbered as official documents number them: 一、 and below it （一）.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hazard_desk.forms.sheet import Align, Content
from hazard_desk.rules.numerals import chinese_number


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) or 2 (（一）); its number is given by where it stands."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        """Refuse a level that official documents don't number so."""
        if self.level not in (1, 2):
            raise ValueError(f"a heading of level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenParagraph:
    """What a person is to write: the words that say so, and room for so many lines. Never filled here."""

    label: str
    lines: int = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header and its share of the width, whatever the shares add up to."""

    label: str
    share: float
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `total` is the row 合计 below the others. None leaves a cell free.

    `stub` says that the first column holds words of the form, not facts.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    caption: str = ""
    total: tuple[Content, ...] = ()
    stub: bool = False

    def __post_init__(self) -> None:
        """Refuse rows that the columns can't hold."""
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} in a table of {len(self.columns)} columns")

    @property
    def all_rows(self) -> tuple[tuple[Content, ...], ...]:
        """The rows below the header, 合计 the last where there is one."""
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True, slots=True)
class Series:
    """What one kind of bars of a chart counts: a value for each label of the chart."""

    name: str
    values: tuple[int | Decimal, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of bars, a group for each label; `stacked` sets the series of a label on one bar."""

    caption: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False

    def __post_init__(self) -> None:
        """Refuse series that don't match the labels, and what no bar can show."""
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(f"{one.name}: {len(one.values)} values for {len(self.labels)} labels")
            if any(value < 0 for value in one.values):
                raise ValueError(f"{one.name}: a bar has no negative length")

    @property
    def shows_something(self) -> bool:
        """Whether any bar has a length; else a sentence says more than the chart."""
        return any(value for one in self.series for value in one.values)


Part = Heading | Paragraph | OpenParagraph | Table | BarChart


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of a report: whose seal is pressed, and the date under the name."""

    label: str  # 检查方（盖章）：
    name: str
    date: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, from the lines of its title to the signature."""

    form_id: str
    title: tuple[str, ...]
    parts: tuple[Part, ...]
    signature: Signature
    subtitle: str = ""
    addressee: str = ""
    subject: str = ""  # whose report it is, where several lie in one file
    closing: int = 0  # so many of the last parts stay on one page with the signature

    @property
    def name(self) -> str:
        """The title in one line."""
        return "".join(self.title)


def numbered(parts: tuple[Part, ...]) -> Iterator[tuple[str, Part]]:
    """Yield each part with the words at its head: the numbered heading, the caption, else ""."""
    first = second = 0
    for part in parts:
        match part:
            case Heading(text, 1):
                first, second = first + 1, 0
                yield f"{chinese_number(first)}、{text}", part
            case Heading(text, _):
                second += 1
                yield f"（{chinese_number(second)}）{text}", part
            case Table(caption=caption) | BarChart(caption=caption):
                yield caption, part
            case _:
                yield "", part
