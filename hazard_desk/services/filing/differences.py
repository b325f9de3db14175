"""What the records say otherwise than a filed week, what is 补录 in one, what a 更正 would change later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Campaign
from hazard_desk.rules.fact_log import (
    KEYS,
    Family,
    Share,
    Version,
    View,
    counting_of,
    newest,
    totals,
)
from hazard_desk.rules.money import format_wan
from hazard_desk.rules.weekly_figures import Counting, Figure, Value
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.filing.freezing import CountedFact, counting_facts
from hazard_desk.services.filing.log import (
    FigureRow,
    Opening,
    WeekLog,
    campaigns_text,
    frozen_opening,
    week_log,
)
from hazard_desk.services.filing.moved_facts import Moved, moved_facts, moved_openings
from hazard_desk.services.filing.reasons import Gone, why_gone
from hazard_desk.services.filing.weeks import reporting_week, versions
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of a filed week that its record tells otherwise now, in words: what was filed, what is now."""

    figure_words: str
    noun: str
    record_id: int
    on: date
    enterprise: str
    filed: str
    now: str


@dataclass(frozen=True, slots=True)
class LaterWeek:
    """A filed week after one to be corrected, with its cumulative figures that would be others then."""

    week_end: date
    version: int
    changes: tuple[str, ...]


def late_rows(reading: Reading, week_end: date, campaign: str | None = None) -> list[FigureRow]:
    """Return what counts in a week as 补录, one row for each thing that happened, oldest first."""
    reporting_week(reading, week_end)
    return week_log(reading, week_end, campaign_by_name(reading, campaign) if campaign else None).late()


# ---- what the records say otherwise ---------------------------------------------------------------------


def differences(reading: Reading, week_end: date) -> list[Difference]:
    """Return what the records now say otherwise of the facts that a filed week counted, oldest first.

    What was entered for the week after it was filed is not among them: that is 补录 of a later one.
    """
    reporting_week(reading, week_end)
    own = newest(versions(reading)).get(week_end)
    return [difference for _, difference in _differences(reading, [own])] if own is not None else []


def differences_before(reading: Reading, week_end: date) -> list[tuple[date, Difference]]:
    """Return the `differences` of all filed weeks before one, week by week, each with its week's end."""
    reporting_week(reading, week_end)
    known = newest(versions(reading))
    return _differences(reading, [known[end] for end in sorted(known) if end < week_end])


def _differences(reading: Reading, weeks: Sequence[Version]) -> list[tuple[date, Difference]]:
    if not weeks:
        return []
    moved, openings = moved_facts(reading, weeks), moved_openings(reading, weeks)
    reasons = why_gone(
        reading, [was.row for of_week in moved.values() for was, now in of_week if now is None]
    )
    words = _Words(reading)
    found = []
    for week in weeks:
        stated, added = openings.get(week.id, ([], []))
        told = _in_words(words, reasons, [*stated, *moved.get(week.id, [])], added)
        found += [(week.week_end, difference) for difference in told]
    return found


def _in_words(
    words: _Words,
    reasons: dict[Gone, str],
    moved: Iterable[Moved],
    added: Iterable[CountedFact],
) -> list[Difference]:
    """Return what differs of one week, oldest first."""
    found: list[tuple[FigureRow, Difference]] = []
    of_f4: set[tuple[str, int, str]] = set()
    for fact, other in sorted(moved, key=lambda pair: KEYS.index(pair[0].row.fact.figure)):
        row = fact.row
        event = (row.fact.noun, row.fact.record_id, Family(row.fact.family).event)
        says = words.gone(row, reasons) if other is None else words.changed(fact, other)
        if says is None:
            continue
        if row.fact.figure in _F4:
            of_f4.add(event)
        elif event in of_f4:
            continue  # the same change once more, in the table of F6
        found.append((row, words.difference(row, *says)))
    found += [(fact.row, words.difference(fact.row, "0", words.amount(fact.row))) for fact in added]
    found.sort(key=lambda pair: (pair[0].fact.on, pair[0].fact.noun, pair[0].fact.record_id))
    return [difference for _, difference in found]


_F4 = frozenset(figure.value for figure in Figure)


