"""How all that are ranked stand: what was counted for each, and with which weights they are placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select, true

from hazard_desk.model import Campaign, Enterprise, Village, campaign_village
from hazard_desk.rules.ranking import PARTS, Measure, Score, places, score, weight_name, weight_prefix
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.offices import campaigns
from hazard_desk.services.ranking.asking import RankingQuery, Scope, ranking_scope
from hazard_desk.services.ranking.measuring import (
    HAZARD_PARTS,
    QUOTA_VIEWS,
    Count,
    hazard_counts,
    inspected,
    quota_counts,
    return_counts,
)
from hazard_desk.services.settings import settings
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import NO_VILLAGE_LABEL, PartyKind


@dataclass(frozen=True, slots=True)
class Ranked:
    """A village or an enterprise with what was counted for it.

    `village` is where an enterprise lies; `enterprises` how many of a village's are in operation.
    """

    id: int
    name: str
    village: str
    enterprises: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a ranking is made of: scores follow from it and the weights alone.

    `whole` is what was counted of everybody together: hazards as F4 counts them, of enterprises closed since
    too. `unplaced` is how many enterprises belong to no village.
    `months` are those whose quotas count, `campaigns` what a ranking could be of.
    """

    of: PartyKind
    period: Period
    campaign: str
    subjects: tuple[Ranked, ...]
    whole: tuple[Measure, ...]
    weights: dict[str, int]
    months: tuple[date, ...]
    unplaced: int
    campaigns: tuple[str, ...]
    today: date

    @property
    def query(self) -> RankingQuery:
        """What it answers."""
        return RankingQuery(self.of, self.period.start, self.period.end, self.campaign or None)


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of the ranking: the place (名次), whose, and the score."""

    place: int
    ranked: Ranked
    score: Score

    @property
    def id(self) -> int:
        """Whose line it is."""
        return self.ranked.id


@dataclass(frozen=True, slots=True)
class _Runner:
    """An enterprise that counts."""

    id: int
    name: str
    village_id: int | None


def weights_of(reading: Reading, of: PartyKind) -> dict[str, int]:
    """Return the weights of the parts as they are set."""
    kept = settings(reading, weight_prefix(of))
    found = {part.key: kept[weight_name(of, part.key)] for part in PARTS[of]}
    return {key: weight for key, weight in found.items() if isinstance(weight, int)}


def ranking_standing(reading: Reading, query: RankingQuery) -> Standing:
    """Return what was counted for all villages or enterprises, in a handful of queries."""
    scope = ranking_scope(reading, query)
    runners = _runners(reading, scope)
    counts = _counts(reading, scope, frozenset(one.id for one in runners))
    if scope.of is PartyKind.VILLAGE:
        subjects = _villages(reading, scope, runners, counts)
    else:
        subjects = _enterprises(reading, runners, counts)
    everybody = [one.id for one in runners]
    whole = _measures(scope.of, counts, everybody, None)
    return Standing(
        scope.of,
        scope.period,
        scope.campaign.name if scope.campaign else "",
        subjects,
        tuple(_of_everybody(one, counts, subjects) for one in whole),
        weights_of(reading, scope.of),
        scope.months,
        sum(one.village_id is None for one in runners) if scope.of is PartyKind.VILLAGE else 0,
        tuple(choice.name for choice in campaigns(reading)),
        reading.today,
    )


def placed(standing: Standing, weights: Mapping[str, int] | None = None) -> list[Placed]:
    """Return the ranking, best first; equal scores keep the order of the lists.

    `weights` stand in place of those that are set; all of them 0 are refused (ValueError).
    """
    with_weights = standing.weights if weights is None else weights
    scores = [score(one.measures, with_weights) for one in standing.subjects]
    ranks = places([one.printed for one in scores])
    lines = [Placed(*line) for line in zip(ranks, standing.subjects, scores, strict=True)]
    return sorted(lines, key=lambda line: line.place)


# ---- whose ------------------------------------------------------------------------------------------------


def _runners(reading: Reading, scope: Scope) -> list[_Runner]:
    query: Any = (
        select(Enterprise.id, Enterprise.name, Enterprise.village_id)
        .where(scope.in_the_running)
        .order_by(Enterprise.name_key, Enterprise.id)
    )
    return [_Runner(*row) for row in reading.session.execute(query)]


def _village_names(reading: Reading, campaign: Campaign | None = None) -> dict[int, str]:
    """Return the villages in their order; of a campaign that names some, those."""
    within: Any = true()
    if campaign is not None:
        named = campaign_village.c
        within = or_(
            ~exists().where(named.campaign_id == campaign.id),
            Village.id.in_(select(named.village_id).where(named.campaign_id == campaign.id)),
        )
    query = select(Village.id, Village.name).where(Village.deleted_at.is_(None), within).order_by(Village.id)
    return dict(reading.session.execute(query).all())


def _villages(
    reading: Reading, scope: Scope, runners: Sequence[_Runner], counts: Mapping[str, Mapping[int, Count]]
) -> tuple[Ranked, ...]:
    members: defaultdict[int | None, list[int]] = defaultdict(list)
    for one in runners:
        members[one.village_id].append(one.id)
    return tuple(
        Ranked(known, name, "", len(members[known]), _measures(scope.of, counts, members[known], known))
        for known, name in _village_names(reading, scope.campaign).items()
    )


def _enterprises(
    reading: Reading, runners: Sequence[_Runner], counts: Mapping[str, Mapping[int, Count]]
) -> tuple[Ranked, ...]:
    names = _village_names(reading)
    return tuple(
        Ranked(
            one.id,
            one.name,
            names.get(one.village_id or 0, NO_VILLAGE_LABEL),
            1,
            _measures(PartyKind.ENTERPRISE, counts, (one.id,), one.id),
        )
        for one in runners
    )


# ---- how much ------------------------------------------------------------------------------------------


def _counts(reading: Reading, scope: Scope, runners: frozenset[int]) -> dict[str, Mapping[int, Count]]:
    """Return the counts of every part: by enterprise, those of sheets by who is ranked."""
    seen = inspected(reading, scope)
    counts: dict[str, Mapping[int, Count]] = {
        **hazard_counts(reading, scope),
        "coverage": {known: (int(known in seen), 1) for known in runners},
        "returns": return_counts(reading, scope),
    }
    for (of, part), views in QUOTA_VIEWS.items():
        if of is scope.of:
            counts[part] = quota_counts(reading, scope, views, runners)
    return counts


def _measures(
    of: PartyKind,
    counts: Mapping[str, Mapping[int, Count]],
    enterprises: Iterable[int],
    subject: int | None,
) -> tuple[Measure, ...]:
    several = tuple(enterprises)
    found = []
    for part in PARTS[of]:
        whose: tuple[int | None, ...] = (subject,) if part.key == "returns" else several
        pairs = [counts[part.key].get(one, (0, 0)) for one in whose if one is not None]
        found.append(Measure(part.key, sum(done for done, _ in pairs), sum(asked for _, asked in pairs)))
    return tuple(found)


def _of_everybody(
    one: Measure, counts: Mapping[str, Mapping[int, Count]], subjects: Sequence[Ranked]
) -> Measure:
    """Return a sum over everybody.

    Hazards are summed over all enterprises, or the township would find fewer the more of them close; sheets
    over those that are ranked, who alone are asked.
    """
    if one.key in HAZARD_PARTS:
        pairs = counts[one.key].values()
        return Measure(one.key, sum(done for done, _ in pairs), sum(asked for _, asked in pairs))
    if one.key != "returns":
        return one
    told = [measure for ranked in subjects for measure in ranked.measures if measure.key == one.key]
    return Measure(one.key, sum(each.numerator for each in told), sum(each.denominator for each in told))
