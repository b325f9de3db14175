"""报表: the figures of F4, the rows behind each, coverage and the leaders' quotas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, case, func, literal, or_, select

from hazard_desk.errors import UsageError
from hazard_desk.model import (
    Accountability,
    Admonition,
    Campaign,
    Enterprise,
    Hazard,
    HazardMove,
    IllegalAct,
    Inspection,
    Office,
    Penalty,
    TypicalCase,
    accountability_campaign,
    admonition_campaign,
    illegal_act_campaign,
    inspection_campaign,
    penalty_campaign,
    typical_case_campaign,
)
from hazard_desk.rules.reporting_week import Period, reporting_day_on_or_after, week_ending
from hazard_desk.rules.weekly_figures import Fact, Figure, Value, count
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.quotas import QuotaRow, quotas_of_month
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY, in_operation_on
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import (
    WEEKDAY_LABELS,
    AccountabilityKind,
    AdmonitionKind,
    HazardLevel,
    PenaltyKind,
    Remedy,
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row behind a figure: a thing that happened, in words, and where to find it."""

    fact: Fact
    enterprise: str
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """排查覆盖: enterprises in operation at the end of the period, and those inspected in it."""

    in_operation: int
    inspected: int

    @property
    def not_inspected(self) -> int:
        """How many are left."""
        return self.in_operation - self.inspected

    @property
    def rate(self) -> float | None:
        """The share inspected, 0 to 1; None without a denominator (printed “—”)."""
        return self.inspected / self.in_operation if self.in_operation else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that `stats` tells of one week."""

    week_period: Period
    cumulative_period: Period
    week: dict[Figure, Value]
    cumulative: dict[Figure, Value]
    coverage: Coverage
    quotas: list[QuotaRow]
    filed: bool = False
    late: int = 0


def reporting_week(reading: Reading, week_end: date) -> Period:
    """Return the week that ends on `week_end`; another day than the reporting day is refused (exit 2)."""
    weekday = reading.session.scalar(select(Office.reporting_weekday)) or 0
    if week_end.weekday() != weekday:
        right = reporting_day_on_or_after(week_end, weekday)
        raise UsageError(
            f"{week_end} 是{WEEKDAY_LABELS[week_end.weekday()]}，不是报送日（{WEEKDAY_LABELS[weekday]}）。",
            "没有统计。",
            f"这一周的报送日是 {right}。",
        )
    return week_ending(week_end)


def current_week_end(reading: Reading) -> date:
    """Return the reporting day of the present week."""
    weekday = reading.session.scalar(select(Office.reporting_weekday)) or 0
    return reporting_day_on_or_after(reading.today, weekday)


def statistics(reading: Reading, week_end: date, campaign: str | None = None) -> Statistics:
    """Return the figures of the week ending on `week_end`, and those since the campaign's start.

    Without a campaign all records count, from the first one on (DESIGN §4).
    """
    week = reporting_week(reading, week_end)
    chosen = campaign_by_name(reading, campaign) if campaign else None
    cumulative = Period(chosen.starts_on if chosen else None, week.end)
    facts = [row.fact for row in _rows(reading, cumulative.end, chosen)]
    return Statistics(
        week,
        cumulative,
        count(facts, week),
        count(facts, cumulative),
        coverage(reading, cumulative, chosen),
        quotas_of_month(reading, week_end),
    )


def figure_rows(
    reading: Reading, figure: Figure, week_end: date, *, cumulative: bool = False, campaign: str | None = None
) -> list[FigureRow]:
    """Return the rows that make a figure, oldest first; the figure can be counted from them again."""
    week = reporting_week(reading, week_end)
    chosen = campaign_by_name(reading, campaign) if campaign else None
    period = Period(chosen.starts_on if chosen else None, week.end) if cumulative else week
    rows = [row for row in _rows(reading, week.end, chosen, figure) if row.fact.on in period]
    return sorted(rows, key=lambda row: (row.fact.on, row.fact.record_id))


def sums_by_week(
    reading: Reading, week_ends: Sequence[date], figures: frozenset[Figure], campaign: str | None = None
) -> list[dict[Figure, int]]:
    """Return what these weeks add to figures that are summed, week by week; one query a source."""
    chosen = campaign_by_name(reading, campaign) if campaign else None
    weeks = [week_ending(end) for end in week_ends]
    first = week_ending(min(week_ends)).start
    sums = [dict.fromkeys(figures, 0) for _ in weeks]
    for source in _SOURCES:
        if not source.figures & figures:
            continue
        facts = list(_within(source, max(week_ends), chosen).subquery().c)
        days: Any = select(facts[0], facts[1], func.sum(facts[4]))
        days = days.where(facts[1] >= first).group_by(facts[0], facts[1])
        for key, on, amount in reading.session.execute(days):
            for week, counted in zip(weeks, sums, strict=True):
                if on in week and Figure(key) in counted:
                    counted[Figure(key)] += amount
    return sums


# ---- facts ----------------------------------------------------------------------------------------
#
# Each source is one SELECT of: figure, day, record id, who, amount, enterprise, text.


@dataclass(frozen=True, slots=True)
class _Source:
    figures: frozenset[Figure]
    noun: str
    query: Any  # Select of the seven columns above
    link: Table
    link_column: Any  # the column of the query's tables that the link table refers to


_NOBODY = literal("")  # what is summed needs no telling apart


def _hazards(day: Any, figure: Any, *conditions: Any, who: Any = _NOBODY) -> Select[Any]:
    return (
        select(figure, day, Hazard.id, who, literal(1), Enterprise.name, Hazard.description)
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        .where(
            SUPERVISORY,
            STANDING_HAZARD,
            day.is_not(None),
            *conditions,
        )
    )


def _by_level(general: Figure, major: Figure) -> Any:
    # A hazard whose level nobody has decided yet stands with the general ones: never “重大” by itself.
    return case((Hazard.level == HazardLevel.MAJOR, major.value), else_=general.value)


def _party(noun: Any, other: Any) -> Any:
    """Who is counted once: the enterprise of the registry, else the unit as written."""
    return case((noun.enterprise_id.is_not(None), literal("#").concat(noun.enterprise_id)), else_=other)


def _events(
    noun: Any, figure: Any, day: Any, who: Any, amount: Any, name: Any, text: Any, *conditions: Any
) -> Select[Any]:
    return (
        select(figure, day, noun.id, who, amount, func.coalesce(Enterprise.name, name), text)
        .select_from(noun)
        .outerjoin(Enterprise, Enterprise.id == noun.enterprise_id)
        .where(noun.deleted_at.is_(None), day.is_not(None), *conditions)
    )


def _kinds(column: Any, figures: dict[Any, Figure]) -> Any:
    return case(*[(column == kind, figure.value) for kind, figure in figures.items()])


# 限期整改 until the plate was hung (挂牌督办): the order was given all the same, and its week keeps it.
_ORDERED_BEFORE = select(HazardMove.hazard_id).where(
    HazardMove.old_remedy == Remedy.BY_DEADLINE, HazardMove.deleted_at.is_(None)
)

_PENALTIES = {
    PenaltyKind.FINE: Figure.FINES_WAN,
    PenaltyKind.SUSPENSION: Figure.SUSPENDED,
    PenaltyKind.LICENCE: Figure.LICENCES_REVOKED,
    PenaltyKind.CLOSURE: Figure.CLOSED,
}
_ACCOUNTABILITIES = {
    AccountabilityKind.DISCIPLINE: Figure.DISCIPLINED,
    AccountabilityKind.PROSECUTION: Figure.PROSECUTED,
}
_ADMONITIONS = {
    AdmonitionKind.ADMONISHED: Figure.ADMONISHED,
    AdmonitionKind.EXPOSED: Figure.EXPOSED,
    AdmonitionKind.SANCTIONED: Figure.SANCTIONED,
}


def _illegal_acts(figure: Figure, day: Any) -> _Source:
    query = _events(
        IllegalAct,
        literal(figure.value),
        day,
        literal(""),
        literal(1),
        IllegalAct.party,
        IllegalAct.description,
    )
    return _Source(frozenset({figure}), "illegal_act", query, illegal_act_campaign, IllegalAct.id)


_SOURCES = (
    _Source(
        frozenset({Figure.INSPECTION_TEAMS}),
        "inspection",
        select(
            literal(Figure.INSPECTION_TEAMS.value),
            Inspection.inspected_on,
            Inspection.id,
            Inspection.team_key,
            literal(1),
            Enterprise.name,
            Inspection.inspectors,
        )
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
        # A visit without names tells of no team; it is listed among the missing fields instead.
        .where(SUPERVISORY, Inspection.team_key != ""),
        inspection_campaign,
        Inspection.id,
    ),
    _Source(
        frozenset({Figure.GENERAL_FOUND, Figure.MAJOR_FOUND}),
        "hazard",
        _hazards(Inspection.inspected_on, _by_level(Figure.GENERAL_FOUND, Figure.MAJOR_FOUND)),
        inspection_campaign,
        Inspection.id,
    ),
    _Source(
        frozenset({Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED}),
        "hazard",
        _hazards(Hazard.rectified_on, _by_level(Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED)),
        inspection_campaign,
        Inspection.id,
    ),
    _Source(
        frozenset({Figure.ENTERPRISES_ORDERED}),
        "hazard",
        _hazards(
            Inspection.inspected_on,
            literal(Figure.ENTERPRISES_ORDERED.value),
            or_(Hazard.remedy == Remedy.BY_DEADLINE, Hazard.id.in_(_ORDERED_BEFORE)),
            who=literal("#").concat(Inspection.enterprise_id),
        ),
        inspection_campaign,
        Inspection.id,
    ),
    _illegal_acts(Figure.ILLEGAL_FOUND, IllegalAct.found_on),
    _illegal_acts(Figure.ILLEGAL_HANDLED, IllegalAct.handled_on),
    _Source(
        frozenset(_PENALTIES.values()),
        "penalty",
        _events(
            Penalty,
            _kinds(Penalty.kind, _PENALTIES),
            Penalty.decided_on,
            _party(Penalty, Penalty.party),
            case(
                (Penalty.kind == PenaltyKind.FINE, Penalty.amount_fen),
                (Penalty.kind == PenaltyKind.LICENCE, Penalty.certificates),
                else_=1,
            ),
            Penalty.party,
            func.trim(Penalty.decided_by + " " + Penalty.document_number),
        ),
        penalty_campaign,
        Penalty.id,
    ),
    _Source(
        frozenset(_ACCOUNTABILITIES.values()),
        "accountability",
        _events(
            Accountability,
            _kinds(Accountability.kind, _ACCOUNTABILITIES),
            Accountability.decided_on,
            literal(""),
            literal(1),
            Accountability.unit,
            func.trim(Accountability.person + " " + Accountability.reason),
        ),
        accountability_campaign,
        Accountability.id,
    ),
    _Source(
        frozenset(_ADMONITIONS.values()),
        "admonition",
        _events(
            Admonition,
            _kinds(Admonition.kind, _ADMONITIONS),
            Admonition.decided_on,
            _party(Admonition, Admonition.unit),
            literal(1),
            Admonition.unit,
            Admonition.reason,
        ),
        admonition_campaign,
        Admonition.id,
    ),
    _Source(
        frozenset({Figure.TYPICAL_CASES}),
        "typical_case",
        _events(
            TypicalCase,
            literal(Figure.TYPICAL_CASES.value),
            TypicalCase.reported_on,
            literal(""),
            literal(1),
            literal(""),
            TypicalCase.title,
        ),
        typical_case_campaign,
        TypicalCase.id,
    ),
)


def _within(source: _Source, until: date, campaign: Campaign | None) -> Any:
    day = source.query.selected_columns[1]
    query = source.query.where(day <= until)
    if campaign is None:
        return query
    if campaign.starts_on is not None:
        # The first week may begin before the campaign does: the weeks must add up to the cumulative.
        query = query.where(day >= campaign.starts_on)
    record, linked = source.link.c[0], source.link.c.campaign_id
    return query.where(source.link_column.in_(select(record).where(linked == campaign.id)))


def _rows(
    reading: Reading, until: date, campaign: Campaign | None, only: Figure | None = None
) -> Iterator[FigureRow]:
    for source in _SOURCES:
        if only is not None and only not in source.figures:
            continue
        query = _within(source, until, campaign)
        for key, on, record_id, who, amount, enterprise, text in reading.session.execute(query):
            figure = Figure(key)
            if only is None or figure is only:
                yield FigureRow(
                    Fact(figure, on, source.noun, record_id, who, amount), enterprise or "", text or ""
                )


# ---- coverage -------------------------------------------------------------------------------------


def coverage(reading: Reading, period: Period, campaign: Campaign | None) -> Coverage:
    """Return how many enterprises work at the end of `period` and how many were inspected in it."""
    working = select(func.count(Enterprise.id)).where(in_operation_on(period.end))
    visits = select(Inspection.enterprise_id).where(SUPERVISORY, Inspection.inspected_on <= period.end)
    if period.start is not None:
        visits = visits.where(Inspection.inspected_on >= period.start)
    if campaign is not None:
        link = inspection_campaign.c
        visits = visits.where(
            Inspection.id.in_(select(link.inspection_id).where(link.campaign_id == campaign.id))
        )
    inspected = working.where(Enterprise.id.in_(visits))
    return Coverage(reading.session.scalar(working) or 0, reading.session.scalar(inspected) or 0)


def not_inspected(reading: Reading, week_end: date, campaign: str | None = None) -> list[tuple[int, str]]:
    """Return the enterprises in operation that nobody inspected: id and name, by name."""
    chosen = campaign_by_name(reading, campaign) if campaign else None
    visits = select(Inspection.enterprise_id).where(SUPERVISORY, Inspection.inspected_on <= week_end)
    if chosen is not None:
        link = inspection_campaign.c
        visits = visits.where(
            Inspection.id.in_(select(link.inspection_id).where(link.campaign_id == chosen.id))
        )
        if chosen.starts_on:
            visits = visits.where(Inspection.inspected_on >= chosen.starts_on)
    query = (
        select(Enterprise.id, Enterprise.name)
        .where(in_operation_on(week_end), Enterprise.id.not_in(visits))
        .order_by(Enterprise.name_key)
    )
    return [(row[0], row[1]) for row in reading.session.execute(query)]


def inspection_of_hazard(reading: Reading, hazard_id: int) -> int | None:
    """Return the visit on which a hazard was found."""
    return reading.session.scalar(select(Hazard.inspection_id).where(Hazard.id == hazard_id))


def output_folder(reading: Reading) -> Path:
    """Return the office folder's `out`, where printed and saved forms go."""
    return reading.folder / "out"