class _Words:
    """Says in words what differs."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        query: Any = select(Campaign.id, Campaign.name)
        self._campaigns = {row[0]: row[1] for row in reading.session.execute(query)}
        self._names: dict[str, str] = {}

    def name(self, key: str) -> str:
        """Return what a figure is called."""
        if key not in self._names:
            self._names[key] = figure_name(self._reading, key)
        return self._names[key]

    def amount(self, row: FigureRow) -> str:
        """Return what a fact adds."""
        fact = row.fact
        money = counting_of(fact.figure) is Counting.MONEY
        return f"{format_wan(fact.amount)} 万元" if money else str(fact.amount)

    def difference(self, row: FigureRow, filed: str, now: str) -> Difference:
        """Return a difference of a filed fact."""
        fact = row.fact
        name = self.name(fact.figure) + ("（期初数）" if row.opening else "")
        return Difference(name, fact.noun, fact.record_id, fact.on, row.enterprise, filed, now)

    def gone(self, row: FigureRow, reasons: dict[Gone, str]) -> tuple[str, str]:
        """Return what was filed, and why it isn't there any more."""
        fact = row.fact
        return self.amount(row), reasons.get((fact.family, fact.record_id, fact.whose), "已删除")

    def changed(self, filed: CountedFact, now: CountedFact) -> tuple[str, str] | None:
        """Return what was filed and what it is now, or None where it adds the same to the same figures."""
        pairs = [pair for pair in self._pairs(filed, now) if pair[0] != pair[1]]
        return (
            ("，".join(was for was, _ in pairs), "，".join(is_now for _, is_now in pairs)) if pairs else None
        )

    def _pairs(self, filed: CountedFact, now: CountedFact) -> Iterator[tuple[str, str]]:
        was, is_now = filed.row, now.row
        if was.fact.figure != is_now.fact.figure:
            yield self.name(was.fact.figure), self.name(is_now.fact.figure)
        yield was.fact.on.isoformat(), is_now.fact.on.isoformat()
        yield self.amount(was), self.amount(is_now)
        if was.fact.who != is_now.fact.who:
            whose = was.enterprise != is_now.enterprise
            yield (was.enterprise, is_now.enterprise) if whose else (was.text, is_now.text)
        if filed.campaigns != now.campaigns:
            yield self._belongs(filed.campaigns), self._belongs(now.campaigns)

    def _belongs(self, campaigns: str) -> str:
        ids = [int(known) for known in campaigns.split(",") if known]
        return "、".join(self._campaigns.get(known, "") for known in ids) or "不属于专项行动"


# ---- what a 更正 would change later ---------------------------------------------------------------------


def later_filed(reading: Reading, week_end: date) -> list[LaterWeek]:
    """Return the later filed weeks whose cumulative figures would be others once a week is corrected.

    So they are too where an earlier week was corrected and they were not.
    """
    reporting_week(reading, week_end)
    known = newest(versions(reading))
    own = known.get(week_end)
    later = sorted(end for end in known if own is not None and end > week_end)
    if own is None or not later:
        return []
    now = counting_facts(reading, week_end)
    words = _Words(reading)
    campaigns = reading.session.scalars(
        select(Campaign).where(Campaign.deleted_at.is_(None)).order_by(Campaign.id)
    ).all()
    found = []
    for end in later:
        changes = [
            f"{campaign.name + '：' if campaign else ''}{words.name(key)} 累计 {was} → {would[key]}"
            for campaign in (None, *campaigns)
            for filed, would in [_before_and_after(reading, end, campaign, known.values(), own, now)]
            for key, was in filed.items()
            if was != would[key]
        ]
        if changes:
            found.append(LaterWeek(end, known[end].version, tuple(changes)))
    return found


def _before_and_after(
    reading: Reading,
    end: date,
    campaign: Campaign | None,
    known: Iterable[Version],
    own: Version,
    now: Iterable[CountedFact],
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the cumulative figures of a filed week as they were filed, and as they would be."""
    log = week_log(reading, end, campaign)
    others = tuple(version.id for version in known if version.week_end <= end and version is not own)
    scope = campaigns_text([campaign.id] if campaign else [])
    openings = [fact.row for fact in now if fact.row.opening and fact.campaigns == scope]
    opening = frozen_opening(reading, others, campaign.id if campaign else None)
    if openings:
        first = openings[0].fact
        amounts = {str(row.fact.figure): row.fact.amount for row in openings}
        opening = Opening(first.record_id, first.on, "", amounts)
    would_be = replace(log, view=View(others, log.view.closed, live=False), opening=opening)
    shares = [
        *would_be.frozen_shares(),
        *(
            Share(fact.row.fact.figure, fact.counted_on, fact.row.fact.who, fact.row.fact.amount)
            for fact in now
            if not fact.row.opening
            and scope in fact.campaigns
            and (opening is None or fact.row.fact.on > opening.as_of)
        ),
    ]
    return _cumulative(log, list(log.frozen_shares())), _cumulative(would_be, shares)


def _cumulative(log: WeekLog, shares: Iterable[Share]) -> dict[str, Value]:
    return totals(KEYS, shares, log.opening.figures if log.opening else {})
