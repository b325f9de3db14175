"""The facts of filed weeks that are not what they were: found where they lie, as nearly all still are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select

from hazard_desk.model import Campaign, FiledFact, Filing
from hazard_desk.rules.fact_log import Family, Version
from hazard_desk.services.filing.freezing import CountedFact, standing_campaigns, told_openings
from hazard_desk.services.filing.log import FROZEN_FACT, campaigns_of, frozen_row, live_row
from hazard_desk.services.filing.sources import SOURCES, Source
from hazard_desk.store.unit_of_work import Reading

Moved = tuple[CountedFact, CountedFact | None]
"""A fact as it was filed and as it is now; None where its week wouldn't count it any more."""

_HEAD = (FiledFact.filing_id, FiledFact.position, FiledFact.campaigns, FiledFact.counted_on)


def moved_facts(reading: Reading, weeks: Sequence[Version]) -> dict[int, list[Moved]]:
    """Return by filing the facts that are not what they were, in the order in which they were frozen.

    These weeks are as they stand now. No two such hold the same fact: what its record tells is this one's.
    """
    found: dict[int, list[tuple[int, Moved]]] = {}
    campaigns = standing_campaigns(reading)
    for source in SOURCES:
        for row in reading.session.execute(_moved(source, weeks, campaigns)):
            filing_id, position, belonged, counted_on, *columns = row
            filed, (*told, belongs) = columns[: len(FROZEN_FACT)], columns[len(FROZEN_FACT) :]
            was = CountedFact(frozen_row(filed, late=False), counted_on, belonged)
            stands = told[1] is not None  # no fact is without a day
            now = CountedFact(live_row(source, told, late=False), counted_on, belongs) if stands else None
            found.setdefault(filing_id, []).append((position, (was, now)))
    return {
        filing_id: [moved for _, moved in sorted(of_week, key=lambda pair: pair[0])]
        for filing_id, of_week in found.items()
    }


def _moved(source: Source, weeks: Sequence[Version], campaigns: Iterable[Campaign]) -> Any:
    told = source.query.add_columns(campaigns_of(source, campaigns)).subquery()
    figure, day, record, who, amount, _, _, belongs = told.c
    facts = FiledFact
    alike = (
        (figure, facts.figure),
        (day, facts.happened_on),
        (who, facts.who),
        (amount, facts.amount),
        (belongs, facts.campaigns),
    )
    same = record == facts.record
    if source.for_each:
        same &= who == facts.who
    return (
        select(*_HEAD, *FROZEN_FACT, *told.c)
        .join(Filing, Filing.id == facts.filing_id)
        .outerjoin(told, same & (day <= Filing.week_end))
        .where(
            facts.family == source.family.value,
            facts.filing_id.in_([week.id for week in weeks]),
            or_(*(now.is_distinct_from(was) for now, was in alike)),
        )
    )


# ---- 期初数 ---------------------------------------------------------------------------------------------


def moved_openings(
    reading: Reading, weeks: Sequence[Version]
) -> dict[int, tuple[list[Moved], list[CountedFact]]]:
    """Return by filing 期初数 that it holds, each figure with what it is now, and the figures added since."""
    query: Any = (
        select(*_HEAD, *FROZEN_FACT)
        .where(FiledFact.family == Family.OPENING.value, FiledFact.filing_id.in_([week.id for week in weeks]))
        .order_by(FiledFact.position)
    )
    filed: dict[int, list[CountedFact]] = {}
    for filing_id, _, belonged, counted_on, *columns in reading.session.execute(query):
        row = replace(frozen_row(columns, late=False), opening=True)
        filed.setdefault(filing_id, []).append(CountedFact(row, counted_on, belonged))
    if not filed:
        return {}
    stated = list(told_openings(reading, max(week.week_end for week in weeks)))
    found = {}
    for week in weeks:
        held = {_figure(fact): fact for fact in filed.get(week.id, [])}
        scopes = {fact.key for fact in held.values()}
        now = {
            _figure(fact): fact for fact in stated if fact.key in scopes and fact.row.fact.on <= week.week_end
        }
        added = [fact for place, fact in now.items() if place not in held]
        found[week.id] = ([(fact, now.get(place)) for place, fact in held.items()], added)
    return found


def _figure(fact: CountedFact) -> tuple[Any, str]:
    return fact.key, fact.row.fact.figure
