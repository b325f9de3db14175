"""Arranging a round: drawn by lot or moved by hand, each move one operation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from hazard_desk.errors import InputRefused, Problem, RecordMissing
from hazard_desk.model import CrossForbidden, CrossMember, CrossPair, CrossParty
from hazard_desk.rules.names import clean_text
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.rotation import Impossible, Pair, arrange
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.assigning import drawn_seed
from hazard_desk.services.cross_inspecting.facts import PartyFacts, Spelling, alike
from hazard_desk.services.cross_inspecting.records import (
    existing_pair,
    existing_pairs,
    pairs_query,
    parties_query,
)
from hazard_desk.services.cross_inspecting.round_question import Asked, in_words, read_asked, to_draw, way_out
from hazard_desk.services.cross_inspecting.rounds import existing_round
from hazard_desk.services.cross_inspecting.under_way import followed_pairs, let_go
from hazard_desk.services.inspecting.columns import person_ids
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import Avoidance, PartySide

if TYPE_CHECKING:
    from hazard_desk.progress import Progress

# ---- by lot ------------------------------------------------------------------------------------------


def draw_round(
    work: UnitOfWork,
    round_id: int,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Draw who inspects whom; locked pairs and those being followed stay. Without a seed one is drawn.

    Raises InputRefused where no arrangement exists, with each of the conditions that can't hold together;
    `progress` may raise Cancelled.
    """
    asked = read_asked(work, round_id)
    _refuse_twice(asked)

    def stopped(done: int = 0) -> bool:
        if progress is not None:
            progress.report(done, 1, "正在抽签")
        return False

    found = arrange(to_draw(asked), drawn_seed() if seed is None else seed, stopped=stopped)
    stopped(1)
    if isinstance(found, Impossible):
        raise _impossible(asked, found)
    kept = {pair.id for pair in asked.pairs if pair.locked or pair.id in asked.followed}
    _rearrange(work, asked.pairs, found.pairs, kept, round_id)
    record = existing_round(work, round_id)
    record.seed, record.changed_by_hand = found.seed, False
    many = len(found.pairs)
    summary = f"「{record.name}」抽签排出 {many} 组（种子 {found.seed}）"
    if kept:
        summary += f"，其中 {len(kept)} 组照原来的不动"
    notices = [f"{wish.text}。{wish.why}" for wish in found.broken]
    if not found.proven:
        notices.append("时间不够，没有算完：可能还有违反更少的安排。")
    return Changes(summary, round_id, notices)


def _impossible(asked: Asked, found: Impossible) -> InputRefused:
    """Return the refusal of a draw: each condition once, with what can be done about it on the board."""
    many = len(found.conditions)
    problems = [
        Problem(f"{told.text}。", way_out(asked, condition))
        for condition, told in zip(found.conditions, in_words(asked, found).conditions, strict=True)
    ]
    if many == 1:
        what, remedy = f"排不出来：{found.frame}，下面这一条不能满足。", "放宽了才排得出来。"
    else:
        what = f"排不出来：{found.frame}，下面 {many} 条不能同时满足。"
        remedy = "去掉任何一条，其余的就能满足。"
    return InputRefused(problems, what, "安排没有改动。", remedy)


def _refuse_twice(asked: Asked) -> None:
    """Refuse a pair that stands twice with records at both: neither may go, and a round has it once."""
    done = Counter(asked.sides(row) for row in asked.pairs if row.id in asked.followed)
    for (team, target), times in done.items():
        if times > 1:
            raise _refused(
                f"「{team}」检查「{target}」有 {times} 组，都有记录", "请把记录并到一组，去掉另一组，再抽签。"
            )


