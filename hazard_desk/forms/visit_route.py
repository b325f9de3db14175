"""巡查路线单: the enterprises to visit in a week, village by village, with the 网格员 to go with.

Not an official form: the office's own sheet, before the 检查前提示单 of each enterprise on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    HeadField,
    HeadLine,
    Mark,
    Orientation,
    Role,
    Sheet,
    printed,
)
from hazard_desk.rules.reporting_week import Period

FORM_ID = "visit-route"


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One enterprise on the way; stops in one village stand together."""

    village: str
    grid_worker: str
    grid_phone: str
    enterprise: str
    risk: str
    address: str
    principal: str
    principal_phone: str
    reasons: Sequence[str]


def visit_route(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    week: Period | None = None,
    stops: Sequence[RouteStop] | None = None,
) -> Sheet:
    """Return the route of a week, or (without stops) a blank one to write on."""
    page = _Page(texts)
    if stops is None:
        page.band(texts["village_blank"])
        for number in range(1, int(texts["blank_rows"]) + 1):
            page.row({"number": number}, float(texts["blank_row_mm"]))
    elif not stops:
        page.band(texts["none_due"], heads=False)
    else:
        page.stops(stops)
    days = str(texts["date_blank"])
    if week is not None and week.start is not None:
        days = str(texts["week"]).replace("{first}", printed(week.start)).replace("{last}", printed(week.end))
    return Sheet(
        form_id=FORM_ID,
        title=texts["title"],
        head=HeadLine(
            left=HeadField(texts["unit_label"], unit_name), right=HeadField(texts["date_label"], days)
        ),
        columns=tuple(float(column["width_mm"]) for column in texts["columns"]),
        rows=tuple(page.rows),
        header_rows=1,
        cells=tuple(page.cells),
        notes=tuple(texts["notes"]),
        footer=tuple(HeadField(label, role=Role.SIGNATURE) for label in texts["footer"]),
        running_head=texts["title"],
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
        together=tuple(page.together),
    )


class _Page:
    """The table, built from the top."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self.columns: Sequence[Mapping[str, Any]] = texts["columns"]
        self.cells = [Cell(0, at, column["label"]) for at, column in enumerate(self.columns)]
        self.rows = [float(texts["header_mm"])]
        self.together: list[tuple[int, int]] = []

    def stops(self, stops: Sequence[RouteStop]) -> None:
        number = 0
        for (village, worker, phone), there in groupby(
            stops, key=lambda stop: (stop.village, stop.grid_worker, stop.grid_phone)
        ):
            found = list(there)
            words = str(self.texts["village"])
            for slot, value in (
                ("village", village or self.texts["no_village"]),
                ("shops", str(len(found))),
                ("grid", "　".join(filter(None, (worker, phone))) or self.texts["no_grid_worker"]),
            ):
                words = words.replace(f"{{{slot}}}", value)
            self.band(words)
            for stop in found:
                number += 1
                self._stop(number, stop)

    def _stop(self, number: int, stop: RouteStop) -> None:
        name = stop.enterprise
        if stop.risk:
            name = str(self.texts["risk"]).replace("{enterprise}", name).replace("{risk}", stop.risk)
        self.row(
            {
                "number": number,
                "enterprise": name,
                "address": stop.address,
                "principal": "\n".join(filter(None, (stop.principal, stop.principal_phone))),
                "reasons": "、".join(stop.reasons),
                "visited": Mark.BOX,
            },
            float(self.texts["row_mm"]),
        )

    def band(self, words: str, *, heads: bool = True) -> None:
        row = len(self.rows)
        self.cells.append(Cell(row, 0, words, colspan=len(self.columns), heading=True, align=Align.START))
        self.rows.append(float(self.texts["village_mm"]))
        if heads:  # a village never stands at the foot of a page without its first enterprise
            self.together.append((row, row + 1))

    def row(self, contents: Mapping[str, Content], height: float) -> None:
        centred = ("number", "visited")
        for at, column in enumerate(self.columns):
            key = str(column["key"])
            role = Role.NUMBER if key == "number" else Role.VALUE
            align = Align.CENTRE if key in centred else Align.START
            self.cells.append(Cell(len(self.rows), at, contents.get(key), role, align=align))
        self.rows.append(height)
