"""The board of a round: who inspects whom, checked live against all rules and wishes, and read in one go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hazard_desk.model import CrossPair, CrossParty, CrossSample, Enterprise, Village
from hazard_desk.model.cross_round import cross_party_village
from hazard_desk.rules.rotation import BrokenWish, Fault, Pair, Rule, Verdict, Wish, check_arrangement
from hazard_desk.rules.rotation.variety import variety_words
from hazard_desk.rules.rotation.wishes import round_name
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.round_question import Asked, BoardBar, read_asked
from hazard_desk.services.cross_inspecting.rounds import RoundRow
from hazard_desk.services.cross_inspecting.targets import Member, members_of
from hazard_desk.services.settings import number_setting
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PartySide


@dataclass(frozen=True, slots=True)
class BoardParty:
    """A party on one side of the board; `load` says in words what it has to do there.

    `few` says that it has too few 组员; "" where it has enough, or none yet.
    """

    id: int
    name: str
    group: str
    side: PartySide
    villages: tuple[str, ...]
    members: tuple[str, ...]
    load: str
    few: str = ""


@dataclass(frozen=True, slots=True)
class BoardPair:
    """A pair with what is wrong with it, in words."""

    id: int
    inspector: str
    inspected: str
    note: str
    locked: bool
    followed: bool
    faults: tuple[str, ...]
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A round as it stands; `faults` and `wishes` are all of them, each once."""

    round: RoundRow
    square: bool
    inspectors: tuple[BoardParty, ...]
    targets: tuple[BoardParty, ...]
    pairs: tuple[BoardPair, ...]
    bars: tuple[BoardBar, ...]
    faults: tuple[str, ...]
    wishes: tuple[str, ...]
    variety: tuple[str, ...]
    compared: tuple[str, ...]
    team_notes: tuple[str, ...]


def read_board(reading: Reading, round_id: int) -> Board:
    """Return a round with everything that is wrong with it; quick enough for every move of a pair."""
    asked = read_asked(reading, round_id)
    sides = [asked.sides(pair) for pair in asked.pairs]
    question = asked.question
    verdict = check_arrangement(question, sides) if question else Verdict((), ())
    faults = [(_said(asked, fault), fault.pairs) for fault in verdict.faults]
    if question is None:
        faults = [("还没有检查方或受检方，请先填参加单位。", ())]
    wishes = [(_explained(asked, wish), wish.pairs) for wish in verdict.broken]
    of_faults, of_wishes = _by_pair(faults), _by_pair(wishes)
    pairs = tuple(
        BoardPair(
            pair.id,
            *side,
            pair.note,
            pair.locked,
            pair.id in asked.followed,
            tuple(of_faults[side]),
            tuple(of_wishes[side]),
        )
        for pair, side in zip(asked.pairs, sides, strict=True)
    )
    members = members_of(reading, [party.id for party in asked.parties])
    least = number_setting(reading, "cross.members")
    inspectors, targets = _parties(reading, asked, members, least)
    return Board(
        asked.row,
        asked.square,
        inspectors,
        targets,
        pairs,
        asked.bars,
        tuple(dict.fromkeys(text for text, _ in faults)),
        tuple(dict.fromkeys(text for text, _ in wishes)),
        tuple(variety_words(question, asked.earlier)) if question else (),
        asked.compared,
        tuple(_team_notes(asked.parties, members, least)),
    )


def _said(asked: Asked, fault: Fault) -> str:
    """Return a fault with the reason for which its pair is forbidden, if that is what is wrong."""
    why = asked.reason(fault.pairs[0]) if fault.rule in (Rule.AVOIDED, Rule.TIED) else ""
    return f"{fault.text.removesuffix('。')}（{why}）。" if why else fault.text


def _explained(asked: Asked, wish: BrokenWish) -> str:
    text = wish.text
    if wish.wish is Wish.NO_REPETITION and wish.round is not None:
        called = round_name(wish.round)
        text = text.replace(f"与{called}重复", f"与{called}（{asked.compared[wish.round - 1]}）重复")
    held = asked.held()
    why = "已经开展，不再变动。" if all(pair in held for pair in wish.pairs) else wish.why
    return f"{text}。{why}"


def _by_pair(said: Iterable[tuple[str, Sequence[Pair]]]) -> defaultdict[Pair, list[str]]:
    found: defaultdict[Pair, list[str]] = defaultdict(list)
    for text, pairs in said:
        for pair in pairs:
            found[pair].append(text)
    return found


def _parties(
    reading: Reading, asked: Asked, members: dict[int, tuple[Member, ...]], least: int
) -> tuple[tuple[BoardParty, ...], tuple[BoardParty, ...]]:
    link, session = cross_party_village.c, reading.session
    villages: defaultdict[int, list[str]] = defaultdict(list)
    stands_for = (
        select(link.party_id, Village.name)
        .join(Village, Village.id == link.village_id)
        .join(CrossParty, CrossParty.id == link.party_id)
        .where(CrossParty.round_id == asked.row.id, Village.deleted_at.is_(None))
        .order_by(Village.id)
    )
    for party_id, name in session.execute(stands_for):
        villages[party_id].append(name)
    query = (
        select(CrossSample.pair_id, func.count())
        .join(CrossPair, CrossPair.id == CrossSample.pair_id)
        .join(Enterprise, Enterprise.id == CrossSample.enterprise_id)
        .where(CrossPair.round_id == asked.row.id, Enterprise.deleted_at.is_(None))
        .group_by(CrossSample.pair_id)
    )
    samples: Counter[int] = Counter()
    for pair_id, many in session.execute(query):
        samples[pair_id] = many
    made = []
    for inspects in (True, False):
        pairs: Counter[str] = Counter()
        sampled: Counter[str] = Counter()
        for pair in asked.pairs:
            name = asked.sides(pair)[0 if inspects else 1]
            pairs[name] += 1
            sampled[name] += samples[pair.id]
        made.append(
            tuple(
                BoardParty(
                    party.id,
                    party.name,
                    party.group,
                    party.side,
                    tuple(villages[party.id]),
                    tuple(member.name for member in members.get(party.id, ())),
                    _load(inspects, pairs[party.name], sampled[party.name]),
                    _few(len(members.get(party.id, ())), least),
                )
                for party in asked.parties
                if (party.side.inspects if inspects else party.side.is_inspected)
            )
        )
    return made[0], made[1]


def _load(inspects: bool, pairs: int, samples: int) -> str:
    load = f"检查 {pairs} 个" if inspects else f"受检 {pairs} 次"
    return f"{load}，抽检 {samples} 家" if samples else load


def _few(members: int, least: int) -> str:
    return f"只有 {members} 名组员，检查时不少于 {least} 人" if 0 < members < least else ""


def _team_notes(
    parties: Sequence[CrossParty], members: dict[int, tuple[Member, ...]], least: int
) -> Iterator[str]:
    """Yield what is odd about the teams, once anybody's 组员 are entered."""
    teams = [party for party in parties if party.side.inspects]
    if not any(members.get(party.id) for party in teams):
        return
    if without := [party.name for party in teams if not members.get(party.id)]:
        yield f"还没有填组员：{'、'.join(without)}。"
    where: defaultdict[str, list[str]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for party in teams:
        mine = members.get(party.id, ())
        if few := _few(len(mine), least):
            yield f"「{party.name}」{few}。"
        for member in mine:
            where[comparable(member.name)].append(party.name)
            spelt.setdefault(comparable(member.name), member.name)
    for key, names in where.items():
        if len(names) > 1:
            yield f"{spelt[key]}同时在{''.join(f'「{name}」' for name in names)}里。"