def _rearrange(
    work: UnitOfWork,
    present: Sequence[CrossPair],
    wanted: Sequence[Pair],
    kept: Collection[int],
    round_id: int,
) -> None:
    """Make the pairs the wanted ones in their order; rows go on with 检查方, notes with 受检方."""
    rows: dict[int, CrossPair] = {}
    free = sorted(present, key=lambda row: row.id not in kept)  # of two alike the one that must stay
    for place, sides in enumerate(wanted):
        if row := _take(free, lambda row, sides=sides: alike((row.inspector, row.inspected)) == alike(sides)):
            rows[place] = row
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for row in free:
        if row.note:
            notes[comparable(row.inspected)].append(row.note)
    let_go(work, [row.id for row in free])
    for place, (inspector, inspected) in enumerate(wanted):
        if place in rows:
            continue
        own = _take(free, lambda row, inspector=inspector: comparable(row.inspector) == comparable(inspector))
        row = own or CrossPair(round_id=round_id)
        work.session.add(row)
        mine = notes[comparable(inspected)]
        row.note = mine.pop(0) if mine else ""
        rows[place] = row
    for row in free:
        work.session.delete(row)
    for place, row in rows.items():
        row.position, (row.inspector, row.inspected) = place, wanted[place]
    work.session.flush()


def _take(rows: list[CrossPair], fits: Callable[..., bool]) -> CrossPair | None:
    for row in rows:
        if fits(row):
            rows.remove(row)
            return row
    return None


# ---- by hand -----------------------------------------------------------------------------------------


def swap_targets(work: UnitOfWork, pair_id: int, other_pair_id: int) -> Changes:
    """Let two pairs exchange whom they inspect; their notes go with the 受检方.

    Refused: a pair that is being followed, one that would inspect itself, one that is there already.
    """
    one, other = existing_pair(work, pair_id), existing_pair(work, other_pair_id)
    if one.round_id != other.round_id or one is other:
        raise _refused("两组不能互换", "请选同一轮里的另一组。")
    moves = {one: (one.inspector, other.inspected), other: (other.inspector, one.inspected)}
    notes = {one: other.note, other: one.note}
    _move(work, one.round_id, moves, notes)
    said = "，".join(f"「{row.inspector}」查「{row.inspected}」" for row in (one, other))
    return Changes(f"互换受检方：{said}", one.id)


def set_pair(work: UnitOfWork, pair_id: int, inspector: str, inspected: str) -> Changes:
    """Let a pair be other ones'; where the units inspect one another, who held that place takes the old one.

    Refused: as `swap_targets`, and a name that takes no part.
    """
    pair = existing_pair(work, pair_id)
    team, target = _spelt(work, pair.round_id, inspector, inspected)
    moves = {pair: (team, target)}
    notes: dict[CrossPair, str] = {}
    others = [row for row in work.session.scalars(pairs_query(pair.round_id)) if row is not pair]
    for row in others if _square(work, pair.round_id) else ():
        own_team, own_target = row.inspector, row.inspected
        if comparable(own_team) == comparable(team):
            own_team = pair.inspector
        if comparable(own_target) == comparable(target) != comparable(pair.inspected):
            own_target = pair.inspected
            notes = {pair: row.note, row: pair.note}
        moves[row] = (own_team, own_target)
    _move(work, pair.round_id, moves, notes)
    return Changes(f"改为「{team}」检查「{target}」", pair.id)


def add_pair(work: UnitOfWork, round_id: int, inspector: str, inspected: str) -> Changes:
    """Add a pair by hand. Refused: a name that takes no part, itself, one that is there already."""
    record = existing_round(work, round_id)
    team, target = _spelt(work, round_id, inspector, inspected)
    last = work.session.scalar(select(func.max(CrossPair.position)).where(CrossPair.round_id == round_id))
    _refuse_nonsense(work, round_id, {None: (team, target)})
    position = 0 if last is None else last + 1
    row = CrossPair(round_id=round_id, position=position, inspector=team, inspected=target)
    work.session.add(row)
    record.changed_by_hand = True
    work.session.flush()
    return Changes(f"加上「{team}」检查「{target}」", row.id)


