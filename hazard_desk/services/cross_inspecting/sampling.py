"""抽检企业 of the pairs of a 交叉检查: proposed, offered, changed by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, union

from hazard_desk.model import CrossPair, CrossSample, Enterprise, Inspection
from hazard_desk.rules.dates import day_words
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.sampling import Candidate, choose, rank, share_out
from hazard_desk.services.cross_inspecting.following import SampleRow, sample_row
from hazard_desk.services.cross_inspecting.records import existing_pair
from hazard_desk.services.cross_inspecting.round_look import CROSS_VISIT, Firm, PairLook, RoundLook
from hazard_desk.services.cross_inspecting.rounds import rounds
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import CheckState

BY_HAND = "自行选定"
"""The reason of an enterprise that somebody put on the list."""
_TOLD = ("enterprises", "small_share", "kinds")


def propose_samples(work: UnitOfWork, round_id: int, pair_ids: Sequence[int] | None = None) -> Changes:
    """Choose the enterprises of pairs anew, of every pair without a visit where none is named.

    What was visited stays. Pairs that inspect the same target share its enterprises. What can't be met, such
    as too few 中小企业, stands in the notices.
    """
    look = RoundLook(work, round_id)
    facts = _Facts(look)
    notices = []
    begun: list[PairLook] = []
    fresh: defaultdict[int, list[PairLook]] = defaultdict(list)
    for mine in look.pairs.values():
        if (mine.visits if pair_ids is None else mine.pair.id not in pair_ids) or mine.target is None:
            continue
        if not mine.target.own:
            notices.append(f"{_words(mine)}：受检方的企业不在本台账，请由对方提供名单。")
        elif mine.visits:
            begun.append(mine)
        else:
            fresh[mine.target.id].append(mine)
    proposed: dict[int, list[Firm]] = {}
    chosen = [*begun, *(mine for some in fresh.values() for mine in some)]
    taken = {known: set(one.listed) for known, one in look.pairs.items()}
    for mine in chosen:
        taken[mine.pair.id] = {visit.enterprise_id for visit in mine.visits}
    for group in [*([mine] for mine in begun), *fresh.values()]:
        others = frozenset(
            one for known, some in taken.items() if known not in {m.pair.id for m in group} for one in some
        )
        for mine, hand in zip(group, facts.dealt(group, others), strict=True):
            proposed[mine.pair.id] = [look.firms[one.id] for one in hand]
            taken[mine.pair.id] = {one.id for one in hand}
    for mine in chosen:
        firms = proposed[mine.pair.id]
        _set_samples(work, mine.pair.id, {firm.id: facts.reason(firm) for firm in firms})
    work.session.flush()
    notices += _shortfalls(work, round_id, list(proposed))
    many = sum(map(len, proposed.values()))
    summary = f"{len(proposed)} 组抽取检查企业 {many} 家" if proposed else "没有要抽取检查企业的组"
    return Changes(summary, round_id, notices, counts={"pairs": len(proposed), "samples": many})


def change_samples(work: UnitOfWork, pair_id: int, enterprise_ids: Sequence[int]) -> Changes:
    """Make the list of a pair these enterprises in this order; those that stay keep their reason."""
    pair = existing_pair(work, pair_id)
    ids = list(dict.fromkeys(enterprise_ids))
    known: dict[int, str] = {}
    for some in in_chunks(ids):
        query = select(Enterprise.id, Enterprise.name).where(
            Enterprise.id.in_(some), Enterprise.deleted_at.is_(None)
        )
        known.update((row[0], row[1]) for row in work.session.execute(query))
    if any(one not in known for one in ids):
        refuse_if_any([Refusal("enterprise_ids", "有企业已不在档案里", "请刷新后再选。")])
    query_kept: Any = select(CrossSample.enterprise_id, CrossSample.reason).where(
        CrossSample.pair_id == pair_id
    )
    kept = {row[0]: row[1] for row in work.session.execute(query_kept)}
    _set_samples(work, pair_id, {one: kept.get(one, BY_HAND) for one in ids})
    words = f"{pair.inspector}→{pair.inspected}"
    return Changes(f"交叉检查「{words}」的抽检企业改为 {len(ids)} 家", pair_id)


def offered_enterprises(reading: Reading, pair_id: int) -> list[SampleRow]:
    """Return all enterprises in operation of a pair's target, the best first, avoided ones last."""
    pair = existing_pair(reading, pair_id)
    look = RoundLook(reading, pair.round_id, [pair_id])
    mine = look.pairs[pair_id]
    facts = _Facts(look)
    candidates = sorted(facts.candidates(mine), key=lambda one: (one.avoided, rank(one)))
    firms = [look.firms[one.id] for one in candidates]
    return [sample_row(look, mine, firm, facts.last, facts.reason(firm)) for firm in firms]


