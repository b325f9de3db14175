"""The records of a round looked up: its parties, its pairs, and whether a pair is there at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import CrossPair, CrossParty, CrossRound
from hazard_desk.store.unit_of_work import Reading, in_chunks


def parties_query(round_id: int) -> Any:
    """Return the query for the parties of a round in their order."""
    return (
        select(CrossParty).where(CrossParty.round_id == round_id).order_by(CrossParty.position, CrossParty.id)
    )


def pairs_query(round_id: int) -> Any:
    """Return the query for the pairs of a round as they stand in F8."""
    return select(CrossPair).where(CrossPair.round_id == round_id).order_by(CrossPair.position, CrossPair.id)


def pair_there(reading: Reading, pair_id: int) -> CrossPair | None:
    """Return a pair of a round that is there; one whose round lies in the recycle bin isn't."""
    return next(iter(_there(reading, [pair_id])), None)


def existing_pair(reading: Reading, pair_id: int) -> CrossPair:
    """Return a pair of a round that is there, or refuse an id that isn't."""
    (pair,) = existing_pairs(reading, [pair_id])
    return pair


def existing_pairs(reading: Reading, pair_ids: Sequence[int]) -> list[CrossPair]:
    """Return pairs of rounds that are there, each once and as they are named; refuse an id that isn't."""
    found = {pair.id: pair for pair in _there(reading, pair_ids)}
    if not found.keys() >= set(pair_ids):
        raise RecordMissing("这一组已不在交叉检查的安排里。", "没有改动任何数据。", "请刷新后再选。")
    return [found[pair_id] for pair_id in dict.fromkeys(pair_ids)]


def _there(reading: Reading, pair_ids: Sequence[int]) -> list[CrossPair]:
    found: list[CrossPair] = []
    for some in in_chunks(sorted(set(pair_ids))):
        query = (
            select(CrossPair)
            .join(CrossRound, CrossRound.id == CrossPair.round_id)
            .where(CrossPair.id.in_(some), CrossRound.deleted_at.is_(None))
        )
        found += reading.session.scalars(query)
    return found