def drop_pair(work: UnitOfWork, pair_id: int) -> Changes:
    """Take a pair away by hand; refused while it is being followed."""
    pair = existing_pair(work, pair_id)
    _refuse_followed(work, pair.round_id, [pair])
    let_go(work, [pair.id])
    existing_round(work, pair.round_id).changed_by_hand = True
    work.session.delete(pair)
    return Changes(f"去掉「{pair.inspector}」检查「{pair.inspected}」", pair.round_id)


def set_pair_note(work: UnitOfWork, pair_id: int, note: str) -> Changes:
    """Note something beside a pair (备注 of F8)."""
    pair = existing_pair(work, pair_id)
    pair.note = note.strip()
    return Changes(f"「{pair.inspector}」检查「{pair.inspected}」的备注", pair.id)


def lock_pairs(work: UnitOfWork, pair_ids: Sequence[int], locked: bool) -> Changes:
    """Let pairs stay whatever is drawn (锁定; 指定 in the workbook of assign-round), or no longer."""
    pairs = existing_pairs(work, pair_ids)
    for pair in pairs:
        pair.locked = locked
    verb = "锁定" if locked else "解锁"
    said = f"「{pairs[0].inspector}」检查「{pairs[0].inspected}」" if len(pairs) == 1 else f" {len(pairs)} 组"
    return Changes(f"{verb}{said}", pairs[0].round_id if pairs else None)


def forbid_pair(
    work: UnitOfWork,
    round_id: int,
    inspector: str,
    inspected: str,
    kind: Avoidance = Avoidance.AVOIDED,
    reason: str = "",
) -> Changes:
    """Forbid a pair (回避, 包联), or say otherwise why; a locked one is so no longer, but stays until drawn.

    Refused: a name that takes no part, a unit with itself.
    """
    existing_round(work, round_id)
    sides = team, target = _spelt(work, round_id, inspector, inspected)
    if comparable(team) == comparable(target):
        raise _refused(f"「{team}」本来就不能检查自己", "不用另外设置。", "inspected")
    same = CrossForbidden.round_id == round_id
    found = work.session.scalars(select(CrossForbidden).where(same).order_by(CrossForbidden.id))
    row = next((one for one in found if alike((one.inspector, one.inspected)) == alike(sides)), None)
    if row is None:
        row = CrossForbidden(round_id=round_id, inspector=team, inspected=target)
        work.session.add(row)
    row.kind, row.reason = kind, clean_text(reason)
    for pair in work.session.scalars(pairs_query(round_id)):
        if alike((pair.inspector, pair.inspected)) == alike(sides):
            pair.locked = False
    work.session.flush()
    why = f"{kind.label}，{row.reason}" if row.reason else kind.label
    return Changes(f"不许「{team}」检查「{target}」（{why}）", row.id)


def allow_pair(work: UnitOfWork, forbidden_id: int) -> Changes:
    """Take back that a pair is forbidden."""
    row = work.session.get(CrossForbidden, forbidden_id)
    if row is None:
        raise RecordMissing("这一条已不在这一轮里。", "没有改动任何数据。", "请刷新后再选。")
    existing_round(work, row.round_id)
    work.session.delete(row)
    return Changes(f"不再禁止「{row.inspector}」检查「{row.inspected}」", row.round_id)


