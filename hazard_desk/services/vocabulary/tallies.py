"""What is counted of visits and hazards beside an enterprise, a village, an industry, a person and so on.

Visits, and the hazards found and rectified, count as in F4 (`SUPERVISORY`); what an enterprise found itself
has a column of its own. What is to be followed up (未整改, 逾期, 未销号) is that of 隐患台账, whoever found
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, String, cast, func, select, type_coerce

from hazard_desk.model import Hazard, Inspection
from hazard_desk.rules.hazard_life import OPEN_STATES, UNCLOSED_STATES
from hazard_desk.services.supervisory import OWN_VISIT, STANDING_HAZARD, SUPERVISORY
from hazard_desk.services.vocabulary.column import TODAY, Column, Group
from hazard_desk.terms import HazardLevel

IS_OPEN = Hazard.state.in_(OPEN_STATES)
IS_OVERDUE = IS_OPEN & (Hazard.deadline < TODAY)
"""逾期未整改, as the list of hazards shows it today."""

# Beside each owner the few hazards of its visits are looked at. An index on the state would be used first,
# for all hazards of the office once an owner: a state that is worked out has none.
_STATE = type_coerce(func.coalesce(Hazard.state, ""), String())
_OPEN = _STATE.in_([state.value for state in OPEN_STATES])
_UNCLOSED = _STATE.in_([state.value for state in UNCLOSED_STATES])

_FOUND = (SUPERVISORY,)
_FOLLOWED = (Inspection.deleted_at.is_(None),)
_SELF_FOUND = (OWN_VISIT,)


def _below(levels: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headers of two levels in one: 排查数 below 一般隐患."""
    return tuple(level + word for level in levels for word in words)


_GENERAL = ("一般隐患", "一般事故隐患", "一般问题隐患")
_MAJOR = ("重大隐患", "重大事故隐患")
_FOUND_WORDS = ("数", "排查", "排查数", "发现", "发现数", "查出", "查出数")
_RECTIFIED_WORDS = ("整改", "整改数", "已整改", "已整改数", "完成整改", "完成整改数")
_HAZARDS: tuple[tuple[str, str, tuple[str, ...], tuple[Any, ...], tuple[Any, ...]], ...] = (
    ("hazards_found", "排查隐患（条）", ("隐患数", "发现隐患数", "隐患总数", "排查隐患数"), _FOUND, ()),
    (
        "hazards_rectified",
        "已整改隐患（条）",
        ("已整改", "已整改数", "整改数", "已整改隐患数"),
        _FOUND,
        (Hazard.rectified_on.is_not(None),),
    ),
    ("hazards_open", "未整改隐患（条）", ("未整改", "未整改数", "未整改隐患数"), _FOLLOWED, (_OPEN,)),
    (
        "hazards_overdue",
        "逾期未整改（条）",
        ("逾期", "逾期数", "逾期隐患数"),
        _FOLLOWED,
        (_OPEN, Hazard.deadline < TODAY),
    ),
    (
        "hazards_unclosed",
        "未销号隐患（条）",
        ("未销号隐患数", "未销号隐患"),
        _FOLLOWED,
        (_UNCLOSED,),
    ),
    (
        "hazards_general",
        "一般隐患（条）",
        (*_GENERAL, *_below(_GENERAL, _FOUND_WORDS)),
        _FOUND,
        (Hazard.level == HazardLevel.GENERAL,),
    ),
    (
        "general_rectified",
        "已整改一般隐患（条）",
        _below(_GENERAL, _RECTIFIED_WORDS),
        _FOUND,
        (Hazard.level == HazardLevel.GENERAL, Hazard.rectified_on.is_not(None)),
    ),
    (
        "hazards_major",
        "重大隐患（条）",
        (*_MAJOR, *_below(_MAJOR, _FOUND_WORDS)),
        _FOUND,
        (Hazard.level == HazardLevel.MAJOR,),
    ),
    (
        "major_rectified",
        "已整改重大隐患（条）",
        _below(_MAJOR, _RECTIFIED_WORDS),
        _FOUND,
        (Hazard.level == HazardLevel.MAJOR, Hazard.rectified_on.is_not(None)),
    ),
    (
        "major_open",
        "未整改重大隐患（条）",
        ("重大隐患未整改", "未整改重大隐患"),
        _FOLLOWED,
        (Hazard.level == HazardLevel.MAJOR, _OPEN),
    ),
    (
        "hazards_self_found",
        "企业自查发现隐患（条）",
        ("自查隐患数", "自查发现隐患数", "企业自查隐患"),
        _SELF_FOUND,
        (),
    ),
)


def visit_tallies(group: Group, owner: Any, tied: Any) -> Iterator[Column]:
    """Yield the counts of the visits that `tied` (a condition on a visit) says belong to a row of `owner`."""
    day = Inspection.inspected_on
    this_year = func.strftime("%Y", day) == func.strftime("%Y", TODAY)
    this_month = func.strftime("%Y-%m", day) == func.strftime("%Y-%m", TODAY)
    yield group.count(
        "inspections", "检查次数（次）", _visits(owner, tied), ("检查次数", "检查次", "检查家次")
    )
    yield group.count(
        "inspections_this_year", "本年检查次数（次）", _visits(owner, tied, this_year), ("本年检查次数",)
    )
    yield group.count(
        "inspections_this_quarter",
        "本季度检查次数（次）",
        _visits(owner, tied, this_year, _quarter(day) == _quarter(TODAY)),
        ("本季度检查次数", "本季度检查家次", "季度检查次数"),
    )
    yield group.count(
        "inspections_this_month",
        "本月检查次数（次）",
        _visits(owner, tied, this_month),
        ("本月检查次数", "本月检查家次"),
    )


def hazard_tallies(group: Group, owner: Any, tied: Any) -> Iterator[Column]:
    """Yield the counts of the hazards that such visits found."""
    for key, label, words, visits, conditions in _HAZARDS:
        yield group.count(key, label, _hazards(owner, tied, *visits, *conditions), words)


def tallies_of_visit(group: Group) -> Iterator[Column]:
    """Yield the counts of the hazards that each visit found, whatever kind of visit it was."""
    for key, label, words, visits, conditions in _HAZARDS:
        if visits is _SELF_FOUND:  # what kind of visit it was stands beside it
            continue
        query = select(func.count(Hazard.id)).where(
            Hazard.inspection_id == Inspection.id, STANDING_HAZARD, *conditions
        )
        yield group.count(key, label, query.correlate(Inspection).scalar_subquery(), words)


def _quarter(day: Any) -> Any:
    return (cast(func.strftime("%m", day), Integer) + 2) // 3


def _visits(owner: Any, tied: Any, *conditions: Any) -> Any:
    query = select(func.count(Inspection.id)).where(tied, SUPERVISORY, *conditions)
    return query.correlate(owner).scalar_subquery()


def _hazards(owner: Any, tied: Any, *conditions: Any) -> Any:
    query = (
        select(func.count(Hazard.id))
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(tied, STANDING_HAZARD, *conditions)
    )
    return query.correlate(owner).scalar_subquery()
