"""Sheets that several tests look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Cell,
    HeadField,
    HeadLine,
    Orientation,
    Role,
    Sheet,
)
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_statistics import FIGURES, Scope, weekly_statistics

UNIT = "泽州县西槽头乡人民政府"
FIGURES_OF_WEEK: dict[str, int | Decimal | None] = {
    **{name: number for number, name in enumerate(FIGURES, start=1)},
    "fines_wan": Decimal("12.50"),
    "closed": 0,
}


def week(unit_name: str = UNIT) -> Sheet:
    return weekly_statistics(
        load_texts("weekly-statistics"),
        unit_name=unit_name,
        filled_on=date(2025, 3, 7),
        figures=FIGURES_OF_WEEK,
        recipient="区安委办邮箱 awb@example.gov.cn",
    )


def blank() -> Sheet:
    return weekly_statistics(load_texts("weekly-statistics"), unit_name="")


def cumulative() -> Sheet:
    return weekly_statistics(
        load_texts("weekly-statistics"),
        unit_name=UNIT,
        filled_on=date(2025, 3, 14),
        figures=dict.fromkeys(FIGURES, 0),
        scope=Scope.CUMULATIVE,
    )


def long_list(rows: int, text: str = "配电箱未上锁，且无警示标志。", **more: object) -> Sheet:
    """Return a list of three columns under a header of two rows."""
    cells = [
        Cell(0, 0, "序号", rowspan=2),
        Cell(0, 1, "隐患", colspan=2),
        Cell(1, 1, "隐患描述"),
        Cell(1, 2, "整改措施"),
    ]
    for number in range(1, rows + 1):
        cells += [
            Cell(number + 1, 0, number, Role.NUMBER, key=f"row-{number}"),
            Cell(number + 1, 1, f"第{number}条：{text}", Role.VALUE),
            Cell(number + 1, 2, f"立即整改（{number}）", Role.VALUE),
        ]
    settings: dict[str, object] = {
        "form_id": "list",
        "title": "检查问题隐患清单",
        "columns": (12.0, 100.0, 60.0),
        "rows": (8.0, 8.0, *[9.0] * rows),
        "cells": tuple(cells),
        "header_rows": 2,
        "head": HeadLine(HeadField("企业名称：", "张&李木业"), right=HeadField("检查时间：", "2025年3月7日")),
        "notes": ("注：本表一式两份，检查单位和企业各留存一份。",),
        "running_head": "检查问题隐患清单　张&李木业",
        "orientation": Orientation.PORTRAIT,
        "margins": PORTRAIT_MARGINS,
    }
    return Sheet(**(settings | more))  # type: ignore[arg-type]
