"""The log of facts: those frozen by filings and those that the records tell, merged for a week (DESIGN §4).

What was frozen stands and is not counted again, whatever became of its record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, literal, select, tuple_

from hazard_desk.model import Campaign, FiledFact, OpeningFigure, OpeningStatement
from hazard_desk.rules.fact_log import (
    KEYS,
    OPENING_NOUN,
    Fact,
    Family,
    Share,
    Version,
    View,
    counted_in,
    counting_of,
    newest,
    view_of,
)
from hazard_desk.rules.money import format_wan
from hazard_desk.rules.weekly_figures import Counting
from hazard_desk.services.filing.sources import SOURCES, Source
from hazard_desk.services.filing.weeks import reporting_weekday, versions
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row behind a figure: a thing that happened, in words, and where to find it.

    `late` is 补录, counted in a later week than its own; `opening` is 期初数, what came before this file.
    """

    fact: Fact
    enterprise: str
    text: str
    late: bool = False
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """期初数 of a scope: what its cumulative figures start from; facts up to that day are part of it."""

    statement_id: int
    as_of: date
    source: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WeekLog:
    """What counts in a week of a campaign (or of all records), and in all weeks up to it."""

    reading: Reading
    week_end: date
    campaign: Campaign | None
    view: View
    opening: Opening | None
    weekday: int
    known: list[Version] = field(default_factory=list)

    def rows(self, figures: Collection[str]) -> Iterator[tuple[date, FigureRow]]:
        """Yield the facts of these figures of all weeks up to this one, each with the end of its week."""
        yield from self._frozen_rows(figures)
        yield from self._live_rows(figures)

    def records(self, figures: Collection[str]) -> set[int]:
        """Return the ids of the records that count in this week, 补录 included, in figures of one noun."""
        found: set[int] = set()
        if self.view.filings:
            query = self._frozen(FiledFact.record).where(
                FiledFact.figure.in_(figures),
                FiledFact.counted_on == self.week_end,
                FiledFact.filing_id == self._holder,
            )
            found |= set(self.reading.session.scalars(query))
        for _, query in self._live(figures):
            columns = query.selected_columns[:3]
            told = query.with_only_columns(*columns, maintain_column_froms=True)
            for figure, on, record_id in self.reading.session.execute(told):
                if figure in figures and counted_in(on, self.view.closed, self.weekday)[0] == self.week_end:
                    found.add(record_id)
        return found

    # ---- what was frozen ----

    def frozen_shares(self, figures: Collection[str] = (), *, own_week: bool = False) -> Iterator[Share]:
        """Yield what frozen facts add: to all figures or to these, with `own_week` in this week only."""
        if self.view.filings:
            facts = FiledFact
            alike = (facts.figure, facts.counted_on, facts.who)
            query = self._frozen(*alike, func.sum(facts.amount)).group_by(*alike)
            if figures:
                query = query.where(facts.figure.in_(figures))
            if own_week:
                query = query.where(facts.counted_on == self.week_end, facts.filing_id == self._holder)
            for row in self.reading.session.execute(query):
                yield Share(*row)

    @property
    def _holder(self) -> int | None:
        """The filing that holds what counts in this week: its own, or that which closed it."""
        if self.view.own is not None:
            return self.view.own.id
        closing = [version for end, version in newest(self.known).items() if end >= self.week_end]
        return min(closing, key=lambda version: version.week_end).id if closing else None

    def _frozen(self, *columns: Any) -> Any:
        query = select(*columns).where(
            FiledFact.filing_id.in_(self.view.filings),
            FiledFact.counted_on <= self.week_end,
            FiledFact.noun != OPENING_NOUN,
        )
        if self.campaign is not None:
            query = query.where(func.instr(FiledFact.campaigns, campaigns_text([self.campaign.id])) > 0)
        if self.opening is not None:
            query = query.where(FiledFact.happened_on > self.opening.as_of)
        return query

    def _frozen_rows(
        self, figures: Collection[str] = (), *, late: bool = False
    ) -> Iterator[tuple[date, FigureRow]]:
        if not self.view.filings:
            return
        query = self._frozen(FiledFact.counted_on, FiledFact.late, *FROZEN_FACT)
        if figures:
            query = query.where(FiledFact.figure.in_(figures))
        if late:
            query = query.where(FiledFact.late)
        for counted_on, is_late, *columns in self.reading.session.execute(query):
            yield counted_on, frozen_row(columns, late=is_late)

    # ---- what the records tell ----

    def live_shares(self, figures: Collection[str] = ()) -> Iterator[tuple[Share, date]]:
        """Yield what the records add that is not frozen, with its day: to all figures or to these."""
        for _, query in self._live(figures):
            figure, day, _, who, amount, *_ = query.selected_columns
            alike = query.with_only_columns(
                figure, day, who, func.sum(amount), maintain_column_froms=True
            ).group_by(figure, day, who)
            for key, on, of, together in self.reading.session.execute(alike):
                counted_on, _ = counted_in(on, self.view.closed, self.weekday)
                yield Share(key, counted_on, of, together), on

    def _live(self, figures: Collection[str]) -> Iterator[tuple[Source, Any]]:
        if not self.view.live:
            return
        for source in SOURCES:
            if figures and source.figures.isdisjoint(figures):
                continue
            query = unfrozen(source, self.week_end, self.view.filings)
            if self.campaign is not None:
                query = query.where(*of_campaign(source, self.campaign))
            if self.opening is not None:
                query = query.where(source.query.selected_columns[1] > self.opening.as_of)
            yield source, query

    def _live_rows(
        self, figures: Collection[str] = (), *, late: bool = False
    ) -> Iterator[tuple[date, FigureRow]]:
        for source, query in self._live(figures):
            if late:
                if self.view.closed is None:
                    return
                query = query.where(source.query.selected_columns[1] <= self.view.closed)
            for columns in self.reading.session.execute(query):
                if not figures or columns[0] in figures:
                    counted_on, is_late = counted_in(columns[1], self.view.closed, self.weekday)
                    yield counted_on, live_row(source, columns, late=is_late)

    def late(self, *, live: bool = True) -> list[FigureRow]:
        """Return what counts in this week as 补录: one row for each thing that happened, oldest first.

        `live` False says that nothing of it stands in the records alone.
        """
        found = [*self._frozen_rows(late=True), *(self._live_rows(late=True) if live else ())]
        return one_an_event(row for counted_on, row in found if counted_on == self.week_end)

    def is_late(self, on: date) -> bool:
        """Whether what happened on a day is entered too late for its own week."""
        return self.view.closed is not None and on <= self.view.closed


