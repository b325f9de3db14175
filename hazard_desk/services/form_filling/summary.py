"""专项行动工作总结: figures of F4 and F6 up to a week, and what else the records tell of that time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.campaign_summary import (
    FORM_ID,
    Group,
    LeaderLine,
    MajorLine,
    RoundLine,
    SummaryFacts,
    WeekSums,
    campaign_summary,
)
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Content, Sheet
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.model import Campaign, Enterprise, FormEntry, Office, Village
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.tip_offs import tip_state
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.activities import activities_until
from hazard_desk.services.cross_inspecting.following import read_pairs
from hazard_desk.services.cross_inspecting.rounds import rounds
from hazard_desk.services.filing.weeks import week_ends
from hazard_desk.services.following_up.finding import hazard_rows
from hazard_desk.services.form_filling.counted_hazards import CountedHazards, Tally, counted_hazards
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on, within
from hazard_desk.services.form_filling.tip_offs import received_tip_offs
from hazard_desk.services.offices import industries, industry_names, villages
from hazard_desk.services.quotas import quotas_of_month
from hazard_desk.services.reporting import current_week_end, statistics, sums_by_week
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import ActivityKind, LeaderPost, PairState, TipResult, TipState

MOST_WEEKS = 26
MOST_MONTHS = 12
_DEPLOYMENT = ("scheme", "mobilisation", "features", "scheduling")
_PUBLICITY = "publicity"
_SECTORS = {
    "self": "self_plans",
    "helped": "helped_enterprises",
    "city": "city_enterprises",
    "county": "county_enterprises",
    "cross": "cross_enterprises",
}
"""The sectors of F6, each with the slot that says of how many enterprises."""
_FOUND = frozenset({Figure.GENERAL_FOUND, Figure.MAJOR_FOUND})
_RECTIFIED = frozenset({Figure.GENERAL_RECTIFIED, Figure.MAJOR_RECTIFIED})


def campaign_summary_report(reading: Reading, request: FormRequest) -> Report:
    """Return the summary of a campaign, or of all records, up to the week; or a blank one."""
    campaign = campaign_asked(reading, request)
    return campaign_summary(
        form_texts(reading, FORM_ID),
        None if request.blank else _facts(reading, request, campaign),
        filled_on=filled_on(reading, request),
        campaign=request.campaign,
    )


def campaign_summary_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the summary as pages."""
    return [report_sheet(campaign_summary_report(reading, request))]


def _facts(reading: Reading, request: FormRequest, campaign: Campaign | None) -> SummaryFacts:
    office = reading.session.get_one(Office, 1)
    week_end = request.week_end or current_week_end(reading)
    told = statistics(reading, week_end, request.campaign)
    counted = counted_hazards(reading, week_end, request.campaign)
    period = told.cumulative_period
    first = period.start or counted.first_on or week_end
    weeks, cut = _weeks(reading, first, week_end, request.campaign)
    months = _months(first, week_end)
    of_industry, several = _industries(reading, counted)
    everywhere = counted.together(counted.of_enterprise)
    return SummaryFacts(
        unit_name=office.name,
        end=week_end,
        figures={figure.value: value for figure, value in told.cumulative.items()},
        open_general=everywhere.open_general + counted.opening_open_general,
        open_major=everywhere.open_major + counted.opening_open_major,
        in_operation=told.coverage.in_operation,
        inspected=told.coverage.inspected,
        rate=told.coverage.rate,
        campaign=campaign.name if campaign else "",
        document_number=campaign.document_number if campaign else "",
        recipient=((campaign.recipient if campaign else "") or office.recipient).removesuffix("邮箱"),
        start=period.start,
        opening_as_of=told.opening_as_of,
        opening=_opening(counted) if told.opening_as_of else None,
        weeks=weeks,
        weeks_cut=cut,
        villages=_villages(reading, counted),
        industries=of_industry,
        several_industries=several,
        majors=_majors(reading, counted),
        sectors=_sectors(dispatch_slots(reading, week_end, request.campaign)),
        rounds=_rounds(reading, campaign, period),
        tip_offs=_tip_offs(reading, campaign, period),
        leaders=_leaders(reading, months),
        first_month=months[0],
        last_month=months[-1],
        deployment=_deployment(reading, campaign, period),
        activities=_activities(reading, campaign, week_end),
        publicity=_publicity(reading, campaign, period),
    )


# ---- hazards --------------------------------------------------------------------------------------


