"""A pair of a 交叉检查 followed: its visits, what is handed over, what comes back (S003 三(三))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import false, select, update

from hazard_desk.model import Campaign, CrossPair, CrossRound, Enterprise, Inspection
from hazard_desk.rules.dates import day_words
from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.rules.refusal import Refusal, backwards
from hazard_desk.rules.round_checks import PairCheck
from hazard_desk.services.cross_inspecting.records import existing_pair, existing_pairs
from hazard_desk.services.cross_inspecting.round_look import (
    CROSS_VISIT,
    LIVE_PAIRS,
    Figures,
    Firm,
    PairLook,
    RoundLook,
)
from hazard_desk.services.cross_inspecting.rounds import existing_round, rounds
from hazard_desk.services.cross_inspecting.targets import (
    Target,
    at_targets,
    members_of,
    read_all_targets,
    read_targets,
)
from hazard_desk.services.inspecting.record import existing_inspection
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import CheckState, EnterpriseSize, InspectionMode, PairState, RiskLevel, SourceStage


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair in the list of a round; `gaps` say what is wrong with it."""

    pair_id: int
    inspector: str
    inspected: str
    team: str
    starts_on: date | None
    ends_on: date | None
    days: int  # distinct days of its visits
    samples: int
    visited: int  # enterprises
    general: int
    major: int
    rectified: int
    handed_over_on: date | None
    feedback_due_on: date | None
    feedback_on: date | None
    reported_on: date | None
    state: PairState
    gaps: tuple[str, ...]
    own: bool = True  # the target's enterprises are in this office

    @property
    def id(self) -> int:
        """The pair's id: what a table knows its line by."""
        return self.pair_id


@dataclass(frozen=True, slots=True)
class SampleRow:
    """An enterprise to be visited, or visited: `reason` why it was proposed, `avoid` why it should not be.

    `last_on` is its last supervisory visit before the round. One that was visited more than once shows the
    first visit, and the hazards of all.
    """

    enterprise_id: int
    name: str
    village: str
    size: EnterpriseSize | None
    risk: RiskLevel | None
    kinds: tuple[str, ...]
    last_on: date | None
    reason: str
    avoid: tuple[str, ...]
    visit_id: int | None = None  # the first
    visited_on: date | None = None
    general: int = 0
    major: int = 0
    rectified: int = 0
    sampled: bool = False  # in the sample; without, it was visited all the same, or is merely offered
    visit_ids: tuple[int, ...] = ()  # all of this pair, the first one first

    @property
    def id(self) -> int:
        """The enterprise's id: what a table knows its line by."""
        return self.enterprise_id


@dataclass(frozen=True, slots=True)
class LooseVisit:
    """A visit of 交叉检查 that may well belong to a pair, but is tied to none."""

    inspection_id: int
    number: str
    enterprise: str
    inspected_on: date


@dataclass(slots=True)
class PairFacts:
    """What is noted of a pair: its days, 移交, 反馈, 专题报告."""

    starts_on: date | None = None
    ends_on: date | None = None
    handed_over_on: date | None = None
    handed_over_by: str = ""
    received_by: str = ""
    evidence: str = ""
    feedback_due_on: date | None = None
    feedback_on: date | None = None
    feedback_note: str = ""
    reported_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairView:
    """All that is shown of one pair; `own` whether the target's enterprises are in this office."""

    line: PairLine
    round_name: str
    facts: PairFacts
    members: tuple[str, ...]
    own: bool
    samples: tuple[SampleRow, ...]
    checks: tuple[PairCheck, ...]
    loose: tuple[LooseVisit, ...]
    kinds_wanted: tuple[str, ...]
    round_id: int
    first_visit_on: date | None
    last_visit_on: date | None


@dataclass(frozen=True, slots=True)
class PairChoice:
    """A pair that a visit may belong to; `enterprise_ids` None where the target's enterprises aren't here."""

    id: int
    words: str
    starts_on: date | None
    ends_on: date | None
    enterprise_ids: frozenset[int] | None


# ---- reading -----------------------------------------------------------------------------------------


def pair_lines(reading: Reading, round_id: int) -> list[PairLine]:
    """Return the pairs of a round in their order, each with how far it is."""
    look = RoundLook(reading, round_id)
    return [_line(look, pair) for pair in look.pairs.values()]


