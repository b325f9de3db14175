"""Writing a report part by part out of a form's texts: headings, sentences, tables, charts by their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.report import (
    BarChart,
    Column,
    Heading,
    OpenParagraph,
    Paragraph,
    Part,
    Series,
    Table,
)
from hazard_desk.forms.sheet import Align, Content


class ReportWriter:
    """Gathers the parts of one report; `stubs` are the tables whose rows the form itself names."""

    stubs: tuple[str, ...] = ()

    def __init__(self, texts: Mapping[str, Any]) -> None:
        """Begin with the texts of the form: headings, words, tables, charts and open paragraphs."""
        self.texts = texts
        self.words: Mapping[str, Any] = texts["words"]
        self.parts: list[Part] = []

    def fill(self, text: str, **slots: str) -> str:
        """Return a text with its slots filled."""
        return fill(self.texts, text, **slots)

    def heading(self, key: str, level: int = 1) -> None:
        """Add a heading."""
        self.parts.append(Heading(self.texts["headings"][key], level))

    def subheading(self, words: str) -> None:
        """Add a heading of the second level that isn't one of the texts' own."""
        self.parts.append(Heading(words, 2))

    def say(self, text: str, **slots: str) -> None:
        """Add a paragraph; an office may leave a sentence out."""
        if text.strip():
            self.parts.append(Paragraph(self.fill(text, **slots)))

    def open(self, key: str) -> None:
        """Add what people are to write."""
        part = self.texts["open"][key]
        self.parts.append(OpenParagraph(part["label"], int(part["lines"])))

    def table(
        self,
        key: str,
        rows: Iterable[tuple[Content, ...]],
        *,
        total: tuple[int, ...] = (),
        without_empty: bool = False,
    ) -> None:
        """Add a table of the texts; of the columns in `total`, the sums stand below several rows.

        Under `without_empty` a column in which nothing but 0 stands is left out.
        """
        rows = tuple(rows)
        sums: tuple[Content, ...] = ()
        if len(rows) > 1 and total:
            label_at = 1 if isinstance(rows[0][0], int) else 0
            sums = tuple(
                sum_of(row[at] for row in rows)
                if at in total
                else self.words["total"] if at == label_at else None
                for at in range(len(rows[0]))
            )  # fmt: skip
        words = self.texts["tables"][key]
        columns = tuple(
            Column(column["label"], float(column["share"]), Align(column.get("align", "start")))
            for column in words["columns"]
        )
        if without_empty:
            kept = [at for at in range(len(columns)) if any(row[at] != 0 for row in rows)]
            columns, sums = tuple(columns[at] for at in kept), tuple(sums[at] for at in kept if sums)
            rows = tuple(tuple(row[at] for at in kept) for row in rows)
        self.parts.append(Table(columns, rows, words["caption"], sums, stub=key in self.stubs))

    def chart(
        self, key: str, labels: Sequence[str], series: Sequence[Series], *, stacked: bool = False
    ) -> None:
        """Add a chart of the texts, or the words that say why there is none."""
        chart = BarChart(self.texts["charts"][key], tuple(labels), tuple(series), stacked)
        if chart.shows_something:
            self.parts.append(chart)
        else:
            self.say(self.words["no_chart"])


def sum_of(contents: Iterable[Content]) -> int | None:
    """Return the sum of the figures of a column; None where there is none, which is not 0."""
    figures = [content for content in contents if isinstance(content, int)]
    return sum(figures) if figures else None
