"""What a round asks of its arrangement: its parties, what is kept and forbidden, and the rounds before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.intake.rounds import as_spelt_in
from hazard_desk.model import CrossForbidden, CrossPair, CrossParty
from hazard_desk.rules.rotation import Condition, Impossible, Pair, Party, Question, Rule
from hazard_desk.services.cross_inspecting.conflicts import member_bars
from hazard_desk.services.cross_inspecting.facts import PartyFacts, Spelling
from hazard_desk.services.cross_inspecting.records import pairs_query, parties_query
from hazard_desk.services.cross_inspecting.rounds import RoundRow, existing_round, rounds
from hazard_desk.services.cross_inspecting.under_way import followed_pairs
from hazard_desk.services.settings import number_setting
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Avoidance, PartySide


@dataclass(frozen=True, slots=True)
class BoardBar:
    """A pair that must not be; without an id it's worked out from the 组员 and can't be taken away here."""

    id: int | None
    inspector: str
    inspected: str
    kind: Avoidance
    reason: str

    @property
    def sides(self) -> Pair:
        """The pair."""
        return self.inspector, self.inspected


@dataclass(frozen=True, slots=True)
class Asked:
    """A round and what it asks; `question` is None while a side has nobody.

    `earlier` are the older rounds that could have a pair of this one, newest first, spelt as this one; the
    question looks at the first of them.
    """

    row: RoundRow
    parties: tuple[CrossParty, ...]
    pairs: tuple[CrossPair, ...]
    followed: dict[int, str]  # pair → what it has
    bars: tuple[BoardBar, ...]
    question: Question | None
    earlier: tuple[tuple[Pair, ...], ...]
    compared: tuple[str, ...]
    spelling: Spelling

    def sides(self, pair: CrossPair) -> Pair:
        """Return who inspects whom, spelt as the parties are: old rounds were typed freely."""
        return self.spelling.spelt((pair.inspector, pair.inspected))

    @property
    def square(self) -> bool:
        """Whether the parties inspect one another."""
        return all(party.side is PartySide.BOTH for party in self.parties)

    def demanded(self) -> Question:
        """Return the question, or say who is missing."""
        if self.question is None:
            raise HazardDeskError(
                f"「{self.row.name}」还没有检查方或受检方。", "没有改动任何数据。", "请先填参加单位。"
            )
        return self.question

    def held(self) -> dict[Pair, str]:
        """Return the pairs that stay only because they are followed, with what they have."""
        return {
            self.sides(pair): self.followed[pair.id]
            for pair in self.pairs
            if pair.id in self.followed and not pair.locked
        }

    def reason(self, sides: Pair) -> str:
        """Return why a pair is forbidden, as far as anybody said."""
        return "；".join(dict.fromkeys(bar.reason for bar in self.bars if bar.sides == sides and bar.reason))


def read_asked(reading: Reading, round_id: int) -> Asked:
    """Return the round with what it asks."""
    existing_round(reading, round_id)
    all_rounds = rounds(reading)
    place = next(at for at, row in enumerate(all_rounds) if row.id == round_id)
    older = [one for one in all_rounds[place + 1 :] if one.pairs]
    session = reading.session
    parties = tuple(session.scalars(parties_query(round_id)))
    spelling = Spelling.of(PartyFacts(party.name, party.group, party.side) for party in parties)
    pairs = tuple(session.scalars(pairs_query(round_id)))
    followed = {pair.id: has for pair, has in followed_pairs(reading, round_id)}
    bars = _bars(reading, round_id, spelling)
    question = _question(parties, pairs, followed, bars, spelling)
    earlier: list[tuple[Pair, ...]] = []
    names: list[str] = []
    if question is not None:
        for one in older:
            spelt = as_spelt_in(question, [(pair.inspector, pair.inspected) for pair in one.pairs])
            if _concerns(question, spelt):
                earlier.append(spelt)
                names.append(one.name)
        memory = number_setting(reading, "cross.memory")
        question, names = replace(question, previous=tuple(earlier[:memory])), names[:memory]
    return Asked(
        all_rounds[place], parties, pairs, followed, bars, question, tuple(earlier), tuple(names), spelling
    )


def _concerns(question: Question, pairs: Sequence[Pair]) -> bool:
    """Say whether a pair of an earlier round or its reverse could be one of this; else it tells nothing."""
    teams = {party.name for party in question.units}
    targets = {party.name for party in question.inspected}
    return any(
        (team in teams and target in targets) or (target in teams and team in targets)
        for team, target in pairs
    )


def question_of(reading: Reading, round_id: int) -> Question:
    """Return what a round asks of its arrangement; locked are also the pairs that are being followed."""
    return read_asked(reading, round_id).demanded()


def _bars(reading: Reading, round_id: int, spelling: Spelling) -> tuple[BoardBar, ...]:
    stored = reading.session.scalars(
        select(CrossForbidden).where(CrossForbidden.round_id == round_id).order_by(CrossForbidden.id)
    )
    found = [
        BoardBar(row.id, *spelling.spelt((row.inspector, row.inspected)), row.kind, row.reason)
        for row in stored
    ]
    found += [
        BoardBar(None, bar.inspector, bar.inspected, bar.kind, bar.reason)
        for bar in member_bars(reading, round_id)
    ]
    return tuple(bar for bar in found if spelling.knows(bar.sides))


def _question(
    parties: Sequence[CrossParty],
    pairs: Sequence[CrossPair],
    followed: dict[int, str],
    bars: Sequence[BoardBar],
    spelling: Spelling,
) -> Question | None:
    sides = [(party, Party(party.name, party.group)) for party in parties]
    units = tuple(one for party, one in sides if party.side.inspects)
    targets = tuple(one for party, one in sides if party.side.is_inspected)
    if not units or not targets:
        return None
    kept = (
        spelling.spelt((pair.inspector, pair.inspected))
        for pair in pairs
        if pair.locked or pair.id in followed
    )
    return Question(
        units,
        None if len(units) == len(targets) == len(parties) else targets,
        tuple(dict.fromkeys(sides for sides in kept if spelling.knows(sides))),
        tuple(dict.fromkeys(bar.sides for bar in bars if bar.kind is Avoidance.AVOIDED)),
        tuple(dict.fromkeys(bar.sides for bar in bars if bar.kind is Avoidance.TIED)),
    )


def to_draw(asked: Asked) -> Question:
    """Return what is asked of a draw: what was done can't be undone by forbidding it afterwards."""
    question = asked.demanded()
    done = {asked.sides(pair) for pair in asked.pairs if pair.id in asked.followed}
    return replace(
        question,
        avoided=tuple(sides for sides in question.avoided if sides not in done),
        tied=tuple(sides for sides in question.tied if sides not in done),
    )


