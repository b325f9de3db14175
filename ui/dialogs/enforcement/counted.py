"""In which columns of F4 (附件 4 统计表) a record counts, said in one line."""

from __future__ import annotations

from hazard_desk.rules.weekly_figures import Counting, Figure
from hazard_desk.terms import AccountabilityKind, AdmonitionKind, PenaltyKind, Term

FIGURES: dict[Term, Figure] = {
    PenaltyKind.FINE: Figure.FINES_WAN,
    PenaltyKind.SUSPENSION: Figure.SUSPENDED,
    PenaltyKind.LICENCE: Figure.LICENCES_REVOKED,
    PenaltyKind.CLOSURE: Figure.CLOSED,
    AccountabilityKind.DISCIPLINE: Figure.DISCIPLINED,
    AccountabilityKind.PROSECUTION: Figure.PROSECUTED,
    AdmonitionKind.ADMONISHED: Figure.ADMONISHED,
    AdmonitionKind.EXPOSED: Figure.EXPOSED,
    AdmonitionKind.SANCTIONED: Figure.SANCTIONED,
}
_ADDED = {Figure.LICENCES_REVOKED: "证照个数相加", Figure.FINES_WAN: "金额相加，万元"}


def column_number(figure: Figure) -> int:
    """Return the number of the figure's column, from 1."""
    return list(Figure).index(figure) + 1


def counted_as(term: Term) -> str:
    """Return where a record of this kind counts, and how."""
    figure = FIGURES[term]
    if figure.counting is Counting.ONCE_EACH:
        how = "同一家在一周里只计一次"
    else:
        how = _ADDED.get(figure, "一条记录计一人")
    return f"计入统计表第 {column_number(figure)} 列“{term.label}”（{how}）"


def illegal_act_counted(handled: bool) -> str:
    """Return where an illegal act counts: found, and once it's handled a second time."""
    found = f"计入统计表第 {column_number(Figure.ILLEGAL_FOUND)} 列“排查”"
    number = column_number(Figure.ILLEGAL_HANDLED)
    return (
        f"{found}，也计入第 {number} 列“查处”"
        if handled
        else f"{found}；填了查处日期，再计入第 {number} 列“查处”"
    )


def typical_case_counted() -> str:
    """Return where a typical case counts."""
    return f"计入统计表第 {column_number(Figure.TYPICAL_CASES)} 列“典型案例”（详情另报）"