def waiting_pairs(reading: Reading) -> list[PairLine]:
    """Return the pairs of all rounds that are to be handed over or answered, round by round."""
    unanswered = (
        select(CrossPair.round_id)
        .join(CrossRound, CrossRound.id == CrossPair.round_id)
        .where(CrossRound.deleted_at.is_(None), CrossPair.feedback_on.is_(None))
        .distinct()
        .order_by(CrossPair.round_id)
    )
    return [
        line
        for round_id in list(reading.session.scalars(unanswered))
        for line in pair_lines(reading, round_id)
        if line.state in (PairState.TO_HAND_OVER, PairState.AWAITING)
    ]


def read_pair(reading: Reading, pair_id: int) -> PairView:
    """Return all that is shown of one pair, or refuse an id that isn't there."""
    (view,) = read_pairs(reading, existing_pair(reading, pair_id).round_id, [pair_id])
    return view


def read_pairs(reading: Reading, round_id: int, pair_ids: Sequence[int] | None = None) -> list[PairView]:
    """Return all that is shown of the pairs of a round, or of some of them, in their order."""
    look = RoundLook(reading, round_id, pair_ids)
    last = look.last_visits({known for mine in look.pairs.values() for known in mine.listed})
    loose = _loose(look)
    return [_view(look, mine, last, loose[known]) for known, mine in look.pairs.items()]


def _view(look: RoundLook, mine: PairLook, last: Mapping[int, date], loose: Sequence[LooseVisit]) -> PairView:
    days = [visit.on for visit in mine.visits]
    return PairView(
        _line(look, mine),
        look.round.name,
        PairFacts(**{item.name: getattr(mine.pair, item.name) for item in fields(PairFacts)}),
        tuple(member.name for member in mine.members),
        look.own(mine),
        tuple(
            sample_row(look, mine, look.firms[known], last) for known in mine.listed if known in look.firms
        ),
        look.judged(mine)[1],
        tuple(loose),
        look.asked.kinds,
        look.round.id,
        min(days, default=None),
        max(days, default=None),
    )


def _line(look: RoundLook, mine: PairLook) -> PairLine:
    pair, total = mine.pair, mine.total
    state, checks = look.judged(mine)
    return PairLine(
        pair.id,
        pair.inspector,
        pair.inspected,
        "、".join(member.name for member in mine.members),
        pair.starts_on,
        pair.ends_on,
        len({visit.on for visit in mine.visits}),
        len(mine.samples),
        len(mine.figures),
        total.general,
        total.major,
        total.rectified,
        pair.handed_over_on,
        pair.feedback_due_on,
        pair.feedback_on,
        pair.reported_on,
        state,
        tuple(check.text for check in checks if check.state is CheckState.WRONG),
        look.own(mine),
    )


def sample_row(
    look: RoundLook, mine: PairLook, firm: Firm, last: Mapping[int, date], reason: str = ""
) -> SampleRow:
    """Return an enterprise as the list of a pair shows it; its own reason, where it is in the sample."""
    visits = [one for one in mine.visits if one.enterprise_id == firm.id]
    visit = next(iter(visits), None)
    found = mine.figures.get(firm.id, Figures())
    why = [look.why_avoided(mine, firm), *(look.known.why(one.people, firm.place) for one in visits)]
    return SampleRow(
        firm.id,
        firm.name,
        firm.village,
        firm.size,
        firm.risk,
        firm.kinds,
        last.get(firm.id),
        mine.samples.get(firm.id, reason),
        tuple(dict.fromkeys(reason for reasons in why for reason in reasons)),
        visit.id if visit else None,
        visit.on if visit else None,
        found.general,
        found.major,
        found.rectified,
        firm.id in mine.samples,
        tuple(one.id for one in visits),
    )


def visits_of(reading: Reading, round_id: int | None = None, pair_id: int | None = None) -> Any:
    """Return the condition that a visit is one of a pair, of a round, or of any 交叉检查 at all.

    To a round belong the visits tied to its pairs, on whatever day, and of those tied to no pair the ones
    made within its days at an enterprise of its targets; at any, where its targets are all 外单位: for one
    of them they were made. A round of which nobody entered the first day claims none.
    """
    if pair_id is not None:
        return CROSS_VISIT & (Inspection.cross_pair_id == pair_id)
    if round_id is None:
        return CROSS_VISIT
    targets = read_targets(reading, round_id).inspected
    of_round = select(CrossPair.id).where(CrossPair.round_id == round_id)
    loose = _untied_within(existing_round(reading, round_id), targets)
    return CROSS_VISIT & (Inspection.cross_pair_id.in_(of_round) | loose)