class _Facts:
    """What the rules weigh of the enterprises of a round's targets."""

    def __init__(self, look: RoundLook) -> None:
        self._look = look
        self.last: Mapping[int, date] = look.last_visits(look.firms)
        self._sampled = _sampled_before(look)
        self._places = {known: place for place, known in enumerate(look.firms)}

    def candidates(self, mine: PairLook) -> list[Candidate]:
        """Return the enterprises that a pair may inspect, and of each whether its 组员 keep away from it."""
        return [
            self._candidate(firm, bool(self._look.why_avoided(mine, firm))) for firm in self._look.at(mine)
        ]

    def _candidate(self, firm: Firm, avoided: bool = False) -> Candidate:
        return Candidate(
            firm.id,
            firm.small is True,
            frozenset(firm.kinds),
            firm.risk,
            self.last.get(firm.id),
            self._sampled[firm.id],
            self._places[firm.id],
            avoided,
        )

    def dealt(self, group: Sequence[PairLook], taken: frozenset[int]) -> Sequence[Sequence[Candidate]]:
        """Return what pairs that inspect one target are to visit; one that has begun goes alone."""
        first = group[0]
        visited = {visit.enterprise_id for visit in first.visits}
        if not visited:
            return share_out([self.candidates(mine) for mine in group], self._look.asked, taken)
        given = [self._candidate(self._look.firms[one]) for one in visited if one in self._look.firms]
        free = [one for one in self.candidates(first) if one.id not in visited]
        fresh = [one for one in free if one.id not in taken]
        asked = self._look.asked
        hand = choose(fresh, asked, given)
        return [hand if len(hand) >= asked.enterprises else choose(free, asked, hand)]

    def reason(self, firm: Firm) -> str:
        """Say why an enterprise is proposed: 红色风险；有限空间；从未检查；小型企业."""
        last = self.last.get(firm.id)
        parts = [
            f"{firm.risk.label}色风险" if firm.risk else "",
            *firm.kinds,
            f"上次检查{day_words(last)}" if last else "从未检查",
            f"{firm.size.label}企业" if firm.small and firm.size else "",
        ]
        return "；".join(filter(None, parts))


def _sampled_before(look: RoundLook) -> Counter[int]:
    """Return in how many older rounds each enterprise was on a list or visited."""
    order = {row.id: row.number for row in rounds(look.reading)}
    earlier = [known for known, number in order.items() if number < order[look.round.id]]
    older = CrossPair.round_id.in_(earlier)
    listed = (
        select(CrossPair.round_id, CrossSample.enterprise_id)
        .join(CrossPair, CrossPair.id == CrossSample.pair_id)
        .where(older)
    )
    visited = (
        select(CrossPair.round_id, Inspection.enterprise_id)
        .join(CrossPair, CrossPair.id == Inspection.cross_pair_id)
        .where(older, CROSS_VISIT)
    )
    rows = look.reading.session.execute(union(listed, visited))
    return Counter(enterprise_id for _, enterprise_id in rows)


def _set_samples(work: UnitOfWork, pair_id: int, wanted: Mapping[int, str]) -> None:
    """Make the list of a pair the wanted one, touching only what differs."""
    query = select(CrossSample).where(CrossSample.pair_id == pair_id)
    present = {row.enterprise_id: row for row in work.session.scalars(query)}
    if gone := [row.id for known, row in present.items() if known not in wanted]:
        work.session.execute(delete(CrossSample).where(CrossSample.id.in_(gone)))
    for position, (enterprise_id, reason) in enumerate(wanted.items()):
        row = present.get(enterprise_id)
        if row is None:
            row = CrossSample(pair_id=pair_id, enterprise_id=enterprise_id)
            work.session.add(row)
        row.position, row.reason = position, reason


def _shortfalls(reading: Reading, round_id: int, pair_ids: Sequence[int]) -> list[str]:
    look = RoundLook(reading, round_id, pair_ids)
    return [
        f"{_words(mine)}：{check.text}。"
        for mine in look.pairs.values()
        for check in look.judged(mine)[1]
        if check.key in _TOLD and check.state is CheckState.WRONG
    ]


def _words(mine: PairLook) -> str:
    return f"「{mine.pair.inspector}→{mine.pair.inspected}」"
