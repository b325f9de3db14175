"""The columns of 跟踪: the pairs of a round, and the enterprises of one pair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from ui.pages.cross.follow_words import (
    days_words,
    feedback_meaning,
    feedback_words,
    gap_words,
    number_words,
    state_meaning,
)
from ui.tables.columns import Align, Column
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairLine, SampleRow


def pair_columns(today: Callable[[], date]) -> list[Column]:
    """Return the columns of a round's pairs; unsorted, they stand as F8 prints them."""

    def column(key: str, title: str, width: int, align: Align = Align.LEFT, **more: Any) -> Column:
        return Column(key, title, width, align, sortable=False, **more)

    return [
        column("inspector", "检查方", 118),
        column("inspected", "受检方", 118),
        column(
            "state",
            "状态",
            68,
            text=lambda line: str(line.state.label),
            meaning=lambda line: state_meaning(line.state),
        ),
        column("team", "组员", 120),
        column(
            "starts_on",
            "检查时间",
            186,
            text=lambda line: days_words(line.starts_on, line.ends_on, line.days),
        ),
        column(
            "samples",
            "抽检/已查",
            76,
            Align.RIGHT,
            text=_sampled,
            spoken=lambda line: f"抽检 {line.samples} 家，已查 {line.visited} 家",
            tooltip=lambda line: f"抽检 {line.samples} 家，已查 {line.visited} 家",
        ),
        *_hazard_columns(column, lambda line: line.visited > 0),
        column("handed_over_on", "移交", 88),
        column(
            "feedback_on",
            "反馈",
            112,
            text=lambda line: feedback_words(line, today()),
            meaning=lambda line: feedback_meaning(line, today()),
        ),
        column("reported_on", "专题报告", 88),
        column("gaps", "差什么", 200, text=gap_words, tooltip=lambda line: "\n".join(line.gaps)),
    ]


def _sampled(line: PairLine) -> str:
    return f"{line.samples} / {line.visited}" if line.samples or line.visited else ""


def _hazard_columns(column: Callable[..., Column], visited: Callable[[Any], bool]) -> list[Column]:
    """Return the figures of what was found; `visited` tells 零报告 from what nobody has looked at yet."""
    return [
        column("general", "一般", 46, Align.RIGHT, text=lambda row: number_words(row.general, visited(row))),
        column(
            "major",
            "重大",
            46,
            Align.RIGHT,
            text=lambda row: number_words(row.major, visited(row)),
            meaning=lambda row: Meaning.MAJOR if row.major else None,
        ),
        column(
            "rectified",
            "已整改",
            56,
            Align.RIGHT,
            text=lambda row: number_words(row.rectified, visited(row)),
        ),
    ]


def offer_columns(first: Column) -> list[Column]:
    """Return what tells an enterprise that could be visited, behind this first column."""
    return [first, *_enterprise_columns(), _reason("入选理由")]


def _reason(title: str) -> Column:
    return _plain("reason", title, 270)


def _enterprise_columns() -> list[Column]:
    return [
        _plain("name", "企业名称", 216),
        _plain("village", "村（社区）", 84),
        _plain("size", "规模", 52, Align.CENTRE, text=lambda row: row.size.label if row.size else ""),
        _plain(
            "risk",
            "风险",
            50,
            Align.CENTRE,
            text=lambda row: row.risk.label if row.risk else "",
            spoken=lambda row: f"风险等级 {row.risk.label}" if row.risk else "风险等级未填",
        ),
        _plain("kinds", "重点类型", 124, text=lambda row: "、".join(row.kinds)),
        _plain(
            "last_on",
            "上次检查",
            88,
            text=lambda row: str(row.last_on) if row.last_on else "本轮前没有",
            tooltip=lambda row: "本轮开始以前的最后一次检查",
            meaning=lambda row: None if row.last_on else Meaning.VOID,
        ),
        _plain(
            "avoid",
            "回避",
            170,
            text=lambda row: f"回避：{'；'.join(row.avoid)}" if row.avoid else "",
            meaning=lambda row: Meaning.OVERDUE if row.avoid else None,
        ),
    ]


def sample_columns() -> list[Column]:
    """Return the columns of the enterprises that a pair visits, in the order in which it goes to them."""
    offered = {column.key: column for column in _enterprise_columns()}
    return [
        *(offered[key] for key in ("name", "village", "size", "risk", "kinds", "last_on")),
        _reason("为什么抽它"),
        offered["avoid"],
        _plain(
            "visited_on",
            "检查",
            100,
            text=_visited,
            meaning=lambda row: Meaning.CLOSED if row.visited_on else Meaning.DUE_SOON,
        ),
        *_hazard_columns(_plain, lambda row: row.visit_id is not None),
    ]


def _visited(row: SampleRow) -> str:
    if row.visited_on is None:
        return "未查"
    many = len(row.visit_ids)
    return f"{row.visited_on:%m-%d} 等 {many} 次" if many > 1 else str(row.visited_on)


def _plain(key: str, title: str, width: int, align: Align = Align.LEFT, **more: Any) -> Column:
    return Column(key, title, width, align, sortable=False, **more)