def _weeks(
    reading: Reading, first: date, week_end: date, campaign: str | None
) -> tuple[tuple[WeekSums, ...], bool]:
    """Return the weeks from that of `first` on, the last ones where they are too many to be seen."""
    all_ends = week_ends(reading, week_end, MOST_WEEKS + 1, first)
    ends = all_ends[-MOST_WEEKS:]
    sums = sums_by_week(reading, ends, _FOUND | _RECTIFIED, campaign)
    weeks = tuple(
        WeekSums(end, sum(week[key] for key in _FOUND), sum(week[key] for key in _RECTIFIED))
        for end, week in zip(ends, sums, strict=True)
    )
    return weeks, len(all_ends) > len(ends)


def _villages(reading: Reading, counted: CountedHazards) -> tuple[Group, ...]:
    order = [choice.name for choice in villages(reading)]
    of_village: defaultdict[str, list[int]] = defaultdict(list)
    where: dict[int, str] = {}
    for some in in_chunks(sorted(counted.of_enterprise)):
        query: Any = (
            select(Enterprise.id, Village.name)
            .outerjoin(Village, Village.id == Enterprise.village_id)
            .where(Enterprise.id.in_(some))
        )
        where.update(reading.session.execute(query).all())
    for known in counted.of_enterprise:
        of_village[where.get(known) or ""].append(known)
    return _groups(of_village, order, counted)


def _industries(reading: Reading, counted: CountedHazards) -> tuple[tuple[Group, ...], bool]:
    """Return the hazards of each industry, and whether some enterprise belongs to several."""
    order = [choice.name for choice in industries(reading)]
    names = industry_names(reading, counted.of_enterprise)
    of_industry: defaultdict[str, list[int]] = defaultdict(list)
    for known in counted.of_enterprise:
        for name in names.get(known, ("",)):
            of_industry[name].append(known)
    return _groups(of_industry, order, counted), any(len(several) > 1 for several in names.values())


def _groups(
    members: Mapping[str, Sequence[int]], order: Sequence[str], counted: CountedHazards
) -> tuple[Group, ...]:
    def place(name: str) -> tuple[bool, int]:
        return name == "", order.index(name) if name in order else len(order)

    return tuple(_group(name, counted.together(members[name])) for name in sorted(members, key=place))


def _group(name: str, tally: Tally) -> Group:
    return Group(
        name,
        tally.count(Figure.GENERAL_FOUND),
        tally.count(Figure.MAJOR_FOUND),
        tally.rectified,
        tally.open,
    )


def _opening(counted: CountedHazards) -> Group:
    figures = counted.opening
    rectified = figures[Figure.GENERAL_RECTIFIED] + figures[Figure.MAJOR_RECTIFIED]
    return Group(
        "",
        figures[Figure.GENERAL_FOUND],
        figures[Figure.MAJOR_FOUND],
        rectified,
        counted.opening_open_general + counted.opening_open_major,
    )


def _majors(reading: Reading, counted: CountedHazards) -> tuple[MajorLine, ...]:
    ids = counted.together(counted.of_enterprise).ids[Figure.MAJOR_FOUND]
    rows = sorted(hazard_rows(reading, sorted(ids)), key=lambda row: (row.inspected_on, row.id))
    return tuple(
        MajorLine(row.enterprise, row.description, row.deadline, row.rectified_on, row.state.label)
        for row in rows
    )


# ---- the rest -------------------------------------------------------------------------------------


def _sectors(slots: Iterable[Slot]) -> dict[str, tuple[Content, ...]]:
    values: dict[str, Content] = {slot.name: slot.value for slot in slots}
    events = [f"{level}_{event}" for level in ("general", "major") for event in ("found", "rectified")]
    return {
        sector: (values.get(enterprises), *(values.get(f"{sector}_{event}") for event in events))
        for sector, enterprises in _SECTORS.items()
    }


def _rounds(reading: Reading, campaign: Campaign | None, period: Period) -> tuple[RoundLine, ...]:
    """Return the rounds of the campaign begun by then, the oldest first; of all where none is named."""
    lines = []
    for row in reversed(rounds(reading)):
        if campaign is not None and row.campaign_id != campaign.id:
            continue
        if row.starts_on is not None and row.starts_on > period.end:
            continue
        pairs = [view.line for view in read_pairs(reading, row.id)]
        lines.append(
            RoundLine(
                row.name,
                len(pairs),
                sum(one.visited for one in pairs),
                sum(one.general for one in pairs),
                sum(one.major for one in pairs),
                sum(one.rectified for one in pairs),
                sum(one.state is PairState.ANSWERED for one in pairs),
            )
        )
    return tuple(lines)


