"""Forms as PDF against reportlab's canvas drawing the same lines of text at the same places.

The floor knows where each line goes and draws no rule: what is left is what any program that uses this
library pays for the file. Laying out, the rules of the table and the fall-back faces are ours.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from hazard_desk.forms.faces import MM_PER_PT, SANS_BOLD, SERIF, FontSet, font_set
from hazard_desk.forms.sheet import Sheet
from tests.benchmarks.measuring import Result, timed

ROWS = 1000
ENTERPRISES = 500
RUNS = 3


def measure(rows: int = ROWS, enterprises: int = ENTERPRISES) -> list[Result]:
    """Time floor and drawing in turn, three times; take the fastest of each."""
    return [
        _measured(f"F7 with {rows:,} rows as PDF", [_ledger(rows)]),
        _measured(f"F1 of {enterprises:,} enterprises in one PDF", _registrations(enterprises)),
    ]


def _ledger(rows: int) -> Sheet:
    from hazard_desk.forms.major_hazards import major_hazards
    from hazard_desk.forms.shipped import load_texts
    from tests.forms.filled import CAMPAIGN, DAY, UNIT, major_hazard

    return major_hazards(
        load_texts("major-hazards"),
        unit_name=UNIT,
        filled_on=DAY,
        campaign=CAMPAIGN,
        hazards=[major_hazard(number) for number in range(1, rows + 1)],
    )


def _registrations(enterprises: int) -> list[Sheet]:
    from hazard_desk.forms.registration import registration
    from hazard_desk.forms.shipped import load_texts
    from tests.forms.filled import DAY, ENTERPRISE, UNIT

    texts = load_texts("registration")
    return [
        registration(
            texts,
            unit_name=UNIT,
            filled_on=DAY,
            enterprise=replace(ENTERPRISE, name=f"泽州县䶮盛第{number}铸造有限公司"),
        )
        for number in range(enterprises)
    ]


def _measured(name: str, sheets: Sequence[Sheet]) -> Result:
    from hazard_desk.forms import pdf
    from hazard_desk.forms.layout import lay_out

    fonts = font_set()
    pdf.draw(sheets[0], fonts=fonts)  # so that no reading of a face is timed
    layouts = [lay_out(sheet, fonts) for sheet in sheets]
    lines = [
        [
            (SANS_BOLD if line.heading else SERIF, line.size_pt, line.x / MM_PER_PT, line.baseline, line.text)
            for line in page.lines
        ]
        for layout in layouts
        for page in layout.pages
    ]
    size = (sheets[0].width_mm, sheets[0].height_mm)
    floors, ours, setting = [], [], []
    for _ in range(RUNS):
        floors.append(timed(lambda: _floor(lines, size)))
        ours.append(timed(lambda: pdf.draw(sheets, fonts=fonts)))
        setting.append(timed(lambda: _lay_out_all(sheets, fonts)))
    pages = sum(len(layout.pages) for layout in layouts)
    return Result(
        name,
        "reportlab canvas, the same lines at the same places",
        min(floors),
        min(ours),
        3,
        {f"of it measuring and breaking {pages:,} pages": min(setting)},
    )


def _lay_out_all(sheets: Sequence[Sheet], fonts: FontSet) -> None:
    from hazard_desk.forms.layout import lay_out

    for sheet in sheets:
        lay_out(sheet, fonts)


def _floor(pages: list[list[tuple]], size: tuple[float, float]) -> None:  # type: ignore[type-arg]
    from reportlab.pdfgen.canvas import Canvas

    width, height = size
    canvas = Canvas(io.BytesIO(), pagesize=(width / MM_PER_PT, height / MM_PER_PT), pageCompression=1)
    for lines in pages:
        for face, size_pt, x, baseline, text in lines:
            canvas.setFont(face.name, size_pt)
            canvas.drawString(x, (height - baseline) / MM_PER_PT, text)
        canvas.showPage()
    canvas.save()
