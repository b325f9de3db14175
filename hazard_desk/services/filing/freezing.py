"""定稿 and 更正: freezing the facts that count in a week, so that nothing changes its figures any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import Campaign, FiledFact, Filing
from hazard_desk.rules.fact_log import OPENING_NOUN, Fact, Version, counted_in, newest
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.filing.log import (
    FROZEN_FACT,
    FigureRow,
    campaigns_of,
    campaigns_text,
    frozen_opening,
    frozen_row,
    live_openings,
    live_row,
    opening_row,
    unfrozen,
)
from hazard_desk.services.filing.sources import SOURCES
from hazard_desk.services.filing.weeks import reporting_week, versions
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

Key = tuple[str, str, int, str]
"""What is frozen once: family, noun, record, and whose fact of it."""


@dataclass(frozen=True, slots=True)
class CountedFact:
    """A fact with the week it counts in and the campaigns it counts for (",3,7,")."""

    row: FigureRow
    counted_on: date
    campaigns: str

    @property
    def key(self) -> Key:
        """What tells it from any other; 期初数 of a scope are one."""
        fact = self.row.fact
        return (f"{fact.family}{self.campaigns}", "", 0, "") if self.row.opening else _key(fact)


def freeze_week(work: UnitOfWork, week_end: date, reason: str = "") -> Filing:
    """File a week: freeze what counts in it and close all weeks before it; with a reason as a 更正.

    Refused: a week that has not begun, one closed by the filing of a later one, a filed one without a reason,
    and a reason for one that was never filed.
    """
    week = reporting_week(work, week_end)
    known = newest(versions(work))
    closed, before = max(known, default=None), known.get(week_end)
    if week.start is not None and week.start > work.today:
        raise _refused(f"{week_end} 那一周还没有开始，不能定稿。", "请选已经开始的一周。")
    if before is None and closed is not None and week_end < closed:
        raise _refused(
            f"{week_end} 那一周已随 {closed} 的定稿截止，不能再单独定稿。",
            "补录的记录计入下一个未定稿的周；要改已定稿的数字，请更正。",
        )
    if before is not None and not reason.strip():
        raise _refused(f"{week_end} 那一周已经定稿。", "要改已定稿的数字，请写明更正原因。")
    if before is None and reason.strip():
        raise _refused(f"{week_end} 那一周还没有定稿，谈不上更正。", "请先定稿。")
    facts = counting_facts(work, week_end)
    filing = {
        "week_end": week_end,
        "version": before.version + 1 if before else 1,
        "after": before.after if before else closed,
        "filed_at": work.now,
        "handler": work.handler,
        "reason": reason.strip(),
    }
    (filing_id,) = work.add_many(Filing, [filing])
    work.add_owned(FiledFact, [_stored(filing_id, position, fact) for position, fact in enumerate(facts)])
    return work.session.get_one(Filing, filing_id)


def counting_facts(reading: Reading, week_end: date) -> list[CountedFact]:
    """Return what filing a week now, or correcting it, would freeze.

    Of a filed week that is what the records now say of the time that it covers, and of what it had counted as
    补录; never what another filed week holds.
    """
    known = newest(versions(reading))
    before = known.get(week_end)
    others = tuple(version.id for version in known.values() if version is not before)
    after = before.after if before else max(known, default=None)
    # A 更正 doesn't draw in what was entered late for weeks before it: that is the open week's.
    kept = {fact.key for fact in frozen_facts(reading, before)} if before else None
    return [
        fact
        for fact in (*told_openings(reading, week_end, others), *_facts(reading, week_end, others, after))
        if kept is None or after is None or fact.row.fact.on > after or fact.key in kept
    ]


def frozen_facts(reading: Reading, version: Version) -> list[CountedFact]:
    """Return what a version of a filed week holds."""
    facts = FiledFact
    query: Any = (
        select(facts.counted_on, facts.campaigns, facts.late, *FROZEN_FACT)
        .where(facts.filing_id == version.id)
        .order_by(facts.position)
    )
    found = []
    for counted_on, campaigns, late, *columns in reading.session.execute(query):
        row = frozen_row(columns, late=late)
        row = replace(row, opening=row.fact.noun == OPENING_NOUN)
        found.append(CountedFact(row, counted_on, campaigns))
    return found


def _facts(
    reading: Reading, week_end: date, others: tuple[int, ...], after: date | None
) -> Iterator[CountedFact]:
    campaigns = standing_campaigns(reading)
    for source in SOURCES:
        query = unfrozen(source, week_end, others).add_columns(campaigns_of(source, campaigns))
        for *columns, belongs in reading.session.execute(query):
            counted_on, late = counted_in(columns[1], after, week_end.weekday())
            yield CountedFact(live_row(source, columns, late=late), counted_on, belongs)


def standing_campaigns(reading: Reading) -> Sequence[Campaign]:
    """Return the campaigns that facts can belong to."""
    return reading.session.scalars(select(Campaign).where(Campaign.deleted_at.is_(None))).all()


def told_openings(reading: Reading, until: date, others: tuple[int, ...] = ()) -> Iterator[CountedFact]:
    """Yield 期初数 of that day or before that no other filing holds.

    Without figures they still say from when on facts count.
    """
    for campaign_id, opening in live_openings(reading, until):
        if frozen_opening(reading, others, campaign_id) is None:
            scope = campaigns_text([] if campaign_id is None else [campaign_id])
            told = opening if opening.figures else replace(opening, figures={Figure.GENERAL_FOUND: 0})
            for figure in told.figures:
                row = replace(opening_row(told, figure), text=opening.source)
                yield CountedFact(row, opening.as_of, scope)


def _key(fact: Fact) -> Key:
    return (fact.family, fact.noun, fact.record_id, fact.whose)


def _stored(filing_id: int, position: int, counted: CountedFact) -> dict[str, Any]:
    row, fact = counted.row, counted.row.fact
    return {
        "filing_id": filing_id,
        "position": position,
        "figure": str(fact.figure),
        "family": str(fact.family),
        "noun": fact.noun,
        "record": fact.record_id,
        "happened_on": fact.on,
        "counted_on": counted.counted_on,
        "late": row.late,
        "who": fact.who,
        "amount": fact.amount,
        "enterprise": row.enterprise,
        "text": row.text,
        "campaigns": counted.campaigns,
    }


def _refused(what: str, remedy: str) -> HazardDeskError:
    return HazardDeskError(what, "没有定稿，数字没有变。", remedy)