def _tip_offs(reading: Reading, campaign: Campaign | None, period: Period) -> dict[str, int] | None:
    """Return how far the 举报线索 received in the period had come at its end; None where there are none."""
    facts = received_tip_offs(reading, campaign, period)
    if not facts:
        return None
    results = [one.result for one in facts if one.verified_on is not None]
    return {
        "received": len(facts),
        "accepted": sum(one.accepted_on is not None for one in facts),
        "refused": sum(one.refused_on is not None for one in facts),
        "verified": len(results),
        "true": results.count(TipResult.TRUE),
        "partly": results.count(TipResult.PARTLY),
        "untrue": results.count(TipResult.UNTRUE),
        "answered": sum(one.answered_on is not None for one in facts),
        "closed_tips": sum(tip_state(one) is TipState.CLOSED for one in facts),
    }


def _months(first: date, last: date) -> list[date]:
    """Return the first days of the months of a time, the last year's where it is longer."""
    months = [last.replace(day=1)]
    while months[0] > first and len(months) < MOST_MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def _leaders(reading: Reading, months: Sequence[date]) -> tuple[LeaderLine, ...]:
    """Return each leader's months added up, as the quotas of each month count them."""
    rows: dict[tuple[str, LeaderPost], list[Any]] = {}
    for month in months:
        for row in quotas_of_month(reading, month):
            rows.setdefault((row.person, row.post), []).append(row)
    return tuple(
        LeaderLine(
            person,
            post.label,
            sum(row.target for row in of_leader),
            sum(row.outings for row in of_leader),
            sum(row.visits for row in of_leader),
            sum(bool(row.shortfall) for row in of_leader),
        )
        for (person, post), of_leader in rows.items()
    )


def _activities(reading: Reading, campaign: Campaign | None, week_end: date) -> dict[str, int] | None:
    """Return how often people met, were trained … up to the end of the week; None where nothing is kept."""
    rows = activities_until(reading, week_end, campaign)
    if not rows:
        return None
    found = {"materials": 0, "media_reports": 0}
    for name, people, kind in _OCCASIONS:
        of_kind = [row for row in rows if row.kind is kind]
        found[name] = len(of_kind)
        if people:
            found[people] = sum(row.participants or 0 for row in of_kind)
        if kind is ActivityKind.TRAINING:
            found["training_enterprises"] = sum(row.enterprises or 0 for row in of_kind)
    for row in rows:
        found["materials"] += row.materials or 0
        found["media_reports"] += row.media_reports or 0
    return found


_OCCASIONS = (
    ("schemes", "", ActivityKind.SCHEME),
    ("meetings", "meeting_people", ActivityKind.MEETING),
    ("studies", "study_people", ActivityKind.STUDY),
    ("trainings", "training_people", ActivityKind.TRAINING),
    ("drills", "drill_people", ActivityKind.DRILL),
    ("publicities", "", ActivityKind.PUBLICITY),
)
"""The slots of the sentence: how often, how many came, of which kind."""


def _deployment(reading: Reading, campaign: Campaign | None, period: Period) -> tuple[str, ...]:
    """Return what was typed last into the narratives of 部署推进, in the order of the form."""
    newest = {slot: text for _, slot, text in _narratives(reading, campaign, period, _DEPLOYMENT)}
    return tuple(newest[slot] for slot in _DEPLOYMENT if slot in newest)


def _publicity(reading: Reading, campaign: Campaign | None, period: Period) -> tuple[tuple[date, str], ...]:
    """Return what was typed into 宣传曝光 week by week; what stands as it stood before is said once."""
    told: list[tuple[date, str]] = []
    for week_end, _, text in _narratives(reading, campaign, period, (_PUBLICITY,)):
        if not told or told[-1][1] != text:
            told.append((week_end, text))
    return tuple(told)


def _narratives(
    reading: Reading, campaign: Campaign | None, period: Period, slots: Sequence[str]
) -> list[tuple[date, str, str]]:
    """Return what was typed into these places of F6, week by week: the week, the place, the text."""
    query: Any = (
        select(FormEntry.week_end, FormEntry.slot, FormEntry.text)
        .where(
            FormEntry.form_id == WEEKLY_DISPATCH,
            FormEntry.slot.in_(slots),
            FormEntry.campaign_id == (campaign.id if campaign else None),
            FormEntry.text != "",
            within(FormEntry.week_end, period),
        )
        .order_by(FormEntry.week_end, FormEntry.id)
    )
    return [(week_end, slot, text) for week_end, slot, text in reading.session.execute(query)]
