"""检查前提示单: what an inspector takes along. Not an official form: the office's own sheet, one enterprise.

Facts of the enterprise, what is still open, how the last visit ended, what to look at in its industry, and
lines to write on. What is written on it is typed in afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    DateStyle,
    HeadField,
    HeadLine,
    Mark,
    Orientation,
    Role,
    Sheet,
    printed,
)
from hazard_desk.rules.facts import EnterpriseFacts

FORM_ID = "visit-sheet"
LEAST_LINES = 6
"""So many lines to write on are there in any case, even if they need another page."""

_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class OpenHazard:
    """A hazard that is not closed yet, as an inspector must find it again."""

    found_on: date
    description: str
    level: str
    deadline: date | None
    responsible: str
    state: str


@dataclass(frozen=True, slots=True)
class LastVisit:
    """How the enterprise was found the last time."""

    inspected_on: date
    inspectors: str
    found: int
    open: int


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """All that is known before the visit."""

    enterprise: EnterpriseFacts
    open_hazards: Sequence[OpenHazard] = ()
    last: LastVisit | None = None
    prompts: Sequence[tuple[str, Sequence[str]]] = ()  # heading of a check list, its points
    grid_worker: str = ""  # 网格员 of the village, with the phone


def visit_sheet(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    printed_on: date | None = None,
    facts: VisitFacts | None = None,
) -> Sheet:
    """Return the sheet of an enterprise, or a blank one to write on.

    A few of the lines to write on are left out where the sheet then ends a page earlier.
    """
    most = int(texts["line_count"])
    made = _sheet(texts, unit_name, printed_on, facts, most)
    pages = len(lay_out(made).pages)
    for count in range(most - 1, LEAST_LINES - 1, -1) if pages > 1 else ():
        shorter = _sheet(texts, unit_name, printed_on, facts, count)
        if len(lay_out(shorter).pages) < pages:
            return shorter
    return made


def _sheet(
    texts: Mapping[str, Any],
    unit_name: str,
    printed_on: date | None,
    facts: VisitFacts | None,
    lines: int,
) -> Sheet:
    page = _Page(texts)
    page.enterprise(
        facts.enterprise if facts else None,
        facts.last if facts else None,
        facts.grid_worker if facts else "",
    )
    if facts:
        page.open_hazards(facts.open_hazards)
        page.prompts(facts.prompts)
    page.lines(lines)
    name = facts.enterprise.name if facts else ""
    return Sheet(
        form_id=FORM_ID,
        title=texts["title"],
        head=HeadLine(
            left=HeadField(texts["unit_label"], unit_name),
            right=HeadField(texts["date_label"], printed(printed_on) or str(texts["date_blank"])),
        ),
        columns=tuple(float(width) for width in texts["columns_mm"]),
        rows=tuple(page.rows),
        cells=tuple(page.cells),
        notes=tuple(texts["notes"]),
        footer=tuple(HeadField(label, role=Role.SIGNATURE) for label in texts["footer"]),
        subject=name,
        running_head="　".join(filter(None, (texts["title"], name))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
        together=tuple(page.together),
        stretch=tuple(page.stretch),
    )


class _Page:
    """The table, built from the top band by band."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []
        self.stretch: list[tuple[int, float]] = []

    def enterprise(self, facts: EnterpriseFacts | None, last: LastVisit | None, grid_worker: str) -> None:
        labels = self.texts["labels"]
        values: dict[str, Content] = {}
        if facts is not None:
            values = {
                "name": facts.name,
                "risk": facts.risk_level.label if facts.risk_level else "",
                "address": facts.address,
                "village": "\n".join(filter(None, (facts.village, self._grid_worker(grid_worker)))),
                "industries": "、".join(facts.industries),
                "staff": facts.staff_total,
                "principal": "　".join(filter(None, (facts.principal, facts.principal_phone))),
                "safety_head": "　".join(filter(None, (facts.safety_head, facts.safety_head_phone))),
                "products": facts.products,
            }
        if last is not None:
            words = str(self.texts["last_visit"])
            for name, value in (
                ("date", printed(last.inspected_on)),
                ("inspectors", last.inspectors or self.texts["no_inspectors"]),
                ("found", str(last.found)),
                ("open", str(last.open)),
            ):
                words = words.replace(f"{{{name}}}", value)
            values["last_visit"] = words
        elif facts is not None:
            values["last_visit"] = self.texts["never_visited"]
        self._band("enterprise")
        for left, right in (
            ("name", "risk"),
            ("address", "village"),
            ("industries", "staff"),
            ("principal", "safety_head"),
        ):
            self._row(
                (labels[left], 1, Role.LABEL, None),
                (values.get(left), 2, Role.VALUE, Align.START),
                (labels[right], 1, Role.LABEL, None),
                (values.get(right), 2, Role.VALUE, Align.START),
            )
        for name in ("products", "last_visit"):
            self._row((labels[name], 1, Role.LABEL, None), (values.get(name), 5, Role.VALUE, Align.START))

    def _grid_worker(self, named: str) -> str:
        return str(self.texts["grid_worker"]).replace("{grid}", named) if named else ""

    def open_hazards(self, hazards: Sequence[OpenHazard]) -> None:
        words = self.texts["open_hazards"]
        self._band("open_hazards", str(len(hazards)) if hazards else "")
        if not hazards:
            self._row((words["none"], 6, Role.VALUE, Align.START))
            return
        self._row(*((label, 1 if at else 2, Role.LABEL, None) for at, label in enumerate(words["columns"])))
        for number, hazard in enumerate(hazards, start=1):
            level = f"（{hazard.level}）" if hazard.level else ""
            self._row(
                (f"{number}. {hazard.description}{level}", 2, Role.VALUE, Align.START),
                (hazard.found_on, 1, Role.VALUE, Align.CENTRE),
                (hazard.deadline, 1, Role.VALUE, Align.CENTRE),
                (hazard.responsible, 1, Role.VALUE, Align.CENTRE),
                (hazard.state, 1, Role.VALUE, Align.CENTRE),
            )

    def prompts(self, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
        if not lists:
            return
        self._band("prompts")
        for heading, points in lists:
            self._row((heading, 6, Role.LABEL, Align.START))
            for point in points:
                self._row((point, 5, Role.VALUE, Align.START), (Mark.BOX, 1, Role.VALUE, Align.CENTRE))

    def lines(self, count: int) -> None:
        first = len(self.rows)
        self._band("lines")
        words = self.texts["lines"]
        self._row(*((label, span, Role.LABEL, None) for label, span in zip(words, (3, 1, 1, 1), strict=True)))
        for _ in range(count):
            self._row(*((None, span, Role.VALUE, None) for span in (3, 1, 1, 1)))
            self.rows[-1] = float(self.texts["line_row_mm"])
            self.stretch.append((len(self.rows) - 1, 1.0))
        self.together.append((first, len(self.rows) - 1))  # on another page they would have no heading

    def _band(self, name: str, count: str = "") -> None:
        words = self.texts["bands"][name]
        if count:
            words += self.texts["count"].replace("{count}", count)
        self.cells.append(Cell(len(self.rows), 0, words, colspan=_COLUMNS, heading=True, align=Align.START))
        self.rows.append(float(self.texts["row_mm"]))
        # A band never stands at the foot of a page without what it heads.
        self.together.append((len(self.rows) - 1, len(self.rows)))

    def _row(self, *parts: tuple[Content, int, Role, Align | None]) -> None:
        column = 0
        for content, span, role, align in parts:
            self.cells.append(
                Cell(
                    len(self.rows),
                    column,
                    content,
                    role,
                    colspan=span,
                    align=align,
                    date_style=DateStyle.DOTS,
                )
            )
            column += span
        self.rows.append(float(self.texts["row_mm"]))
