"""What is counted of visits and hazards beside an enterprise, a village, an industry, a person and so on.

A visit counts as in F4 (`SUPERVISORY`); a hazard that stands counts whatever visit found it. 未整改 and 逾期
are those of the hazard list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from hazard_desk.model import Hazard, Inspection
from hazard_desk.rules.hazard_life import OPEN_STATES
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.services.vocabulary.column import TODAY, Column, Group
from hazard_desk.terms import HazardLevel

IS_OPEN = Hazard.state.in_(OPEN_STATES)
IS_OVERDUE = IS_OPEN & (Hazard.deadline < TODAY)
"""逾期未整改, as the list of hazards shows it today."""

_HAZARDS: tuple[tuple[str, str, tuple[str, ...], tuple[Any, ...]], ...] = (
    ("hazards_found", "排查隐患（条）", ("隐患数", "发现隐患数", "隐患总数", "排查隐患数"), ()),
    (
        "hazards_rectified",
        "已整改隐患（条）",
        ("已整改", "已整改数", "整改数", "已整改隐患数"),
        (Hazard.rectified_on.is_not(None),),
    ),
    ("hazards_open", "未整改隐患（条）", ("未整改", "未整改数", "未整改隐患数"), (IS_OPEN,)),
    ("hazards_overdue", "逾期未整改（条）", ("逾期", "逾期数", "逾期隐患数"), (IS_OVERDUE,)),
    (
        "hazards_general",
        "一般隐患（条）",
        ("一般隐患", "一般隐患数", "一般事故隐患"),
        (Hazard.level == HazardLevel.GENERAL,),
    ),
    (
        "hazards_major",
        "重大隐患（条）",
        ("重大隐患", "重大隐患数", "重大事故隐患"),
        (Hazard.level == HazardLevel.MAJOR,),
    ),
    (
        "major_open",
        "未整改重大隐患（条）",
        ("重大隐患未整改", "未整改重大隐患"),
        (Hazard.level == HazardLevel.MAJOR, IS_OPEN),
    ),
)


def visit_tallies(group: Group, owner: Any, tied: Any) -> Iterator[Column]:
    """Yield the counts of the visits that `tied` (a condition on a visit) says belong to a row of `owner`."""
    this_year = func.strftime("%Y", Inspection.inspected_on) == func.strftime("%Y", TODAY)
    yield group.count(
        "inspections", "检查次数（次）", _visits(owner, tied), ("检查次数", "检查次", "检查家次")
    )
    yield group.count(
        "inspections_this_year", "本年检查次数（次）", _visits(owner, tied, this_year), ("本年检查次数",)
    )


def hazard_tallies(group: Group, owner: Any, tied: Any) -> Iterator[Column]:
    """Yield the counts of the hazards that such visits found."""
    for key, label, words, conditions in _HAZARDS:
        yield group.count(key, label, _hazards(owner, tied, *conditions), words)


def tallies_of_visit(group: Group) -> Iterator[Column]:
    """Yield the counts of the hazards that each visit found."""
    for key, label, words, conditions in _HAZARDS:
        query = select(func.count(Hazard.id)).where(
            Hazard.inspection_id == Inspection.id, STANDING_HAZARD, *conditions
        )
        yield group.count(key, label, query.correlate(Inspection).scalar_subquery(), words)


def _visits(owner: Any, tied: Any, *conditions: Any) -> Any:
    query = select(func.count(Inspection.id)).where(tied, SUPERVISORY, *conditions)
    return query.correlate(owner).scalar_subquery()


def _hazards(owner: Any, tied: Any, *conditions: Any) -> Any:
    query = (
        select(func.count(Hazard.id))
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(tied, Inspection.deleted_at.is_(None), STANDING_HAZARD, *conditions)
    )
    return query.correlate(owner).scalar_subquery()
