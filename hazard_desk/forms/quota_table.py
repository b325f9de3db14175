"""领导带队检查完成情况表 (S001 四(一)): what the month asks of leaders and others, and what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    Orientation,
    Role,
    Sheet,
    printed,
)

FORM_ID = "quota-table"
_ITEM_SPAN = 3  # of the columns of the leaders, what the other two tables say in one


@dataclass(frozen=True, slots=True)
class LeaderMonth:
    """One leader: what is asked (`target`, 次), days out (`outings`, 次) and enterprises visited (家次)."""

    name: str
    post: str
    duties: str
    target: int
    outings: int
    visits: int
    shortfall: int


@dataclass(frozen=True, slots=True)
class TownshipMonth:
    """One thing asked of the township itself; `key` names its words."""

    key: str
    target: int
    done: int
    shortfall: int


@dataclass(frozen=True, slots=True)
class EnterprisesMonth:
    """One thing asked of each enterprise, how many are asked, and how many have met it."""

    key: str
    target: int
    asked: int
    met: int

    @property
    def short(self) -> int:
        """How many have not met it."""
        return self.asked - self.met


@dataclass(frozen=True, slots=True)
class QuotaMonth:
    """All of one month, as far as `until`."""

    month: date
    until: date
    leaders: Sequence[LeaderMonth] = ()
    township: Sequence[TownshipMonth] = ()
    enterprises: Sequence[EnterprisesMonth] = ()


def quota_table(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    facts: QuotaMonth | None = None,
) -> Sheet:
    """Return the table of a month, or a blank one with the words of every row but the leaders'."""
    page = _Page(texts)
    page.leaders(facts)
    page.township(facts)
    page.enterprises(facts)
    month, end = ("", "") if facts is None else (_month(texts, facts.month), printed(facts.until))
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=texts["title"],
        head=unit_and_date(texts, unit_name, filled_on, middle=month or texts["month_blank"]),
        columns=page.columns,
        rows=tuple(page.rows),
        cells=tuple(page.cells),
        together=tuple(page.together),
        inner_headers=tuple(page.inner_headers),
        stretch=tuple(page.stretch),
        notes=tuple(str(note).replace("{end}", end) for note in texts["notes"]) if facts else (),
        running_head="　".join(filter(None, (str(texts["title"]), month))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
        subject=month,
    )


def _month(texts: Mapping[str, Any], day: date) -> str:
    return str(texts["month"]).replace("{year}", str(day.year)).replace("{month}", str(day.month))


class _Page:
    """The rows of the three tables, built from the top."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self.columns = tuple(float(column["width_mm"]) for column in texts["columns"])
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []
        self.inner_headers: list[tuple[int, int]] = []
        self.stretch: list[tuple[int, float]] = []

    def leaders(self, facts: QuotaMonth | None) -> None:
        """Add 领导带队检查, a row a leader; without any, the sentence that says so."""
        labels = [column["label"] for column in self.texts["columns"]]
        rows: list[tuple[Content, ...]] = [
            (at, one.name, one.post, one.duties, one.target, one.outings, one.visits, one.shortfall)
            for at, one in enumerate(facts.leaders if facts else (), start=1)
        ]
        if facts is None:
            rows = [(at, *[None] * 7) for at in range(1, int(self.texts["numbered_rows"]) + 1)]
        elif not rows:
            rows = [(None, self.texts["no_leaders"])]
        spans = (1,) * 8 if facts is None or facts.leaders else (1, 7)
        self._table("leaders", labels, (1,) * 8, rows, spans, written=facts is None)

    def township(self, facts: QuotaMonth | None) -> None:
        """Add what is asked of the township itself."""
        done = {one.key: one for one in facts.township} if facts else {}
        rows: list[tuple[Content, ...]] = [
            (at, words, *((one.target, one.done, one.shortfall) if (one := done.get(key)) else (None,) * 3))
            for at, (key, words) in enumerate(self.texts["township"]["rows"].items(), start=1)
        ]
        spans = (1, _ITEM_SPAN, 1, 2, 1)
        self._table("township", list(self.texts["township"]["columns"]), spans, rows, spans)

    def enterprises(self, facts: QuotaMonth | None) -> None:
        """Add what is asked of each enterprise."""
        done = {one.key: one for one in facts.enterprises} if facts else {}
        rows: list[tuple[Content, ...]] = [
            (
                at,
                words,
                *((one.target, one.asked, one.met, one.short) if (one := done.get(key)) else (None,) * 4),
            )
            for at, (key, words) in enumerate(self.texts["enterprises"]["rows"].items(), start=1)
        ]
        spans = (1, _ITEM_SPAN, 1, 1, 1, 1)
        self._table("enterprises", list(self.texts["enterprises"]["columns"]), spans, rows, spans)

    def _table(
        self,
        band: str,
        labels: Sequence[str],
        label_spans: Sequence[int],
        rows: Sequence[Sequence[Content]],
        spans: Sequence[int],
        *,
        written: bool = False,
    ) -> None:
        begin = len(self.rows)
        self._row([self.texts["bands"][band]], [len(self.columns)], Role.LABEL, "band_mm")
        header = len(self.rows)
        self._row(labels, label_spans, Role.LABEL, "header_mm")
        for row in rows:
            if written:
                self.stretch.append((len(self.rows), 1.0))
            self._row(row, spans, Role.VALUE, "row_mm")
        self.together.append((begin, header + 1))  # a title never ends a page
        self.inner_headers.append((header, len(self.rows) - 1))

    def _row(self, contents: Sequence[Content], spans: Sequence[int], role: Role, height: str) -> None:
        column = 0
        for at, (content, span) in enumerate(zip(contents, spans, strict=True)):
            align, cell_role = None, role
            if role is Role.VALUE:
                align = Align(self.texts["columns"][column].get("align", "start"))
                if isinstance(content, int):
                    align, cell_role = Align.CENTRE, Role.NUMBER
                elif at == 1 and span == _ITEM_SPAN:  # words of the form
                    align, cell_role = Align.START, Role.LABEL
            whole = span == len(self.columns)
            self.cells.append(
                Cell(
                    len(self.rows),
                    column,
                    content,
                    cell_role,
                    colspan=span,
                    align=align,
                    heading=whole,
                )
            )
            column += span
        self.rows.append(float(self.texts[height]))