def in_words(asked: Asked, found: Impossible) -> Impossible:
    """Return why a round is impossible, with the reasons that the conditions alone don't know."""
    held = asked.held()

    def told(condition: Condition) -> Condition:
        team, target = sides = condition.parties
        if condition.rule is Rule.LOCKED and sides in held:
            return replace(condition, text=f"「{team}」检查「{target}」已有{held[sides]}，不再变动")
        if condition.rule in (Rule.AVOIDED, Rule.TIED) and (why := asked.reason(sides)):
            return replace(condition, text=f"{condition.text}（{why}）")
        return condition

    return replace(found, conditions=tuple(map(told, found.conditions)))


def way_out(asked: Asked, condition: Condition) -> str:
    """Return what can be done on the board about a condition that is too much, "" where nothing can."""
    sides = condition.parties
    if condition.rule is Rule.LOCKED:
        return "" if sides in asked.held() else "可以解锁。"
    if condition.rule in (Rule.AVOIDED, Rule.TIED):
        by_hand = {bar.id is not None for bar in asked.bars if bar.sides == sides}
        ways = (("取消禁止", True), ("换组员", False))
        return f"可以{'，并'.join(words for words, how in ways if how in by_hand)}。"
    if condition.rule in (Rule.INSPECTED_WITHIN, Rule.INSPECTS_WITHIN):
        return "可以改片区，或清空它的片区。"
    return "这一条去不掉。"