def _untied_within(found: CrossRound, targets: Sequence[Target]) -> Any:
    if found.starts_on is None:  # no visit is within its days
        return false()
    condition: Any = Inspection.cross_pair_id.is_(None) | Inspection.cross_pair_id.not_in(LIVE_PAIRS)
    condition &= Inspection.inspected_on >= found.starts_on
    if found.ends_on is not None:
        condition &= Inspection.inspected_on <= found.ends_on
    if any(target.own for target in targets):
        condition &= Inspection.enterprise_id.in_(select(Enterprise.id).where(at_targets(targets)))
    return condition


def _loose(look: RoundLook) -> defaultdict[int, list[LooseVisit]]:
    """Return of each pair the visits that may well be its own, but are tied to none."""
    found: defaultdict[int, list[LooseVisit]] = defaultdict(list)
    targets = {
        known: mine.target
        for known, mine in look.pairs.items()
        if mine.target is not None and mine.target.own
    }
    if not targets:
        return found
    query: Any = (
        select(
            Enterprise.village_id,
            Inspection.id,
            Inspection.number,
            Enterprise.name,
            Inspection.inspected_on,
        )
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(CROSS_VISIT, _untied_within(look.round, list(targets.values())))
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    for village, *visit in look.reading.session.execute(query):
        for known, target in targets.items():
            if target.covers(village):
                found[known].append(LooseVisit(*visit))
    return found


def visit_start(reading: Reading, pair_id: int, enterprise_id: int | None = None) -> InspectionFacts:
    """Return a visit of a pair as it begins: who goes where, of which unit, for which campaign."""
    pair = existing_pair(reading, pair_id)
    found = existing_round(reading, pair.round_id)
    campaign = reading.session.get(Campaign, found.campaign_id) if found.campaign_id else None
    team = read_targets(reading, found.id).team(pair.inspector)
    members = members_of(reading, [team.id]).get(team.id, ()) if team is not None else ()
    return InspectionFacts(
        enterprise_id=enterprise_id,
        stage=SourceStage.CROSS,
        mode=InspectionMode.CROSS,
        inspectors=tuple(dict.fromkeys(member.name for member in members)),
        inspecting_unit=pair.inspector,
        campaigns=(campaign.name,) if campaign is not None and campaign.deleted_at is None else (),
        cross_pair_id=pair_id,
    )


def pair_choices(reading: Reading) -> list[PairChoice]:
    """Return the pairs that a visit may belong to, those of the newest round first."""
    session = reading.session
    query: Any = (
        select(CrossPair, CrossRound.name)
        .join(CrossRound, CrossRound.id == CrossPair.round_id)
        .where(CrossRound.deleted_at.is_(None))
        .order_by(CrossPair.position, CrossPair.id)
    )
    place = {row.id: at for at, row in enumerate(rounds(reading))}
    rows = sorted(session.execute(query), key=lambda row: place[row[0].round_id])
    if not rows:
        return []
    targets = read_all_targets(reading, list(dict.fromkeys(pair.round_id for pair, _ in rows)))
    by_village: defaultdict[int | None, list[int]] = defaultdict(list)
    living = select(Enterprise.village_id, Enterprise.id).where(Enterprise.deleted_at.is_(None))
    for village_id, enterprise_id in session.execute(living):
        by_village[village_id].append(enterprise_id)
    known: dict[Target, frozenset[int]] = {}
    choices = []
    for pair, name in rows:
        target = targets[pair.round_id].target(pair.inspected)
        ids = None
        if target is not None and target.own:
            if target not in known:
                known[target] = frozenset(
                    one for village, some in by_village.items() if target.covers(village) for one in some
                )
            ids = known[target]
        words = f"{name} {pair.inspector}→{pair.inspected}"
        choices.append(PairChoice(pair.id, words, pair.starts_on, pair.ends_on, ids))
    return choices


# ---- writing -----------------------------------------------------------------------------------------

_NOT_YET = {"handed_over_on": "移交日期", "feedback_on": "反馈日期", "reported_on": "专题报告报送日期"}


def save_pair(work: UnitOfWork, pair_id: int, facts: PairFacts) -> Changes:
    """Note the days of a pair, its 移交, 反馈 and 专题报告.

    Refused: an end before the start; 移交 before the first visit; 反馈 or its deadline before 移交; what has
    happened after today.
    """
    pair = existing_pair(work, pair_id)
    refuse_if_any(_refusals(work, pair, facts))
    for item in fields(facts):
        value = getattr(facts, item.name)
        setattr(pair, item.name, value.strip() if isinstance(value, str) else value)
    return Changes(f"修改交叉检查「{_words(pair)}」的检查、移交、反馈记录", pair_id)


def set_days(
    work: UnitOfWork, pair_ids: Sequence[int], starts_on: date | None, ends_on: date | None
) -> Changes:
    """Plan the same days for several pairs at once, or none. Refused: an end before the start."""
    pairs = existing_pairs(work, pair_ids)
    if not pairs:
        refuse_if_any([Refusal("pairs", "没有选要安排的组", "请先选组。")])
    refuse_if_any(backwards(starts_on, ends_on))
    for pair in pairs:
        pair.starts_on, pair.ends_on = starts_on, ends_on
    span = "至".join(day_words(day) for day in dict.fromkeys((starts_on, ends_on)) if day)
    said = f"「{_words(pairs[0])}」" if len(pairs) == 1 else f" {len(pairs)} 组"
    words = f"交叉检查{said}的检查时间：{span}" if span else f"清空交叉检查{said}的检查时间"
    return Changes(words, pairs[0].round_id)


def _refusals(work: UnitOfWork, pair: CrossPair, facts: PairFacts) -> list[Refusal]:
    refused = backwards(facts.starts_on, facts.ends_on)
    for name, label in _NOT_YET.items():
        day = getattr(facts, name)
        if day is not None and day > work.today:
            refused.append(Refusal(name, f"{label}在今天之后", "请核对；还没有发生的先不填。"))
    handed_over = facts.handed_over_on
    if handed_over is not None:
        first = work.session.scalar(
            select(Inspection.inspected_on)
            .where(visits_of(work, pair_id=pair.id))
            .order_by(Inspection.inspected_on)
            .limit(1)
        )
        if first is not None and handed_over < first:
            said = f"移交日期早于第一次检查（{day_words(first)}）"
            refused.append(Refusal("handed_over_on", said, "请核对日期。"))
        for name, label in (("feedback_due_on", "反馈期限"), ("feedback_on", "反馈日期")):
            day = getattr(facts, name)
            if day is not None and day < handed_over:
                refused.append(Refusal(name, f"{label}早于移交日期", "请核对日期。"))
    return refused


def tie_visits(work: UnitOfWork, pair_id: int, inspection_ids: Sequence[int]) -> Changes:
    """Tie visits of 交叉检查 to a pair, whatever they were tied to before; others are refused."""
    pair = existing_pair(work, pair_id)
    ids = list(dict.fromkeys(inspection_ids))
    strange = [number for number, is_cross in _existing_visits(work, ids) if not is_cross]
    if strange:
        said = f"检查 {'、'.join(strange)} 不是交叉检查"
        refuse_if_any([Refusal("inspection_ids", said, "请先把检查环节改为交叉检查。")])
    _set_pair_of(work, ids, pair_id)
    return Changes(f"检查 {len(ids)} 次归入交叉检查「{_words(pair)}」", pair_id)


def untie_visits(work: UnitOfWork, inspection_ids: Sequence[int]) -> Changes:
    """Let visits belong to no pair; they stay visits of 交叉检查."""
    ids = list(dict.fromkeys(inspection_ids))
    _existing_visits(work, ids)
    _set_pair_of(work, ids, None)
    return Changes(f"检查 {len(ids)} 次不再归入交叉检查的组")


def _existing_visits(reading: Reading, ids: Sequence[int]) -> list[tuple[str, bool]]:
    """Return of each visit its number, and whether it is one of 交叉检查; refuse an id that isn't there."""
    found: dict[int, tuple[str, bool]] = {}
    for some in in_chunks(ids):
        query: Any = select(Inspection.id, Inspection.number, CROSS_VISIT).where(
            Inspection.id.in_(some), Inspection.deleted_at.is_(None)
        )
        for known, number, is_cross in reading.session.execute(query):
            found[known] = number, bool(is_cross)
    for known in ids:
        if known not in found:
            existing_inspection(reading, known)
    return [found[known] for known in ids]


def _set_pair_of(work: UnitOfWork, ids: Sequence[int], pair_id: int | None) -> None:
    for some in in_chunks(ids):
        work.session.execute(update(Inspection).where(Inspection.id.in_(some)).values(cross_pair_id=pair_id))


def _words(pair: CrossPair) -> str:
    return f"{pair.inspector}→{pair.inspected}"
