"""The columns of the registry."""

from __future__ import annotations

from hazard_desk.terms import EnterpriseState
from ui.tables.columns import Align, Column, Row
from ui.theme import Meaning


def _state_meaning(row: Row) -> Meaning | None:
    return None if row.state is EnterpriseState.IN_OPERATION else Meaning.VOID


def columns() -> list[Column]:
    """Return the columns in the order in which they first stand."""
    return [
        Column("name", "单位名称", 226),
        Column("village", "村（社区）", 96),
        Column("industries", "行业分类", 176),
        Column(
            "risk",
            "风险",
            56,
            Align.CENTRE,
            text=lambda row: row.risk.label if row.risk else "",
            spoken=lambda row: f"风险等级 {row.risk.label}" if row.risk else "风险等级未填",
        ),
        Column("state", "状态", 76, text=lambda row: str(row.state.label), meaning=_state_meaning),
        Column(
            "last_inspected_on",
            "最近检查",
            92,
            text=lambda row: row.last_inspected_on.isoformat() if row.last_inspected_on else "未检查",
            meaning=lambda row: None if row.last_inspected_on else Meaning.VOID,
        ),
        Column(
            "open_hazards",
            "未销号隐患",
            88,
            Align.RIGHT,
            text=lambda row: str(row.open_hazards) if row.open_hazards else "",
            meaning=lambda row: Meaning.IN_PROGRESS if row.open_hazards else None,
        ),
        Column(
            "missing_count",
            "资料",
            76,
            text=lambda row: f"缺 {row.missing_count} 项" if row.missing_count else "齐全",
            meaning=lambda row: Meaning.DUE_SOON if row.missing_count else Meaning.CLOSED,
        ),
        Column("principal", "主要负责人", 92),
        Column("principal_phone", "手机号码", 108),
        Column("size", "规模", 60, Align.CENTRE, text=lambda row: row.size.label if row.size else ""),
        Column("code", "统一社会信用代码", 170),
        Column("staff_total", "从业人数", 76, Align.RIGHT, hidden=True),
        Column("address", "单位所在地", 200, hidden=True),
    ]
