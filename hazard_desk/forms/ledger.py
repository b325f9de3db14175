"""Forms that are a list: one header, one row a record, empty rows to write in where there are few.

F5, F7, F8, F9 and F10 differ in their words (`resources/forms/`) and in what their rows say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hazard_desk.forms.heading import span_words, title_with_campaign, unit_and_date
from hazard_desk.forms.sheet import (
    LANDSCAPE_MARGINS,
    LANDSCAPE_WIDTH_MM,
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    DateStyle,
    HeadField,
    HeadLine,
    Orientation,
    Role,
    Sheet,
)

NUMBER = "number"
"""The column 序号, counted here."""


def ledger_sheet(
    texts: Mapping[str, Any],
    rows: Sequence[Mapping[str, Content]],
    *,
    title: str,
    head: HeadLine | None = None,
    orientation: Orientation = Orientation.LANDSCAPE,
    notes: Sequence[str] = (),
    footer: Sequence[str] = (),
    subject: str = "",
    least_rows: int | None = None,
    annex: str | None = None,
    total: Mapping[str, Content] | None = None,
) -> Sheet:
    """Return the list; a row names its contents by the keys of the columns, a missing one is left free.

    Fewer rows than the printed form has (`numbered_rows`, or `least_rows`) are filled up with empty ones,
    numbered as on the form, and closed by its last row where it has one; the rows then fill the page.
    `annex` stands in place of the form's own 附件 N. `total` is the row of sums below the others, never alone
    on a page. Keys that no column has are refused with ValueError, so that no fact gets lost on the way to
    the paper.
    """
    columns: Sequence[Mapping[str, Any]] = texts["columns"]
    keys = [str(column["key"]) for column in columns]
    unknown = {key for row in (*rows, total or {}) for key in row} - set(keys)
    if unknown:
        raise ValueError(f"{texts['id']} has no columns {', '.join(sorted(unknown))}")
    cells = [Cell(0, at, column["label"]) for at, column in enumerate(columns)]
    number_of_rows = max(len(rows), int(texts["numbered_rows"]) if least_rows is None else least_rows)
    numbered = max(len(rows), int(texts["numbered_rows"]))
    for at in range(number_of_rows):
        row = dict(rows[at]) if at < len(rows) else {}
        if at < numbered:
            row.setdefault(NUMBER, at + 1)  # a row that only says there is nothing goes without
        cells += [
            _cell(at + 1, place, column, row.get(column["key"])) for place, column in enumerate(columns)
        ]
    closing = texts["last_row"] if len(rows) < number_of_rows else None
    if closing is not None:
        number_of_rows += 1
        cells += [
            _cell(number_of_rows, place, column, closing if column["key"] == NUMBER else None)
            for place, column in enumerate(columns)
        ]
    sums = 0 if total is None else 1
    if total is not None:
        cells += [
            _cell(number_of_rows + 1, place, column, total.get(column["key"]))
            for place, column in enumerate(columns)
        ]
    upright = orientation is Orientation.PORTRAIT
    fills_page = len(rows) < number_of_rows
    return Sheet(
        form_id=texts["id"],
        annex=texts["annex"] if annex is None else annex,
        title=title,
        head=head or HeadLine(),
        columns=tuple(float(column["width_mm"]) for column in columns),
        rows=(
            float(texts["header_mm"]),
            *[float(texts["row_mm"])] * len(rows),
            *[float(texts["blank_row_mm"])] * (number_of_rows - len(rows)),  # room to write by hand
            *[float(texts["row_mm"])] * sums,
        ),
        header_rows=1,
        together=((number_of_rows, number_of_rows + 1),) if sums and number_of_rows else (),
        stretch=tuple((row, 1.0) for row in range(1, number_of_rows + 1)) if fills_page else (),
        cells=tuple(cells),
        notes=tuple(notes),
        footer=tuple(HeadField(label, role=Role.SIGNATURE) for label in footer),
        subject=subject,
        running_head="　".join(part for part in (title.replace("\n", ""), subject) if part),
        orientation=orientation,
        margins=PORTRAIT_MARGINS if upright else LANDSCAPE_MARGINS,
        table_pt=float(texts.get("table_pt", 10.5)),
    )


def span_ledger(
    texts: Mapping[str, Any],
    rows: Sequence[Mapping[str, Content]],
    *,
    unit_name: str,
    filled_on: date | None,
    campaign: str | None,
    start: date | None,
    end: date | None,
    notes: Sequence[str],
    total: Mapping[str, Content] | None = None,
) -> Sheet:
    """Return a list of what came about from `start` to `end`, named above it; without an end, a blank one."""
    return ledger_sheet(
        texts,
        rows,
        title=title_with_campaign(texts, campaign or "", LANDSCAPE_WIDTH_MM),
        head=unit_and_date(texts, unit_name, filled_on, middle=span_words(texts, start, end)),
        notes=notes,
        least_rows=len(rows) or None,
        total=total,
    )


def row_of(facts: Any) -> dict[str, Content]:
    """Return facts as a row, where the columns are called as their fields are."""
    return {name: getattr(facts, name) for name in facts.__slots__}


def _cell(row: int, place: int, column: Mapping[str, Any], content: Content) -> Cell:
    counted = column["key"] == NUMBER or isinstance(content, int | Decimal)
    return Cell(
        row,
        place,
        content,
        # A running number printed on an empty row is a word of the form; either is never torn.
        Role.NUMBER if counted else Role.VALUE,
        align=Align.CENTRE if counted else Align(column.get("align", "start")),
        date_style=DateStyle.DOTS,
    )
