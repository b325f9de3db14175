"""Which pairs of a round are being followed (已经开展): they can't be dropped, changed or drawn anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from hazard_desk.model import AttachmentLink, CrossPair, CrossSample, Enterprise, Inspection
from hazard_desk.services.cross_inspecting.records import pairs_query
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_NOTED = (
    (("starts_on", "ends_on"), "检查日期"),
    (("handed_over_on", "handed_over_by", "received_by", "evidence"), "移交记录"),
    (("feedback_due_on", "feedback_on", "feedback_note"), "反馈记录"),
    (("reported_on",), "专题报告日期"),
)

_BINNED = select(Enterprise.id).where(Enterprise.deleted_at.is_not(None))


def followed_pairs(reading: Reading, round_id: int) -> list[tuple[CrossPair, str]]:
    """Return the pairs of a round that have anything of their own, with what that is in words."""
    session = reading.session
    pairs = list(session.scalars(pairs_query(round_id)))
    ids = select(CrossPair.id).where(CrossPair.round_id == round_id)
    counts: defaultdict[Any, Counter[int]] = defaultdict(Counter)
    for column, condition in (
        (Inspection.cross_pair_id, Inspection.deleted_at.is_(None)),
        (CrossSample.pair_id, CrossSample.enterprise_id.not_in(_BINNED)),
        (AttachmentLink.cross_pair_id, AttachmentLink.deleted_at.is_(None)),
    ):
        query: Any = select(column, func.count()).where(column.in_(ids), condition).group_by(column)
        for pair_id, many in session.execute(query):
            counts[column.class_][pair_id] = many
    found = []
    for pair in pairs:
        has = [
            f"{many} {what}"
            for noun, what in (
                (Inspection, "次检查"),
                (CrossSample, "家抽检企业"),
                (AttachmentLink, "份材料"),
            )
            if (many := counts[noun][pair.id])
        ]
        has += [what for names, what in _NOTED if any(getattr(pair, name) for name in names)]
        if has:
            found.append((pair, "、".join(has)))
    return found


def let_go(work: UnitOfWork, pair_ids: Sequence[int]) -> None:
    """Part what lies in the recycle bin from pairs that become others: brought back it would be theirs.

    Visits stay there without a pair, files are no longer kept for one, enterprises leave the list.
    """
    session = work.session
    binned = Inspection.cross_pair_id.in_(pair_ids) & Inspection.deleted_at.is_not(None)
    session.execute(update(Inspection).where(binned).values(cross_pair_id=None))
    session.execute(
        delete(AttachmentLink).where(
            AttachmentLink.cross_pair_id.in_(pair_ids), AttachmentLink.deleted_at.is_not(None)
        )
    )
    session.execute(
        delete(CrossSample).where(CrossSample.pair_id.in_(pair_ids), CrossSample.enterprise_id.in_(_BINNED))
    )
