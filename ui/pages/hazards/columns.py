"""The columns of the list of hazards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from hazard_desk.terms import NO_VILLAGE_LABEL, HazardLevel
from ui.pages.hazards.wording import (
    deadline_meaning,
    deadline_words,
    due_words,
    recheck_words,
    standing_words,
)
from ui.pages.inspections.wording import state_meaning
from ui.tables.columns import Align, Column
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.following_up.finding import HazardRow


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _level_meaning(row: HazardRow) -> Meaning | None:
    if row.level is None:
        return Meaning.VOID
    return Meaning.MAJOR if row.level is HazardLevel.MAJOR else None


def columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns in the order in which they first stand."""
    return (
        Column("enterprise", "企业名称", 176),
        Column("description", "隐患描述", 232, text=lambda row: " ".join(row.description.split())),
        Column(
            "level",
            "类型",
            56,
            Align.CENTRE,
            text=lambda row: row.level.label if row.level else "未定",
            meaning=_level_meaning,
            ground=True,
        ),
        Column("remedy", "整改方式", 84, text=lambda row: row.remedy.label if row.remedy else ""),
        Column("responsible", "责任人", 76),
        Column("inspected_on", "检查日期", 96, Align.CENTRE, lambda row: row.inspected_on.isoformat()),
        Column(
            "deadline",
            "限期",
            164,
            text=lambda row: deadline_words(row, today()),
            meaning=lambda row: deadline_meaning(row, today()),
            ground=True,
            spoken=lambda row: (
                f"限期 {_iso(row.deadline)} {due_words(row, today())}" if row.deadline else "无限期"
            ),
        ),
        Column(
            "state",
            "状态",
            112,
            text=standing_words,
            meaning=lambda row: state_meaning(row.state),
        ),
        Column("rectified_on", "整改完成", 92, Align.CENTRE, lambda row: _iso(row.rectified_on)),
        Column("rechecked_on", "回查", 132, text=recheck_words),
        Column("village", "村（社区）", 92, text=lambda row: row.village or NO_VILLAGE_LABEL),
        Column("inspection", "检查编号", 92),
        Column("supervision_unit", "挂牌督办单位", 152),
    )