FROZEN_FACT = (
    FiledFact.figure,
    FiledFact.happened_on,
    FiledFact.noun,
    FiledFact.record,
    FiledFact.who,
    FiledFact.amount,
    FiledFact.family,
    FiledFact.enterprise,
    FiledFact.text,
)
"""The columns of `frozen_row`."""


def frozen_row(columns: Sequence[Any], *, late: bool) -> FigureRow:
    """Return a frozen fact as a row."""
    *fact, enterprise, text = columns
    return FigureRow(Fact(*fact), enterprise, text, late)


def live_row(source: Source, columns: Sequence[Any], *, late: bool) -> FigureRow:
    """Return a fact of a source as a row."""
    figure, on, record_id, who, amount, enterprise, text = columns
    fact = Fact(figure, on, source.noun, record_id, who, amount, source.family)
    return FigureRow(fact, enterprise or "", text or "", late)


def one_an_event(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Return one row for each thing that happened to a record, in whichever figures it counts, oldest first.

    Where it counts in F4, that row.
    """
    found: dict[tuple[str, int, str, str], FigureRow] = {}
    for row in sorted(rows, key=lambda row: KEYS.index(row.fact.figure)):
        fact = row.fact
        found.setdefault((fact.noun, fact.record_id, fact.whose, Family(fact.family).event), row)
    return sorted(found.values(), key=lambda row: (row.fact.on, row.fact.noun, row.fact.record_id))


def week_log(reading: Reading, week_end: date, campaign: Campaign | None = None) -> WeekLog:
    """Return what counts in a week that ends on a reporting day, and up to it."""
    known = versions(reading)
    view = view_of(known, week_end)
    opening = opening_of(reading, view, week_end, campaign)
    return WeekLog(reading, week_end, campaign, view, opening, reporting_weekday(reading), known)


def unfrozen(source: Source, until: date, filings: tuple[int, ...]) -> Any:
    """Return the facts of a source up to a day whose records these filings don't hold in this family."""
    _, day, record, who, *_ = source.query.selected_columns
    query = source.query.where(day <= until)
    if filings:
        told: Any = record
        stored: list[Any] = [FiledFact.record]
        if source.for_each:
            told, stored = tuple_(record, who), [FiledFact.record, FiledFact.who]
        held = select(*stored).where(
            FiledFact.family == source.family.value, FiledFact.filing_id.in_(filings)
        )
        query = query.where(told.not_in(held))
    return query


def of_campaign(source: Source, campaign: Campaign) -> tuple[Any, ...]:
    """Return the conditions that a fact belongs to a campaign: its record does, and it had begun."""
    day = source.query.selected_columns[1]
    member = source.member(campaign.id)
    # The first week may begin before the campaign does: the weeks must add up to the cumulative.
    return (member,) if campaign.starts_on is None else (member, day >= campaign.starts_on)


def campaigns_of(source: Source, campaigns: Iterable[Campaign]) -> Any:
    """Return as a column to which of these campaigns a fact belongs: the text of `campaigns_text`."""
    # One statement whatever the number of campaigns, and the text can be compared where the facts are.
    joined: Any = literal(",")
    for campaign in sorted(campaigns, key=lambda campaign: campaign.id):
        belongs = and_(*of_campaign(source, campaign))
        joined = joined.concat(case((belongs, literal(f"{campaign.id},")), else_=literal("")))
    return func.coalesce(func.nullif(joined, ","), "")


def campaigns_text(ids: list[int]) -> str:
    """Return ids of campaigns as a frozen fact keeps them: ",3,7,", or nothing."""
    return f",{','.join(map(str, sorted(ids)))}," if ids else ""


# ---- 期初数 ---------------------------------------------------------------------------------------------


def opening_of(reading: Reading, view: View, until: date, campaign: Campaign | None) -> Opening | None:
    """Return 期初数 of a campaign or of all records as a view has them, if of that day or before."""
    frozen = frozen_opening(reading, view.filings, campaign.id if campaign else None)
    if frozen is not None:
        return frozen if frozen.as_of <= until else None
    if not view.live:
        return None
    return next(
        (opening for scope, opening in live_openings(reading, until) if scope == (campaign and campaign.id)),
        None,
    )


def frozen_opening(reading: Reading, filings: tuple[int, ...], campaign_id: int | None) -> Opening | None:
    """Return 期初数 of a scope as these filings hold them."""
    if not filings:
        return None
    facts = FiledFact
    query: Any = select(facts.record, facts.happened_on, facts.text, facts.figure, facts.amount).where(
        facts.family == Family.OPENING.value,
        facts.filing_id.in_(filings),
        facts.campaigns == campaigns_text([] if campaign_id is None else [campaign_id]),
    )
    rows = reading.session.execute(query).all()
    if not rows:
        return None
    statement_id, as_of, source, _, _ = rows[0]
    return Opening(statement_id, as_of, source, {row[3]: row[4] for row in rows})


def live_openings(reading: Reading, until: date) -> list[tuple[int | None, Opening]]:
    """Return the statements of 期初数 of that day or before, each with its campaign's id, as they stand."""
    statements = reading.session.scalars(
        select(OpeningStatement)
        .where(OpeningStatement.deleted_at.is_(None), OpeningStatement.as_of <= until)
        .order_by(OpeningStatement.id)
    ).all()
    found = []
    for one in statements:
        figures: Any = select(OpeningFigure.key, OpeningFigure.amount).where(
            OpeningFigure.statement_id == one.id
        )
        amounts = {row[0]: row[1] for row in reading.session.execute(figures)}
        found.append((one.campaign_id, Opening(one.id, one.as_of, one.source, amounts)))
    return found


def opening_row(opening: Opening, figure: str) -> FigureRow:
    """Return the row that 期初数 add to those behind a cumulative figure."""
    amount = opening.figures[figure]
    fact = Fact(
        figure, opening.as_of, OPENING_NOUN, opening.statement_id, amount=amount, family=Family.OPENING
    )
    value = f"{format_wan(amount)} 万元" if counting_of(figure) is Counting.MONEY else str(amount)
    source = f"，{opening.source}" if opening.source else ""
    return FigureRow(fact, "", f"期初数 {value}，截至 {opening.as_of}{source}", opening=True)
