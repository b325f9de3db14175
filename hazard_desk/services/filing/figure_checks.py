"""Checks of a week's figures: a falling cumulative, more rectified than found, villages that don't add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.sheet import printed
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.model import Enterprise, FiledPaper, Filing, Hazard, Inspection, Village
from hazard_desk.rules.weekly_figures import Figure, Value
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.filing.findings import Finding
from hazard_desk.services.filing.obligations import PaperDue
from hazard_desk.services.filing.papers import last_filed_before, paper_figures
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots, slot_rows
from hazard_desk.services.reporting import FigureRow, Statistics, figure_rows, statistics
from hazard_desk.services.workbench import BehindRow
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import ReportScope

_PAIRS = (
    (Figure.GENERAL_FOUND, Figure.GENERAL_RECTIFIED),
    (Figure.MAJOR_FOUND, Figure.MAJOR_RECTIFIED),
)
_BY_VILLAGE = tuple(figure for pair in _PAIRS for figure in pair)
_NO_VILLAGE = "未分村"
_FOUND, _RECTIFIED = "_found", "_rectified"


def figure_errors(reading: Reading, week_end: date, papers: Sequence[PaperDue]) -> Iterator[Finding]:
    """Yield what is wrong with the figures of a week, scope by scope of the papers that carry them."""
    campaigns = dict.fromkeys(paper.campaign for paper in papers)
    last = last_filed_before(reading, week_end)
    counted = {campaign: statistics(reading, week_end, campaign) for campaign in campaigns}
    for campaign in campaigns:
        cumulative = counted[campaign].cumulative
        if last is not None:
            yield from _fallen(reading, week_end, campaign, cumulative, last.week_end)
        yield from _more_rectified(reading, week_end, campaign, cumulative)
    for paper in papers:
        if paper.form_id == WEEKLY_DISPATCH:
            yield from _dispatch_errors(reading, week_end, paper)
    scopes = dict.fromkeys(
        (paper.campaign, paper.scope is ReportScope.CUMULATIVE or paper.form_id == WEEKLY_DISPATCH)
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
) -> Iterator[Finding]:
    """Compare with what the last filed week says, as it was filed."""
    before = statistics(reading, last, campaign).cumulative
    for figure, value in now.items():
        if value < before[figure]:
            rows = figure_rows(reading, figure.value, week_end, cumulative=True, campaign=campaign)
            yield _falling(
                figure_name(reading, figure.value) + in_campaign(campaign),
                last,
                printed(before[figure]),
                printed(value),
                tuple(map(_behind, rows)),
            )


def _falling(name: str, last: date, before: str, now: str, rows: tuple[BehindRow, ...]) -> Finding:
    return Finding(
        "falling",
        f"{name}的累计数变小了：{last} 报的是 {before}，现在是 {now}。",
        rows,
        f"累计数只增不减。请核对手工改动的数字和期初数；如果 {last} 那一周报错了，请先对那一周“更正”。",
    )


def _dispatch_errors(reading: Reading, week_end: date, paper: PaperDue) -> Iterator[Finding]:
    """Check F6 as it would be printed, figures overridden by hand included."""
    slots = {slot.name: slot for slot in dispatch_slots(reading, week_end, paper.campaign) if not slot.prompt}
    values = {name: value for name, slot in slots.items() if (value := _number(slot.value)) is not None}
    last, before = _last_printed(reading, week_end, paper)
    for name, value in values.items():
        if last is not None and name in before and value < before[name]:
            yield _falling(
                figure_name(reading, name) + in_campaign(paper.campaign) + _by_hand(slots[name]),
                last,
                printed(before[name]),
                printed(value),
                _slot_behind(reading, name, week_end, paper.campaign),
            )
    for name, value in values.items():
        found = name.removesuffix(_RECTIFIED) + _FOUND
        if name.endswith(_RECTIFIED) and found in values and value > values[found]:
            done = _slot_behind(reading, name, week_end, paper.campaign)
            known = {(row.noun, row.id) for row in _slot_behind(reading, found, week_end, paper.campaign)}
            yield _beyond(
                figure_name(reading, name) + in_campaign(paper.campaign) + _by_hand(slots[name]),
                printed(value),
                printed(values[found]),
                tuple(row for row in done if (row.noun, row.id) not in known),
            )


def _by_hand(slot: Slot) -> str:
    return "（手工改动的数字）" if slot.entry is not None or slot.carried else ""


def _last_printed(
    reading: Reading, week_end: date, paper: PaperDue
) -> tuple[date | None, dict[str, Decimal]]:
    """Return what the newest earlier paper of the same form and campaign says, and of which week it is."""
    query: Any = (
        select(FiledPaper.id, Filing.week_end)
        .join(Filing, Filing.id == FiledPaper.filing_id)
        .where(
            Filing.week_end < week_end,
            FiledPaper.form_id == paper.form_id,
            FiledPaper.campaign_id == paper.campaign_id,
        )
        .order_by(Filing.week_end.desc(), Filing.version.desc())
        .limit(1)
    )
    found = reading.session.execute(query).first()
    if found is None:
        return None, {}
    figures = {one.key: _number(one.value) for one in paper_figures(reading, found[0])}
    return found[1], {key: value for key, value in figures.items() if value is not None}


def _number(value: Value | str | None) -> Decimal | None:
    """Return a figure that was reckoned or typed as a number; None of words and of what is left blank."""
    try:
        number = Decimal(str(value).strip()) if value is not None else None
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None


# ---- 整改 > 排查 ---------------------------------------------------------------------------------------


def _more_rectified(
    reading: Reading, week_end: date, campaign: str | None, cumulative: dict[Figure, Value]
) -> Iterator[Finding]:
    for found, rectified in _PAIRS:
        if cumulative[rectified] <= cumulative[found]:
            continue
        known = {
            (row.fact.noun, row.fact.record_id)
            for row in figure_rows(reading, found.value, week_end, cumulative=True, campaign=campaign)
        }
        rows = figure_rows(reading, rectified.value, week_end, cumulative=True, campaign=campaign)
        yield _beyond(
            figure_name(reading, rectified.value) + in_campaign(campaign),
            printed(cumulative[rectified]),
            printed(cumulative[found]),
            tuple(_behind(row) for row in rows if (row.fact.noun, row.fact.record_id) not in known),
        )


def _beyond(name: str, rectified: str, found: str, rows: tuple[BehindRow, ...]) -> Finding:
    return Finding(
        "more_rectified",
        f"{name}的累计数 {rectified} 比排查的 {found} 还多。",
        rows,
        "请核对列出的隐患：等级改过的，对定稿它的那一周“更正”；专项行动开始以前发现的，计入期初数。",
    )


# ---- villages ------------------------------------------------------------------------------------------


def village_counts(
    reading: Reading, figure: Figure, week_end: date, *, cumulative: bool, campaign: str | None
) -> tuple[Counter[str], list[FigureRow]]:
    """Return a hazard figure by village, without one as 未分村; and the rows of hazards that are gone."""
    rows = figure_rows(reading, figure.value, week_end, cumulative=cumulative, campaign=campaign)
    villages: dict[int, str] = {}
    for some in in_chunks([row.fact.record_id for row in rows if not row.opening]):
        query: Any = (
            select(Hazard.id, Village.name)
            .join(Inspection, Inspection.id == Hazard.inspection_id)
            .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
            .outerjoin(Village, (Village.id == Enterprise.village_id) & Village.deleted_at.is_(None))
            .where(Hazard.id.in_(some))
        )
        villages |= {known: name or _NO_VILLAGE for known, name in reading.session.execute(query)}
    counts: Counter[str] = Counter()
    lost = []
    for row in rows:
        village = _NO_VILLAGE if row.opening else villages.get(row.fact.record_id)
        if village is None:
            lost.append(row)
        else:
            counts[village] += row.fact.amount
    return counts, lost


def _not_adding_up(
    reading: Reading, week_end: date, campaign: str | None, is_cumulative: bool, counted: Statistics
) -> Iterator[Finding]:
    totals = counted.cumulative if is_cumulative else counted.week
    for figure in _BY_VILLAGE:
        counts, lost = village_counts(reading, figure, week_end, cumulative=is_cumulative, campaign=campaign)
        if counts.total() != totals[figure]:
            scope = ReportScope.CUMULATIVE if is_cumulative else ReportScope.WEEK
            yield Finding(
                "villages",
                f"{figure_name(reading, figure.value)}{in_campaign(campaign)}的{scope.label}数 "
                f"{printed(totals[figure])}，各村加起来（含{_NO_VILLAGE}）是 {counts.total()}，对不上。",
                tuple(map(_behind, lost)),
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