def set_members(work: UnitOfWork, party_id: int, names: Sequence[str]) -> Changes:
    """Enter the 组员 of a party that inspects; who is in 人员名册 is tied to the entry there."""
    party = work.session.get(CrossParty, party_id)
    if party is None:
        raise RecordMissing("这个参加单位已不在这一轮里。", "没有改动任何数据。", "请刷新后再选。")
    existing_round(work, party.round_id)
    if not party.side.inspects:
        raise _refused(f"「{party.name}」是受检方，没有组员", "请填检查方的组员。", "members")
    once = {comparable(name): name for name in reversed([clean_text(name) for name in names])}
    wanted = [(name, key) for key, name in reversed(once.items()) if key]
    known = person_ids(work)
    query = select(CrossMember).where(CrossMember.party_id == party_id)
    present = {row.position: row for row in work.session.scalars(query)}
    for position, (name, key) in enumerate(wanted):
        row = present.pop(position, None)
        if row is None:
            row = CrossMember(party_id=party_id, position=position)
            work.session.add(row)
        row.name, row.person_id = name, known.get(key)
    for row in present.values():
        work.session.delete(row)
    work.session.flush()
    said = "、".join(name for name, _ in wanted) or "（无）"
    return Changes(f"「{party.name}」的组员：{said}", party_id)


# ---- what they have in common ------------------------------------------------------------------------


def _move(work: UnitOfWork, round_id: int, moves: dict[CrossPair, Pair], notes: dict[CrossPair, str]) -> None:
    """Give pairs other sides, unless that is nonsense or one of them is being followed."""
    changed = {row: sides for row, sides in moves.items() if sides != (row.inspector, row.inspected)}
    _refuse_followed(work, round_id, list(changed))
    _refuse_nonsense(work, round_id, changed)
    let_go(work, [row.id for row in changed])
    for row, (inspector, inspected) in changed.items():
        row.inspector, row.inspected = inspector, inspected
    for row, note in notes.items():
        row.note = note
    if changed:
        existing_round(work, round_id).changed_by_hand = True
    work.session.flush()


def _refuse_nonsense(work: UnitOfWork, round_id: int, moves: dict[Any, Pair]) -> None:
    refusals = []
    rows = [row for row in work.session.scalars(pairs_query(round_id)) if row not in moves]
    there = {alike((row.inspector, row.inspected)) for row in rows}
    for team, target in moves.values():
        if comparable(team) == comparable(target):
            refusals.append(Refusal("inspected", f"「{team}」会变成检查自己", "请换一个受检方。"))
        elif alike((team, target)) in there:
            refusals.append(Refusal("inspected", f"已经有「{team}」检查「{target}」", "请换一个受检方。"))
        there.add(alike((team, target)))
    refuse_if_any(refusals)


def _refuse_followed(work: UnitOfWork, round_id: int, pairs: Sequence[CrossPair]) -> None:
    has = {row.id: said for row, said in followed_pairs(work, round_id)}
    refuse_if_any(
        [
            Refusal(
                "inspected",
                f"「{row.inspector}」检查「{row.inspected}」已有{has[row.id]}，不能改",
                "确实不查了，先撤掉这些记录。",
            )
            for row in pairs
            if row.id in has
        ]
    )


def _spelt(reading: Reading, round_id: int, inspector: str, inspected: str) -> Pair:
    """Return the pair as the parties are spelt; refused where one takes no part on its side."""
    parties = reading.session.scalars(parties_query(round_id))
    spelling = Spelling.of(PartyFacts(row.name, row.group, row.side) for row in parties)
    sides = clean_text(inspector), clean_text(inspected)
    refusals = []
    for field, label, name, known in (
        ("inspector", "检查方", sides[0], spelling.inspectors),
        ("inspected", "受检方", sides[1], spelling.inspected),
    ):
        if not comparable(name):
            refusals.append(Refusal(field, f"没有选{label}", "请从参加单位里选。"))
        elif comparable(name) not in known:
            refusals.append(Refusal(field, f"{label}里没有「{name}」", "请从参加单位里选。"))
    refuse_if_any(refusals)
    return spelling.spelt(sides)


def _square(reading: Reading, round_id: int) -> bool:
    sides = {party.side for party in reading.session.scalars(parties_query(round_id))}
    return sides == {PartySide.BOTH}


def _refused(message: str, remedy: str, field: str = "") -> InputRefused:
    return InputRefused([Problem(f"{message}。", remedy, field=field)], f"没有保存：{message}。")
