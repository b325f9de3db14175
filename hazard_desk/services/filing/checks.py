"""送前检查: what stops a week from being filed, and what is listed and kept with it (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, select

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.sheet import printed
from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.model import Filing, Hazard, Inspection, Office, Recheck
from hazard_desk.rules.dispatch_figures import SLOTS, VISITING
from hazard_desk.rules.enterprise_checks import missing_fields
from hazard_desk.rules.reporting_week import Period
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.behind import BehindRow, rows_behind
from hazard_desk.services.filing.differences import differences_before
from hazard_desk.services.filing.figure_checks import figure_errors, in_campaign
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.filing.findings import Finding, WeekCheck
from hazard_desk.services.filing.log import week_log
from hazard_desk.services.filing.obligations import PaperDue, papers_due
from hazard_desk.services.filing.weeks import reporting_week, week_ends
from hazard_desk.services.following_up.gaps import major_gaps
from hazard_desk.services.form_entries import standing_texts
from hazard_desk.services.form_filling.dispatch import dispatch_slots, narratives_left
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.store.unit_of_work import Reading, in_chunks
from hazard_desk.terms import HazardState, RecheckResult

__all__ = ["Finding", "WeekCheck", "check_week"]

_MOST_SKIPPED = 53
_HAZARDS = (Figure.GENERAL_FOUND, Figure.MAJOR_FOUND)
_VISITS = tuple(f"{sector}_enterprises" for sector in VISITING)
"""Figures that together count every supervisory visit: one without names counts no team."""


def check_week(reading: Reading, week_end: date, papers: Sequence[PaperDue] | None = None) -> WeekCheck:
    """Check a week for the papers it is filed with, those that are due where none are named.

    Another day than a week's end is refused (UsageError).
    """
    week = reporting_week(reading, week_end)
    due = papers_due(reading, week_end) if papers is None else papers
    errors = [
        *_head_errors(reading, week),
        *figure_errors(reading, week_end, due),
        *_closed_unchecked(reading, week_end),
    ]
    log = week_log(reading, week_end)
    visits = log.records(_VISITS)
    warnings = [
        *_not_ended(reading, week_end),
        *_skipped(reading, week_end),
        *_differences(reading, week_end),
        *_major_gaps(reading, week_end),
        *_without_level(reading, log.records(_HAZARDS)),
        *_without_team(reading, visits),
        *_missing_fields(reading, visits),
        *_standing_by_hand(reading, week_end, due),
        *_narratives_left(reading, week_end, due),
    ]
    return WeekCheck(tuple(errors), tuple(warnings))


# ---- errors --------------------------------------------------------------------------------------------


def _head_errors(reading: Reading, week: Period) -> Iterator[Finding]:
    """Yield what the head of every form would lack: whose it is, and a date that can be true."""
    if not (reading.session.scalar(select(Office.name)) or "").strip():
        yield Finding(
            "office",
            "没有单位名称，表头的填报单位会是空的。",
            remedy="请在单位设置里填写印章上的单位全称。",
        )
    today = reading.today
    filed_at = reading.session.scalar(select(func.max(Filing.filed_at)))
    if week.start is not None and today < week.start:
        yield Finding(
            "date",
            f"电脑的日期是 {today}，这一周还没有开始，填报日期会印错。",
            remedy="请核对电脑的日期和选的周。",
        )
    elif filed_at is not None and today < filed_at.date():
        yield Finding(
            "date",
            f"电脑的日期是 {today}，比上一次定稿的日子 {filed_at.date()} 还早，填报日期会印错。",
            remedy="请先把电脑的日期调对。",
        )


def _closed_unchecked(reading: Reading, week_end: date) -> Iterator[Finding]:
    passed = exists().where(
        Recheck.hazard_id == Hazard.id,
        Recheck.deleted_at.is_(None),
        Recheck.result == RecheckResult.PASSED,
        Recheck.rechecked_on.is_not(None),
        Recheck.rechecked_by != "",
    )
    closed = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            STANDING_HAZARD,
            Inspection.deleted_at.is_(None),
            Inspection.inspected_on <= week_end,
            (Hazard.state == HazardState.CLOSED) | Hazard.closed_on.is_not(None),
            ~passed.correlate(Hazard),
        )
        .order_by(Hazard.id)
    )
    ids = reading.session.scalars(closed).all()
    if ids:
        yield Finding(
            "closed_unchecked",
            f"{len(ids)} 项隐患已销号，但没有写明日期和人员的合格回查。",
            tuple(rows_behind(reading, "hazard", ids)),
            "请给列出的隐患补登回查，或撤销销号。",
        )


# ---- warnings ------------------------------------------------------------------------------------------


def _not_ended(reading: Reading, week_end: date) -> Iterator[Finding]:
    if reading.today < week_end:
        yield Finding(
            "not_ended",
            f"这一周到 {week_end} 才结束：定稿以后登记的，算在下一周，列为补录。",
        )


def _skipped(reading: Reading, week_end: date) -> Iterator[Finding]:
    """Yield the weeks since the last filed one that this filing closes without papers of their own."""
    last = reading.session.scalar(select(func.max(Filing.week_end)).where(Filing.week_end < week_end))
    if last is None:
        return
    skipped = week_ends(reading, week_end, _MOST_SKIPPED, last + timedelta(days=1))[:-1]
    found = [known for end in skipped for known in sorted(week_log(reading, end).records(_HAZARDS))]
    if skipped:
        yield Finding(
            "skipped",
            f"{'、'.join(map(str, skipped))} {len(skipped)} 周没有定稿，随这一周一起截止："
            f"其中的 {len(found)} 项隐患和其他记录只算进累计数，不在任何一周的本周数里。",
            tuple(rows_behind(reading, "hazard", found)),
            "要单独报这几周的，请先从最早的一周起逐周定稿。",
        )


def _differences(reading: Reading, week_end: date) -> Iterator[Finding]:
    """Yield what the records of earlier filed weeks say differently by now."""
    rows = [
        BehindRow(
            one.noun,
            one.record_id,
            one.on,
            one.enterprise,
            f"{earlier} 一周 {one.figure_words}：定稿 {one.filed}，现在 {one.now}",
        )
        for earlier, one in differences_before(reading, week_end)
    ]
    if rows:
        yield Finding(
            "differences",
            f"以前定稿的周有 {len(rows)} 处和现在的记录不一样。定稿的数字不会变；要改，请对那一周“更正”。",
            tuple(rows),
        )


def _major_gaps(reading: Reading, week_end: date) -> Iterator[Finding]:
    gaps = major_gaps(reading)
    rows = [
        BehindRow(row.noun, row.id, row.on, row.enterprise, f"缺{'、'.join(gaps[row.id])}：{row.text}")
        for row in rows_behind(reading, "hazard", list(gaps))
        if row.on is not None and row.on <= week_end
    ]
    if rows:
        yield Finding("major_gaps", f"{len(rows)} 项重大隐患缺双报告、五落实或督办单位等内容。", tuple(rows))


def _without_level(reading: Reading, hazards: Collection[int]) -> Iterator[Finding]:
    of_visits = select(Hazard.id).join(Inspection, Inspection.id == Hazard.inspection_id)
    query = of_visits.where(SUPERVISORY, STANDING_HAZARD, Hazard.level.is_(None))
    ids = sorted(_among(reading, query, Hazard.id, hazards))
    if ids:
        yield Finding(
            "no_level",
            f"{len(ids)} 项隐患没有定等级，按一般隐患统计。",
            tuple(rows_behind(reading, "hazard", ids)),
        )


def _without_team(reading: Reading, visits: Collection[int]) -> Iterator[Finding]:
    """Yield the visits that nobody can sign for: they count no team either."""
    query = select(Inspection.id).where(SUPERVISORY, Inspection.team_key == "")
    ids = sorted(_among(reading, query, Inspection.id, visits))
    if ids:
        yield Finding(
            "no_team",
            f"{len(ids)} 次检查没有写检查人员：不计检查组，检查表上也没有人签字。",
            tuple(rows_behind(reading, "inspection", ids)),
        )


def _missing_fields(reading: Reading, visits: Collection[int]) -> Iterator[Finding]:
    query = select(Inspection.enterprise_id).where(SUPERVISORY)
    visited = sorted(set(_among(reading, query, Inspection.id, visits)))
    rows = [
        BehindRow("enterprise", known, None, facts.name, f"缺{'、'.join(missing)}")
        for known, facts in enterprise_facts(reading, visited).items()
        if (missing := missing_fields(facts))
    ]
    if rows:
        yield Finding(
            "missing_fields",
            f"本周检查过的企业里有 {len(rows)} 家登记内容不全。",
            tuple(sorted(rows, key=lambda row: row.enterprise)),
        )


def _standing_by_hand(reading: Reading, week_end: date, papers: Sequence[PaperDue]) -> Iterator[Finding]:
    """Yield the figures of F6 that stand as typed for an earlier week though records tell of less."""
    for paper in papers:
        if paper.form_id != WEEKLY_DISPATCH:
            continue
        if SLOTS.keys().isdisjoint(standing_texts(reading, WEEKLY_DISPATCH, week_end, paper.campaign_id)):
            continue
        for slot in dispatch_slots(reading, week_end, paper.campaign):
            if slot.carried and slot.computed is not None and slot.entry is None:
                yield Finding(
                    "standing_by_hand",
                    f"{figure_name(reading, slot.name)}{in_campaign(paper.campaign)}："
                    f"登记的只有 {printed(slot.computed)}，表里沿用以前填的 {slot.carried}。",
                    remedy="请核对：以前的数记到专项行动的期初数里，再在周调度统计表里改用统计数字。",
                )


def _narratives_left(reading: Reading, week_end: date, papers: Sequence[PaperDue]) -> Iterator[Finding]:
    for paper in papers:
        if paper.form_id != WEEKLY_DISPATCH:
            continue
        left = narratives_left(reading, week_end, paper.campaign_id)
        if left:
            yield Finding(
                "narratives",
                f"{FORMS[paper.form_id].short}{in_campaign(paper.campaign)}有 {len(left)} 处文字没有填写："
                f"{'、'.join(dict.fromkeys(left))}。",
                paper=paper,
            )


def _among(reading: Reading, query: Any, column: Any, ids: Collection[int]) -> list[int]:
    """Return what a query finds of the records with these ids: what counts may have been removed since."""
    return [
        known
        for some in in_chunks(sorted(ids))
        for known in reading.session.scalars(query.where(column.in_(some)))
    ]
