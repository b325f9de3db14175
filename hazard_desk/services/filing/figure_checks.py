"""Checks of a week's figures: a falling cumulative, more rectified than found, villages that don't add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.sheet import printed
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.model import Enterprise, FiledPaper, Filing, Hazard, Inspection, Village
from hazard_desk.rules.dispatch_figures import NAMES
from hazard_desk.rules.figure_texts import read_figure
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.behind import BehindRow
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.filing.findings import Finding
from hazard_desk.services.filing.obligations import PaperDue
from hazard_desk.services.filing.papers import last_filed_before, paper_figures
from hazard_desk.services.filing.printed_figures import printed_figures
from hazard_desk.services.form_filling.dispatch import Slot, slot_rows
from hazard_desk.services.reporting import FigureRow, Statistics, figure_rows, rows_of_figures, statistics
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import NO_VILLAGE_LABEL, ReportScope

_PAIRS = (
    (Figure.GENERAL_FOUND, Figure.GENERAL_RECTIFIED),
    (Figure.MAJOR_FOUND, Figure.MAJOR_RECTIFIED),
)
_BY_VILLAGE = tuple(figure for pair in _PAIRS for figure in pair)
_FOUND, _RECTIFIED = "_found", "_rectified"


def figure_errors(reading: Reading, week_end: date, papers: Sequence[PaperDue]) -> Iterator[Finding]:
    """Yield what is wrong with the figures of a week, scope by scope of the papers that carry them."""
    campaigns = dict.fromkeys(paper.campaign for paper in papers)
    last = last_filed_before(reading, week_end)
    counted = {campaign: statistics(reading, week_end, campaign) for campaign in campaigns}
    said: set[tuple[str | None, str, str]] = set()
    for campaign in campaigns:
        cumulative = counted[campaign].cumulative
        found = [*_more_rectified(reading, week_end, campaign, cumulative)]
        if last is not None:
            found = [*_fallen(reading, week_end, campaign, cumulative, last.week_end), *found]
        for key, finding in found:
            said.add((campaign, finding.key, key))
            yield finding
    for paper in papers:
        for key, finding in _printed_errors(reading, week_end, paper, counted[paper.campaign]):
            # What the records themselves say wrong of a figure of F4 is said above.
            if paper.form_id == WEEKLY_DISPATCH or (paper.campaign, finding.key, key) not in said:
                yield finding
    scopes = dict.fromkeys(
        (paper.campaign, _is_cumulative(paper))
        for paper in papers
        if paper.form_id in (WEEKLY_STATISTICS, WEEKLY_DISPATCH)
    )
    for campaign, is_cumulative in scopes:
        yield from _not_adding_up(reading, week_end, campaign, is_cumulative, counted[campaign])


def in_campaign(campaign: str | None) -> str:
    """Return the words that say of which campaign a figure is; none of all records."""
    return f"（{campaign}）" if campaign else ""


# ---- a falling cumulative ------------------------------------------------------------------------------


def _fallen(
    reading: Reading, week_end: date, campaign: str | None, now: dict[Figure, Value], last: date
) -> Iterator[tuple[str, Finding]]:
    """Compare with what the last filed week says, as it was filed; each with the key of its figure."""
    before = statistics(reading, last, campaign).cumulative
    for figure, value in now.items():
        if value < before[figure]:
            rows = figure_rows(reading, figure.value, week_end, cumulative=True, campaign=campaign)
            finding = _falling(
                figure_name(reading, figure.value) + in_campaign(campaign),
                last,
                printed(before[figure]),
                printed(value),
                tuple(map(_behind, rows)),
            )
            yield figure.value, finding


def _falling(name: str, last: date, before: str, now: str, rows: tuple[BehindRow, ...]) -> Finding:
    return Finding(
        "falling",
        f"{name}的累计数变小了：{last} 报的是 {before}，现在是 {now}。",
        rows,
        f"累计数只增不减。请核对手工改动的数字和期初数；如果 {last} 那一周报错了，请先对那一周“更正”。",
    )


# ---- what will be printed ------------------------------------------------------------------------------


def _is_cumulative(paper: PaperDue) -> bool:
    return paper.scope is ReportScope.CUMULATIVE or paper.form_id == WEEKLY_DISPATCH


def _printed_errors(
    reading: Reading, week_end: date, paper: PaperDue, counted: Statistics
) -> Iterator[tuple[str, Finding]]:
    """Check F4 and F6 as they would be printed, figures changed by hand included; each with its key."""
    places = printed_figures(reading, week_end, paper, counted)
    slots = {key: slot for key, slot in places.items() if key not in NAMES}
    values = {key: value for key, slot in slots.items() if (value := _number(key, slot.value)) is not None}
    for key, slot in slots.items():
        if isinstance(slot.value, str) and key not in values:
            name = figure_name(reading, key) + in_campaign(paper.campaign)
            yield key, _no_number(name, slot.value)
    if not _is_cumulative(paper):
        return
    last, before = _last_printed(reading, week_end, paper)
    for key, value in values.items():
        if last is not None and key in before and value < before[key]:
            finding = _falling(
                figure_name(reading, key) + in_campaign(paper.campaign) + _by_hand(slots[key]),
                last,
                printed(before[key]),
                printed(value),
                _slot_behind(reading, key, week_end, paper.campaign),
            )
            yield key, finding
    for key, value in values.items():
        found = key.removesuffix(_RECTIFIED) + _FOUND
        if key.endswith(_RECTIFIED) and found in values and value > values[found]:
            done = _slot_behind(reading, key, week_end, paper.campaign)
            known = {(row.noun, row.id) for row in _slot_behind(reading, found, week_end, paper.campaign)}
            changed = _by_hand(slots[key]) or _by_hand(slots[found])
            finding = _beyond(
                figure_name(reading, key) + in_campaign(paper.campaign) + changed,
                printed(value),
                printed(values[found]),
                tuple(row for row in done if (row.noun, row.id) not in known),
            )
            yield key, finding


def _no_number(name: str, text: str) -> Finding:
    return Finding(
        "no_number",
        f"{name}里填的“{text}”不是一个数，合计和核对都用不上它。",
        remedy="请在这张表的数字里改成数，或恢复程序统计的数。",
    )


def _by_hand(slot: Slot) -> str:
    return "（手工改动的数字）" if slot.entry is not None or slot.carried else ""


def _last_printed(reading: Reading, week_end: date, paper: PaperDue) -> tuple[date | None, dict[str, Value]]:
    """Return what the newest earlier paper of the same form and campaign says, and of which week it is."""
    query: Any = (
        select(FiledPaper.id, Filing.week_end)
        .join(Filing, Filing.id == FiledPaper.filing_id)
        .where(
            Filing.week_end < week_end,
            FiledPaper.form_id == paper.form_id,
            FiledPaper.campaign_id == paper.campaign_id,
            *(() if paper.form_id == WEEKLY_DISPATCH else (FiledPaper.scope == paper.scope,)),
        )
        .order_by(Filing.week_end.desc(), Filing.version.desc())
        .limit(1)
    )
    found = reading.session.execute(query).first()
    if found is None:
        return None, {}
    figures = {one.key: _number(one.key, one.value) for one in paper_figures(reading, found[0])}
    return found[1], {key: value for key, value in figures.items() if value is not None}


def _number(key: str, value: Value | str | None) -> Value | None:
    """Return a figure that was reckoned, or written as a number; None of words and of what is left blank."""
    if not isinstance(value, str):
        return value
    try:
        return read_figure(key, value)
    except Unreadable:
        return None


# ---- 整改 > 排查 ---------------------------------------------------------------------------------------


def _more_rectified(
    reading: Reading, week_end: date, campaign: str | None, cumulative: dict[Figure, Value]
) -> Iterator[tuple[str, Finding]]:
    for found, rectified in _PAIRS:
        if cumulative[rectified] <= cumulative[found]:
            continue
        known = {
            (row.fact.noun, row.fact.record_id)
            for row in figure_rows(reading, found.value, week_end, cumulative=True, campaign=campaign)
        }
        rows = figure_rows(reading, rectified.value, week_end, cumulative=True, campaign=campaign)
        finding = _beyond(
            figure_name(reading, rectified.value) + in_campaign(campaign),
            printed(cumulative[rectified]),
            printed(cumulative[found]),
            tuple(_behind(row) for row in rows if (row.fact.noun, row.fact.record_id) not in known),
        )
        yield rectified.value, finding


def _beyond(name: str, rectified: str, found: str, rows: tuple[BehindRow, ...]) -> Finding:
    return Finding(
        "more_rectified",
        f"{name}的累计数 {rectified} 比排查的 {found} 还多。",
        rows,
        "请核对列出的隐患：等级改过的，对定稿它的那一周“更正”；专项行动开始以前发现的，计入期初数。",
    )


# ---- villages ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VillageCounts:
    """A hazard figure by village, without one as 未分村; and the rows of hazards that are gone."""

    counts: Counter[str]
    lost: list[FigureRow]


def village_counts(
    reading: Reading, week_end: date, *, cumulative: bool, campaign: str | None
) -> dict[Figure, VillageCounts]:
    """Return the hazard figures of F4 by village."""
    names = [figure.value for figure in _BY_VILLAGE]
    rows = rows_of_figures(reading, names, week_end, cumulative=cumulative, campaign=campaign)
    villages: dict[int, str] = {}
    for some in in_chunks([row.fact.record_id for row in rows if not row.opening]):
        query: Any = (
            select(Hazard.id, Village.name)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .outerjoin(Village, (Village.id == Enterprise.village_id) & Village.deleted_at.is_(None))
            .where(Hazard.id.in_(some))
        )
        villages |= {known: name or NO_VILLAGE_LABEL for known, name in reading.session.execute(query)}
    found = {figure: VillageCounts(Counter(), []) for figure in _BY_VILLAGE}
    for row in rows:
        of_figure = found[Figure(row.fact.figure)]
        village = NO_VILLAGE_LABEL if row.opening else villages.get(row.fact.record_id)
        if village is None:
            of_figure.lost.append(row)
        else:
            of_figure.counts[village] += row.fact.amount
    return found


def _not_adding_up(
    reading: Reading, week_end: date, campaign: str | None, is_cumulative: bool, counted: Statistics
) -> Iterator[Finding]:
    totals = counted.cumulative if is_cumulative else counted.week
    by_village = village_counts(reading, week_end, cumulative=is_cumulative, campaign=campaign)
    for figure, found in by_village.items():
        if found.counts.total() != totals[figure]:
            scope = ReportScope.CUMULATIVE if is_cumulative else ReportScope.WEEK
            yield Finding(
                "villages",
                f"{figure_name(reading, figure.value)}{in_campaign(campaign)}的{scope.label}数 "
                f"{printed(totals[figure])}，"
                f"各村加起来（含{NO_VILLAGE_LABEL}）是 {found.counts.total()}，对不上。",
                tuple(map(_behind, found.lost)),
                "请先检查台账文件（check 命令），再核对列出的隐患属于哪家企业、哪个村。",
            )


# ---- rows ----------------------------------------------------------------------------------------------


def _behind(row: FigureRow) -> BehindRow:
    return BehindRow(row.fact.noun, row.fact.record_id, row.fact.on, row.enterprise, row.text)


def _slot_behind(reading: Reading, name: str, week_end: date, campaign: str | None) -> tuple[BehindRow, ...]:
    return tuple(
        BehindRow(row.noun, row.record_id, row.on, row.enterprise, row.text)
        for row in slot_rows(reading, name, week_end, campaign)
    )
