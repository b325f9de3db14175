"""A sheet that contradicts itself is refused when it is made."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hazard_desk.forms.sheet import (
    Cell,
    HeadField,
    HeadLine,
    Margins,
    Orientation,
    Role,
    Sheet,
    SheetError,
    printed,
)


def sheet(*cells: Cell, **more: object) -> Sheet:
    settings: dict[str, object] = {
        "form_id": "x",
        "title": "表",
        "columns": (30.0, 40.0),
        "rows": (8.0, 8.0),
        "cells": cells,
    }
    return Sheet(**(settings | more))  # type: ignore[arg-type]


FULL = (Cell(0, 0, "甲", rowspan=2), Cell(0, 1, "乙"), Cell(1, 1, "丙", Role.VALUE, key="c"))


def test_cells_that_tile_the_grid_are_taken() -> None:
    made = sheet(*FULL)
    assert made.cell("c").content == "丙"
    assert (made.width_mm, made.height_mm) == (297, 210)
    assert replace(made, orientation=Orientation.PORTRAIT, margins=Margins(20, 10, 10, 20)).width_mm == 210
    with pytest.raises(KeyError):
        made.cell("d")


@pytest.mark.parametrize(
    ("cells", "more", "says"),
    [
        (FULL[:2], {}, "no cell covers row 1, column 1"),
        ((*FULL, Cell(1, 1)), {}, "lies on another"),
        ((Cell(0, 0, rowspan=3), *FULL[1:]), {}, "outside the grid"),
        ((Cell(0, 0, colspan=0), *FULL[1:]), {}, "must be positive"),
        (FULL, {"header_rows": 1}, "out of the repeated header"),
        (FULL, {"header_rows": 3}, "3 header rows of 2"),
        ((FULL[0], Cell(0, 1, key="c"), FULL[2]), {}, "used twice"),
        (FULL, {"columns": (200.0, 68.0)}, "columns take 268.0 mm, the paper has 267.0"),
        (FULL, {"columns": (30.0, 0.0)}, "needs a width"),
        (FULL, {"rows": (8.0, -1.0)}, "negative"),
        (FULL, {"margins": Margins(20, 4, 15, 15)}, "right margin"),
        (FULL, {"margins": Margins(10, 15, 15, 15)}, "binding margin"),
    ],
)
def test_contradictions_are_refused(cells: tuple[Cell, ...], more: dict[str, object], says: str) -> None:
    with pytest.raises(SheetError, match=says):
        sheet(*cells, **more)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("0.0001"), "0.0001"),
        ("=1+1", "=1+1"),
    ],
)
def test_how_contents_are_printed(content: str | int | Decimal | None, text: str) -> None:
    assert printed(content) == text


@pytest.mark.parametrize("content", [1.5, True, Decimal("NaN"), Decimal("Infinity")])
def test_money_and_counts_are_never_floats(content: object) -> None:
    with pytest.raises(TypeError):
        printed(content)  # type: ignore[arg-type]


def test_signatures_are_off_until_asked_for() -> None:
    made = sheet(*FULL, head=HeadLine(right=HeadField("填表日期：")))
    assert made.footer == ()
    assert [f.label for f in made.with_footer("填表人（签字）：", "联系电话：").footer] == [
        "填表人（签字）：",
        "联系电话：",
    ]
