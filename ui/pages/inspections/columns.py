"""The columns of the list of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazard_desk.terms import NO_VILLAGE_LABEL
from ui.pages.inspections.wording import hazard_count
from ui.tables.columns import Align, Column
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.inspecting.finding import InspectionRow


def _level(row: InspectionRow) -> str:
    return row.level.label if row.level is not None else ""


def _open_meaning(row: InspectionRow) -> Meaning | None:
    return Meaning.DUE_SOON if row.open_hazards else None


COLUMNS = (
    Column("number", "检查编号", 92),
    Column("enterprise", "企业名称", 224),
    # Dates are all of one width; a title at the right would run under the mark of the sorted column.
    Column("inspected_on", "检查日期", 116, Align.CENTRE, lambda row: row.inspected_on.isoformat()),
    Column(
        "hazards",
        "隐患",
        120,
        text=lambda row: hazard_count(row.hazards, row.open_hazards),
        meaning=_open_meaning,
    ),
    Column("inspectors", "检查人员", 140),
    Column("level", "检查层级", 124, text=_level),
    Column("stage", "检查环节", 84, text=lambda row: row.stage.label),
    Column("mode", "检查方式", 84, text=lambda row: row.mode.label if row.mode else "", hidden=True),
    Column("village", "村（社区）", 96, text=lambda row: row.village or NO_VILLAGE_LABEL),
    Column("code", "统一社会信用代码", 168, hidden=True),
    Column("open_hazards", "未整改", 72, Align.RIGHT, hidden=True),
)
